import Foundation
import TestSupport
import Testing

/// Programs that others wrote, for what leaves the service: scripts of `Readers/` in a Python environment of their own,
/// which `docker/local.sh test` makes.
enum OthersReaders {
    static let python: String? = {
        if let named = ProcessInfo.processInfo.environment["PHAEN_TEST_PYTHON"] { return named }
        let own = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: ".build/readers/bin/python").path
        return FileManager.default.isExecutableFile(atPath: own) ? own : nil
    }()

    static var areThere: Bool { python != nil }

    /// Runs a script over files in a folder of their own; gives what it says, the last line of its output as JSON.
    static func read(_ script: String, _ files: [String: [UInt8]]) async throws -> [String: Any] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "phaen-reporting-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, bytes) in files {
            let place = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: place)
        }
        let words = [
            python ?? "python3",
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Readers/\(script)").path, folder.path,
        ]
        let said = try await onThread { try Command.output(words) }
        guard let line = said.split(separator: "\n").last,
            let found = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        else {
            Issue.record("\(script) says:\n\(said)")
            return [:]
        }
        return found
    }
}
