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
}
