import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Partners, agreements, contributions and materials (P18, P19).
enum PartnerHandlers {
    static func register(on router: ServiceRouter) {
        router.change(PutPartner.self, at: { params, _ in params.organisation }) { params, change in
            try await KeptDesk<PartnerTable>(change, params.organisation)
                .put(params.id, params.expectedVersion, params.partner)
        }
        router.change(PutAgreement.self, at: { params, _ in params.organisation }) { try await agreement($0, $1) }
        router.change(PutContribution.self, at: { params, _ in params.organisation }) { params, change in
            if let element = params.contribution.element {
                _ = try await Find.element(Reference(element), version: nil, on: change.transaction)
            }
            return try await KeptDesk<ContributionTable>(change, params.organisation)
                .put(params.id, params.expectedVersion, params.contribution)
        }
        router.change(PutMaterial.self, at: { params, _ in params.organisation }) { params, change in
            try await KeptDesk<MaterialTable>(change, params.organisation)
                .put(params.id, params.expectedVersion, params.material)
        }
        registerLists(on: router)
    }

    private static func registerLists(on router: ServiceRouter) {
        router.bytes(ListPartners.self) { params, call in
            var filter = filter(params.organisation, params.below, call)
            filter.kind = params.kind?.rawValue
            filter.own = params.text.map { "%" + SearchQuestion.escaped($0) + "%" }
            return try await page(PartnerTable.self, filter, params.cursor, params.limit, call)
        }
        router.bytes(ListAgreements.self) { params, call in
            var filter = filter(params.organisation, params.below, call)
            filter.partner = params.partner
            filter.own = params.state?.rawValue
            return try await page(AgreementTable.self, filter, params.cursor, params.limit, call)
        }
        router.bytes(ListContributions.self) { params, call in
            var filter = filter(params.organisation, params.below, call)
            filter.kind = params.kind?.rawValue
            filter.partner = params.partner
            filter.own = params.answered.map { $0 ? "true" : "false" }
            return try await page(ContributionTable.self, filter, params.cursor, params.limit, call)
        }
        router.bytes(ListMaterials.self) { params, call in
            var filter = filter(params.organisation, params.below, call)
            filter.kind = params.kind?.rawValue
            return try await page(MaterialTable.self, filter, params.cursor, params.limit, call)
        }
    }

    private static func filter(_ organisation: String, _ below: Bool?, _ call: ReadCall) -> KeptFilter {
        KeptFilter(organisation: organisation, below: below ?? false, today: call.now.dateInThailand)
    }

    private static func page<Table: KeptTable>(
        _ table: Table.Type, _ filter: KeptFilter, _ cursor: PageCursor?, _ limit: Int?, _ call: ReadCall
    ) async throws -> [UInt8] {
        try await Find.organisation(filter.organisation, on: call.database)
        let limit = PageLimit.of(limit)
        let after = try cursor.map { ID(try $0.keys(Table.table, count: 1)[0]) } ?? nil
        let rows = try await call.database.all(KeptPage<Table>(filter: filter, after: after, limit: limit + 1))
        return Wire.page(rows, limit: limit) { PageCursor(Table.table, $0.key) }
    }

    private static func agreement(_ params: PutAgreement, _ change: Change) async throws -> Agreement {
        if let element = params.agreement.element {
            _ = try await Find.element(Reference(element), version: nil, on: change.transaction)
        }
        return try await KeptDesk<AgreementTable>(change, params.organisation)
            .put(params.id, params.expectedVersion, params.agreement) { province, id in
                try await change.transaction.execute(
                    PutAgreementPartners(province: province, agreement: id, partners: params.agreement.partners))
            }
    }
}

/// Adds or replaces a record of an organisation within one change.
struct KeptDesk<Table: KeptTable>: Sendable {
    let change: Change
    let organisation: String
    let province: String

    init(_ change: Change, _ organisation: String) async throws {
        self.change = change
        self.organisation = organisation
        province = OrganisationCode.province(of: organisation)
        try await Find.organisation(organisation, on: change.transaction)
    }

    /// - Parameter also: what else is written with it.
    func put<Answer: Codable & Sendable>(
        _ known: ID?, _ expected: Int?, _ draft: Table.Draft,
        also: (String, ID) async throws -> Void = { _, _ in }
    ) async throws -> Answer {
        let id = known ?? change.newID()
        let record = InsertKept<Table>(
            province: province, id: id, organisation: organisation,
            body: JSONText(utf8: try JSONEncoding.bytes(draft)))
        if let expected, known != nil {
            if try await change.transaction.execute(UpdateKept(record: record, expected: expected)) == 0 {
                let version = try await change.transaction.first(
                    KeptVersion<Table>(province: province, id: id, organisation: organisation))
                guard let version else { throw RPCError.notFound(Table.table, id) }
                throw RPCError.stale(version)
            }
        } else {
            try await change.transaction.execute(record)
        }
        try await also(province, id)
        let json = try await change.transaction.first(
            KeptAnswer<Table>(province: province, id: id, today: change.now.dateInThailand))
        guard let json else { throw RPCError.notFound(Table.table, id) }
        let answer: Answer = try Wire.decode(from: json)
        try await change.emit("\(Table.table).put", subject: id.description, data: answer)
        try await change.audit(subject: id.description, details: answer)
        return answer
    }
}
