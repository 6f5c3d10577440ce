import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

enum OrganisationReadHandlers {
    static let nodesMax = 5_000

    static func register(on router: ServiceRouter) {
        router.read(GetOrganisation.self) { params, call in
            let organisation = try await call.database.organisation(params.organisation)
            let history = try await call.database.all(
                OrganisationHistory(province: organisation.province, code: organisation.code))
            let above = try await call.database.all(ReachedBy(code: organisation.code))
            return OrganisationDetail(
                organisation: organisation, history: history, above: above.filter { $0 != organisation.code })
        }
        router.read(ListOrganisations.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let after = try params.cursor?.keys("organisation", count: 1)[0] ?? ""
            let rows = try await call.database.all(OrganisationPage(params: params, after: after, limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("organisation", $0.code) }
        }
        router.read(GetOrganisationTree.self) { params, call in
            let top = try await call.database.organisation(params.organisation)
            let (relation, depth) = (params.relation ?? .either, params.depth ?? 1)
            let nodes: [OrganisationTreeNode]
            if let day = params.on {
                nodes = try await call.database.all(
                    OrganisationNodesOn(top: top, relation: relation, depth: depth, limit: nodesMax + 1, day: day))
            } else {
                nodes = try await call.database.all(
                    OrganisationNodes(code: top.code, relation: relation, depth: depth, limit: nodesMax + 1))
            }
            return OrganisationTree(nodes: Array(nodes.prefix(nodesMax)), truncated: nodes.count > nodesMax)
        }
    }
}

extension StatementExecutor {
    /// The organisation with this id or code.
    /// - Throws: `notFound`.
    public func organisation(_ reference: Reference) async throws -> Organisation {
        guard let organisation = try await first(FindOrganisation(reference: reference)) else {
            throw RPCError.notFound("organisation", reference)
        }
        return organisation
    }
}
