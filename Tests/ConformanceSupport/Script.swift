import Glibc

/// Requests and the answers that they must get, as text: a new case is two lines and no code.
///
///     // a comment
///     ==> POST text/plain                 how the next request is sent, if not as POST application/json
///     --> {"jsonrpc":"2.0", …}            the body; `-->hex 22FF22`, `-->spaces 2000 {…}`, `-->fill 9000000`
///     <-- {"id":1, …}                     the answer has at least these members; ids byte for byte
///     <--                                 no answer (204)
///     <== 405 allow: POST                 the status, and a header that contains this
///
/// A step that has a line with `=` is about HTTP and is left out where there is none.
public struct Script: Sendable {
    public struct Step: Sendable {
        public var line = 0
        public var method = "POST"
        public var contentType: String? = "application/json"
        public var body: [UInt8] = []
        /// What the answer's JSON must have; `nil` for no body, `""` where it is not looked at.
        public var answer: String? = ""
        public var status: Int?
        public var header: (name: String, part: String)?
        public var isAboutHTTP = false
    }

    public let name: String
    public let steps: [Step]

    /// - Throws: `ScriptFault` for a line of no known kind.
    public init(name: String, text: String) throws {
        self.name = name
        var steps: [Step] = []
        var step = Step()
        var hasBody = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let content = line.drop { $0 == " " }
            if content.isEmpty || content.hasPrefix("//") { continue }
            let rest = String(content.dropFirst(3))
            switch content.prefix(3) {
            case "==>":
                let words = rest.split(separator: " ", maxSplits: 1).map(String.init)
                step.method = words.first ?? "POST"
                step.contentType = words.count > 1 ? words[1] : nil
                step.isAboutHTTP = true
            case "-->":
                step.body = try Script.body(rest, at: index + 1)
                step.line = index + 1
                hasBody = true
            case "<--", "<==":
                let text = rest.drop { $0 == " " }
                if content.hasPrefix("<==") {
                    try Script.status(String(text), into: &step, at: index + 1)
                } else {
                    step.answer = text.isEmpty ? nil : String(text)
                }
                guard hasBody || step.isAboutHTTP else { throw ScriptFault(name: name, line: index + 1) }
                if step.line == 0 { step.line = index + 1 }
                steps.append(step)
                step = Step()
                hasBody = false
            default: throw ScriptFault(name: name, line: index + 1)
            }
        }
        self.steps = steps
    }

    private static func status(_ text: String, into step: inout Step, at line: Int) throws {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard let status = words.first.flatMap({ Int($0) }) else { throw ScriptFault(name: text, line: line) }
        step.status = status
        step.isAboutHTTP = true
        if words.count > 1, let colon = words[1].firstIndex(of: ":") {
            let part = words[1][words[1].index(after: colon)...].drop { $0 == " " }
            step.header = (words[1][..<colon].lowercased(), String(part))
        }
    }

    private static func body(_ text: String, at line: Int) throws -> [UInt8] {
        let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        switch words.first {
        case "hex":
            let digits = Array(words.dropFirst().joined().utf8)
            let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
            }
            guard bytes.count * 2 == digits.count else { throw ScriptFault(name: text, line: line) }
            return bytes
        case "spaces":
            guard words.count == 3, let count = Int(words[1]) else { throw ScriptFault(name: text, line: line) }
            return [UInt8](repeating: 0x20, count: count) + Array(words[2].utf8)
        case "fill":
            guard words.count == 2, let count = Int(words[1]) else { throw ScriptFault(name: text, line: line) }
            return [UInt8](repeating: 0x20, count: count)
        case "nest":
            guard words.count == 2, let count = Int(words[1]) else { throw ScriptFault(name: text, line: line) }
            return [UInt8](repeating: 0x5B, count: count) + [UInt8](repeating: 0x5D, count: count)
        default: return Array(text.drop { $0 == " " }.utf8)
        }
    }
}

/// A script that cannot be read.
public struct ScriptFault: Error, CustomStringConvertible {
    public let name: String
    public let line: Int
    public var description: String { "\(name), line \(line): not a line of a script" }
}

extension Script {
    /// The project's own scripts, by name, from `Tests/ConformanceTests/scripts`.
    public static func all(beside file: String = #filePath) throws -> [Script] {
        let tests = file.split(separator: "/").dropLast(2).joined(separator: "/")
        let folder = "/\(tests)/ConformanceTests/scripts"
        guard let directory = opendir(folder) else { throw ScriptFault(name: folder, line: 0) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".txt") { names.append(name) }
        }
        return try names.sorted().map { try Script(name: $0, text: try text(of: "\(folder)/\($0)")) }
    }

    private static func text(of path: String) throws -> String {
        guard let file = fopen(path, "rb") else { throw ScriptFault(name: path, line: 0) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }
}
