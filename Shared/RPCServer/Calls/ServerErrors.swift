import JSONRPC
import Kernel

/// The errors that the server gives on its own, in both languages.
enum ServerErrors {
    static let badCredential = RPCError(
        .unauthenticated,
        LocalizedText(
            "บัตรผ่านใช้ไม่ได้ หมดอายุ หรือไม่ได้ออกให้บริการนี้",
            "the credential is not valid, has expired, or is not for this service"))
    static let noProof = RPCError(
        .forbidden,
        LocalizedText(
            "คำขอนี้ไม่ได้มาจากหน้าเว็บของบริการ จึงไม่ได้ทำสิ่งใด ให้เปิดหน้าใหม่แล้วส่งอีกครั้ง",
            "this does not come from a page of the service, so nothing was done; open the page again and send it from there"
        ))
    static let unknownMethod = RPCError(
        .methodNotFound,
        LocalizedText("ไม่มีเมธอดนี้ ดูรายชื่อได้จาก rpc.discover", "there is no such method; rpc.discover lists them"))
    static let deadlineExceeded = RPCError(
        .deadlineExceeded,
        LocalizedText("เกินเวลาที่กำหนดไว้สำหรับคำขอนี้", "the time that this request had is over"))
    static let draining = RPCError(
        .unavailable, LocalizedText("บริการกำลังปิด โปรดลองใหม่", "the service is shutting down; try again"),
        details: [("retryAfterMs", .number("1000"))])
    static let overloaded = RPCError(
        .unavailable, LocalizedText("บริการมีงานเต็ม โปรดลองใหม่", "the service is at its limit; try again"),
        details: [("retryAfterMs", .number("1000"))])
    static let onlyPost = RPCError(
        .invalidRequest, LocalizedText("/rpc รับเฉพาะ POST", "/rpc takes POST alone"))
    static let contentType = RPCError(
        .invalidRequest,
        LocalizedText(
            "Content-Type ต้องเป็น application/json (UTF-8 ไม่บีบอัด)",
            "Content-Type has to be application/json (UTF-8, not compressed)"))
    static let deadlineHeader = RPCError(
        .invalidRequest,
        LocalizedText(
            "X-Request-Deadline-Ms ต้องเป็นจำนวนเต็มของมิลลิวินาที",
            "X-Request-Deadline-Ms has to be a whole number of milliseconds"))

    static func rateLimited(retryAfterMilliseconds: Int) -> RPCError {
        RPCError(
            .rateLimited,
            LocalizedText("เรียกถี่เกินไป โปรดรอแล้วลองใหม่", "too many calls; wait and try again"),
            details: [("retryAfterMs", .number(String(retryAfterMilliseconds)))])
    }

    /// The problem is the request as a whole: its path is the root.
    static func bodyTooLarge(limit: Int) -> RPCError {
        var error = tooLarge(
            "คำขอใหญ่เกิน \(limit) ไบต์ ให้แบ่งส่งเป็นหลายส่วนหรือหลายไฟล์",
            "the body is over \(limit) bytes; send it in parts or as several files", limit: limit)
        error.problems = [Problem(path: "", rule: "body.tooLarge", message: error.message)]
        return error
    }

    static func batchTooLarge(limit: Int) -> RPCError {
        tooLarge("ชุดคำขอมีเกิน \(limit) รายการ", "the batch has more than \(limit) members", limit: limit)
    }

    static func answerTooLarge(limit: Int) -> RPCError {
        tooLarge(
            "คำตอบใหญ่เกิน \(limit) ไบต์ ให้ขอทีละน้อย", "the answer is over \(limit) bytes; ask for less at a time",
            limit: limit)
    }

    static func internalFault(reference: String) -> RPCError {
        RPCError(
            .internalError,
            LocalizedText("เกิดข้อผิดพลาดภายใน โปรดแจ้งรหัส \(reference)", "an internal fault; please report \(reference)"),
            details: [("reference", .string(reference))])
    }

    private static func tooLarge(_ th: String, _ en: String, limit: Int) -> RPCError {
        RPCError(.tooLarge, LocalizedText(th, en), details: [("limit", .number(String(limit)))])
    }
}
