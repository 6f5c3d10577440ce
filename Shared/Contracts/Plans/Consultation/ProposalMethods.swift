import CommonContract
import JSONRPC
import Kernel

/// Opens a round of proposals.
public struct CreateProposalRound: RPCChange {
    public static let name = "proposalRound.create"
    public static let summary = LocalizedText("เปิดรับข้อเสนอโครงการประจำปี", "Open a round of project proposals")
    public static let access = RPCAccess.roles([.planner, .administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let memberNotes = [
        "ceiling": LocalizedText("เพดานงบประมาณ (บาท)", "The ceiling, baht"),
        "closesOn": LocalizedText("วันสุดท้ายที่รับข้อเสนอ", "Last day for proposals"),
    ]
    public static let examples = [
        RPCExample(
            "for 2567",
            params: """
                {"idempotencyKey":"proposal-round-1","code":"67-EX-PR2567","name":{"th":"โครงการปี 2567"},\
                "organisation":"67-01","fiscalYear":2567,"ceiling":"500000.00","closesOn":"2099-12-31"}
                """,
            result: ConsultationExamples.round)
    ]
    public typealias Result = ProposalRound

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// Begins with the province's digits and a hyphen.
    public var code: String
    public var name: LocalizedText
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var ceiling: Money
    public var closesOn: CalendarDate

    public init(
        idempotencyKey: String, code: String, name: LocalizedText, organisation: String, fiscalYear: FiscalYear,
        ceiling: Money, closesOn: CalendarDate, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.code = code
        self.name = name
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.ceiling = ceiling
        self.closesOn = closesOn
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        ConsultationRules.check(code: code, of: organisation, &problems)
        problems.check(text: name, at: "/name", max: 300)
        if ceiling <= .zero {
            problems.add("/ceiling", "proposal.ceiling", th: "ต้องมากกว่าศูนย์", en: "must be more than zero")
        }
    }
}

/// Proposes a project.
public struct SubmitProposal: RPCChange {
    public static let name = "proposal.submit"
    public static let summary = LocalizedText("เสนอโครงการ", "Propose a project in a round")
    public static let access = RPCAccess.roles([
        .planner, .agencyPlanner, .head, .budgetOfficer, .integrator, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "element": LocalizedText("โครงการหรือองค์ประกอบในแผน", "The project or element of a plan that it is")
    ]
    public static let examples = [
        RPCExample(
            "a service area's project",
            params: """
                {"idempotencyKey":"proposal-submit-1","round":"67-EX-PR2567","code":"67-EX-PP1",\
                "name":{"th":"อ่านออกเขียนได้"},"organisation":"67-02","budget":"300000.00"}
                """,
            result: ConsultationExamples.proposal("67-EX-PP1", "อ่านออกเขียนได้", budget: "300000.00")),
        RPCExample(
            "another one",
            params: """
                {"idempotencyKey":"proposal-submit-2","round":"67-EX-PR2567","code":"67-EX-PP2",\
                "name":{"th":"ห้องเรียนคุณภาพ"},"organisation":"67-02","budget":"250000.00"}
                """,
            result: ConsultationExamples.proposal("67-EX-PP2", "ห้องเรียนคุณภาพ", budget: "250000.00")),
    ]
    public typealias Result = Proposal

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: String
    public var code: String
    public var name: LocalizedText
    public var organisation: String
    public var budget: Money
    public var element: Reference?

    public init(
        idempotencyKey: String, round: String, code: String, name: LocalizedText, organisation: String, budget: Money,
        element: Reference? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.round = round
        self.code = code
        self.name = name
        self.organisation = organisation
        self.budget = budget
        self.element = element
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        ConsultationRules.check(code: code, of: organisation, &problems)
        problems.check(text: name, at: "/name", max: 300)
        if budget <= .zero {
            problems.add("/budget", "proposal.budget", th: "ต้องมากกว่าศูนย์", en: "must be more than zero")
        }
    }
}

/// Takes a proposal back before the round is decided.
public struct WithdrawProposal: RPCChange {
    public static let name = "proposal.withdraw"
    public static let summary = LocalizedText("ถอนข้อเสนอโครงการ", "Take a proposal back")
    public static let access = SubmitProposal.access
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "checked only",
            params: #"{"idempotencyKey":"proposal-withdraw-1","proposal":"67-EX-PP2","validateOnly":true}"#,
            result: ConsultationExamples.proposal(
                "67-EX-PP2", "ห้องเรียนคุณภาพ", budget: "250000.00", withdrawn: true, version: 2))
    ]
    public typealias Result = Proposal

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var proposal: String

    public init(idempotencyKey: String, proposal: String, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.proposal = proposal
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// Scores a proposal by the seven criteria, once for each assessor; a second time in the place of the first.
public struct ScoreProposal: RPCChange {
    public static let name = "proposal.score"
    public static let summary = LocalizedText(
        "ให้คะแนนข้อเสนอโครงการตามเกณฑ์ 7 ข้อ", "Score a proposal by the seven national criteria")
    public static let details = LocalizedText(
        "สอดคล้องปัจจัยของห่วงโซ่คุณค่าและ XYZ 0/1 กิจกรรม 4 ข้อ ข้อละ 0/1 ที่เหลือ 0–5 เต็ม 30 คะแนนของผู้ให้คะแนนคนเดิมแทนคะแนนเก่า",
        "Fits the chain 0 or 1, activities one point for each of four, the others 0–5: 30 in all. An assessor's second score replaces the first."
    )
    public static let access = RPCAccess.roles([
        .planner, .secretary, .budgetOfficer, .provincialOfficer, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let memberNotes = [
        "fitsChain": LocalizedText("สอดคล้องปัจจัยของเป้าหมาย Y1 และ XYZ", "Fits a factor of the Y1 value chain and XYZ"),
        "necessity": LocalizedText("ความจำเป็น", "Necessity"), "evidence": LocalizedText("ข้อมูลสนับสนุน", "Evidence"),
        "clarity": LocalizedText(
            "วัตถุประสงค์ ผลผลิต ผลลัพธ์ กลุ่มเป้าหมายชัดเจน", "Objective, output, outcome and target group are clear"),
        "indicators": LocalizedText("ตัวชี้วัดวัดเป้าหมายได้", "Indicators measure the goal"),
        "purpose": LocalizedText(
            "ไม่ใช่กองทุน คณะกรรมการ หน่วยงานใหม่ อาคารสำนักงาน หรือครุภัณฑ์ เว้นแต่ส่งผลต่อ Y1",
            "No fund, committee, new agency, office building or equipment, unless it serves Y1"),
    ]
    public static let examples = [
        RPCExample(
            "by a planner",
            params: """
                {"idempotencyKey":"proposal-score-1","proposal":"67-EX-PP1","score":{"fitsChain":1,"necessity":4,\
                "evidence":4,"clarity":5,"activities":{"stated":true,"clear":true,"ordered":true,"feasible":false},\
                "indicators":4,"purpose":5},"remarks":"กิจกรรมสุดท้ายยังไม่ชัด"}
                """,
            result: ConsultationExamples.proposal(
                "67-EX-PP1", "อ่านออกเขียนได้", budget: "300000.00", assessors: 1, points: 26))
    ]
    public typealias Result = Proposal

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var proposal: String
    public var score: ProposalScore
    public var remarks: String?

    public init(
        idempotencyKey: String, proposal: String, score: ProposalScore, remarks: String? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.proposal = proposal
        self.score = score
        self.remarks = remarks
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: remarks, at: "/remarks", max: 2_000)
        for criterion in ProposalCriterion.allCases where !(0...criterion.pointsMax).contains(score.points(criterion)) {
            problems.add(
                "/score/\(criterion.rawValue)", "proposal.points", th: "ต้องเป็น 0–\(criterion.pointsMax)",
                en: "must be 0 to \(criterion.pointsMax)")
        }
    }
}

/// The ranking of a round: as it is now, or as it was decided.
public struct RankProposals: RPCMethod {
    public static let name = "proposalRound.rank"
    public static let summary = LocalizedText(
        "จัดลำดับโครงการภายใต้เพดาน และที่หลุดออก", "Rank a round's proposals under its ceiling, with what falls off")
    public static let details = LocalizedText(
        "เรียงตามคะแนนเฉลี่ย แล้วความจำเป็น แล้วงบน้อยกว่า แล้วรหัส โครงการที่เกินเงินที่เหลือหลุดออก โครงการถัดไปที่พอดีได้รับแทน",
        """
        By mean score, then necessity, then the smaller budget, then code. What does not fit into what is left falls \
        off; a later one that fits is taken.
        """)
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "one scored, one not yet", params: #"{"round":"67-EX-PR2567"}"#,
            result: ConsultationExamples.ranking(decided: false))
    ]
    public typealias Result = ProposalRanking

    public var round: String

    public init(round: String) { self.round = round }
}

/// Fixes a round's ranking: no proposal of it is scored, brought or taken back any more.
public struct DecideProposalRound: RPCChange {
    public static let name = "proposalRound.decide"
    public static let summary = LocalizedText("ยืนยันผลการจัดลำดับ", "Fix the ranking of a round")
    public static let access = RPCAccess.roles([.planner, .secretary, .provincialOfficer, .administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "as ranked",
            params:
                #"{"idempotencyKey":"proposal-decide-1","round":"67-EX-PR2567","date":"2022-10-20","expectedVersion":1}"#,
            result: ConsultationExamples.ranking(decided: true))
    ]
    public typealias Result = ProposalRanking

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: String
    public var date: CalendarDate?
    public var expectedVersion: Int

    public init(
        idempotencyKey: String, round: String, date: CalendarDate? = nil, expectedVersion: Int,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.round = round
        self.date = date
        self.expectedVersion = expectedVersion
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// Rounds of a province, newest first.
public struct ListProposalRounds: RPCMethod {
    public static let name = "proposalRound.list"
    public static let summary = LocalizedText("รายการรอบรับข้อเสนอ ใหม่สุดก่อน", "List rounds of proposals, newest first")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let examples = [
        RPCExample("of another province", params: #"{"province":"65"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<ProposalRound>

    public var province: String
    public var limit: Int?
    public var cursor: PageCursor?

    public init(province: String, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.province = province
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Rules that the methods of this part share.
enum ConsultationRules {
    /// A code of a province's thing begins with its digits and a hyphen.
    static func check(code: String, of organisation: String, _ problems: inout Problems) {
        PlanRules.check(code: code, at: "/code", &problems)
        if PlanCode.province(of: code) != OrganisationCode.province(of: organisation) {
            problems.add(
                "/code", "plan.codeProvince", th: "รหัสต้องขึ้นต้นด้วยเลขจังหวัดของหน่วยงานและขีด",
                en: "a code begins with the digits of the organisation's province and a hyphen")
        }
    }
}
