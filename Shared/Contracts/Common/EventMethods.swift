import JSONRPC
import Kernel

/// Something that changed, as a CloudEvent (CloudEvents 1.0, JSON format).
public struct CloudEvent: Codable, Sendable {
    public var specversion: String
    public var id: ID
    /// `/` and the service's name: `"/plans"`.
    public var source: String
    /// `noun.happened`: `"plan.announced"`.
    public var type: String
    /// Id or code of the thing that changed.
    public var subject: String
    public var time: Instant
    public var datacontenttype: String
    /// Place in the service's feed, from 1 without gaps (an extension attribute).
    public var sequence: Int
    /// Code of the organisation that it is about (an extension attribute).
    public var organisation: String?
    public var data: JSONValue

    public init(
        id: ID, source: String, type: String, subject: String, time: Instant, sequence: Int, organisation: String?,
        data: JSONValue
    ) {
        specversion = "1.0"
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        datacontenttype = "application/json"
        self.sequence = sequence
        self.organisation = organisation
        self.data = data
    }
}

/// A stretch of the feed.
public struct EventFeed: Codable, Sendable {
    public var events: [CloudEvent]
    /// Pass it as `after` to go on: the last number looked at.
    public var next: Int
    /// Number of the newest event there is.
    public var last: Int

    public init(events: [CloudEvent], next: Int, last: Int) {
        self.events = events
        self.next = next
        self.last = last
    }
}

/// The events after a number, in order.
public struct ListEvents: RPCMethod {
    public static let name = "event.list"
    public static let summary = LocalizedText("เหตุการณ์ตามลำดับ", "List what happened, in order")
    public static let details = LocalizedText(
        "ลำดับต่อเนื่องไม่มีช่องว่าง ส่ง next ที่ได้รับเป็น after เพื่ออ่านต่อ",
        "Numbers have no gaps. Pass the answer's next as after to go on; nothing is ever inserted before it.")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.integrator, .auditor, .administrator])
    public static let memberNotes = [
        "after": LocalizedText("ลำดับที่อ่านถึงแล้ว (0 ถ้าไม่ระบุ)", "The number that was read last (0 unless given)"),
        "types": LocalizedText("เฉพาะชนิดเหล่านี้", "Only of these types"),
        "province": LocalizedText("เฉพาะจังหวัดนี้ (ทั้งหมดถ้าไม่ระบุ)", "Only of this province (all unless given)"),
        "limit": LocalizedText("1 ถึง 1,000 (50 ถ้าไม่ระบุ)", "1 to 1,000 (50 unless given)"),
    ]
    public static let examples = [
        RPCExample("far ahead", params: #"{"after":1000000000}"#, result: #"{"events":[],"next":1000000000,"last":0}"#)
    ]
    public typealias Result = EventFeed

    public var after: Int?
    public var types: [String]?
    public var province: String?
    public var limit: Int?

    public init(after: Int? = nil, types: [String]? = nil, province: String? = nil, limit: Int? = nil) {
        self.after = after
        self.types = types
        self.province = province
        self.limit = limit
    }

    public func check(_ problems: inout Problems) {
        PageLimit.check(limit, &problems)
        if let after, after < 0 { problems.add("/after", "event.after", th: "ต้องไม่ติดลบ", en: "must not be negative") }
    }
}
