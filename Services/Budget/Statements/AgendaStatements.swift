import BudgetContract
import CommonContract
import Kernel
import Postgres

/// Puts down what the plans service is to be told of a transfer.
struct InsertAgendaCall: Statement {
    static let sql = """
        INSERT INTO transfer_agenda_call (province, transfer, number, call, date, letter_number, note, retry_at)
        SELECT $1, $2, 1 + (SELECT count(*) FROM transfer_agenda_call WHERE province = $1 AND transfer = $2),
               $3, $4, $5, $6, $7
        """

    var transfer: Transfer
    var call: TransferAgendaCall
    var date: CalendarDate
    var letterNumber: String?
    var note: String?
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(transfer.province)
        parameters.append(transfer.id)
        parameters.append(call.rawValue)
        parameters.append(date)
        parameters.append(letterNumber)
        parameters.append(note)
        parameters.append(now)
    }

    typealias Row = Void
}

/// What is to be told now; of each transfer the first thing that has not been answered.
struct SelectAgendaCalls: Statement {
    static let sql = """
        SELECT DISTINCT ON (c.province, c.transfer)
               c.province, c.transfer, c.call, c.date, c.letter_number, c.note
          FROM transfer_agenda_call AS c
         WHERE c.answered_at IS NULL AND NOT c.refused AND c.retry_at <= $1
           AND NOT EXISTS (SELECT FROM transfer_agenda_call AS b
                            WHERE b.province = c.province AND b.transfer = c.transfer AND b.number < c.number
                              AND b.answered_at IS NULL AND NOT b.refused)
         ORDER BY c.province, c.transfer, c.number
         LIMIT 200
        """

    struct Told: Sendable {
        var province: String
        var transfer: ID
        var call: TransferAgendaCall
        var date: CalendarDate
        var letterNumber: String?
        var note: String?
    }

    var now: Instant

    func bind(_ parameters: inout Parameters) { parameters.append(now) }

    static func decode(_ row: inout RowReader) throws -> Told {
        Told(
            province: try row.next(), transfer: try row.next(), call: try row.nextCase(), date: try row.next(),
            letterNumber: try row.next(), note: try row.next())
    }
}

/// What became of a call: answered, refused for good, or to be tried again.
struct WriteAgendaAnswer: Statement {
    static let sql = """
        UPDATE transfer_agenda_call
           SET answered_at = $4, refused = $5, retry_at = coalesce($6, retry_at)
         WHERE province = $1 AND transfer = $2 AND call = $3 AND answered_at IS NULL
        """

    var told: SelectAgendaCalls.Told
    var answeredAt: Instant?
    var refused = false
    var retryAt: Instant?

    func bind(_ parameters: inout Parameters) {
        parameters.append(told.province)
        parameters.append(told.transfer)
        parameters.append(told.call.rawValue)
        parameters.append(answeredAt)
        parameters.append(refused)
        parameters.append(retryAt)
    }

    typealias Row = Void
}

/// A transfer's matter there, once it is opened; it is looked at next.
struct SetAgendaMatter: Statement {
    static let sql = """
        UPDATE budget_transfer
           SET matter = $3, agenda_news = agenda_news + 1, agenda_problem_th = NULL, agenda_problem_en = NULL
         WHERE province = $1 AND id = $2
        """

    var told: SelectAgendaCalls.Told
    var matter: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(told.province)
        parameters.append(told.transfer)
        parameters.append(matter)
    }

    typealias Row = Void
}

/// Why something was refused, there or here.
struct SetAgendaProblem: Statement {
    static let sql = """
        UPDATE budget_transfer
           SET agenda_problem_th = $3, agenda_problem_en = $4
         WHERE province = $1 AND id = $2
        """

    var province: String
    var transfer: ID
    var problem: LocalizedText?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(transfer)
        parameters.append(problem?.th)
        parameters.append(problem?.en)
    }

    typealias Row = Void
}

/// How far the feed was read, and when it was last heard.
struct SelectAgendaCursor: Statement {
    static let sql = "SELECT read_through, heard_at FROM agenda_following WHERE peer = 'plans'"

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> (through: Int, heardAt: Instant) {
        (try row.next(), try row.next())
    }
}

/// Begins to follow.
struct InsertAgendaCursor: Statement {
    static let sql = """
        INSERT INTO agenda_following (peer, read_through, heard_at) VALUES ('plans', $1, $2)
            ON CONFLICT (peer) DO NOTHING
        """

    var through: Int
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(through)
        parameters.append(now)
    }

    typealias Row = Void
}

/// Goes on from where it was: what the events are about is marked in the same statement. Where another replica was
/// first, nothing is done.
struct AdvanceAgendaCursor: Statement {
    static let sql = """
        WITH moved AS (
            UPDATE agenda_following
               SET read_through = $2, heard_at = $3
             WHERE peer = 'plans' AND read_through = $1
            RETURNING peer
        )
        UPDATE budget_transfer AS t
           SET agenda_news = agenda_news + 1
          FROM moved
         WHERE t.matter = ANY ($4) AND t.agenda = moved.peer
        """

    var from: Int
    var through: Int
    var now: Instant
    var matters: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(from)
        parameters.append(through)
        parameters.append(now)
        parameters.append(matters)
    }

    typealias Row = Void
}

/// Transfers whose matter there has moved since it was last looked at.
struct SelectAgendaNews: Statement {
    static let sql = """
        SELECT province, id, matter, agenda_news
          FROM budget_transfer
         WHERE agenda_seen < agenda_news AND matter IS NOT NULL
         ORDER BY province, id
         LIMIT 200
        """

    typealias News = (province: String, transfer: ID, matter: ID, number: Int)

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> News {
        (try row.next(), try row.next(), try row.next(), try row.next())
    }
}

/// What was seen of a matter.
struct WriteAgendaView: Statement {
    static let sql = """
        UPDATE budget_transfer
           SET agenda_step = $3, agenda_step_kind = $4, decision = $5, decided_on = $6, resolution = $7,
               observations = $8, agenda_problem_th = $9, agenda_problem_en = $10,
               agenda_seen = greatest(agenda_seen, $11)
         WHERE province = $1 AND id = $2
        """

    var province: String
    var transfer: ID
    var view: TransferAgenda
    /// Of the news that made it look.
    var number: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(transfer)
        parameters.append(view.step)
        parameters.append(view.stepKind?.rawValue)
        parameters.append(view.decision?.rawValue)
        parameters.append(view.decidedOn)
        parameters.append(view.resolution)
        parameters.append(view.observations)
        parameters.append(view.problem?.th)
        parameters.append(view.problem?.en)
        parameters.append(Int64(number))
    }

    typealias Row = Void
}
