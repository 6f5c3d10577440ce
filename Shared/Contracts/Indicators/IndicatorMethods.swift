import CommonContract
import JSONRPC
import Kernel

/// Makes an indicator.
public struct CreateIndicator: RPCChange {
    public static let name = "indicator.create"
    public static let summary = LocalizedText("สร้างตัวชี้วัด", "Makes an indicator")
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.conflict, .notFound]
    public static let examples = [
        RPCExample(
            "a percentage with its targets",
            params: """
                {"idempotencyKey":"indicator-1","indicator":{"code":"67-EX1","owner":"67",\
                "name":{"th":"ร้อยละของผู้เรียนที่อ่านออกเขียนได้","en":"Learners who read and write"},\
                "unit":{"th":"ร้อยละ","en":"percent"},"aggregation":"ratio","direction":"up",\
                "sdgTargets":["SDG-4.1"],"baseline":{"fiscalYear":2565,"value":"78.5"},\
                "targets":[{"fiscalYear":2566,"value":"80"}]}}
                """,
            result: Examples.indicator),
        RPCExample(
            "a formula over data elements",
            params: """
                {"idempotencyKey":"indicator-3","indicator":{"code":"67-GPI","owner":"67",\
                "name":{"th":"ดัชนีความเท่าเทียมทางเพศ","en":"Gender parity index"},\
                "unit":{"th":"ดัชนี","en":"index"},"aggregation":"formula","direction":"up",\
                "formula":"parity({67-PUPILS sex=female}, {67-PUPILS sex=male})","unitCode":"1",\
                "periodType":"academicYear","disaggregations":["sex","disability"],\
                "targets":[{"fiscalYear":2565,"value":"1"},{"fiscalYear":2566,"value":"1"}]}}
                """,
            result: Examples.formulaIndicator),
    ]
    public typealias Result = Indicator

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var indicator: IndicatorInput

    public init(idempotencyKey: String, indicator: IndicatorInput, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.indicator = indicator
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        indicator.check(at: "/indicator", &problems)
    }
}

/// One indicator with every organisation's targets.
public struct GetIndicator: RPCMethod {
    public static let name = "indicator.get"
    public static let summary = LocalizedText("ตัวชี้วัดหนึ่งตัว", "One indicator with its targets")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("by its code", params: #"{"indicator":"67-EX1"}"#, result: Examples.indicator)
    ]
    public typealias Result = Indicator

    public var indicator: Reference

    public init(indicator: Reference) { self.indicator = indicator }
}

/// Indicators of a province by code.
public struct ListIndicators: RPCMethod {
    public static let name = "indicator.list"
    public static let summary = LocalizedText("รายการตัวชี้วัด", "Indicators of a province by code")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"province":"67","limit":1}"#,
            result: #"{"items":[\#(Examples.indicator)],"nextCursor":"NDpjb2RlNjo2Ny1FWDE"}"#)
    ]
    public typealias Result = Page<Indicator>

    /// Two digits; `TH` for national ones.
    public var province: String
    public var strategy: String?
    public var sdgTarget: String?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        province: String, strategy: String? = nil, sdgTarget: String? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.province = province
        self.strategy = strategy
        self.sdgTarget = sdgTarget
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(province, "/province", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// Replaces an indicator's definition; its code and owner stay.
public struct UpdateIndicator: RPCChange {
    public static let name = "indicator.update"
    public static let summary = LocalizedText("แก้ไขตัวชี้วัด", "Replaces an indicator's definition and its owner's targets")
    public static let details = LocalizedText(
        "ชนิดการรวมค่าเปลี่ยนไม่ได้เมื่อมีแบบติดตามที่เผยแพร่แล้วใช้ตัวชี้วัดนี้",
        "The aggregation can not change once a published questionnaire uses the indicator.")
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"indicator-2","validateOnly":true,"expectedVersion":1,"indicator":{"code":"67-EX1",\
                "owner":"67","name":{"th":"ร้อยละของผู้เรียนที่อ่านออกเขียนได้","en":"Learners who read and write"},\
                "unit":{"th":"ร้อยละ","en":"percent"},"aggregation":"ratio","direction":"up",\
                "sdgTargets":["SDG-4.1"],"baseline":{"fiscalYear":2565,"value":"78.5"},\
                "targets":[{"fiscalYear":2566,"value":"80"}]}}
                """,
            result: Examples.indicator(version: 2))
    ]
    public typealias Result = Indicator

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// Its `code` says which; `targets`, where given, replace the owner's.
    public var indicator: IndicatorInput
    public var expectedVersion: Int

    public init(idempotencyKey: String, indicator: IndicatorInput, expectedVersion: Int, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.indicator = indicator
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        indicator.check(at: "/indicator", &problems)
    }
}

/// Takes many indicators: new codes are made, known ones are brought to what is given.
public struct ImportIndicators: RPCChange {
    public static let name = "indicator.import"
    public static let summary = LocalizedText("นำเข้าตัวชี้วัดหลายตัว", "Takes up to 1,000 indicators by code")
    public static let details = LocalizedText(
        "รหัสใหม่จะถูกสร้าง รหัสเดิมจะถูกปรับให้ตรงกับที่ส่ง; `atomic` เข้าทั้งหมดหรือไม่เข้าเลย",
        "New codes are made, known ones brought to what is given; `atomic` takes all or nothing.")
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"indicators-1","validateOnly":true,"province":"67","mode":"atomic","items":[\
                {"code":"67-EX2","owner":"67","name":{"th":"จำนวนภาคีเครือข่าย","en":"Partners"},\
                "unit":{"th":"แห่ง","en":"partner"},"aggregation":"sum","direction":"up"}]}
                """,
            result: #"{"created":1,"updated":0,"unchanged":0,"refused":0,"problems":[]}"#)
    ]
    public typealias Result = IndicatorImportResult

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// Every item's province.
    public var province: String
    public var mode: ImportMode
    /// 1 to 1,000.
    public var items: [IndicatorInput]

    public init(
        idempotencyKey: String, province: String, mode: ImportMode, items: [IndicatorInput], validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.province = province
        self.mode = mode
        self.items = items
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(province, "/province", &problems)
        Rules.count(items.count, 1...IndicatorLimits.importItemsMax, "/items", &problems)
        if mode == .atomic { checkItems(&problems) }
    }

    /// What is wrong with the items themselves. With `partial` the service reports it and takes the others.
    public func checkItems(_ problems: inout Problems) {
        for (index, item) in items.enumerated() {
            item.check(at: "/items/\(index)", &problems)
            if OrganisationCode.province(of: item.owner) != province {
                problems.add(
                    "/items/\(index)/owner", "owner.province", th: "เจ้าของตัวชี้วัดไม่อยู่ในจังหวัดนี้",
                    en: "the owner is not of this province")
            }
        }
        var seen: Set<String> = []
        for (index, item) in items.enumerated() where !seen.insert(item.code).inserted {
            problems.add(
                "/items/\(index)/code", "unique", th: "รหัส “\(item.code)” ซ้ำในรายการ",
                en: "code “\(item.code)” is there more than once")
        }
    }
}

/// What an import of indicators did, or with `validateOnly` would do.
public struct IndicatorImportResult: Codable, Sendable, Hashable {
    public var created: Int
    public var updated: Int
    public var unchanged: Int
    /// Items that were left out (`partial`).
    public var refused: Int
    public var problems: [Problem]

    public init(created: Int, updated: Int, unchanged: Int, refused: Int, problems: [Problem]) {
        self.created = created
        self.updated = updated
        self.unchanged = unchanged
        self.refused = refused
        self.problems = problems
    }
}

/// Sets an organisation's yearly targets of an indicator.
public struct SetTargets: RPCChange {
    public static let name = "target.set"
    public static let summary = LocalizedText("กำหนดค่าเป้าหมายรายปี", "Sets yearly targets of an organisation")
    public static let details = LocalizedText(
        "ปีที่ไม่ได้ส่งคงเดิม", "Years that are not given stay as they are.")
    public static let access = RPCAccess.roles([
        .agencyPlanner, .planner, .provincialOfficer, .integrator, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "of an agency",
            params: """
                {"idempotencyKey":"target-1","indicator":"67-EX1","organisation":"67-01",\
                "targets":[{"fiscalYear":2566,"value":"82"}]}
                """,
            result: """
                {"indicator":"67-EX1","targets":[{"organisation":"67-01","fiscalYear":2566,"value":"82"}]}
                """)
    ]
    public typealias Result = TargetsSet

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var indicator: Reference
    public var organisation: String
    public var targets: [YearValue]

    public init(
        idempotencyKey: String, indicator: Reference, organisation: String, targets: [YearValue],
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.indicator = indicator
        self.organisation = organisation
        self.targets = targets
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.count(targets.count, 1...100, "/targets", &problems)
        Rules.targets(targets, "/targets", &problems)
    }
}

/// The targets of the organisation after `target.set`.
public struct TargetsSet: Codable, Sendable, Hashable {
    public var indicator: String
    /// All years of the organisation, oldest first.
    public var targets: [Target]

    public init(indicator: String, targets: [Target]) {
        self.indicator = indicator
        self.targets = targets
    }
}

/// Results of every indicator of a province: actual against target and baseline.
public struct IndicatorResultsQuery: RPCMethod {
    public static let name = "indicator.results"
    public static let summary = LocalizedText(
        "ผลตัวชี้วัดเทียบค่าเป้าหมายและค่าฐาน", "Actual against target and baseline, with a status")
    public static let details = LocalizedText(
        "คิดจากคำตอบที่รับรองแล้วเท่านั้น; ถ้าไม่ระบุรอบ ใช้รอบล่าสุดที่เปิดของปีงบประมาณนั้น; "
            + SuppressionNotes.details.th,
        "From certified and accepted answers only; without `round` the year's round that was opened last is taken. "
            + (SuppressionNotes.details.en ?? ""))
    public static let memberNotes = SuppressionNotes.members
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"fiscalYear":2566,"organisation":"67"}"#,
            result: """
                {"fiscalYear":2566,"organisation":"67","relation":"either","round":"\(Examples.someID)",\
                "roundCode":"67-REX","items":[\(Examples.result)]}
                """)
    ]
    public typealias Result = IndicatorResults

    public var fiscalYear: FiscalYear
    /// The organisation whose part of the answers is shown.
    public var organisation: String
    /// Standard `either`.
    public var relation: Relation?
    public var round: Reference?
    public var asPublished: Bool?

    public init(
        fiscalYear: FiscalYear, organisation: String, relation: Relation? = nil, round: Reference? = nil,
        asPublished: Bool? = nil
    ) {
        self.fiscalYear = fiscalYear
        self.organisation = organisation
        self.relation = relation
        self.round = round
        self.asPublished = asPublished
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
    }
}
