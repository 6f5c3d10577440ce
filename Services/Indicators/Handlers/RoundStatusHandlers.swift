import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `round.status` and `round.outstanding`.
enum RoundStatusHandlers {
    static func register(on router: ServiceRouter) {
        router.read(
            GetRoundStatus.self, at: { try await place($0.organisation, $0.round, $1) },
            { params, call in
                try await status(params.round, params.organisation, params.relation ?? .either, call.database)
            })
        router.read(ListOutstanding.self, at: { try await place($0.organisation, $0.round, $1) }, outstanding)
        router.read(GetRoundStatusBy.self, at: { try await place($0.organisation, $0.round, $1) }, groups)
        router.read(GetQuestionStatus.self, at: { try await place($0.organisation, $0.round, $1) }, questions)
    }

    static func groups(_ params: GetRoundStatusBy, _ call: ReadCall) async throws -> RoundStatusBy {
        let round = try await opened(params.round, call.database)
        let organisation = params.organisation ?? round.top
        let member = try await Lookup.member(organisation, of: round, call.database)
        return RoundStatusBy(
            items: try await call.database.all(
                CountsByGroup(
                    round: round.key, organisation: organisation,
                    relation: member.relation(params.relation ?? .either), by: params.by)))
    }

    static func questions(_ params: GetQuestionStatus, _ call: ReadCall) async throws -> QuestionStatuses {
        let round = try await opened(params.round, call.database)
        let organisation = params.organisation ?? round.top
        let member = try await Lookup.member(organisation, of: round, call.database)
        return QuestionStatuses(
            items: try await call.database.all(
                CountsOfQuestions(
                    round: round.key, organisation: organisation,
                    relation: member.relation(params.relation ?? .either))))
    }

    private static func place(
        _ organisation: String?, _ round: Reference, _ call: ReadCall
    ) async throws -> String? {
        if let organisation { return organisation }
        return try await Lookup.round(round, call.database).top
    }

    static func status(
        _ reference: Reference, _ organisation: String?, _ relation: Relation, _ database: any StatementExecutor
    ) async throws -> RoundStatus {
        let round = try await opened(reference, database)
        let organisation = organisation ?? round.top
        let member = try await Lookup.member(organisation, of: round, database)
        let below = try await database.all(
            DirectlyBelow(round: round.key, organisation: organisation, relation: relation))
        let asked = [organisation] + below.map(\.organisation)
        let each =
            organisation == round.top
            ? try await database.all(CountsOfRound(round: round.key, organisations: asked, relation: relation))
            : try await database.all(
                CountsBelow(
                    round: round.key, organisation: organisation, organisations: asked,
                    relation: member.relation(relation)))
        let known = Dictionary(each.map { ($0.organisation, $0.counts) }, uniquingKeysWith: { first, _ in first })
        let counts = known[organisation] ?? .nobody
        let children = below.compactMap { child in
            known[child.organisation].map { counts in
                OrganisationCounts(
                    organisation: child.organisation, name: child.name, kind: child.kind, counts: counts)
            }
        }
        let changed = try await database.first(DirectoryChanged(round: round.key)) ?? false
        return RoundStatus(
            round: round, organisation: organisation, relation: relation, counts: counts, children: children,
            directoryChanged: changed)
    }

    static func outstanding(_ params: ListOutstanding, _ call: ReadCall) async throws -> Page<Outstanding> {
        let round = try await opened(params.round, call.database)
        let organisation = params.organisation ?? round.top
        let member = try await Lookup.member(organisation, of: round, call.database)
        let limit = PageLimit.of(params.limit)
        let waiting: [ExpectationState] = params.uncertified ?? false ? [.submitted] : []
        let rows = try await call.database.all(
            PageOfOutstanding(
                round: round.key, organisation: organisation, relation: member.relation(params.relation ?? .either),
                after: try params.cursor?.keys("organisation", count: 1)[0] ?? "",
                states: [.notStarted, .draft, .returned] + waiting, limit: limit + 1))
        let overdue = Punctuality.daysOverdue(now: call.now, dueOn: round.dueOn)
        let items = rows.map {
            Outstanding(
                organisation: $0.organisation, name: $0.name, kind: $0.kind, state: $0.state, parent: $0.parent,
                supervisor: $0.supervisor, dueOn: round.dueOn, daysOverdue: overdue)
        }
        return Page(items, limit: limit) { PageCursor("organisation", $0.organisation) }
    }

    private static func opened(_ reference: Reference, _ database: any StatementExecutor) async throws -> Round {
        let round = try await Lookup.round(reference, database)
        guard round.state != .draft else {
            throw RPCError.ruleViolated("round.state", Messages.roundNeverOpened).at("/round")
        }
        return round
    }
}
