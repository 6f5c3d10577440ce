import Kernel

/// How closely a line's plan is kept to (contract: `SpendingControl`).
struct PlanControl: Sendable, Hashable {
    enum Stage: String, Sendable { case commitment, disbursement }
    enum Period: String, Sendable { case year, month }
    enum Action: String, Sendable { case stop, warn, ignore }

    var stage: Stage
    var period: Period
    var action: Action
}

/// An act that goes over the plan of its line.
struct PlanExcess: Sendable {
    var control: PlanControl
    var planned: Money
    var actual: Money
}

extension LineState {
    /// What an act goes over that left the line as it is: a purchase order is held against what is used, a payment
    /// against what is spent. Nothing without a plan.
    /// - Parameter monthEnd: the line at the end of the act's month.
    func excesses(of kind: ActKind, on date: CalendarDate, monthEnd: LineTotals) -> [PlanExcess] {
        guard !plan.isEmpty, !controls.isEmpty else { return [] }
        let stage: PlanControl.Stage
        switch kind {
        case .commitment: stage = .commitment
        case .disbursement: stage = .disbursement
        default: return []
        }
        return controls.filter { $0.stage == stage && $0.action != .ignore }.compactMap { control in
            let months = control.period == .year ? 12 : FiscalMonths.index(of: date.month) + 1
            let planned = plan.prefix(months).reduce(.zero, +)
            let reached = control.period == .year ? totals : monthEnd
            let actual = stage == .disbursement ? reached.disbursed : reached.disbursed + reached.committed
            return actual > planned ? PlanExcess(control: control, planned: planned, actual: actual) : nil
        }
    }
}
