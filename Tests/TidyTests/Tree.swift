import Foundation

/// The source tree as text, found from this file.
enum Tree {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    struct File {
        /// Path below the root, `"Shared/Kernel/Money.swift"`.
        let path: String
        let text: String
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    /// Every file below `folder` whose name ends so.
    static func files(_ folder: String, _ endings: [String] = [".swift"]) -> [File] {
        let base = root.appending(path: folder)
        guard let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { return [] }
        return walk.compactMap { item in
            guard let url = item as? URL, endings.contains(where: { url.lastPathComponent.hasSuffix($0) }),
                let text = try? String(contentsOf: url, encoding: .utf8)
            else { return nil }
            let path = url.path.replacingOccurrences(of: root.path + "/", with: "")
            return File(path: path, text: text)
        }
    }

    static var sources: [File] { files("Shared") + files("Services") }
    static var tests: [File] { files("Tests") }

    /// `path:line: text` of every line that matches.
    static func hits(_ files: [File], _ pattern: String) throws -> [String] {
        let regex = try Regex(pattern)
        return files.flatMap { file in
            file.lines.enumerated().compactMap { number, line in
                line.firstMatch(of: regex) == nil ? nil : "\(file.path):\(number + 1): \(line)"
            }
        }
    }
}
