import CommonContract
import IndicatorsContract
import Kernel
import Postgres
import ServiceKit

struct QuestionnaireRow: Sendable {
    var version: Int
    var state: QuestionnaireState
    var publishedAt: Instant?
    /// JSON of `[AnswerRule]`.
    var rules: JSONText

    init(from row: inout RowReader) throws {
        version = try row.next()
        state = try row.raw()
        publishedAt = try row.next()
        rules = try row.next()
    }
}

/// A version of a round's questionnaire, or its latest.
struct FindQuestionnaire: Statement {
    static let sql = """
        SELECT version, state, published_at, rules
        FROM questionnaire
        WHERE province = $1 AND round_id = $2 AND ($3::bigint IS NULL OR version = $3)
        ORDER BY version DESC
        LIMIT 1
        """
    var round: RoundKey
    var version: Int?

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(version)
    }

    static func decode(_ row: inout RowReader) throws -> QuestionnaireRow { try QuestionnaireRow(from: &row) }
}

struct InsertQuestionnaire: Statement {
    static let sql = """
        INSERT INTO questionnaire (province, round_id, version, state, rules) VALUES ($1, $2, $3, 'draft', $4)
        ON CONFLICT (province, round_id, version) DO UPDATE SET rules = EXCLUDED.rules
        WHERE questionnaire.state = 'draft'
        """
    var round: RoundKey
    var version: Int
    /// JSON of `[AnswerRule]`.
    var rules: JSONText

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(version)
        parameters.append(rules)
    }

    typealias Row = Void
}

/// Publishes a draft; no row: it is none.
struct PublishDraft: Statement {
    static let sql = """
        UPDATE questionnaire SET state = 'published', published_at = $4
        WHERE province = $1 AND round_id = $2 AND version = $3 AND state = 'draft'
        """
    var round: RoundKey
    var version: Int
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(version)
        parameters.append(now)
    }

    typealias Row = Void
}

// MARK: - Contents

/// A statement about one version of a round's questionnaire: `$1`, `$2` and `$3`.
protocol QuestionnaireStatement: Statement {
    var round: RoundKey { get }
    var version: Int { get }
}

extension QuestionnaireStatement {
    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(version)
    }
}

struct DeleteOptions: QuestionnaireStatement {
    static let sql = "DELETE FROM question_option WHERE province = $1 AND round_id = $2 AND version = $3"
    var round: RoundKey
    var version: Int
    typealias Row = Void
}

struct DeleteQuestions: QuestionnaireStatement {
    static let sql = "DELETE FROM question WHERE province = $1 AND round_id = $2 AND version = $3"
    var round: RoundKey
    var version: Int
    typealias Row = Void
}

struct DeleteSections: QuestionnaireStatement {
    static let sql = "DELETE FROM section WHERE province = $1 AND round_id = $2 AND version = $3"
    var round: RoundKey
    var version: Int
    typealias Row = Void
}

struct InsertSections: Statement {
    static let sql = """
        INSERT INTO section (province, round_id, version, position, code, title_th, title_en, strategy)
        SELECT $1::text, $2::uuid, $3::bigint, given.position, given.code, given.title_th, given.title_en,
               given.strategy
        FROM unnest($4::text[], $5::text[], $6::text[], $7::text[])
             WITH ORDINALITY AS given (code, title_th, title_en, strategy, position)
        """
    var round: RoundKey
    var version: Int
    var sections: [QuestionnaireSection]

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(version)
        parameters.append(sections.map(\.code))
        parameters.append(sections.map(\.title.th))
        parameters.append(sections.map(\.title.en))
        parameters.append(sections.map(\.strategy))
    }

    typealias Row = Void
}

struct InsertQuestion: Statement {
    static let sql = """
        INSERT INTO question (province, round_id, version, position, section, code, type, text_th, text_en, indicator,
                              role, minimum, maximum, decimals, kinds, show_if, element)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        """
    var round: RoundKey
    var version: Int
    var position: Int
    var section: String
    var question: Question
    /// JSON of its conditions.
    var showIf: JSONText

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(version)
        parameters.append(position)
        parameters.append(section)
        parameters.append(question.code)
        parameters.append(question.type.rawValue)
        parameters.append(text: question.text)
        parameters.append(question.indicator)
        parameters.append((question.role ?? .value).rawValue)
        parameters.append(quantity: question.minimum)
        parameters.append(quantity: question.maximum)
        parameters.append(question.type == .number ? question.decimals ?? 0 : nil)
        parameters.append((question.kinds ?? []).map(\.rawValue))
        parameters.append(showIf)
        parameters.append(question.element)
    }

    typealias Row = Void
}

struct InsertOptions: Statement {
    static let sql = """
        INSERT INTO question_option (province, round_id, version, question, position, code, text_th, text_en, achieves)
        SELECT $1::text, $2::uuid, $3::bigint, $4::text, given.position, given.code, given.text_th, given.text_en,
               given.achieves
        FROM unnest($5::text[], $6::text[], $7::text[], $8::boolean[])
             WITH ORDINALITY AS given (code, text_th, text_en, achieves, position)
        """
    var round: RoundKey
    var version: Int
    var question: String
    var options: [QuestionOption]

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(version)
        parameters.append(question)
        parameters.append(options.map(\.code))
        parameters.append(options.map(\.text.th))
        parameters.append(options.map(\.text.en))
        parameters.append(options.map { $0.achieves ?? false })
    }

    typealias Row = Void
}

struct SectionsOfQuestionnaire: QuestionnaireStatement {
    static let sql = """
        SELECT code, title_th, title_en, strategy
        FROM section
        WHERE province = $1 AND round_id = $2 AND version = $3
        ORDER BY position
        """
    var round: RoundKey
    var version: Int

    /// Without its questions.
    static func decode(_ row: inout RowReader) throws -> QuestionnaireSection {
        let code = try row.next(String.self)
        let title = try row.text()
        return QuestionnaireSection(code: code, title: title, strategy: try row.next(String?.self), questions: [])
    }
}

struct QuestionRow: Sendable {
    var section: String
    /// Without its options.
    var question: Question

    static let columns = """
        section, code, type, text_th, text_en, indicator, role, minimum, maximum, decimals, kinds, show_if, element
        """

    init(from row: inout RowReader) throws {
        section = try row.next()
        let code = try row.next(String.self)
        let type = try row.raw(QuestionType.self)
        let text = try row.text()
        let indicator = try row.next(String?.self)
        let role = try row.raw(QuestionRole.self)
        let minimum = try row.optionalQuantity()
        let maximum = try row.optionalQuantity()
        let decimals = try row.next(Int?.self)
        let kinds = try row.rawList(OrganisationKind.self)
        let showIf = try StoredJSON.decode([AnswerCondition].self, from: try row.next(JSONText.self).utf8)
        let element = try row.next(String?.self)
        question = Question(
            code: code, type: type, text: text, indicator: indicator, role: role, options: nil, minimum: minimum,
            maximum: maximum, decimals: decimals, kinds: kinds.isEmpty ? nil : kinds,
            showIf: showIf.isEmpty ? nil : showIf, element: element)
    }
}

struct QuestionsOfQuestionnaire: QuestionnaireStatement {
    static let sql = """
        SELECT \(QuestionRow.columns)
        FROM question
        WHERE province = $1 AND round_id = $2 AND version = $3
        ORDER BY position
        """
    var round: RoundKey
    var version: Int

    static func decode(_ row: inout RowReader) throws -> QuestionRow { try QuestionRow(from: &row) }
}

/// The questions of every version of the round that was published before this one, newest first.
struct EarlierQuestions: QuestionnaireStatement {
    static let sql = """
        SELECT \(QuestionRow.columns)
        FROM question
        JOIN questionnaire USING (province, round_id, version)
        WHERE province = $1 AND round_id = $2 AND version < $3 AND state = 'published'
        ORDER BY version DESC, position
        """
    var round: RoundKey
    var version: Int

    static func decode(_ row: inout RowReader) throws -> QuestionRow { try QuestionRow(from: &row) }
}

struct OptionRow: Sendable {
    var question: String
    var option: QuestionOption
}

struct OptionsOfQuestionnaire: QuestionnaireStatement {
    static let sql = """
        SELECT question, code, text_th, text_en, achieves
        FROM question_option
        WHERE province = $1 AND round_id = $2 AND version = $3
        ORDER BY question, position
        """
    var round: RoundKey
    var version: Int

    static func decode(_ row: inout RowReader) throws -> OptionRow {
        let question = try row.next(String.self)
        let code = try row.next(String.self)
        let text = try row.text()
        let achieves = try row.next(Bool.self)
        return OptionRow(
            question: question, option: QuestionOption(code: code, text: text, achieves: achieves ? true : nil))
    }
}
