import CommonContract
import Kernel

extension OrganisationKind {
    /// How people call it.
    var title: LocalizedText {
        switch self {
        case .nation: LocalizedText("ประเทศ", "Nation")
        case .ministry: LocalizedText("กระทรวงหรือกรม", "Ministry or department")
        case .region: LocalizedText("ภาค", "Region")
        case .province: LocalizedText("จังหวัด", "Province")
        case .provincialEducationOffice: LocalizedText("สำนักงานศึกษาธิการจังหวัด", "Provincial education office")
        case .educationServiceArea: LocalizedText("เขตพื้นที่การศึกษา", "Education service area")
        case .agency: LocalizedText("หน่วยงานการศึกษาอื่น", "Other agency")
        case .localGovernment: LocalizedText("องค์กรปกครองส่วนท้องถิ่น", "Local government")
        case .university: LocalizedText("สถาบันอุดมศึกษา", "University")
        case .school: LocalizedText("สถานศึกษา", "School")
        }
    }
}
