import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel

// Between the contract's words and the domain's.

extension Answer {
    /// `notReported` where the form does not say anything; the contract's checks have seen to the rest.
    init(_ answer: QuestionAnswer) {
        switch answer.state ?? .value {
        case .none: self = .none
        case .notApplicable: self = .notApplicable
        case .notReported: self = .notReported
        case .value:
            if let number = answer.number {
                self = .value(.number(number))
            } else if let text = answer.text {
                self = .value(.text(text))
            } else if let choice = answer.choice {
                self = .value(.choice(choice))
            } else if let file = answer.file {
                self = .value(
                    .file(
                        AnsweredFile(
                            name: file.name, mediaType: file.mediaType, size: file.size, sha256: file.sha256)))
            } else {
                self = .notReported
            }
        }
    }
}

extension InstrumentQuestion {
    init(_ question: Question, section: String) {
        let form: Form =
            switch question.type {
            case .choice:
                .choice(
                    (question.options ?? []).map {
                        InstrumentOption(code: $0.code, text: $0.text, achieves: $0.achieves ?? false)
                    })
            case .text: .text
            case .upload: .upload
            case .number:
                .number(minimum: question.minimum, maximum: question.maximum, decimals: question.decimals ?? 0)
            }
        let role: Role =
            switch question.role ?? .value {
            case .value: .value
            case .numerator: .numerator
            case .denominator: .denominator
            }
        self.init(
            code: question.code, section: section, form: form, indicator: question.indicator, role: role,
            kinds: Set((question.kinds ?? []).map(\.rawValue)),
            showIf: (question.showIf ?? []).map(InstrumentCondition.init), element: question.element)
    }

    var type: QuestionType {
        switch form {
        case .choice: .choice
        case .text: .text
        case .number: .number
        case .upload: .upload
        }
    }

    var contractRole: QuestionRole {
        switch role {
        case .value: .value
        case .numerator: .numerator
        case .denominator: .denominator
        }
    }
}

extension Instrument {
    init(_ questionnaire: Questionnaire) {
        self.init(
            version: questionnaire.version,
            questions: questionnaire.sections.flatMap { section in
                section.questions.map { InstrumentQuestion($0, section: section.code) }
            }, rules: (questionnaire.rules ?? []).compactMap(InstrumentRule.init))
    }
}

extension InstrumentCondition {
    init(_ condition: AnswerCondition) {
        self.init(
            question: condition.question,
            states: Set((condition.states ?? []).compactMap { State(rawValue: $0.rawValue) }),
            choices: Set(condition.choices ?? []), minimum: condition.minimum, maximum: condition.maximum)
    }
}

extension InstrumentRule {
    /// `nil`: its condition can not be read, which saving refuses.
    init?(_ rule: AnswerRule) {
        guard let condition = try? FormulaParser.parse(rule.condition) else { return nil }
        self.init(
            code: rule.code, isHard: rule.severity == .hard, condition: condition, message: rule.message)
    }
}

extension SubmissionState {
    var stage: SubmissionStage {
        switch self {
        case .draft: .draft
        case .submitted: .submitted
        case .certified: .certified
        case .accepted: .accepted
        case .returned: .returned
        case .withdrawn: .withdrawn
        }
    }
}

extension SubmissionAct {
    var action: SubmissionAction {
        switch self {
        case .save: .save
        case .submit: .submit
        case .certify: .certify
        case .accept: .accept
        case .return: .return
        case .reopen: .reopen
        }
    }

    /// Who may, as the method that does it says.
    var access: RPCAccess {
        switch self {
        case .save: SaveSubmission.access
        case .submit: SubmitSubmission.access
        case .certify: CertifySubmission.access
        case .accept: AcceptSubmission.access
        case .return: ReturnSubmission.access
        case .reopen: ReopenSubmission.access
        }
    }
}

extension Evaluation {
    init(_ indicator: Indicator) {
        self.init(
            upIsBetter: indicator.direction == .up, basis: indicator.rule.basis == .target ? .target : .baseline,
            onTrackAt: indicator.rule.onTrackAt, behindAt: indicator.rule.behindAt)
    }
}

extension ResultStatus {
    init(_ status: Evaluation.Status) {
        switch status {
        case .achieved: self = .achieved
        case .onTrack: self = .onTrack
        case .behind: self = .behind
        case .atRisk: self = .atRisk
        case .notEvaluated: self = .notEvaluated
        }
    }
}

extension Publication.Aggregation {
    init(_ aggregation: Aggregation) {
        switch aggregation {
        case .count: self = .count
        case .sum: self = .sum
        case .ratio: self = .ratio
        case .choice: self = .choice
        case .formula: self = .formula
        }
    }
}

extension OrganisationKind {
    /// Those that answer questionnaires: all but what only stands above others.
    static let answering: [OrganisationKind] = allCases.filter {
        ![.nation, .ministry, .region, .province].contains($0)
    }
}
