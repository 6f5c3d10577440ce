import Kernel

/// What a reminder says. Mail to offices is Thai.
struct ReminderText: Sendable {
    /// Names that one mail lists; the rest is counted.
    private static let namesMax = 100

    /// Name of the round.
    var round: String
    var dueOn: CalendarDate
    /// Names of those who have not answered.
    var outstanding: [String]
    /// It goes to the one that is outstanding itself.
    var isOwn: Bool

    var subject: String {
        isOwn
            ? "แจ้งเตือนการรายงานข้อมูล: \(round)"
            : "แจ้งหน่วยงานในกำกับที่ยังไม่รายงานข้อมูล \(outstanding.count) แห่ง: \(round)"
    }

    var body: String {
        let due = "กำหนดส่งภายในวันที่ \(ThaiDate.text(dueOn))"
        if isOwn {
            return """
                เรียน ผู้บริหาร\(outstanding.first ?? "")

                ตามรอบการติดตาม “\(round)” \(due) ยังไม่ปรากฏว่าหน่วยงานของท่านได้ส่งและรับรองข้อมูลในระบบ
                จึงขอความร่วมมือรายงานข้อมูลให้ครบถ้วนและให้ผู้บังคับบัญชารับรอง หากรายงานแล้วขออภัยมา ณ ที่นี้
                """
        }
        let names = outstanding.prefix(Self.namesMax).enumerated().map { "\($0.offset + 1). \($0.element)" }
        let rest = outstanding.count - names.count
        return """
            ตามรอบการติดตาม “\(round)” \(due) มีหน่วยงานในสังกัดหรือกำกับของท่านที่ยังไม่ส่งข้อมูล \(outstanding.count) แห่ง ดังนี้

            \(names.joined(separator: "\n"))\(rest > 0 ? "\nและอีก \(rest) แห่ง" : "")

            จึงขอความอนุเคราะห์เร่งรัดให้รายงานและรับรองข้อมูลในระบบ
            """
    }
}
