import CommonContract
import JSONRPC
import Kernel

/// Which acts a control looks at.
public enum ControlStage: String, Codable, Sendable, CaseIterable {
    /// Purchase orders and contracts: what is used is compared with the plan.
    case commitment
    /// Payments: what is spent is compared with the plan.
    case disbursement
}

/// Against what.
public enum ControlPeriod: String, Codable, Sendable, CaseIterable {
    /// The plan of the whole year.
    case year
    /// The plan up to the end of the act's month.
    case month
}

/// What happens to an act that goes over.
public enum ControlAction: String, Codable, Sendable, CaseIterable {
    /// It is refused.
    case stop
    /// It is posted, and the answer warns.
    case warn
    /// Nothing.
    case ignore
}

/// How closely the disbursement plan is kept to, below an organisation in a year; the nearest organisation above a
/// line that has one decides. What is available is never overspent, whatever a control says.
public struct SpendingControl: Codable, Sendable, Hashable {
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var stage: ControlStage
    public var period: ControlPeriod
    public var action: ControlAction

    public init(
        organisation: String, fiscalYear: FiscalYear, stage: ControlStage, period: ControlPeriod,
        action: ControlAction
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.stage = stage
        self.period = period
        self.action = action
    }
}

/// Sets a control; replaces the one of the same organisation, year, stage and period.
public struct SetControl: RPCChange {
    public static let name = "control.set"
    public static let summary = LocalizedText(
        "กำหนดการควบคุมการใช้จ่ายตามแผน", "Sets how closely the disbursement plan is kept to")
    public static let details = LocalizedText(
        "stop ปฏิเสธ warn บันทึกและเตือน ignore ไม่ทำอะไร รายการที่ไม่มีแผนไม่ถูกควบคุม", "A line without a plan is not controlled.")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "warn of payments ahead of the month's plan",
            params: """
                {"idempotencyKey":"control-1","control":{"organisation":"67","fiscalYear":2499,\
                "stage":"disbursement","period":"month","action":"warn"}}
                """,
            result: """
                {"organisation":"67","fiscalYear":2499,"stage":"disbursement","period":"month","action":"warn"}
                """)
    ]
    public typealias Result = SpendingControl

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var control: SpendingControl

    public init(idempotencyKey: String, control: SpendingControl, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.control = control
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// Controls that hold for an organisation: its own and those above it.
public struct ListControls: RPCMethod {
    public static let name = "control.list"
    public static let summary = LocalizedText("การควบคุมที่ใช้กับหน่วยงาน", "Controls that hold for an organisation")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"67","fiscalYear":2498}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = SpendingControls

    public var organisation: String
    public var fiscalYear: FiscalYear

    public init(organisation: String, fiscalYear: FiscalYear) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
    }
}

/// Controls, the nearest first.
public struct SpendingControls: Codable, Sendable, Hashable {
    public var items: [SpendingControl]

    public init(items: [SpendingControl]) { self.items = items }
}
