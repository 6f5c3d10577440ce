import CommonContract
import IndicatorsContract
import Kernel
import Postgres

private let roundColumns = """
    id, code, province, owner, fiscal_year, name_th, name_en, opens_on, due_on, kinds, under, state,
    questionnaire_version, expected, previous, version
    """

private func readRound(_ row: inout RowReader) throws -> Round {
    let id = try row.next(ID.self)
    let code = try row.next(String.self)
    let province = try row.next(String.self)
    let owner = try row.next(String.self)
    let year = try row.next(FiscalYear.self)
    let name = try row.text()
    let opensOn = try row.next(CalendarDate.self)
    let dueOn = try row.next(CalendarDate.self)
    let kinds = try row.rawList(OrganisationKind.self)
    let under = try row.next([String].self)
    let state = try row.raw(RoundState.self)
    let questionnaire = try row.next(Int?.self)
    let expected = try row.next(Int?.self)
    let previous = try row.next(String?.self)
    return Round(
        id: id, code: code, province: province, owner: owner, fiscalYear: year, name: name, opensOn: opensOn,
        dueOn: dueOn, target: TargetGroup(kinds: kinds, under: under), state: state,
        questionnaireVersion: questionnaire, expected: expected, previous: previous, version: try row.next(Int.self))
}

extension Round {
    var key: RoundKey { RoundKey(province: province, id: id) }

    /// Organisations from which down answers are expected, and of which kinds.
    var asksUnder: [String] { target.under.isEmpty ? [owner] : target.under }
    var asksKinds: [OrganisationKind] { target.kinds.isEmpty ? OrganisationKind.answering : target.kinds }

    /// Above everyone who is expected to answer.
    var top: String {
        switch target.under.count {
        case 0: owner
        case 1: target.under[0]
        default: province
        }
    }
}

/// Makes a round; nothing happens if the code is taken.
struct InsertRound: Statement {
    static let sql = """
        INSERT INTO round (id, code, province, owner, fiscal_year, name_th, name_en, opens_on, due_on, kinds, under,
                           state, version, previous)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'draft', 1, $12)
        ON CONFLICT (province, code) DO NOTHING
        """
    var round: Round

    func bind(_ parameters: inout Parameters) {
        parameters.append(round.id)
        parameters.append(round.code)
        parameters.append(round.province)
        parameters.append(round.owner)
        parameters.append(round.fiscalYear)
        parameters.append(text: round.name)
        parameters.append(round.opensOn)
        parameters.append(round.dueOn)
        parameters.append(round.target.kinds.map(\.rawValue))
        parameters.append(round.target.under)
        parameters.append(round.previous)
    }

    typealias Row = Void
}

/// Brings name, dates and target group of a locked round to what is given.
struct ChangeRound: Statement {
    static let sql = """
        UPDATE round
        SET name_th = $3, name_en = $4, opens_on = $5, due_on = $6, kinds = $7, under = $8, version = $9
        WHERE province = $1 AND id = $2
        """
    var round: Round

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round.key)
        parameters.append(text: round.name)
        parameters.append(round.opensOn)
        parameters.append(round.dueOn)
        parameters.append(round.target.kinds.map(\.rawValue))
        parameters.append(round.target.under)
        parameters.append(round.version)
    }

    typealias Row = Void
}

struct FindRoundByCode: Statement {
    static let sql = "SELECT \(roundColumns) FROM round WHERE province = $1 AND code = $2"
    var province: String
    var code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> Round { try readRound(&row) }
}

struct FindRoundByID: Statement {
    static let sql = "SELECT \(roundColumns) FROM round WHERE id = $1"
    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(_ row: inout RowReader) throws -> Round { try readRound(&row) }
}

/// A page of a province's rounds, newest fiscal year first, then by code.
struct PageOfRounds: Statement {
    static let sql = """
        SELECT \(roundColumns)
        FROM round
        WHERE province = $1
          AND ($2::integer IS NULL OR fiscal_year = $2)
          AND ($3::text IS NULL OR state = $3)
          AND (fiscal_year < $4 OR (fiscal_year = $4 AND code > $5))
        ORDER BY fiscal_year DESC, code
        LIMIT $6
        """
    var province: String
    var fiscalYear: FiscalYear?
    var state: RoundState?
    var afterYear: Int32
    var afterCode: String
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(fiscalYear)
        parameters.append(state?.rawValue)
        parameters.append(afterYear)
        parameters.append(afterCode)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Round { try readRound(&row) }
}

/// The newest rounds of any province: for the page from which they are reached.
struct NewestRounds: Statement {
    static let sql = "SELECT \(roundColumns) FROM round ORDER BY id DESC LIMIT 100"

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> Round { try readRound(&row) }
}

/// The round of a fiscal year that was opened last.
struct LatestOpenedRound: Statement {
    static let sql = """
        SELECT \(roundColumns)
        FROM round
        WHERE province = $1 AND fiscal_year = $2 AND state <> 'draft'
        ORDER BY opened_at DESC
        LIMIT 1
        """
    var province: String
    var fiscalYear: FiscalYear

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(fiscalYear)
    }

    static func decode(_ row: inout RowReader) throws -> Round { try readRound(&row) }
}

/// Takes the round for the rest of the transaction: whoever changes its roll-ups, its tree or its questionnaire in
/// force does so one after the other, and nothing waits for a second lock while holding this one. Reading and saving
/// drafts go on beside it.
struct LockRound: Statement {
    static let sql = "SELECT \(roundColumns) FROM round WHERE province = $1 AND id = $2 FOR NO KEY UPDATE"
    var round: RoundKey

    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }

    static func decode(_ row: inout RowReader) throws -> Round { try readRound(&row) }
}

/// Brings a round into a state; no row: somebody else changed it first.
struct SetRoundState: Statement {
    static let sql = """
        UPDATE round
        SET state = $4, version = version + CASE WHEN $6 THEN 1 ELSE 0 END, opened_at = CASE WHEN $4 = 'open' THEN $5 ELSE opened_at END
        WHERE province = $1 AND id = $2 AND version = $3
        """
    var round: RoundKey
    var version: Int
    var state: RoundState
    var now: Instant
    /// `false` where the same transaction has counted a version already.
    var counts: Bool

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(version)
        parameters.append(state.rawValue)
        parameters.append(now)
        parameters.append(counts)
    }

    typealias Row = Void
}

/// Puts a published version in force.
struct SetQuestionnaireInForce: Statement {
    static let sql = """
        UPDATE round SET questionnaire_version = $3, version = version + 1 WHERE province = $1 AND id = $2
        """
    var round: RoundKey
    var questionnaire: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(questionnaire)
    }

    typealias Row = Void
}
