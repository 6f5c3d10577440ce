import JSONRPC
import Kernel

extension Role {
    /// How people call it.
    public var title: LocalizedText {
        switch self {
        case .reporter: LocalizedText("ผู้รายงาน", "Reporter")
        case .head: LocalizedText("ผู้บังคับบัญชา", "Head")
        case .agencyPlanner: LocalizedText("เจ้าหน้าที่แผนของหน่วยงาน", "Agency planner")
        case .planner: LocalizedText("เจ้าหน้าที่แผนของจังหวัด", "Provincial planner")
        case .budgetOfficer: LocalizedText("เจ้าหน้าที่งบประมาณ", "Budget officer")
        case .secretary: LocalizedText("เลขานุการคณะกรรมการ", "Committee secretary")
        case .provincialOfficer: LocalizedText("ศึกษาธิการจังหวัด", "Provincial education officer")
        case .reader: LocalizedText("ผู้อ่าน", "Reader")
        case .auditor: LocalizedText("ผู้ตรวจสอบ", "Auditor")
        case .integrator: LocalizedText("ระบบอื่น", "Another system")
        case .administrator: LocalizedText("ผู้ดูแลระบบ", "Administrator")
        }
    }
}
