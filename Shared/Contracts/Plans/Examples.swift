/// Pieces of the examples. In the order of `PlansMethods.all` they make one story: the office 67-01 drafts a plan with
/// an issue, a goal and a project, screens it, announces it and opens an amendment.
enum Examples {
    static let id = "0190b3a0-0000-7000-8000-000000000001"
    static let instant = "2022-10-01T00:00:00Z"

    static func plan(_ code: String, name: String, draft: Int?, versions: String, version: Int, current: Int? = nil)
        -> String
    {
        """
        {"id":"\(id)","province":"67","code":"\(code)","kind":"provincialEducationPlan","level":3,"name":\(name),\
        "firstYear":2566,"lastYear":2570,"organisation":"67-01","higher":[],\
        \(current.map { "\"currentVersion\":\($0)," } ?? "")\(draft.map { "\"draftVersion\":\($0)," } ?? "")\
        "versions":[\(versions)],"version":\(version)}
        """
    }

    static let name = #"{"th":"แผนพัฒนาการศึกษาจังหวัด (ตัวอย่าง)","en":"Provincial education plan (example)"}"#
    static let draft1 = #"{"number":1,"state":"draft","createdAt":"2022-10-01T00:00:00Z"}"#

    static func element(
        _ code: String, _ kind: String, parent: String? = nil, text: String, order: Int, version: Int = 1,
        more: String = ""
    ) -> String {
        """
        {"id":"\(id)","plan":"67-EX-2566","planVersion":1,"code":"\(code)","kind":"\(kind)",\
        \(parent.map { "\"parent\":\"\($0)\"," } ?? "")"text":\(text),"organisation":"67-01","tags":[],\(more)\
        "order":\(order),"version":\(version)}
        """
    }

    static let project = element(
        "67-EX-P1", "project", parent: "67-EX-G1", text: #"{"th":"โครงการอ่านออกเขียนได้"}"#, order: 1,
        more: #""funding":"funded","budget":"150000.00","#)

    static let link = """
        {"id":"\(id)","kind":"xyzY2","from":{"plan":"EX-MP","planVersion":1,"id":"\(id)","code":"EX-120101",\
        "kind":"goal","text":{"th":"เป้าหมายแผนย่อย"}},"to":{"plan":"EX-MP","planVersion":1,"id":"\(id)",\
        "code":"EX-120001","kind":"goal","text":{"th":"เป้าหมายระดับประเด็น"}},"outdated":false}
        """

    static let partner = #"{"kind":"privateSector","name":{"th":"หอการค้าจังหวัด (ตัวอย่าง)"},"fields":["อาชีพ"]}"#

    static let drivingItem = """
        {"code":"CAL-6-school-1","set":"calendar","approach":6,\
        "approachName":{"th":"การติดตามและประเมินผลทุกระดับ","en":"Follow-up and evaluation at every level"},\
        "level":"school","number":1,"text":{"th":"รายงานผลการจัดการศึกษาต่อต้นสังกัดตามกำหนด",\
        "en":"Report results to the parent agency when it asks"},"windows":["parentCalendar"],"province":"TH",\
        "version":1}
        """

    static let drivingCalendar = """
        {"organisation":"67-01","fiscalYear":2499,"tasks":[\
        \(drivingTask(1, window: "previousQ3Q4", from: "1955-04-01", to: "1955-09-30", text: """
        {"th":"เชื่อมโยงเป้าหมายแผนระดับชาติ ภาค จังหวัด และ SDG4 สู่แผนพัฒนาการศึกษาจังหวัด",\
        "en":"Link national, regional and provincial goals and SDG4 to the provincial education plan"}
        """)),\
        \(drivingTask(2, window: "quarter1", from: "1955-10-01", to: "1955-12-31", text: """
        {"th":"ถ่ายทอดเป้าหมายสู่แผนปฏิบัติราชการ 5 ปีและรายปีของสำนักงาน",\
        "en":"Carry the goals into the office's five-year and annual action plans"}
        """)),\
        \(drivingTask(3, window: "quarter1", from: "1955-10-01", to: "1955-12-31", text: """
        {"th":"สร้างความเข้าใจหลัก XYZ แก่บุคลากรของสำนักงาน","en":"Explain the XYZ chain to the office's staff"}
        """))]}
        """

    private static func drivingTask(
        _ number: Int, window: String, from: String, to: String, text: String
    ) -> String {
        """
        {"item":{"code":"CAL-2-office-\(number)","set":"calendar","approach":2,"approachName":{\
        "th":"การเชื่อมโยงเป้าหมายกับแผนสามระดับสู่แผนปฏิบัติราชการ",\
        "en":"Linking goals with the three levels of plans and the action plans"},"level":"office",\
        "number":\(number),"text":\(text),"windows":["\(window)"],"province":"TH","version":1},\
        "organisation":"67-01","fiscalYear":2499,"occasion":1,"windows":[{"from":"\(from)","to":"\(to)"}],\
        "dueOn":"\(to)","state":"notReported","evidence":[],"overdue":true,"version":0}
        """
    }
}
