import CommonContract
import JSONRPC
import Kernel

/// Takes an import of figures back: each is as it was before, those that were new are not reported.
public struct UndoFigureImport: RPCChange {
    public static let name = "dataValue.undoImport"
    public static let summary = LocalizedText(
        "ยกเลิกการนำเข้าข้อมูล คืนค่าเดิม", "Takes an import of figures back; each is as it was before")
    public static let details = LocalizedText(
        "เฉพาะผู้ที่นำเข้า ภายใน 30 วัน ถ้ามีค่าใดถูกแก้ไขหลังจากนั้นจะไม่คืนค่าใดเลยและบอกทุกค่าที่ถูกแก้ไข",
        "For who imported it, for 30 days. If any of the figures was changed since, nothing is taken back, and all of those are named."
    )
    public static let access = SetDataValues.access
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a file with one figure that is new",
            params: #"{"idempotencyKey":"undo-1","under":"67","import":"figures-2"}"#,
            result: #"{"restored":0,"removed":1}"#)
    ]
    public typealias Result = FigureImportUndone

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// As the import had it.
    public var under: String
    /// The import's `idempotencyKey`.
    public var `import`: String

    public init(idempotencyKey: String, under: String, import key: String, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.under = under
        self.import = key
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(under, "/under", &problems)
        problems.check(text: self.import, at: "/import", max: 128)
    }
}

/// What `dataValue.undoImport` did.
public struct FigureImportUndone: Codable, Sendable, Hashable {
    /// Figures that have their value of before again.
    public var restored: Int
    /// Figures that are not reported any more.
    public var removed: Int

    public init(restored: Int, removed: Int) {
        self.restored = restored
        self.removed = removed
    }
}
