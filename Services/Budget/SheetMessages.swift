import BudgetContract
import Kernel

/// What is said of files.
extension Messages {
    static func sheetTwice(_ date: CalendarDate) -> LocalizedText {
        LocalizedText("ไฟล์นี้นำเข้าแล้วเมื่อ \(date)", "this very file was taken on \(date)")
    }
    static func entryDiffers(_ code: String) -> LocalizedText {
        LocalizedText(
            "เลขที่เอกสาร “\(code)” บันทึกแล้วด้วยจำนวนเงินหรือวันที่อื่น",
            "document “\(code)” is posted already with another amount or date")
    }
    static let documentPlan = LocalizedText(
        "อ่านประเภทแผนงานไม่ได้ ต้องขึ้นต้นด้วย แผนงานบุคลากรภาครัฐ พื้นฐาน ยุทธศาสตร์ หรือบูรณาการ",
        "the plan type cannot be read: it begins with แผนงานบุคลากร, แผนงานพื้นฐาน, แผนงานยุทธศาสตร์ or แผนงานบูรณาการ")
    static let documentYear = LocalizedText(
        "ไม่มีปีงบประมาณ ให้ระบุ fiscalYear", "has no fiscal year; give one as fiscalYear")
    static let documentWork = LocalizedText(
        "มีทั้งผลผลิตและโครงการ ต้องมีอย่างใดอย่างหนึ่ง", "has both an output and a project; there must be one of them")
    static func paymentSettled(_ payment: PaymentToMatch) -> LocalizedText {
        payment.state == .dismissed
            ? LocalizedText(
                "รายการจ่าย \(payment.code) ถูกตัดออกแล้ว: \(payment.note ?? "")",
                "payment \(payment.code) is dismissed already: \(payment.note ?? "")")
            : LocalizedText(
                "รายการจ่าย \(payment.code) บันทึกบัญชีแล้ว", "payment \(payment.code) is matched and posted already")
    }
    static let refundNeedsLine = LocalizedText(
        "เงินรับคืน (ยอดติดลบ) ต้องระบุ line", "money that came back goes to a line, not to a commitment")
    static let zeroAmount = LocalizedText("จำนวนเงินเป็นศูนย์", "the amount is zero")
    static func exportTooLarge(_ limit: Int) -> LocalizedText {
        LocalizedText(
            "มากกว่า \(limit) แถว ให้ส่งออกทีละหน่วยงาน", "more than \(limit) rows; export one organisation at a time")
    }
    static func unmatched(_ reason: UnmatchedReason) -> LocalizedText {
        switch reason {
        case .unknownBudgetCode:
            LocalizedText(
                "ไม่มีรายการของปีนั้นที่มีรหัสงบประมาณนี้ ให้บันทึกรหัสไว้ที่รายการก่อน",
                "no line of that year has this budget code; open the line with it first")
        case .severalLines:
            LocalizedText(
                "มีหลายรายการที่ใช้รหัสงบประมาณนี้ ให้ระบุหน่วยรับงบประมาณและแหล่งของเงิน หรือรหัสรายการ",
                "several lines have this budget code; give unit and fund too, or the line")
        case .unknownOrder:
            LocalizedText(
                "ไม่พบใบสั่งซื้อเลขที่นี้ในรายการนี้ ให้ตรวจเลขที่หรือบันทึกข้อผูกพันก่อน",
                "there is no such order of this line; check the number, or post the commitment first")
        case .tooLittle:
            LocalizedText(
                "ข้อผูกพันคงค้างไม่พอสำหรับยอดจ่ายนี้", "the commitment has less outstanding than this payment")
        case .ambiguous:
            LocalizedText(
                "ผู้ขายรายนี้มีข้อผูกพันที่เข้าได้หลายรายการ ให้ระบุเลขที่ใบสั่งซื้อ",
                "several commitments of this payee could be it; give the order's number")
        case .nothing:
            LocalizedText(
                "ไม่มีเลขที่ใบสั่งซื้อหรือรหัสรายการที่จับคู่ได้", "neither an order nor a line is named that it could belong to")
        }
    }
}
