import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Links between elements.
enum LinkHandlers {
    static func register(on router: ServiceRouter) {
        router.change(
            CreateLink.self,
            at: { params, call in try await Find.organisation(ofLinkFrom: params.from, on: call.database) }
        ) { try await create($0, $1) }
        router.bytes(ListLinks.self) { try await list($0, $1) }
        router.change(
            ImportLinks.self, at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { params, change in
            let open = try await OpenPlan(params.plan, in: change)
            let report = try await LinkDesk(change: change, open: open)
                .put(params.rows, partial: params.mode == .partial) { "/rows/\($0)" }
            try await change.tell("link.imported", open.plan, report)
            return report
        }
        router.change(
            RemoveLink.self,
            at: { params, call in try await Find.organisation(ofLinkFrom: params.from, on: call.database) }
        ) { try await remove($0, $1) }
    }

    private static func create(_ params: CreateLink, _ change: Change) async throws -> PlanLink {
        let from = try await Find.draftElement(params.from, on: change.transaction)
        let desk = LinkDesk(change: change, open: try await OpenPlan(.id(from.plan), in: change))
        let draft = LinkDraft(from: .id(from.id), to: params.to, kind: params.kind, note: params.note)
        let report = try await desk.put([draft], partial: false) { _ in "" }
        guard report.created == 1 else {
            throw RPCError.conflict(Messages.rules["link_once"] ?? Messages.refusedImport)
        }
        let link = try await desk.answer(from, params.to, params.kind)
        try await change.tell("link.created", desk.open.plan, link)
        return link
    }

    private static func remove(_ params: RemoveLink, _ change: Change) async throws -> PlanLink {
        let from = try await Find.draftElement(params.from, on: change.transaction)
        let desk = LinkDesk(change: change, open: try await OpenPlan(.id(from.plan), in: change))
        let link = try await desk.answer(from, params.to, params.kind)
        try await change.transaction.execute(DeleteLink(from: from, to: link.to.id, kind: params.kind))
        try await change.tell("link.removed", desk.open.plan, link)
        return link
    }

    private static func list(_ params: ListLinks, _ call: ReadCall) async throws -> [UInt8] {
        let limit = PageLimit.of(params.limit)
        let after = try params.cursor.map { ID(try $0.keys("link", count: 1)[0]) } ?? nil
        let rows: [ListRow]
        if let reference = params.plan {
            let (plan, version) = try await Find.readable(reference, version: params.planVersion, call)
            rows = try await call.database.all(
                LinksFromVersion(plan: plan, version: version, after: after, kind: params.kind, limit: limit + 1))
        } else if let reference = params.to {
            let element = try await Find.element(reference, version: nil, on: call.database)
            rows = try await call.database.all(
                LinksToElement(
                    element: element.id, sight: try await Sight(call), after: after, kind: params.kind, limit: limit + 1
                ))
        } else {
            rows = []
        }
        return Wire.page(rows, limit: limit) { PageCursor("link", $0.key) }
    }
}

/// Puts links into the draft of a plan within one change.
struct LinkDesk: Sendable {
    let change: Change
    let open: OpenPlan

    func put(_ rows: [LinkDraft], partial: Bool, path: (Int) -> String) async throws -> ImportReport {
        let found = try await resolve(rows)
        var problems: [Problem] = []
        var records: [LinkRecord] = []
        for (index, row) in rows.enumerated() {
            let (from, to) = (found[2 * index + 1] ?? [], found[2 * index + 2] ?? [])
            let wrong = self.problems(row, from, to, path(index))
            problems += wrong
            guard wrong.isEmpty, let from = from.first, let to = to.first else { continue }
            records.append(
                LinkRecord(
                    id: change.newID(), element: from.id, toElement: to.id, kind: row.kind,
                    toProvince: to.province, toPlan: to.plan, toVersion: to.planVersion, note: row.note))
        }
        if !problems.isEmpty, !partial {
            throw RPCError.ruleViolated("link.rows", Messages.refusedImport, problems: problems)
        }
        let created = try await write(records)
        if created > 0 { try await refuseCircles(rows, found, path) }
        return ImportReport(
            created: created, updated: 0, unchanged: records.count - created, refused: rows.count - records.count,
            problems: Array(problems.prefix(1_000)))
    }

    /// Elements by the number of their reference: 2n + 1 where row n starts, 2n + 2 where it leads.
    private func resolve(_ rows: [LinkDraft]) async throws -> [Int: [ElementPlace]] {
        let keys = rows.flatMap { [ElementKey($0.from), ElementKey($0.to)] }
        let found = try await change.transaction.all(
            ResolveElements(keys: keys, draftPlan: open.plan.id, draft: open.draft))
        return Dictionary(grouping: found, by: \.number).mapValues { $0.map(\.place) }
    }

    private func problems(
        _ row: LinkDraft, _ from: [ElementPlace], _ to: [ElementPlace], _ path: String
    ) -> [Problem] {
        var problems: [Problem] = []
        // A bare code that several plans have means the one of this plan.
        let own = from.filter { $0.plan == open.plan.id }
        if from.isEmpty {
            problems.append(Messages.unknownElement(row.from.description, at: path + "/from"))
        } else if own.isEmpty {
            problems.append(Messages.foreignRow(open.plan.code, at: path + "/from"))
        }
        if to.isEmpty {
            problems.append(Messages.unknownElement(row.to.description, at: path + "/to"))
        } else if to.count > 1 {
            problems.append(Messages.ambiguousElement(row.to.description, at: path + "/to"))
        }
        guard problems.isEmpty, let start = own.first, let end = to.first,
            let kind = ChainKind(rawValue: row.kind.rawValue)
        else { return problems }
        return LinkRules.problems(kind, from: start.point, to: end.point, higher: open.plan.higher, path: path)
    }

    private func write(_ records: [LinkRecord]) async throws -> Int {
        guard !records.isEmpty else { return 0 }
        let created = try await change.transaction.all(
            PutLinks(plan: open.plan, version: open.draft, records: JSONText(utf8: try JSONEncoding.bytes(records))))
        return created.count
    }

    /// What leads back to where it starts is told by row.
    private func refuseCircles(
        _ rows: [LinkDraft], _ found: [Int: [ElementPlace]], _ path: (Int) -> String
    ) async throws {
        guard try await change.transaction.first(LinksCloseCircle(plan: open.plan, version: open.draft)) == true else {
            return
        }
        let circular = Set(
            try await change.transaction.all(CircularElements(plan: open.plan, version: open.draft)))
        let closing = rows.indices.filter { index in
            found[2 * index + 1]?.contains { $0.plan == open.plan.id && circular.contains($0.code) } ?? false
        }
        throw RPCError.ruleViolated(
            "link.circle", Messages.linkCircle,
            problems: (closing.isEmpty ? Array(rows.indices) : closing).prefix(1_000).map {
                Problem(path: path($0) + "/to", rule: "link.circle", message: Messages.linkCircle)
            })
    }

    func answer(_ from: ElementPlace, _ to: Reference, _ kind: LinkKind) async throws -> PlanLink {
        let found = try await change.transaction.all(
            ResolveElements(keys: [ElementKey(to)], draftPlan: open.plan.id, draft: open.draft))
        let target = try Find.only(found.map(\.place), "element", to)
        guard let json = try await change.transaction.first(FindLink(from: from, to: target.id, kind: kind)) else {
            throw RPCError.notFound("link", "\(from.code) → \(to)")
        }
        return try Wire.decode(from: json)
    }
}
