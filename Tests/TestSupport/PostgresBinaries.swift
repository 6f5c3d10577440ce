import Glibc

/// Where PostgreSQL's programs are: `PHAEN_POSTGRES_BIN`, `pg_config --bindir`, or the packages' usual places.
enum PostgresBinaries {
    static func folder() throws -> String {
        var candidates: [String] = []
        if let named = getenv("PHAEN_POSTGRES_BIN") { candidates.append(String(cString: named)) }
        if let found = try? Command.output(["pg_config", "--bindir"]) { candidates.append(found) }
        for version in stride(from: 20, through: 13, by: -1) {
            candidates.append("/usr/lib/postgresql/\(version)/bin")
            candidates.append("/usr/pgsql-\(version)/bin")
        }
        candidates += ["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"]
        guard let folder = candidates.first(where: { access($0 + "/initdb", X_OK) == 0 }) else {
            throw TestSupportError("no PostgreSQL server programs found; set PHAEN_POSTGRES_BIN or PHAEN_TEST_POSTGRES")
        }
        return folder
    }
}

public struct TestSupportError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// Starting other programs, without more than the C library.
enum Command {
    /// Starts a program; its standard input comes from `input`, its output goes to `output`.
    static func start(_ arguments: [String], input: Int32? = nil, output: Int32? = nil) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input { posix_spawn_file_actions_adddup2(&actions, input, 0) }
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, 1)
            posix_spawn_file_actions_adddup2(&actions, output, 2)
        }
        // Threads of the runtime block signals; a shell that inherits that never hears of its children.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        let status = posix_spawnp(&process, arguments[0], &actions, &attributes, &words, environ)
        guard status == 0 else { throw TestSupportError("cannot start \(arguments[0]): \(status)") }
        return process
    }

    /// Runs a program to its end; throws with its output if it fails.
    @discardableResult
    static func output(_ arguments: [String]) throws -> String {
        let ends = try pipe()
        let process: pid_t
        do {
            process = try start(arguments, output: ends.write)
        } catch {
            close(ends.write)
            close(ends.read)
            throw error
        }
        close(ends.write)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(ends.read, &buffer, buffer.count)
            if count <= 0 { break }
            bytes += buffer[0..<count]
        }
        close(ends.read)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        var text = String(decoding: bytes, as: UTF8.self)
        while text.hasSuffix("\n") { text.removeLast() }
        guard status == 0 else { throw TestSupportError("\(arguments.joined(separator: " ")) failed: \(text)") }
        return text
    }

    /// Two joined ends that programs started later do not inherit.
    static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw TestSupportError("no socket pair") }
        return (ends[0], ends[1])
    }
}
