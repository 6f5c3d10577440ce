import Glibc
import Synchronization

/// Processor time and waits of everybody who works for a call, from `/proc`: what a row's figure is made of.
final class Costs: Sendable {
    /// Who works, in the order of the table.
    enum Part: Int, CaseIterable {
        /// The service's threads that read requests and write answers, and make those that only the database makes.
        case connections
        /// The service's one thread that talks to PostgreSQL.
        case database
        /// The service's other threads: handlers that compute, background work.
        case others
        case postgres
        /// wrk, or the process that calls over libcurl.
        case caller

        var title: String {
            switch self {
            case .connections: "connections"
            case .database: "database thread"
            case .others: "other threads"
            case .postgres: "PostgreSQL"
            case .caller: "caller"
            }
        }
    }

    private struct Reading {
        var microseconds = [Double](repeating: 0, count: Part.allCases.count)
        var switches = 0.0
    }

    private struct Sum {
        var reading = Reading()
        var calls = 0.0
    }

    private let process: Int
    private let sums = Mutex<[(name: String, sum: Sum)]>([])

    /// - Parameter process: the service's; 0: nothing is looked at.
    init(_ process: Int) { self.process = process }

    /// Runs a measurement that gives calls a second.
    func during(_ name: String, seconds: Int, _ measure: () async throws -> Double) async rethrows -> Double {
        let before = look()
        let rate = try await measure()
        let after = look()
        sums.withLock { sums in
            let place = sums.firstIndex { $0.name == name } ?? sums.endIndex
            if place == sums.endIndex { sums.append((name, Sum())) }
            for part in Part.allCases.map(\.rawValue) {
                sums[place].sum.reading.microseconds[part] += after.microseconds[part] - before.microseconds[part]
            }
            sums[place].sum.reading.switches += after.switches - before.switches
            sums[place].sum.calls += rate * Double(seconds)
        }
        return rate
    }

    /// Microseconds a call, by who spends them.
    var table: String {
        let rows = sums.withLock { $0 }.filter { $0.sum.calls > 0 }
        guard process > 0, !rows.isEmpty else { return "" }
        var lines = [["microseconds of processor time a call"] + Part.allCases.map(\.title) + ["sum", "waits a call"]]
        for (name, sum) in rows {
            let each = sum.reading.microseconds.map { $0 / sum.calls }
            lines.append(
                [name] + (each + [each.reduce(0, +)]).map(Costs.tenths) + [
                    Rounds.hundredths(sum.reading.switches / sum.calls)
                ])
        }
        return Rounds.aligned(lines)
    }

    private static func tenths(_ value: Double) -> String {
        let whole = Int((value * 10).rounded())
        return "\(whole / 10).\(whole % 10)"
    }

    // MARK: - What the system says

    private func look() -> Reading {
        var reading = Reading()
        guard process > 0 else { return reading }
        for thread in Costs.numbers(in: "/proc/\(process)/task") {
            let folder = "/proc/\(process)/task/\(thread)"
            let name = Costs.text("\(folder)/comm")
            let part: Part = name.hasPrefix("NIO") ? .connections : name.hasPrefix("database") ? .database : .others
            reading.microseconds[part.rawValue] += Costs.microseconds("\(folder)/schedstat")
            reading.switches += Costs.waits("\(folder)/status")
        }
        for other in Costs.numbers(in: "/proc") where Costs.text("/proc/\(other)/cmdline").hasPrefix("postgres: phaen_")
        {
            reading.microseconds[Part.postgres.rawValue] += Costs.microseconds("/proc/\(other)/schedstat")
            reading.switches += Costs.waits("/proc/\(other)/status")
        }
        var children = rusage()
        var own = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &children)
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &own)
        for usage in [children, own] {
            for time in [usage.ru_utime, usage.ru_stime] {
                reading.microseconds[Part.caller.rawValue] += Double(time.tv_sec) * 1_000_000 + Double(time.tv_usec)
            }
        }
        return reading
    }

    private static func microseconds(_ file: String) -> Double {
        (text(file).split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1_000
    }

    private static func waits(_ file: String) -> Double {
        (try? Tools.number(after: "voluntary_ctxt_switches:", in: text(file))) ?? 0
    }

    private static func numbers(in folder: String) -> [Int] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var found: [Int] = []
        while let entry = readdir(stream) {
            let number = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { Int(String(cString: $0)) }
            }
            if let number { found.append(number) }
        }
        return found
    }

    private static func text(_ file: String) -> String {
        guard let stream = fopen(file, "r") else { return "" }
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = fread(&bytes, 1, bytes.count, stream)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
