import Glibc

/// What the operating system says of this process, from `/proc/self`.
enum ProcessFigures {
    static let gauges: [MetricsRegistry.Gauge] = [
        .init("process_resident_memory_bytes", help: "Resident memory.") { residentBytes() },
        .init("process_cpu_seconds_total", help: "Processor time, user and system.") { processorSeconds() },
        .init("process_open_fds", help: "Open file descriptors.") { openDescriptors() },
    ]

    static func residentBytes() -> Double {
        guard let bytes = Files.bytes("/proc/self/statm") else { return 0 }
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Double(fields[1]) else { return 0 }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    static func processorSeconds() -> Double {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    static func openDescriptors() -> Double {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        // "." and "..", and the descriptor of this look itself, are not counted.
        while readdir(folder) != nil { count += 1 }
        return Double(max(0, count - 3))
    }
}
