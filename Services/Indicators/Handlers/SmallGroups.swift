import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// What of a round's sums is kept back from callers who may read what is put together but no single answer (regional and
/// ministry readers, secretaries, budget officers): sums over fewer people than `suppression.get` says, and where the
/// others would let one be worked out (a total less the rest), another with it.
///
/// It is told for the round as a whole, so that what one call keeps back no other call gives away.
struct SmallGroups: Sendable {
    private struct Place: Hashable {
        var organisation: String
        var relation: Relation
    }

    private var keptBack: [String: Set<Place>] = [:]
    /// Nothing is.
    static let none = SmallGroups()

    private init() {}

    /// Whether the caller may see single answers and figures of an organisation.
    static func mayReadDetail(_ call: ReadCall, of organisation: String) async throws -> Bool {
        try await call.runtime.authoriser.holds(
            IndicatorsAccess.detailRoles, at: organisation, caller: call.caller, now: call.now)
    }

    /// What this caller is not shown; `none` for who may read detail, unless asked for as others see it.
    static func keptBack(
        from call: ReadCall, at organisation: String, of round: Round, _ instruments: Instruments, asPublished: Bool
    ) async throws -> SmallGroups {
        if !asPublished, try await mayReadDetail(call, of: organisation) { return .none }
        let database = call.database
        let instrument = try await instruments.inForce(of: round, database)
        let rule = try await ExportHandlers.suppression(round.province, database)
        if rule.threshold == 0 { return .none }
        let people = try await questionsOfPeople(instrument, rule, database)
        guard !people.isEmpty, let stamp = try await database.first(FiguresStamp(round: round.key)) else {
            return .none
        }
        let key = KeptBack.Key(stamp: stamp, rule: rule, questions: people.map(\.code))
        if let known = instruments.keptBack[round.id, key] { return known }
        let small = try await SmallGroups(round, instrument, people, rule, database)
        instruments.keptBack[round.id, key] = small
        return small
    }

    /// Whether a question's sum at an organisation is kept back.
    /// - Parameter relation: the one under which its own roll-ups stand (`MemberRow.relation`).
    func covers(_ question: String, _ organisation: String, _ relation: Relation) -> Bool {
        keptBack[question]?.contains(Place(organisation: organisation, relation: relation)) ?? false
    }

    // MARK: - Telling

    private init(
        _ round: Round, _ instrument: Instrument, _ people: [InstrumentQuestion], _ rule: Suppression,
        _ database: any StatementExecutor
    ) async throws {
        let links = try await database.all(LinksOfRound(round: round.key))
        let overlaps = Overlaps(try await database.all(OverlapsOfRound(round: round.key)))
        let rows = try await database.all(SumsOfRound(round: round.key, questions: people.map(\.code)))
        let sums = Dictionary(grouping: rows, by: \.question)
        let denominators = Dictionary(
            instrument.ratios.map { ($0.numerator.code, $0.denominator.code) }, uniquingKeysWith: { first, _ in first })
        for question in people {
            let own = values(sums[question.code] ?? [])
            let whole = denominators[question.code].map { values(sums[$0] ?? []) }
            keptBack[question.code] = Self.suppressed(own, of: whole, links, overlaps, rule)
        }
    }

    private func values(_ rows: [SumsOfRound.Row]) -> [Place: Quantity] {
        Dictionary(
            rows.map { (Place(organisation: $0.organisation, relation: $0.relation), $0.total) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Number questions that count people. What has no unit may be of people.
    private static func questionsOfPeople(
        _ instrument: Instrument, _ rule: Suppression, _ database: any StatementExecutor
    ) async throws -> [InstrumentQuestion] {
        let numbers = instrument.questions.filter { $0.type == .number }
        let elements = Dictionary(
            try await database.all(FindDataElements(codes: Set(numbers.compactMap(\.element)).sorted()))
                .map { ($0.code, $0.unitCode) }, uniquingKeysWith: { first, _ in first })
        let indicators = Dictionary(
            try await database.all(UnitsOfIndicators(codes: Set(numbers.compactMap(\.indicator)).sorted()))
                .map { ($0.code, $0.unit) }, uniquingKeysWith: { first, _ in first })
        return numbers.filter { question in
            let unit =
                question.element.flatMap { elements[$0] }
                ?? (question.role == .value ? question.indicator.flatMap { indicators[$0] } : nil)
            return unit.map(rule.units.contains) ?? true
        }
    }

    private static func suppressed(
        _ values: [Place: Quantity], of whole: [Place: Quantity]?, _ links: [LinksOfRound.Row], _ overlaps: Overlaps,
        _ rule: Suppression
    ) -> Set<Place> {
        var places = Array(values.keys)
        var cells = places.map { values[$0] }
        let index = Dictionary(places.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { one, _ in one })
        let unit = rule.units.first ?? ""
        var small = Set(places.indices.filter { rule.isSmall(cells[$0], unit: unit) })
        for (place, total) in whole ?? [:] {
            // Those who are not in the numerator are a group, too.
            guard let at = index[place], let part = cells[at] else { continue }
            let rest = Quantity(tenThousandths: total.tenThousandths - part.tenThousandths)
            if rule.isSmall(rest, unit: unit) { small.insert(at) }
        }
        if small.isEmpty { return [] }
        var below: [Place: [Int]] = [:]
        for link in links {
            let child = Place(organisation: link.organisation, relation: link.isInner ? link.relation : .either)
            guard let at = index[child] else { continue }
            below[Place(organisation: link.above, relation: link.relation), default: []].append(at)
        }
        var sums: [Suppression.Sum] = []
        let sets = below.flatMap { place, parts in
            (place.relation == .either ? overlaps.disjoint(parts) { places[$0].organisation } : [parts]).map {
                (place, $0)
            }
        }
        for (place, parts) in sets {
            guard let total = index[place] else { continue }
            // What the organisation answered itself is a part that stands nowhere.
            let rest = parts.reduce(values[place]?.tenThousandths ?? 0) { $0 - (cells[$1]?.tenThousandths ?? 0) }
            var all = parts
            if rest > 0 {
                let left = Quantity(tenThousandths: rest)
                if rule.isSmall(left, unit: unit) { small.insert(cells.count) }
                all.append(cells.count)
                cells.append(left)
            }
            sums.append(Suppression.Sum(total: total, parts: all))
        }
        places += (places.count..<cells.count).map { Place(organisation: "\($0)", relation: .either) }
        return Set(rule.suppressed(cells, small: small, sums: sums).map { places[$0] })
    }
}

/// Who stands directly below whom in a round.
struct LinksOfRound: Statement {
    static let sql = """
        SELECT p.organisation, p.relation, p.ancestor, m.is_inner
        FROM round_place p
        JOIN round_member m ON (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
        WHERE p.province = $1 AND p.round_id = $2 AND p.depth = 1
        """
    struct Row: Sendable {
        var organisation: String
        var relation: Relation
        var above: String
        var isInner: Bool
    }

    var round: RoundKey
    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }

    static func decode(_ row: inout RowReader) throws -> Row {
        Row(
            organisation: try row.next(), relation: try row.raw(Relation.self), above: try row.next(),
            isInner: try row.next())
    }
}

/// Pairs of a round's organisations that have others below them with somebody below both.
struct OverlapsOfRound: Statement {
    static let sql = """
        WITH under AS MATERIALIZED (
            SELECT p.ancestor, p.organisation
            FROM round_place p
            JOIN round_member m ON (m.province, m.round_id, m.organisation) = (p.province, p.round_id, p.organisation)
            WHERE p.province = $1 AND p.round_id = $2 AND p.relation = 'either' AND p.depth > 0
              AND m.supervisor IS NOT NULL
        )
        SELECT DISTINCT a.ancestor, b.ancestor
        FROM under a
        JOIN under b ON b.organisation = a.organisation AND a.ancestor < b.ancestor
        """
    var round: RoundKey
    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }

    static func decode(_ row: inout RowReader) throws -> (String, String) { (try row.next(), try row.next()) }
}

/// Sums of some questions everywhere in a round where anybody gave a value.
struct SumsOfRound: Statement {
    static let sql = """
        SELECT organisation, relation, question, total
        FROM rollup
        WHERE province = $1 AND round_id = $2 AND question = ANY ($3) AND valued > 0
        """
    struct Row: Sendable {
        var organisation: String
        var relation: Relation
        var question: String
        var total: Quantity
    }

    var round: RoundKey
    var questions: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(questions)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        Row(
            organisation: try row.next(), relation: try row.raw(Relation.self), question: try row.next(),
            total: try row.quantity())
    }
}

struct UnitsOfIndicators: Statement {
    static let sql = "SELECT code, unit_code FROM indicator WHERE code = ANY ($1) AND unit_code IS NOT NULL"
    var codes: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(codes) }

    static func decode(_ row: inout RowReader) throws -> (code: String, unit: String) {
        let code = try row.next(String.self)
        return (code, try row.next(String.self))
    }
}

extension ConsolidatedQuestion {
    /// Without its sum, where that is kept back.
    func keeping(_ small: SmallGroups, at organisation: String, _ relation: Relation) -> ConsolidatedQuestion {
        guard small.covers(question, organisation, relation) else { return self }
        var result = self
        result.sum = nil
        result.suppressed = true
        return result
    }
}

extension IndicatorResult {
    /// Without what a small group could be read out of.
    func keeping(
        _ small: SmallGroups, of questions: [InstrumentQuestion], at organisation: String, _ relation: Relation
    ) -> IndicatorResult {
        let carriers = questions.filter { $0.indicator == indicator && $0.type == .number }
        let gone = carriers.filter { small.covers($0.code, organisation, relation) }
        guard aggregation == .ratio || aggregation == .sum, !gone.isEmpty else { return self }
        var result = self
        result.actual = nil
        result.achievement = nil
        // Behind or reached would bound the figure.
        result.status = .notEvaluated
        result.numerator = nil
        if gone.contains(where: { $0.role == .denominator }) { result.denominator = nil }
        result.suppressed = true
        return result
    }
}
