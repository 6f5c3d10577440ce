import CommonContract
import JSONRPC
import Kernel

/// Makes a monitoring round.
public struct CreateRound: RPCChange {
    public static let name = "round.create"
    public static let summary = LocalizedText("สร้างรอบการติดตาม", "Makes a monitoring round")
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.conflict, .notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "of a province",
            params: """
                {"idempotencyKey":"round-1","code":"67-REX","owner":"67","fiscalYear":2566,\
                "name":{"th":"รอบตัวอย่าง","en":"Example round"},"opensOn":"2023-09-01","dueOn":"2099-10-31",\
                "target":{"kinds":[],"under":["67-02"]}}
                """,
            result: Examples.round(state: "draft", version: 1))
    ]
    public typealias Result = Round

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// Begins with the province of the owner.
    public var code: String
    public var owner: String
    public var fiscalYear: FiscalYear
    public var name: LocalizedText
    public var opensOn: CalendarDate
    public var dueOn: CalendarDate
    /// Absent: everyone that answers below the owner.
    public var target: TargetGroup?
    /// Code of the round that it follows: its target group (where none is given) and its questionnaire in force, as a
    /// draft, are taken over, and its answers stand beside those of this one (`submission.previous`).
    public var previous: String?

    public init(
        idempotencyKey: String, code: String, owner: String, fiscalYear: FiscalYear, name: LocalizedText,
        opensOn: CalendarDate, dueOn: CalendarDate, target: TargetGroup? = nil, previous: String? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.code = code
        self.owner = owner
        self.fiscalYear = fiscalYear
        self.name = name
        self.opensOn = opensOn
        self.dueOn = dueOn
        self.target = target
        self.previous = previous
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.code(code, "/code", &problems)
        Rules.organisation(owner, "/owner", &problems)
        if OrganisationCode.province(of: code) != OrganisationCode.province(of: owner) {
            problems.add(
                "/code", "code.province", th: "รหัสต้องขึ้นต้นด้วยรหัสจังหวัดของเจ้าของรอบ",
                en: "the code must begin with the province of the owner")
        }
        problems.check(text: name, at: "/name", max: 300)
        Rules.code(previous, "/previous", &problems)
        if dueOn < opensOn {
            problems.add(
                "/dueOn", "round.dates", th: "วันครบกำหนดต้องไม่ก่อนวันเปิด", en: "the due day is before the opening day")
        }
        for (index, code) in (target?.under ?? []).enumerated() {
            Rules.organisation(code, "/target/under/\(index)", &problems)
        }
        Rules.count(target?.under.count ?? 0, 0...1_000, "/target/under", &problems)
    }
}

/// One round.
public struct GetRound: RPCMethod {
    public static let name = "round.get"
    public static let summary = LocalizedText("รอบการติดตามหนึ่งรอบ", "One monitoring round")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("by its code", params: #"{"round":"67-REX"}"#, result: Examples.round(state: "draft", version: 1))
    ]
    public typealias Result = Round

    public var round: Reference

    public init(round: Reference) { self.round = round }
}

/// Rounds of a province, newest fiscal year first.
public struct ListRounds: RPCMethod {
    public static let name = "round.list"
    public static let summary = LocalizedText("รายการรอบการติดตาม", "Rounds of a province, newest fiscal year first")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let examples = [
        RPCExample(
            "of a fiscal year", params: #"{"province":"67","fiscalYear":2566}"#,
            result: #"{"items":[\#(Examples.round(state: "draft", version: 1))]}"#)
    ]
    public typealias Result = Page<Round>

    public var province: String
    public var fiscalYear: FiscalYear?
    public var state: RoundState?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        province: String, fiscalYear: FiscalYear? = nil, state: RoundState? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.province = province
        self.fiscalYear = fiscalYear
        self.state = state
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(province, "/province", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// Opens a round, or opens a closed one again: from the first opening on every expected organisation has its row.
public struct OpenRound: RPCChange {
    public static let name = "round.open"
    public static let summary = LocalizedText("เปิดรอบรับคำตอบ", "Opens a round for answers")
    public static let details = LocalizedText(
        "ต้องมีแบบติดตามที่เผยแพร่แล้ว; รายชื่อผู้ที่ต้องรายงานและลำดับชั้นบันทึกจากทะเบียนหน่วยงาน ณ เวลาเปิด",
        "Needs a published questionnaire. Who is expected, and the tree that figures are put together over, are taken from the directory at the first opening."
    )
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "first opening", params: #"{"idempotencyKey":"round-2","round":"67-REX","expectedVersion":2}"#,
            result: Examples.round(state: "open", version: 3, expected: 3))
    ]
    public typealias Result = Round

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var expectedVersion: Int

    public init(idempotencyKey: String, round: Reference, expectedVersion: Int, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// Closes a round: no more saving or submitting.
public struct CloseRound: RPCChange {
    public static let name = "round.close"
    public static let summary = LocalizedText("ปิดรอบ", "Closes a round for answers")
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "checked only",
            params: #"{"idempotencyKey":"round-3","validateOnly":true,"round":"67-REX","expectedVersion":4}"#,
            result: Examples.round(state: "closed", version: 5, expected: 3))
    ]
    public typealias Result = Round

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var expectedVersion: Int

    public init(idempotencyKey: String, round: Reference, expectedVersion: Int, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// Takes over what changed in the directory since the round was opened: new, closed and moved organisations.
public struct RefreshRound: RPCChange {
    public static let name = "round.refresh"
    public static let summary = LocalizedText(
        "ปรับรายชื่อและลำดับชั้นตามทะเบียนหน่วยงาน", "Takes over the directory's changes and recomputes the roll-ups")
    public static let details = LocalizedText(
        "หน่วยงานที่ส่งคำตอบแล้วไม่ถูกถอดออกแม้ยุบเลิก",
        "An organisation that has answered stays in the round even if it was closed.")
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "nothing changed", params: #"{"idempotencyKey":"round-4","round":"67-REX"}"#,
            result:
                #"{"round":\#(Examples.round(state: "open", version: 4, expected: 3)),"added":0,"removed":0,"moved":0}"#
        )
    ]
    public typealias Result = RoundRefreshed

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference

    public init(idempotencyKey: String, round: Reference, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// What `round.refresh` took over.
public struct RoundRefreshed: Codable, Sendable, Hashable {
    public var round: Round
    /// Organisations that are now expected and were not.
    public var added: Int
    public var removed: Int
    /// Expected organisations that now stand elsewhere in the tree.
    public var moved: Int

    public init(round: Round, added: Int, removed: Int, moved: Int) {
        self.round = round
        self.added = added
        self.removed = removed
        self.moved = moved
    }
}

/// Expected, actual and on-time counts and rates, from the first, empty, minute (I7).
public struct GetRoundStatus: RPCMethod {
    public static let name = "round.status"
    public static let summary = LocalizedText(
        "สถานะการรายงานของรอบ", "Counts and rates of a round, by child organisation")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "of an agency with its schools", params: #"{"round":"67-REX","organisation":"67-02"}"#,
            result: Examples.status)
    ]
    public typealias Result = RoundStatus

    public var round: Reference
    /// Absent: what stands above everyone expected.
    public var organisation: String?
    /// Standard `either`.
    public var relation: Relation?

    public init(round: Reference, organisation: String? = nil, relation: Relation? = nil) {
        self.round = round
        self.organisation = organisation
        self.relation = relation
    }

    public func check(_ problems: inout Problems) { Rules.organisation(organisation, "/organisation", &problems) }
}

/// Who has not answered: what a reminder is written from.
public struct ListOutstanding: RPCMethod {
    public static let name = "round.outstanding"
    public static let summary = LocalizedText(
        "หน่วยงานที่ยังไม่รายงาน", "Who still owes an answer, with who has to remind them")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "schools of an agency", params: #"{"round":"67-REX","organisation":"67-02","limit":1}"#,
            result: """
                {"items":[{"organisation":"67-02","name":\(Examples.agencyName),"kind":"educationServiceArea",\
                "state":"notStarted","parent":"67","dueOn":"2099-10-31","daysOverdue":-26000}],\
                "nextCursor":"MTI6b3JnYW5pc2F0aW9uNTo2Ny0wMg"}
                """)
    ]
    public typealias Result = Page<Outstanding>

    public var round: Reference
    /// Only it and what is below it; absent: everyone.
    public var organisation: String?
    public var relation: Relation?
    /// Also those that submitted and wait for the head's certification.
    public var uncertified: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        round: Reference, organisation: String? = nil, relation: Relation? = nil, uncertified: Bool? = nil,
        limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.round = round
        self.organisation = organisation
        self.relation = relation
        self.uncertified = uncertified
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        PageLimit.check(limit, &problems)
    }
}
