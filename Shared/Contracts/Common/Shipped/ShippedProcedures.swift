/// The procedures that come with the suite, as data (domain §5): the definitions that a service's database starts with.
/// A text here is never changed, for it is part of a migration: a later version is a new row with a later day.
public enum ShippedProcedures {
    /// The first two, as they were shipped: without what `documentation` says of them.
    public static let first = [planScreening, budgetTransfer]

    /// Those that followed.
    public static let second = [
        strategyProposal, developmentGuideline, provincialEducationPlan, provincialDevelopmentPlan, clusterPlan,
        regionalPlan, otherAgencyPlan, annualActionPlan, ownBudget, budgetRequest, informationSystem, jointWork,
    ]

    /// Members that the first two were given afterwards, by code: what they are for, and the method that opens them.
    public static let documentation: [(procedure: String, members: String)] = [
        (
            "planScreening",
            #"""
            "works":[2],"openedWith":"plan.submitForScreening",
            "purpose":{"th":"วิเคราะห์ความสอดคล้องของแผน กลั่นกรอง เสนอ กศจ. และแจ้งมติ",
            "en":"Consistency and completeness of a plan, screened, put before the committee, with notice of what it resolved"}
            """#
        ),
        (
            "budgetTransfer",
            #"""
            "works":[3],"openedWith":"transfer.request",
            "purpose":{"th":"ตรวจ กลั่นกรอง และเสนอ กศจ. ก่อนโอนหรือเปลี่ยนแปลงงบประมาณ",
            "en":"A transfer or change of budget is checked, screened and approved before it touches the ledger"}
            """#
        ),
    ]

    /// Screening a plan (work 2): received → analyse → screening → resolution → notice; returned with observations:
    /// revision → the same body again.
    public static let planScreening = #"""
        {"code":"planScreening","version":1,"name":{"th":"กลั่นกรองแผน","en":"Plan screening"},
         "effectiveFrom":"2017-01-01","committee":"approve","steps":[
          {"code":"received","kind":"received","name":{"th":"รับแผน","en":"Received"},
           "roles":["planner","secretary","administrator"],"days":3,"transitions":[
            {"outcome":"forward","to":"analyse"},{"outcome":"return","to":"completion"}]},
          {"code":"completion","kind":"revision","name":{"th":"เจ้าของแผนเติมให้ครบ","en":"Completion by the owner"},
           "roles":["agencyPlanner","planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"received"}]},
          {"code":"analyse","kind":"analyse","name":{"th":"วิเคราะห์ความสอดคล้อง","en":"Consistency analysis"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"screening"},{"outcome":"return","to":"completion"}]},
          {"code":"screening","kind":"screening","name":{"th":"คณะอนุกรรมการกลั่นกรอง","en":"Screening by the subcommittee"},
           "roles":["secretary","administrator"],"body":"strategicAdministrationSubcommittee","days":30,"transitions":[
            {"outcome":"forward","to":"resolution","committee":["approve","acknowledge"]},
            {"outcome":"forward","to":"notice","committee":["none"]},
            {"outcome":"return","to":"revisionForScreening"}]},
          {"code":"revisionForScreening","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกตอนุกรรมการ","en":"Revision for the subcommittee"},
           "roles":["agencyPlanner","planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"screening"}]},
          {"code":"resolution","kind":"resolution","name":{"th":"มติ กศจ.","en":"Resolution of the committee"},
           "roles":["secretary","administrator"],"body":"provincialEducationCommittee","days":30,"transitions":[
            {"outcome":"approve","to":"notice","committee":["approve"]},
            {"outcome":"approveWithObservations","to":"notice","committee":["approve"]},
            {"outcome":"acknowledge","to":"notice","committee":["acknowledge"]},
            {"outcome":"return","to":"revisionForResolution"},
            {"outcome":"reject","end":"rejected","committee":["approve"]}]},
          {"code":"revisionForResolution","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกต กศจ.","en":"Revision for the committee"},
           "roles":["agencyPlanner","planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"resolution"}]},
          {"code":"notice","kind":"notice","name":{"th":"แจ้งมติ","en":"Notice of the resolution"},
           "roles":["planner","secretary","administrator"],"days":7,"transitions":[
            {"outcome":"forward","end":"completed"}]}]}
        """#

    /// A transfer or change of budget (work 3): received → analyse → officerApproval → screening → (revision) →
    /// resolution → notice → execution; a rejected one never touches the ledger.
    public static let budgetTransfer = #"""
        {"code":"budgetTransfer","version":1,"name":{"th":"โอนหรือเปลี่ยนแปลงงบประมาณ","en":"Transfer or change of budget"},
         "effectiveFrom":"2017-01-01","committee":"approve","steps":[
          {"code":"received","kind":"received","name":{"th":"รับคำขอ","en":"Received"},
           "roles":["budgetOfficer","administrator"],"days":3,"transitions":[
            {"outcome":"forward","to":"analyse"}]},
          {"code":"analyse","kind":"analyse","name":{"th":"ตรวจความครบถ้วน","en":"Completeness"},
           "roles":["budgetOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"officerApproval"},{"outcome":"return","to":"completion"}]},
          {"code":"completion","kind":"revision","name":{"th":"ผู้ขอเติมให้ครบ","en":"Completion by who asked"},
           "roles":["budgetOfficer","agencyPlanner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"analyse"}]},
          {"code":"officerApproval","kind":"officerApproval",
           "name":{"th":"ศึกษาธิการจังหวัดเห็นชอบให้เสนอ","en":"Put on the agenda by the provincial education officer"},
           "roles":["provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"screening"},{"outcome":"return","to":"completion"},
            {"outcome":"reject","end":"rejected"}]},
          {"code":"screening","kind":"screening","name":{"th":"คณะอนุกรรมการกลั่นกรอง","en":"Screening by the subcommittee"},
           "roles":["secretary","administrator"],"body":"strategicAdministrationSubcommittee","days":30,"transitions":[
            {"outcome":"forward","to":"resolution","committee":["approve","acknowledge"]},
            {"outcome":"forward","to":"notice","committee":["none"]},
            {"outcome":"return","to":"revision"}]},
          {"code":"revision","kind":"revision","name":{"th":"แก้ไขตามข้อสังเกต","en":"Revision"},
           "roles":["budgetOfficer","agencyPlanner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"screening"}]},
          {"code":"resolution","kind":"resolution","name":{"th":"มติ กศจ.","en":"Resolution of the committee"},
           "roles":["secretary","administrator"],"body":"provincialEducationCommittee","days":30,"transitions":[
            {"outcome":"approve","to":"notice","committee":["approve"]},
            {"outcome":"approveWithObservations","to":"notice","committee":["approve"]},
            {"outcome":"acknowledge","to":"notice","committee":["acknowledge"]},
            {"outcome":"return","to":"revision"},
            {"outcome":"reject","end":"rejected","committee":["approve"]}]},
          {"code":"notice","kind":"notice","name":{"th":"แจ้งมติ","en":"Notice of the resolution"},
           "roles":["budgetOfficer","secretary","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"execution"}]},
          {"code":"execution","kind":"execution","name":{"th":"ดำเนินการโอน","en":"Execution"},
           "roles":["budgetOfficer","administrator"],"days":15,"transitions":[
            {"outcome":"forward","end":"completed"}]}]}
        """#
}
