import Glibc

/// Starting other programs, without more than the C library.
public enum Command {
    /// Starts a program; its standard input comes from `input`, its output goes to `output`. `environment` replaces
    /// this process's own.
    public static func start(
        _ arguments: [String], environment: [String: String]? = nil, input: Int32? = nil, output: Int32? = nil
    ) throws -> pid_t {
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
        var variables: [UnsafeMutablePointer<CChar>?] = (environment ?? [:]).map { strdup("\($0.key)=\($0.value)") }
        variables.append(nil)
        defer { for variable in variables { free(variable) } }
        var process = pid_t()
        let status =
            environment == nil
            ? posix_spawnp(&process, arguments[0], &actions, &attributes, &words, environ)
            : posix_spawnp(&process, arguments[0], &actions, &attributes, &words, &variables)
        guard status == 0 else { throw TestSupportError("cannot start \(arguments[0]): \(status)") }
        return process
    }

    /// Starts a program whose output is added to a file; its standard input is empty.
    public static func start(
        _ arguments: [String], environment: [String: String]? = nil, log: String
    ) throws -> pid_t {
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer {
            close(output)
            close(nothing)
        }
        return try start(arguments, environment: environment, input: nothing, output: output)
    }

    /// Waits for the end of a program that was started here, and gives its exit status. Blocks.
    @discardableResult
    public static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// Runs a program to its end; throws with its output if it fails. Blocks: see `onThread`.
    @discardableResult
    public static func output(_ arguments: [String]) throws -> String {
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
        let status = wait(for: process)
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
