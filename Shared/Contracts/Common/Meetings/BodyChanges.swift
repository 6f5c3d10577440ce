import JSONRPC
import Kernel

/// An order that appointed members of a body.
public struct AppointmentOrder: Codable, Sendable, Hashable {
    public var number: String
    public var date: CalendarDate
    /// Who signed it, by position.
    public var signedBy: LocalizedText?
    /// SHA-256 of the stored file of it (`file.put`).
    public var file: String?

    public init(number: String, date: CalendarDate, signedBy: LocalizedText? = nil, file: String? = nil) {
        self.number = number
        self.date = date
        self.signedBy = signedBy
        self.file = file
    }
}

/// A body with the orders that appointed its members.
public struct BodyDetail: Codable, Sendable, Hashable {
    public var body: Body
    /// Oldest first.
    public var orders: [AppointmentOrder]

    public init(body: Body, orders: [AppointmentOrder]) {
        self.body = body
        self.orders = orders
    }
}

/// Appoints members of a body by an order.
public struct AppointMembers: RPCChange {
    public static let name = "body.appoint"
    public static let summary = LocalizedText("แต่งตั้งกรรมการตามคำสั่ง", "Appoint members of a body by an order")
    public static let details = LocalizedText(
        "วาระของบุคคลเดียวกันซ้อนกันไม่ได้ และมีประธานได้คราวละหนึ่งคน ฐานข้อมูลเป็นผู้ตรวจ",
        "Terms of one person must not overlap, nor those of two chairs: the database sees to it.")
    public static let access = RPCAccess.roles([.secretary, .planner, .administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "order": LocalizedText("คำสั่งแต่งตั้ง", "The appointment order"),
        "expectedVersion": LocalizedText(
            "version ของคณะกรรมการที่เห็นล่าสุด", "The body's version that the caller saw last"),
    ]
    public static let examples = [
        RPCExample(
            "a secretary",
            params: """
                {"idempotencyKey":"body-appoint-1","body":"67-EX-PEC","expectedVersion":1,\
                "order":{"number":"12/2565","date":"2022-01-15"},"members":[{"seat":"secretary",\
                "position":{"th":"ศึกษาธิการจังหวัด"},"organisation":"67-01","termFrom":"2022-01-15"}]}
                """,
            result: """
                {"body":\(BodyExamples.pec(#""termFrom":"2022-01-15""#, version: 2)),\
                "orders":[{"number":"12/2565","date":"2022-01-15"}]}
                """)
    ]
    public typealias Result = BodyDetail

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var body: String
    public var expectedVersion: Int
    public var order: AppointmentOrder
    public var members: [BodyMember]

    public init(
        idempotencyKey: String, body: String, expectedVersion: Int, order: AppointmentOrder, members: [BodyMember],
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.body = body
        self.expectedVersion = expectedVersion
        self.order = order
        self.members = members
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: order.number, at: "/order/number", max: 64)
        problems.check(text: order.signedBy, at: "/order/signedBy", max: 200)
        FileRules.check(sha256: order.file, at: "/order/file", &problems)
        BodyMember.check(members, &problems)
        if members.isEmpty {
            problems.add("/members", "count.range", th: "ต้องมีอย่างน้อยหนึ่งคน", en: "at least one member")
        }
    }
}

/// Ends a member's term.
public struct ReleaseMember: RPCChange {
    public static let name = "body.release"
    public static let summary = LocalizedText("กรรมการพ้นจากตำแหน่ง", "End a member's term")
    public static let access = RPCAccess.roles([.secretary, .planner, .administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "member": LocalizedText("ลำดับของกรรมการ", "The member's number in the body"),
        "lastDay": LocalizedText("วันสุดท้ายของวาระ", "Last day of the term"),
        "expectedVersion": LocalizedText(
            "version ของคณะกรรมการที่เห็นล่าสุด", "The body's version that the caller saw last"),
    ]
    public static let examples = [
        RPCExample(
            "at the end of the fiscal year",
            params: """
                {"idempotencyKey":"body-release-1","body":"67-EX-PEC","expectedVersion":2,"member":2,\
                "lastDay":"2022-09-30"}
                """,
            result: """
                {"body":\(BodyExamples.pec(#""termFrom":"2022-01-15","termUntil":"2022-09-30""#, version: 3)),\
                "orders":[{"number":"12/2565","date":"2022-01-15"}]}
                """)
    ]
    public typealias Result = BodyDetail

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var body: String
    public var expectedVersion: Int
    public var member: Int
    public var lastDay: CalendarDate

    public init(
        idempotencyKey: String, body: String, expectedVersion: Int, member: Int, lastDay: CalendarDate,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.body = body
        self.expectedVersion = expectedVersion
        self.member = member
        self.lastDay = lastDay
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// One body with its members and orders.
public struct GetBody: RPCMethod {
    public static let name = "body.get"
    public static let summary = LocalizedText(
        "อ่านคณะกรรมการ กรรมการ และคำสั่งแต่งตั้ง", "Read a body with its members and orders")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "on": LocalizedText("เฉพาะกรรมการที่อยู่ในวาระวันนั้น", "Only the members in term on this day; all unless given")
    ]
    public static let examples = [
        RPCExample(
            "those in term on a day", params: #"{"body":"67-EX-PEC","on":"2022-11-15"}"#,
            result: """
                {"body":\(BodyExamples.pec(nil, version: 3)),"orders":[{"number":"12/2565","date":"2022-01-15"}]}
                """)
    ]
    public typealias Result = BodyDetail

    public var body: String
    public var on: CalendarDate?

    public init(body: String, on: CalendarDate? = nil) {
        self.body = body
        self.on = on
    }
}

extension BodyMember {
    /// Positions, and terms that end after they begin.
    static func check(_ members: [BodyMember], _ problems: inout Problems) {
        if members.count > 200 {
            problems.add("/members", "count.range", th: "ไม่เกิน 200 คน", en: "at most 200 members")
        }
        for (index, member) in members.prefix(200).enumerated() {
            let path = "/members/\(index)"
            problems.check(text: member.position, at: path + "/position", max: 200)
            problems.check(text: member.subject, at: path + "/subject", max: 200)
            if member.number != nil || member.order != nil {
                problems.add(
                    path + "/number", "body.memberNumber", th: "ลำดับและคำสั่งระบบกำหนดให้",
                    en: "number and order are given by the service")
            }
            if let from = member.termFrom, let until = member.termUntil, until < from {
                problems.add(
                    path + "/termUntil", "body_member_term", th: "วาระสิ้นสุดก่อนเริ่ม", en: "the term ends before it begins")
            }
        }
    }
}
