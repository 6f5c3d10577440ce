import ReportingContract

/// The ways of reports as procedures (R2, R4; domain §5): data that a database starts with. A text here is part of a
/// migration and is never changed.
///
/// The steps `check`, `screening`, `resolution` or `approval`, and `publication` take the report itself on; the steps
/// after publication send it on. An office may define ways of its own with the same codes.
enum ReportProcedures {
    static let all = [committee, workingGroup, office]

    /// Draft → checked → subcommittee → PEC → published → region → ministry.
    static let committee = #"""
        {"code":"reportToCommittee","version":1,
         "name":{"th":"เสนอรายงานต่อ กศจ. และส่งหน่วยเหนือ","en":"A report's way over the committee to the ministry"},
         "purpose":{"th":"ตรวจสอบ กลั่นกรอง เสนอ กศจ. เผยแพร่ ส่งสำนักงานศึกษาธิการภาคและกระทรวง",
          "en":"Checked, screened, resolved by the committee, published, sent to the region and the ministry"},
         "openedWith":"report.freeze","effectiveFrom":"2017-01-01","committee":"approve","steps":[
          {"code":"check","kind":"analyse","name":{"th":"ตรวจสอบรายงาน","en":"Checked by the planners"},
           "roles":["planner","secretary","provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"screening"},{"outcome":"return","end":"rejected"}]},
          {"code":"screening","kind":"screening",
           "name":{"th":"คณะอนุกรรมการบริหารราชการเชิงยุทธศาสตร์","en":"Subcommittee on Strategic Administration"},
           "roles":["planner","secretary","provincialOfficer","administrator"],
           "body":"strategicAdministrationSubcommittee","days":30,"transitions":[
            {"outcome":"forward","to":"resolution","committee":["approve","acknowledge"]},
            {"outcome":"forward","to":"publication","committee":["none"]},{"outcome":"return","end":"rejected"}]},
          {"code":"resolution","kind":"resolution","name":{"th":"มติ กศจ.","en":"Resolution of the committee"},
           "roles":["planner","secretary","provincialOfficer","administrator"],
           "body":"provincialEducationCommittee","days":30,"transitions":[
            {"outcome":"approve","to":"publication","committee":["approve"]},
            {"outcome":"approveWithObservations","to":"publication","committee":["approve"]},
            {"outcome":"acknowledge","to":"publication","committee":["acknowledge"]},
            {"outcome":"return","end":"rejected"},{"outcome":"reject","end":"rejected","committee":["approve"]}]},
          {"code":"publication","kind":"announcement","name":{"th":"เผยแพร่","en":"Published"},
           "roles":["provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"region"}]},
          {"code":"region","kind":"notice","name":{"th":"ส่งสำนักงานศึกษาธิการภาค","en":"Sent to the regional office"},
           "roles":["planner","secretary","provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"ministry"},{"outcome":"return","end":"withdrawn"}]},
          {"code":"ministry","kind":"notice","name":{"th":"ส่งกระทรวงศึกษาธิการ","en":"Sent to the ministry"},
           "roles":["planner","secretary","provincialOfficer","administrator"],"days":15,"transitions":[
            {"outcome":"forward","end":"completed"},{"outcome":"return","end":"withdrawn"}]}]}
        """#

    /// The SDG 4 report: working group, PEC, published, national committee (R4).
    static let workingGroup = #"""
        {"code":"reportToWorkingGroup","version":1,
         "name":{"th":"เสนอรายงาน SDG 4 ต่อคณะทำงานและ กพย.","en":"The way of the SDG 4 report"},
         "purpose":{"th":"คณะทำงาน SDG 4 พิจารณา กศจ. รับทราบ เผยแพร่ และส่งคณะกรรมการเพื่อการพัฒนาที่ยั่งยืน",
          "en":"Seen by the SDG 4 working group, acknowledged, published, sent to the national committee"},
         "openedWith":"report.freeze","effectiveFrom":"2017-01-01","committee":"acknowledge","steps":[
          {"code":"check","kind":"analyse","name":{"th":"ตรวจสอบรายงาน","en":"Checked by the planners"},
           "roles":["planner","secretary","provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"screening"},{"outcome":"return","end":"rejected"}]},
          {"code":"screening","kind":"screening","name":{"th":"คณะทำงาน SDG 4","en":"SDG 4 working group"},
           "roles":["planner","secretary","provincialOfficer","administrator"],"body":"sdgWorkingGroup","days":30,
           "transitions":[
            {"outcome":"forward","to":"resolution","committee":["approve","acknowledge"]},
            {"outcome":"forward","to":"publication","committee":["none"]},{"outcome":"return","end":"rejected"}]},
          {"code":"resolution","kind":"resolution","name":{"th":"มติ กศจ.","en":"Resolution of the committee"},
           "roles":["planner","secretary","provincialOfficer","administrator"],
           "body":"provincialEducationCommittee","days":30,"transitions":[
            {"outcome":"approve","to":"publication","committee":["approve"]},
            {"outcome":"approveWithObservations","to":"publication","committee":["approve"]},
            {"outcome":"acknowledge","to":"publication","committee":["acknowledge"]},
            {"outcome":"return","end":"rejected"},{"outcome":"reject","end":"rejected","committee":["approve"]}]},
          {"code":"publication","kind":"announcement","name":{"th":"เผยแพร่","en":"Published"},
           "roles":["provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"national"}]},
          {"code":"national","kind":"notice",
           "name":{"th":"ส่งคณะกรรมการเพื่อการพัฒนาที่ยั่งยืน (กพย.)","en":"Sent to the national committee"},
           "roles":["planner","secretary","provincialOfficer","administrator"],"days":15,"transitions":[
            {"outcome":"forward","end":"completed"},{"outcome":"return","end":"withdrawn"}]}]}
        """#

    /// What an office answers for itself: checked, approved by its head, published.
    static let office = #"""
        {"code":"reportOfOffice","version":1,
         "name":{"th":"รายงานที่สำนักงานอนุมัติเอง","en":"A report that the office answers for"},
         "purpose":{"th":"ตรวจสอบ ศึกษาธิการจังหวัดอนุมัติ และเผยแพร่",
          "en":"Checked, approved by the provincial education officer, published"},
         "openedWith":"report.freeze","effectiveFrom":"2017-01-01","committee":"none","steps":[
          {"code":"check","kind":"analyse","name":{"th":"ตรวจสอบรายงาน","en":"Checked by the planners"},
           "roles":["planner","secretary","provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"approval"},{"outcome":"return","end":"rejected"}]},
          {"code":"approval","kind":"officerApproval",
           "name":{"th":"ศึกษาธิการจังหวัดอนุมัติ","en":"Approved by the provincial education officer"},
           "roles":["secretary","provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"publication"},{"outcome":"return","end":"rejected"}]},
          {"code":"publication","kind":"announcement","name":{"th":"เผยแพร่","en":"Published"},
           "roles":["provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","end":"completed"}]}]}
        """#

    /// Taken where a definition names none.
    static let standard = "reportToCommittee"
}

/// What a step of a procedure is for the report that it is about.
enum WayStep {
    static func of(_ code: String, published: Bool) -> ReportStep? {
        switch code {
        case "check": .checked
        case "screening": .screened
        case "resolution", "approval", "signature": .signed
        case "publication": .published
        default: published ? .forwarded : nil
        }
    }
}
