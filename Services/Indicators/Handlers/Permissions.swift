import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer

/// Everyone above an organisation, itself included.
struct AboveOrganisation: Statement {
    static let sql = """
        SELECT $1::text
        UNION
        SELECT ancestor FROM organisation_reach WHERE descendant = $1 AND relation = 'either'
        """
    var organisation: String

    func bind(_ parameters: inout Parameters) { parameters.append(organisation) }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// What a caller's roles let them do to a submission, for the `may` of answers. Each method decides again for itself.
enum Permissions {
    static func may(
        _ caller: Caller, at organisation: String, stage: SubmissionStage, roundIsOpen: Bool,
        _ database: any StatementExecutor
    ) async throws -> [SubmissionAction] {
        let possible = SubmissionAct.possible(at: stage, roundIsOpen: roundIsOpen)
        if possible.isEmpty { return [] }
        let above = Set(try await database.all(AboveOrganisation(organisation: organisation)))
        let roles = Set(caller.grants.filter { above.contains($0.organisation) }.map(\.role))
        return possible.filter { act in
            guard case .roles(let needed) = act.access else { return true }
            return !needed.isDisjoint(with: roles)
        }.map(\.action)
    }
}
