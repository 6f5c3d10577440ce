import CommonContract
import Glibc
import Kernel
import PlansContract
import Postgres
import RPCClient

/// The loads that rows are made of.
struct Load {
    static let plan = "67-BENCH"

    let settings: Settings
    let database: PostgresClient
    let peer: RPCPeer

    init(_ settings: Settings) {
        self.settings = settings
        database = PostgresClient(configuration: PostgresConfiguration(conninfo: settings.database))
        let token = settings.token
        peer = RPCPeer(
            RPCPeerSettings(
                name: "plans", addresses: [settings.base], credential: { token.isEmpty ? nil : token }))
    }

    // MARK: - PostgreSQL

    /// Transactions a second of `pgbench -S -M prepared`, over as many connections as the lane has.
    func pgbench() throws(ToolFault) -> Double { try pgbench("-S", settings.database, connections: 2) }

    /// The same with a script, in the service's database.
    func pgbench(script: String, connections: Int) throws(ToolFault) -> Double {
        guard !script.isEmpty else { throw ToolFault(description: "no script for pgbench") }
        return try pgbench("-f \(Tools.quoted(script))", settings.serviceDatabase, connections: connections)
    }

    private func pgbench(_ what: String, _ database: String, connections: Int) throws(ToolFault) -> Double {
        let command = "\(settings.pgbench) -n -M prepared -c \(connections) -j 2 -T \(settings.seconds) \(what)"
        let report = try Tools.output("\(command) \(Tools.quoted(database))")
        return try Tools.number(after: "tps =", in: report)
    }

    /// Point reads a second on the shared lane, from as many tasks as a busy service has.
    func lane(tasks: Int = 64) async throws -> Double {
        let end = ContinuousClock.now + .seconds(settings.seconds)
        let database = database
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now < end {
                        _ = try await database.first(ReadAccount(account: Int.random(in: 1...100_000)))
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(count) / Double(settings.seconds)
    }

    // MARK: - HTTP

    static let read = #"{"jsonrpc":"2.0","id":1,"method":"plan.get","params":{"plan":"\#(plan)"}}"#

    /// Requests a second of wrk; an answer that is no result is a fault of the measurement. The service's own counters
    /// tell, for they cost wrk nothing: a script that looks at every answer takes as long as sending it. The others
    /// answer with a status that is no 200.
    func wrk(_ body: String, connections: Int, url: String? = nil) throws(ToolFault) -> Double {
        try wrk(lua: "wrk.body = [==[\(body)]==]", connections: connections, url: url)
    }

    /// Plans made a second, each with a key of its own.
    func changes(connections: Int) throws(ToolFault) -> Double {
        let run = String(UInt64.random(in: 0..<(1 << 40)), radix: 36).uppercased()
        return try wrk(
            lua: """
                local threads, made = 0, 0
                function setup(thread)
                  threads = threads + 1
                  thread:set("thread_number", threads)
                end
                function request()
                  made = made + 1
                  local code = "67-\(run)-" .. thread_number .. "-" .. made
                  return wrk.format(nil, nil, nil, string.format([==[\(Load.change)]==], code, code))
                end
                """, connections: connections)
    }

    static let change =
        #"{"jsonrpc":"2.0","id":1,"method":"plan.create","params":{"idempotencyKey":"%s","code":"%s","#
        + #""kind":"provincialEducationPlan","name":{"th":"แผน","en":"Plan"},"firstYear":2566,"lastYear":2570,"#
        + #""organisation":"67-01"}}"#

    private func wrk(lua: String, connections: Int, url: String? = nil) throws(ToolFault) -> Double {
        let script = "/tmp/phaen-bench-\(settings.process).lua"
        let lua = """
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
            wrk.headers["Authorization"] = "Bearer \(settings.token)"
            \(lua)
            """
        // It holds the token: nobody else reads it, and it goes with the measurement.
        umask(0o077)
        try Tools.write(lua, to: script)
        defer { unlink(script) }
        let threads = min(connections, 2)
        let before = url == nil ? try outcomes() : Outcomes()
        let report = try Tools.output(
            "wrk -t\(threads) -c\(connections) -d\(settings.seconds)s -s \(script) \(url ?? settings.base + "/rpc")")
        let count = try Tools.number(after: "Requests/sec:", in: report)
        guard count > 0, !report.contains("Non-2xx") else {
            throw ToolFault(description: "not all were answered:\n\(report)")
        }
        if url == nil {
            let after = try outcomes()
            guard after.failed == before.failed, after.ok > before.ok else {
                throw ToolFault(description: "\(after.failed - before.failed) calls were answered with an error")
            }
        }
        return count
    }

    private struct Outcomes {
        var ok = 0.0
        var failed = 0.0
    }

    /// The service's `phaen_calls_total`, by whether the call was answered with a result.
    private func outcomes() throws(ToolFault) -> Outcomes {
        guard !settings.metrics.isEmpty else { throw ToolFault(description: "no address of the service's metrics") }
        var outcomes = Outcomes()
        for line in try Tools.output("curl -fsS --max-time 10 \(Tools.quoted(settings.metrics))").split(separator: "\n")
        where line.hasPrefix("phaen_calls_total{") {
            let count = line.split(separator: " ").last.flatMap { Double($0) } ?? 0
            if line.contains("outcome=\"ok\"") { outcomes.ok += count } else { outcomes.failed += count }
        }
        return outcomes
    }

    /// Calls a second, one after the other, over libcurl.
    func calls() async throws -> Double {
        let end = ContinuousClock.now + .seconds(settings.seconds)
        var count = 0
        while ContinuousClock.now < end {
            _ = try await peer.call(GetPlan(plan: .code(Self.plan)), deadline: nil)
            count += 1
        }
        return Double(count) / Double(settings.seconds)
    }

    // MARK: - Before

    /// A province with its office, and a plan to be read; made once.
    func prepare() async throws {
        _ = try? await database.start(timeout: .seconds(10))
        let organisations: [(String, OrganisationKind, String?)] = [
            ("TH", .nation, nil), ("R17", .region, "TH"), ("67", .province, "R17"),
            ("67-01", .provincialEducationOffice, "67"),
        ]
        for (code, kind, parent) in organisations {
            _ = try await peer.call(
                CreateOrganisation(
                    idempotencyKey: "bench-\(code)", code: code, kind: kind, name: LocalizedText("ตัวอย่าง", "Example"),
                    parent: parent), deadline: nil)
        }
        guard let first = FiscalYear(2566), let last = FiscalYear(2570) else { return }
        _ = try await peer.call(
            CreatePlan(
                idempotencyKey: "bench-plan", code: Self.plan, kind: .provincialEducationPlan,
                name: LocalizedText("แผน", "Plan"), firstYear: first, lastYear: last, organisation: "67-01"),
            deadline: nil)
    }
}

/// The statement of `pgbench -S`.
private struct ReadAccount: Statement {
    static let isRead = true
    static let sql = "SELECT abalance FROM pgbench_accounts WHERE aid = $1"
    let account: Int
    func bind(_ parameters: inout Parameters) { parameters.append(account) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
