import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A progress bar on a terminal; one line a step elsewhere.
final class Progress: Sendable {
    private let title: String
    private let total: Int
    private let done = Mutex(0)
    private let drawn = Mutex(-1)
    private let onTerminal = isatty(1) == 1

    init(_ title: String, total: Int) {
        self.title = title
        self.total = max(total, 1)
        if onTerminal { draw(0) }
    }

    func advance(_ count: Int = 1) {
        let now = done.withLock { value in
            value = min(value + count, total)
            return value
        }
        if onTerminal { draw(now) }
    }

    func finish(_ note: String = "") {
        let line = "  ✔ \(title)\(note.isEmpty ? "" : " — \(note)")"
        print(onTerminal ? "\r\u{1B}[K\(line)" : line)
        fflush(nil)
    }

    private func draw(_ value: Int) {
        let percent = value * 100 / total
        let changed = drawn.withLock { last in
            defer { last = percent }
            return last != percent
        }
        guard changed else { return }
        let filled = percent / 5
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
        print("\r\u{1B}[K  \(bar) \(percent)% \(title)", terminator: "")
        fflush(nil)
    }
}
