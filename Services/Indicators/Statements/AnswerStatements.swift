import IndicatorsContract
import Kernel
import Postgres

/// Answers of one or many submissions, column by column, as they go to the database.
struct AnswerRows: Sendable {
    private(set) var submissions: [ID] = []
    private(set) var questions: [String] = []
    private(set) var states: [String] = []
    private(set) var numbers: [Int64?] = []
    private(set) var texts: [String?] = []
    private(set) var choices: [String?] = []
    private(set) var fileNames: [String?] = []
    private(set) var fileTypes: [String?] = []
    private(set) var fileSizes: [Int64?] = []
    private(set) var fileHashes: [String?] = []

    var count: Int { submissions.count }

    /// What is not reported has no row and is passed over.
    mutating func append(_ submission: ID, _ question: String, _ answer: Answer) {
        var value: AnswerValue?
        switch answer {
        case .notReported: return
        case .none: states.append("none")
        case .notApplicable: states.append("notApplicable")
        case .value(let given):
            states.append("value")
            value = given
        }
        submissions.append(submission)
        questions.append(question)
        if case .number(let number)? = value { numbers.append(number.tenThousandths) } else { numbers.append(nil) }
        if case .text(let text)? = value { texts.append(text) } else { texts.append(nil) }
        if case .choice(let choice)? = value { choices.append(choice) } else { choices.append(nil) }
        var file: AnsweredFile?
        if case .file(let given)? = value { file = given }
        fileNames.append(file?.name)
        fileTypes.append(file?.mediaType)
        fileSizes.append(file?.size.map(Int64.init))
        fileHashes.append(file?.sha256)
    }
}

/// Writes answers of submissions that may still be edited; fewer rows than given: one of them may not.
struct UpsertAnswers: Statement {
    static let sql = """
        INSERT INTO answer (province, submission_id, question, state, number, text, choice, file_name, file_type,
                            file_size, file_sha256)
        SELECT s.province, s.id, given.question, given.state, given.number, given.text, given.choice,
               given.file_name, given.file_type, given.file_size, given.file_sha256
        FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
                    $10::bigint[], $11::text[])
             AS given (submission_id, question, state, number, text, choice, file_name, file_type, file_size,
                       file_sha256)
        JOIN submission s ON s.province = $1 AND s.id = given.submission_id AND s.state IN ('draft', 'returned')
        ON CONFLICT (province, submission_id, question) DO UPDATE
        SET state = EXCLUDED.state, number = EXCLUDED.number, text = EXCLUDED.text, choice = EXCLUDED.choice,
            file_name = EXCLUDED.file_name, file_type = EXCLUDED.file_type, file_size = EXCLUDED.file_size,
            file_sha256 = EXCLUDED.file_sha256
        """
    var province: String
    var rows: AnswerRows

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(rows.submissions)
        parameters.append(rows.questions)
        parameters.append(rows.states)
        parameters.append(rows.numbers)
        parameters.append(rows.texts)
        parameters.append(rows.choices)
        parameters.append(rows.fileNames)
        parameters.append(rows.fileTypes)
        parameters.append(rows.fileSizes)
        parameters.append(rows.fileHashes)
    }

    typealias Row = Void
}

/// Takes answers back (not reported), of a submission that may still be edited.
struct DeleteAnswers: Statement {
    static let sql = """
        DELETE FROM answer a
        USING submission s
        WHERE a.province = $1 AND a.submission_id = $2 AND a.question = ANY ($3)
          AND (s.province, s.id) = (a.province, a.submission_id) AND s.state IN ('draft', 'returned')
        """
    var province: String
    var submission: ID
    var questions: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submission)
        parameters.append(questions)
    }

    typealias Row = Void
}

/// Empties drafts whose answers are replaced as a whole.
struct DeleteAllAnswers: Statement {
    static let sql = """
        DELETE FROM answer a
        USING submission s
        WHERE a.province = $1 AND a.submission_id = ANY ($2)
          AND (s.province, s.id) = (a.province, a.submission_id) AND s.state IN ('draft', 'returned')
        """
    var province: String
    var submissions: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submissions)
    }

    typealias Row = Void
}

/// Begins an edition with the answers of the one before it.
struct CopyAnswers: Statement {
    static let sql = """
        INSERT INTO answer (province, submission_id, question, state, number, text, choice, file_name, file_type,
                            file_size, file_sha256)
        SELECT province, $3::uuid, question, state, number, text, choice, file_name, file_type, file_size, file_sha256
        FROM answer
        WHERE province = $1 AND submission_id = $2
        """
    var province: String
    var from: ID
    var to: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(from)
        parameters.append(to)
    }

    typealias Row = Void
}

/// Columns of an answer, as `QuestionAnswer(from:)` reads them.
let answerColumns = """
    a.question, a.state, a.number, a.text, a.choice, a.file_name, a.file_type, a.file_size, a.file_sha256
    """

extension QuestionAnswer {
    init(from row: inout RowReader) throws {
        let question = try row.next(String.self)
        let state = try row.raw(AnswerState.self)
        let number = try row.optionalQuantity()
        let text = try row.next(String?.self)
        let choice = try row.next(String?.self)
        let name = try row.next(String?.self)
        let type = try row.next(String?.self)
        let size = try row.next(Int?.self)
        let hash = try row.next(String?.self)
        var file: FileReference?
        if let name, let hash { file = FileReference(name: name, mediaType: type, size: size, sha256: hash) }
        self.init(question: question, state: state, number: number, text: text, choice: choice, file: file)
    }
}

struct AnswersOfSubmission: Statement {
    static let sql = """
        SELECT \(answerColumns) FROM answer a WHERE a.province = $1 AND a.submission_id = $2 ORDER BY a.question
        """
    var province: String
    var submission: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submission)
    }

    static func decode(_ row: inout RowReader) throws -> QuestionAnswer { try QuestionAnswer(from: &row) }
}
