import CommonContract
import Kernel

/// What the pages of matters and meetings call things.
public enum MatterWords {
    static func state(_ state: MatterState) -> LocalizedText {
        switch state {
        case .open: LocalizedText("กำลังดำเนินการ", "under way")
        case .completed: LocalizedText("เสร็จสิ้น", "completed")
        case .rejected: LocalizedText("ไม่เห็นชอบ", "rejected")
        case .withdrawn: LocalizedText("ถอนเรื่อง", "withdrawn")
        }
    }

    /// What was done with a matter, or decided of it.
    public static func outcome(_ outcome: ActionOutcome) -> LocalizedText {
        switch outcome {
        case .forward: LocalizedText("ส่งต่อ", "forward")
        case .return: LocalizedText("ส่งคืนให้แก้ไข", "return for revision")
        case .approve: LocalizedText("เห็นชอบ", "approve")
        case .approveWithObservations: LocalizedText("เห็นชอบโดยมีข้อสังเกต", "approve with observations")
        case .reject: LocalizedText("ไม่เห็นชอบ", "reject")
        case .acknowledge: LocalizedText("รับทราบ", "take note")
        case .again: LocalizedText("เสร็จรอบนี้ ทำต่อรอบถัดไป", "done for now, to come again")
        case .withdraw: LocalizedText("ถอนเรื่อง", "withdraw")
        }
    }

    static func body(_ body: BodyKind) -> LocalizedText {
        switch body {
        case .provincialEducationCommittee:
            LocalizedText("คณะกรรมการศึกษาธิการจังหวัด", "Provincial Education Committee")
        case .strategicAdministrationSubcommittee:
            LocalizedText("คณะอนุกรรมการบริหารราชการเชิงยุทธศาสตร์", "Subcommittee on strategic administration")
        case .educationDevelopmentSubcommittee:
            LocalizedText("คณะอนุกรรมการเกี่ยวกับการพัฒนาการศึกษา", "Subcommittee on education development")
        case .educationInformationCommittee:
            LocalizedText("คณะกรรมการข้อมูลสารสนเทศทางการศึกษา", "Education information committee")
        case .sdgWorkingGroup: LocalizedText("คณะทำงาน SDG4", "SDG4 working group")
        case .monitoringCommittee: LocalizedText("คณะกรรมการติดตามและประเมินผล", "Monitoring committee")
        case .budgetCommittee: LocalizedText("คณะกรรมการงบประมาณ", "Budget committee")
        case .draftingCommittee: LocalizedText("คณะกรรมการยกร่าง", "Drafting committee")
        case .projectScreeningCommittee: LocalizedText("คณะกรรมการกลั่นกรองโครงการ", "Project screening committee")
        case .schoolBoard: LocalizedText("คณะกรรมการสถานศึกษา", "School board")
        case .provincialAdministrationCommittee:
            LocalizedText("คณะกรรมการบริหารงานจังหวัดแบบบูรณาการ", "Provincial administration committee")
        case .clusterAdministrationCommittee:
            LocalizedText("คณะกรรมการบริหารงานกลุ่มจังหวัดแบบบูรณาการ", "Cluster administration committee")
        case .nationalSustainableDevelopmentCommittee:
            LocalizedText("คณะกรรมการเพื่อการพัฒนาที่ยั่งยืน", "National committee for sustainable development")
        case .other: LocalizedText("คณะกรรมการ", "Committee")
        }
    }

    static func state(_ state: MeetingState) -> LocalizedText {
        switch state {
        case .planned: LocalizedText("กำหนดแล้ว", "planned")
        case .invited: LocalizedText("เชิญแล้ว", "invited")
        case .held: LocalizedText("ประชุมแล้ว", "held")
        case .closed: LocalizedText("รับรองรายงานแล้ว", "minutes certified")
        case .cancelled: LocalizedText("ยกเลิก", "called off")
        }
    }

    static func section(_ section: AgendaSection) -> LocalizedText {
        switch section {
        case .chairInforms: LocalizedText("เรื่องที่ประธานแจ้งให้ทราบ", "What the chair informs of")
        case .lastMinutes: LocalizedText("รับรองรายงานการประชุม", "Minutes of the last sitting")
        case .followsUp: LocalizedText("เรื่องสืบเนื่อง", "Matters arising")
        case .forInformation: LocalizedText("เรื่องเพื่อทราบ", "For information")
        case .forDecision: LocalizedText("เรื่องเพื่อพิจารณา", "For decision")
        case .other: LocalizedText("เรื่องอื่น ๆ", "Other matters")
        }
    }

    static func attendance(_ attendance: Attendance) -> LocalizedText {
        switch attendance {
        case .present: LocalizedText("มาประชุม", "present")
        case .represented: LocalizedText("ผู้แทน", "represented")
        case .absent: LocalizedText("ไม่มา", "absent")
        }
    }
}
