import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// Letters of allocation.
enum NoticeHandlers {
    static func register(on router: ServiceRouter) {
        router.change(
            PostAllocationNotice.self, at: { try await Find.organisation($0.organisation, on: $1.database) }
        ) { try await post($0, $1) }
        router.read(GetAllocationNotice.self, at: { try await find($0.notice, on: $1.database).organisation }) {
            try await find($0.notice, on: $1.database)
        }
        router.read(ListAllocationNotices.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let limit = PageLimit.of($0.limit)
            let rows = try await $1.database.all(
                SelectAllocationNotices(
                    organisation: $0.organisation, fiscalYear: $0.fiscalYear,
                    after: try $0.cursor?.keys("allocationNotice", count: 2), limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("allocationNotice", $0.province, $0.code) }
        }
    }

    private static func find(
        _ reference: Reference, on database: some StatementExecutor
    ) async throws -> AllocationNotice {
        try Find.only(
            try await database.all(FindAllocationNotice(reference: reference)), "allocationNotice", reference)
    }

    private static func post(_ params: PostAllocationNotice, _ change: Change) async throws -> AllocationNotice {
        var desk = try await Desk.open(change, lines: params.items.map(\.line), from: params.date)
        let (entries, year) = try await entries(params, &desk)
        try await desk.settle()
        let items = zip(params.items, entries).map { item, entry in
            AllocationItem(
                line: .code(entry.line), amount: item.amount, entry: entry.id)
        }
        guard let province = try await change.transaction.first(FindOrganisation(code: params.organisation)) else {
            throw RPCError.notFound("organisation", params.organisation)
        }
        let notice = AllocationNotice(
            id: change.newID(), province: province, code: params.code, organisation: params.organisation,
            fiscalYear: year, letterNumber: params.letterNumber, date: params.date,
            supplementary: params.supplementary ?? false, total: params.total, items: items,
            postedBy: change.caller.subject, postedAt: change.now)
        do {
            _ = try await change.transaction.execute(InsertAllocationNotice(notice: notice))
        } catch let error as PostgresError where error.constraint == "allocation_notice_code_taken" {
            throw RPCError.conflict(Messages.codeTaken(params.code))
        }
        try await change.emit("allocationNotice.posted", subject: notice.id.description, data: notice)
        try await change.audit(subject: notice.id.description, details: notice)
        return notice
    }

    /// Every item's entry, or every item's problem.
    private static func entries(
        _ params: PostAllocationNotice, _ desk: inout Desk
    ) async throws -> ([(line: String, id: ID)], FiscalYear) {
        let reached = Set(
            try await desk.change.transaction.all(
                SelectReached(
                    ancestor: params.organisation, codes: Array(Set(desk.book.lines.values.map(\.organisation))))
            ).map(\.code))
        var (entries, problems, years) = ([(line: String, id: ID)](), Problems(), Set<FiscalYear>())
        for (index, item) in params.items.enumerated() {
            let path = "/items/\(index)"
            guard let line = try? desk.line(item.line) else {
                problems.add(
                    Problem(path: path + "/line", rule: "line.unknown", message: Messages.unknown("line", item.line)))
                continue
            }
            guard reached.contains(line.organisation) else {
                problems.add(
                    Problem(
                        path: path + "/line", rule: "organisation.outside",
                        message: Messages.outside(line.organisation, of: params.organisation)))
                continue
            }
            years.insert(line.fiscalYear)
            do throws(Problems) {
                let entry = try desk.post(
                    .allocation(line: line.id, amount: item.amount, supplementary: params.supplementary ?? false),
                    on: params.date,
                    paper: Paper(letterNumber: params.letterNumber, reference: params.code), at: path)
                entries.append((line.code, entry.id))
            } catch {
                error.items.forEach { problems.add($0) }
            }
        }
        if years.count > 1 {
            problems.add(
                "/items", "notice.year", th: "ต้องเป็นปีงบประมาณเดียวกัน", en: "must be of one fiscal year")
        }
        guard problems.isEmpty, let year = years.first else { throw problems.refusal }
        return (entries, year)
    }
}
