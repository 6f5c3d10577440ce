import CommonContract
import JSONRPC
import Kernel

/// What the module says of meetings.
enum MeetingMessages {
    static func stale(_ version: Int) -> RPCError {
        let message = LocalizedText(
            "มีผู้แก้ไขแล้ว อ่านใหม่ก่อนแก้ (version \(version))", "it was changed meanwhile: read it again")
        return RPCError(
            .conflict, message, problems: [Problem(path: "/expectedVersion", rule: "version.stale", message: message)],
            details: [("currentVersion", .number(String(version)))])
    }

    static func state(_ state: MeetingState) -> RPCError {
        located(
            "meeting.state", "/meeting",
            LocalizedText(
                "การประชุมอยู่ในสถานะ \(state.rawValue) ทำเช่นนี้ไม่ได้",
                "the meeting is \(state.rawValue): that cannot be done now"))
    }

    static func noMembers(_ day: CalendarDate) -> RPCError {
        .ruleViolated(
            "meeting.members",
            LocalizedText(
                "ไม่มีกรรมการที่อยู่ในวาระ ณ \(day) แต่งตั้งด้วย body.appoint ก่อน",
                "the body has no member in term on \(day): appoint members first (body.appoint)"))
    }

    static func notAMember(_ number: Int, at path: String) -> Problem {
        Problem(
            path: path, rule: "meeting.member",
            message: LocalizedText("ไม่มีกรรมการลำดับ \(number)", "the meeting has no member \(number)"))
    }

    static func noQuorum(_ meeting: StoredMeeting, percent: Int) -> RPCError {
        located(
            "meeting.quorum", "/meeting",
            LocalizedText(
                "ไม่ครบองค์ประชุม มา \(meeting.presentCount ?? 0) จาก \(meeting.memberCount) ต้องไม่น้อยกว่าร้อยละ \(percent)",
                "no quorum: \(meeting.presentCount ?? 0) of \(meeting.memberCount) came, \(percent) percent are needed")
        )
    }

    private static func located(_ rule: String, _ path: String, _ message: LocalizedText) -> RPCError {
        .ruleViolated(rule, message, problems: [Problem(path: path, rule: rule, message: message)])
    }

    static let resolvedAlready = located(
        "agenda.resolved", "/item",
        LocalizedText(
            "วาระนี้มีมติแล้ว มติแก้ไม่ได้ ออกมติใหม่แทน", "the item has its resolution: it is never changed, only superseded"))

    static func noOutcome(_ outcome: ActionOutcome) -> RPCError {
        located(
            "matter.outcome", "/outcome",
            LocalizedText(
                "\(outcome.rawValue) ไม่ใช่มติของที่ประชุม", "\(outcome.rawValue) is nothing that a meeting resolves"))
    }

    static func unresolved(_ items: [Int]) -> RPCError {
        let list = items.map(String.init).joined(separator: ", ")
        return .ruleViolated(
            "meeting.unresolved",
            LocalizedText("วาระที่ \(list) ยังไม่มีมติ", "the items \(list) have no resolution yet"))
    }

    static let nothingToNotify = RPCError.ruleViolated(
        "meeting.notified",
        LocalizedText("ไม่มีมติที่ต้องแจ้งเพิ่ม", "there is no resolution that was not notified yet"))

    static func noOrganisation(_ code: String, at path: String) -> Problem {
        Problem(
            path: path, rule: "organisation.known",
            message: LocalizedText("ไม่มีหน่วยงาน \(code)", "there is no organisation \(code)"))
    }

    /// Why a matter cannot be put before a body; `nil` if it can.
    static func problem(of matter: AgendaMatter?, for kind: BodyKind, at path: String) -> Problem? {
        let text: LocalizedText
        switch matter {
        case nil: text = LocalizedText("ไม่มีเรื่องนี้ในจังหวัด", "the province has no such matter")
        case .some(let matter) where matter.body == kind: return nil
        case .some(let matter) where !matter.isOpen:
            text = LocalizedText("เรื่องนี้สิ้นสุดแล้ว", "the matter has ended")
        case .some(let matter):
            text = LocalizedText(
                "เรื่องไม่ได้รอคณะกรรมการประเภท \(kind.rawValue) แต่รอ \(matter.body?.rawValue ?? "เจ้าหน้าที่")",
                "the matter does not wait for a body of the kind \(kind.rawValue), but for \(matter.body?.rawValue ?? "an officer")"
            )
        }
        return Problem(path: path, rule: "agenda.matter", message: text)
    }

    /// Nobody outside reads what is still being prepared or taken down.
    static func hidden(_ state: MeetingState, at organisation: String) -> RPCError {
        RPCError(
            .forbidden,
            LocalizedText(
                "การประชุมที่ยังไม่รับรองรายงาน (\(state.rawValue)) อ่านได้เฉพาะเจ้าหน้าที่ของ \(organisation) และกรรมการที่เชิญแล้ว",
                "a meeting whose minutes are not closed (\(state.rawValue)) is read by the people of \(organisation) and "
                    + "by members who were invited"),
            details: [
                ("needs", .object([JSONMember(name: "organisation", value: .string(organisation))]))
            ])
    }

    /// A term that overlaps with another one, by the constraint that forbids it; `nil` for any other constraint.
    static func term(_ constraint: String?, at path: String) -> (any Error)? {
        guard let constraint, constraint.hasPrefix("body_member_"), let message = rules[constraint] else { return nil }
        return RPCError(
            .conflict, message, problems: [Problem(path: path, rule: constraint, message: message)],
            details: [("rule", .string(constraint))])
    }

    static let notOfTheBody = RPCError.ruleViolated(
        "body.member", LocalizedText("ไม่มีกรรมการลำดับนี้", "the body has no member of this number"))

    /// Broken constraints, by name.
    static let rules: [String: LocalizedText] = [
        "appointment_order_number": LocalizedText("เลขที่คำสั่งนี้บันทึกแล้ว", "the body has an order of this number"),
        "body_member_term_overlaps": LocalizedText(
            "วาระของบุคคลนี้ซ้อนกับวาระเดิม", "a term of the same person overlaps with this one"),
        "body_member_two_chairs": LocalizedText(
            "มีประธานอยู่แล้วในช่วงวาระนี้ ให้คนเดิมพ้นก่อน", "there is a chair at that time: end that term first"),
        "body_quorum": LocalizedText("องค์ประชุมต้องเป็นร้อยละ 1–100", "a quorum is 1 to 100 percent"),
        "meeting_number": LocalizedText("มีการประชุมครั้งนี้แล้ว", "the body has a meeting of this number"),
        "meeting_immutable": LocalizedText(
            "การประชุมที่รับรองรายงานหรือยกเลิกแล้วแก้ไม่ได้", "a meeting that is closed or cancelled is never changed"),
        "meeting_notice_append_only": LocalizedText("หนังสือแจ้งที่บันทึกแล้วแก้ไม่ได้", "a notice is never changed"),
        "resolution_meeting_quorum": LocalizedText("การประชุมนั้นไม่ครบองค์ประชุม", "that meeting had no quorum"),
        "agenda_item_matter": LocalizedText("เรื่องนี้อยู่ในวาระแล้ว", "the matter is on the agenda already"),
    ]
}
