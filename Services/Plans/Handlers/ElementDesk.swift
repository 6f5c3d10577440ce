import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Puts elements into the draft of a plan within one change.
struct ElementDesk: Sendable {
    let change: Change
    let open: OpenPlan

    init(_ plan: Reference, _ change: Change) async throws {
        self.change = change
        open = try await OpenPlan(plan, in: change)
    }

    func tree() async throws -> [String: TreeNode] {
        let nodes = try await change.transaction.all(TreeOfVersion(plan: open.plan, version: open.draft))
        return Dictionary(nodes.map { ($0.code, $0) }) { first, _ in first }
    }

    /// Puts the rows that have no problem.
    /// - Parameters:
    ///   - partial: otherwise any problem refuses them all.
    ///   - path: of a row, by its index.
    func put(
        _ rows: [ElementDraft], into nodes: [String: TreeNode], partial: Bool, path: (Int) -> String
    ) async throws -> PutRows {
        var (good, problems) = try await sort(rows, ElementTree(Array(nodes.values)), path)
        if !problems.isEmpty, !partial {
            throw RPCError.ruleViolated("element.rows", Messages.refusedImport, problems: problems)
        }
        var tree = ElementTree(Array(nodes.values))
        // A parent is put before what stands below it, so that siblings are counted once it is known where they are.
        let placed = good.map { (rows[$0], tree.put(rows[$0].treeRow) { change.newID() }) }
        let records = placed.map { record($0.0, $0.1, parent: $0.0.parent.flatMap { tree.nodes[$0]?.id }) }
        var written: [(code: String, isNew: Bool)] = []
        if !records.isEmpty {
            written = try await change.transaction.all(
                PutElements(
                    plan: open.plan, version: open.draft, records: JSONText(utf8: try JSONEncoding.bytes(records))))
        }
        if problems.count > 1_000 { problems.removeLast(problems.count - 1_000) }
        let created = written.count(where: \.isNew)
        return PutRows(
            report: ImportReport(
                created: created, updated: written.count - created, unchanged: records.count - written.count,
                refused: rows.count - good.count, problems: problems),
            good: good, written: Set(written.map(\.code)))
    }

    /// Indexes of rows that can be put, and what is wrong with the others. A row below a refused one is refused.
    private func sort(
        _ rows: [ElementDraft], _ tree: ElementTree, _ path: (Int) -> String
    ) async throws -> (good: [Int], problems: [Problem]) {
        var wrong: [Int: [Problem]] = [:]
        let asked = Set(
            rows.flatMap { [$0.organisation] + ($0.stakeholders ?? []).map(\.organisation) }.compactMap(\.self))
        let known = Set(try await change.transaction.all(KnownOrganisations(codes: asked.sorted())))
        for (index, row) in rows.enumerated() {
            var problems = Problems()
            row.check(at: path(index), &problems)
            if let code = row.organisation, !known.contains(code) {
                problems.add(Messages.unknownOrganisation(code, at: path(index) + "/organisation"))
            }
            for (place, stakeholder) in (row.stakeholders ?? []).enumerated() {
                guard let code = stakeholder.organisation, !known.contains(code) else { continue }
                problems.add(
                    Messages.unknownOrganisation(code, at: path(index) + "/stakeholders/\(place)/organisation"))
            }
            for (place, target) in (row.indicator?.targets ?? []).enumerated()
            where !open.plan.years.contains(target.fiscalYear.buddhistYear) {
                problems.add(
                    Messages.targetOutside(
                        open.plan.years, at: path(index) + "/indicator/targets/\(place)/fiscalYear"))
            }
            for (member, day) in [("startsOn", row.startsOn), ("endsOn", row.endsOn)] {
                guard let day, !open.plan.days.contains(day) else { continue }
                problems.add(Messages.dayOutside(open.plan.years, at: path(index) + "/" + member))
            }
            if !problems.isEmpty { wrong[index] = problems.items }
        }
        while true {
            let good = rows.indices.filter { wrong[$0] == nil }
            let found = tree.problems(with: good.map { rows[$0].treeRow }, province: open.plan.province) {
                path(good[$0])
            }
            if found.isEmpty { return (good, wrong.sorted { $0.key < $1.key }.flatMap(\.value)) }
            for (index, problems) in found { wrong[good[index]] = problems }
        }
    }

    private func record(_ row: ElementDraft, _ node: TreeNode, parent: ID?) -> ElementRecord {
        ElementRecord(
            id: node.id, code: row.code, kind: row.kind, parent: parent, textTh: row.text.th, textEn: row.text.en,
            detailsTh: row.details?.th, detailsEn: row.details?.en,
            organisation: row.organisation ?? open.plan.organisation, tags: row.tags ?? [], funding: row.funding,
            budget: row.budget?.satang, startsOn: row.startsOn, endsOn: row.endsOn,
            valueChainStage: row.valueChainStage, indicator: row.indicator,
            stakeholders: row.stakeholders.flatMap { $0.isEmpty ? nil : $0 }, place: node.place, version: node.version)
    }

    func answer(_ code: String) async throws -> PlanElement {
        let key = ElementKey(.code(open.plan.code + "/" + code))
        guard
            let json = try await change.transaction.first(
                ElementAnswers(key: key, version: open.draft, sight: Sight(over: open.plan)))
        else {
            throw RPCError.notFound("element", code)
        }
        return try Wire.decode(from: json)
    }
}

/// What became of rows of elements.
struct PutRows: Sendable {
    var report: ImportReport
    /// Indexes of the rows that had no problem.
    var good: [Int]
    /// Codes of the elements that were added or changed.
    var written: Set<String>
}

extension ElementDraft {
    var treeRow: TreeRow {
        TreeRow(code: code, kind: NodeKind(rawValue: kind.rawValue) ?? .goal, parent: parent, place: order)
    }
}
