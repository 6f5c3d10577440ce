/// Procedures that make the province's own strategies and plans (domain §5, works 4–6).
extension ShippedProcedures {
    /// Strategy proposal (work 4 of the manual).
    public static let strategyProposal = #"""
        {"code":"strategyProposal","version":1,"name":{"th":"จัดทำข้อเสนอยุทธศาสตร์","en":"Strategy proposal"},
         "purpose":{"th":"ศึกษา ร่าง รับฟังความคิดเห็น เสนอ กศจ. ลงนามและประกาศยุทธศาสตร์การศึกษาของจังหวัด",
          "en":"The province's education strategy, from study over hearing and committee to the governor's signature"},
         "works":[4],"effectiveFrom":"2017-01-01","committee":"approve","steps":[
          {"code":"study","kind":"study","name":{"th":"ศึกษาและวิเคราะห์ข้อมูล","en":"Study"},
           "roles":["planner","administrator"],"days":60,"transitions":[
            {"outcome":"forward","to":"appointBody"}]},
          {"code":"appointBody","kind":"appointBody",
           "name":{"th":"แต่งตั้งคณะทำงาน","en":"Appointment of the drafting body"},
           "roles":["planner","secretary","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"issues"}]},
          {"code":"issues","kind":"draft","name":{"th":"ยกร่างประเด็น","en":"Draft of the issues"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"seminar"}]},
          {"code":"seminar","kind":"seminar","name":{"th":"ประชุมเชิงปฏิบัติการ","en":"Seminar"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"draft"},{"outcome":"return","to":"issues"}]},
          {"code":"draft","kind":"draft","name":{"th":"จัดทำร่าง","en":"Draft"},
           "roles":["planner","administrator"],"days":45,"transitions":[
            {"outcome":"forward","to":"hearing"}]},
          {"code":"hearing","kind":"hearing","name":{"th":"รับฟังความคิดเห็น","en":"Public hearing"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"revision"}]},
          {"code":"revision","kind":"revision",
           "name":{"th":"ปรับปรุงร่างตามความคิดเห็น","en":"Revision after the hearing"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"officerApproval"},{"outcome":"return","to":"hearing"}]},
          {"code":"officerApproval","kind":"officerApproval",
           "name":{"th":"ศึกษาธิการจังหวัดเห็นชอบให้เสนอ","en":"Put on the agenda by the provincial education officer"},
           "roles":["provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"screening"},{"outcome":"return","to":"revision"}]},
          {"code":"screening","kind":"screening",
           "name":{"th":"คณะอนุกรรมการกลั่นกรอง","en":"Screening by the subcommittee"},
           "roles":["secretary","administrator"],"body":"strategicAdministrationSubcommittee","days":30,"transitions":[
            {"outcome":"forward","to":"resolution","committee":["approve","acknowledge"]},
            {"outcome":"forward","to":"signature","committee":["none"]},
            {"outcome":"return","to":"revisionForScreening"}]},
          {"code":"revisionForScreening","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกตอนุกรรมการ","en":"Revision for the subcommittee"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"screening"}]},
          {"code":"resolution","kind":"resolution","name":{"th":"มติ กศจ.","en":"Resolution of the committee"},
           "roles":["secretary","administrator"],"body":"provincialEducationCommittee","days":30,"transitions":[
            {"outcome":"approve","to":"signature","committee":["approve"]},
            {"outcome":"approveWithObservations","to":"revisionAfterResolution","committee":["approve"]},
            {"outcome":"acknowledge","to":"signature","committee":["acknowledge"]},
            {"outcome":"return","to":"revisionForResolution"},
            {"outcome":"reject","end":"rejected","committee":["approve"]}]},
          {"code":"revisionForResolution","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกต กศจ.","en":"Revision for the committee"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"resolution"}]},
          {"code":"revisionAfterResolution","kind":"revision",
           "name":{"th":"ปรับตามข้อสังเกตในมติ","en":"Revision as the resolution observed"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"signature"}]},
          {"code":"signature","kind":"signature",
           "name":{"th":"ผู้ว่าราชการจังหวัดลงนาม","en":"Signature of the governor"},
           "roles":["secretary","provincialOfficer","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"announcement"},{"outcome":"return","to":"revisionAfterResolution"}]},
          {"code":"announcement","kind":"announcement",
           "name":{"th":"ประกาศและแจ้งเวียน","en":"Announcement and circulation"},
           "roles":["planner","secretary","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"followUp"}]},
          {"code":"followUp","kind":"followUp","name":{"th":"ติดตามผลทุกไตรมาส","en":"Follow-up each quarter"},
           "roles":["planner","administrator"],"cycle":"quarter","days":7,"transitions":[
            {"outcome":"again","to":"followUp"},{"outcome":"forward","end":"completed"}]}]}
        """#

    /// Development guideline (work 5 of the manual).
    public static let developmentGuideline = #"""
        {"code":"developmentGuideline","version":1,
         "name":{"th":"จัดทำแนวทางการพัฒนาการศึกษา","en":"Development guideline"},
         "purpose":{"th":"เสนอประเด็นต่อ กศจ. ก่อน แล้วจึงจัดทำและเสนอแนวทางอีกครั้ง ติดตามทุกไตรมาส",
          "en":"Two resolutions: on the topics, then on the guideline; followed up each quarter"},
         "works":[5],"effectiveFrom":"2017-01-01","committee":"approve","steps":[
          {"code":"study","kind":"study","name":{"th":"ศึกษาสภาพปัญหา","en":"Study"},
           "roles":["planner","administrator"],"days":60,"transitions":[
            {"outcome":"forward","to":"topics"}]},
          {"code":"topics","kind":"draft",
           "name":{"th":"คณะทำงานเสนอประเด็น","en":"Topics proposed by the body"},
           "roles":["planner","secretary","administrator"],"body":"educationDevelopmentSubcommittee","days":30,"transitions":[
            {"outcome":"forward","to":"topicsResolution","committee":["approve","acknowledge"]},
            {"outcome":"forward","to":"appointBody","committee":["none"]}]},
          {"code":"topicsResolution","kind":"resolution",
           "name":{"th":"มติ กศจ. ต่อประเด็น","en":"Resolution on the topics"},
           "roles":["secretary","administrator"],"body":"provincialEducationCommittee","days":30,"transitions":[
            {"outcome":"approve","to":"appointBody","committee":["approve"]},
            {"outcome":"approveWithObservations","to":"appointBody","committee":["approve"]},
            {"outcome":"acknowledge","to":"appointBody","committee":["acknowledge"]},
            {"outcome":"return","to":"topics"},{"outcome":"reject","end":"rejected","committee":["approve"]}]},
          {"code":"appointBody","kind":"appointBody",
           "name":{"th":"แต่งตั้งคณะทำงานจัดทำ","en":"Appointment of the drafting body"},
           "roles":["planner","secretary","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"seminar"}]},
          {"code":"seminar","kind":"seminar","name":{"th":"ประชุมเชิงปฏิบัติการ","en":"Seminar"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"report"}]},
          {"code":"report","kind":"report","name":{"th":"รายงานผลการประชุม","en":"Report of the seminar"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"draft"},{"outcome":"return","to":"seminar"}]},
          {"code":"draft","kind":"draft","name":{"th":"จัดทำร่างแนวทาง","en":"Draft"},
           "roles":["planner","administrator"],"days":45,"transitions":[
            {"outcome":"forward","to":"officerApproval"}]},
          {"code":"officerApproval","kind":"officerApproval",
           "name":{"th":"ศึกษาธิการจังหวัดเห็นชอบให้เสนอ","en":"Put on the agenda by the provincial education officer"},
           "roles":["provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"screening"},{"outcome":"return","to":"draft"}]},
          {"code":"screening","kind":"screening",
           "name":{"th":"คณะอนุกรรมการกลั่นกรอง","en":"Screening by the subcommittee"},
           "roles":["secretary","administrator"],"body":"strategicAdministrationSubcommittee","days":30,"transitions":[
            {"outcome":"forward","to":"resolution","committee":["approve","acknowledge"]},
            {"outcome":"forward","to":"signature","committee":["none"]},
            {"outcome":"return","to":"revisionForScreening"}]},
          {"code":"revisionForScreening","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกตอนุกรรมการ","en":"Revision for the subcommittee"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"screening"}]},
          {"code":"resolution","kind":"resolution","name":{"th":"มติ กศจ.","en":"Resolution of the committee"},
           "roles":["secretary","administrator"],"body":"provincialEducationCommittee","days":30,"transitions":[
            {"outcome":"approve","to":"signature","committee":["approve"]},
            {"outcome":"approveWithObservations","to":"revisionAfterResolution","committee":["approve"]},
            {"outcome":"acknowledge","to":"signature","committee":["acknowledge"]},
            {"outcome":"return","to":"revisionForResolution"},
            {"outcome":"reject","end":"rejected","committee":["approve"]}]},
          {"code":"revisionForResolution","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกต กศจ.","en":"Revision for the committee"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"resolution"}]},
          {"code":"revisionAfterResolution","kind":"revision",
           "name":{"th":"ปรับตามข้อสังเกตในมติ","en":"Revision as the resolution observed"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"signature"}]},
          {"code":"signature","kind":"signature",
           "name":{"th":"ผู้ว่าราชการจังหวัดลงนาม","en":"Signature of the governor"},
           "roles":["secretary","provincialOfficer","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"announcement"},{"outcome":"return","to":"revisionAfterResolution"}]},
          {"code":"announcement","kind":"announcement",
           "name":{"th":"ประกาศและแจ้งเวียน","en":"Announcement and circulation"},
           "roles":["planner","secretary","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"followUp"}]},
          {"code":"followUp","kind":"followUp","name":{"th":"ติดตามผลทุกไตรมาส","en":"Follow-up each quarter"},
           "roles":["planner","administrator"],"cycle":"quarter","days":7,"transitions":[
            {"outcome":"again","to":"followUp"},{"outcome":"forward","end":"completed"}]}]}
        """#

    /// Provincial education development plan (work 6 of the manual).
    public static let provincialEducationPlan = #"""
        {"code":"provincialEducationPlan","version":1,
         "name":{"th":"จัดทำแผนพัฒนาการศึกษาจังหวัด","en":"Provincial education development plan"},
         "purpose":{"th":"ร่าง รับฟัง สังเคราะห์ เสนอ กศจ. ทำข้อตกลง ตั้งคณะติดตาม ติดตามทุกไตรมาส ประเมินและทบทวนทุกปี",
          "en":"From study and hearing to agreements, quarterly follow-up, evaluation and the yearly review"},
         "works":[6],"effectiveFrom":"2017-01-01","committee":"approve","steps":[
          {"code":"study","kind":"study","name":{"th":"ศึกษาและวิเคราะห์ข้อมูล","en":"Study"},
           "roles":["planner","administrator"],"days":60,"transitions":[
            {"outcome":"forward","to":"seminar"}]},
          {"code":"seminar","kind":"seminar","name":{"th":"ประชุมเชิงปฏิบัติการ","en":"Seminar"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"appointBody"}]},
          {"code":"appointBody","kind":"appointBody",
           "name":{"th":"แต่งตั้งคณะจัดทำแผน","en":"Appointment of the drafting body"},
           "roles":["planner","secretary","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"draft"}]},
          {"code":"draft","kind":"draft","name":{"th":"จัดทำร่างแผน","en":"Draft"},
           "roles":["planner","administrator"],"days":60,"transitions":[
            {"outcome":"forward","to":"hearing"}]},
          {"code":"hearing","kind":"hearing","name":{"th":"รับฟังความคิดเห็น","en":"Public hearing"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"synthesis"}]},
          {"code":"synthesis","kind":"analyse",
           "name":{"th":"สังเคราะห์ความคิดเห็น","en":"Synthesis of the comments"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"revision"},{"outcome":"return","to":"hearing"}]},
          {"code":"revision","kind":"revision",
           "name":{"th":"ปรับปรุงร่างแผน","en":"Revision after the hearing"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"officerApproval"}]},
          {"code":"officerApproval","kind":"officerApproval",
           "name":{"th":"ศึกษาธิการจังหวัดเห็นชอบให้เสนอ","en":"Put on the agenda by the provincial education officer"},
           "roles":["provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"screening"},{"outcome":"return","to":"revision"}]},
          {"code":"screening","kind":"screening",
           "name":{"th":"คณะอนุกรรมการกลั่นกรอง","en":"Screening by the subcommittee"},
           "roles":["secretary","administrator"],"body":"strategicAdministrationSubcommittee","days":30,"transitions":[
            {"outcome":"forward","to":"resolution","committee":["approve","acknowledge"]},
            {"outcome":"forward","to":"notice","committee":["none"]},
            {"outcome":"return","to":"revisionForScreening"}]},
          {"code":"revisionForScreening","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกตอนุกรรมการ","en":"Revision for the subcommittee"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"screening"}]},
          {"code":"resolution","kind":"resolution","name":{"th":"มติ กศจ.","en":"Resolution of the committee"},
           "roles":["secretary","administrator"],"body":"provincialEducationCommittee","days":30,"transitions":[
            {"outcome":"approve","to":"notice","committee":["approve"]},
            {"outcome":"approveWithObservations","to":"revisionAfterResolution","committee":["approve"]},
            {"outcome":"acknowledge","to":"notice","committee":["acknowledge"]},
            {"outcome":"return","to":"revisionForResolution"},
            {"outcome":"reject","end":"rejected","committee":["approve"]}]},
          {"code":"revisionForResolution","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกต กศจ.","en":"Revision for the committee"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"resolution"}]},
          {"code":"revisionAfterResolution","kind":"revision",
           "name":{"th":"ปรับตามข้อสังเกตในมติ","en":"Revision as the resolution observed"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"notice"}]},
          {"code":"notice","kind":"notice","name":{"th":"แจ้งมติและเผยแพร่แผน","en":"Notice of the resolution"},
           "roles":["planner","secretary","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"agreements"}]},
          {"code":"agreements","kind":"execution",
           "name":{"th":"ทำข้อตกลงขับเคลื่อนแผน","en":"Agreements to carry out the plan"},
           "roles":["planner","administrator"],"days":60,"transitions":[
            {"outcome":"forward","to":"monitoringBody"}]},
          {"code":"monitoringBody","kind":"appointBody",
           "name":{"th":"แต่งตั้งคณะติดตามประเมินผล","en":"Appointment of the monitoring body"},
           "roles":["planner","secretary","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"instrument"}]},
          {"code":"instrument","kind":"draft",
           "name":{"th":"จัดทำเครื่องมือติดตาม","en":"Monitoring instrument"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"followUp"}]},
          {"code":"followUp","kind":"followUp","name":{"th":"ติดตามผลทุกไตรมาส","en":"Follow-up each quarter"},
           "roles":["planner","administrator"],"cycle":"quarter","days":7,"transitions":[
            {"outcome":"again","to":"followUp"},{"outcome":"forward","to":"evaluation"}]},
          {"code":"evaluation","kind":"report","name":{"th":"ประเมินผลประจำปี","en":"Evaluation"},
           "roles":["planner","administrator"],"days":60,"transitions":[
            {"outcome":"forward","to":"review"},{"outcome":"return","to":"followUp"}]},
          {"code":"review","kind":"review","name":{"th":"ทบทวนแผนประจำปี","en":"Yearly review"},
           "roles":["planner","administrator"],"cycle":"year","days":31,"transitions":[
            {"outcome":"again","to":"followUp"},{"outcome":"forward","end":"completed"}]}]}
        """#
}
