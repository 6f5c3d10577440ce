import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import ReportingContract

/// What a year's results show that should get better (R6). Pure.
enum Findings {
    static func indicators(_ items: [IndicatorResult]) -> [ImprovementFinding] {
        items.filter { $0.told.status == .behind || $0.told.status == .atRisk }.map { item in
            let status = ReportMessages.text(item.told.status)
            let actual = item.actual?.description ?? "–"
            let target = item.target?.description ?? "–"
            return ImprovementFinding(
                kind: .indicator, key: item.indicator,
                text: LocalizedText(
                    "\(item.name.th): ผล \(actual) เป้าหมาย \(target) (\(status.th))",
                    "\(item.name.en ?? item.name.th): \(actual) of \(target) (\(status.en ?? status.th))"))
        }
    }

    static func spending(_ targets: [TargetStatus]) -> [ImprovementFinding] {
        targets.filter { ($0.actualBasisPoints ?? Int.max) < $0.targetBasisPoints }.map { target in
            let scope = ReportMessages.scope(target.scope.rawValue, target.measure.rawValue)
            let actual = target.actualBasisPoints.map { BasisPoints(Int64($0)).percent } ?? "–"
            let asked = BasisPoints(Int64(target.targetBasisPoints)).percent
            return ImprovementFinding(
                kind: .spending, key: "\(target.scope.rawValue)/\(target.measure.rawValue)/Q\(target.quarter)",
                text: LocalizedText(
                    "\(scope.th) ถึงไตรมาส \(target.quarter): ร้อยละ \(actual) ต่ำกว่าเป้าหมายร้อยละ \(asked)",
                    "\(scope.en ?? scope.th) to quarter \(target.quarter): \(actual) percent, \(asked) was asked for"))
        }
    }

    static func plan(_ lint: PlanLint) -> [ImprovementFinding] {
        lint.findings.filter { $0.severity == .error }.map {
            ImprovementFinding(kind: .plan, key: $0.element, text: $0.message)
        }
    }

    static func round(_ status: RoundStatus) -> [ImprovementFinding] {
        status.children.filter { $0.counts.certified + $0.counts.accepted < $0.counts.expected }.map { child in
            let missing = child.counts.expected - child.counts.certified - child.counts.accepted
            return ImprovementFinding(
                kind: .round, key: child.organisation,
                text: LocalizedText(
                    "\(child.name.th): ยังไม่รับรองข้อมูล \(missing) จาก \(child.counts.expected) แห่ง",
                    "\(child.name.en ?? child.name.th): \(missing) of \(child.counts.expected) have not certified"))
        }
    }
}
