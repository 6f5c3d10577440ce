import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `round.except`, `round.exceptions` and `submission.previous`.
enum ExceptionHandlers {
    static func register(on router: ServiceRouter) {
        router.change(ExceptFromRound.self, at: { try await RoundHandlers.owner($0.round, $1) }, except)
        router.read(ListRoundExceptions.self, list)
        router.read(GetPreviousAnswers.self, at: { params, _ in params.organisation }, previous)
    }

    static func except(_ params: ExceptFromRound, _ change: Change) async throws -> RoundExcepted {
        let database = change.database
        let round = try await Lookup.round(params.round, database)
        guard round.state != .draft else {
            throw RPCError.ruleViolated("round.state", Messages.roundNeverOpened).at("/round")
        }
        let count = try await database.execute(
            SaveRoundExceptions(
                round: round.key, organisations: params.organisations, until: params.until, reason: params.reason,
                by: change.caller.subject, at: change.now))
        guard count == params.organisations.count else {
            let known = Set(
                try await database.all(
                    FindRoundExceptions(round: round.key, organisations: params.organisations)
                ).map(\.organisation))
            let problems = params.organisations.enumerated().filter { !known.contains($0.element) }.map {
                Problem(path: "/organisations/\($0.offset)", rule: "round.expected", message: Messages.notExpected)
            }
            throw RPCError.ruleViolated("round.expected", Messages.notExpected, problems: problems)
        }
        let result = RoundExcepted(round: round.code, organisations: count, until: params.until)
        try await change.emit("round.excepted", subject: round.code, data: result)
        try await change.audit(subject: round.code, details: params)
        return result
    }

    static func list(_ params: ListRoundExceptions, _ call: ReadCall) async throws -> Page<RoundException> {
        let round = try await Lookup.round(params.round, call.database)
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            PageOfRoundExceptions(
                round: round.key, after: try params.cursor?.keys("organisation", count: 1)[0] ?? "", limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("organisation", $0.organisation) }
    }

    static func previous(_ params: GetPreviousAnswers, _ call: ReadCall) async throws -> PreviousAnswers {
        let database = call.database
        let round = try await Lookup.round(params.round, database)
        guard let code = round.previous else { return PreviousAnswers(round: nil, submission: nil, answers: []) }
        let find = CertifiedSubmission(province: round.province, round: code, organisation: params.organisation)
        guard let submission = try await database.first(find) else {
            return PreviousAnswers(round: code, submission: nil, answers: [])
        }
        let answers = try await database.all(AnswersOfSubmission(province: round.province, submission: submission))
        let questionnaire = try await Lookup.questionnaire(
            of: round, version: round.questionnaireVersion, database)
        let asked = Set((questionnaire?.sections ?? []).flatMap(\.questions).map(\.code))
        return PreviousAnswers(
            round: code, submission: submission, answers: answers.filter { asked.contains($0.question) })
    }
}

/// How long organisations of a round may answer, and what they had said before: what checking their answers needs
/// beside the answers.
struct RoundTerms: Sendable {
    private let round: Round
    private let until: [String: CalendarDate]
    private let numbers: [String: [String: Quantity]]

    init(of round: Round, _ organisations: [String], _ database: any StatementExecutor) async throws {
        self.round = round
        let exceptions = try await database.all(
            FindRoundExceptions(round: round.key, organisations: organisations))
        until = Dictionary(exceptions.map { ($0.organisation, $0.until) }, uniquingKeysWith: { $1 })
        var numbers: [String: [String: Quantity]] = [:]
        if let previous = round.previous {
            let rows = try await database.all(
                CertifiedNumbers(province: round.province, round: previous, organisations: organisations))
            for row in rows { numbers[row.organisation, default: [:]][row.question] = row.number }
        }
        self.numbers = numbers
    }

    /// Numbers that the organisation had certified in the round before.
    func previous(_ organisation: String) -> [String: Quantity] { numbers[organisation] ?? [:] }

    /// The last day on which it is on time.
    func dueOn(_ organisation: String) -> CalendarDate { max(round.dueOn, until[organisation] ?? round.dueOn) }

    /// Whether it may answer on that day: the round is open, or it has more time.
    func isOpen(_ organisation: String, on day: CalendarDate) -> Bool {
        round.state == .open || round.state == .closed && until[organisation].map { $0 >= day } ?? false
    }
}
