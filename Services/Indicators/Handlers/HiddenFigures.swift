import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit
import Synchronization

/// What of formulas' figures is kept back from callers who may not read detail: figures that so few people are in as
/// `suppression.get` says, or that make up the difference of two that are shown, and every figure about people of an
/// organisation that has nobody below it (a school's are in its province's total, so that the small one among them could
/// be worked out from the others).
struct HiddenFigures: Sendable {
    /// `nil`: everything is shown.
    private var rule: Suppression?
    private let trees = Trees()

    init(_ call: ReadCall, at organisation: String, asPublished: Bool = false) async throws {
        if !asPublished, try await SmallGroups.mayReadDetail(call, of: organisation) { return }
        let rule = try await ExportHandlers.suppression(OrganisationCode.province(of: organisation), call.database)
        if rule.threshold > 0 { self.rule = rule }
    }

    /// Figures of one formula.
    ///
    /// What is small elsewhere in the province counts, too: an area's figure is kept back if the province's, less the
    /// other areas', would give a small one away, so that one call gives away nothing that another keeps back.
    /// - Parameter isTotalFirst: the first is the total of those by category and of those of the organisations below.
    func shown(
        _ items: [EvaluatedIndicator], of evaluation: FormulaEvaluation, isTotalFirst: Bool = true,
        _ database: any StatementExecutor
    ) async throws -> [EvaluatedIndicator] {
        guard let rule, let first = items.first else { return items }
        let codes = Set(first.parts.map(\.element)).sorted()
        let people = Set(
            try await database.all(FindDataElements(codes: codes)).filter { rule.units.contains($0.unitCode) }.map(
                \.code))
        if people.isEmpty { return items }
        let leaves = Set(
            try await database.all(OrganisationsWithNobodyBelow(codes: Set(items.map(\.organisation)).sorted())))
        let (links, overlaps) = try await trees.of(OrganisationCode.province(of: first.organisation), database)
        let family = try await relatives(of: items, links, evaluation, database)
        let parts = first.parts.filter { people.contains($0.element) }
        var totals = family.map { item in item.parts.filter { people.contains($0.element) }.map(\.total) }
        var small = Set(
            family.indices.filter {
                leaves.contains(family[$0].organisation) || isSmall(totals[$0], of: parts, rule)
            })
        let same = items.indices.dropFirst().filter { isTotalFirst && items[$0].period == first.period }
        var sums = [
            Suppression.Sum(total: 0, parts: same.filter { items[$0].category != nil }),
            Suppression.Sum(total: 0, parts: same.filter { items[$0].category == nil }),
        ].filter { !$0.parts.isEmpty }
        let whole = Self.sums(family, links).flatMap { total, parts in
            overlaps.disjoint(parts) { family[$0].organisation }.map { (total, $0) }
        }
        for (total, below) in whole {
            // Those directly below that have nobody below them stand nowhere: together they are a part, too.
            let rest = totals[total].indices.map { part in
                below.reduce(totals[total][part]?.tenThousandths ?? 0) { $0 - (totals[$1][part]?.tenThousandths ?? 0) }
            }
            guard !rest.contains(where: { $0 < 0 }) else { continue }
            var all = below
            if rest.contains(where: { $0 > 0 }) {
                let left = rest.map { Quantity(tenThousandths: $0) }
                if isSmall(left, of: parts, rule) { small.insert(totals.count) }
                all.append(totals.count)
                totals.append(left)
            }
            sums.append(Suppression.Sum(total: total, parts: all))
        }
        let gone = rule.suppressed(totals.map { $0.first ?? nil }, small: small, sums: sums)
        return items.enumerated().map { gone.contains($0.offset) ? $0.element.hidden : $0.element }
    }

    /// How provinces' organisations stand to each other, read once for all of a call's formulas.
    private final class Trees: Sendable {
        typealias Tree = (links: [LinksOfProvince.Row], overlaps: Overlaps)
        private let known = Mutex<[String: Tree]>([:])

        func of(_ province: String, _ database: any StatementExecutor) async throws -> Tree {
            if let tree = known.withLock({ $0[province] }) { return tree }
            async let links = database.all(LinksOfProvince(province: province))
            async let overlaps = database.all(OverlapsOfProvince(province: province))
            let tree = (links: try await links, overlaps: Overlaps(try await overlaps))
            known.withLock { $0[province] = tree }
            return tree
        }
    }

    /// The items, then the same for every organisation of the province that has others below it.
    private func relatives(
        of items: [EvaluatedIndicator], _ links: [LinksOfProvince.Row], _ evaluation: FormulaEvaluation,
        _ database: any StatementExecutor
    ) async throws -> [EvaluatedIndicator] {
        let known = Set(items.filter { $0.category == nil }.map { FormulaItem($0) })
        let places = Set(links.flatMap { [$0.above, $0.organisation] }).sorted()
        let wanted = Set(items.map(\.period)).flatMap { period in
            places.map { FormulaItem(organisation: $0, period: period, category: nil) }
        }.filter { !known.contains($0) }
        return wanted.isEmpty ? items : items + (try await evaluation.evaluate(wanted, database))
    }

    /// Totals with their parts, as places in the list.
    private static func sums(
        _ family: [EvaluatedIndicator], _ links: [LinksOfProvince.Row]
    ) -> [(total: Int, parts: [Int])] {
        let places = Dictionary(
            family.enumerated().filter { $0.element.category == nil }.map { (FormulaItem($0.element), $0.offset) },
            uniquingKeysWith: { first, _ in first })
        let below = Dictionary(grouping: links, by: \.above)
        return Set(family.map(\.period)).sorted { $0.description < $1.description }.flatMap { period in
            below.sorted { $0.key < $1.key }.compactMap { above, links in
                func place(_ code: String) -> Int? {
                    places[FormulaItem(organisation: code, period: period, category: nil)]
                }
                return place(above).map { ($0, links.compactMap { place($0.organisation) }) }
            }
        }
    }

    /// Whether one of the sums, or what makes up the difference of two, is of few people. Girls and boys are no part of
    /// each other: the difference between them is nobody.
    private func isSmall(_ totals: [Quantity?], of parts: [FormulaPart], _ rule: Suppression) -> Bool {
        let unit = rule.units.first ?? ""
        if totals.contains(where: { rule.isSmall($0, unit: unit) }) { return true }
        return totals.indices.contains { index in
            (0..<index).contains { other in
                guard let a = totals[index], let b = totals[other], !parts[index].isApart(from: parts[other]) else {
                    return false
                }
                let difference = Int64((a.tenThousandths - b.tenThousandths).magnitude)
                return rule.isSmall(Quantity(tenThousandths: difference), unit: unit)
            }
        }
    }
}

extension FormulaPart {
    /// Whether nobody can be in both: other categories of one dimension of the same element.
    fileprivate func isApart(from other: FormulaPart) -> Bool {
        guard element == other.element else { return false }
        func byDimension(_ part: FormulaPart) -> [Substring: String] {
            Dictionary(
                part.categories.map { ($0.prefix { $0 != "=" }, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let others = byDimension(other)
        return byDimension(self).contains { dimension, category in
            others[dimension].map { $0 != category } ?? false
        }
    }
}

extension FormulaItem {
    fileprivate init(_ evaluated: EvaluatedIndicator) {
        self.init(organisation: evaluated.organisation, period: evaluated.period, category: evaluated.category)
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

/// Who of a province's organisations that have others below them stands directly below whom.
struct LinksOfProvince: Statement {
    static let sql = """
        WITH place AS MATERIALIZED (
            SELECT o.code
            FROM organisation o
            WHERE o.province = $1
              AND EXISTS (SELECT FROM organisation_reach r
                          WHERE r.ancestor = o.code AND r.relation = 'either' AND r.descendant <> o.code)
        )
        SELECT place.code, above.code
        FROM place
        JOIN organisation_reach r ON r.descendant = place.code AND r.relation = 'either' AND r.depth = 1
        JOIN place AS above       ON above.code = r.ancestor
        """
    struct Row: Sendable {
        var organisation: String
        var above: String
    }

    var province: String
    func bind(_ parameters: inout Parameters) { parameters.append(province) }

    static func decode(_ row: inout RowReader) throws -> Row {
        Row(organisation: try row.next(), above: try row.next())
    }
}

/// Pairs of a province's organisations that have others below them with somebody below both.
struct OverlapsOfProvince: Statement {
    static let sql = """
        WITH under AS MATERIALIZED (
            SELECT r.ancestor, r.descendant
            FROM organisation o
            JOIN organisation_reach r ON r.ancestor = o.code AND r.relation = 'either' AND r.depth > 0
            -- Of those below two that stand beside each other one has a supervisor.
            JOIN organisation d       ON d.code = r.descendant AND d.supervisor IS NOT NULL
            WHERE o.province = $1
        )
        SELECT DISTINCT a.ancestor, b.ancestor
        FROM under a
        JOIN under b ON b.descendant = a.descendant AND a.ancestor < b.ancestor
        """
    var province: String
    func bind(_ parameters: inout Parameters) { parameters.append(province) }

    static func decode(_ row: inout RowReader) throws -> (String, String) { (try row.next(), try row.next()) }
}
