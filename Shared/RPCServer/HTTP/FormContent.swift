/// What a form of a page sent: fields in their order, and files.
public struct FormContent: Sendable {
    public struct File: Sendable {
        public var name: String
        public var mediaType: String
        public var bytes: [UInt8]
    }

    /// Fields of one form; a page of questions for a school has some hundreds.
    static let fieldsMax = 5_000

    public private(set) var fields: [(name: String, value: String)] = []
    public private(set) var files: [String: File] = [:]

    public init(_ fields: [(name: String, value: String)] = []) { self.fields = fields }

    /// The last field of this name.
    public subscript(name: String) -> String? { fields.last { $0.name == name }?.value }

    /// All fields of this name.
    public func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// Whether a form may come as this.
    static func isForm(_ contentType: String?) -> Bool {
        let kind = (contentType ?? "").prefix { $0 != ";" }.lowercased()
        return kind == "application/x-www-form-urlencoded" || kind == "multipart/form-data"
    }

    /// As browsers encode it; what cannot be read is left out.
    public init(_ body: [UInt8], contentType: String?) {
        guard let contentType, FormContent.isForm(contentType) else { return }
        if contentType.lowercased().hasPrefix("multipart/") {
            guard let mark = contentType.range(ofText: "boundary=") else { return }
            let boundary = contentType[mark...].prefix { $0 != ";" }.filter { $0 != "\"" }
            if (1...70).contains(boundary.utf8.count) { readParts(body, Array("--\(boundary)".utf8)) }
            return
        }
        guard let text = String(validating: body, as: UTF8.self) else { return }
        for item in text.split(separator: "&").prefix(FormContent.fieldsMax) {
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if let name = PercentEncoding.decode(sides[0], plusIsSpace: true),
                let value = PercentEncoding.decode(sides.count > 1 ? sides[1] : "", plusIsSpace: true, lines: true)
            {
                fields.append((name, value))
            }
        }
    }

    /// RFC 7578.
    private mutating func readParts(_ body: [UInt8], _ boundary: [UInt8]) {
        var starts: [Int] = []
        var place = 0
        while let found = body.firstRange(of: boundary, from: place), starts.count <= FormContent.fieldsMax {
            starts.append(found)
            place = found + boundary.count
        }
        let gap = Array("\r\n\r\n".utf8)
        for (start, end) in zip(starts, starts.dropFirst()) {
            let first = start + boundary.count + 2
            // Before the next boundary stands an end of line.
            guard first < end - 2, let split = body.firstRange(of: gap, from: first), split < end else { continue }
            let head = String(decoding: body[first..<split], as: UTF8.self)
            let content = Array(body[(split + 4)..<max(split + 4, end - 2)])
            guard let name = FormContent.parameter("name", of: head) else { continue }
            if let file = FormContent.parameter("filename", of: head) {
                guard !file.isEmpty else { continue }
                files[name] = File(name: file, mediaType: FormContent.mediaType(head), bytes: content)
            } else if let text = String(validating: content, as: UTF8.self) {
                fields.append((name, text))
            }
        }
    }

    private static func parameter(_ name: String, of head: String) -> String? {
        guard let mark = head.range(ofText: " \(name)=\"") else { return nil }
        return String(head[mark...].prefix { $0 != "\"" })
    }

    private static func mediaType(_ head: String) -> String {
        for line in head.split(whereSeparator: \.isNewline) where line.lowercased().hasPrefix("content-type:") {
            return String(line.dropFirst("content-type:".count).drop { $0 == " " })
        }
        return "application/octet-stream"
    }
}

extension String {
    /// The place behind the first occurrence of a text.
    fileprivate func range(ofText text: String) -> String.Index? { firstRange(of: text)?.upperBound }
}

extension [UInt8] {
    fileprivate func firstRange(of wanted: [UInt8], from place: Int) -> Int? {
        guard count >= wanted.count, place >= 0 else { return nil }
        var place = place
        while place <= count - wanted.count {
            guard let candidate = self[place...(count - wanted.count)].firstIndex(of: wanted[0]) else { return nil }
            if self[candidate..<(candidate + wanted.count)].elementsEqual(wanted) { return candidate }
            place = candidate + 1
        }
        return nil
    }
}
