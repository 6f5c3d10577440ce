import Crypto
import IndicatorsContract
import Kernel

/// One organisation's made-up answers; the same in every run.
struct SyntheticSubmission: Sendable {
    /// What became of it.
    enum Fate: Sendable { case onTime, late, uncertified, draft, missing }

    let organisation: String
    let fate: Fate
    /// Certified, sent back by the province, corrected and certified again.
    let comesBack: Bool
    /// Taken back by its head after it was accepted.
    let reopens: Bool
    let input: SubmissionInput
    let corrected: [QuestionAnswer]
    let certification: Certification?

    init(_ organisation: Table.Row, questions: [Table.Row]) {
        let code = organisation["code"]
        var random = Seeded("answers \(code)")
        self.organisation = code
        let draw = random.number(1...100)
        fate = draw <= 84 ? .onTime : draw <= 92 ? .late : draw <= 94 ? .uncertified : draw <= 96 ? .draft : .missing
        comesBack = fate == .onTime && random.chance(3)
        reopens = fate == .onTime && !comesBack && random.chance(2)
        let contradicts = fate == .onTime && !comesBack && !reopens && random.chance(3)
        let size = Learners(organisation, &random)
        var answers = questions.filter { row in
            row["kinds"].isEmpty || row["kinds"].split(separator: ";").contains { $0 == organisation["kind"] }
        }.map { size.answer($0, &random) }
        // More who completed an activity than there are: it happens, and is said why.
        let whole = answers.first { $0.question == "Q02" }?.number
        if contradicts, let whole, let part = answers.firstIndex(where: { $0.question == "Q01" }) {
            answers[part].number = Quantity(tenThousandths: whole.tenThousandths + 70_000)
        }
        let isContradictory = contradicts && whole != nil
        corrected = answers.map { answer in
            answer.question == "Q20" && answer.number != nil
                ? QuestionAnswer(question: "Q20", number: Quantity(random.number(1...12))) : answer
        }
        if fate == .draft { answers.removeLast(min(5, answers.count)) }
        let day = fate == .late ? random.number(62...80) : random.number(10...58)
        let submittedAt = Instant(microsecondsSinceEpoch: 1_690_855_200_000_000).adding(seconds: Int64(day) * 86_400)
        let certified = fate == .onTime || fate == .late
        certification = certified ? SyntheticSubmission.letter(code, day: day, &random) : nil
        let state: SubmissionState =
            switch fate {
            case .onTime, .late: comesBack ? .certified : .accepted
            case .uncertified: .submitted
            case .draft, .missing: .draft
            }
        input = SubmissionInput(
            organisation: code, state: state, answers: answers, submittedAt: state == .draft ? nil : submittedAt,
            certification: certification,
            reasons: isContradictory
                ? [RuleReason(rule: "R-Q01", reason: "นับผู้เรียนที่ย้ายออกระหว่างปีด้วย (ข้อมูลสังเคราะห์)")] : nil)
    }

    private static func letter(_ code: String, day: Int, _ random: inout Seeded) -> Certification? {
        let running = random.number(1...900)
        guard
            let number = LetterNumber(
                ministry: "ศธ", owner: "04\(100 + running % 80)", isCircular: false, running: running),
            let start = CalendarDate(year: 2023, month: 8, day: 1), let date = start.adding(days: day)
        else { return nil }
        let digest = SHA256.hash(data: Array("synthetic letter of \(code)".utf8))
        let hash = digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return Certification(
            letterNumber: number, letterDate: date, signerPosition: "ผู้อำนวยการ (ตัวอย่าง)",
            file: FileReference(name: "synthetic-\(code).pdf", mediaType: "application/pdf", size: 52_000, sha256: hash)
        )
    }
}

/// How many learners an organisation has, and what follows from that for each question.
private struct Learners {
    let all: Int
    let isSchool: Bool
    let hasYoung: Bool
    let hasPrimary: Bool

    init(_ organisation: Table.Row, _ random: inout Seeded) {
        isSchool = organisation["code"].hasPrefix("67-S")
        let level = organisation["level"]
        hasYoung = isSchool && level.contains("อนุบาล")
        hasPrimary = isSchool && level.contains("ประถม") || level.contains("อนุบาล–มัธยม")
        all = isSchool ? random.number(level == "มัธยมศึกษา" ? 180...1_600 : 40...420) : 0
    }

    func answer(_ question: Table.Row, _ random: inout Seeded) -> QuestionAnswer {
        let code = question["code"]
        func share(_ percent: ClosedRange<Int>, _ whole: Int) -> Int { whole * random.number(percent) / 100 }
        let third = all / 9
        let young = all / 5
        switch code {
        case "Q01": return count(code, share(78...98, all), applies: isSchool)
        case "Q02", "Q06", "Q15": return count(code, all, applies: isSchool)
        case "Q05": return count(code, share(55...90, all), applies: isSchool)
        case "Q07": return count(code, random.number(0...3), applies: true)
        case "Q09": return count(code, share(70...95, third), applies: hasPrimary)
        case "Q10": return count(code, third, applies: hasPrimary)
        case "Q11": return count(code, share(82...98, young), applies: hasYoung)
        case "Q12": return count(code, young, applies: hasYoung)
        case "Q14": return count(code, random.chance(40) ? random.number(1...4) : 0, applies: isSchool)
        case "Q16": return count(code, share(70...100, all / 30), applies: isSchool && all >= 30)
        case "Q17": return count(code, all / 30, applies: isSchool && all >= 30)
        case "Q18": return count(code, share(5...20, all), applies: isSchool)
        case "Q20": return count(code, random.number(0...6), applies: true)
        case "Q21": return count(code, random.number(5...9), applies: true)
        case "Q22": return count(code, random.number(9...11), applies: true)
        case "Q13":
            let hash = String(repeating: "5e", count: 32)
            return QuestionAnswer(
                question: code,
                file: FileReference(name: "synthetic-reading.xlsx", size: 24_000, sha256: hash))
        default:
            if question["type"] == "number" { return count(code, random.number(0...4), applies: isSchool) }
            if question["type"] == "upload" { return QuestionAnswer(question: code, state: AnswerState.none) }
            let options = question["options"].split(separator: ";").map { String($0.prefix { $0 != "=" }) }
            if options.isEmpty {
                return random.chance(30)
                    ? QuestionAnswer(question: code, state: AnswerState.none)
                    : QuestionAnswer(question: code, text: "คำตอบตัวอย่าง (ข้อมูลสังเคราะห์) \(random.number(1...999))")
            }
            if random.chance(6) { return QuestionAnswer(question: code, state: AnswerState.none) }
            let choice = random.chance(72) ? 0 : random.number(1...(options.count - 1))
            return QuestionAnswer(question: code, choice: options[choice])
        }
    }

    private func count(_ question: String, _ value: Int, applies: Bool) -> QuestionAnswer {
        applies
            ? QuestionAnswer(question: question, number: Quantity(value))
            : QuestionAnswer(question: question, state: .notApplicable)
    }
}
