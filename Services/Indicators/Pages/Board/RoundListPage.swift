import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/rounds`: the rounds of a province, newest first.
enum RoundListPage {
    static func register(on router: ServiceRouter) {
        router.page(
            "/rounds", title: LocalizedText("รอบการติดตาม", "Rounds"),
            about: LocalizedText("ใครตอบแล้ว ทวงถาม ออกแบบรอบใหม่", "Who has answered, reminders, new rounds"),
            access: GetRound.access
        ) {
            try await show($0, $1)
        }
    }

    private static func show(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let provinces = try await IndicatorPages.provinces(call)
        let province = request.query["province"] ?? provinces.first ?? ""
        let isPlanner = try await IndicatorPages.may(CreateRound.access, at: province, call)
        let state = request.query["state"].flatMap(RoundState.init)
        let year = request.query["year"].flatMap { Int(ThaiDigits.arabic($0)) }.flatMap { FiscalYear($0) }
        let page = try await call.invoke(
            ListRounds(
                province: province, fiscalYear: year, state: state, limit: 50,
                cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
        let rows = page.items.filter { isPlanner || $0.state != .draft }
        var values: [String: Any] = [
            "title": request.say("รอบการติดตาม", "Monitoring rounds"), "isEmpty": rows.isEmpty,
            "empty": request.say(
                "ยังไม่มีรอบตามเงื่อนไขนี้ เมื่อจังหวัดสร้างรอบ รอบจะแสดงที่นี่",
                "No round is like this. Those that the province makes will show here."),
            "filters": filters(
                request, try await IndicatorPages.named(provinces, request, call), province, state),
            "show": request.say("แสดง", "Show"),
            "isPlanner": isPlanner, "new": request.say("สร้างรอบใหม่", "A new round"),
            "newAddress": "./rounds/new?owner=\(PageText.query(province))",
            "dueLabel": request.say("ครบกำหนด", "Due"), "expectedLabel": request.say("ต้องตอบ", "Expected"),
            "rows": rows.map { row($0, isPlanner, request) },
        ]
        if let next = page.nextCursor {
            values["next"] = PageScene.current.address("cursor", next.text)
            values["nextLabel"] = request.say("รอบก่อนหน้านี้", "Earlier rounds")
        }
        return IndicatorPages.page("rounds", values, request, call)
    }

    private static func filters(
        _ request: PageRequest, _ provinces: [(value: String, label: String)], _ province: String, _ state: RoundState?
    ) -> String {
        var fields: [PageField] = []
        if provinces.count > 1 {
            fields.append(
                PageField(
                    "province", request.say("จังหวัด", "Province"), .select(provinces), value: province))
        }
        fields.append(
            PageField("year", request.say("ปีงบประมาณ", "Fiscal year"), .number, value: request.query["year"]))
        fields.append(
            PageField(
                "state", request.say("สถานะ", "State"),
                .select(
                    [("", request.say("ทุกสถานะ", "Any"))]
                        + RoundState.allCases.map { ($0.rawValue, request.text($0.title.words)) }),
                value: state?.rawValue))
        return fields.map(\.html).joined()
    }

    private static func row(_ round: Round, _ isPlanner: Bool, _ request: PageRequest) -> [String: Any] {
        let address = "./rounds/\(PageText.query(round.code))"
        var values: [String: Any] = [
            "name": request.text(round.name), "code": round.code,
            "address": round.state == .draft ? address + "/design" : address,
            "state": request.text(round.state.title.words), "tag": round.state.title.tag,
            "due": IndicatorPages.day(round.dueOn, request),
            "year": request.say("ปีงบประมาณ \(round.fiscalYear)", "Fiscal year \(round.fiscalYear)"),
            "expected": round.expected.map(String.init) ?? "–",
        ]
        if isPlanner {
            values["links"] = [
                ["name": request.say("แบบติดตาม", "Questionnaire"), "address": address + "/design"],
                [
                    "name": request.say("ทำรอบต่อจากนี้", "A round after it"),
                    "address":
                        "./rounds/new?owner=\(PageText.query(round.owner))&previous=\(PageText.query(round.code))",
                ],
            ]
        }
        return values
    }
}

extension RoundState {
    /// In words, with the class of its tag.
    var title: (words: LocalizedText, tag: String) {
        switch self {
        case .draft: (LocalizedText("กำลังเตรียม", "Being prepared"), "open")
        case .open: (LocalizedText("เปิดรับคำตอบ", "Open"), "good")
        case .closed: (LocalizedText("ปิดแล้ว", "Closed"), "")
        }
    }
}
