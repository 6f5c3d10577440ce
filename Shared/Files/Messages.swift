import JSONRPC
import Kernel

/// What the module says to people.
enum Messages {
    static func tooLarge(_ limit: Int) -> RPCError {
        let size = size(limit)
        let message = LocalizedText(
            "แฟ้มใหญ่เกิน \(size) ให้ย่อหรือแบ่งเป็นหลายแฟ้ม",
            "the file is over \(size); make it smaller or send it as several files")
        return RPCError(
            .tooLarge, message, problems: [Problem(path: "/content", rule: "file.tooLarge", message: message)],
            details: [("limit", .number(String(limit)))])
    }

    /// In the largest unit in which it is whole.
    static func size(_ bytes: Int) -> String {
        if bytes % (1 << 20) == 0 { return "\(bytes >> 20) MB" }
        return bytes % (1 << 10) == 0 ? "\(bytes >> 10) KB" : "\(bytes) B"
    }

    /// - Parameter cutOff: what the content begins as, where it does not come to its end.
    static func mediaType(_ told: String, found: Set<String>, cutOff: MediaType.Beginning?) -> Problem {
        let list = found.map(kind).sorted().joined(separator: ", ")
        let text =
            if let cutOff, found.isEmpty {
                LocalizedText(
                    "แฟ้ม \(cutOff.rawValue) ไม่ครบถ้วน ถูกตัดหรือเสียหาย ให้ส่งแฟ้มเดิมใหม่ทั้งแฟ้ม",
                    "the \(cutOff.rawValue) file is not whole: it was cut off or damaged; send the whole file again")
            } else if found.isEmpty {
                LocalizedText(
                    "เนื้อหาไม่ใช่ชนิดที่รับ รับเฉพาะ PDF ภาพ (PNG JPEG GIF WebP) เอกสารสำนักงาน ข้อความ CSV JSON และ ZIP",
                    """
                    the content is of no type that is taken; PDF, pictures (PNG, JPEG, GIF, WebP), office documents, \
                    text, CSV, JSON and ZIP are
                    """)
            } else {
                LocalizedText(
                    "แจ้งว่าเป็น \(kind(told)) แต่เนื้อหาจริงเป็น \(list) ให้ส่งแฟ้มที่เป็น \(kind(told)) จริง หรือแจ้งชนิดให้ตรง",
                    """
                    it is said to be \(kind(told)), but the content is \(list); send a file that is \(kind(told)), or \
                    say what it is
                    """)
            }
        return Problem(path: "/mediaType", rule: "file.mediaType", message: text)
    }

    static func otherName(_ name: String, _ type: String) -> Problem {
        let ending = name.split(separator: ".").last.map(String.init) ?? name
        return Problem(
            path: "/name", rule: "file.nameDiffers",
            message: LocalizedText(
                "ชื่อแฟ้มลงท้ายด้วย .\(ending) แต่เนื้อหาเป็น \(kind(type)) ให้ตั้งชื่อตรงกับชนิดจริง",
                "the name ends in .\(ending), but the content is \(kind(type)); name it as what it is"))
    }

    /// A media type as people call it.
    static func kind(_ type: String) -> String {
        switch type {
        case "application/pdf": return "PDF"
        case "image/png": return "PNG"
        case "image/jpeg": return "JPEG"
        case "image/gif": return "GIF"
        case "image/webp": return "WebP"
        case "application/zip": return "ZIP"
        case "application/json": return "JSON"
        case "text/csv": return "CSV"
        case "text/plain": return "text"
        default:
            let ends = ["wordprocessingml.document": "DOCX", "spreadsheetml.sheet": "XLSX", "presentation": "PPTX"]
            return ends.first { type.contains("openxmlformats") && type.hasSuffix($0.key) }?.value ?? type
        }
    }

    static func missing(_ hash: String, at path: String) -> Problem {
        Problem(
            path: path, rule: "file.missing",
            message: LocalizedText(
                "ไม่มีแฟ้ม \(hash) เก็บด้วย file.put ก่อน", "there is no file \(hash): store it by file.put first"))
    }

    /// Broken constraints, by name.
    static let rules: [String: LocalizedText] = [
        "file_append_only": LocalizedText("แฟ้มที่เก็บแล้วแก้ไขไม่ได้", "a stored file is never changed")
    ]
}
