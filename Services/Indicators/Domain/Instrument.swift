import Kernel

/// A question as the rules see it.
struct InstrumentQuestion: Hashable, Sendable {
    enum Form: Hashable, Sendable {
        case choice([InstrumentOption])
        case text
        case number(minimum: Quantity?, maximum: Quantity?, decimals: Int)
        case upload
    }

    enum Role: String, Hashable, Sendable {
        case value, numerator, denominator
    }

    var code: String
    /// Code of its section.
    var section: String
    var form: Form
    var indicator: String?
    var role: Role
    /// Kinds of organisation that are asked; empty: everyone.
    var kinds: Set<String>
    /// All must hold for it to be asked.
    var showIf: [InstrumentCondition] = []
    /// Code of the data element that its numbers are figures of.
    var element: String?

    func concerns(kind: String) -> Bool { kinds.isEmpty || kinds.contains(kind) }

    var options: [InstrumentOption] { if case .choice(let options) = form { options } else { [] } }
}

struct InstrumentOption: Hashable, Sendable {
    var code: String
    var text: LocalizedText
    /// Taking it counts as reached.
    var achieves: Bool
}

/// A published version of a questionnaire: the same instrument for everyone (domain §4 I3, I4).
struct Instrument: Sendable {
    let version: Int
    /// In the order of the questionnaire.
    let questions: [InstrumentQuestion]
    let rules: [InstrumentRule]
    private let byCode: [String: Int]

    init(version: Int, questions: [InstrumentQuestion], rules: [InstrumentRule] = []) {
        self.version = version
        self.questions = questions
        self.rules = rules
        byCode = Dictionary(questions.indices.map { (questions[$0].code, $0) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(code: String) -> InstrumentQuestion? { byCode[code].map { questions[$0] } }

    /// What is wrong with one answer of an organisation of `kind`; `nil`: nothing.
    /// - Parameter kind: `nil` where it is not known: whether it is asked is not told.
    func fault(of answer: Answer, to code: String, kind: String?) -> Fault? {
        guard let question = self[code] else { return Fault("answer.question", Messages.unknownQuestion(code)) }
        guard kind.map(question.concerns) ?? true else { return Fault("answer.kind", Messages.notAsked(code)) }
        guard case .value(let value) = answer else { return nil }
        switch (question.form, value) {
        case (.choice(let options), .choice(let choice)):
            return options.contains { $0.code == choice }
                ? nil : Fault("answer.option", Messages.unknownOption(choice, options.map(\.code)))
        case (.text, .text), (.upload, .file):
            return nil
        case (.number(let minimum, let maximum, let decimals), .number(let number)):
            if minimum.map({ number < $0 }) ?? false || maximum.map({ number > $0 }) ?? false {
                return Fault("answer.range", Messages.outOfRange(number, minimum, maximum))
            }
            return number.decimals > decimals
                ? Fault("answer.decimals", Messages.tooManyDecimals(number, decimals)) : nil
        default:
            return Fault("answer.type", Messages.wrongType(question.form))
        }
    }

    /// The questions that an organisation of `kind` with these answers is not asked because a condition does not hold.
    /// What a question that is not shown was answered counts for nothing in the conditions of others.
    func hidden(in answers: [String: Answer], kind: String) -> Set<String> {
        var hidden: Set<String> = []
        for question in questions where question.concerns(kind: kind) {
            let holds = question.showIf.allSatisfy { condition in
                let asked = self[condition.question]?.concerns(kind: kind) ?? false
                let seen = asked && !hidden.contains(condition.question)
                return condition.holds(seen ? answers[condition.question] ?? .notReported : .notReported)
            }
            if !holds { hidden.insert(question.code) }
        }
        return hidden
    }

    /// Everything that keeps the answers of an organisation of `kind` from being submitted, by question: each answer's
    /// own faults, questions without an answer, answers to questions that are not shown, and ratios of which only one
    /// half has a value.
    func faults(in answers: [String: Answer], kind: String) -> [(question: String, fault: Fault)] {
        var found: [(question: String, fault: Fault)] = []
        let hidden = hidden(in: answers, kind: kind)
        for question in questions where question.concerns(kind: kind) {
            let answer = answers[question.code] ?? .notReported
            if hidden.contains(question.code) {
                if answer != .notReported, answer != .notApplicable {
                    found.append((question.code, Fault("answer.hidden", Messages.hidden(question.code))))
                }
            } else if answer == .notReported {
                found.append((question.code, Fault("answer.required", Messages.unanswered(question.code))))
            } else if let fault = fault(of: answer, to: question.code, kind: kind) {
                found.append((question.code, fault))
            }
        }
        let known = Set(questions.map(\.code))
        for code in answers.keys.filter({ !known.contains($0) }).sorted() {
            found.append((code, Fault("answer.question", Messages.unknownQuestion(code))))
        }
        return found + halves(in: answers, kind: kind)
    }

    /// The rules that do not hold and have no reason (a hard one can not have any).
    func broken(
        in answers: [String: Answer], previous: [String: Quantity], reasons: Set<String>
    ) -> [(rule: String, fault: Fault)] {
        let numbers = RuleNumbers(answers, previous: previous)
        return rules.compactMap { rule in
            guard rule.holds(numbers) == false, rule.isHard || !reasons.contains(rule.code) else { return nil }
            let message = rule.isHard ? rule.message : Messages.needsReason(rule.code, rule.message)
            return (rule.code, Fault(rule.isHard ? "rule.hard" : "rule.soft", message))
        }
    }

    /// A ratio is the sum of numerators over the sum of denominators (domain §7): one half without the other would
    /// bend it everywhere above.
    private func halves(in answers: [String: Answer], kind: String) -> [(question: String, fault: Fault)] {
        ratios.compactMap { ratio in
            guard ratio.numerator.concerns(kind: kind), ratio.denominator.concerns(kind: kind),
                let numerator = answers[ratio.numerator.code], let denominator = answers[ratio.denominator.code],
                numerator != .notReported, denominator != .notReported
            else { return nil }
            if case .value = numerator, case .value = denominator { return nil }
            if numerator == denominator { return nil }
            return (
                ratio.numerator.code,
                Fault("answer.ratio", Messages.halfRatio(ratio.numerator.code, ratio.denominator.code))
            )
        }
    }

    /// The two questions of every ratio.
    var ratios: [(indicator: String, numerator: InstrumentQuestion, denominator: InstrumentQuestion)] {
        let numerators = questions.filter { $0.role == .numerator }
        return numerators.compactMap { numerator in
            guard let indicator = numerator.indicator,
                let denominator = questions.first(where: { $0.role == .denominator && $0.indicator == indicator })
            else { return nil }
            return (indicator, numerator, denominator)
        }
    }
}
