import Kernel

/// Why the ledger refuses an act, in both languages: what was wrong, what was expected, what to do.
enum Refusal {
    private static func one(_ path: String, _ rule: String, th: String, en: String) -> Problems {
        var problems = Problems()
        problems.add(path, rule, th: th, en: en)
        return problems
    }

    static func overdrawn(_ line: LineState, _ stage: Stage, missing: Money, at path: String) -> Problems {
        let name = stageNames[stage] ?? LocalizedText(th: stage.rawValue)
        return one(
            path + "/amount", "ledger.\(stage.rawValue)",
            th: "รายการ \(line.code): ยอด\(name.th)ไม่พอ ขาด \(missing) บาท ให้ลดจำนวนเงินหรือตรวจยอดของรายการ",
            en:
                "line \(line.code): not enough \(name.en ?? ""), \(missing) baht short; lower the amount or look at the line's balances"
        )
    }

    static func overdrawnBefore(
        _ line: LineState, _ day: CalendarDate, _ stage: Stage, missing: Money, at path: String
    ) -> Problems {
        let name = stageNames[stage] ?? LocalizedText(th: stage.rawValue)
        return one(
            path + "/date", "ledger.\(stage.rawValue)OnDate",
            th: "รายการ \(line.code): ก่อนวันที่ \(day) ยอด\(name.th)ไม่พอ ขาด \(missing) บาท ให้ตรวจวันที่",
            en:
                "line \(line.code): before \(day) there was not enough \(name.en ?? ""), \(missing) baht short; check the date"
        )
    }

    static func overLimit(_ line: LineState, at path: String) -> Problems {
        one(
            path + "/amount", "ledger.limit", th: "รายการ \(line.code): ยอดรวมเกิน 10^15 บาท",
            en: "line \(line.code): more than 10^15 baht in all")
    }

    static func outsideYear(_ line: LineState, _ date: CalendarDate, at path: String) -> Problems {
        let days = line.fiscalYear.days
        return one(
            path + "/date", "ledger.fiscalYear",
            th:
                "วันที่ \(date) อยู่นอกปีงบประมาณ \(line.fiscalYear.buddhistYear) ของรายการ \(line.code) (\(days.lowerBound) ถึง \(days.upperBound))",
            en:
                "\(date) is outside fiscal year \(line.fiscalYear.buddhistYear) of line \(line.code) (\(days.lowerBound) to \(days.upperBound))"
        )
    }

    static func closedPeriod(
        _ line: LineState, _ closed: CalendarDate, _ date: CalendarDate, at path: String
    ) -> Problems {
        one(
            path + "/date", "period.closed",
            th: "รายการ \(line.code): ปิดงวดถึง \(closed) แล้ว บันทึกวันที่ \(date) ไม่ได้ ให้ลงวันที่หลังงวดที่ปิด",
            en: "line \(line.code): closed through \(closed), nothing is posted for \(date); use a later day")
    }

    static func pastLastDay(
        _ line: LineState, _ until: CalendarDate, _ date: CalendarDate, at path: String
    ) -> Problems {
        one(
            path + "/date", "carryOver.lastDay",
            th: "รายการ \(line.code): เงินกันเหลื่อมปีใช้ได้ถึง \(until) ไม่ใช่ \(date) ให้ขอขยายเวลา (carryOver.extend)",
            en:
                "line \(line.code): what was carried over may be spent until \(until), not on \(date); ask for an extension (carryOver.extend)"
        )
    }

    static func overPlan(_ line: LineState, _ excess: PlanExcess, at path: String) -> Problems {
        let isYear = excess.control.period == .year
        let (th, en) = isYear ? ("ทั้งปี", "of the year") : ("สะสมถึงสิ้นเดือน", "up to the end of the month")
        return one(
            path + "/amount", "control.\(excess.control.period.rawValue)",
            th: "รายการ \(line.code): รวมเป็น \(excess.actual) บาท เกินแผน\(th) \(excess.planned) บาท",
            en: "line \(line.code): \(excess.actual) baht in all is over the plan \(en), \(excess.planned)")
    }

    static func received(_ commitment: CommitmentState, at path: String) -> Problems {
        one(
            path + "/amount", "commitment.received",
            th: "ข้อผูกพัน \(commitment.code) ตรวจรับแล้ว \(commitment.received) บาท คืนได้ไม่เกิน \(commitment.releasable) บาท",
            en:
                "\(commitment.received) baht of commitment \(commitment.code) was received; at most \(commitment.releasable) can be given up"
        )
    }

    static func overCommitment(_ commitment: CommitmentState, _ amount: Money, at path: String) -> Problems {
        one(
            path + "/amount", "commitment.outstanding",
            th: "ข้อผูกพัน \(commitment.code) เหลือ \(commitment.outstanding) บาท ไม่พอสำหรับ \(amount) บาท",
            en: "commitment \(commitment.code) has \(commitment.outstanding) baht outstanding, not enough for \(amount)"
        )
    }

    static func beforeCommitment(_ commitment: CommitmentState, _ date: CalendarDate, at path: String) -> Problems {
        one(
            path + "/date", "date.order",
            th: "วันที่ \(date) อยู่ก่อนวันก่อหนี้ผูกพัน \(commitment.date)",
            en: "\(date) is before the commitment of \(commitment.date)")
    }

    static func beforeOriginal(_ date: CalendarDate, at path: String) -> Problems {
        one(
            path + "/date", "date.order", th: "ต้องไม่ก่อนวันที่ของรายการเดิม \(date)",
            en: "must not be before the original entry of \(date)")
    }

    static func reversedAlready(at path: String) -> Problems {
        one(
            path + "/entry", "entry.reversedOnce", th: "รายการนี้กลับไปแล้ว แต่ละรายการกลับได้ครั้งเดียว",
            en: "it is reversed already; an entry is reversed at most once")
    }

    static func notReversible(_ kind: ActKind, at path: String) -> Problems {
        one(
            path + "/entry", "entry.notReversible",
            th: "รายการชนิด \(kind.rawValue) กลับด้วยวิธีนี้ไม่ได้ ให้บันทึกรายการใหม่หรือถอนคำขอโอน",
            en: "an entry of kind \(kind.rawValue) cannot be reversed; post a new act, or withdraw the transfer")
    }

    static func commitmentInUse(_ commitment: CommitmentState, at path: String) -> Problems {
        one(
            path + "/entry", "commitment.inUse",
            th: "ข้อผูกพัน \(commitment.code) เบิกจ่ายหรือคืนไปแล้วบางส่วน ให้กลับรายการเหล่านั้นก่อน",
            en: "commitment \(commitment.code) was partly paid or released; reverse those entries first")
    }

    static func unknownLine(_ id: ID, at path: String) -> Problems {
        one(path + "/line", "line.unknown", th: "ไม่พบรายการงบประมาณ \(id)", en: "there is no budget line \(id)")
    }

    static func unknownCommitment(_ id: ID, at path: String) -> Problems {
        one(path + "/commitment", "commitment.unknown", th: "ไม่พบข้อผูกพัน \(id)", en: "there is no commitment \(id)")
    }

    static let stageNames: [Stage: LocalizedText] = [
        .source: LocalizedText("รับจัดสรร", "received money"),
        .available: LocalizedText("คงเหลือ", "available money"),
        .reserved: LocalizedText("กันไว้เพื่อโอน", "reserved money"),
        .committed: LocalizedText("ผูกพัน", "committed money"),
        .disbursed: LocalizedText("เบิกจ่าย", "disbursed money"),
        .returned: LocalizedText("ส่งคืน", "returned money"),
        .carriedOver: LocalizedText("กันเหลื่อมปี", "money carried over"),
    ]
}
