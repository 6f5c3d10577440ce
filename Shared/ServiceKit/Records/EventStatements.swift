import CommonContract
import JSONRPC
import Kernel
import Postgres

/// An event of the feed as the table holds it.
struct StoredEvent: Sendable {
    static let columns = "e.number, e.id, e.type, e.subject, e.organisation, e.at, e.data"

    var number: Int
    var id: ID
    var type: String
    var subject: String
    var organisation: String?
    var at: Instant
    /// JSON.
    var data: String
    var matches = true

    init(row: inout RowReader) throws {
        number = try row.next()
        id = try row.next()
        type = try row.next()
        subject = try row.next()
        organisation = try row.next()
        at = try row.next()
        data = try row.next()
    }

    /// The CloudEvent, its data passed on as it was stored.
    func json(service: String) throws -> [UInt8] {
        var text = "{\"specversion\":\"1.0\",\"id\":\"\(id)\",\"source\":"
        text += try quoted("/\(service)") + ",\"type\":" + quoted(type) + ",\"subject\":" + quoted(subject)
        text += ",\"time\":\"\(at)\",\"datacontenttype\":\"application/json\",\"sequence\":\(number)"
        if let organisation { text += ",\"organisation\":" + (try quoted(organisation)) }
        return Array((text + ",\"data\":" + data + "}").utf8)
    }

    private func quoted(_ text: String) throws -> String {
        String(decoding: try JSONEncoding.bytes(text), as: UTF8.self)
    }
}
