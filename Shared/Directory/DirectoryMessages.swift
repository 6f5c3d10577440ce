import JSONRPC
import Kernel

/// What the directory says to people.
enum DirectoryMessages {
    static let constraints: [String: LocalizedText] = [
        "organisation_code": LocalizedText("มีหน่วยงานรหัสนี้แล้ว", "an organisation with this code exists"),
        "organisation_parent": LocalizedText("ไม่มีหน่วยงานต้นสังกัดนี้", "there is no such parent agency"),
        "organisation_supervisor": LocalizedText("ไม่มีหน่วยงานกำกับดูแลนี้", "there is no such supervising agency"),
        "organisation_successor": LocalizedText("ไม่มีหน่วยงานที่รับช่วงนี้", "there is no such successor"),
        "organisation_top": LocalizedText(
            "ต้องระบุต้นสังกัด ยกเว้นระดับประเทศ", "a parent is needed by all but the nation"),
        "organisation_own_parent": LocalizedText("สังกัดตนเองไม่ได้", "nothing is its own parent or supervisor"),
        "organisation_life": LocalizedText("ยุบเลิกก่อนวันเปิดไม่ได้", "it cannot close before it opened"),
        "organisation_code_once": LocalizedText(
            "รหัสนี้ในระบบเดียวกันเป็นของหน่วยงานอื่นแล้ว", "another organisation has this code of the scheme"),
        "organisation_place": LocalizedText("ตำบลไม่ได้อยู่ในอำเภอนี้", "the subdistrict is not of the district"),
        "assignment_organisation": LocalizedText("ไม่มีหน่วยงานนี้", "there is no such organisation"),
        "assignment_open": LocalizedText("มีบทบาทนี้ที่หน่วยงานนี้อยู่แล้ว", "the subject holds this role there already"),
        "assignment_period": LocalizedText("วันสิ้นสุดต้องไม่ก่อนวันเริ่ม", "it cannot end before it began"),
    ]

    static let followed = RPCError.ruleViolated(
        "directory.followed",
        LocalizedText(
            "บริการนี้ใช้ทะเบียนหน่วยงานของบริการอื่น ให้แก้ไขที่บริการนั้น",
            "this service follows the directory of another one; make the change there"))
    static func kept(by office: String) -> RPCError {
        RPCError.ruleViolated(
            "directory.followed",
            LocalizedText(
                "หน่วยงานของจังหวัด \(office) มาจากบริการของจังหวัดนั้น ให้แก้ไขที่นั่น",
                "the organisations of province \(office) come from that office's own service; make the change there"))
    }

    /// A refusal with the place in the params that it is about.
    private static func refusal(_ rule: String, at path: String, _ message: LocalizedText) -> RPCError {
        RPCError.ruleViolated(rule, message, problems: [Problem(path: path, rule: rule, message: message)])
    }

    static func closed(at path: String) -> RPCError {
        refusal(
            "organisation.closed", at: path, LocalizedText("หน่วยงานยุบเลิกแล้ว", "the organisation is closed"))
    }

    static func cycle(at path: String) -> RPCError {
        refusal(
            "organisation.cycle", at: path,
            LocalizedText("หน่วยงานจะอยู่ใต้ตนเอง", "the organisation would come to stand under itself"))
    }

    static let ended = refusal(
        "assignment.ended", at: "/assignment", LocalizedText("บทบาทนี้สิ้นสุดแล้ว", "the assignment has ended"))

    static func stale(_ version: Int, at path: String = "/expectedVersion") -> RPCError {
        let message = LocalizedText(
            "ข้อมูลถูกแก้ไขแล้ว (version \(version)) ให้อ่านใหม่ก่อน",
            "it was changed meanwhile (version \(version)); read it again")
        return conflict(message, at: path, currentVersion: version)
    }

    static func conflict(_ message: LocalizedText, at path: String, currentVersion: Int? = nil) -> RPCError {
        var error = RPCError.conflict(message, currentVersion: currentVersion)
        error.problems = [Problem(path: path, rule: "conflict", message: message)]
        return error
    }

    static func date(_ effective: CalendarDate, _ last: CalendarDate, _ today: CalendarDate) -> RPCError {
        refusal(
            "organisation.effectiveOn", at: "/effectiveOn",
            LocalizedText(
                "วันที่มีผลต้องอยู่ระหว่าง \(last) (การเปลี่ยนแปลงล่าสุด) ถึงวันนี้ \(today) แต่ได้รับ \(effective)",
                "effectiveOn must be from \(last), the last change, to today, \(today); got \(effective)"))
    }

    static func openBelow(_ count: Int) -> RPCError {
        refusal(
            "organisation.openBelow", at: "/organisation",
            LocalizedText(
                "ยังมี \(count) หน่วยงานที่เปิดอยู่ในสังกัดหรือกำกับ ให้ย้ายก่อน",
                "\(count) organisations that are open stand directly below it; move them first"))
    }

    static func notBelow(_ code: String) -> LocalizedText {
        LocalizedText("“\(code)” ไม่อยู่ในหน่วยงานที่ระบุ", "“\(code)” is not at or below the organisation named")
    }

    static func beyond(_ place: String) -> RPCError {
        RPCError(
            .forbidden,
            LocalizedText("ต้องมีบทบาทที่ \(place) ด้วย", "the role must be held at \(place) as well"),
            details: [("needs", .object([JSONMember(name: "organisation", value: .string(place))]))])
    }
}
