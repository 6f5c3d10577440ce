import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `questionnaire.*`.
enum QuestionnaireHandlers {
    static func register(on router: ServiceRouter) {
        router.change(SaveQuestionnaire.self, at: { try await RoundHandlers.owner($0.round, $1) }, save)
        router.read(GetQuestionnaire.self, get)
        router.change(PublishQuestionnaire.self, at: { try await RoundHandlers.owner($0.round, $1) }, publish)
    }

    static func save(_ params: SaveQuestionnaire, _ change: Change) async throws -> Questionnaire {
        let database = change.database
        let found = try await Lookup.round(params.round, database)
        guard let round = try await database.first(LockRound(round: found.key)) else {
            throw RPCError.notFound("round", params.round)
        }
        let latest = try await database.first(FindQuestionnaire(round: round.key, version: nil))
        guard params.expectedVersion == latest?.version else {
            throw RPCError.conflict(Messages.stale, currentVersion: latest?.version).at("/expectedVersion")
        }
        let version: Int
        if let latest, latest.state == .draft {
            version = latest.version
            try await database.execute(DeleteOptions(round: round.key, version: version))
            try await database.execute(DeleteQuestions(round: round.key, version: version))
            try await database.execute(DeleteSections(round: round.key, version: version))
        } else {
            version = (latest?.version ?? 0) + 1
        }
        let content = Questionnaire(
            round: round.id, roundCode: round.code, version: version, state: .draft, publishedAt: nil,
            sections: params.sections, rules: params.rules)
        try requireRules(content)
        try await write(content, round.key, database)
        try await change.audit(subject: round.code, details: content)
        return try await read(round, version, database)
    }

    /// Everything that is wrong with the rules between answers, each where it stands.
    private static func requireRules(_ content: Questionnaire) throws {
        let questions = content.sections.flatMap(\.questions)
        let numbers = Set(questions.filter { $0.type == .number }.map(\.code))
        let problems = (content.rules ?? []).enumerated().flatMap { index, rule in
            InstrumentRule.faults(in: rule.condition, numbers: numbers).map {
                Problem(path: "/rules/\(index)/condition", rule: $0.fault.rule, message: $0.located)
            }
        }
        if problems.isEmpty { return }
        throw RPCError.ruleViolated(
            "questionnaire.rules",
            LocalizedText("กฎของแบบติดตามไม่ถูกต้อง ดูรายการปัญหา", "rules of the questionnaire are wrong; see the problems"),
            problems: problems)
    }

    /// Writes a draft's rules, sections and questions.
    static func write(
        _ content: Questionnaire, _ round: RoundKey, _ database: any StatementExecutor
    ) async throws {
        let (sections, version) = (content.sections, content.version)
        let rules = JSONText(utf8: try JSONEncoding.bytes(content.rules ?? []))
        try await database.execute(InsertQuestionnaire(round: round, version: version, rules: rules))
        try await database.execute(InsertSections(round: round, version: version, sections: sections))
        var position = 0
        for section in sections {
            for question in section.questions {
                position += 1
                try await database.execute(
                    InsertQuestion(
                        round: round, version: version, position: position, section: section.code, question: question,
                        showIf: JSONText(utf8: try JSONEncoding.bytes(question.showIf ?? []))))
                guard let options = question.options, !options.isEmpty else { continue }
                try await database.execute(
                    InsertOptions(round: round, version: version, question: question.code, options: options))
            }
        }
    }

    static func get(_ params: GetQuestionnaire, _ call: ReadCall) async throws -> Questionnaire {
        let round = try await Lookup.round(params.round, call.database)
        let found = try await Lookup.questionnaire(of: round, version: params.version, call.database)
        guard var questionnaire = found else { throw RPCError.notFound("questionnaire", params.round) }
        if let kind = params.kind {
            for index in questionnaire.sections.indices {
                questionnaire.sections[index].questions.removeAll { question in
                    question.kinds.map { !$0.isEmpty && !$0.contains(kind) } ?? false
                }
            }
            questionnaire.sections.removeAll { $0.questions.isEmpty }
        }
        return questionnaire
    }

    static func publish(_ params: PublishQuestionnaire, _ change: Change) async throws -> Questionnaire {
        let database = change.database
        let found = try await Lookup.round(params.round, database)
        guard let round = try await database.first(LockRound(round: found.key)) else {
            throw RPCError.notFound("round", params.round)
        }
        let latest = try await database.first(FindQuestionnaire(round: round.key, version: nil))
        guard let latest, latest.version == params.version, latest.state == .draft else {
            throw RPCError.conflict(Messages.questionnairePublished, currentVersion: latest?.version).at("/version")
        }
        let draft = try await read(round, latest.version, database)
        try await requirePublishable(draft, round, change)
        try await database.execute(PublishDraft(round: round.key, version: latest.version, now: change.now))
        try await database.execute(SetQuestionnaireInForce(round: round.key, questionnaire: latest.version))
        if round.state != .draft { try await Rollups.remake(round.key, database) }
        let published = try await read(round, latest.version, database)
        try await change.emit("questionnaire.published", subject: round.code, data: published)
        try await change.audit(subject: round.code, details: published)
        return published
    }

    private static func requirePublishable(
        _ draft: Questionnaire, _ round: Round, _ change: Change
    ) async throws {
        let database = change.database
        let instrument = Instrument(draft)
        let named = Array(Set(instrument.questions.compactMap(\.indicator)))
        let indicators = try await database.all(FindIndicators(province: round.province, codes: named))
        let earlier = try await database.all(EarlierQuestions(round: round.key, version: draft.version))
        let faults = Publication.faults(
            of: instrument.questions,
            indicators: Dictionary(
                indicators.map { ($0.code, Publication.Aggregation($0.aggregation)) }, uniquingKeysWith: { $1 }),
            earlier: earlier.map { InstrumentQuestion($0.question, section: $0.section) })
        let elements = try await database.all(FindDataElements(codes: instrument.questions.compactMap(\.element)))
        let yearly = Set(elements.filter { $0.periodType == .fiscalYear }.map(\.code))
        let all =
            faults + Publication.elementFaults(of: instrument.questions, known: yearly)
            + (try await FollowedProvinces.faults(
                of: instrument.questions, in: round, on: change.now.dateInThailand, database))
        if all.isEmpty { return }
        let problems = all.map { fault in
            Problem(
                path: path(of: fault.question, in: draft), rule: fault.fault.rule, message: fault.fault.message)
        }
        throw RPCError.ruleViolated(
            "questionnaire.publishable",
            LocalizedText(
                "แบบติดตามยังเผยแพร่ไม่ได้ ดูรายการปัญหา", "the questionnaire can not be published yet; see the problems"),
            problems: problems)
    }

    /// Where a question stands in the draft.
    private static func path(of question: String?, in draft: Questionnaire) -> String {
        for (index, section) in draft.sections.enumerated() {
            if let number = section.questions.firstIndex(where: { $0.code == question }) {
                return "/sections/\(index)/questions/\(number)"
            }
        }
        return ""
    }

    private static func read(
        _ round: Round, _ version: Int, _ database: any StatementExecutor
    ) async throws -> Questionnaire {
        guard let found = try await Lookup.questionnaire(of: round, version: version, database) else {
            throw RPCError.notFound("questionnaire", round.code)
        }
        return found
    }
}
