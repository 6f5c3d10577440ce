/// Procedures of plans made with others, and of work for them (domain §5, works 7–10, 22–24).
extension ShippedProcedures {
    /// Provincial development plan (work 7 of the manual); the committee's role is acknowledge.
    public static let provincialDevelopmentPlan = joint(
        #"""
        {"code":"provincialDevelopmentPlan","version":1,
         "name":{"th":"ร่วมจัดทำแผนพัฒนาจังหวัด","en":"Provincial development plan"},
         "purpose":{"th":"โครงการด้านการศึกษาในแผนพัฒนาจังหวัด กศจ. รับทราบ",
          "en":"Education projects of the province's development plan; the committee acknowledges"},
         "works":[7],"effectiveFrom":"2017-01-01","committee":"acknowledge"
        """#)

    /// Cluster plan (work 8 of the manual); the committee's role is none.
    public static let clusterPlan = joint(
        #"""
        {"code":"clusterPlan","version":1,"name":{"th":"ร่วมจัดทำแผนพัฒนากลุ่มจังหวัด","en":"Cluster plan"},
         "purpose":{"th":"โครงการด้านการศึกษาในแผนกลุ่มจังหวัด ไม่ต้องเข้า กศจ.",
          "en":"Education projects of the cluster's plan; does not go before the committee"},
         "works":[8],"effectiveFrom":"2017-01-01","committee":"none"
        """#)

    /// Region-integrated plan (work 9 of the manual); the committee's role is approve.
    public static let regionalPlan = joint(
        #"""
        {"code":"regionalPlan","version":1,"name":{"th":"ร่วมจัดทำแผนบูรณาการภาค","en":"Region-integrated plan"},
         "purpose":{"th":"โครงการด้านการศึกษาในแผนภาค กศจ. เห็นชอบ",
          "en":"Education projects of the region-integrated plan; the committee approves"},
         "works":[9],"effectiveFrom":"2017-01-01","committee":"approve"
        """#)

    /// Plan of another agency (work 10 of the manual); the committee's role is none.
    public static let otherAgencyPlan = joint(
        #"""
        {"code":"otherAgencyPlan","version":1,
         "name":{"th":"ร่วมจัดทำแผนของหน่วยงานอื่น","en":"Plan of another agency"},
         "purpose":{"th":"ร่วมทำแผนกับหน่วยงานอื่น ไม่ต้องเข้า กศจ.",
          "en":"Work on another agency's plan; does not go before the committee"},
         "works":[10],"effectiveFrom":"2017-01-01","committee":"none"
        """#)

    /// The four go the same way; who decides differs.
    private static func joint(_ head: String) -> String { head + ",\"steps\":[\n" + jointSteps }

    private static let jointSteps = #"""
          {"code":"study","kind":"study","name":{"th":"ศึกษาแนวทางของแผน","en":"Study"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"jointWork"}]},
          {"code":"jointWork","kind":"seminar","name":{"th":"ร่วมประชุมจัดทำ","en":"Joint work"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"callForInput"}]},
          {"code":"callForInput","kind":"callForInput",
           "name":{"th":"แจ้งหน่วยงานเสนอโครงการ","en":"Call for projects"},"roles":["planner","administrator"],
           "days":30,"transitions":[
            {"outcome":"forward","to":"analyse"}]},
          {"code":"analyse","kind":"analyse",
           "name":{"th":"วิเคราะห์และตรวจสอบโครงการ","en":"Analysis and checks"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"officerApproval"},{"outcome":"return","to":"callForInput"}]},
          {"code":"officerApproval","kind":"officerApproval",
           "name":{"th":"ศึกษาธิการจังหวัดเห็นชอบให้เสนอ","en":"Put on the agenda by the provincial education officer"},
           "roles":["provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"screening"},{"outcome":"return","to":"analyse"}]},
          {"code":"screening","kind":"screening",
           "name":{"th":"คณะอนุกรรมการกลั่นกรอง","en":"Screening by the subcommittee"},
           "roles":["secretary","administrator"],"body":"strategicAdministrationSubcommittee","days":30,"transitions":[
            {"outcome":"forward","to":"resolution","committee":["approve","acknowledge"]},
            {"outcome":"forward","to":"forwarding","committee":["none"]},
            {"outcome":"return","to":"revisionForScreening"}]},
          {"code":"revisionForScreening","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกตอนุกรรมการ","en":"Revision for the subcommittee"},
           "roles":["agencyPlanner","planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"screening"}]},
          {"code":"resolution","kind":"resolution","name":{"th":"มติ กศจ.","en":"Resolution of the committee"},
           "roles":["secretary","administrator"],"body":"provincialEducationCommittee","days":30,"transitions":[
            {"outcome":"approve","to":"forwarding","committee":["approve"]},
            {"outcome":"approveWithObservations","to":"forwarding","committee":["approve"]},
            {"outcome":"acknowledge","to":"forwarding","committee":["acknowledge"]},
            {"outcome":"return","to":"revisionForResolution"},
            {"outcome":"reject","end":"rejected","committee":["approve"]}]},
          {"code":"revisionForResolution","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกต กศจ.","en":"Revision for the committee"},
           "roles":["agencyPlanner","planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"resolution"}]},
          {"code":"forwarding","kind":"notice",
           "name":{"th":"ส่งให้หน่วยงานเจ้าของแผน","en":"Forwarding to the plan's owner"},
           "roles":["planner","secretary","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"presentation"}]},
          {"code":"presentation","kind":"report","name":{"th":"นำเสนอต่อที่ประชุมของแผน","en":"Presentation"},
           "roles":["planner","administrator"],"days":60,"transitions":[
            {"outcome":"forward","end":"completed"}]}]}
        """#

    /// Work for or with other agencies (works 22–24 of the manual).
    public static let jointWork = #"""
        {"code":"jointWork","version":1,
         "name":{"th":"ปฏิบัติงานร่วมกับหรือสนับสนุนหน่วยงานอื่น","en":"Work for or with other agencies"},
         "purpose":{"th":"รับคำขอ เสนอศึกษาธิการจังหวัดสั่งการ ดำเนินการ และรายงานผล",
          "en":"Request, the officer's order, action and a report of what came of it"},
         "works":[22,23,24],"effectiveFrom":"2017-01-01","committee":"none","steps":[
          {"code":"request","kind":"received","name":{"th":"รับเรื่อง","en":"Request"},
           "roles":["planner","secretary","administrator"],"days":3,"transitions":[
            {"outcome":"forward","to":"proposal"}]},
          {"code":"proposal","kind":"draft",
           "name":{"th":"เสนอศึกษาธิการจังหวัด","en":"Proposed to the officer"},
           "roles":["planner","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"order"}]},
          {"code":"order","kind":"officerApproval",
           "name":{"th":"ศึกษาธิการจังหวัดสั่งการ","en":"Order of the officer"},
           "roles":["provincialOfficer","administrator"],"days":3,"transitions":[
            {"outcome":"forward","to":"action"},{"outcome":"return","to":"proposal"},
            {"outcome":"reject","end":"rejected"}]},
          {"code":"action","kind":"execution","name":{"th":"ดำเนินการ","en":"Action"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"followUpReport"}]},
          {"code":"followUpReport","kind":"report","name":{"th":"ติดตามและรายงานผล","en":"Follow-up report"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"return","to":"action"},{"outcome":"forward","end":"completed"}]}]}
        """#
}
