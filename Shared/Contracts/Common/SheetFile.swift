import JSONRPC
import Kernel

/// A table as a file: how CSV and XLSX travel in params and results. What it is, is told by its content, never by its
/// name.
public struct SheetFile: Codable, Sendable, Hashable {
    /// As people know it, `"แผนปฏิบัติราชการ 2566.xlsx"`; 1 to 255 characters.
    public var name: String?
    /// The bytes in base 64, at most 4,000,000 of them: XLSX, or CSV in any encoding that is known.
    public var content: String?
    /// CSV as text instead of `content`, at most 4,000,000 bytes of UTF-8.
    public var text: String?

    /// The largest file that a call takes: with base 64 and the rest of the call it stays below the body limit.
    public static let bytesMax = 4_000_000

    public init(name: String? = nil, content: String) {
        self.name = name
        self.content = content
    }

    public init(name: String? = nil, text: String) {
        self.name = name
        self.text = text
    }

    public init(name: String? = nil, bytes: [UInt8]) {
        self.name = name
        content = Base64.encode(bytes)
    }

    /// The file's bytes; `nil` if there is not exactly one of `content` and `text`, or it is not base 64.
    public var bytes: [UInt8]? {
        switch (content, text) {
        case (let content?, nil): Base64.decode(content)
        case (nil, let text?): Array(text.utf8)
        default: nil
        }
    }
}

extension Problems {
    /// A file of 1 to `SheetFile.bytesMax` bytes.
    public mutating func check(_ file: SheetFile, at path: String) {
        check(text: file.name, at: path + "/name", max: 255)
        let size: Int
        switch (file.content, file.text) {
        case (let content?, nil):
            guard Base64.decode(content) != nil else {
                add(path + "/content", "sheet.base64", th: "ไม่ใช่ base 64", en: "must be base 64")
                return
            }
            size = content.utf8.count / 4 * 3
        case (nil, let text?): size = text.utf8.count
        default:
            add(
                path, "sheet.content", th: "ต้องมี content หรือ text อย่างใดอย่างหนึ่ง",
                en: "needs either content or text")
            return
        }
        if !(1...SheetFile.bytesMax + 2).contains(size) {
            add(
                path, "sheet.size", th: "ไฟล์ต้องมีขนาด 1 ถึง 4,000,000 ไบต์ แต่ได้รับ \(size) ไบต์ แบ่งไฟล์แล้วนำเข้าทีละส่วน",
                en: "a file has 1 to 4,000,000 bytes, got \(size); split it and import its parts")
        }
    }
}

/// A problem of a file, with its place on the sheet.
public struct SheetProblem: Codable, Sendable, Hashable, Error {
    /// The sheet's row as people count; 1 is the first. Absent: the whole file.
    public var row: Int?
    /// The column's header as it stands on the sheet; absent: the whole row.
    public var column: String?
    /// Where it is, `"B7"`.
    public var cell: String?
    /// What stood there.
    public var value: String?
    public var rule: String
    public var message: LocalizedText
    /// The column's name in the declared table, for `problem`'s path.
    private var key: String?

    private enum CodingKeys: String, CodingKey { case row, column, cell, value, rule, message }

    public init(
        row: Int? = nil, column: String? = nil, key: String? = nil, cell: String? = nil, value: String? = nil,
        rule: String, message: LocalizedText
    ) {
        self.row = row
        self.column = column
        self.key = key
        self.cell = cell
        self.value = value
        self.rule = rule
        self.message = message
    }

    /// The same as a problem of params: `/rows/12/budget`, with the cell in the message.
    public var problem: Problem {
        var path = "/rows"
        if let row { path += "/\(row)" }
        if let name = key ?? column {
            path +=
                "/"
                + name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
                .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
        }
        return Problem(path: path, rule: rule, message: located)
    }

    /// The message with its place before it: `เซลล์ B7: …`, `cell B7: …`.
    public var located: LocalizedText {
        if let cell { return LocalizedText("เซลล์ \(cell): \(message.th)", "cell \(cell): \(message.en ?? message.th)") }
        if let row { return LocalizedText("แถว \(row): \(message.th)", "row \(row): \(message.en ?? message.th)") }
        return message
    }
}
