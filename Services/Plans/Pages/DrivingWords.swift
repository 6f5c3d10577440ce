import CommonContract
import JSONRPC
import Kernel
import Pages
import PlansContract
import RPCServer
import ServiceKit

/// What the pages of the driving calendar share: its words, and who may do what.
enum DrivingWords {
    /// Everyone who has a place in the tree.
    static let readers = GetDrivingCalendar.access

    static func state(_ state: DrivingState) -> (words: LocalizedText, tag: String) {
        switch state {
        case .notReported: (LocalizedText("ยังไม่รายงาน", "not reported"), "")
        case .notStarted: (LocalizedText("ยังไม่เริ่ม", "not begun"), "warn")
        case .inProgress: (LocalizedText("กำลังทำ", "under way"), "warn")
        case .done: (LocalizedText("เสร็จแล้ว", "done"), "good")
        case .notApplicable: (LocalizedText("ไม่เกี่ยวข้อง", "does not apply"), "")
        }
    }

    static func window(_ window: DrivingWindow) -> LocalizedText {
        switch window {
        case .previousQ3Q4: LocalizedText("ไตรมาส 3–4 ของปีก่อน", "Quarters 3 and 4 of the year before")
        case .previousQ4Q1: LocalizedText("ไตรมาส 4 ของปีก่อนถึงไตรมาส 1", "Quarter 4 of the year before to quarter 1")
        case .quarter1: LocalizedText("ไตรมาส 1", "Quarter 1")
        case .quarter4: LocalizedText("ไตรมาส 4", "Quarter 4")
        case .wholeYear: LocalizedText("ตลอดปี", "The whole year")
        case .october: LocalizedText("ตุลาคมหลังสิ้นปี", "October after the year")
        case .octoberNovember: LocalizedText("ตุลาคม–พฤศจิกายนหลังสิ้นปี", "October and November after the year")
        case .weekAfterQuarter: LocalizedText("ภายใน 7 วันหลังสิ้นไตรมาส", "Within a week after each quarter")
        case .parentCalendar: LocalizedText("ตามปฏิทินของต้นสังกัด", "As the parent agency's calendar says")
        }
    }

    static func level(_ level: DrivingLevel) -> LocalizedText {
        switch level {
        case .office: LocalizedText("สำนักงานศึกษาธิการจังหวัด", "Provincial education office")
        case .agency: LocalizedText("หน่วยงาน", "Agencies")
        case .school: LocalizedText("สถานศึกษา", "Schools")
        }
    }

    static func day(_ date: CalendarDate, _ request: PageRequest) -> String {
        request.isEnglish ? date.description : ThaiDate.text(date, .short, digits: .arabic)
    }

    static func span(_ span: DateSpan, _ request: PageRequest) -> String {
        "\(day(span.from, request)) – \(day(span.to, request))"
    }

    /// The year that an address names, or the one that today is in.
    static func year(_ asked: String?, _ call: ReadCall) -> FiscalYear? {
        asked.map(ThaiDigits.arabic).flatMap(Int.init).flatMap(FiscalYear.init)
            ?? FiscalYear(containing: call.now.dateInThailand)
    }

    static func yearField(_ year: FiscalYear?, _ request: PageRequest) -> PageField {
        PageField("year", request.say("ปีงบประมาณ (พ.ศ.)", "Fiscal year (B.E.)"), .number, value: year?.description)
    }

    static func setField(_ set: DrivingSet, _ request: PageRequest) -> PageField {
        PageField(
            "set", request.say("ชุดงาน", "Work"),
            .select([
                (
                    DrivingSet.calendar.rawValue,
                    request.say("ปฏิทินขับเคลื่อน 6 แนวทาง", "The calendar of six approaches")
                ),
                (DrivingSet.roadmap.rawValue, request.say("แนวทาง SDG4 8 ขั้น", "The eight steps of SDG4")),
            ]), value: set.rawValue)
    }

    static func may(_ access: RPCAccess, at organisation: String, _ call: ReadCall) async throws -> Bool {
        guard case .roles(let roles) = access else { return true }
        return try await call.runtime.authoriser.holds(roles, at: organisation, caller: call.caller, now: call.now)
    }

    static func page(
        _ template: String, _ title: String, _ values: [String: Any], _ request: PageRequest, status: Int = 200
    ) -> PageResponse {
        PlanPages.shell.page(
            status: status, title: title, body: PlanTemplates.all.render(template, values), language: request.language)
    }
}
