import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

extension ResultHandlers {
    /// Figures of all organisations of a page are read at once: the round's roll-ups by one statement, a formula's by one.
    func compare(_ params: CompareIndicators, _ call: ReadCall) async throws -> Page<ComparedOrganisation> {
        let database = call.database
        let relation = params.relation ?? .either
        let round = try await self.round(
            params.round, of: params.organisation, params.fiscalYear, database)
        let province = round?.province ?? OrganisationCode.province(of: params.organisation)
        let page = try await places(params, of: round, relation, database)
        let codes = page.items.map(\.code)
        let indicators = try await wanted(params.indicators, of: province, database)
        let targets = Dictionary(
            grouping: try await database.all(
                TargetsOfIndicators(province: province, indicators: indicators.map(\.code), organisation: nil)),
            by: \.indicator)
        var instrument = Instrument(version: 0, questions: [])
        var small = SmallGroups.none
        var figures: [String: (figures: Figures, relation: Relation)] = [:]
        let asPublished = params.asPublished ?? false
        if let round {
            instrument = try await instruments.inForce(of: round, database)
            small = try await SmallGroups.keptBack(
                from: call, at: params.organisation, of: round, instruments, asPublished: asPublished)
            figures = try await Figures.ofMany(codes, relation: relation, round: round, database)
        }
        let hidden = try await HiddenFigures(call, at: params.organisation, asPublished: asPublished)
        let formulas = try await FormulaResults(
            of: indicators, province: province, at: codes, .fiscalYear(params.fiscalYear), hiding: hidden, database)
        let nothing = (figures: Figures(rollups: [:], choices: [:]), relation: Relation.either)
        return Page(
            items: page.items.map { place in
                let own = figures[place.code] ?? nothing
                let results = indicators.map { indicator in
                    let target = self.target(
                        of: indicator, at: place.code, params.fiscalYear, targets[indicator.code] ?? [])
                    let result = own.figures.result(of: indicator, instrument, target: target)
                        .keeping(small, of: instrument.questions, at: place.code, own.relation)
                    return ComparedResult(formulas.completed(result, at: place.code))
                }
                return ComparedOrganisation(
                    organisation: place.code, name: place.name, kind: place.kind, results: results)
            }, nextCursor: page.nextCursor)
    }

    /// - Throws: `notFound` for the first code that is no indicator of fiscal years of the province.
    private func wanted(
        _ codes: [String]?, of province: String, _ database: any StatementExecutor
    ) async throws -> [Indicator] {
        let all = try await database.all(IndicatorsOfProvince(province: province)).filter {
            $0.periodType == .fiscalYear
        }
        guard let codes else { return all }
        let known = Set(all.map(\.code))
        if let missing = codes.first(where: { !known.contains($0) }) {
            throw RPCError.notFound("indicator", missing)
        }
        return all.filter { codes.contains($0.code) }
    }

    /// The organisation itself on the first page, and those directly below it, in the round or else in the directory.
    private func places(
        _ params: CompareIndicators, of round: Round?, _ relation: Relation, _ database: any StatementExecutor
    ) async throws -> Page<PlaceRow> {
        let limit = PageLimit.of(params.limit)
        let after = try params.cursor?.keys("organisation", count: 1)[0]
        let itself: PlaceRow
        let below: [PlaceRow]
        if let round {
            let member = try await Lookup.member(params.organisation, of: round, database)
            itself = PlaceRow(code: member.organisation, name: member.name, kind: member.kind)
            below = try await database.all(
                DirectlyBelow(round: round.key, organisation: params.organisation, relation: relation)
            ).map { PlaceRow(code: $0.organisation, name: $0.name, kind: $0.kind) }
        } else {
            let rows = try await database.all(
                PlacesDirectlyBelow(organisation: params.organisation, relation: relation))
            guard let own = rows.first(where: { $0.code == params.organisation }) else {
                throw RPCError.notFound("organisation", params.organisation)
            }
            itself = own
            below = rows.filter { $0.code != params.organisation }
        }
        let next = below.filter { $0.code > after ?? "" }
        let page = Page(Array(next.prefix(limit + 1)), limit: limit) { PageCursor("organisation", $0.code) }
        return Page(items: (after == nil ? [itself] : []) + page.items, nextCursor: page.nextCursor)
    }
}

extension Figures {
    /// Of many organisations, with the relation under which each one's roll-ups stand.
    static func ofMany(
        _ organisations: [String], relation: Relation, round: Round, _ database: any StatementExecutor
    ) async throws -> [String: (figures: Figures, relation: Relation)] {
        let rows = try await database.all(
            RollupsOfOrganisations(round: round.key, organisations: organisations, relation: relation))
        let options = try await database.all(
            ChoicesOfOrganisations(
                round: round.key, organisations: organisations, relation: relation, question: nil))
        let choices = Dictionary(grouping: options, by: \.organisation)
        return Dictionary(grouping: rows, by: \.rollup.organisation).mapValues { rows in
            let figures = Figures(
                rollups: Dictionary(
                    rows.map { ($0.rollup.question, $0.rollup) }, uniquingKeysWith: { first, _ in first }),
                choices: byQuestion(choices[rows[0].rollup.organisation] ?? []))
            return (figures, rows[0].isInner ? relation : .either)
        }
    }
}

struct PlaceRow: Codable, Sendable {
    var code: String
    var name: LocalizedText
    var kind: OrganisationKind
}

/// An organisation and those directly below it that are open, by code.
struct PlacesDirectlyBelow: Statement {
    static let sql = """
        SELECT o.code, o.name_th, o.name_en, o.kind
        FROM organisation_reach r
        JOIN organisation o ON o.code = r.descendant
        WHERE r.ancestor = $1 AND r.relation = $2 AND r.depth <= 1 AND (r.depth = 0 OR o.closed_on IS NULL)
        ORDER BY o.code
        """
    var organisation: String
    var relation: Relation

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(relation.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> PlaceRow {
        PlaceRow(code: try row.next(), name: try row.text(), kind: try row.raw())
    }
}

/// All questions' sums of some organisations. A leaf's stand under `either` alone.
struct RollupsOfOrganisations: Statement {
    static let sql = """
        SELECT m.is_inner, u.organisation, u.question, u.expected, u.valued, u.none, u.not_applicable, u.total
        FROM round_member m
        JOIN rollup u ON (u.province, u.round_id, u.organisation) = (m.province, m.round_id, m.organisation)
                     AND u.relation = CASE WHEN m.is_inner THEN $4 ELSE 'either' END
        WHERE m.province = $1 AND m.round_id = $2 AND m.organisation = ANY ($3)
        """
    struct Row: Sendable {
        var isInner: Bool
        var rollup: RollupRow
    }

    var round: RoundKey
    var organisations: [String]
    var relation: Relation

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisations)
        parameters.append(relation.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let isInner = try row.next(Bool.self)
        return Row(isInner: isInner, rollup: try RollupRow(from: &row))
    }
}
