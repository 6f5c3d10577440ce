import BudgetContract
import Kernel

/// What the pages call things, in Thai and English.
enum BudgetWords {
    static func category(_ category: ExpenditureCategory) -> LocalizedText {
        switch category {
        case .personnel: LocalizedText("งบบุคลากร", "Personnel")
        case .operating: LocalizedText("งบดำเนินงาน", "Operating")
        case .investment: LocalizedText("งบลงทุน", "Investment")
        case .subsidy: LocalizedText("งบเงินอุดหนุน", "Subsidy")
        case .other: LocalizedText("งบรายจ่ายอื่น", "Other")
        }
    }

    static func entry(_ kind: EntryKind) -> LocalizedText {
        switch kind {
        case .allocation: LocalizedText("จัดสรร", "Allocation")
        case .supplementaryAllocation: LocalizedText("จัดสรรเพิ่ม", "Further allocation")
        case .commitment: LocalizedText("ก่อหนี้ผูกพัน", "Commitment")
        case .commitmentRelease: LocalizedText("คืนยอดผูกพัน", "Release of a commitment")
        case .disbursement: LocalizedText("เบิกจ่าย", "Payment")
        case .returnToSource: LocalizedText("คืนต้นสังกัด", "Given back to the source")
        case .refund: LocalizedText("เบิกเกินส่งคืน", "Refund")
        case .transferReservation: LocalizedText("กันไว้รอโอน", "Held for a transfer")
        case .transferExecution: LocalizedText("โอน", "Transfer")
        case .transferRelease: LocalizedText("คืนเงินที่กันไว้", "No longer held")
        case .carryOver: LocalizedText("กันเหลื่อมปี", "Carried over")
        case .reversal: LocalizedText("กลับรายการ", "Reversal")
        }
    }

    static func stage(_ stage: LedgerStage) -> LocalizedText {
        switch stage {
        case .source: LocalizedText("แหล่งเงิน", "source")
        case .available: LocalizedText("คงเหลือ", "available")
        case .reserved: LocalizedText("กันไว้", "reserved")
        case .committed: LocalizedText("ผูกพัน", "committed")
        case .disbursed: LocalizedText("เบิกจ่าย", "disbursed")
        case .returned: LocalizedText("ส่งคืน", "returned")
        case .carriedOver: LocalizedText("กันเหลื่อมปี", "carried over")
        }
    }

    /// With thousands apart, in parentheses where it is negative, as accountants write it.
    static func amount(_ money: Money) -> String {
        money < .zero ? "(\((.zero - money).grouped()))" : money.grouped()
    }

    /// Basis points as percent with two places.
    static func percent(_ basisPoints: Int?) -> String {
        guard let basisPoints else { return "–" }
        let hundredths = basisPoints.magnitude % 100
        return (basisPoints < 0 ? "-" : "")
            + "\(basisPoints.magnitude / 100).\(hundredths < 10 ? "0" : "")\(hundredths)%"
    }
}
