import CommonContract
import Kernel

/// Limits of the contract, with why.
public enum IndicatorLimits {
    /// Indicators, or organisations' answers, in one import: an answer within seconds, a body within its limit.
    public static let importItemsMax = 1_000
    /// Questions of a questionnaire: 2–3 an indicator (domain §4 I4) of at most a hundred indicators.
    public static let questionsMax = 300
    public static let sectionsMax = 50
    /// Rules between answers, of one questionnaire.
    public static let answerRulesMax = 200
    public static let optionsMax = 50
    /// Answers in one import of many organisations.
    public static let importAnswersMax = 100_000
    /// Rows of one file.
    public static let fileRowsMax = 100_000
    /// Figures in one `dataValue.set`: an answer within seconds.
    public static let dataValuesMax = 10_000
    /// Periods, categories or organisations of one evaluation.
    public static let evaluationsMax = 1_000
    public static let textMax = 4_000
    public static let fileBytesMax = 104_857_600
}

/// Checks that the params alone allow.
enum Rules {
    /// Codes of indicators, rounds, questions, options, sections: 1 to 32 letters, digits, `-`, `.` and `_`.
    static func code(_ code: String?, _ path: String, _ problems: inout Problems) {
        guard let code else { return }
        let bytes = Array(code.utf8)
        let valid = bytes.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
        }
        guard (1...32).contains(bytes.count), valid else {
            problems.add(
                path, "code.format", th: "รหัสต้องเป็นตัวอักษรอังกฤษ ตัวเลข - . _ ยาว 1 ถึง 32 ตัว",
                en: "a code is 1 to 32 letters, digits, hyphens, points and underscores")
            return
        }
    }

    static func count(_ count: Int, _ range: ClosedRange<Int>, _ path: String, _ problems: inout Problems) {
        guard !range.contains(count) else { return }
        problems.add(
            path, "count.range", th: "ต้องมี \(range.lowerBound) ถึง \(range.upperBound) รายการ แต่มี \(count)",
            en: "must have \(range.lowerBound) to \(range.upperBound) items, has \(count)")
    }

    static func unique(_ codes: [String], _ path: String, _ problems: inout Problems) {
        var seen: Set<String> = []
        for (index, code) in codes.enumerated() where !seen.insert(code).inserted {
            problems.add(
                "\(path)/\(index)", "unique", th: "“\(code)” ซ้ำในรายการ", en: "“\(code)” is there more than once")
        }
    }

    static func range(
        _ value: Int?, _ range: ClosedRange<Int>, _ path: String, _ problems: inout Problems
    ) {
        guard let value, !range.contains(value) else { return }
        problems.add(
            path, "number.range", th: "ต้องอยู่ระหว่าง \(range.lowerBound) ถึง \(range.upperBound) แต่ได้รับ \(value)",
            en: "must be \(range.lowerBound) to \(range.upperBound), got \(value)")
    }

    static func magnitude(_ value: Quantity?, _ path: String, _ problems: inout Problems) {
        guard let value, value.tenThousandths.magnitude > Quantity.answerMax.tenThousandths.magnitude else { return }
        problems.add(
            path, "quantity.range", th: "ต้องไม่เกินหนึ่งหมื่นล้าน แต่ได้รับ \(value)",
            en: "must not exceed ten billion either way, got \(value)")
    }

    static func file(_ file: FileReference?, _ path: String, _ problems: inout Problems) {
        guard let file else { return }
        problems.check(text: file.name, at: path + "/name", max: 255)
        if file.name.contains("/") || file.name.contains("\\") {
            problems.add(path + "/name", "file.name", th: "ชื่อไฟล์ต้องไม่มีเส้นทาง", en: "a file name has no path")
        }
        problems.check(text: file.mediaType, at: path + "/mediaType", max: 100)
        range(file.size, 1...IndicatorLimits.fileBytesMax, path + "/size", &problems)
        let hexadecimal = file.sha256.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        if file.sha256.utf8.count != 64 || !hexadecimal {
            problems.add(
                path + "/sha256", "file.sha256", th: "ค่า SHA-256 ต้องเป็นเลขฐานสิบหกตัวเล็ก 64 ตัว",
                en: "a SHA-256 is 64 lowercase hexadecimal digits")
        }
    }

    static func organisation(_ code: String?, _ path: String, _ problems: inout Problems) {
        if let code { OrganisationCode.check(code, at: path, &problems) }
    }

    static func answers(_ answers: [QuestionAnswer], _ path: String, _ problems: inout Problems) {
        count(answers.count, 0...IndicatorLimits.questionsMax, path, &problems)
        unique(answers.map(\.question), path, &problems)
        for (index, answer) in answers.enumerated() {
            let at = "\(path)/\(index)"
            code(answer.question, at + "/question", &problems)
            let given = [answer.number != nil, answer.text != nil, answer.choice != nil, answer.file != nil]
            let values = given.count { $0 }
            if (answer.state ?? .value) == .value ? values != 1 : values != 0 {
                problems.add(
                    at, "answer.form",
                    th: "ต้องมี number, text, choice หรือ file อย่างใดอย่างหนึ่งเมื่อ state เป็น value และต้องไม่มีเมื่อเป็นอย่างอื่น",
                    en:
                        "give exactly one of number, text, choice and file with state value, and none with another state"
                )
            }
            magnitude(answer.number, at + "/number", &problems)
            if answer.text != nil { problems.check(text: answer.text, at: at + "/text", max: IndicatorLimits.textMax) }
            code(answer.choice, at + "/choice", &problems)
            file(answer.file, at + "/file", &problems)
        }
    }

    static func reasons(_ reasons: [RuleReason], _ path: String, _ problems: inout Problems) {
        count(reasons.count, 0...IndicatorLimits.answerRulesMax, path, &problems)
        unique(reasons.map(\.rule), path, &problems)
        for (index, reason) in reasons.enumerated() {
            code(reason.rule, "\(path)/\(index)/rule", &problems)
            problems.check(text: reason.reason, at: "\(path)/\(index)/reason", max: 1_000)
        }
    }

    static func certification(_ letter: Certification?, _ path: String, _ problems: inout Problems) {
        guard let letter else { return }
        problems.check(text: letter.signerPosition, at: path + "/signerPosition", max: 200)
        file(letter.file, path + "/file", &problems)
    }
}

extension IndicatorInput {
    func check(at path: String, _ problems: inout Problems) {
        Rules.code(code, path + "/code", &problems)
        Rules.organisation(owner, path + "/owner", &problems)
        if OrganisationCode.province(of: code) != OrganisationCode.province(of: owner) {
            problems.add(
                path + "/code", "code.province", th: "รหัสต้องขึ้นต้นด้วยรหัสจังหวัดของเจ้าของตัวชี้วัด",
                en: "the code must begin with the province of the owner")
        }
        problems.check(text: name, at: path + "/name", max: 500)
        problems.check(text: definition, at: path + "/definition", max: 4_000)
        problems.check(text: unit, at: path + "/unit", max: 100)
        Rules.range(decimals, 0...4, path + "/decimals", &problems)
        if let multiplier, multiplier <= .zero {
            problems.add(path + "/multiplier", "multiplier.positive", th: "ต้องมากกว่าศูนย์", en: "must be above zero")
        }
        Rules.magnitude(multiplier, path + "/multiplier", &problems)
        Rules.code(strategy, path + "/strategy", &problems)
        Rules.count(planElements?.count ?? 0, 0...100, path + "/planElements", &problems)
        for (index, element) in (planElements ?? []).enumerated() {
            Rules.code(element, "\(path)/planElements/\(index)", &problems)
        }
        Rules.count(sdgTargets?.count ?? 0, 0...20, path + "/sdgTargets", &problems)
        for (index, target) in (sdgTargets ?? []).enumerated() {
            Rules.code(target, "\(path)/sdgTargets/\(index)", &problems)
        }
        Rules.magnitude(baseline?.value, path + "/baseline/value", &problems)
        Rules.targets(targets ?? [], path + "/targets", &problems)
        Rules.rule(rule, path + "/rule", &problems)
        problems.check(text: formula, at: path + "/formula", max: 2_000)
        Rules.unit(unitCode, path + "/unitCode", &problems)
        Rules.dimensions(disaggregations ?? [], path + "/disaggregations", &problems)
        Rules.count(coOwners?.count ?? 0, 0...20, path + "/coOwners", &problems)
        for (index, owner) in (coOwners ?? []).enumerated() {
            Rules.organisation(owner, "\(path)/coOwners/\(index)", &problems)
        }
        if (aggregation == .formula) != (formula != nil) {
            problems.add(
                path + "/formula", "formula.required", th: "ตัวชี้วัดแบบ formula ต้องมีสูตร และแบบอื่นต้องไม่มี",
                en: "an indicator whose aggregation is formula has a formula; others have none")
        }
        if formula == nil, unitCode != nil || (periodType ?? .fiscalYear) != .fiscalYear {
            problems.add(
                path + "/periodType", "formula.only", th: "unitCode และ periodType อื่นใช้ได้เฉพาะตัวชี้วัดที่มีสูตร",
                en: "unitCode and another periodType than fiscalYear are for indicators with a formula")
        }
    }
}

extension Rules {
    /// Products of units and one slash: `person`, `baht/person`, `1`.
    static func unit(_ code: String?, _ path: String, _ problems: inout Problems) {
        guard let code else { return }
        let sides = code.split(separator: "/", omittingEmptySubsequences: false)
        let factors = sides.flatMap { $0.split(separator: ".", omittingEmptySubsequences: false) }
        guard (1...2).contains(sides.count), code.utf8.count <= 100, factors.allSatisfy(isUnit) else {
            problems.add(
                path, "unit.format", th: "หน่วยต้องเป็นรหัส เช่น person, percent, baht/person หรือ 1",
                en: "a unit is a code such as person, percent, baht/person or 1")
            return
        }
    }

    /// One unit: letters, digits, `-` and `_`.
    static func isUnit(_ code: Substring) -> Bool {
        (1...32).contains(code.utf8.count)
            && code.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                    || $0 == 0x5F
            }
    }

    static func dimensions(_ dimensions: [String], _ path: String, _ problems: inout Problems) {
        count(dimensions.count, 0...8, path, &problems)
        unique(dimensions, path, &problems)
        for (index, dimension) in dimensions.enumerated() { code(dimension, "\(path)/\(index)", &problems) }
    }

    /// `sex=female`: a dimension and a category of it.
    static func category(_ category: String, _ path: String, _ problems: inout Problems) {
        let parts = category.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            problems.add(
                path, "category.format", th: "ต้องอยู่ในรูป มิติ=ประเภท เช่น sex=female",
                en: "must be dimension=category, such as sex=female")
            return
        }
        code(parts[0], path, &problems)
        code(parts[1], path, &problems)
    }

    static func targets(_ targets: [YearValue], _ path: String, _ problems: inout Problems) {
        count(targets.count, 0...100, path, &problems)
        unique(targets.map { String($0.fiscalYear.buddhistYear) }, path, &problems)
        for (index, target) in targets.enumerated() { magnitude(target.value, "\(path)/\(index)/value", &problems) }
    }

    static func rule(_ rule: EvaluationRule?, _ path: String, _ problems: inout Problems) {
        guard let rule, rule.behindAt > rule.onTrackAt || rule.behindAt < .zero || rule.onTrackAt > .hundred else {
            return
        }
        problems.add(
            path, "rule.order", th: "ต้องเป็น 0 ≤ behindAt ≤ onTrackAt ≤ 100",
            en: "must be 0 ≤ behindAt ≤ onTrackAt ≤ 100")
    }
}
