import IndicatorsContract
import Kernel
import Pages
import ServiceKit

/// What the service's pages share: templates, words of states, dates.
enum IndicatorPages {
    static let templates = PageTemplates([
        "mine": PackageResources.mine_mustache, "offline": PackageResources.offline_mustache,
        "fill": PackageResources.fill_mustache,
        "certify": PackageResources.certify_mustache, "submission": PackageResources.submission_mustache,
    ])

    static let reporter = PageAssets.script("reporter.js", PackageResources.reporter_js)

    static var shell: PageShell {
        PageShell(service: IndicatorsService.definition.title, version: IndicatorsService.definition.version)
    }

    static func register(on router: ServiceRouter) {
        router.asset(reporter)
        OfflinePages.register(on: router)
        ReporterPages.register(on: router)
        CertifyPages.register(on: router)
        SubmissionPages.register(on: router)
        RoundPage.register(on: router)
    }

    /// A state in words, with the class of its tag.
    static func state(_ state: ExpectationState) -> (words: LocalizedText, tag: String) {
        switch state {
        case .notStarted: (LocalizedText("ยังไม่เริ่ม", "Not started"), "warn")
        case .draft: (LocalizedText("ร่าง", "Draft"), "warn")
        case .submitted: (LocalizedText("ส่งแล้ว รอรับรอง", "Sent, to be certified"), "")
        case .certified: (LocalizedText("รับรองแล้ว", "Certified"), "good")
        case .accepted: (LocalizedText("รับแล้ว", "Accepted"), "good")
        case .returned: (LocalizedText("ส่งกลับให้แก้", "Sent back"), "bad")
        }
    }

    static func day(_ date: CalendarDate, _ request: PageRequest) -> String {
        request.isEnglish ? date.description : ThaiDate.text(date, .short, digits: .arabic)
    }

    static func time(_ instant: Instant?, _ request: PageRequest) -> String {
        guard let instant else { return "–" }
        let clock = instant.adding(seconds: 7 * 3_600).description.dropFirst(11).prefix(5)
        return "\(day(instant.dateInThailand, request)) \(clock)\(request.isEnglish ? "" : " น.")"
    }

    /// An answer in words.
    static func words(_ answer: QuestionAnswer?, of question: Question?, _ request: PageRequest) -> String {
        guard let answer else { return request.say("ยังไม่ตอบ", "not answered") }
        switch answer.state {
        case .some(.none): return request.say("ไม่มี", "none")
        case .notApplicable: return request.say("ไม่เกี่ยวข้อง", "not applicable")
        case .notReported: return request.say("ยังไม่ตอบ", "not answered")
        case .value, nil: break
        }
        if let number = answer.number { return number.description }
        if let text = answer.text { return text }
        if let choice = answer.choice {
            return question?.options?.first { $0.code == choice }.map { request.text($0.text) } ?? choice
        }
        return answer.file?.name ?? request.say("ยังไม่ตอบ", "not answered")
    }
}
