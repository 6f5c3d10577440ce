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

    static let letter = """
        {"code":"letter","version":1,"name":{"th":"ตอบหนังสือ","en":"Answering a letter"},\
        "effectiveFrom":"2023-10-01","committee":"none","steps":[{"code":"draft","kind":"draft",\
        "name":{"th":"ร่างคำตอบ"},"roles":["planner"],"days":7,"transitions":[{"outcome":"forward","to":"order"}]},\
        {"code":"order","kind":"officerApproval","name":{"th":"ลงนาม"},"roles":["provincialOfficer"],"days":3,\
        "transitions":[{"outcome":"forward","end":"completed"},{"outcome":"return","to":"draft"}]}]}
        """

    /// A request of another office that is worked on.
    static let opened = work(
        """
        "state":"open","step":"request","stepKind":"received","stepName":{"th":"รับเรื่อง","en":"Request"},\
        "roles":["administrator","planner","secretary"],"since":"2022-10-03T00:00:00Z","dueOn":"2022-10-06",\
        "may":["forward"]
        """, actions: 0, history: "")

    static let withdrawn = work(
        """
        "state":"withdrawn","roles":[],"since":"2022-10-04T00:00:00Z","may":[],"closedAt":"2022-10-04T00:00:00Z"
        """, actions: 1,
        history: """
            {"number":1,"step":"request","outcome":"withdraw","date":"2022-10-04","note":"ผู้ขอยกเลิก",\
            "by":"example","at":"2022-10-04T00:00:00Z"}
            """)

    private static func work(_ members: String, actions: Int, history: String) -> String {
        """
        {"id":"\(id)","province":"67","procedure":"jointWork","procedureVersion":1,"organisation":"67-01",\
        "subjectKind":"work","subject":"\(id)","subjectCode":"ศธ 0001/15","title":{"th":"จัดงานวันเด็กแห่งชาติ"},\
        \(members),"openedBy":"example","openedAt":"2022-10-03T00:00:00Z","actions":\(actions),\
        "history":[\(history)]}
        """
    }

    /// The shipped definition with its documentation, as `procedure.get` answers it.
    static let planScreening =
        #"{"decisions":"meeting","# + ShippedProcedures.documentation[0].members + ","
        + ShippedProcedures.planScreening.dropFirst()
}
