import Glibc

/// A tool that is missing or failed: its row is not measured.
struct ToolFault: Error, CustomStringConvertible {
    let description: String
}

/// Other people's load generators, run through the shell.
enum Tools {
    static func output(_ command: String) throws(ToolFault) -> String {
        guard let pipe = popen(command + " 2>&1", "r") else { throw ToolFault(description: "cannot run a shell") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard pclose(pipe) == 0 else { throw ToolFault(description: "\(command): \(text.suffix(300))") }
        return text
    }

    static func write(_ text: String, to path: String) throws(ToolFault) {
        guard let file = fopen(path, "w") else { throw ToolFault(description: "cannot write \(path)") }
        fputs(text, file)
        fclose(file)
    }

    /// The number after `label` in a tool's report.
    static func number(after label: String, in text: String) throws(ToolFault) -> Double {
        for line in text.split(separator: "\n") {
            guard let place = line.range(of: label) else { continue }
            let word = line[place.upperBound...].drop(while: \.isWhitespace).prefix { $0.isNumber || $0 == "." }
            if let number = Double(word) { return number }
        }
        throw ToolFault(description: "no “\(label)” in: \(text.suffix(300))")
    }

    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// Resident memory of a process in MiB.
    static func residentMegabytes(_ process: Int) throws(ToolFault) -> Double {
        guard let file = fopen("/proc/\(process)/status", "r") else {
            throw ToolFault(description: "process \(process) has ended")
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = fread(&bytes, 1, bytes.count, file)
        return try number(after: "VmRSS:", in: String(decoding: bytes[..<count], as: UTF8.self)) / 1_024
    }
}

extension Substring {
    /// The first place of `text`.
    fileprivate func range(of text: String) -> Range<Index>? {
        var place = startIndex
        while place < endIndex {
            if self[place...].hasPrefix(text) { return place..<index(place, offsetBy: text.count) }
            place = index(after: place)
        }
        return nil
    }
}
