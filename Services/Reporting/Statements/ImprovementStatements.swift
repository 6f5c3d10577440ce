import Kernel
import Postgres
import ReportingContract

enum ImprovementColumns {
    static let sql = """
        i.id, i.province, i.organisation, i.fiscal_year, i.report, i.finding_kind, i.finding_key, i.finding_th,
               i.finding_en, i.action_th, i.action_en, i.owner, i.owner_position, i.due_on, i.state, i.version,
               o.plan, o.element, o.state, o.attempts, o.problem_th, o.problem_en, o.changed_at
        """
    static let tables = """
        improvement AS i
          LEFT JOIN improvement_outbox AS o ON o.province = i.province AND o.improvement = i.id
        """

    /// Without its history; overdue as of no day.
    static func decode(_ row: inout RowReader) throws -> ImprovementAction {
        let id: ID = try row.next()
        let province: String = try row.next()
        let organisation: String = try row.next()
        let year: FiscalYear = try row.next()
        let report: String? = try row.next()
        let kind: String = try row.next()
        let finding = ImprovementFinding(
            kind: FindingKind(rawValue: kind) ?? .other, key: try row.next(),
            text: LocalizedText(th: try row.next(), en: try row.next()))
        let action = LocalizedText(th: try row.next(), en: try row.next())
        let owner: String = try row.next()
        let position: String? = try row.next()
        let dueOn: CalendarDate = try row.next()
        let state: String = try row.next()
        let version: Int = try row.next()
        return ImprovementAction(
            id: id, province: province, organisation: organisation, fiscalYear: year, report: report, finding: finding,
            action: action, owner: owner, ownerPosition: position, dueOn: dueOn,
            state: ImprovementState(rawValue: state) ?? .open, isOverdue: false, carry: try carry(&row), history: [],
            version: version)
    }

    private static func carry(_ row: inout RowReader) throws -> ImprovementCarry? {
        let plan: String? = try row.next()
        let element: String? = try row.next()
        let state: String? = try row.next()
        let attempts: Int? = try row.next()
        let thai: String? = try row.next()
        let english: String? = try row.next()
        let at: Instant? = try row.next()
        guard let plan, let element, let state, let attempts, let at else { return nil }
        return ImprovementCarry(
            plan: plan, element: element, state: CarryState(rawValue: state) ?? .waiting, attempts: attempts,
            problem: thai.map { LocalizedText(th: $0, en: english) }, at: at)
    }
}

struct FindImprovement: Statement {
    static let sql = "SELECT \(ImprovementColumns.sql) FROM \(ImprovementColumns.tables) WHERE i.id = $1"

    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(_ row: inout RowReader) throws -> ImprovementAction { try ImprovementColumns.decode(&row) }
}

/// In the order of their days.
struct SelectImprovements: Statement {
    static let sql = """
        SELECT \(ImprovementColumns.sql)
          FROM \(ImprovementColumns.tables)
         WHERE i.province = $1 AND i.organisation = $2
           AND ($3::integer IS NULL OR i.fiscal_year = $3)
           AND ($4::text IS NULL OR i.owner = $4)
           AND ($5::text IS NULL OR i.state = $5)
           AND ($6::date IS NULL OR (i.due_on < $6 AND i.state IN ('open', 'inProgress')))
           AND ($7::date IS NULL OR (i.due_on, i.id) > ($7, $8))
         ORDER BY i.due_on, i.id
         LIMIT $9
        """

    var province: String
    var organisation: String
    var fiscalYear: FiscalYear?
    var owner: String?
    var state: ImprovementState?
    var overdueOn: CalendarDate?
    var afterDay: CalendarDate?
    var afterID: ID?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(owner)
        parameters.append(state?.rawValue)
        parameters.append(overdueOn)
        parameters.append(afterDay)
        parameters.append(afterID)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> ImprovementAction { try ImprovementColumns.decode(&row) }
}

struct InsertImprovement: Statement {
    static let sql = """
        INSERT INTO improvement (province, id, organisation, fiscal_year, report, finding_kind, finding_key, finding_th,
                                 finding_en, action_th, action_en, owner, owner_position, due_on, state, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'open', 1)
        """

    typealias Row = Void
    var action: ImprovementAction

    func bind(_ parameters: inout Parameters) {
        parameters.append(action.province)
        parameters.append(action.id)
        parameters.append(action.organisation)
        parameters.append(action.fiscalYear)
        parameters.append(action.report)
        parameters.append(action.finding.kind.rawValue)
        parameters.append(action.finding.key)
        parameters.append(action.finding.text.th)
        parameters.append(action.finding.text.en)
        parameters.append(action.action.th)
        parameters.append(action.action.en)
        parameters.append(action.owner)
        parameters.append(action.ownerPosition)
        parameters.append(action.dueOn)
    }
}

/// Changes an action that is as the caller saw it; no row otherwise.
struct UpdateImprovementRow: Statement {
    static let sql = """
        UPDATE improvement
           SET state = coalesce($4, state), owner = coalesce($5, owner), due_on = coalesce($6, due_on),
               version = version + 1
         WHERE province = $1 AND id = $2 AND version = $3
        RETURNING state
        """

    var province: String
    var id: ID
    var expectedVersion: Int
    var state: ImprovementState?
    var owner: String?
    var dueOn: CalendarDate?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(expectedVersion)
        parameters.append(state?.rawValue)
        parameters.append(owner)
        parameters.append(dueOn)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

struct InsertImprovementNote: Statement {
    static let sql = """
        INSERT INTO improvement_note (province, improvement, number, state, note, written_by, written_at)
        SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6
          FROM improvement_note
         WHERE province = $1 AND improvement = $2
        """

    typealias Row = Void
    var province: String
    var improvement: ID
    var note: ImprovementNote

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(improvement)
        parameters.append(note.state.rawValue)
        parameters.append(note.note)
        parameters.append(note.by)
        parameters.append(note.at)
    }
}

struct SelectImprovementNotes: Statement {
    static let sql = """
        SELECT improvement, number, state, note, written_by, written_at
          FROM improvement_note
         WHERE province = $1 AND improvement = ANY ($2)
         ORDER BY improvement, number
        """

    var province: String
    var improvements: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(improvements)
    }

    static func decode(_ row: inout RowReader) throws -> (improvement: ID, note: ImprovementNote) {
        let improvement: ID = try row.next()
        let number: Int = try row.next()
        let state: String = try row.next()
        return (
            improvement,
            ImprovementNote(
                number: number, state: ImprovementState(rawValue: state) ?? .open, note: try row.next(),
                by: try row.next(), at: try row.next())
        )
    }
}
