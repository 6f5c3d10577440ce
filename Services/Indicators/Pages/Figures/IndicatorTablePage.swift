import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit
import Sheets

/// `/indicators`: every indicator of a year at an organisation, actual against target, with its status.
enum IndicatorTablePage {
    static func register(on router: ServiceRouter) {
        router.page(
            "/indicators", title: LocalizedText("ตัวชี้วัด", "Indicators"),
            about: LocalizedText("ผลเทียบเป้าหมาย แนวโน้ม และที่มาของตัวเลข", "Actual against target, trends and sources"),
            access: IndicatorResultsQuery.access
        ) { try await show($0, $1) }
        router.page("/indicators/download", access: IndicatorResultsQuery.access) { try await download($0, $1) }
    }

    /// What the address asks for, as the service has it.
    private static func results(
        _ request: PageRequest, _ call: ReadCall
    ) async throws -> (results: IndicatorResults, place: Organisation, shown: [IndicatorResult]) {
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
        let first = try await IndicatorPages.provinces(call).first ?? ""
        let asked = request.query["organisation"].flatMap { $0.isEmpty ? nil : $0 }
        let organisation = asked ?? (places.contains("TH") ? first : places.first ?? first)
        let place = try await call.invoke(GetOrganisation(organisation: .code(organisation))).organisation
        let year = try await year(request, place.province, call)
        let results = try await call.invoke(IndicatorResultsQuery(fiscalYear: year, organisation: organisation))
        let text = (request.query["q"] ?? "").lowercased()
        let status = request.query["status"].flatMap(ResultStatus.init)
        let shown = results.items.filter { item in
            (status == nil || item.status == status)
                && (text.isEmpty
                    || "\(item.indicator) \(item.name.th) \(item.name.en ?? "")".lowercased().contains(text))
        }
        return (results, place, sorted(shown, request))
    }

    /// The year asked for, else that of the newest round that was opened.
    static func year(_ request: PageRequest, _ province: String, _ call: ReadCall) async throws -> FiscalYear {
        if let year = request.query["year"].flatMap({ Int(ThaiDigits.arabic($0)) }).flatMap({ FiscalYear($0) }) {
            return year
        }
        let rounds = try await call.invoke(ListRounds(province: province, limit: 50)).items
        if let opened = rounds.first(where: { $0.state != .draft }) { return opened.fiscalYear }
        guard let year = FiscalYear(containing: call.now.dateInThailand) else { throw RPCError.notFound("round", "") }
        return year
    }

    private static func sorted(_ items: [IndicatorResult], _ request: PageRequest) -> [IndicatorResult] {
        let order = order(request)
        let statuses = ResultStatus.allCases
        return OrderedLines(order, request).page(of: items, limit: items.count, code: \.indicator) { item in
            switch order.key {
            case "unit": .of(request.text(item.unit))
            case "baseline": .of(item.baseline?.value)
            case "target": .of(item.target)
            case "actual": .of(item.suppressed == true ? nil : item.actual)
            case "achievement": .of(item.achievement)
            case "status": .of(statuses.firstIndex(of: item.status) ?? statuses.count)
            default: .of(request.text(item.name))
            }
        }.shown
    }

    private static func show(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let (results, place, shown) = try await Self.results(request, call)
        let items = results.items
        let query = "organisation=\(PageText.query(results.organisation))&year=\(results.fiscalYear)"
        let others = try await call.invoke(ListIndicators(province: place.province, limit: 500)).items.filter {
            $0.periodType != .fiscalYear
        }
        func counted(_ status: ResultStatus) -> (name: String, count: Int) {
            (request.text(status.title.words), items.count { $0.status == status })
        }
        var values: [String: Any] = [
            "title": request.say("ตัวชี้วัด", "Indicators"), "place": request.text(place.name),
            "organisation": results.organisation,
            "year": request.say("ปีงบประมาณ \(results.fiscalYear)", "Fiscal year \(results.fiscalYear)"),
            "parts": PartsPicture(
                title: request.say("สถานะของตัวชี้วัด", "Status of the indicators"),
                parts: [
                    counted(.achieved), counted(.onTrack), ("", 0), counted(.behind), counted(.atRisk),
                    counted(.notEvaluated),
                ]
            ).html,
            "filters": filters(request, results), "show": request.say("แสดง", "Show"),
            "isEmpty": shown.isEmpty,
            "empty": items.isEmpty
                ? request.say(
                    "จังหวัดนี้ยังไม่มีตัวชี้วัดรายปีงบประมาณ", "The province has no indicator of fiscal years yet.")
                : request.say("ไม่มีตัวชี้วัดตามเงื่อนไขนี้", "No indicator is like this."),
            "headings": order(request).values(), "sortField": order(request).field(),
            "unitLabel": request.say("หน่วย", "Unit"), "baselineLabel": request.say("ค่าฐาน", "Baseline"),
            "targetLabel": request.say("เป้าหมาย", "Target"), "actualLabel": request.say("ผล", "Actual"),
            "achievementLabel": request.say("ร้อยละของเป้าหมาย", "Achieved, %"),
            "statusLabel": request.say("สถานะ", "Status"), "rows": shown.map { row($0, query, request) },
            "downloadTitle": request.say("ดาวน์โหลด", "Download"),
            "downloads": [("csv", "CSV"), ("xlsx", "XLSX")].map {
                ["name": $0.1, "address": "./indicators/download\(PageScene.current.address("format", $0.0))"]
            },
            "hasOthers": !others.isEmpty,
            "othersTitle": request.say("ตัวชี้วัดรายปีการศึกษา ไตรมาส และเดือน", "Of academic years, quarters and months"),
            "others": others.map {
                [
                    "code": $0.code, "name": request.text($0.name),
                    "address":
                        "./indicators/\(PageText.query($0.code))?organisation=\(PageText.query(results.organisation))",
                ]
            },
            "print": request.say("พิมพ์", "Print"),
            "compare": request.say("เทียบกับหน่วยงานที่อยู่ถัดลงไป", "Beside those directly below"),
            "compareAddress": "./indicators/compare?\(query)",
        ]
        if let round = results.roundCode {
            values["roundAddress"] =
                "./rounds/\(PageText.query(round))/figures?organisation="
                + PageText.query(results.organisation)
            values["round"] = request.say("ที่มา: รอบ \(round)", "From round \(round)")
        }
        return IndicatorPages.page("indicators", values, request, call)
    }

    /// In which order they stand: without one as they come, by strategic issue.
    private static func order(_ request: PageRequest) -> PageOrder {
        PageOrder(
            [
                .init(request.say("ตัวชี้วัด", "Indicator"), "name"), .init(request.say("หน่วย", "Unit"), "unit"),
                .init(request.say("ค่าฐาน", "Baseline"), "baseline", isNumber: true),
                .init(request.say("เป้าหมาย", "Target"), "target", isNumber: true),
                .init(request.say("ผล", "Actual"), "actual", isNumber: true),
                .init(request.say("ร้อยละของเป้าหมาย", "Achieved, %"), "achievement", isNumber: true),
                .init(request.say("สถานะ", "Status"), "status"),
            ], request.query["sort"])
    }

    private static func filters(_ request: PageRequest, _ results: IndicatorResults) -> String {
        [
            PageField("organisation", request.say("รหัสหน่วยงาน", "Organisation's code"), value: results.organisation),
            PageField("year", request.say("ปีงบประมาณ", "Fiscal year"), .number, value: "\(results.fiscalYear)"),
            PageField(
                "status", request.say("สถานะ", "Status"),
                .select(
                    [("", request.say("ทั้งหมด", "Any"))]
                        + ResultStatus.allCases.map { ($0.rawValue, request.text($0.title.words)) }),
                value: request.query["status"]),
            PageField("q", request.say("มีคำว่า", "With the words"), value: request.query["q"]),
        ].map(\.html).joined()
    }

    static func figure(_ value: Quantity?, _ decimals: Int) -> String {
        value.map { IndicatorPages.grouped($0.text(decimals: decimals)) } ?? "–"
    }

    private static func row(_ item: IndicatorResult, _ query: String, _ request: PageRequest) -> [String: Any] {
        let (words, tag) = item.status.title
        return [
            "code": item.indicator, "name": request.text(item.name), "unit": request.text(item.unit),
            "address": "./indicators/\(PageText.query(item.indicator))?\(query)",
            "baseline": figure(item.baseline?.value, item.decimals), "target": figure(item.target, item.decimals),
            "actual": item.suppressed == true
                ? request.say("ปกปิด", "kept back") : figure(item.actual, item.decimals),
            "achievement": item.achievement?.text(decimals: 1) ?? "–",
            "status": request.text(words), "tag": tag,
            "arrow": item.direction == .up
                ? request.say("ยิ่งมากยิ่งดี", "more is better") : request.say("ยิ่งน้อยยิ่งดี", "less is better"),
        ]
    }

    // MARK: - The table as a file

    private static func download(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let (results, _, shown) = try await Self.results(request, call)
        let headings = [
            request.say("รหัส", "Code"), request.say("ตัวชี้วัด", "Indicator"), request.say("หน่วย", "Unit"),
            request.say("ค่าฐาน", "Baseline"), request.say("เป้าหมาย", "Target"), request.say("ผล", "Actual"),
            request.say("ร้อยละของเป้าหมาย", "Achieved, %"), request.say("สถานะ", "Status"),
        ]
        func cell(_ value: Quantity?) -> SheetOutput { value.map(SheetOutput.decimal) ?? .empty }
        let rows = shown.map { item -> [SheetOutput] in
            [
                .text(item.indicator), .text(request.text(item.name)), .text(request.text(item.unit)),
                cell(item.baseline?.value), cell(item.target), cell(item.actual), cell(item.achievement),
                .text(request.text(item.status.title.words)),
            ]
        }
        let name = "indicators-\(results.organisation)-\(results.fiscalYear)"
        if request.query["format"] == "xlsx" {
            let writer = try XLSXWriter(title: request.say("ตัวชี้วัด", "Indicators"), createdAt: call.now)
            try writer.beginSheet("\(results.organisation) \(results.fiscalYear)")
            try writer.write(headings.map(SheetOutput.text), style: .heading)
            for row in rows { try writer.write(row) }
            return IndicatorPages.file(
                try writer.finish(), name: name + ".xlsx",
                mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        var writer = CSVWriter()
        writer.write(headings.map(SheetOutput.text), style: .heading)
        for row in rows { writer.write(row) }
        return IndicatorPages.file(writer.finish(), name: name + ".csv", mediaType: "text/csv; charset=utf-8")
    }
}
