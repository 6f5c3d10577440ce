import CommonContract
import Kernel
import PlansContract
import Postgres

/// An announcement and the organisations that there are on its day.
struct InsertProclamation: Statement {
    static let sql = """
        WITH issued AS (
            INSERT INTO proclamation
                   (province, id, plan, plan_version, letter_number, signed_by_th, signed_by_en, signed_on, text, file,
                    issued_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            RETURNING province, id)
        INSERT INTO proclamation_recipient (province, proclamation, organisation)
        SELECT i.province, i.id, o.code
          FROM issued i
          JOIN organisation o
            ON (o.province = $1 AND o.code <> $12
                AND ($13 AND o.kind IN ('agency', 'educationServiceArea', 'localGovernment', 'university')
                     OR $14 AND o.kind = 'school'))
            OR o.code = ANY ($15::text[])
         WHERE o.closed_on IS NULL OR o.closed_on > $8
        """
    let id: ID
    let plan: StoredPlan
    let version: Int
    let params: IssueProclamation
    let by: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(id)
        parameters.append(plan.id)
        parameters.append(version)
        parameters.append(params.letterNumber)
        parameters.append(params.signedBy.th)
        parameters.append(params.signedBy.en)
        parameters.append(params.signedOn)
        parameters.append(params.text)
        parameters.append(params.file)
        parameters.append(by)
        parameters.append(plan.organisation)
        parameters.append(params.distribution.agencies)
        parameters.append(params.distribution.schools)
        parameters.append(params.distribution.others ?? [])
    }

    typealias Row = Void
}

struct FindProclamation: Statement {
    static let sql = """
        SELECT g.id, g.province, $3::text, g.plan_version, g.letter_number, g.signed_by_th, g.signed_by_en, g.signed_on,
               g.text, g.file,
               (SELECT count(*) FROM proclamation_recipient r WHERE r.province = g.province AND r.proclamation = g.id),
               (SELECT count(r.acknowledged_on)
                  FROM proclamation_recipient r
                 WHERE r.province = g.province AND r.proclamation = g.id)
          FROM proclamation g
         WHERE g.province = $1 AND g.plan = $2 AND g.plan_version = $4
        """
    let plan: StoredPlan
    let version: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(plan.code)
        parameters.append(version)
    }

    static func decode(_ row: inout RowReader) throws -> Proclamation {
        Proclamation(
            id: try row.next(), province: try row.next(), plan: try row.next(), planVersion: try row.next(),
            letterNumber: try row.next(), signedBy: LocalizedText(th: try row.next(), en: try row.next()),
            signedOn: try row.next(), text: try row.next(), file: try row.next(), recipients: try row.next(),
            acknowledged: try row.next())
    }
}

/// Notes that an organisation acknowledged; once.
struct Acknowledge: Statement {
    static let sql = """
        UPDATE proclamation_recipient SET acknowledged_on = $4, acknowledged_by = $5, note = $6
         WHERE province = $1 AND proclamation = $2 AND organisation = $3 AND acknowledged_on IS NULL
        """
    let proclamation: Proclamation
    let params: AcknowledgeProclamation
    let day: CalendarDate
    let by: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(proclamation.province)
        parameters.append(proclamation.id)
        parameters.append(params.organisation)
        parameters.append(day)
        parameters.append(by)
        parameters.append(params.note)
    }

    typealias Row = Void
}

/// Recipients by code.
struct RecipientPage: Statement {
    static let sql = """
        SELECT r.organisation, o.name_th, o.name_en, o.kind, r.acknowledged_on, r.note
          FROM proclamation_recipient r
          JOIN organisation o ON o.code = r.organisation
         WHERE r.province = $1 AND r.proclamation = $2 AND r.organisation > $3
           AND ($4::boolean IS NULL OR (r.acknowledged_on IS NOT NULL) = $4)
           AND ($5::text IS NULL OR EXISTS (SELECT
                                              FROM organisation_reach x
                                             WHERE x.ancestor = $5 AND x.relation = 'either'
                                               AND x.descendant = r.organisation))
         ORDER BY r.organisation
         LIMIT $6
        """
    let proclamation: Proclamation
    var after = ""
    var acknowledged: Bool?
    var under: String?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(proclamation.province)
        parameters.append(proclamation.id)
        parameters.append(after)
        parameters.append(acknowledged)
        parameters.append(under)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> ProclamationRecipient {
        ProclamationRecipient(
            organisation: try row.next(), name: LocalizedText(th: try row.next(), en: try row.next()),
            kind: try row.next(), acknowledgedOn: try row.next(), note: try row.next())
    }
}

/// One recipient.
struct FindRecipient: Statement {
    static let sql = """
        SELECT r.organisation, o.name_th, o.name_en, o.kind, r.acknowledged_on, r.note
          FROM proclamation_recipient r
          JOIN organisation o ON o.code = r.organisation
         WHERE r.province = $1 AND r.proclamation = $2 AND r.organisation = $3
        """
    let proclamation: Proclamation
    let organisation: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(proclamation.province)
        parameters.append(proclamation.id)
        parameters.append(organisation)
    }

    static func decode(_ row: inout RowReader) throws -> ProclamationRecipient { try RecipientPage.decode(&row) }
}

extension OrganisationKind: PostgresValue {}
