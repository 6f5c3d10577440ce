import CommonContract
import JSONRPC
import Kernel

/// To which money a target applies.
public enum TargetScope: String, Codable, Sendable, CaseIterable {
    /// All expenditure.
    case overall
    /// All but investment (รายจ่ายประจำ).
    case recurrent
    /// Investment (รายจ่ายลงทุน).
    case investment
}

/// What a target counts.
public enum TargetMeasure: String, Codable, Sendable, CaseIterable {
    /// Spent = disbursed.
    case spent
    /// Used = disbursed + committed.
    case used
}

/// The cabinet's target for a fiscal year, cumulative to the end of each quarter (B6).
public struct DisbursementTarget: Codable, Sendable, Hashable {
    public var fiscalYear: FiscalYear
    public var scope: TargetScope
    public var measure: TargetMeasure
    /// Basis points of the year's budget at the end of quarters 1–4; absent where the cabinet gave none.
    public var q1: Int?
    public var q2: Int?
    public var q3: Int?
    public var q4: Int?
    /// Where the figures are from.
    public var provenance: String?

    public init(
        fiscalYear: FiscalYear, scope: TargetScope, measure: TargetMeasure, q1: Int? = nil, q2: Int? = nil,
        q3: Int? = nil, q4: Int? = nil, provenance: String? = nil
    ) {
        self.fiscalYear = fiscalYear
        self.scope = scope
        self.measure = measure
        self.q1 = q1
        self.q2 = q2
        self.q3 = q3
        self.q4 = q4
        self.provenance = provenance
    }
}

/// Sets a target; replaces the one of the same year, scope and measure.
public struct SetTarget: RPCChange {
    public static let name = "target.set"
    public static let summary = LocalizedText("กำหนดเป้าหมายการเบิกจ่าย", "Sets a disbursement target of the cabinet")
    public static let access = BudgetAccess.keepers
    public static let memberNotes = Notes.members
    public static let examples = [
        RPCExample(
            "an investment target",
            params: """
                {"idempotencyKey":"target-1","target":{"fiscalYear":2499,"scope":"investment","measure":"spent",\
                "q1":1900,"q4":7500}}
                """,
            result: #"{"fiscalYear":2499,"scope":"investment","measure":"spent","q1":1900,"q4":7500}"#)
    ]
    public typealias Result = DisbursementTarget

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var target: DisbursementTarget

    public init(idempotencyKey: String, target: DisbursementTarget, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.target = target
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(target.provenance, 1...500, "/target/provenance", &problems)
        for (quarter, value) in zip(1...4, [target.q1, target.q2, target.q3, target.q4]) {
            guard let value, !(0...10_000).contains(value) else { continue }
            problems.add(
                "/target/q\(quarter)", "basisPoints.range", th: "ต้องเป็น 0–10,000 (1 หน่วย = 0.01%)",
                en: "must be 0 to 10,000 basis points")
        }
    }
}

/// Targets of a fiscal year.
public struct ListTargets: RPCMethod {
    public static let name = "target.list"
    public static let summary = LocalizedText("เป้าหมายการเบิกจ่ายของปี", "The cabinet's disbursement targets of a year")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = Notes.members
    public static let examples = [
        RPCExample("a year without targets", params: #"{"fiscalYear":2498}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Targets

    public var fiscalYear: FiscalYear

    public init(fiscalYear: FiscalYear) { self.fiscalYear = fiscalYear }
}

/// The targets of one year.
public struct Targets: Codable, Sendable, Hashable {
    public var items: [DisbursementTarget]

    public init(items: [DisbursementTarget]) { self.items = items }
}
