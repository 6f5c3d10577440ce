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

    static func planType(_ type: BudgetPlanType) -> LocalizedText {
        switch type {
        case .personnel: LocalizedText("แผนงานบุคลากรภาครัฐ", "Personnel")
        case .basic: LocalizedText("แผนงานพื้นฐาน", "Basic")
        case .strategic: LocalizedText("แผนงานยุทธศาสตร์", "Strategic")
        case .integrated: LocalizedText("แผนงานบูรณาการ", "Integrated")
        }
    }

    static func source(_ source: FundingSource) -> LocalizedText {
        switch source {
        case .parentAgency: LocalizedText("ต้นสังกัด", "Parent agency")
        case .provincialPlan: LocalizedText("แผนจังหวัด (ก.บ.จ.)", "Provincial plan")
        case .clusterPlan: LocalizedText("แผนกลุ่มจังหวัด (ก.บ.ก.)", "Cluster plan")
        case .regionalPlan: LocalizedText("แผนบูรณาการภาค", "Regional plan")
        case .centralFund: LocalizedText("งบกลาง", "Central fund")
        case .other: LocalizedText("อื่น ๆ", "Other")
        }
    }

    static func state(_ state: BudgetRequestState) -> (words: LocalizedText, tag: String) {
        switch state {
        case .draft: (LocalizedText("ร่าง", "draft"), "warn")
        case .submitted: (LocalizedText("ส่งแล้ว กำลังพิจารณา", "sent, being decided"), "")
        case .approved: (LocalizedText("เห็นชอบ", "approved"), "good")
        case .rejected: (LocalizedText("ไม่เห็นชอบ", "rejected"), "bad")
        case .withdrawn: (LocalizedText("ถอน", "withdrawn"), "")
        case .forwarded: (LocalizedText("ส่งแหล่งเงินแล้ว", "forwarded to the source"), "")
        case .granted: (LocalizedText("ได้รับเต็มจำนวน", "granted"), "good")
        case .partlyGranted: (LocalizedText("ได้รับบางส่วน", "granted in part"), "good")
        case .refused: (LocalizedText("ไม่ได้รับ", "refused"), "bad")
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
