import Glibc

/// What a start leaves behind in memory.
enum ProcessMemory {
    /// Gives back the mappings of program code that ran once (migrations, schemas, libraries' set-up): more than half of
    /// a young process's memory. The code stays in the system's page cache and is mapped again, page by page, where it
    /// is called.
    static func releaseWhatTheStartUsed() {
        // Executable mappings alone: they are never written, so that dropping their pages loses nothing. Read-only data
        // may hold relocations, which exist nowhere else.
        for line in String(decoding: Files.bytes("/proc/self/maps") ?? [], as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count >= 6, words[1] == "r-xp", words[5].hasPrefix("/") else { continue }
            let ends = words[0].split(separator: "-").compactMap { UInt(String($0), radix: 16) }
            guard ends.count == 2, ends[0] < ends[1] else { continue }
            madvise(UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), MADV_DONTNEED)
        }
    }
}
