import JSONRPC
import Kernel

/// A stored file: found by its content's hash, never changed.
public struct FileRecord: Codable, Sendable, Hashable {
    /// SHA-256 of the content, 64 lower-case hexadecimal digits: its name in the store.
    public var sha256: String
    /// What the organisation that put it calls it.
    public var name: String
    /// As declared, and found true of the content: `application/pdf`.
    public var mediaType: String
    /// Bytes.
    public var size: Int
    /// Code of the organisation that put it.
    public var organisation: String
    public var putBy: String
    public var putAt: Instant

    public init(
        sha256: String, name: String, mediaType: String, size: Int, organisation: String, putBy: String, putAt: Instant
    ) {
        self.sha256 = sha256
        self.name = name
        self.mediaType = mediaType
        self.size = size
        self.organisation = organisation
        self.putBy = putBy
        self.putAt = putAt
    }
}

/// A stored file with its content.
public struct FileContent: Codable, Sendable, Hashable {
    public var file: FileRecord
    /// Base 64; absent unless asked for.
    public var content: String?

    public init(file: FileRecord, content: String?) {
        self.file = file
        self.content = content
    }
}

/// Rules of files that several methods share.
public enum FileRules {
    /// Whether a text is a SHA-256 as the suite writes it.
    public static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Adds a problem if `sha256` is none.
    public static func check(sha256: String?, at path: String, _ problems: inout Problems) {
        guard let sha256, !isHash(sha256) else { return }
        problems.add(
            path, "file.sha256", th: "ค่า SHA-256 ต้องเป็นเลขฐานสิบหกตัวเล็ก 64 ตัว",
            en: "a SHA-256 is 64 lower-case hexadecimal digits")
    }

    /// Adds a problem if `name` is no plain file name.
    public static func check(name: String, at path: String, _ problems: inout Problems) {
        problems.check(text: name, at: path, max: 255)
        if name.contains(where: { $0 == "/" || $0 == "\\" || $0.isNewline || $0 == "\t" }) || name == "."
            || name == ".."
        {
            problems.add(
                path, "file.name", th: "ชื่อแฟ้มต้องไม่มี / \\ หรือการขึ้นบรรทัด",
                en: "a file name has no slash, backslash or line break")
        }
    }
}

/// Stores a file.
public struct PutFile: RPCChange {
    public static let name = "file.put"
    public static let summary = LocalizedText("เก็บแฟ้ม", "Store a file")
    public static let details = LocalizedText(
        "แฟ้มเดียวกันเก็บครั้งเดียว อ้างถึงด้วย sha256 แก้ไขไม่ได้ ชนิดแฟ้มต้องตรงกับเนื้อหาจริง รับ PDF ภาพ เอกสารสำนักงาน ข้อความ CSV JSON และ ZIP",
        """
        The same content is stored once and named by its hash; it is never changed. The declared media type must be \
        true of the content: PDF, pictures, office documents, text, CSV, JSON and ZIP are taken. The size limit is a \
        setting of the service (`fileBytesMax`).
        """)
    public static let access = RPCAccess.roles([
        .reporter, .head, .agencyPlanner, .planner, .budgetOfficer, .secretary, .provincialOfficer, .integrator,
        .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated, .tooLarge]
    public static let memberNotes = [
        "organisation": LocalizedText(
            "หน่วยงานที่เก็บ ผู้มีบทบาทที่นั่นหรือเหนือขึ้นไปเปิดอ่านได้",
            "Whose file it is: who holds a role there or above may read it"),
        "content": LocalizedText("เนื้อหา (base 64)", "The content, base 64"),
        "sha256": LocalizedText("ค่าที่ผู้ส่งคำนวณไว้ ถ้าส่งมาต้องตรงกัน", "What the caller computed; checked if given"),
    ]
    public static let examples = [
        RPCExample(
            "a text",
            params: """
                {"idempotencyKey":"file-put-1","organisation":"67-01","name":"บันทึก.txt","mediaType":"text/plain",\
                "content":"\(FileExamples.content)"}
                """,
            result: FileExamples.record)
    ]
    public typealias Result = FileRecord

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    public var name: String
    public var mediaType: String
    public var content: String
    public var sha256: String?

    public init(
        idempotencyKey: String, organisation: String, name: String, mediaType: String, content: String,
        sha256: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.organisation = organisation
        self.name = name
        self.mediaType = mediaType
        self.content = content
        self.sha256 = sha256
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        FileRules.check(name: name, at: "/name", &problems)
        problems.check(text: mediaType, at: "/mediaType", max: 100)
        FileRules.check(sha256: sha256, at: "/sha256", &problems)
    }
}

/// A stored file by its hash.
public struct GetFile: RPCMethod {
    public static let name = "file.get"
    public static let summary = LocalizedText("อ่านแฟ้ม", "Read a stored file")
    public static let details = LocalizedText(
        "ดาวน์โหลดได้ที่ GET /files/{sha256}", "As a download: GET /files/{sha256}.")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "content": LocalizedText("true: พร้อมเนื้อหา", "true: with the content, base 64")
    ]
    public static let examples = [
        RPCExample(
            "with its content", params: #"{"sha256":"\#(FileExamples.sha256)","content":true}"#,
            result: #"{"file":\#(FileExamples.record),"content":"\#(FileExamples.content)"}"#)
    ]
    public typealias Result = FileContent

    public var sha256: String
    public var content: Bool?

    public init(sha256: String, content: Bool? = nil) {
        self.sha256 = sha256
        self.content = content
    }

    public func check(_ problems: inout Problems) { FileRules.check(sha256: sha256, at: "/sha256", &problems) }
}

/// Every method of the file store, in the order of the documents.
public enum FileMethods {
    public static let all: [any RPCMethod.Type] = [PutFile.self, GetFile.self]
}

enum FileExamples {
    static let content = "4Lij4Liw4LmA4Lia4Li14Lii4Lia4Lin4Liy4Lij4Liw"
    static let sha256 = "5866debbb268137595d55eb7e7097dd010157a354b513ec34eb4e4eb6013e064"
    static let record = """
        {"sha256":"\(sha256)","name":"บันทึก.txt","mediaType":"text/plain","size":33,"organisation":"67-01",\
        "putBy":"example","putAt":"2022-10-20T00:00:00Z"}
        """
}
