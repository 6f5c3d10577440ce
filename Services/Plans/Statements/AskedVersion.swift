import JSONRPC
import Kernel
import PlansContract
import Postgres

/// The version that a call is about, found and looked at within the statement that answers: one round trip.
struct AskedVersion: Sendable {
    let reference: Reference
    let version: Int?
    let sight: Sight

    init(_ reference: Reference, version: Int?, sight: Sight) {
        self.reference = reference
        self.version = version
        self.sight = sight
    }

    /// One that was found before, and that the caller may read.
    init(_ plan: StoredPlan, _ version: Int) {
        self.init(.id(plan.id), version: version, sight: Sight(over: plan))
    }

    /// `$1` to `$6`; `asked` is province, plan, code and version, or nothing: there is no such version, or the caller's
    /// place does not show it.
    static let sql = """
        asked AS MATERIALIZED (
            SELECT p.province, p.id AS plan, p.code, v.number AS version
              FROM plan p
             CROSS JOIN LATERAL (SELECT coalesce($4::bigint, p.current_version, p.draft_version) AS number) v
             WHERE (p.id = $1 OR (p.province = $2 AND p.code = $3))
               AND v.number BETWEEN 1 AND greatest(p.current_version, p.draft_version)
               AND \(Fragments.visible("v.number <= p.current_version", provinces: 5, places: 6)))
        """

    func bind(_ parameters: inout Parameters) {
        FindPlan(reference: reference).bind(&parameters)
        parameters.append(version)
        sight.bind(&parameters)
    }
}
