import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `figureBulk.*`: files of figures of any length.
enum FigureBulkHandlers {
    static let job = "figureBulk.run"
    static let undoJob = "figureBulk.undo"
    private static let keptSeconds: Int64 = 7 * 86_400
    /// What is in can be taken back for so long.
    private static let undoSeconds: Int64 = 30 * 86_400

    static func register(on router: ServiceRouter) {
        router.change(BeginFigureBulk.self, at: { params, _ in params.under }, begin)
        router.change(SendFigureBulk.self, at: { try await find($0.bulk, $1.database).under }, send)
        router.change(RunFigureBulk.self, at: { try await find($0.bulk, $1.database).under }, run)
        router.read(ReadFigureBulk.self, at: { try await find($0.bulk, $1.database).under }, read)
        router.change(UndoFigureBulk.self, at: { try await find($0.bulk, $1.database).under }, undo)
        router.job(undoJob, FigureBulkOrder.self) { order, run in
            try await FigureBulkUndoJob(bulk: order.bulk, isDry: order.isDry, run: run).work()
        }
        router.job(job, FigureBulkOrder.self) { order, run in
            try await FigureBulkJob(bulk: order.bulk, isDry: order.isDry, run: run).work()
        }
    }

    static func find(_ code: String, _ database: any StatementExecutor) async throws -> FigureBulk {
        guard let found = try await database.first(FindBulk(key: BulkKey(code))) else {
            throw RPCError.notFound("bulk", code)
        }
        return try await settled(found, database)
    }

    /// What a job that was stopped or failed had begun is open again: nothing of it is in.
    private static func settled(_ bulk: FigureBulk, _ database: any StatementExecutor) async throws -> FigureBulk {
        guard bulk.state == .running, let job = bulk.job else { return bulk }
        var bulk = bulk
        if try await database.first(JobBrokenOff(job: job)) ?? false {
            bulk.state = bulk.takenAt == nil ? .open : .done
        }
        return bulk
    }

    static func save(_ bulk: FigureBulk, _ database: any StatementExecutor) async throws {
        try await database.execute(
            UpdateBulk(bulk: bulk, json: JSONText(utf8: try JSONEncoding.bytes(bulk))))
    }

    static func begin(_ params: BeginFigureBulk, _ change: Change) async throws -> FigureBulk {
        let database = change.database
        try await Lookup.requireOrganisations([params.under], database)
        try await FollowedProvinces.refuse(params.under, at: "/under", database)
        if let elements = params.elements { _ = try await FigureImport.shape(elements: elements, database) }
        let columns = try await SheetMappings.layout(
            params.columns, mapping: params.mapping, under: params.under, database)
        let bulk = FigureBulk(
            code: params.code, under: params.under, layout: params.layout, period: params.period,
            elements: params.elements, strategy: params.strategy, mode: params.mode, scheme: params.scheme,
            columns: columns, state: .open, job: nil, parts: 0, bytes: 0, rows: 0, figures: 0, saved: 0, takenBack: 0,
            refused: 0,
            problems: 0, annotated: nil)
        try await database.execute(
            DropOldBulks(
                province: OrganisationCode.province(of: params.code), before: change.now.adding(seconds: -keptSeconds),
                taken: change.now.adding(seconds: -undoSeconds)))
        let insert = InsertBulk(bulk: bulk, json: JSONText(utf8: try JSONEncoding.bytes(bulk)), now: change.now)
        guard try await database.execute(insert) == 1 else { throw RPCError.conflict(Messages.codeTaken).at("/code") }
        try await change.audit(subject: params.code, details: bulk)
        return bulk
    }

    /// The import, taken and still open.
    private static func open(_ code: String, _ change: Change) async throws -> FigureBulk {
        guard let locked = try await change.database.first(LockBulk(key: BulkKey(code))) else {
            throw RPCError.notFound("bulk", code)
        }
        let bulk = try await settled(locked, change.database)
        guard bulk.state == .open || bulk.state == .checked else {
            throw RPCError.ruleViolated("bulk.state", BulkMessages.state).at("/bulk")
        }
        return bulk
    }

    static func send(_ params: SendFigureBulk, _ change: Change) async throws -> FigureBulk {
        var bulk = try await open(params.bulk, change)
        guard params.part == bulk.parts else {
            throw RPCError.ruleViolated("bulk.part", BulkMessages.part(bulk.parts)).at("/part")
        }
        guard let bytes = params.text.map({ Array($0.utf8) }) ?? params.content.flatMap({ Base64.decode($0) }),
            !bytes.isEmpty
        else {
            throw RPCError.ruleViolated(
                "bulk.content", BulkMessages.unreadable,
                problems: [Problem(path: "/content", rule: "sheet.base64", message: BulkMessages.unreadable)])
        }
        try await change.database.execute(
            InsertBulkPart(key: BulkKey(bulk.code), number: params.part, bytes: bytes))
        bulk.parts += 1
        bulk.bytes += bytes.count
        try await save(bulk, change.database)
        try await change.audit(subject: bulk.code, details: ["part": params.part, "bytes": bytes.count])
        return bulk
    }

    static func run(_ params: RunFigureBulk, _ change: Change) async throws -> FigureBulk {
        var bulk = try await open(params.bulk, change)
        guard params.parts == bulk.parts, bulk.parts > 0 else {
            throw RPCError.ruleViolated("bulk.parts", BulkMessages.missing).at("/parts")
        }
        bulk.state = .running
        let order = FigureBulkOrder(bulk: bulk, isDry: params.dryRun ?? false)
        bulk.job = try await change.runtime.jobs.enqueue(in: change, kind: job, params: order)
        try await save(bulk, change.database)
        try await change.audit(subject: bulk.code, details: bulk)
        return bulk
    }

    static func undo(_ params: UndoFigureBulk, _ change: Change) async throws -> FigureBulk {
        guard let locked = try await change.database.first(LockBulk(key: BulkKey(params.bulk))) else {
            throw RPCError.notFound("bulk", params.bulk)
        }
        var bulk = try await settled(locked, change.database)
        guard bulk.state == .done, let takenAt = bulk.takenAt else {
            throw RPCError.ruleViolated("bulk.state", BulkMessages.notTaken).at("/bulk")
        }
        guard bulk.takenBy == change.caller.subject, takenAt.adding(seconds: undoSeconds) > change.now else {
            throw RPCError.ruleViolated("bulk.undo", BulkMessages.undo).at("/bulk")
        }
        try await FollowedProvinces.refuse(bulk.under, at: "/bulk", change.database)
        bulk.state = .running
        bulk.undo = nil
        let order = FigureBulkOrder(bulk: bulk, isDry: params.dryRun ?? false)
        bulk.job = try await change.runtime.jobs.enqueue(in: change, kind: undoJob, params: order)
        try await save(bulk, change.database)
        try await change.audit(subject: params.bulk, details: bulk)
        return bulk
    }

    static func read(_ params: ReadFigureBulk, _ call: ReadCall) async throws -> FigureBulkRead {
        let bulk = try await find(params.bulk, call.database)
        let limit = PageLimit.of(params.limit)
        let keys = try params.cursor?.keys("problem", count: 2) ?? ["0", "0"]
        let rows = try await call.database.all(
            PageOfBulkProblems(
                key: BulkKey(bulk.code), afterRow: Int(keys[0]) ?? 0, afterNumber: Int(keys[1]) ?? 0,
                limit: limit + 1))
        let kept = Array(rows.prefix(limit))
        let next = rows.count > limit ? kept.last : nil
        let page = Page(
            items: kept.map(\.problem),
            nextCursor: next.map { PageCursor("problem", String($0.row), String($0.number)) })
        return FigureBulkRead(bulk: bulk, problems: page)
    }
}

/// What the job is told.
struct FigureBulkOrder: Codable, Sendable {
    var bulk: FigureBulk
    /// Checks and takes nothing in.
    var isDry: Bool
}
