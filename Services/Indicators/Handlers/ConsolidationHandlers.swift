import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `consolidation.*`.
struct ConsolidationHandlers: Sendable {
    let instruments: Instruments
    private static let differencesMax = 1_000

    func register(on router: ServiceRouter) {
        router.read(GetConsolidation.self, at: { params, _ in params.organisation }, get)
        router.read(GetConsolidationChildren.self, at: { params, _ in params.organisation }, children)
        router.read(TraceConsolidation.self, at: { params, _ in params.organisation }, trace)
        router.read(VerifyConsolidation.self, at: { try await RoundHandlers.owner($0.round, $1) }, verify)
    }

    func get(_ params: GetConsolidation, _ call: ReadCall) async throws -> Consolidation {
        let round = try await Lookup.round(params.round, call.database)
        let member = try await Lookup.member(params.organisation, of: round, call.database)
        let instrument = try await instruments.inForce(of: round, call.database)
        if let question = params.question, instrument[question] == nil {
            throw RPCError.notFound("question", question)
        }
        let relation = params.relation ?? .either
        let figures = try await Figures(
            of: params.organisation, relation: member.relation(relation), question: params.question, round: round,
            call.database)
        let questions = instrument.questions.filter {
            (params.question ?? $0.code) == $0.code && (params.indicator == nil || $0.indicator == params.indicator)
        }
        let small = try await SmallGroups.keptBack(
            from: call, at: params.organisation, of: round, instruments, asPublished: params.asPublished ?? false)
        return Consolidation(
            round: round.id, roundCode: round.code, organisation: params.organisation, relation: relation,
            questions: questions.map {
                figures.consolidated($0).keeping(small, at: params.organisation, member.relation(relation))
            })
    }

    func children(_ params: GetConsolidationChildren, _ call: ReadCall) async throws -> Page<ConsolidatedChild> {
        let round = try await Lookup.round(params.round, call.database)
        _ = try await Lookup.member(params.organisation, of: round, call.database)
        let instrument = try await instruments.inForce(of: round, call.database)
        guard let question = instrument[params.question] else { throw RPCError.notFound("question", params.question) }
        let (relation, limit) = (params.relation ?? .either, PageLimit.of(params.limit))
        let rows = try await call.database.all(
            PageOfChildren(
                round: round.key, organisation: params.organisation, relation: relation, question: question.code,
                after: try params.cursor?.keys("organisation", count: 1)[0] ?? "", limit: limit + 1))
        var choices: [String: [ChoiceRow]] = [:]
        if question.type == .choice {
            choices = Dictionary(
                grouping: try await call.database.all(
                    ChoicesOfOrganisations(
                        round: round.key, organisations: rows.map(\.organisation), relation: relation,
                        question: question.code)), by: \.organisation)
        }
        let small = try await SmallGroups.keptBack(
            from: call, at: params.organisation, of: round, instruments, asPublished: params.asPublished ?? false)
        let items = rows.map { row in
            let figures = Figures(
                rollups: [question.code: row.rollup],
                choices: Figures.byQuestion(choices[row.organisation] ?? []))
            return ConsolidatedChild(
                organisation: row.organisation, name: row.name, kind: row.kind,
                question: figures.consolidated(question)
                    .keeping(small, at: row.organisation, row.isInner ? relation : .either))
        }
        return Page(items, limit: limit) { PageCursor("organisation", $0.organisation) }
    }

    func trace(_ params: TraceConsolidation, _ call: ReadCall) async throws -> Page<TracedAnswer> {
        let round = try await Lookup.round(params.round, call.database)
        let member = try await Lookup.member(params.organisation, of: round, call.database)
        let instrument = try await instruments.inForce(of: round, call.database)
        guard instrument[params.question] != nil else { throw RPCError.notFound("question", params.question) }
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            PageOfTracedAnswers(
                round: round.key, organisation: params.organisation,
                relation: member.relation(params.relation ?? .either), question: params.question,
                after: try params.cursor?.keys("organisation", count: 1)[0] ?? "", limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("organisation", $0.organisation) }
    }

    func verify(_ params: VerifyConsolidation, _ call: ReadCall) async throws -> ConsolidationVerified {
        let round = try await Lookup.round(params.round, call.database)
        let count = try await call.database.first(CountRollups(round: round.key)) ?? 0
        let rows = try await call.database.all(RollupDifferences(round: round.key, limit: Self.differencesMax))
        return ConsolidationVerified(
            figures: count, differing: rows.first?.total ?? 0, differences: rows.map(\.difference))
    }
}
