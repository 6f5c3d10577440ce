import CommonContract
import JSONRPC
import Kernel

/// Saves the draft of a round's questionnaire, whole.
public struct SaveQuestionnaire: RPCChange {
    public static let name = "questionnaire.save"
    public static let summary = LocalizedText("บันทึกร่างแบบติดตาม", "Saves the draft of a round's questionnaire, whole")
    public static let details = LocalizedText(
        "หากฉบับล่าสุดเผยแพร่แล้ว จะเริ่มร่างฉบับใหม่; `expectedVersion` คือเลขฉบับล่าสุดที่เห็น ไม่ต้องส่งเมื่อยังไม่มี",
        "If the latest version is published a new draft begins. `expectedVersion` is the latest version seen; leave it out when there is none."
    )
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "one section",
            params: """
                {"idempotencyKey":"questionnaire-1","round":"67-REX","sections":[\(Examples.section)]}
                """,
            result: Examples.questionnaire(state: "draft"))
    ]
    public typealias Result = Questionnaire

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var sections: [QuestionnaireSection]
    /// What has to hold between answers.
    public var rules: [AnswerRule]?
    public var expectedVersion: Int?

    public init(
        idempotencyKey: String, round: Reference, sections: [QuestionnaireSection], rules: [AnswerRule]? = nil,
        expectedVersion: Int? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.sections = sections
        self.rules = rules
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.count(sections.count, 1...IndicatorLimits.sectionsMax, "/sections", &problems)
        Rules.count(
            sections.reduce(0) { $0 + $1.questions.count }, 1...IndicatorLimits.questionsMax, "/sections", &problems)
        Rules.unique(sections.map(\.code), "/sections", &problems)
        var seen: Set<String> = []
        for (index, section) in sections.enumerated() {
            let at = "/sections/\(index)"
            Rules.code(section.code, at + "/code", &problems)
            Rules.code(section.strategy, at + "/strategy", &problems)
            problems.check(text: section.title, at: at + "/title", max: 500)
            for (number, question) in section.questions.enumerated() {
                let path = "\(at)/questions/\(number)"
                question.check(at: path, &problems)
                if !seen.insert(question.code).inserted {
                    problems.add(
                        path + "/code", "unique", th: "รหัสคำถาม “\(question.code)” ซ้ำ",
                        en: "question “\(question.code)” is there more than once")
                }
            }
        }
        checkRules(&problems)
    }

    private func checkRules(_ problems: inout Problems) {
        let rules = rules ?? []
        Rules.count(rules.count, 0...IndicatorLimits.answerRulesMax, "/rules", &problems)
        Rules.unique(rules.map(\.code), "/rules", &problems)
        for (index, rule) in rules.enumerated() {
            Rules.code(rule.code, "/rules/\(index)/code", &problems)
            problems.check(text: rule.condition, at: "/rules/\(index)/condition", max: 2_000)
            problems.check(text: rule.message, at: "/rules/\(index)/message", max: 500)
        }
    }
}

extension Question {
    func check(at path: String, _ problems: inout Problems) {
        Rules.code(code, path + "/code", &problems)
        Rules.code(indicator, path + "/indicator", &problems)
        problems.check(text: text, at: path + "/text", max: 1_000)
        Rules.range(decimals, 0...4, path + "/decimals", &problems)
        Rules.code(element, path + "/element", &problems)
        if element != nil, type != .number {
            problems.add(
                path + "/element", "question.type", th: "element ใช้กับคำถามชนิด number เท่านั้น",
                en: "a data element belongs to a number question")
        }
        Rules.count(showIf?.count ?? 0, 0...10, path + "/showIf", &problems)
        for (index, condition) in (showIf ?? []).enumerated() {
            Rules.code(condition.question, "\(path)/showIf/\(index)/question", &problems)
        }
        Rules.magnitude(minimum, path + "/minimum", &problems)
        Rules.magnitude(maximum, path + "/maximum", &problems)
        if let minimum, let maximum, minimum > maximum {
            problems.add(path + "/maximum", "question.range", th: "ค่าสูงสุดน้อยกว่าค่าต่ำสุด", en: "maximum is below minimum")
        }
        if type != .number, minimum != nil || maximum != nil || decimals != nil {
            problems.add(
                path + "/minimum", "question.type", th: "ช่วงค่าใช้กับคำถามชนิด number เท่านั้น",
                en: "minimum, maximum and decimals belong to number questions only")
        }
        if type != .number, let role, role != .value {
            problems.add(
                path + "/role", "question.role", th: "ตัวตั้งและตัวหารต้องเป็นคำถามชนิด number",
                en: "a numerator or denominator is a number question")
        }
        if type == .choice {
            Rules.count(options?.count ?? 0, 2...IndicatorLimits.optionsMax, path + "/options", &problems)
            Rules.unique((options ?? []).map(\.code), path + "/options", &problems)
            for (index, option) in (options ?? []).enumerated() {
                Rules.code(option.code, "\(path)/options/\(index)/code", &problems)
                problems.check(text: option.text, at: "\(path)/options/\(index)/text", max: 300)
            }
        } else if !(options ?? []).isEmpty {
            problems.add(
                path + "/options", "question.type", th: "ตัวเลือกใช้กับคำถามชนิด choice เท่านั้น",
                en: "options belong to choice questions only")
        }
    }
}

/// A version of a round's questionnaire.
public struct GetQuestionnaire: RPCMethod {
    public static let name = "questionnaire.get"
    public static let summary = LocalizedText("แบบติดตามของรอบ", "A version of a round's questionnaire")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "the latest", params: #"{"round":"67-REX"}"#, result: Examples.questionnaire(state: "draft"))
    ]
    public typealias Result = Questionnaire

    public var round: Reference
    /// Absent: the latest, published or not.
    public var version: Int?
    /// Only the questions that organisations of this kind are asked.
    public var kind: OrganisationKind?

    public init(round: Reference, version: Int? = nil, kind: OrganisationKind? = nil) {
        self.round = round
        self.version = version
        self.kind = kind
    }
}

/// Publishes the draft: from then on it never changes.
public struct PublishQuestionnaire: RPCChange {
    public static let name = "questionnaire.publish"
    public static let summary = LocalizedText("เผยแพร่แบบติดตาม", "Publishes the draft; it never changes again")
    public static let details = LocalizedText(
        "ตรวจว่าตัวชี้วัดมีอยู่ อัตราส่วนมีตัวตั้งและตัวหารอย่างละหนึ่ง และคำถามเดิมไม่เปลี่ยนชนิด",
        "Checks that indicators exist, that a ratio has one numerator and one denominator, and that known questions keep their type."
    )
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "the draft", params: #"{"idempotencyKey":"questionnaire-2","round":"67-REX","version":1}"#,
            result: Examples.questionnaire(state: "published"))
    ]
    public typealias Result = Questionnaire

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    /// The draft that the caller has seen.
    public var version: Int

    public init(idempotencyKey: String, round: Reference, version: Int, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.version = version
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}
