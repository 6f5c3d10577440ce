import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// A round's questionnaire in the hands of its designer: the sections and rules as they would be saved.
struct DraftEdit: Sendable {
    /// Absent: there is none yet.
    var version: Int?
    var sections: [QuestionnaireSection]
    var rules: [AnswerRule]

    init(_ questionnaire: Questionnaire?) {
        version = questionnaire?.version
        sections = questionnaire?.sections ?? []
        rules = questionnaire?.rules ?? []
    }

    /// Where a question stands.
    func place(of code: String) -> (section: Int, question: Int)? {
        for (index, section) in sections.enumerated() {
            if let question = section.questions.firstIndex(where: { $0.code == code }) { return (index, question) }
        }
        return nil
    }

    /// Puts a question in the place of the one with `old` code, or at the end of its section.
    /// - Parameter section: a code; where there is no such section a new one is made.
    /// - Returns: where it stands now, as `/sections/0/questions/3`.
    mutating func put(_ question: Question, replacing old: String?, in section: String, title: LocalizedText) -> String
    {
        var target = sections.firstIndex { $0.code == section }
        if target == nil {
            let code = QuestionForm.freeCode("S", sections.map(\.code))
            sections.append(QuestionnaireSection(code: code, title: title, questions: []))
            target = sections.count - 1
        }
        let index = target ?? 0
        if let old, let place = place(of: old) {
            if place.section == index {
                sections[index].questions[place.question] = question
                return "/sections/\(index)/questions/\(place.question)"
            }
            sections[place.section].questions.remove(at: place.question)
        }
        sections[index].questions.append(question)
        return "/sections/\(index)/questions/\(sections[index].questions.count - 1)"
    }

    mutating func remove(question code: String) {
        guard let place = place(of: code) else { return }
        sections[place.section].questions.remove(at: place.question)
        if sections[place.section].questions.isEmpty { sections.remove(at: place.section) }
    }

    /// One place up or down, over the edge of its section into the next.
    mutating func move(question code: String, up: Bool) {
        guard let place = place(of: code) else { return }
        let count = sections[place.section].questions.count
        let next = place.question + (up ? -1 : 1)
        if (0..<count).contains(next) {
            sections[place.section].questions.swapAt(place.question, next)
            return
        }
        let other = place.section + (up ? -1 : 1)
        guard sections.indices.contains(other) else { return }
        let question = sections[place.section].questions.remove(at: place.question)
        sections[other].questions.insert(question, at: up ? sections[other].questions.count : 0)
        if sections[place.section].questions.isEmpty { sections.remove(at: place.section) }
    }

    mutating func move(section code: String, up: Bool) {
        guard let index = sections.firstIndex(where: { $0.code == code }) else { return }
        let other = index + (up ? -1 : 1)
        if sections.indices.contains(other) { sections.swapAt(index, other) }
    }

    mutating func put(_ rule: AnswerRule, replacing old: String?) -> Int {
        if let old, let index = rules.firstIndex(where: { $0.code == old }) {
            rules[index] = rule
            return index
        }
        rules.append(rule)
        return rules.count - 1
    }

    func save(_ round: String, key: String) -> SaveQuestionnaire {
        SaveQuestionnaire(
            idempotencyKey: "page-questionnaire-\(key)", round: .code(round), sections: sections,
            rules: rules.isEmpty ? nil : rules, expectedVersion: version)
    }
}
