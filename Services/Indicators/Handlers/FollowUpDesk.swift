import CommonContract
import Files
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// What visits, showcases and advice have in common: a record with a code, changed by who saw its last version.
enum FollowUpDesk {
    /// Where a record's method is about.
    static func place<Record: FollowUpRecord>(
        _ type: Record.Type, _ code: String, _ call: ReadCall
    ) async throws -> String? {
        try await find(type, code, call.database).organisation
    }

    static func find<Record: FollowUpRecord>(
        _ type: Record.Type, _ code: String, _ database: any StatementExecutor
    ) async throws -> Record {
        guard let found = try await database.first(FindRecord<Record>(code: code)) else {
            throw RPCError.notFound(Record.table, code)
        }
        return found
    }

    /// The record as the caller saw it.
    static func seen<Record: FollowUpRecord>(
        _ type: Record.Type, _ code: String, _ version: Int, _ change: Change
    ) async throws -> Record {
        let found = try await find(type, code, change.database)
        if found.version != version {
            throw RPCError.conflict(Messages.stale, currentVersion: found.version).at("/expectedVersion")
        }
        return found
    }

    static func add<Record: FollowUpRecord>(_ record: Record, _ type: String, _ change: Change) async throws -> Record {
        try await Lookup.requireOrganisations([record.organisation], change.database)
        let insert = InsertRecord(
            record: record, json: JSONText(utf8: try JSONEncoding.bytes(record)), now: change.now)
        guard try await change.database.execute(insert) == 1 else {
            throw RPCError.conflict(Messages.codeTaken).at("/code")
        }
        try await tell(record, type, change)
        return record
    }

    static func save<Record: FollowUpRecord>(_ record: Record, _ type: String, _ change: Change) async throws -> Record
    {
        let update = UpdateRecord(
            record: record, json: JSONText(utf8: try JSONEncoding.bytes(record)), now: change.now)
        guard try await change.database.execute(update) == 1 else {
            throw RPCError.conflict(Messages.stale).at("/expectedVersion")
        }
        try await tell(record, type, change)
        return record
    }

    private static func tell<Record: FollowUpRecord>(_ record: Record, _ type: String, _ change: Change) async throws {
        try await change.emit("\(Record.table).\(type)", subject: record.code, data: record)
        try await change.audit(subject: record.code, details: record)
    }

    static func page<Record: FollowUpRecord>(
        _ type: Record.Type, under organisation: String, state: String?, about: String? = nil, limit: Int?,
        _ cursor: PageCursor?, _ call: ReadCall
    ) async throws -> Page<Record> {
        let limit = PageLimit.of(limit)
        let keys = try cursor?.keys(Record.table, count: 2) ?? ["9999-12-31", ""]
        let rows = try await call.database.all(
            PageOfRecords<Record>(
                under: organisation, state: state, about: about, beforeDay: CalendarDate(keys[0]) ?? .epoch,
                beforeCode: keys[1], limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor(Record.table, $0.day.description, $0.code) }
    }

    /// All points in percent of the most that there are.
    static func percent(_ scores: [VisitScore]) -> Quantity? {
        let most = scores.reduce(Int64(0)) { $0 + $1.max.tenThousandths }
        let given = scores.reduce(Int64(0)) { $0 + $1.score.tenThousandths }
        guard most > 0 else { return nil }
        // To hundredths, halves up.
        return Quantity(tenThousandths: (given * 10_000 + most / 2) / most * 100)
    }
}

/// Files that something refers to: what the store has of them must be what is said.
enum FileClaims {
    /// Adds a problem for each reference whose size or type is not that of the stored file. What this service does not
    /// keep is pinned by its hash alone.
    static func check(
        _ references: [(path: String, file: FileReference)], province: String, _ database: any StatementExecutor,
        _ problems: inout Problems
    ) async throws {
        if references.isEmpty { return }
        let stored = try await FileStore.find(references.map(\.file.sha256), province: province, on: database)
        for (path, file) in references {
            guard let known = stored[file.sha256] else { continue }
            if let size = file.size, size != known.size {
                problems.add(
                    Problem(path: path + "/size", rule: "file.size", message: Messages.otherSize(size, known.size)))
            }
            if let type = file.mediaType, type != known.mediaType {
                problems.add(
                    Problem(
                        path: path + "/mediaType", rule: "file.mediaType",
                        message: Messages.otherType(type, known.mediaType)))
            }
        }
    }

    /// - Throws: `ruleViolated` with every problem.
    static func require(
        _ references: [(path: String, file: FileReference)], province: String, _ change: Change
    ) async throws {
        var problems = Problems()
        try await check(references, province: province, change.database, &problems)
        if !problems.isEmpty {
            throw RPCError.ruleViolated("file.claim", Messages.fileClaim, problems: problems.items)
        }
    }
}
