import Foundation
import Synchronization
import TestSupport

/// Programs that others wrote, for what leaves the suite: scripts of `Readers/` in a Python environment of their own,
/// which `docker/local.sh test` makes.
enum Readers {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Readers").path

    /// `PHAEN_TEST_PYTHON`, or the environment beside the build.
    static let python: String? = {
        if let named = ProcessInfo.processInfo.environment["PHAEN_TEST_PYTHON"] { return named }
        let own = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: ".build/readers/bin/python").path
        return FileManager.default.isExecutableFile(atPath: own) ? own : nil
    }()

    static var areThere: Bool { python != nil }

    /// Runs a script to its end and gives what it prints.
    /// - Throws: with its output, if it found fault.
    @discardableResult
    static func run(_ script: String, _ arguments: String...) async throws -> String {
        let words = try command(script) + arguments
        return try await onThread { try Command.output(words) }
    }

    fileprivate static func command(_ script: String) throws -> [String] {
        guard let python else { throw SystemTestError("no readers: see docker/local.sh test, or PHAEN_TEST_PYTHON") }
        return [python, "\(folder)/\(script)"]
    }
}

/// A script that serves on a port until it is let go. What it took it writes to a file, one JSON object a line.
final class ReaderServer: Sendable {
    let port: Int
    private let output: String
    private let log: String
    private let process: pid_t

    /// Starts `script PORT OUTPUT ARGUMENTS…` and waits until it has printed `ready`.
    init(_ script: String, _ arguments: [String], folder: TemporaryFolder) async throws {
        port = FreePorts.take(1)[0]
        output = "\(folder.path)/\(script).\(port).jsonl"
        log = "\(folder.path)/\(script).\(port).log"
        process = try Command.start(
            try Readers.command(script) + [String(port), output] + arguments, log: log)
        try await Pause.until("\(script): \(said)") { said.contains("ready") }
    }

    deinit {
        let process = process
        kill(process, SIGKILL)
        detach { Command.wait(for: process) }
    }

    private var said: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    /// What it took so far.
    func taken() throws -> [[String: Any]] {
        let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
        return try text.split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        }
    }

    /// Waits until it took at least so many, and gives them.
    func taken(_ count: Int) async throws -> [[String: Any]] {
        try await Pause.until("\(count) taken; the reader said: \(said.suffix(1_000))") { try taken().count >= count }
        return try taken()
    }
}
