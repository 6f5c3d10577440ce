/// Pieces of the examples of matters and procedures. The matter is the one that the plans service's examples open for
/// their national plan; `{matterId}` is its id.
enum ProcedureExamples {
    static let id = "0190b3a0-0000-7000-8000-000000000001"

    static let received = matter(
        """
        "step":"received","stepKind":"received","stepName":{"th":"รับแผน","en":"Received"},\
        "roles":["administrator","planner","secretary"],"since":"2022-10-03T00:00:00Z","dueOn":"2022-10-06",\
        "may":["forward","return"]
        """, actions: 0, history: "")

    static let analysed = matter(
        """
        "step":"analyse","stepKind":"analyse","stepName":{"th":"วิเคราะห์ความสอดคล้อง","en":"Consistency analysis"},\
        "roles":["administrator","planner"],"since":"2022-10-04T00:00:00Z","dueOn":"2022-10-19",\
        "may":["forward","return"]
        """, actions: 1,
        history: """
            {"number":1,"step":"received","outcome":"forward","to":"analyse","date":"2022-10-04","note":"ครบถ้วน",\
            "by":"example","at":"2022-10-04T00:00:00Z"}
            """)

    private static func matter(_ members: String, actions: Int, history: String) -> String {
        """
        {"id":"\(id)","province":"TH","procedure":"planScreening","procedureVersion":1,"organisation":"TH",\
        "subjectKind":"planVersion","subject":"\(id)","subjectCode":"EX-MP","title":{"th":"แผนแม่บทตัวอย่าง"},\
        "state":"open",\(members),"openedBy":"example","openedAt":"2022-10-03T00:00:00Z","actions":\(actions),\
        "history":[\(history)]}
        """
    }

    static let planScreening = #"""
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
}
