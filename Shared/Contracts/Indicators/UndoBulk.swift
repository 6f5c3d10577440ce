import CommonContract
import JSONRPC
import Kernel

/// Takes a bulk import that is in back, by a job: each figure is as it was before, those that were new are not reported.
public struct UndoFigureBulk: RPCChange {
    public static let name = "figureBulk.undo"
    public static let summary = LocalizedText(
        "ยกเลิกการนำเข้าแฟ้มใหญ่ คืนค่าเดิม", "Takes a large file's figures back; each is as it was before")
    public static let details = LocalizedText(
        """
        เฉพาะผู้ที่นำเข้า ภายใน 30 วัน ทำทั้งหมดหรือไม่ทำเลย ถ้ามีค่าใดถูกแก้ไขหลังจากนั้นจะไม่คืนค่าใดและบอกค่าที่ถูกแก้ไข; \
        dryRun นับให้ดูก่อนว่าจะคืนค่าเดิมและเอาออกกี่ค่า
        """,
        """
        For who took it in, for 30 days; all of it or nothing. If any of the figures was changed since, nothing is taken \
        back, and those are named. dryRun counts what would be put back and what would go.
        """)
    public static let access = SetDataValues.access
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "counted first",
            params: #"{"idempotencyKey":"bulk-undo-1","bulk":"67-IM1","dryRun":true}"#,
            result: FigureBulkExamples.done("running"))
    ]
    /// Figures that are named where some were changed since.
    public static let namedMax = 100
    public typealias Result = FigureBulk

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var bulk: String
    /// Counts and changes nothing.
    public var dryRun: Bool?

    public init(idempotencyKey: String, bulk: String, dryRun: Bool? = nil, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.bulk = bulk
        self.dryRun = dryRun
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.code(bulk, "/bulk", &problems)
    }
}

/// What taking a bulk import back did, or would do.
public struct FigureBulkUndo: Codable, Sendable, Hashable {
    /// Figures that have their value of before again.
    public var restored: Int
    /// Figures that are not reported any more.
    public var removed: Int
    /// Figures that were changed since: where there are any, nothing is taken back.
    public var changed: Int
    /// The first hundred of those, in words: `67-ALL AY2566 67-S0001 sex=female`.
    public var figures: [String]

    public init(restored: Int, removed: Int, changed: Int, figures: [String]) {
        self.restored = restored
        self.removed = removed
        self.changed = changed
        self.figures = figures
    }
}
