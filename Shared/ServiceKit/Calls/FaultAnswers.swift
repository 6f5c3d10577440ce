import JSONRPC
import Kernel
import Postgres

extension ServiceRuntime {
    /// The error that a caller sees for a fault of a handler. What is no fault of the caller or of the moment stays
    /// as it is and becomes an internal error with a reference.
    func answer(to fault: any Error) -> any Error {
        switch fault {
        case let error as RPCError: error
        case let problems as Problems:
            RPCError(
                .invalidParams, LocalizedText("ข้อมูลที่ส่งมาไม่ถูกต้อง", "the params are not valid"),
                problems: problems.items)
        case let error as PostgresError: answer(to: error)
        default: fault
        }
    }

    private func answer(to error: PostgresError) -> any Error {
        switch error.kind {
        case .connection: Faults.databaseUnreachable
        case .acquireTimeout, .closed: Faults.databaseUnavailable
        case .deadline: Faults.deadlineExceeded
        case .decoding: error
        case .statement: answer(toState: error.sqlState ?? "", of: error)
        }
    }

    private func answer(toState state: String, of error: PostgresError) -> any Error {
        let constraint = error.constraint ?? ""
        switch state {
        case "23505", "23P01":
            return RPCError(
                .conflict, rules[constraint] ?? Faults.taken, details: [("rule", .string(constraint))])
        case "23514", "23503":
            return RPCError.ruleViolated(constraint, rules[constraint] ?? Faults.rule(constraint))
        case "22021", "22P05":
            return RPCError(
                .invalidParams,
                LocalizedText("ข้อความมีอักขระที่จัดเก็บไม่ได้", "a text holds a character that cannot be stored"))
        case "57014": return Faults.deadlineExceeded
        case "25006": return Faults.databaseReadOnly
        case "40001", "40P01", "55P03": return Faults.databaseUnavailable
        case _ where state.hasPrefix("08"): return Faults.databaseUnreachable
        case _ where ["53", "57"].contains(state.prefix(2)): return Faults.databaseUnavailable
        default: return error
        }
    }
}

/// Faults of the moment, in both languages.
enum Faults {
    /// What was sent may have been carried out: a change is safe to repeat with its key.
    static let databaseUnreachable = RPCError(
        .unavailable,
        LocalizedText(
            "บริการติดต่อฐานข้อมูลไม่ได้ในขณะนี้ โปรดลองใหม่",
            "the service cannot reach its database at the moment; try again"),
        details: [("retryAfterMs", .number("1000"))])
    static let databaseUnavailable = RPCError(
        .unavailable, LocalizedText("ฐานข้อมูลยังไม่พร้อม โปรดลองใหม่", "the database is not available; try again"),
        details: [("retryAfterMs", .number("1000"))])
    static let databaseReadOnly = RPCError(
        .unavailable,
        LocalizedText(
            "ฐานข้อมูลเปิดให้อ่านอย่างเดียวในขณะนี้ ยังไม่ได้บันทึกสิ่งใด โปรดลองใหม่ภายหลัง",
            "the database can only be read at the moment; nothing was written; try again later"),
        details: [("retryAfterMs", .number("10000"))])
    static let deadlineExceeded = RPCError(
        .deadlineExceeded, LocalizedText("เกินเวลาที่ผู้เรียกกำหนด", "the caller's deadline passed"))
    static let taken = LocalizedText("มีอยู่แล้ว", "it exists already")
    static let keyReused = RPCError.conflict(
        LocalizedText(
            "idempotencyKey นี้ใช้ไปแล้วกับข้อมูลอื่น ให้ใช้กุญแจใหม่",
            "this idempotencyKey was used with other params; use a new key"))

    static func rule(_ name: String) -> LocalizedText {
        LocalizedText("ขัดกับกฎ \(name)", "the rule \(name) forbids it")
    }
}
