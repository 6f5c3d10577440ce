import Kernel
import Postgres

/// JSON as the contract writes it, built by PostgreSQL where rows go straight to the caller.
enum Fragments {
    /// RFC 3339 in UTC of a timestamptz expression.
    static func instant(_ column: String) -> String {
        #"to_char(\#(column) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"#
    }

    static func text(_ prefix: String) -> String {
        "json_build_object('th', \(prefix)_th, 'en', \(prefix)_en)"
    }

    static func optionalText(_ prefix: String) -> String {
        "CASE WHEN \(prefix)_th IS NOT NULL THEN \(text(prefix)) END"
    }

    /// A decimal string of baht out of satang, which are never negative here.
    static func money(_ column: String) -> String {
        "(\(column) / 100)::text || '.' || lpad((\(column) % 100)::text, 2, '0')"
    }

    /// `Plan` of a row `p` of plan.
    static let plan = """
        json_strip_nulls(json_build_object(
                 'id', p.id, 'province', p.province, 'code', p.code, 'kind', p.kind, 'level', p.level,
                 'name', \(text("p.name")), 'firstYear', p.first_year, 'lastYear', p.last_year,
                 'organisation', p.organisation, 'higher', to_json(p.higher),
                 'currentVersion', p.current_version, 'draftVersion', p.draft_version,
                 'versions', (SELECT json_agg(made.version)
                                FROM (SELECT json_build_object(
                                               'number', v.number,
                                               'state', CASE WHEN v.sealed THEN 'announced' ELSE 'draft' END,
                                               'announcedOn', v.announced_on, 'letterNumber', v.letter_number,
                                               'signedBy', \(optionalText("v.signed_by")), 'reason', v.reason,
                                               'screening', (SELECT json_build_object('matter', s.matter,
                                                                                      'state', s.state)
                                                               FROM plan_screening s
                                                              WHERE s.province = v.province AND s.plan = v.plan
                                                                AND s.number = v.number
                                                              ORDER BY s.matter DESC
                                                              LIMIT 1),
                                               'createdAt', \(instant("v.created_at"))) AS version
                                        FROM plan_version v
                                       WHERE v.province = p.province AND v.plan = p.id
                                       ORDER BY v.number) made),
                 'version', p.version))
        """

    /// The plan of a row of element or link, looked up where it stands. OFFSET keeps the planner, which expects a handful
    /// of rows of any walk, from reading all plans beside it.
    static func plan(of row: String) -> String {
        "(SELECT p.* FROM plan p WHERE p.province = \(row).province AND p.id = \(row).plan OFFSET 0)"
    }

    /// `PlanElement` of a row `e` of element, `p` of its plan and `up` of the element above it, if there is one.
    static let element = """
        json_strip_nulls(json_build_object(
                 'id', e.id, 'plan', p.code, 'planVersion', e.plan_version, 'code', e.code, 'kind', e.kind,
                 'parent', up.code, 'text', \(text("e.text")), 'details', \(optionalText("e.details")),
                 'organisation', e.organisation, 'tags', to_json(e.tags), 'funding', e.funding,
                 'budget', \(money("e.budget")), 'startsOn', e.starts_on, 'endsOn', e.ends_on,
                 'valueChainStage', e.value_chain_stage, 'indicator', e.indicator,
                 'stakeholders', e.stakeholders, 'order', e.place, 'version', e.version))
        """

    static let elementTables = """
        element e
          JOIN plan p ON p.province = e.province AND p.id = e.plan
          \(above)
        """

    /// `up`, the element above `e`, looked up where it stands. OFFSET keeps the planner, which expects a handful of elements
    /// in any version, from comparing each with all of them.
    static let above = """
        LEFT JOIN LATERAL (
               SELECT u.code
                 FROM element u
                WHERE u.province = e.province AND u.plan = e.plan AND u.plan_version = e.plan_version AND u.id = e.parent
               OFFSET 0) up ON true
        """

    /// Whether element `e` has one above it. Written as IS NOT NULL the planner takes it for a range of
    /// `element_below` and reads the whole version to find one element; no element is its own parent.
    static let hasParent = "e.parent <> e.id"

    /// Whether a caller sees a row of plan `p`: what is announced (`sealed`), and drafts of the provinces in which the
    /// caller has a place (`$provinces`) and of organisations below such places (`$places`). No EXISTS: the planner would
    /// make a table of everything below the places, of the whole country for a caller of the nation.
    static func visible(_ sealed: String, provinces: Int, places: Int) -> String {
        """
        (\(sealed) OR p.province = ANY ($\(provinces)::text[])
                 OR coalesce((SELECT true
                                FROM organisation_reach r
                               WHERE r.ancestor = ANY ($\(places)::text[]) AND r.relation = 'either'
                                 AND r.descendant = p.organisation
                               LIMIT 1), false))
        """
    }

    /// `PlanLink` of rows `l`, its elements `e` and `t`, and their plans `p` and `tp`.
    static let link = """
        json_strip_nulls(json_build_object(
                 'id', l.id, 'kind', l.kind,
                 'from', json_build_object('plan', p.code, 'planVersion', l.plan_version, 'id', e.id, 'code', e.code,
                                           'kind', e.kind, 'text', \(text("e.text"))),
                 'to', json_build_object('plan', tp.code, 'planVersion', l.to_version, 'id', t.id, 'code', t.code,
                                         'kind', t.kind, 'text', \(text("t.text"))),
                 'note', l.note,
                 'outdated', l.to_plan <> l.plan AND l.to_version < coalesce(tp.current_version, l.to_version)))
        """

    static let linkTables = """
        link l
          JOIN plan p     ON p.province = l.province AND p.id = l.plan
          JOIN element e  ON e.province = l.province AND e.plan = l.plan AND e.plan_version = l.plan_version
                         AND e.id = l.element
          JOIN plan tp    ON tp.province = l.to_province AND tp.id = l.to_plan
          JOIN element t  ON t.province = l.to_province AND t.plan = l.to_plan AND t.plan_version = l.to_version
                         AND t.id = l.to_element
        """
}
