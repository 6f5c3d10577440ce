import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit
import Synchronization

/// Finds what callers name, or says that there is no such thing.
enum Lookup {
    static func round(_ reference: Reference, _ database: any StatementExecutor) async throws -> Round {
        let found: Round? =
            switch reference {
            case .id(let id): try await database.first(FindRoundByID(id: id))
            case .code(let code):
                try await database.first(
                    FindRoundByCode(province: OrganisationCode.province(of: code), code: code))
            }
        guard let found else { throw RPCError.notFound("round", reference) }
        return found
    }

    /// Without its targets.
    static func indicator(_ reference: Reference, _ database: any StatementExecutor) async throws -> Indicator {
        let found: Indicator? =
            switch reference {
            case .id(let id): try await database.first(FindIndicatorByID(id: id))
            case .code(let code):
                try await database.first(
                    FindIndicatorByCode(province: OrganisationCode.province(of: code), code: code))
            }
        guard let found else { throw RPCError.notFound("indicator", reference) }
        return found
    }

    static func dataElement(_ reference: Reference, _ database: any StatementExecutor) async throws -> DataElement {
        let found: DataElement? =
            switch reference {
            case .id(let id): try await database.first(FindDataElementByID(id: id))
            case .code(let code): try await database.first(FindDataElements(codes: [code]))
            }
        guard let found else { throw RPCError.notFound("dataElement", reference) }
        return found
    }

    /// An organisation as the round knows it.
    static func member(
        _ organisation: String, of round: Round, _ database: any StatementExecutor
    ) async throws -> MemberRow {
        guard let member = try await database.first(FindMember(round: round.key, organisation: organisation)) else {
            throw RPCError.notFound("organisation", organisation)
        }
        return member
    }

    /// - Throws: `notFound` for the first that the directory does not have.
    static func requireOrganisations(_ codes: [String], _ database: any StatementExecutor) async throws {
        let known = Set(try await database.all(KnownOrganisations(codes: codes)))
        if let missing = codes.first(where: { !known.contains($0) }) {
            throw RPCError.notFound("organisation", missing)
        }
    }

    /// A version of a round's questionnaire with all its questions.
    static func questionnaire(
        of round: Round, version: Int?, _ database: any StatementExecutor
    ) async throws -> Questionnaire? {
        guard let row = try await database.first(FindQuestionnaire(round: round.key, version: version)) else {
            return nil
        }
        var sections = try await database.all(SectionsOfQuestionnaire(round: round.key, version: row.version))
        let questions = try await database.all(QuestionsOfQuestionnaire(round: round.key, version: row.version))
        let options = try await database.all(OptionsOfQuestionnaire(round: round.key, version: row.version))
        let optionsByQuestion = Dictionary(grouping: options, by: \.question)
        let bySection = Dictionary(grouping: questions, by: \.section)
        for index in sections.indices {
            sections[index].questions = (bySection[sections[index].code] ?? []).map { row in
                var question = row.question
                if question.type == .choice {
                    question.options = (optionsByQuestion[question.code] ?? []).map(\.option)
                }
                return question
            }
        }
        let rules = try StoredJSON.decode([AnswerRule].self, from: row.rules.utf8)
        return Questionnaire(
            round: round.id, roundCode: round.code, version: row.version, state: row.state,
            publishedAt: row.publishedAt, sections: sections, rules: rules.isEmpty ? nil : rules)
    }
}

/// Published questionnaires as the rules see them. They never change, so that each is read once.
final class Instruments: Sendable {
    private struct Key: Hashable {
        var round: ID
        var version: Int
    }

    /// A service answers for few rounds at a time; more than these are read again.
    private static let keptMax = 64
    private let kept = Mutex<[Key: Instrument]>([:])
    let keptBack = KeptBack()

    /// The version in force.
    /// - Throws: `ruleViolated` if there is none.
    func inForce(of round: Round, _ database: any StatementExecutor) async throws -> Instrument {
        guard let version = round.questionnaireVersion else {
            throw RPCError.ruleViolated("questionnaire.published", Messages.noPublishedQuestionnaire).at("/round")
        }
        let key = Key(round: round.id, version: version)
        if let instrument = kept.withLock({ $0[key] }) { return instrument }
        guard let questionnaire = try await Lookup.questionnaire(of: round, version: version, database) else {
            throw RPCError.ruleViolated("questionnaire.published", Messages.noPublishedQuestionnaire).at("/round")
        }
        let instrument = Instrument(questionnaire)
        // One that is read inside the transaction that publishes it may yet be rolled back, with its number given to
        // another; the reader outside never sees it before.
        guard questionnaire.state == .published, !(database is PostgresTransaction) else { return instrument }
        kept.withLock { kept in
            if kept.count >= Instruments.keptMax { kept.removeAll() }
            kept[key] = instrument
        }
        return instrument
    }
}

extension Change {
    /// Where the statements of the handler go.
    var database: any StatementExecutor { transaction }
}
