import CommonContract
import Kernel
import Postgres
import ServiceKit

/// A matter as it is stored.
struct StoredMatter: Sendable {
    var province: String
    var id: ID
    var procedure: String
    var procedureVersion: Int
    var definitionProvince: String
    var committee: CommitteeRole
    var decisions: DecisionForm
    var organisation: String
    var subjectKind: String
    var subject: ID
    var subjectCode: String?
    var title: LocalizedText
    var position: MatterPosition
    var openedBy: String
    var openedAt: Instant
    /// The day from which it counts as open; earlier than `openedAt` where it was recorded later.
    var openedOn: CalendarDate
    var closedAt: Instant?

    /// In the order of `decode`.
    static let columns = """
        m.province, m.id, m.procedure, m.procedure_version, m.definition_province, m.committee, m.decisions,
               m.organisation, m.subject_kind, m.subject, m.subject_code, m.title_th, m.title_en, m.state, m.step, m.since, m.due_on,
               m.decision, m.actions, m.opened_by, m.opened_at, m.opened_on, m.closed_at
        """

    static func decode(_ row: inout RowReader) throws -> StoredMatter {
        StoredMatter(
            province: try row.next(), id: try row.next(), procedure: try row.next(), procedureVersion: try row.next(),
            definitionProvince: try row.next(), committee: try row.nextCase(), decisions: try row.nextCase(),
            organisation: try row.next(), subjectKind: try row.next(), subject: try row.next(),
            subjectCode: try row.next(),
            title: try row.nextText(),
            position: MatterPosition(
                state: try row.nextCase(), step: try row.next(), since: try row.next(), dueOn: try row.next(),
                decision: try row.nextOptionalCase(), actions: try row.next()),
            openedBy: try row.next(), openedAt: try row.next(), openedOn: try row.next(), closedAt: try row.next())
    }
}

extension StoredMatter {
    /// Kind of the body whose meeting alone takes the step at which the matter stands; `nil` where officers take it.
    func waitsForMeeting(of engine: ProcedureEngine, at step: String) -> BodyKind? {
        guard decisions == .meeting, position.step == step else { return nil }
        return engine.step(step)?.body
    }
}

/// Opens a matter.
struct InsertMatter: Statement {
    static let sql = """
        INSERT INTO matter
               (province, id, procedure, procedure_version, definition_province, committee, organisation,
                subject_kind, subject, subject_code, title_th, title_en, state, step, since, due_on, opened_by,
                opened_at, body_kind, decisions, opened_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open', $13, $14, $15, $16, $17, $18,
                $19, $20)
        """
    let matter: StoredMatter
    /// Kind of the body whose the first step is.
    let body: BodyKind?

    func bind(_ parameters: inout Parameters) {
        parameters.append(matter.province)
        parameters.append(matter.id)
        parameters.append(matter.procedure)
        parameters.append(matter.procedureVersion)
        parameters.append(matter.definitionProvince)
        parameters.append(matter.committee.rawValue)
        parameters.append(matter.organisation)
        parameters.append(matter.subjectKind)
        parameters.append(matter.subject)
        parameters.append(matter.subjectCode)
        parameters.append(matter.title.th)
        parameters.append(matter.title.en)
        parameters.append(matter.position.step)
        parameters.append(matter.position.since)
        parameters.append(matter.position.dueOn)
        parameters.append(matter.openedBy)
        parameters.append(matter.openedAt)
        parameters.append(body?.rawValue)
        parameters.append(matter.decisions.rawValue)
        parameters.append(matter.openedOn)
    }

    typealias Row = Void
}

/// A matter by its id.
struct FindMatter: Statement {
    static let sql = "SELECT \(StoredMatter.columns)\n  FROM matter m\n WHERE m.id = $1"
    let id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }
    static func decode(_ row: inout RowReader) throws -> StoredMatter { try .decode(&row) }
}

/// A matter by its id, held until the transaction ends.
struct LockMatter: Statement {
    static let sql = "SELECT \(StoredMatter.columns)\n  FROM matter m\n WHERE m.id = $1\n   FOR UPDATE"
    let id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }
    static func decode(_ row: inout RowReader) throws -> StoredMatter { try .decode(&row) }
}

/// Moves a matter, if nobody has since it was read.
struct MoveMatter: Statement {
    static let sql = """
        UPDATE matter
           SET state = $4, step = $5, since = $6, due_on = $7, decision = $8, actions = $9, body_kind = $10,
               closed_at = CASE WHEN $4 = 'open' THEN NULL ELSE $6 END
         WHERE province = $1 AND id = $2 AND actions = $3 AND state = 'open'
        """
    let matter: StoredMatter
    let next: MatterPosition
    /// Kind of the body whose the next step is.
    let body: BodyKind?

    func bind(_ parameters: inout Parameters) {
        parameters.append(matter.province)
        parameters.append(matter.id)
        parameters.append(matter.position.actions)
        parameters.append(next.state.rawValue)
        parameters.append(next.step)
        parameters.append(next.since)
        parameters.append(next.dueOn)
        parameters.append(next.decision?.rawValue)
        parameters.append(next.actions)
        parameters.append(body?.rawValue)
    }

    typealias Row = Void
}

/// Records an action.
struct InsertAction: Statement {
    static let sql = """
        INSERT INTO matter_action
               (province, matter, number, step, outcome, to_step, acted_on, note, letter_number, resolution, acted_by,
                acted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """
    let matter: StoredMatter
    let action: MatterAction

    func bind(_ parameters: inout Parameters) {
        parameters.append(matter.province)
        parameters.append(matter.id)
        parameters.append(action.number)
        parameters.append(action.step)
        parameters.append(action.outcome.rawValue)
        parameters.append(action.to)
        parameters.append(action.date)
        parameters.append(action.note)
        parameters.append(action.letterNumber)
        parameters.append(action.resolution)
        parameters.append(action.by)
        parameters.append(action.at)
    }

    typealias Row = Void
}

/// What happened to a matter, oldest first.
struct ActionsOfMatter: Statement {
    static let sql = """
        SELECT number, step, outcome, to_step, acted_on, note, letter_number, resolution, acted_by, acted_at
          FROM matter_action
         WHERE province = $1 AND matter = $2
         ORDER BY number
        """
    let province: String
    let matter: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(matter)
    }

    static func decode(_ row: inout RowReader) throws -> MatterAction {
        MatterAction(
            number: try row.next(), step: try row.next(), outcome: try row.nextCase(), to: try row.next(),
            date: try row.next(), note: try row.next(), letterNumber: try row.next(), resolution: try row.next(),
            by: try row.next(), at: try row.next())
    }
}

/// Matters of an organisation and of those below it, newest first.
struct NewestMatters: Statement {
    /// With six parameters.
    static let asked = """
        FROM matter m
         WHERE m.organisation IN (SELECT r.descendant
                                    FROM organisation_reach r
                                   WHERE r.ancestor = $1 AND r.relation = 'either')
           AND ($2::text IS NULL OR m.procedure = $2)
           AND ($3::text IS NULL OR m.state = $3)
           AND ($4::text IS NULL OR m.step = $4)
           AND ($5::uuid IS NULL OR m.subject = $5)
           AND ($6::text IS NULL OR m.body_kind = $6)
        """
    static let sql = """
        SELECT \(StoredMatter.columns)
          \(asked)
           AND ($7::uuid IS NULL OR m.id < $7)
         ORDER BY m.id DESC
         LIMIT $8
        """
    let filter: ListMatters
    let before: ID?
    let limit: Int

    static func bind(_ filter: ListMatters, _ parameters: inout Parameters) {
        parameters.append(filter.organisation)
        parameters.append(filter.procedure)
        parameters.append(filter.state?.rawValue)
        parameters.append(filter.step)
        parameters.append(filter.subject)
        parameters.append(filter.body?.rawValue)
    }

    func bind(_ parameters: inout Parameters) {
        Self.bind(filter, &parameters)
        parameters.append(before)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> StoredMatter { try .decode(&row) }
}

/// The same in an order of the reader's choosing; those without a day to be done by are the last ones by that.
struct SortedMatters: Statement {
    static let sql = SortedList.sql(
        StoredMatter.columns, id: "m.id::text",
        by: [
            "title": "m.title_th", "titleInEnglish": "coalesce(m.title_en, m.title_th)",
            "since": "(m.since AT TIME ZONE 'UTC')::text", "due": "coalesce(m.due_on::text, 'none')",
        ], NewestMatters.asked, first: 7)
    let filter: ListMatters
    let list: SortedList

    func bind(_ parameters: inout Parameters) {
        NewestMatters.bind(filter, &parameters)
        list.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> SortedRow<StoredMatter> {
        try SortedList.row(&row, StoredMatter.decode)
    }
}

/// Open matters past their day, longest overdue first.
struct OverdueMatters: Statement {
    static let sql = """
        SELECT \(StoredMatter.columns)
          FROM matter m
         WHERE m.state = 'open' AND m.due_on < $2
           AND m.organisation IN (SELECT r.descendant
                                    FROM organisation_reach r
                                   WHERE r.ancestor = $1 AND r.relation = 'either')
           AND ($3::date IS NULL OR (m.due_on, m.id) > ($3, $4::uuid))
         ORDER BY m.due_on, m.id
         LIMIT $5
        """
    let organisation: String
    let day: CalendarDate
    let after: (due: CalendarDate, id: ID)?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(day)
        parameters.append(after?.due)
        parameters.append(after?.id)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> StoredMatter { try .decode(&row) }
}
