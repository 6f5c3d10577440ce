import Kernel
import PlansContract
import Postgres

/// Starts a plan with version 1 as a draft.
struct InsertPlan: Statement {
    static let sql = """
        WITH started AS (
            INSERT INTO plan
                   (province, id, code, kind, level, name_th, name_en, first_year, last_year, organisation, higher,
                    draft_version, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12)
            RETURNING province, id, created_at)
        INSERT INTO plan_version (province, plan, number, created_at)
        SELECT province, id, 1, created_at FROM started
        """
    let id: ID
    let params: CreatePlan
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(PlanCode.province(of: params.code))
        parameters.append(id)
        parameters.append(params.code)
        parameters.append(params.kind.rawValue)
        parameters.append(params.kind.level)
        parameters.append(params.name.th)
        parameters.append(params.name.en)
        parameters.append(params.firstYear)
        parameters.append(params.lastYear)
        parameters.append(params.organisation)
        parameters.append(params.higher ?? [])
        parameters.append(now)
    }

    typealias Row = Void
}

/// Changes a plan's record, if it is as the caller saw it.
struct UpdatePlanRecord: Statement {
    static let sql = """
        UPDATE plan
           SET name_th = $3, name_en = $4, first_year = $5, last_year = $6, higher = $7, version = version + 1
         WHERE province = $1 AND id = $2 AND version = $8 AND draft_version IS NOT NULL
        """
    let plan: StoredPlan
    let params: UpdatePlan

    func bind(_ parameters: inout Parameters) {
        let name = params.name ?? plan.name
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(name.th)
        parameters.append(name.en)
        parameters.append(params.firstYear?.buddhistYear ?? plan.firstYear)
        parameters.append(params.lastYear?.buddhistYear ?? plan.lastYear)
        parameters.append(params.higher ?? plan.higher)
        parameters.append(params.expectedVersion)
    }

    typealias Row = Void
}

/// What a draft needs to be announced.
struct DraftState: Statement {
    static let sql = """
        SELECT EXISTS (SELECT FROM element e WHERE e.province = $1 AND e.plan = $2 AND e.plan_version = $3),
               (SELECT s.state
                  FROM plan_screening s
                 WHERE s.province = $1 AND s.plan = $2 AND s.number = $3
                 ORDER BY s.matter DESC
                 LIMIT 1)
        """
    let plan: StoredPlan
    let number: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(number)
    }

    static func decode(_ row: inout RowReader) throws -> (hasElements: Bool, screening: String?) {
        (try row.next(), try row.next())
    }
}

/// Announces a version: it and, over the foreign keys, its elements and links are sealed.
struct SealVersion: Statement {
    static let sql = """
        UPDATE plan_version
           SET sealed = true, announced_on = $4, letter_number = $5, signed_by_th = $6, signed_by_en = $7
         WHERE province = $1 AND plan = $2 AND number = $3
        """
    let plan: StoredPlan
    let number: Int
    let params: AnnouncePlan

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(number)
        parameters.append(params.announcedOn)
        parameters.append(params.letterNumber)
        parameters.append(params.signedBy?.th)
        parameters.append(params.signedBy?.en)
    }

    typealias Row = Void
}

/// Makes the draft the version in force.
struct PutInForce: Statement {
    static let sql = """
        UPDATE plan
           SET current_version = draft_version, draft_version = NULL, version = version + 1
         WHERE province = $1 AND id = $2
        """
    let plan: StoredPlan

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
    }

    typealias Row = Void
}

/// Opens the next version as a draft.
struct OpenDraft: Statement {
    static let sql = """
        WITH opened AS (
            UPDATE plan
               SET draft_version = current_version + 1, version = version + 1
             WHERE province = $1 AND id = $2
            RETURNING province, id, draft_version)
        INSERT INTO plan_version (province, plan, number, reason, created_at)
        SELECT province, id, draft_version, $3, $4 FROM opened
        """
    let plan: StoredPlan
    let reason: String
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(reason)
        parameters.append(now)
    }

    typealias Row = Void
}

/// Copies the elements of the version in force into the draft, ids kept.
struct CopyElements: Statement {
    static let sql = """
        INSERT INTO element
               (province, plan, plan_version, id, code, kind, parent, text_th, text_en, details_th, details_en,
                organisation, tags, funding, budget, starts_on, ends_on, value_chain_stage, indicator, stakeholders, place,
               version)
        SELECT province, plan, plan_version + 1, id, code, kind, parent, text_th, text_en, details_th, details_en,
               organisation, tags, funding, budget, starts_on, ends_on, value_chain_stage, indicator, stakeholders, place,
               version
          FROM element
         WHERE province = $1 AND plan = $2 AND plan_version = $3
        """
    let plan: StoredPlan
    let from: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(from)
    }

    typealias Row = Void
}

/// Copies the links: those within the plan follow it to the new version, the others stay pinned.
struct CopyLinks: Statement {
    static let sql = """
        INSERT INTO link
               (province, plan, plan_version, element, to_element, kind, id, to_province, to_plan, to_version, note)
        SELECT province, plan, plan_version + 1, element, to_element, kind, id, to_province, to_plan,
               CASE WHEN to_plan = plan THEN to_version + 1 ELSE to_version END, note
          FROM link
         WHERE province = $1 AND plan = $2 AND plan_version = $3
        """
    let plan: StoredPlan
    let from: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(from)
    }

    typealias Row = Void
}

/// Records that a version went to screening.
struct InsertScreening: Statement {
    static let sql = """
        INSERT INTO plan_screening (province, plan, number, matter, state) VALUES ($1, $2, $3, $4, 'open')
        """
    let plan: StoredPlan
    let number: Int
    let matter: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(number)
        parameters.append(matter)
    }

    typealias Row = Void
}

/// Records where a screening came to.
struct SettleScreening: Statement {
    static let sql = "UPDATE plan_screening SET state = $4 WHERE province = $1 AND plan = $2 AND matter = $3"
    let province: String
    let plan: ID
    let matter: ID
    let state: PlanScreeningState

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(plan)
        parameters.append(matter)
        parameters.append(state.rawValue)
    }

    typealias Row = Void
}

/// Whether a draft has a target of a year, or work on a day, before the first or after the last of some years.
struct OutsideYears: Statement {
    static let sql = """
        SELECT EXISTS (SELECT
                         FROM element e, jsonb_array_elements(e.indicator -> 'targets') t
                        WHERE e.province = $1 AND e.plan = $2 AND e.plan_version = $3
                          AND (t ->> 'fiscalYear')::bigint NOT BETWEEN $4 AND $5),
               EXISTS (SELECT
                         FROM element e
                        WHERE e.province = $1 AND e.plan = $2 AND e.plan_version = $3
                          AND (e.starts_on NOT BETWEEN $6 AND $7 OR e.ends_on NOT BETWEEN $6 AND $7))
        """
    let plan: StoredPlan
    let draft: Int
    let years: ClosedRange<Int>

    func bind(_ parameters: inout Parameters) {
        let days = StoredPlan.days(of: years)
        parameters.append(plan.province)
        parameters.append(plan.id)
        parameters.append(draft)
        parameters.append(years.lowerBound)
        parameters.append(years.upperBound)
        parameters.append(days.lowerBound)
        parameters.append(days.upperBound)
    }

    static func decode(_ row: inout RowReader) throws -> (targets: Bool, days: Bool) {
        (try row.next(), try row.next())
    }
}
