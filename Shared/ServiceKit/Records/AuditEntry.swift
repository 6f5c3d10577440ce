import Crypto
import JSONRPC
import Kernel
import Postgres
import RPCServer

/// One entry of the audit trail, with the events that the same change gave.
///
/// `digest` is the SHA-256 of its contents in a fixed form (each field with its length before it), made by the
/// writer; the sealer chains digests, `audit.verify` makes them again from what the table holds.
struct AuditEntry: Sendable {
    var id: ID
    var at: Instant
    var subject: String
    var kind: String
    var method: String
    var requestID: String
    var organisation: String?
    /// What was changed: its id or code.
    var target: String?
    /// A JSON array of what the handler wrote.
    var details: String?
    /// A JSON array of `{id, type, subject, data}`.
    var events: String?

    init(of change: Change, method: String) throws {
        let record = change.record
        id = change.newID()
        at = change.now
        subject = change.caller.subject
        kind = change.caller.kind.rawValue
        self.method = method
        requestID = change.context.requestID
        organisation = change.organisation
        target = record.target
        if !record.details.isEmpty { details = AuditEntry.array(of: record.details) }
        if !record.events.isEmpty {
            events = AuditEntry.array(
                of: try record.events.map { event in
                    Array("{\"id\":\"\(event.id)\",\"type\":".utf8) + (try JSONEncoding.bytes(event.type))
                        + Array(",\"subject\":".utf8) + (try JSONEncoding.bytes(event.subject))
                        + Array(",\"data\":".utf8) + event.data + Array("}".utf8)
                })
        }
    }

    init(row: inout RowReader) throws {
        id = try row.next()
        at = try row.next()
        subject = try row.next()
        kind = try row.next()
        method = try row.next()
        requestID = try row.next()
        organisation = try row.next()
        target = try row.next()
        details = try row.next()
        events = try row.next()
    }

    /// The columns that `init(row:)` reads, in its order.
    static let columns =
        "a.id, a.at, a.subject, a.kind, a.method, a.request_id, a.organisation, a.target, a.details, a.events"

    private static func array(of items: [[UInt8]]) -> String {
        String(
            decoding: Array("[".utf8) + Array(items.joined(separator: Array(",".utf8))) + Array("]".utf8), as: UTF8.self
        )
    }

    var digest: [UInt8] {
        var hash = SHA256()
        for field in [
            id.description, String(at.microsecondsSinceEpoch), subject, kind, method, requestID, organisation, target,
            details, events,
        ] {
            // An absent field and an empty one are two things.
            let length = field.map { Int64($0.utf8.count) } ?? -1
            withUnsafeBytes(of: length.bigEndian) { hash.update(bufferPointer: $0) }
            if var field { field.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) } }
        }
        return Array(hash.finalize())
    }
}

/// The chain over the entries' digests.
enum AuditChain {
    static let start = [UInt8](repeating: 0, count: 32)

    /// The hash of the entry with this number, given the one before.
    static func hash(after previous: [UInt8], number: Int, entry: ID, digest: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: previous)
        withUnsafeBytes(of: Int64(number).bigEndian) { hash.update(bufferPointer: $0) }
        withUnsafeBytes(of: entry.high.bigEndian) { hash.update(bufferPointer: $0) }
        withUnsafeBytes(of: entry.low.bigEndian) { hash.update(bufferPointer: $0) }
        hash.update(data: digest)
        return Array(hash.finalize())
    }
}
