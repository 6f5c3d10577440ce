import Kernel
import PlansContract
import Postgres

/// Says who answers for an element; without a row, it is not as the caller saw it. Answers with the new version.
struct PutResponsibility: Statement {
    static let sql = """
        INSERT INTO responsibility AS r
               (province, plan, element, element_code, organisation, position_th, position_en, subject)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8
         WHERE $9::bigint = 0 OR EXISTS (SELECT FROM responsibility WHERE province = $1 AND plan = $2 AND element = $3)
        ON CONFLICT (province, plan, element) DO UPDATE
           SET element_code = excluded.element_code, organisation = excluded.organisation,
               position_th = excluded.position_th, position_en = excluded.position_en, subject = excluded.subject,
               version = r.version + 1
         WHERE r.version = $9
        RETURNING r.version
        """
    let element: ElementPlace
    let params: SetResponsibility

    func bind(_ parameters: inout Parameters) {
        parameters.append(element.province)
        parameters.append(element.plan)
        parameters.append(element.id)
        parameters.append(element.code)
        parameters.append(params.organisation)
        parameters.append(params.position.th)
        parameters.append(params.position.en)
        parameters.append(params.subject)
        parameters.append(params.expectedVersion)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// The version of an element's responsibility.
struct ResponsibilityVersion: Statement {
    static let sql = "SELECT version FROM responsibility WHERE province = $1 AND plan = $2 AND element = $3"
    let element: ElementPlace

    func bind(_ parameters: inout Parameters) {
        parameters.append(element.province)
        parameters.append(element.plan)
        parameters.append(element.id)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// Who answers for the elements of a plan, in the order of the elements' codes.
struct ResponsibilityPage: Statement {
    static let sql = """
        SELECT element_code, organisation, position_th, position_en, subject, version
          FROM responsibility
         WHERE province = $1 AND plan = $2 AND element_code > $3
           AND ($4::text IS NULL OR organisation = $4)
         ORDER BY element_code
         LIMIT $5
        """
    let plan: StoredPlan
    let after: String
    let organisation: String?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(after)
        parameters.append(organisation)
        parameters.append(limit)
    }

    /// `plan` is to be filled in: the statement asks for one.
    static func decode(_ row: inout RowReader) throws -> Responsibility {
        Responsibility(
            plan: "", element: try row.next(), organisation: try row.next(),
            position: LocalizedText(th: try row.next(), en: try row.next()), subject: try row.next(),
            version: try row.next())
    }
}
