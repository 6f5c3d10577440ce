import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// What of formulas' figures is kept back from callers who may not read detail: figures that so few people are in as
/// `suppression.get` says, or that make up the difference of two that are shown, and every figure about people of an
/// organisation that has nobody below it (a school's are in its province's total, so that the small one among them could
/// be worked out from the others).
struct HiddenFigures: Sendable {
    /// `nil`: everything is shown.
    private var rule: Suppression?

    init(_ call: ReadCall, at organisation: String, asPublished: Bool = false) async throws {
        if !asPublished, try await SmallGroups.mayReadDetail(call, of: organisation) { return }
        let rule = try await ExportHandlers.suppression(OrganisationCode.province(of: organisation), call.database)
        if rule.threshold > 0 { self.rule = rule }
    }

    /// Figures of one formula: the first is the total of those by category and of those of the organisations below.
    func shown(
        _ items: [EvaluatedIndicator], _ database: any StatementExecutor
    ) async throws -> [EvaluatedIndicator] {
        guard let rule, let first = items.first else { return items }
        let codes = Set(first.parts.map(\.element)).sorted()
        let people = Set(
            try await database.all(FindDataElements(codes: codes)).filter { rule.units.contains($0.unitCode) }.map(
                \.code))
        if people.isEmpty { return items }
        let leaves = Set(
            try await database.all(OrganisationsWithNobodyBelow(codes: Set(items.map(\.organisation)).sorted())))
        let totals = items.map { item in item.parts.filter { people.contains($0.element) }.map(\.total) }
        let small = items.indices.filter {
            leaves.contains(items[$0].organisation) || isSmall(totals[$0].compactMap { $0 }, rule)
        }
        let same = items.indices.dropFirst().filter { items[$0].period == first.period }
        let sums = [
            Suppression.Sum(total: 0, parts: same.filter { items[$0].category != nil }),
            Suppression.Sum(total: 0, parts: same.filter { items[$0].category == nil }),
        ].filter { !$0.parts.isEmpty }
        let gone = rule.suppressed(totals.map { $0.first ?? nil }, small: Set(small), sums: sums)
        return items.enumerated().map { gone.contains($0.offset) ? $0.element.hidden : $0.element }
    }

    private func isSmall(_ totals: [Quantity], _ rule: Suppression) -> Bool {
        let unit = rule.units.first ?? ""
        if totals.contains(where: { rule.isSmall($0, unit: unit) }) { return true }
        return totals.enumerated().contains { index, one in
            totals[..<index].contains { other in
                let difference = Int64((one.tenThousandths - other.tenThousandths).magnitude)
                return rule.isSmall(Quantity(tenThousandths: difference), unit: unit)
            }
        }
    }
}

extension EvaluatedIndicator {
    /// As it stands for those who must not see the figure.
    fileprivate var hidden: EvaluatedIndicator {
        var item = self
        item.value = nil
        item.achievement = nil
        item.status = .notEvaluated
        item.parts = []
        item.reason = NoValue(
            kind: .suppressed, elements: [], message: DataMessages.noValue(NoValueKind.suppressed.rawValue, []))
        return item
    }
}

/// Those of some organisations below which nobody stands.
struct OrganisationsWithNobodyBelow: Statement {
    static let sql = """
        SELECT code FROM unnest($1::text[]) AS code
        WHERE NOT EXISTS (SELECT FROM organisation_reach r
                          WHERE r.ancestor = code AND r.relation = 'either' AND r.descendant <> code)
        """
    var codes: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(codes) }
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
