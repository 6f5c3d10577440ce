import JSONRPC
import Kernel

/// What the module says to people.
enum Messages {
    static func tooLarge(_ limit: Int) -> RPCError {
        RPCError(
            .tooLarge,
            LocalizedText("แฟ้มใหญ่เกิน \(limit) ไบต์", "the file is over \(limit) bytes"),
            details: [("limit", .number(String(limit)))])
    }

    static func mediaType(_ told: String, found: Set<String>) -> Problem {
        let list = found.sorted().joined(separator: ", ")
        let text =
            found.isEmpty
            ? LocalizedText(
                "เนื้อหาไม่ใช่ชนิดที่รับ หรือไม่ครบถ้วน", "the content is of no type that is taken, or not complete")
            : LocalizedText(
                "เนื้อหาไม่ใช่ \(told) แต่เป็น \(list)", "the content is not \(told) but \(list)")
        return Problem(path: "/mediaType", rule: "file.mediaType", message: text)
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
