import Glibc
import Synchronization

/// A PostgreSQL server of the tests' own, in a temporary folder, reachable only through a socket in that folder.
/// It ends, and the folder goes, when the test process ends in whatever way: a shell beside it waits for the end
/// of a pipe that the test process holds.
public final class PostgresServer: Sendable {
    private struct State {
        var lifeline: Int32 = -1
        var shell: pid_t = 0
    }

    public let folder: String
    private let binaries: String
    private let settings: [String]
    private let state = Mutex(State())

    /// Makes a cluster and starts it. `settings` are `name=value` beside those that make tests quick.
    public static func started(settings: [String] = []) async throws -> PostgresServer {
        let server = try await onThread { try PostgresServer(settings: settings) }
        try await server.start()
        return server
    }

    /// Makes a cluster. Blocks.
    private init(settings: [String]) throws {
        binaries = try PostgresBinaries.folder()
        self.settings = settings
        var template = Array("/tmp/phaen-pg-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestSupportError("no temporary folder") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if getuid() == 0 { try Command.output(["chown", "nobody", folder]) }
        try Command.output(
            Self.unprivileged + [
                binaries + "/initdb", "-D", data, "-U", "phaen", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                "--no-sync", "--no-instructions",
            ])
    }

    deinit {
        state.withLock { state in
            if state.lifeline >= 0 { close(state.lifeline) }
        }
    }

    private var data: String { folder + "/data" }

    /// libpq's connection string to a database of this server.
    public func conninfo(database: String = "postgres") -> String {
        "host=\(folder) port=5432 user=phaen dbname=\(database)"
    }

    // MARK: - Running and faults

    /// Starts the server (again) and waits until it takes connections.
    /// - Parameter beside: further settings for this run alone.
    public func start(beside further: [String] = []) async throws {
        try await onThread { try self.launch(further) }
    }

    private func launch(_ further: [String]) throws {
        var words = [
            binaries + "/postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "port=5432",
        ]
        for setting in Self.quickly + settings + further { words += ["-c", setting] }
        let pipe = try Command.pipe()
        let log = open(folder + "/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        let shell = try Command.start(
            ["/bin/sh", "-c", Self.keeper, folder] + Self.unprivileged + words, input: pipe.read, output: log)
        close(pipe.read)
        close(log)
        state.withLock { state in
            state.lifeline = pipe.write
            state.shell = shell
        }
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            if (try? Command.output([binaries + "/pg_isready", "-q", "-h", folder, "-p", "5432"])) != nil { return }
            poll(nil, 0, 20)
        }
        throw TestSupportError("the server did not start; see \(folder)/log")
    }

    /// Makes an empty database.
    public func createDatabase(_ name: String) async throws {
        try await psql("CREATE DATABASE \"\(name)\"")
    }

    /// Runs SQL as the cluster's owner; gives the rows as plain text, one a line.
    @discardableResult
    public func psql(_ sql: String, database: String = "postgres") async throws -> String {
        let words = [binaries + "/psql", conninfo(database: database), "-v", "ON_ERROR_STOP=1", "-qAtc", sql]
        return try await onThread { try Command.output(words) }
    }

    /// The postmaster's process.
    public var process: pid_t? {
        guard let file = fopen(data + "/postmaster.pid", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 32)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        return pid_t(atoi(line))
    }

    /// Ends the server at once, as a crash would: every process of it is killed.
    public func kill() async {
        await onThread {
            self.signal(SIGKILL)
            self.waitUntilGone()
        }
    }

    /// An orderly but immediate shutdown; connections are cut.
    public func stop() async {
        await onThread {
            if let process = self.process { Glibc.kill(process, SIGINT) }
            self.waitUntilGone()
        }
    }

    /// The server stands still: connections stay open, nothing answers.
    public func freeze() async { await onThread { self.signal(SIGSTOP) } }
    public func thaw() async { await onThread { self.signal(SIGCONT) } }

    /// To the postmaster and its backends. It stands still first: nobody can tell whose the backends were once it is
    /// gone, and none is to come meanwhile.
    private func signal(_ number: Int32) {
        guard let process else { return }
        Glibc.kill(process, SIGSTOP)
        let children = (try? Command.output(["ps", "-o", "pid=", "--ppid", String(process)])) ?? ""
        Glibc.kill(process, number)
        let backends = children.split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }
        for child in backends { Glibc.kill(child, number) }
        if number == SIGKILL { waitUntilDead(backends) }
    }

    /// A server does not start while a backend of the one before holds its shared memory; on a busy machine the dying
    /// take their time. Nobody may be there to bury them, so the dead count as gone.
    private func waitUntilDead(_ processes: [pid_t]) {
        let end = ContinuousClock.now + .seconds(20)
        let list = processes.map(String.init).joined(separator: ",")
        while !processes.isEmpty, ContinuousClock.now < end {
            let states = (try? Command.output(["ps", "-o", "stat=", "-p", list])) ?? ""
            if states.split(whereSeparator: \.isWhitespace).allSatisfy({ $0.hasPrefix("Z") }) { return }
            poll(nil, 0, 10)
        }
    }

    private func waitUntilGone() {
        let (shell, lifeline) = state.withLock { ($0.shell, $0.lifeline) }
        state.withLock { $0.lifeline = -1 }
        // The shell is to leave the folder alone this time: the server will be started again.
        _ = "k\n".withCString { write(lifeline, $0, 2) }
        Command.wait(for: shell)
        close(lifeline)
    }

    // MARK: - Parts

    /// Starts the server, then waits for a line or the end of standard input. At the end (the test process is gone)
    /// it stops the server and removes the folder; at a line it waits for the server to be gone and leaves the rest.
    private static let keeper = """
        exec 3<&0 </dev/null
        "$@" &
        server=$!
        if read -r word <&3; then
            wait $server
        else
            kill -QUIT $server; wait $server; rm -rf "$0"
        fi
        """

    private static let quickly = [
        "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=400",
        "shared_buffers=64MB", "max_wal_size=4GB", "autovacuum_naptime=600s", "log_min_messages=fatal",
    ]

    /// PostgreSQL refuses to run as root.
    private static var unprivileged: [String] {
        getuid() == 0 ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] : []
    }
}
