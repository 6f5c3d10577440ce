/// Procedures of each year's work: action plan, budget, information (domain §5, works 11, 13–15, 17, 18).
extension ShippedProcedures {
    /// Annual action plan (work 11 of the manual).
    public static let annualActionPlan = #"""
        {"code":"annualActionPlan","version":1,
         "name":{"th":"จัดทำแผนปฏิบัติราชการประจำปี","en":"Annual action plan"},
         "purpose":{"th":"คัดเลือกโครงการภายในเพดานงบประมาณ เสนอรับทราบ เผยแพร่ ติดตามและรายงาน",
          "en":"Projects chosen under the ceiling, acknowledged, published, followed up and reported"},
         "works":[11],"effectiveFrom":"2017-01-01","committee":"acknowledge","steps":[
          {"code":"review","kind":"review","name":{"th":"ทบทวนผลปีก่อน","en":"Review of the last year"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"appointBody"}]},
          {"code":"appointBody","kind":"appointBody",
           "name":{"th":"แต่งตั้งคณะทำงาน","en":"Appointment of the body"},
           "roles":["planner","secretary","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"projects"}]},
          {"code":"projects","kind":"callForInput",
           "name":{"th":"เสนอโครงการภายในเพดาน","en":"Projects under the ceiling"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"projectScreening"}]},
          {"code":"projectScreening","kind":"screening",
           "name":{"th":"คณะกลั่นกรองโครงการ","en":"Screening of the projects"},
           "roles":["planner","secretary","administrator"],"body":"projectScreeningCommittee","days":15,"transitions":[
            {"outcome":"forward","to":"draft"},{"outcome":"return","to":"projects"}]},
          {"code":"draft","kind":"draft","name":{"th":"จัดทำร่างแผน","en":"Draft"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"officerApproval"}]},
          {"code":"officerApproval","kind":"officerApproval",
           "name":{"th":"ศึกษาธิการจังหวัดเห็นชอบ","en":"Approval by the provincial education officer"},
           "roles":["provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"finalPlan"},{"outcome":"return","to":"draft"}]},
          {"code":"finalPlan","kind":"revision","name":{"th":"จัดทำแผนฉบับสมบูรณ์","en":"Final plan"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"bodyAcknowledges"}]},
          {"code":"bodyAcknowledges","kind":"screening",
           "name":{"th":"คณะอนุกรรมการรับทราบ","en":"Acknowledged by the subcommittee"},
           "roles":["secretary","administrator"],"body":"strategicAdministrationSubcommittee","days":30,"transitions":[
            {"outcome":"acknowledge","to":"resolution","committee":["approve","acknowledge"]},
            {"outcome":"acknowledge","to":"briefing","committee":["none"]},{"outcome":"return","to":"finalPlan"}]},
          {"code":"resolution","kind":"resolution","name":{"th":"มติ กศจ.","en":"Resolution of the committee"},
           "roles":["secretary","administrator"],"body":"provincialEducationCommittee","days":30,"transitions":[
            {"outcome":"approve","to":"briefing","committee":["approve"]},
            {"outcome":"approveWithObservations","to":"briefing","committee":["approve"]},
            {"outcome":"acknowledge","to":"briefing","committee":["acknowledge"]},
            {"outcome":"return","to":"revisionForResolution"},
            {"outcome":"reject","end":"rejected","committee":["approve"]}]},
          {"code":"revisionForResolution","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกต กศจ.","en":"Revision for the committee"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"resolution"}]},
          {"code":"briefing","kind":"seminar","name":{"th":"ชี้แจงผู้เกี่ยวข้อง","en":"Briefing"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"sentUp"}]},
          {"code":"sentUp","kind":"notice","name":{"th":"ส่งหน่วยเหนือ","en":"Sent up"},
           "roles":["planner","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"published"}]},
          {"code":"published","kind":"announcement","name":{"th":"เผยแพร่แผน","en":"Published"},
           "roles":["planner","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"followUp"}]},
          {"code":"followUp","kind":"followUp","name":{"th":"ติดตามผลทุกไตรมาส","en":"Follow-up each quarter"},
           "roles":["planner","administrator"],"cycle":"quarter","days":7,"transitions":[
            {"outcome":"again","to":"followUp"},{"outcome":"forward","to":"report"}]},
          {"code":"report","kind":"report","name":{"th":"รายงานผลประจำปี","en":"Report of the year"},
           "roles":["planner","administrator"],"days":31,"transitions":[
            {"outcome":"forward","end":"completed"}]}]}
        """#

    /// The office's own budget request (work 13 of the manual).
    public static let ownBudget = #"""
        {"code":"ownBudget","version":1,
         "name":{"th":"จัดทำคำของบประมาณของสำนักงาน","en":"The office's own budget request"},
         "purpose":{"th":"ศึกษาการใช้จ่ายปีก่อน ตั้งหลักเกณฑ์ ร่างคำขอ ประชุม ส่งและบันทึกในระบบต้นทาง",
          "en":"From last year's spending and criteria to the request that is forwarded and recorded at the source"},
         "works":[13],"effectiveFrom":"2017-01-01","committee":"none","steps":[
          {"code":"study","kind":"study",
           "name":{"th":"ศึกษาการใช้จ่ายปีก่อน","en":"Study of last year's spending"},
           "roles":["budgetOfficer","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"criteria"}]},
          {"code":"criteria","kind":"draft","name":{"th":"กำหนดหลักเกณฑ์","en":"Criteria"},
           "roles":["budgetOfficer","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"appointBody"}]},
          {"code":"appointBody","kind":"appointBody",
           "name":{"th":"แต่งตั้งคณะทำงานงบประมาณ","en":"Appointment of the budget body"},
           "roles":["budgetOfficer","secretary","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"draftRequest"}]},
          {"code":"draftRequest","kind":"draft","name":{"th":"ร่างคำขอ","en":"Draft request"},
           "roles":["budgetOfficer","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"meeting"}]},
          {"code":"meeting","kind":"screening",
           "name":{"th":"ประชุมคณะทำงานงบประมาณ","en":"Meeting of the budget body"},
           "roles":["budgetOfficer","secretary","administrator"],"body":"budgetCommittee","days":15,"transitions":[
            {"outcome":"forward","to":"forwarded"},{"outcome":"return","to":"draftRequest"},
            {"outcome":"reject","end":"rejected"}]},
          {"code":"forwarded","kind":"notice","name":{"th":"ส่งคำขอ","en":"Forwarded"},
           "roles":["budgetOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"recorded"}]},
          {"code":"recorded","kind":"execution",
           "name":{"th":"บันทึกในระบบของต้นทาง","en":"Recorded at the source"},
           "roles":["budgetOfficer","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"summary"}]},
          {"code":"summary","kind":"report","name":{"th":"สรุปผล","en":"Summary"},
           "roles":["budgetOfficer","administrator"],"days":15,"transitions":[
            {"outcome":"forward","end":"completed"}]}]}
        """#

    /// Budget request of another office (work 14 of the manual).
    public static let budgetRequest = #"""
        {"code":"budgetRequest","version":1,
         "name":{"th":"พิจารณาคำของบประมาณของหน่วยงาน","en":"Budget request of another office"},
         "purpose":{"th":"วิเคราะห์ความจำเป็น หลักเกณฑ์ และประวัติสามปี กลั่นกรองและเสนอ กศจ.",
          "en":"Need, criteria and three years' history, screened and put before the committee"},
         "works":[14],"effectiveFrom":"2017-01-01","committee":"approve","steps":[
          {"code":"received","kind":"received","name":{"th":"รับคำขอ","en":"Received"},
           "roles":["budgetOfficer","administrator"],"days":3,"transitions":[
            {"outcome":"forward","to":"analyse"},{"outcome":"return","to":"completion"}]},
          {"code":"completion","kind":"revision","name":{"th":"ผู้ขอเติมให้ครบ","en":"Completion by who asked"},
           "roles":["budgetOfficer","agencyPlanner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"received"}]},
          {"code":"analyse","kind":"analyse",
           "name":{"th":"วิเคราะห์ความจำเป็นและหลักเกณฑ์","en":"Need, criteria, three years"},
           "roles":["budgetOfficer","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"officerApproval"},{"outcome":"return","to":"completion"}]},
          {"code":"officerApproval","kind":"officerApproval",
           "name":{"th":"ศึกษาธิการจังหวัดเห็นชอบให้เสนอ","en":"Put on the agenda by the provincial education officer"},
           "roles":["provincialOfficer","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"screening"},{"outcome":"return","to":"analyse"},
            {"outcome":"reject","end":"rejected"}]},
          {"code":"screening","kind":"screening",
           "name":{"th":"คณะอนุกรรมการกลั่นกรอง","en":"Screening by the subcommittee"},
           "roles":["secretary","administrator"],"body":"strategicAdministrationSubcommittee","days":30,"transitions":[
            {"outcome":"forward","to":"resolution","committee":["approve","acknowledge"]},
            {"outcome":"forward","to":"notice","committee":["none"]},
            {"outcome":"return","to":"revisionForScreening"}]},
          {"code":"revisionForScreening","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกตอนุกรรมการ","en":"Revision for the subcommittee"},
           "roles":["budgetOfficer","agencyPlanner","administrator"],"days":15,"transitions":[
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
           "roles":["budgetOfficer","agencyPlanner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"resolution"}]},
          {"code":"notice","kind":"notice","name":{"th":"แจ้งมติ","en":"Notice of the resolution"},
           "roles":["budgetOfficer","secretary","administrator"],"days":7,"transitions":[
            {"outcome":"forward","end":"completed"}]}]}
        """#

    /// Information system (works 15, 17, 18 of the manual).
    public static let informationSystem = #"""
        {"code":"informationSystem","version":1,
         "name":{"th":"จัดทำระบบข้อมูลสารสนเทศ","en":"Information system"},
         "purpose":{"th":"สำรวจความต้องการ กำหนดรายการ เก็บ ประมวลผล เสนอคณะกรรมการสารสนเทศ กศจ. รับทราบ แล้วเผยแพร่",
          "en":"From needs and data list over collection to the information committee; published after the PEC took note"},
         "works":[15,17,18],"effectiveFrom":"2017-01-01","committee":"acknowledge","steps":[
          {"code":"needs","kind":"study","name":{"th":"สำรวจความต้องการใช้ข้อมูล","en":"Needs"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"dataList"}]},
          {"code":"dataList","kind":"draft","name":{"th":"กำหนดรายการข้อมูล","en":"Data list"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"design"}]},
          {"code":"design","kind":"draft","name":{"th":"ออกแบบระบบและแบบเก็บ","en":"Design"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"calendar"}]},
          {"code":"calendar","kind":"draft","name":{"th":"กำหนดปฏิทิน","en":"Calendar"},
           "roles":["planner","administrator"],"days":7,"transitions":[
            {"outcome":"forward","to":"collection"}]},
          {"code":"collection","kind":"callForInput","name":{"th":"จัดเก็บข้อมูล","en":"Collection"},
           "roles":["planner","administrator"],"days":45,"transitions":[
            {"outcome":"forward","to":"processing"}]},
          {"code":"processing","kind":"analyse","name":{"th":"ประมวลผล","en":"Processing"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"products"},{"outcome":"return","to":"collection"}]},
          {"code":"products","kind":"report","name":{"th":"จัดทำสารสนเทศ","en":"Products"},
           "roles":["planner","administrator"],"days":30,"transitions":[
            {"outcome":"forward","to":"informationCommittee"}]},
          {"code":"informationCommittee","kind":"screening",
           "name":{"th":"คณะกรรมการบริหารข้อมูลสารสนเทศ","en":"Information committee"},
           "roles":["secretary","administrator"],"body":"educationInformationCommittee","days":30,"transitions":[
            {"outcome":"forward","to":"resolution","committee":["approve","acknowledge"]},
            {"outcome":"forward","to":"published","committee":["none"]},{"outcome":"return","to":"processing"}]},
          {"code":"resolution","kind":"resolution","name":{"th":"มติ กศจ.","en":"Resolution of the committee"},
           "roles":["secretary","administrator"],"body":"provincialEducationCommittee","days":30,"transitions":[
            {"outcome":"approve","to":"published","committee":["approve"]},
            {"outcome":"approveWithObservations","to":"published","committee":["approve"]},
            {"outcome":"acknowledge","to":"published","committee":["acknowledge"]},
            {"outcome":"return","to":"revisionForResolution"},
            {"outcome":"reject","end":"rejected","committee":["approve"]}]},
          {"code":"revisionForResolution","kind":"revision",
           "name":{"th":"แก้ไขตามข้อสังเกต กศจ.","en":"Revision for the committee"},
           "roles":["planner","administrator"],"days":15,"transitions":[
            {"outcome":"forward","to":"resolution"}]},
          {"code":"published","kind":"announcement","name":{"th":"เผยแพร่","en":"Published"},
           "roles":["planner","administrator"],"days":7,"transitions":[
            {"outcome":"forward","end":"completed"}]}]}
        """#
}
