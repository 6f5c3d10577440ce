import CommonContract
import JSONRPC
import Kernel

/// What the module says to people.
enum Messages {
    static func refused(_ refusal: ProcedureEngine.Refusal) -> RPCError {
        switch refusal {
        case .ended(let state):
            located(
                "matter.ended", "/matter",
                LocalizedText("เรื่องนี้สิ้นสุดแล้ว (\(state.rawValue))", "the matter has ended (\(state.rawValue))"))
        case .otherStep(let asked, let stands):
            located(
                "matter.step", "/step",
                LocalizedText(
                    "เรื่องอยู่ที่ขั้น “\(stands)” ไม่ใช่ “\(asked)” อ่านเรื่องใหม่แล้วทำขั้นที่ค้างอยู่",
                    "the matter stands at “\(stands)”, not at “\(asked)”: read it again and take the step where it is"))
        case .outcome(let outcome, let step, let possible):
            located(
                "matter.outcome", "/outcome",
                LocalizedText(
                    "ขั้น “\(step)” ไม่มีผล \(outcome.rawValue) ที่ทำได้คือ \(list(possible))",
                    "the step “\(step)” has no outcome \(outcome.rawValue); possible are \(list(possible))"))
        case .unknownStep(let code):
            located(
                "matter.definition", "/step",
                LocalizedText("ขั้นตอนงานไม่มีขั้น “\(code)”", "the procedure has no step “\(code)”"))
        }
    }

    private static func located(_ rule: String, _ path: String, _ message: LocalizedText) -> RPCError {
        .ruleViolated(rule, message, problems: [Problem(path: path, rule: rule, message: message)])
    }

    private static func list(_ outcomes: [ActionOutcome]) -> String {
        outcomes.filter { $0 != .withdraw }.map(\.rawValue).joined(separator: ", ")
    }

    static let withdrawElsewhere = located(
        "matter.withdraw", "/outcome",
        LocalizedText("การถอนเรื่องทำที่คำขอเดิม", "a matter is taken back where it was brought: withdraw the request itself"))

    static func openedWith(_ method: String) -> RPCError {
        located(
            "matter.openedWith", "/procedure",
            LocalizedText(
                "เรื่องตามขั้นตอนนี้เปิดด้วย \(method)", "matters of this procedure are opened by \(method)"))
    }

    static func forbidden(_ step: ProcedureStep, at organisation: String) -> RPCError {
        let roles = step.roles.map(\.rawValue).sorted()
        let list = roles.joined(separator: ", ")
        let message = LocalizedText(
            "ขั้น “\(step.name.th)” ต้องมีบทบาทใดบทบาทหนึ่งใน \(list) ที่ \(organisation) หรือหน่วยงานเหนือขึ้นไป",
            "the step “\(step.code)” needs one of the roles \(list) at \(organisation) or above it")
        return RPCError(
            .forbidden, message, problems: [Problem(path: "/step", rule: "matter.role", message: message)],
            details: [
                (
                    "needs",
                    .object([
                        JSONMember(name: "roles", value: .array(roles.map(JSONValue.string))),
                        JSONMember(name: "organisation", value: .string(organisation)),
                    ])
                )
            ])
    }

    static func hiddenMatters(_ organisation: String) -> RPCError {
        RPCError(
            .forbidden,
            LocalizedText(
                "เรื่องของ \(organisation) อ่านได้เมื่อมีบทบาทที่หน่วยงานนั้นหรือหน่วยงานเหนือขึ้นไป",
                "matters of \(organisation) are read by those with a role there or above it"),
            details: [("needs", .object([JSONMember(name: "organisation", value: .string(organisation))]))])
    }

    static func future(_ date: CalendarDate) -> RPCError {
        located(
            "matter.date", "/date",
            LocalizedText("วันที่ \(date) ยังมาไม่ถึง", "\(date) has not come yet; record what has happened"))
    }

    static func beforeOpening(_ date: CalendarDate, _ opened: CalendarDate) -> RPCError {
        located(
            "matter.date", "/date",
            LocalizedText(
                "วันที่ \(ThaiDate.text(date, .short, digits: .arabic)) อยู่ก่อนวันเปิดเรื่อง \(ThaiDate.text(opened, .short, digits: .arabic))",
                "\(date) is before the matter was opened on \(opened)"))
    }

    static func needsMeeting(_ kind: BodyKind) -> RPCError {
        located(
            "matter.meeting", "/step",
            LocalizedText(
                "ขั้นนี้เป็นมติของคณะกรรมการประเภท \(kind.rawValue) ให้ลงมติในการประชุมที่ครบองค์ประชุมด้วย meeting.resolve",
                "a body of the kind \(kind.rawValue) takes this step: resolve it in a meeting that has its quorum (meeting.resolve)"
            ))
    }

    /// - Parameter path: of the param that says whose resolution it is.
    static func noBodyStep(_ step: String, at path: String = "/resolutionNumber") -> RPCError {
        located(
            "matter.body", path,
            LocalizedText(
                "ขั้น “\(step)” ไม่ใช่ขั้นของคณะกรรมการ ไม่มีมติ", "the step “\(step)” is no body's: it has no resolution"))
    }

    static func otherBody(_ kind: BodyKind, at path: String = "/body") -> RPCError {
        located(
            "matter.body", path,
            LocalizedText(
                "มตินี้ต้องเป็นของคณะกรรมการประเภท \(kind.rawValue)",
                "the resolution must be of a body of the kind \(kind.rawValue)"))
    }

    /// Broken constraints, by name.
    static let rules: [String: LocalizedText] = [
        "matter_one_open": LocalizedText("มีเรื่องที่ยังไม่สิ้นสุดอยู่แล้ว", "there is an open matter about it already"),
        "matter_action_append_only": LocalizedText(
            "สิ่งที่บันทึกในประวัติแก้ไขไม่ได้", "what happened to a matter is never changed"),
        "resolution_append_only": LocalizedText(
            "มติแก้ไขไม่ได้ ให้ออกมติใหม่แทน", "a resolution is never changed: supersede it"),
        "resolution_number": LocalizedText("เลขที่มตินี้ใช้แล้ว", "the body has a resolution of this number"),
        "resolution_superseded_once": LocalizedText("มตินั้นถูกแทนไปแล้ว", "that resolution was superseded already"),
        "resolution_supersedes": LocalizedText("ไม่พบมติที่จะแทน", "there is no such resolution to supersede"),
        "body_code": LocalizedText("รหัสคณะกรรมการนี้ใช้แล้ว", "the code is taken by another body"),
        "body_member_term": LocalizedText("วาระสิ้นสุดก่อนเริ่ม", "a term ends before it begins"),
        "procedure_definition_pkey": LocalizedText("มีฉบับนี้แล้ว", "there is such a version already"),
        "procedure_definition_day": LocalizedText("มีฉบับที่เริ่มใช้วันนี้แล้ว", "there is a version from this day already"),
        "procedure_setting_day": LocalizedText("มีการกำหนดสำหรับวันนี้แล้ว", "there is a setting from this day already"),
    ]
}
