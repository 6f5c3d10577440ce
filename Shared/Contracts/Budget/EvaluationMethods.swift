import CommonContract
import JSONRPC
import Kernel

/// What an organisation made of a year's money for an output or project (B10).
public struct EvaluationDraft: Codable, Sendable, Hashable {
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var workCode: String
    /// How much came out of it: in ten-thousandths at most, more than zero where there was any.
    public var quantity: Quantity?
    /// What was counted: คน, โรงเรียน, ครั้ง.
    public var unit: String?
    /// Codes of the indicators that it serves, of the indicator service; `evaluation.get` says what each of their
    /// results has cost.
    public var indicators: [String]?
    public var problems: String?
    /// What may hold the next year up; a request for the same output or project shows it.
    public var risks: [String]?
    public var suggestions: String?

    public init(
        organisation: String, fiscalYear: FiscalYear, workCode: String, quantity: Quantity? = nil,
        unit: String? = nil, indicators: [String]? = nil, problems: String? = nil, risks: [String]? = nil,
        suggestions: String? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.workCode = workCode
        self.quantity = quantity
        self.unit = unit
        self.indicators = indicators
        self.problems = problems
        self.risks = risks
        self.suggestions = suggestions
    }
}

/// An evaluation beside what the ledger says.
public struct Evaluation: Codable, Sendable, Hashable {
    public var draft: EvaluationDraft
    public var allocated: Money
    public var spent: Money
    public var spentBasisPoints: Int?
    /// Spent by quantity, to the satang; absent where there is no quantity.
    public var costPerUnit: Money?
    public var recordedBy: String
    public var recordedAt: Instant
    public var version: Int

    public init(
        draft: EvaluationDraft, allocated: Money, spent: Money, spentBasisPoints: Int?, costPerUnit: Money?,
        recordedBy: String, recordedAt: Instant, version: Int
    ) {
        self.draft = draft
        self.allocated = allocated
        self.spent = spent
        self.spentBasisPoints = spentBasisPoints
        self.costPerUnit = costPerUnit
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
        self.version = version
    }
}

/// Records the evaluation of a year's output or project; a later one takes the place of the earlier.
public struct RecordEvaluation: RPCChange {
    public static let name = "evaluation.record"
    public static let summary = LocalizedText(
        "บันทึกการประเมินผลสิ้นปี: ต้นทุนต่อหน่วย ปัญหา ความเสี่ยง",
        "Records what came of a year's money: cost per output, problems, risks")
    public static let access = RPCAccess.roles([
        .agencyPlanner, .head, .planner, .budgetOfficer, .integrator, .administrator,
    ])
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "of an output that served no money",
            params: """
                {"idempotencyKey":"evaluation-1","evaluation":{"organisation":"67-01",\
                "fiscalYear":2499,"workCode":"OUT-EX1","quantity":"200","unit":"คน","risks":["จัดซื้อล่าช้า"]}}
                """,
            result: """
                {"draft":{"organisation":"67-01","fiscalYear":2499,"workCode":"OUT-EX1","quantity":"200","unit":"คน",\
                "risks":["จัดซื้อล่าช้า"]},"allocated":"0.00","spent":"0.00","costPerUnit":"0.00",\
                "recordedBy":"example","recordedAt":"\(Examples.instant)","version":1}
                """)
    ]
    public typealias Result = Evaluation

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var evaluation: EvaluationDraft
    /// Version that it takes the place of; 0 or absent for the first.
    public var expectedVersion: Int?

    public init(
        idempotencyKey: String, evaluation: EvaluationDraft, expectedVersion: Int? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.evaluation = evaluation
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(evaluation.workCode, 1...64, "/evaluation/workCode", &problems)
        Rules.length(evaluation.unit, 1...100, "/evaluation/unit", &problems)
        Rules.length(evaluation.problems, 1...8_000, "/evaluation/problems", &problems)
        Rules.length(evaluation.suggestions, 1...8_000, "/evaluation/suggestions", &problems)
        let indicators = evaluation.indicators ?? []
        Rules.count(indicators.count, 0...20, "/evaluation/indicators", &problems)
        for (index, code) in indicators.enumerated() {
            Rules.length(code, 1...64, "/evaluation/indicators/\(index)", &problems)
            if indicators.firstIndex(of: code) != index {
                problems.add(
                    "/evaluation/indicators/\(index)", "list.repeated", th: "มี \(code) อยู่แล้ว",
                    en: "\(code) is named already")
            }
        }
        Rules.count((evaluation.risks ?? []).count, 0...50, "/evaluation/risks", &problems)
        for (index, risk) in (evaluation.risks ?? []).enumerated() {
            Rules.length(risk, 1...2_000, "/evaluation/risks/\(index)", &problems)
        }
        if let quantity = evaluation.quantity, quantity.tenThousandths <= 0 {
            problems.add("/evaluation/quantity", "number.range", th: "ต้องมากกว่า 0", en: "must be more than 0")
        }
    }
}

/// Evaluations of a year, by organisation and output or project.
public struct ListEvaluations: RPCMethod {
    public static let name = "evaluation.list"
    public static let summary = LocalizedText("การประเมินผลของปี", "Evaluations of a year, with what the ledger says")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"67","fiscalYear":2498}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Evaluation>

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var limit: Int?
    public var cursor: PageCursor?

    public init(organisation: String, fiscalYear: FiscalYear, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}
