import JSONRPC

/// Pieces of the examples of meetings: one of the committee, from its call to its certified minutes.
enum MeetingExamples {
    static let planned = meeting(
        "planned", version: 1,
        agenda: item(1, "chairInforms", "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ") + ","
            + item(2, "lastMinutes", "เรื่องรับรองรายงานการประชุม"))
    static let withAgenda = meeting("planned", version: 2, agenda: agenda())
    static let invited = meeting(
        "invited", version: 3, members: member(""), agenda: agenda(), more: invitation)
    static let held = meeting("held", version: 4, members: present, agenda: agenda(), more: invitation + counted)
    static let resolved = meeting(
        "held", version: 5, members: present, agenda: agenda(resolution), more: invitation + counted)
    static let minuted = meeting(
        "held", version: 6, members: present, agenda: agenda(discussion + resolution), more: invitation + counted)
    static let notified = meeting(
        "held", version: 6, members: present, agenda: agenda(discussion + resolution), more: invitation + counted,
        notices: notice)
    static let closed = meeting(
        "closed", version: 7, members: present, agenda: agenda(discussion + resolution), more: invitation + counted,
        notices: notice)
    static let third = meeting(
        "planned", version: 1, number: "3/2566", on: "2022-12-20", agenda: thirdAgenda, more: "", place: "")
    static let cancelled = meeting(
        "cancelled", version: 2, number: "3/2566", on: "2022-12-20", agenda: thirdAgenda, more: "", place: "")

    static let agendaDocument = """
        {"kind":"agenda","issuer":"คณะกรรมการศึกษาธิการจังหวัด","subject":"ระเบียบวาระการประชุม ครั้งที่ 2/2566",\
        "meeting":{"number":"ครั้งที่ 2/2566","date":"2022-11-15","from":"09:30","place":"ห้องประชุมศาลากลางจังหวัด"},\
        "body":[{"kind":"heading","text":"ระเบียบวาระที่ 1 เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ"},\
        {"kind":"item","text":"ประธานแจ้งให้ทราบ","number":"1.1"},\
        {"kind":"heading","text":"ระเบียบวาระที่ 4 เรื่องเสนอเพื่อทราบ"},\
        {"kind":"item","text":"ผลการดำเนินงานไตรมาสที่ 4","number":"4.1"}]}
        """

    private static let invitation = #""invitation":{"letterNumber":"ศธ 02110/ว15","date":"2022-11-08"},"#
    private static let counted = #""presentCount":1,"quorum":true,"#
    private static let discussion = #""discussion":"เลขานุการรายงานผลการดำเนินงาน","#
    private static let resolution = """
        "resolution":{"id":"\(ProcedureExamples.id)","province":"67","body":"67-EX-PEC","number":"2/2566-2",\
        "meeting":"2/2566","date":"2022-11-15","outcome":"acknowledge","text":"ที่ประชุมรับทราบ",\
        "recordedBy":"example","recordedAt":"2022-11-15T00:00:00Z"},
        """
    private static let notice = """
        {"item":2,"organisation":"67-02","letterNumber":"ศธ 02110/ว20","date":"2022-11-18"}
        """
    private static let present = member(#","attendance":"present""#)
    private static let thirdAgenda =
        item(1, "chairInforms", "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ") + ","
        + item(2, "lastMinutes", "เรื่องรับรองรายงานการประชุม")

    private static func member(_ more: String) -> String {
        #"{"number":1,"seat":"chair","position":{"th":"ผู้ว่าราชการจังหวัด"}"# + more + "}"
    }

    private static func agenda(_ second: String = "") -> String {
        item(1, "chairInforms", "ประธานแจ้งให้ทราบ") + ","
            + item(2, "forInformation", "ผลการดำเนินงานไตรมาสที่ 4", more: second)
    }

    private static func item(_ number: Int, _ section: String, _ title: String, more: String = "") -> String {
        """
        {"number":\(number),"section":"\(section)","title":{"th":"\(title)"},\(more)"papers":[]}
        """
    }

    private static func meeting(
        _ state: String, version: Int, number: String = "2/2566", on day: String = "2022-11-15", members: String = "",
        agenda: String, more: String = "",
        place: String = #""startsAt":"09:30","place":{"th":"ห้องประชุมศาลากลางจังหวัด"},"#, notices: String = ""
    ) -> String {
        """
        {"id":"\(ProcedureExamples.id)","province":"67","body":"67-EX-PEC","number":"\(number)","heldOn":"\(day)",\
        \(place)"state":"\(state)",\(more)"members":[\(members)],"memberCount":1,"agenda":[\(agenda)],\
        "notices":[\(notices)],"version":\(version)}
        """
    }
}
