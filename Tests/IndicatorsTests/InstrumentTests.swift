import Kernel
import Testing

@testable import Indicators

@Suite struct InstrumentTests {
    static let instrument = Instrument(
        version: 1,
        questions: [
            question("N", .number(minimum: .zero, maximum: Quantity(100), decimals: 0), role: .numerator, "I1"),
            question("D", .number(minimum: .zero, maximum: Quantity(100), decimals: 0), role: .denominator, "I1"),
            question("C", .choice([option("done", true), option("never", false)]), role: .value, "I2"),
            question("T", .text, role: .value, nil),
            question("U", .upload, role: .value, nil, kinds: ["educationServiceArea"]),
        ])

    static func question(
        _ code: String, _ form: InstrumentQuestion.Form, role: InstrumentQuestion.Role, _ indicator: String?,
        kinds: Set<String> = []
    ) -> InstrumentQuestion {
        InstrumentQuestion(code: code, section: "S", form: form, indicator: indicator, role: role, kinds: kinds)
    }

    static func option(_ code: String, _ achieves: Bool) -> InstrumentOption {
        InstrumentOption(
            code: code, text: LocalizedText(th: code == "done" ? "ทำแล้ว" : "ยังไม่ทำ", en: code), achieves: achieves)
    }

    static func number(_ value: Int) -> Answer { .value(.number(Quantity(tenThousandths: Int64(value) * 10_000))) }

    @Test func completeAnswersHaveNoFaults() {
        let answers: [String: Answer] = [
            "N": Self.number(0), "D": Self.number(10), "C": .value(.choice("done")), "T": Answer.none,
        ]
        #expect(Self.instrument.faults(in: answers, kind: "school").isEmpty)
    }

    @Test func everythingThatIsMissingIsSaidAtOnce() {
        let faults = Self.instrument.faults(in: ["T": .notReported], kind: "educationServiceArea")
        #expect(faults.map(\.question) == ["N", "D", "C", "T", "U"])
        #expect(faults.allSatisfy { $0.fault.rule == "answer.required" })
    }

    @Test func aRatioNeedsBothHalvesOrTheSameAbsence() {
        var answers: [String: Answer] = ["C": Answer.none, "T": Answer.none, "N": Answer.none, "D": Self.number(3)]
        #expect(Self.instrument.faults(in: answers, kind: "school").map(\.fault.rule) == ["answer.ratio"])
        answers["D"] = .notApplicable
        #expect(Self.instrument.faults(in: answers, kind: "school").map(\.fault.rule) == ["answer.ratio"])
        answers["D"] = Answer.none
        #expect(Self.instrument.faults(in: answers, kind: "school").isEmpty)
    }

    @Test func eachFaultHasItsRule() {
        func rule(_ answer: Answer, _ question: String, _ kind: String = "school") -> String? {
            Self.instrument.fault(of: answer, to: question, kind: kind)?.rule
        }
        #expect(rule(Self.number(101), "N") == "answer.range")
        #expect(rule(.value(.number(Quantity(tenThousandths: 5_000))), "N") == "answer.decimals")
        #expect(rule(.value(.text("ten")), "N") == "answer.type")
        #expect(rule(.value(.choice("maybe")), "C") == "answer.option")
        #expect(rule(Answer.none, "X") == "answer.question")
        #expect(rule(Answer.none, "U") == "answer.kind")
        #expect(rule(Answer.none, "U", "educationServiceArea") == nil)
    }

    @Test func publicationLooksAtRatiosIndicatorsAndEarlierVersions() {
        let questions = Self.instrument.questions
        #expect(Publication.faults(of: questions, indicators: ["I1": .ratio, "I2": .choice], earlier: []).isEmpty)
        let unknown = Publication.faults(of: questions, indicators: ["I1": .ratio], earlier: [])
        #expect(unknown.map(\.question) == ["C"])
        let half = Publication.faults(
            of: Array(questions.dropFirst()), indicators: ["I1": .ratio, "I2": .choice], earlier: [])
        #expect(half.map(\.fault.rule) == ["indicator.carrier"])
        var changed = questions
        changed[3].form = .upload
        let faults = Publication.faults(
            of: changed, indicators: ["I1": .ratio, "I2": .choice], earlier: questions)
        #expect(faults.map(\.fault.rule) == ["question.changed"])
        let sum = Publication.faults(of: questions, indicators: ["I1": .sum, "I2": .choice], earlier: [])
        #expect(Set(sum.map(\.fault.rule)) == ["question.role", "indicator.carrier"])
    }
}
