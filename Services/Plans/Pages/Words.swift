import CommonContract
import Kernel
import Pages
import PlansContract

/// What the pages call things, in Thai and English.
enum Words {
    static func kind(_ kind: ElementKind) -> LocalizedText {
        switch kind {
        case .vision: LocalizedText("วิสัยทัศน์", "Vision")
        case .mission: LocalizedText("พันธกิจ", "Mission")
        case .strategicIssue: LocalizedText("ประเด็นยุทธศาสตร์", "Strategic issue")
        case .goal: LocalizedText("เป้าประสงค์", "Goal")
        case .indicatorReference: LocalizedText("ตัวชี้วัด", "Indicator")
        case .approach: LocalizedText("แนวทาง", "Approach")
        case .programme: LocalizedText("แผนงาน", "Programme")
        case .project: LocalizedText("โครงการ", "Project")
        case .activity: LocalizedText("กิจกรรม", "Activity")
        case .component: LocalizedText("องค์ประกอบ", "Component")
        case .factor: LocalizedText("ปัจจัย", "Factor")
        }
    }

    static func level(_ level: Int) -> LocalizedText {
        switch level {
        case 1: LocalizedText("ระดับ 1 ยุทธศาสตร์ชาติ", "Level 1, national strategy")
        case 2: LocalizedText("ระดับ 2 แผนแม่บทและแผนระดับชาติ", "Level 2, master and national plans")
        default: LocalizedText("ระดับ 3 แผนปฏิบัติ", "Level 3, plans that are carried out")
        }
    }

    static func state(_ state: PlanVersionState) -> LocalizedText {
        switch state {
        case .draft: LocalizedText("ร่าง", "draft")
        case .announced: LocalizedText("ประกาศใช้", "announced")
        }
    }

    static func status(_ status: StepIndicator.Status?) -> LocalizedText {
        switch status {
        case .achieved?: LocalizedText("บรรลุ", "achieved")
        case .onTrack?: LocalizedText("ตามแผน", "on track")
        case .behind?: LocalizedText("ล่าช้า", "behind")
        case .atRisk?: LocalizedText("เสี่ยง", "at risk")
        case .notEvaluated?, nil: LocalizedText("ยังไม่ประเมิน", "not evaluated")
        }
    }

    /// The status, or that what it would tell is kept back.
    static func status(of indicator: StepIndicator) -> LocalizedText {
        indicator.suppressed == true ? suppressed : status(indicator.status)
    }

    /// The actual figure, that it is kept back, or that there is none.
    static func actual(_ indicator: StepIndicator, _ scene: PageScene) -> String {
        indicator.suppressed == true ? scene.text(suppressed) : indicator.actual?.description ?? "–"
    }

    private static let suppressed = LocalizedText("ปกปิด", "suppressed")

    /// How a status looks: a mark that needs no colour.
    static func tag(_ status: StepIndicator.Status?) -> String {
        switch status {
        case .achieved?, .onTrack?: "good"
        case .behind?: "warn"
        case .atRisk?: "bad"
        case .notEvaluated?, nil: ""
        }
    }

    /// Baht for reading: thousands apart, satang only where there are any.
    static func baht(_ money: Money) -> String {
        let text = money.grouped()
        return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
    }

    static func day(_ date: CalendarDate, _ scene: PageScene) -> String {
        scene.isEnglish ? date.description : ThaiDate.text(date, digits: .arabic)
    }
}
