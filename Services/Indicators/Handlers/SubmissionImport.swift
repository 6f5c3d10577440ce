import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `submission.import`: many organisations' answers in one transaction and a handful of statements.
struct SubmissionImport: Sendable {
    let instruments: Instruments

    func register(on router: ServiceRouter) {
        router.change(ImportSubmissions.self, at: { try await RoundHandlers.owner($0.round, $1) }, load)
    }

    /// Answers of one import from which on the tables' statistics are worth renewing.
    private static let analysedFrom = 500

    /// An item that is taken.
    private struct Taken {
        var item: SubmissionInput
        var id: ID
        var isNew: Bool
        /// Questions that it is not asked.
        var hidden: Set<String>
    }

    func load(_ params: ImportSubmissions, _ change: Change) async throws -> SubmissionImportResult {
        let database = change.database
        let round = try await Lookup.round(params.round, database)
        guard round.state == .open else {
            throw RPCError.ruleViolated("round.open", Messages.roundNotOpen).at("/round")
        }
        let instrument = try await instruments.inForce(of: round, database)
        let members = Dictionary(
            try await database.all(
                LockMembers(round: round.key, organisations: params.items.map(\.organisation))
            ).map { ($0.organisation, $0) }, uniquingKeysWith: { $1 })
        let terms = try await RoundTerms(of: round, params.items.map(\.organisation), database)
        var problems = Problems()
        try await FileClaims.check(Self.files(in: params.items), province: round.province, database, &problems)
        let lying = Set(problems.items.compactMap { Int($0.path.split(separator: "/")[1]) })
        var taken: [Taken] = []
        var seen: Set<String> = []
        for (index, item) in params.items.enumerated() {
            let found = self.problems(
                with: item, at: index, in: params, members[item.organisation], instrument, terms, &seen)
            for problem in found { problems.add(problem) }
            if found.isEmpty, !lying.contains(index) {
                let member = members[item.organisation]
                let given = Self.answers(item)
                let hidden = item.state == .draft ? [] : instrument.hidden(in: given, kind: member?.kind.rawValue ?? "")
                taken.append(
                    Taken(
                        item: item, id: member?.submission ?? change.newID(), isNew: member?.submission == nil,
                        hidden: hidden))
            }
        }
        if params.mode == .atomic, !problems.isEmpty {
            throw RPCError.ruleViolated("import.atomic", Messages.importRefused, problems: problems.items)
        }
        try await write(taken, round, instrument, terms, change)
        let result = SubmissionImportResult(
            saved: taken.count, submitted: taken.count { $0.item.state != .draft },
            certified: taken.count { $0.item.state.stage.counts },
            accepted: taken.count { $0.item.state == .accepted }, refused: params.items.count - taken.count,
            problems: problems.items)
        try await change.emit("submission.imported", subject: round.code, data: Imported(taken.map(\.item), round))
        try await change.audit(subject: round.code, details: result)
        return result
    }

    /// Files that answers and letters refer to, each with its place.
    private static func files(in items: [SubmissionInput]) -> [(path: String, file: FileReference)] {
        items.enumerated().flatMap { index, item in
            item.answers.enumerated().compactMap { number, answer in
                answer.file.map { (path: "/items/\(index)/answers/\(number)/file", file: $0) }
            }
                + [item.certification].compactMap { $0 }.map {
                    (path: "/items/\(index)/certification/file", file: $0.file)
                }
        }
    }

    private struct Imported: Codable, Sendable {
        var round: String
        var organisations: [String]

        init(_ items: [SubmissionInput], _ round: Round) {
            self.round = round.code
            organisations = items.map(\.organisation)
        }
    }

    /// Everything that is wrong with an item.
    private func problems(
        with item: SubmissionInput, at index: Int, in params: ImportSubmissions, _ member: MemberRow?,
        _ instrument: Instrument, _ terms: RoundTerms, _ seen: inout Set<String>
    ) -> [Problem] {
        let at = "/items/\(index)"
        var problems = Problems()
        params.checkItem(index, &problems)
        func refuse(_ path: String, _ rule: String, _ message: LocalizedText) {
            problems.add(Problem(path: at + path, rule: rule, message: message))
        }
        if !seen.insert(item.organisation).inserted { refuse("/organisation", "unique", Messages.itemTwice) }
        guard let member, member.expected else {
            refuse("/organisation", "round.expected", Messages.notExpected)
            for (number, answer) in item.answers.enumerated() {
                let fault = instrument.fault(
                    of: Answer(answer), to: answer.question, kind: member?.kind.rawValue)
                if let fault { refuse("/answers/\(number)", fault.rule, fault.message) }
            }
            return problems.items
        }
        if ![.notStarted, .draft, .returned].contains(member.state) {
            refuse("/organisation", "submission.state", Messages.certifiedAlready)
        }
        let kind = member.kind.rawValue
        let answers = item.answers.map { ($0.question, Answer($0)) }
        if item.state == .draft {
            for (number, (question, answer)) in answers.enumerated() {
                if let fault = instrument.fault(of: answer, to: question, kind: kind) {
                    refuse("/answers/\(number)", fault.rule, fault.message)
                }
            }
            return problems.items
        }
        let places = Dictionary(
            answers.enumerated().map { ($0.element.0, $0.offset) }, uniquingKeysWith: { first, _ in first })
        let given = Dictionary(answers, uniquingKeysWith: { first, _ in first })
        for (question, fault) in instrument.faults(in: given, kind: kind) {
            refuse(places[question].map { "/answers/\($0)" } ?? "/answers", fault.rule, fault.message)
        }
        let reasons = Set((item.reasons ?? []).map(\.rule))
        let broken = instrument.broken(in: given, previous: terms.previous(item.organisation), reasons: reasons)
        for (rule, fault) in broken { refuse("/rules/\(rule)", fault.rule, fault.message) }
        return problems.items
    }

    private static func answers(_ item: SubmissionInput) -> [String: Answer] {
        Dictionary(item.answers.map { ($0.question, Answer($0)) }, uniquingKeysWith: { first, _ in first })
    }

    private func write(
        _ taken: [Taken], _ round: Round, _ instrument: Instrument, _ terms: RoundTerms, _ change: Change
    ) async throws {
        if taken.isEmpty { return }
        let (database, province, by) = (change.database, round.province, change.caller.subject)
        let new = taken.filter(\.isNew).map {
            InsertSubmissions.New(id: $0.id, organisation: $0.item.organisation, edition: 1, supersedes: nil)
        }
        if !new.isEmpty {
            try await database.execute(
                InsertSubmissions(
                    round: round.key, state: .draft, questionnaireVersion: instrument.version, now: change.now, by: by,
                    submissions: new))
        }
        let known = taken.filter { !$0.isNew }.map(\.id)
        if !known.isEmpty {
            try await database.execute(
                TouchSubmissions(
                    province: province, submissions: known, now: change.now, by: by,
                    questionnaireVersion: instrument.version))
            try await database.execute(DeleteAllAnswers(province: province, submissions: known))
        }
        var rows = AnswerRows()
        for item in taken {
            for answer in item.item.answers where !item.hidden.contains(answer.question) {
                rows.append(item.id, answer.question, Answer(answer))
            }
            for question in item.hidden.sorted() { rows.append(item.id, question, .notApplicable) }
        }
        if rows.count > 0 { try await database.execute(UpsertAnswers(province: province, rows: rows)) }
        if rows.count >= Self.analysedFrom { try await database.execute(AnalyseAnswers()) }
        for item in taken where !(item.item.reasons ?? []).isEmpty {
            try await database.execute(
                SaveReasons(province: province, submission: item.id, reasons: item.item.reasons ?? []))
        }
        try await advance(taken, round, terms, change)
    }

    /// Submits, certifies and accepts those that go further.
    private func advance(
        _ taken: [Taken], _ round: Round, _ terms: RoundTerms, _ change: Change
    ) async throws {
        let (database, province, now) = (change.database, round.province, change.now)
        let submitted = taken.filter { $0.item.state != .draft }.map { taken in
            let at = taken.item.submittedAt ?? now
            return SubmitDrafts.Submitted(
                id: taken.id, at: at,
                late: Punctuality.isLate(submittedAt: at, dueOn: terms.dueOn(taken.item.organisation)))
        }
        if !submitted.isEmpty {
            try await database.execute(SubmitDrafts(province: province, submissions: submitted))
        }
        let letters = taken.compactMap { taken in
            taken.item.state.stage.counts ? taken.item.certification.map { (taken.id, $0) } : nil
        }
        if !letters.isEmpty {
            try await database.execute(
                CertifySubmitted(province: province, now: now, by: change.caller.subject, letters: letters))
        }
        let accepted = taken.filter { $0.item.state == .accepted }.map(\.id)
        if !accepted.isEmpty {
            try await database.execute(AcceptCertified(province: province, submissions: accepted, now: now))
            try await database.execute(
                InsertReviews(
                    province: province, submissions: accepted, kind: .accepted, at: now, by: change.caller.subject))
        }
        try await database.execute(FollowSubmissions(province: province, submissions: taken.map(\.id)))
        try await Rollups.apply(.add, letters.map(\.0), round.key, database)
    }
}
