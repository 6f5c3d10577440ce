import CommonContract
import JSONRPC
import Kernel
import Postgres

enum RecordHandlers {
    static let methods: [any RPCMethod.Type] = [ListAudit.self, VerifyAudit.self, ListEvents.self]

    static func register(on router: ServiceRouter) {
        router.read(ListAudit.self, at: { params, _ in params.province ?? "TH" }) { params, call in
            let limit = PageLimit.of(params.limit)
            let before = try params.cursor.map { try Int($0.keys("audit", count: 1)[0]) }
            let rows = try await call.database.all(
                AuditPage(params: params, before: (before ?? nil) ?? Int.max, limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("audit", String($0.number)) }
        }
        router.read(VerifyAudit.self, at: { _, _ in "TH" }) { params, call in
            try await AuditCheck(database: call.database, from: params.from ?? 1, anchor: params.anchor).run()
        }
        router.bytes(ListEvents.self, at: { params, _ in params.province ?? "TH" }) { params, call in
            let after = params.after ?? 0
            let events = try await call.database.all(
                EventsToDeliver(
                    after: after, types: params.types ?? [], province: params.province,
                    limit: PageLimit.of(params.limit)))
            let last = try await call.database.first(FeedEnd()) ?? 0
            var bytes = Array("{\"events\":[".utf8)
            var first = true
            for event in events where event.matches {
                if !first { bytes.append(UInt8(ascii: ",")) }
                bytes += try event.json(service: call.runtime.service)
                first = false
            }
            return bytes + Array("],\"next\":\(events.last?.number ?? after),\"last\":\(last)}".utf8)
        }
    }
}

/// Sealed entries, newest first. By what is rare of the filters, or backwards from the end where nothing is: that is
/// for the planner to tell, each time.
struct AuditPage: Statement {
    static let isPrepared = false
    static let sql = """
        SELECT s.number, encode(s.hash, 'hex'), \(AuditEntry.columns)
          FROM audit_seal s
          JOIN audit_entry a ON a.xact = s.xact AND a.id = s.entry
         WHERE s.number < $1
           AND ($2::text IS NULL OR a.organisation = $2 OR a.organisation LIKE $2 || '-%')
           AND ($3::text IS NULL OR a.subject = $3)
           AND ($4::text IS NULL OR a.method = $4)
           AND ($5::text IS NULL OR a.target = $5)
           AND ($6::timestamptz IS NULL OR a.at >= $6)
           AND ($7::timestamptz IS NULL OR a.at < $7)
         ORDER BY s.number DESC
         LIMIT $8
        """
    let params: ListAudit
    let before: Int
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(before)
        parameters.append(params.province)
        parameters.append(params.subject)
        parameters.append(params.method)
        parameters.append(params.target)
        parameters.append(params.from)
        parameters.append(params.until)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> AuditRecord {
        let number: Int = try row.next()
        let hash: String = try row.next()
        let entry = try AuditEntry(row: &row)
        return AuditRecord(
            number: number, id: entry.id, at: entry.at, subject: entry.subject, method: entry.method,
            requestId: entry.requestID, organisation: entry.organisation, target: entry.target,
            details: try StoredJSON.value(entry.details), hash: hash)
    }
}

/// Number of the newest event.
struct FeedEnd: Statement {
    static let sql = "SELECT event_number FROM audit_head WHERE one"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
