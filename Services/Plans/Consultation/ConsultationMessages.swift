import CommonContract
import JSONRPC
import Kernel
import PlansContract

/// What this part says to people.
enum ConsultationMessages {
    static func stale(_ version: Int) -> RPCError {
        .conflict(
            LocalizedText("มีผู้แก้ไขแล้ว อ่านใหม่ก่อนแก้ (version \(version))", "it was changed meanwhile: read it again"),
            currentVersion: version)
    }

    static func future(_ date: CalendarDate, at path: String) -> RPCError {
        .ruleViolated(
            "date.future", LocalizedText("วันที่ \(date) ยังมาไม่ถึง", "\(date) has not come yet; record what has happened"),
            at: path)
    }

    static func otherProvince(_ province: String) -> RPCError {
        .ruleViolated(
            "plan.codeProvince",
            LocalizedText("รหัสต้องขึ้นต้นด้วย \(province)-", "the code has to begin with \(province)-"), at: "/code")
    }

    // MARK: - Proposals

    static let roundDecided = RPCError.ruleViolated(
        "proposal_round_decided", LocalizedText("รอบนี้จัดลำดับเสร็จแล้ว", "the round is decided: nothing of it changes"),
        at: "/round")

    static func roundClosed(_ day: CalendarDate) -> RPCError {
        .ruleViolated(
            "proposal.closed", LocalizedText("ปิดรับเมื่อ \(day)", "proposals were taken until \(day)"), at: "/round")
    }

    static let withdrawn = RPCError.ruleViolated(
        "proposal.withdrawn", LocalizedText("ข้อเสนอนี้ถอนแล้ว", "the proposal was taken back"), at: "/proposal")

    static let nothingScored = RPCError.ruleViolated(
        "proposal.unscored", LocalizedText("ยังไม่มีข้อเสนอที่ให้คะแนนแล้ว", "no proposal of the round is scored yet"),
        at: "/round")

    // MARK: - Hearings

    static func hearingState(_ state: HearingState) -> RPCError {
        .ruleViolated(
            "hearing.state",
            LocalizedText(
                "การรับฟังอยู่ในสถานะ \(state.rawValue)", "the hearing is \(state.rawValue): that cannot be done now"),
            at: "/hearing")
    }

    static func outsidePhases(_ day: CalendarDate, _ channel: HearingChannel) -> RPCError {
        .ruleViolated(
            "hearing.phase",
            LocalizedText(
                "วันที่ \(day) ไม่อยู่ในระยะที่รับความเห็นทาง \(channel.rawValue)",
                "no phase takes comments by \(channel.rawValue) on \(day)"), at: "/channel")
    }

    static func phasesRun(until day: CalendarDate) -> RPCError {
        .ruleViolated(
            "hearing.running", LocalizedText("ยังรับฟังอยู่ถึง \(day)", "comments still come in, until \(day)"),
            at: "/hearing")
    }

    static func unanswered(_ numbers: [Int]) -> RPCError {
        let list = numbers.prefix(20).map(String.init).joined(separator: ", ")
        return .ruleViolated(
            "hearing.unanswered",
            LocalizedText("ความเห็นที่ยังไม่มีคำตอบ: \(list)", "comments without an answer: \(list)"), at: "/hearing")
    }

    static func notCarried(_ numbers: [Int]) -> RPCError {
        let list = numbers.prefix(20).map(String.init).joined(separator: ", ")
        return .ruleViolated(
            "hearing.notCarried",
            LocalizedText(
                "ความเห็นที่รับแล้วแต่ร่างยังไม่แก้: \(list)", "accepted comments that the draft does not carry yet: \(list)"),
            at: "/hearing")
    }

    static func byOfficeOnly(_ channel: HearingChannel) -> RPCError {
        let roles = ["planner", "secretary", "provincialOfficer", "administrator"]
        return RPCError(
            .forbidden,
            LocalizedText(
                "ความเห็นทาง \(channel.rawValue) เจ้าหน้าที่ของสำนักงานเป็นผู้บันทึก ทางเว็บให้ระบุหน่วยงานของตน",
                "what came by \(channel.rawValue) is recorded by the office; by web, name your own organisation"),
            details: [
                ("needs", .object([JSONMember(name: "roles", value: .array(roles.map(JSONValue.string)))]))
            ])
    }

    // MARK: - Announcements

    static let notAnnounced = RPCError.ruleViolated(
        "proclamation.notAnnounced",
        LocalizedText(
            "แผนยังไม่มีฉบับที่ประกาศ ใช้ plan.announce ก่อน", "no version of the plan is announced yet: plan.announce first"),
        at: "/plan")

    static func beforeSigning(_ day: CalendarDate) -> RPCError {
        .ruleViolated(
            "proclamation.date", LocalizedText("ประกาศลงนามเมื่อ \(day)", "it was signed on \(day) only"), at: "/date")
    }

    static let acknowledgedAlready = RPCError.ruleViolated(
        "proclamation_acknowledged", LocalizedText("รับทราบไปแล้ว", "it was acknowledged already"), at: "/plan")

    /// Broken constraints, by name.
    static let rules: [String: LocalizedText] = [
        "proposal_round_code": LocalizedText("รหัสรอบนี้ใช้แล้ว", "the code is taken by another round"),
        "proposal_code": LocalizedText("รหัสข้อเสนอนี้ใช้แล้ว", "the code is taken by another proposal"),
        "hearing_code": LocalizedText("รหัสการรับฟังนี้ใช้แล้ว", "the code is taken by another hearing"),
        "hearing_answer_once": LocalizedText("ความเห็นนี้มีคำตอบแล้ว", "the comment has its answer already"),
        "hearing_append_only": LocalizedText("ความเห็นและคำตอบแก้ไขไม่ได้", "comments and answers are never changed"),
        "proclamation_once": LocalizedText("ฉบับนี้ออกประกาศแล้ว", "the version has its announcement already"),
        "proclamation_append_only": LocalizedText("ประกาศแก้ไขไม่ได้", "an announcement is never changed"),
    ]
}
