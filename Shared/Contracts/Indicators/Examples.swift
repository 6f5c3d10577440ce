/// Pieces of the examples. The methods' examples make one story in the order of `IndicatorsMethods.all`: an indicator,
/// a round with three questions, a school's answers from draft to accepted, and what is put together from them.
enum Examples {
    static let someID = "0190b3a0-0000-7000-8000-000000000001"
    static let instant = "2026-01-01T00:00:00Z"
    static let sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

    static let indicator = indicator(version: 1)

    static func indicator(version: Int) -> String {
        """
        {"id":"\(someID)","code":"67-EX1","province":"67","owner":"67",\
        "name":{"th":"ร้อยละของผู้เรียนที่อ่านออกเขียนได้","en":"Learners who read and write"},\
        "unit":{"th":"ร้อยละ","en":"percent"},"aggregation":"ratio","direction":"up","decimals":2,"multiplier":"100",\
        "planElements":[],"sdgTargets":["SDG-4.1"],"baseline":{"fiscalYear":2565,"value":"78.5"},\
        "targets":[{"organisation":"67","fiscalYear":2566,"value":"80"}],\
        "rule":{"basis":"target","onTrackAt":"90","behindAt":"70"},"periodType":"fiscalYear","disaggregations":[],\
        "coOwners":[],"version":\(version)}
        """
    }

    static let formulaIndicator = """
        {"id":"\(someID)","code":"67-GPI","province":"67","owner":"67",\
        "name":{"th":"ดัชนีความเท่าเทียมทางเพศ","en":"Gender parity index"},"unit":{"th":"ดัชนี","en":"index"},\
        "aggregation":"formula","direction":"up","decimals":2,"multiplier":"100","planElements":[],"sdgTargets":[],\
        "targets":[{"organisation":"67","fiscalYear":2565,"value":"1"},\
        {"organisation":"67","fiscalYear":2566,"value":"1"}],\
        "rule":{"basis":"target","onTrackAt":"90","behindAt":"70"},\
        "formula":"parity({67-PUPILS sex=female}, {67-PUPILS sex=male})","unitCode":"1",\
        "periodType":"academicYear","disaggregations":["sex","disability"],"coOwners":[],"version":1}
        """

    static func round(state: String, version: Int, expected: Int? = nil) -> String {
        """
        {"id":"\(someID)","code":"67-REX","province":"67","owner":"67","fiscalYear":2566,\
        "name":{"th":"รอบตัวอย่าง","en":"Example round"},"opensOn":"2023-09-01","dueOn":"2099-10-31",\
        "target":{"kinds":[],"under":["67-02"]},"state":"\(state)",\
        \(expected.map { #""questionnaireVersion":1,"expected":\#($0),"# } ?? "")"version":\(version)}
        """
    }

    static let section = """
        {"code":"S1","title":{"th":"ประเด็นที่ 3 คุณภาพผู้เรียน","en":"Quality of learners"},"questions":[\
        {"code":"E1","type":"number","text":{"th":"จำนวนผู้เรียนที่อ่านออกเขียนได้ (คน)"},"indicator":"67-EX1",\
        "role":"numerator","minimum":"0","maximum":"20000"},\
        {"code":"E2","type":"number","text":{"th":"จำนวนผู้เรียนที่เข้ารับการประเมิน (คน)"},"indicator":"67-EX1",\
        "role":"denominator","minimum":"0","maximum":"20000"},\
        {"code":"E3","type":"text","text":{"th":"ชื่อโครงการที่เด่นที่สุด"}}]}
        """

    static func questionnaire(state: String) -> String {
        """
        {"round":"\(someID)","roundCode":"67-REX","version":1,"state":"\(state)",\
        \(state == "published" ? #""publishedAt":"\#(instant)","# : "")"sections":[\
        {"code":"S1","title":{"th":"ประเด็นที่ 3 คุณภาพผู้เรียน","en":"Quality of learners"},"questions":[\
        {"code":"E1","type":"number","text":{"th":"จำนวนผู้เรียนที่อ่านออกเขียนได้ (คน)"},"indicator":"67-EX1",\
        "role":"numerator","minimum":"0","maximum":"20000","decimals":0},\
        {"code":"E2","type":"number","text":{"th":"จำนวนผู้เรียนที่เข้ารับการประเมิน (คน)"},"indicator":"67-EX1",\
        "role":"denominator","minimum":"0","maximum":"20000","decimals":0},\
        {"code":"E3","type":"text","text":{"th":"ชื่อโครงการที่เด่นที่สุด"},"role":"value"}]}]}
        """
    }

    static let certification = """
        {"letterNumber":"ศธ 04088/125","letterDate":"2023-10-05","signerPosition":"ผู้อำนวยการโรงเรียน",\
        "file":{"name":"certification.pdf","sha256":"\(sha256)"}}
        """

    static func summary(_ state: String, version: Int, edition: Int = 1) -> String {
        let stages = ["submitted", "certified", "accepted"]
        let reached = (stages.firstIndex(of: state) ?? -1) + 1
        let times = stages.prefix(reached).map { #""\#($0)At":"\#(instant)","# }.joined()
        return """
            {"id":"\(someID)","round":"\(someID)","roundCode":"67-REX","organisation":"67-S0001",\
            "edition":\(edition),"state":"\(state)","late":false,"savedAt":"\(instant)",\(times)"version":\(version)}
            """
    }

    static func submission(_ state: String, version: Int, edition: Int = 1, may: [String]) -> String {
        let certified = state == "certified" || state == "accepted"
        let letter = certified ? #""certification":\#(certification),"answersHash":"\#(sha256)","# : ""
        let actions = may.map { "\"\($0)\"" }.joined(separator: ",")
        let kinds = [("returned", edition > 1 && state == "returned"), ("reopened", edition > 1 && state == "draft")]
        var reviews = state == "accepted" || edition > 1 ? [review("accepted")] : []
        reviews = state == "accepted" ? reviews : kinds.filter(\.1).map { review($0.0) }
        return """
            {"summary":\(summary(state, version: version, edition: edition)),"questionnaireVersion":1,\
            \(edition > 1 ? #""supersedes":"\#(someID)","# : "")"answers":[\
            {"question":"E1","state":"value","number":"45"},{"question":"E2","state":"value","number":"60"},\
            {"question":"E3","state":"none"}],\(letter)"reviews":[\(reviews.joined(separator: ","))],"may":[\(actions)]}
            """
    }

    private static func review(_ kind: String) -> String {
        let comment =
            switch kind {
            case "returned": #","comment":"โปรดตรวจสอบจำนวนอีกครั้ง","question":"E1""#
            case "reopened": #","comment":"พบข้อมูลคลาดเคลื่อน""#
            default: ""
            }
        return #"{"kind":"\#(kind)","at":"\#(instant)","by":"example"\#(comment)}"#
    }

    static func consolidated(expected: Int, value: Int, notReported: Int) -> String {
        """
        {"question":"E1","section":"S1","type":"number","indicator":"67-EX1","role":"numerator",\
        "counts":{"expected":\(expected),"value":\(value),"none":0,"notApplicable":0,"notReported":\(notReported)},\
        "sum":"45"}
        """
    }

    static let agencyName = """
        {"th":"สำนักงานเขตพื้นที่การศึกษาประถมศึกษาเพชรบูรณ์ เขต 1","en":"Phetchabun Primary ESAO 1"}
        """
    static let schoolName = #"{"th":"โรงเรียนตัวอย่าง 1","en":"Example School 1"}"#

    private static func counts(_ expected: Int) -> String {
        """
        {"expected":\(expected),"notStarted":\(expected),"drafted":0,"submitted":0,"certified":0,"accepted":0,\
        "returned":0,"onTime":0,"late":0,"answeredRate":"0","certifiedRate":"0","onTimeRate":"0"}
        """
    }

    static func group(_ key: String, _ expected: Int) -> String {
        #"{"key":"\#(key)","counts":\#(counts(expected))}"#
    }

    static let status = """
        {"round":\(round(state: "open", version: 4, expected: 3)),"organisation":"67-02","relation":"either",\
        "counts":\(counts(3)),"children":[\
        {"organisation":"67-S0001","name":\(schoolName),"kind":"school","counts":\(counts(1))},\
        {"organisation":"67-S0002","name":{"th":"โรงเรียนตัวอย่าง 2","en":"Example School 2"},"kind":"school",\
        "counts":\(counts(1))}],"directoryChanged":false}
        """

    static let result = """
        {"indicator":"67-EX1","name":{"th":"ร้อยละของผู้เรียนที่อ่านออกเขียนได้","en":"Learners who read and write"},\
        "unit":{"th":"ร้อยละ","en":"percent"},"sdgTargets":["SDG-4.1"],"aggregation":"ratio","direction":"up",\
        "decimals":2,"baseline":{"fiscalYear":2565,"value":"78.5"},"target":"80","actual":"75","numerator":"45",\
        "denominator":"60","achievement":"93.75","status":"onTrack","counts":{"expected":3,"value":1,"none":0,\
        "notApplicable":0,"notReported":2},"question":"E1"}
        """
}
