import Glibc

/// How many files and connections this process may have open. Running out of them ends a process (the runtime's own
/// threads need some), so connections are bounded well below.
enum OpenFiles {
    /// For the database, peers, the private port, logs and the runtime.
    static let reserve = 256

    /// Raises the soft limit as far as `connections` need it and the hard limit allows.
    /// - Returns: how many connections there is room for: `connections`, or fewer.
    static func room(for connections: Int) -> Int {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(kind, &limit) == 0 else { return connections }
        let wanted = rlim_t(connections + reserve)
        if limit.rlim_cur < wanted {
            limit.rlim_cur = min(wanted, limit.rlim_max)
            setrlimit(kind, &limit)
            getrlimit(kind, &limit)
        }
        return room(for: connections, open: Int(clamping: limit.rlim_cur))
    }

    /// - Parameter open: files that may be open.
    static func room(for connections: Int, open: Int) -> Int {
        max(1, min(connections, open >= 2 * reserve ? open - reserve : open / 2))
    }
}
