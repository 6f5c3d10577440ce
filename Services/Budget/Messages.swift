import BudgetContract
import JSONRPC
import Kernel

/// What the handlers say to people, Thai and English side by side. What the ledger itself refuses is in `Refusal`.
enum Messages {
    static func ambiguous(_ kind: String, _ key: String) -> LocalizedText {
        let noun = Nouns.name(kind)
        return LocalizedText(
            "มี\(noun.th)รหัส “\(key)” มากกว่าหนึ่งจังหวัด ให้ใช้ id",
            "more than one province has the \(noun.en ?? kind) “\(key)”; use its id")
    }
    static func codeTaken(_ code: String) -> LocalizedText {
        LocalizedText("รหัส “\(code)” ใช้ไปแล้ว", "the code “\(code)” is taken")
    }
    static func lineDiffers(_ code: String) -> LocalizedText {
        LocalizedText(
            "มีรายการ “\(code)” อยู่แล้วและข้อมูลต่างจากนี้", "line “\(code)” is there already and is not the same")
    }
    static func unknown(_ kind: String, _ key: some CustomStringConvertible) -> LocalizedText {
        let noun = Nouns.name(kind)
        return LocalizedText("ไม่พบ\(noun.th) “\(key)”", "no \(noun.en ?? kind) “\(key)”")
    }
    static func outside(_ organisation: String, of root: String) -> LocalizedText {
        LocalizedText(
            "หน่วยงาน “\(organisation)” ไม่มีอยู่ หรือไม่อยู่ใต้ “\(root)”",
            "organisation “\(organisation)” does not exist, or is not below “\(root)”")
    }
    static func organisationClosed(_ code: String, _ day: CalendarDate) -> LocalizedText {
        LocalizedText(
            "หน่วยงาน “\(code)” ยุบเลิกแล้วเมื่อ \(day) ให้ใช้รหัสหน่วยงานที่รับช่วง",
            "organisation “\(code)” was closed on \(day); use the one that took over")
    }
    static let stalePlan = LocalizedText(
        "มีผู้แก้แผนไปก่อนแล้ว ให้อ่านใหม่แล้วลองอีกครั้ง", "the plan was changed meanwhile; read it again and retry")
    static var otherCursor: RPCError {
        let message = LocalizedText(
            "cursor ไม่ใช่ของรายการนี้ ให้เริ่มใหม่โดยไม่ส่ง cursor", "the cursor is not one of this list; start again without")
        return RPCError(
            .invalidParams, message, problems: [Problem(path: "/cursor", rule: "page.cursor", message: message)])
    }
    static let retry = LocalizedText("มีรายการพร้อมกัน ให้ลองอีกครั้ง", "another act came in between; try again")
    static func importRefused(_ count: Int) -> LocalizedText {
        LocalizedText("ไม่บันทึก เพราะผิด \(count) ข้อ", "nothing was posted: \(count) problems")
    }

    /// By constraint: what the database itself refuses, should the ledger not have said it before.
    static let rules: [String: LocalizedText] = [
        "budget_line_code_taken": LocalizedText("รหัสรายการนี้ใช้ไปแล้ว", "the code of the line is taken"),
        "commitment_code_taken": LocalizedText("เลขที่ข้อผูกพันนี้ใช้ไปแล้ว", "the number of the commitment is taken"),
        "ledger_entry_code_taken": LocalizedText("รหัสรายการบัญชีนี้ใช้ไปแล้ว", "the code of the entry is taken"),
        "ledger_entry_reversed_once": LocalizedText("รายการนี้กลับไปแล้ว", "the entry is reversed already"),
        "budget_transfer_code_taken": LocalizedText("เลขที่คำขอโอนนี้ใช้ไปแล้ว", "the number of the transfer is taken"),
        "budget_line_available": LocalizedText("เงินคงเหลือไม่พอ", "not enough money is available"),
        "budget_line_reserved": LocalizedText("เงินกันโอนไม่พอ", "not enough money is reserved"),
        "budget_line_committed": LocalizedText("เงินผูกพันไม่พอ", "not enough money is committed"),
        "budget_line_disbursed": LocalizedText("เงินเบิกจ่ายไม่พอ", "not enough money was disbursed"),
        "budget_line_received": LocalizedText("ยอดรับเกิน 10^15 บาท", "more than 10^15 baht in all"),
        "budget_line_period_open": LocalizedText(
            "งวดนี้ปิดแล้ว ให้ลงวันที่หลังงวดที่ปิด", "the period is closed; use a later day"),
        "budget_line_spend_until": LocalizedText(
            "พ้นวันสุดท้ายของเงินกันเหลื่อมปี", "past the last day of what was carried over"),
        "carry_over_line_once": LocalizedText(
            "รายการนี้กันเงินกรณีไม่มีหนี้ผูกพันไปแล้ว", "what nothing binds of this line is carried over already"),
        "carry_over_once": LocalizedText("ข้อผูกพันนี้กันเหลื่อมปีไปแล้ว", "the commitment is carried over already"),
        "unmatched_payment_entry_once": LocalizedText(
            "รายการบัญชีนี้จับคู่ไปแล้ว", "the entry is another payment's already"),
        "commitment_outstanding": LocalizedText("เกินยอดคงค้างของข้อผูกพัน", "more than is outstanding of the commitment"),
    ]

    // Periods and years
    static func yearNotOver(_ year: FiscalYear) -> LocalizedText {
        LocalizedText(
            "ปีงบประมาณ \(year) สิ้นสุด \(year.lastDay) ยังปิดไม่ได้",
            "fiscal year \(year) ends on \(year.lastDay); it cannot be closed yet")
    }
    static func yearTransfer(_ code: String) -> LocalizedText {
        LocalizedText(
            "คำขอโอน “\(code)” อนุมัติแล้วแต่ยังไม่ดำเนินการ ให้ดำเนินการก่อนปิดปี",
            "transfer “\(code)” is approved and not carried out; execute it before the year is closed")
    }
    static func tooManyLines(_ limit: Int) -> LocalizedText {
        LocalizedText(
            "มีรายการที่ยังมีเงินเกิน \(limit) รายการ ให้ปิดทีละหน่วยงาน",
            "more than \(limit) lines still hold money; close one organisation at a time")
    }
    static func yearEnd(_ year: FiscalYear) -> LocalizedText {
        LocalizedText("สิ้นปีงบประมาณ \(year)", "end of fiscal year \(year)")
    }
    static func tooManyNodes(_ limit: Int) -> LocalizedText {
        LocalizedText(
            "ต้นไม้มีเกิน \(limit) โหนด ให้ลด depth หรือระบุหน่วยงานที่เล็กลง",
            "the tree has more than \(limit) nodes; ask for less depth or a smaller organisation")
    }
    static let noticeAnswered = LocalizedText("ชี้แจงไปแล้ว", "it is answered already")
    static func stepBefore(_ date: CalendarDate) -> LocalizedText {
        LocalizedText("ต้องไม่ก่อนขั้นก่อนหน้า \(date)", "must not be before the step before it, of \(date)")
    }
    static func stepOver(_ limit: Money) -> LocalizedText {
        LocalizedText(
            "รวมแล้วเกินขั้นก่อนหน้า \(limit) บาท", "more in all than the step before it has: \(limit) baht")
    }
    static let carryNothing = LocalizedText("ข้อผูกพันนี้ไม่มียอดคงค้าง", "nothing is outstanding of the commitment")
    static func carryNoRule(_ date: CalendarDate) -> LocalizedText {
        LocalizedText(
            "ไม่มีเกณฑ์กันเงินเหลื่อมปี ณ \(date) ให้กำหนดใน carryOverRule.set",
            "there is no carry-over rule for \(date); set one with carryOverRule.set")
    }
    static func carryTooSmall(_ least: Money, _ reference: String) -> LocalizedText {
        LocalizedText(
            "ต่ำกว่า \(least) บาท ตาม \(reference) ต้องมีเลขหนังสืออนุมัติ",
            "less than \(least) baht (\(reference)): it takes the letter that allows it")
    }
    static func carryAskUntil(_ day: CalendarDate, _ reference: String) -> LocalizedText {
        LocalizedText(
            "ต้องขอกันเงินภายในปีงบประมาณ ไม่เกินวันที่ \(day) ตาม \(reference)",
            "it is asked for within the fiscal year, by \(day) (\(reference))")
    }
    static func carryTooLittle(_ least: Money, _ reference: String) -> LocalizedText {
        LocalizedText(
            "ต่ำกว่า \(least) บาท ตาม \(reference) กันได้เฉพาะทั้งยอดที่เหลือของรายการ",
            "less than \(least) baht (\(reference)): then only all that is left of the line")
    }
    static func carryCode(_ code: String) -> LocalizedText {
        LocalizedText(
            "รหัสใหม่ “\(code)” ยาวเกิน 64 อักขระ", "the new code “\(code)” would be longer than 64 characters")
    }
    static let carryExtended = LocalizedText(
        "ขยายเวลาได้ครั้งเดียว และเฉพาะที่ยังไม่พ้นกำหนด", "it is extended once, and only while it has not lapsed")

    // Transfers
    static func transferDecided(_ state: String) -> LocalizedText {
        LocalizedText("คำขอโอนนี้สิ้นสุดแล้ว (\(state))", "the transfer is decided already (\(state))")
    }
    static let transferYear = LocalizedText(
        "โอนได้เฉพาะรายการในปีงบประมาณและจังหวัดเดียวกัน", "both lines must be of the same fiscal year and province")
    static let transferApproved = LocalizedText(
        "คณะกรรมการเห็นชอบแล้ว ถอนไม่ได้ ให้ดำเนินการโอน", "a body has approved it: it is carried out, not taken back")
    static let dateInFuture = LocalizedText("ต้องไม่ใช่วันในอนาคต", "must not be a day to come")
    static func transferNotApproved(_ step: String) -> LocalizedText {
        LocalizedText(
            "ยังดำเนินการโอนไม่ได้ เรื่องอยู่ที่ขั้น “\(step)”", "not to be executed yet: the matter is at “\(step)”")
    }
    static func transferTitle(_ transfer: Transfer) -> LocalizedText {
        LocalizedText(
            "ขอโอนงบประมาณ \(transfer.amount.grouped()) บาท จาก \(transfer.from.lineCode) ไป \(transfer.to.lineCode)",
            "Transfer of \(transfer.amount.grouped()) baht from \(transfer.from.lineCode) to \(transfer.to.lineCode)")
    }
    static func transferExpired(_ date: CalendarDate) -> LocalizedText {
        LocalizedText("พ้นกำหนด \(date) โดยไม่มีมติ", "not approved by \(date)")
    }
    static func transferNotAgreed(_ reference: String) -> LocalizedText {
        LocalizedText(
            "ต้องให้สำนักงบประมาณเห็นชอบก่อน ตาม \(reference) ให้บันทึกหนังสือเห็นชอบด้วย transfer.agree",
            "the Budget Bureau has to agree first (\(reference)); record its letter with transfer.agree")
    }
    static let transferNoAgreement = LocalizedText(
        "คำขอนี้ไม่ต้องให้สำนักงบประมาณเห็นชอบ หรือบันทึกแล้ว หรือสิ้นสุดแล้ว",
        "the transfer needs no agreement of the Budget Bureau, has it already, or has ended")
    static let transferNoReport = LocalizedText(
        "การโอนนี้ไม่ต้องรายงาน ยังไม่ได้ดำเนินการ หรือรายงานแล้ว",
        "the transfer need not be reported, is not carried out, or is reported already")
    static func reportBefore(_ date: CalendarDate) -> LocalizedText {
        LocalizedText("ต้องไม่ก่อนวันที่โอน \(date)", "must not be before it was carried out on \(date)")
    }
    static let shareOfNothing = LocalizedText(
        "สัดส่วนนี้ของเงินคงเหลือไม่ถึงหนึ่งสตางค์", "this share of what is available is less than a satang")
    /// What a transfer changes, by the name of the rule table's column.
    private static func changed(_ change: String) -> LocalizedText {
        switch TransferChange(rawValue: change) {
        case .organisation: LocalizedText("หน่วยงาน", "organisation")
        case .planType: LocalizedText("แผนงาน", "plan type")
        case .source: LocalizedText("แหล่งเงิน", "funding source")
        case .work: LocalizedText("ผลผลิต/โครงการ", "output or project")
        case .category: LocalizedText("งบรายจ่าย", "expenditure category")
        case .item: LocalizedText("รายการ", "item")
        case nil: LocalizedText(change, change)
        }
    }
    static func transferForbidden(_ change: String, _ reference: String) -> LocalizedText {
        let name = changed(change)
        return LocalizedText(
            "โอนข้าม\(name.th)ไม่ได้ ตาม \(reference)",
            "money may not move to another \(name.en ?? change): \(reference)")
    }
    static func transferNoRule(_ change: String) -> LocalizedText {
        let name = changed(change)
        return LocalizedText(
            "ไม่มีระเบียบการโอนสำหรับการเปลี่ยน\(name.th)ในวันนั้น ให้กำหนดใน transferRule.set",
            "no transfer rule says anything of another \(name.en ?? change) on that day; set one with transferRule.set")
    }
}

extension Problems {
    /// The ledger's refusal as the error of a call.
    var refusal: RPCError {
        guard let first = items.first else { return RPCError(.internalError, LocalizedText("", "")) }
        return .ruleViolated(first.rule, first.message, problems: items)
    }
}

extension RPCError {
    /// A rule that the param at `path` breaks.
    static func ruleViolated(_ rule: String, _ message: LocalizedText, at path: String) -> RPCError {
        .ruleViolated(rule, message, problems: [Problem(path: path, rule: rule, message: message)])
    }
}
