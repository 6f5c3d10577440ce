import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// Reads of submissions.
enum SubmissionReadHandlers {
    static func register(on router: ServiceRouter) {
        router.read(GetSubmission.self, at: { try await find($0, $1).row.summary.organisation }, get)
        router.read(
            ListSubmissions.self,
            at: { params, call in
                if let organisation = params.organisation { return organisation }
                return try await RoundHandlers.owner(params.round, call)
            }, list)
        router.read(DiffSubmissions.self, at: { params, _ in params.organisation }, difference)
        router.read(
            ListChangedSinceCertified.self, at: { try await RoundHandlers.owner($0.round, $1) }, changed)
    }

    private static func find(
        _ params: GetSubmission, _ call: ReadCall
    ) async throws -> (row: SubmissionRow, province: String) {
        if let id = params.submission {
            guard let found = try await call.database.first(FindSubmission(id: id)) else {
                throw RPCError.notFound("submission", id)
            }
            return found
        }
        guard let reference = params.round, let organisation = params.organisation else {
            throw RPCError.notFound("submission", "")
        }
        let round = try await Lookup.round(reference, call.database)
        let edition = FindEdition(round: round.key, organisation: organisation, edition: params.edition)
        guard let row = try await call.database.first(edition) else {
            throw RPCError.notFound("submission", organisation)
        }
        return (row, round.province)
    }

    static func get(_ params: GetSubmission, _ call: ReadCall) async throws -> Submission {
        let found = try await find(params, call)
        let summary = found.row.summary
        let round = try await Lookup.round(.id(summary.round), call.database)
        let terms = try await RoundTerms(of: round, [summary.organisation], call.database)
        let may = try await Permissions.may(
            call.context, call.runtime, at: summary.organisation, stage: summary.state.stage,
            roundIsOpen: terms.isOpen(summary.organisation, on: call.now.dateInThailand))
        return try await SubmissionView.load(found.row, province: found.province, may: may, call.database)
    }

    static func list(_ params: ListSubmissions, _ call: ReadCall) async throws -> Page<SubmissionSummary> {
        let round = try await Lookup.round(params.round, call.database)
        let keys = try params.cursor?.keys("organisation", count: 2) ?? ["", "0"]
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            PageOfSubmissions(
                round: round.key, afterOrganisation: keys[0], afterEdition: Int(keys[1]) ?? 0,
                under: params.organisation, state: params.state,
                allEditions: params.allEditions ?? (params.state == .withdrawn), limit: limit + 1))
        return Page(rows.map(\.summary), limit: limit) {
            PageCursor("organisation", $0.organisation, String($0.edition))
        }
    }

    static func difference(_ params: DiffSubmissions, _ call: ReadCall) async throws -> SubmissionDifference {
        let round = try await Lookup.round(params.round, call.database)
        func answers(_ edition: Int) async throws -> [String: QuestionAnswer] {
            let find = FindEdition(round: round.key, organisation: params.organisation, edition: edition)
            guard let row = try await call.database.first(find) else {
                throw RPCError.notFound("submission", "\(params.organisation)/\(edition)")
            }
            let answers = try await call.database.all(
                AnswersOfSubmission(province: round.province, submission: row.summary.id))
            return Dictionary(answers.map { ($0.question, $0) }, uniquingKeysWith: { $1 })
        }
        let (before, after) = (try await answers(params.before), try await answers(params.after))
        let questions = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
        return SubmissionDifference(
            before: params.before, after: params.after,
            differences: questions.map { AnswerDifference(question: $0, before: before[$0], after: after[$0]) })
    }

    static func changed(_ params: ListChangedSinceCertified, _ call: ReadCall) async throws -> ChangedSinceCertified {
        let round = try await Lookup.round(params.round, call.database)
        let checked = try await call.database.first(CountCertified(round: round.key)) ?? 0
        let rows = try await call.database.all(ChangedSinceCertifiedRows(round: round.key))
        return ChangedSinceCertified(checked: checked, changed: rows.map(\.summary))
    }
}
