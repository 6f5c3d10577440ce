import CommonContract
import JSONRPC
import Kernel

extension RPCError {
    /// A file that is not taken: every problem with its row, column and cell.
    public static func sheet(_ problems: [SheetProblem]) -> RPCError {
        RPCError.ruleViolated(
            "sheet.problems",
            LocalizedText(
                "ไฟล์มีข้อมูลที่ไม่ถูกต้อง ไม่มีการบันทึก ให้แก้ตามรายการปัญหาแล้วนำเข้าใหม่",
                "the file has problems; nothing was written. Correct them and import it again"),
            problems: problems.prefix(SheetTableReader.problemsMax).map(\.problem))
    }
}

extension SheetTable {
    /// Reads a file that came in params.
    /// - Throws: `RPCError` `ruleViolated` with what is wrong with the file as a whole.
    public init(
        _ file: SheetFile, as shape: SheetShape, layout: SheetLayout? = nil, limits: SheetLimits = .standard
    ) throws(RPCError) {
        do throws(SheetProblem) {
            try self.init(file.bytes ?? [], as: shape, layout: layout, limits: limits)
        } catch {
            throw RPCError.sheet([error])
        }
    }
}
