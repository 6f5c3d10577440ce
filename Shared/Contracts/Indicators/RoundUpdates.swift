import CommonContract
import JSONRPC
import Kernel

/// Changes a round that was not opened yet.
public struct UpdateRound: RPCChange {
    public static let name = "round.update"
    public static let summary = LocalizedText(
        "แก้ไขรอบที่ยังไม่เปิด", "Changes name, dates and target group of a round that was not opened yet")
    public static let details = LocalizedText(
        "สิ่งที่ไม่ได้ส่งคงเดิม; รอบที่เปิดแล้วขยายเวลาให้บางหน่วยงานด้วย round.except",
        "What is not given stays. Once a round is open, round.except gives some more time.")
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "another name, checked only",
            params: """
                {"idempotencyKey":"round-u1","validateOnly":true,"round":"67-REX","expectedVersion":1,\
                "name":{"th":"รอบตัวอย่าง","en":"Example round"}}
                """,
            result: Examples.round(state: "draft", version: 2))
    ]
    public typealias Result = Round

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var expectedVersion: Int
    public var name: LocalizedText?
    public var opensOn: CalendarDate?
    public var dueOn: CalendarDate?
    public var target: TargetGroup?

    public init(
        idempotencyKey: String, round: Reference, expectedVersion: Int, name: LocalizedText? = nil,
        opensOn: CalendarDate? = nil, dueOn: CalendarDate? = nil, target: TargetGroup? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.expectedVersion = expectedVersion
        self.name = name
        self.opensOn = opensOn
        self.dueOn = dueOn
        self.target = target
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: name, at: "/name", max: 300)
        if let opensOn, let dueOn, dueOn < opensOn {
            problems.add(
                "/dueOn", "round.dates", th: "วันครบกำหนดต้องไม่ก่อนวันเปิด", en: "the due day is before the opening day")
        }
        for (index, code) in (target?.under ?? []).enumerated() {
            Rules.organisation(code, "/target/under/\(index)", &problems)
        }
        Rules.count(target?.under.count ?? 0, 0...1_000, "/target/under", &problems)
    }
}
