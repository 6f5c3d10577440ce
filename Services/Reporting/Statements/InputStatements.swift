import Kernel
import Postgres
import ReportingContract

/// Keeps what a report was composed by.
struct InsertBasis: Statement {
    static let sql = """
        INSERT INTO report_basis (province, report, definition, subject, composer) VALUES ($1, $2, $3, $4, $5)
        """

    typealias Row = Void
    var province: String
    var report: ID
    var definition: [UInt8]
    var subject: [UInt8]
    /// Edition of the composing (`Composer.edition`).
    var composer: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
        parameters.append(definition)
        parameters.append(subject)
        parameters.append(composer)
    }
}

struct SelectBasis: Statement {
    static let sql = "SELECT definition, subject, composer FROM report_basis WHERE province = $1 AND report = $2"

    var province: String
    var report: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
    }

    static func decode(_ row: inout RowReader) throws -> (
        definition: [UInt8], subject: [UInt8], composer: Int?
    ) {
        (try row.next(), try row.next(), try row.next())
    }
}

struct InsertInput: Statement {
    static let sql = """
        INSERT INTO report_input (province, report, number, service, method, params, answered_at, answer, sha256,
                                  handed_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """

    typealias Row = Void
    var province: String
    var report: ID
    var number: Int
    var input: ReportInput

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
        parameters.append(number)
        parameters.append(input.service)
        parameters.append(input.method)
        parameters.append(input.params)
        parameters.append(input.answeredAt)
        parameters.append(input.answer)
        parameters.append(input.sha256)
        parameters.append(input.handedBy)
    }
}

struct SelectInputs: Statement {
    static let sql = """
        SELECT service, method, params, answered_at, answer, sha256, handed_by
          FROM report_input
         WHERE province = $1 AND report = $2
         ORDER BY number
        """

    var province: String
    var report: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
    }

    static func decode(_ row: inout RowReader) throws -> (input: ReportInput, sha256: String) {
        let service: String = try row.next()
        let method: String = try row.next()
        let params: String = try row.next()
        let answeredAt: Instant = try row.next()
        var input = ReportInput(
            service: service, method: method, params: params, answeredAt: answeredAt, answer: try row.next())
        let hash: String = try row.next()
        input.handedBy = try row.next()
        return (input, hash)
    }
}

/// What people wrote into a part, in place of what they wrote before.
struct PutWriting: Statement {
    static let sql = """
        INSERT INTO report_writing (province, report, part, text_th, text_en)
        VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (province, report, part) DO UPDATE SET text_th = excluded.text_th, text_en = excluded.text_en
        """

    typealias Row = Void
    var province: String
    var report: ID
    var part: String
    var text: LocalizedText

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
        parameters.append(part)
        parameters.append(text.th)
        parameters.append(text.en)
    }
}

struct SelectWritings: Statement {
    static let sql = """
        SELECT part, text_th, text_en FROM report_writing WHERE province = $1 AND report = $2 ORDER BY part
        """

    var province: String
    var report: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
    }

    static func decode(_ row: inout RowReader) throws -> (part: String, text: LocalizedText) {
        let part: String = try row.next()
        let thai: String = try row.next()
        return (part, LocalizedText(th: thai, en: try row.next()))
    }
}
