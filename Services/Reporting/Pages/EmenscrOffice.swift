import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ReportingContract
import ServiceKit

/// `/emenscr`: a quarter's projects before they are entered into eMENSCR (R3): what each still lacks, its sheet, the export
/// of those that are ready, and when it was sent.
enum EmenscrOffice {
    static func register(on router: ServiceRouter) {
        router.page(
            "/emenscr", title: LocalizedText("eMENSCR", "eMENSCR"),
            about: LocalizedText(
                "ตรวจโครงการของไตรมาส ใบข้อมูล ชุดส่งออก และวันที่ส่ง", "A quarter's projects: checks, sheets, exports, sending"
            ),
            access: ReportingAccess.readers
        ) { try await page($0, $1, problems: []) }
        router.form("/emenscr", access: ReportingAccess.makers) { request, call in
            try await PageForm.taking(request) {
                try await take(request, call)
            } refused: {
                try await page(request, call, problems: $0)
            }
        }
    }

    private static func page(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let choice = try await PlaceChoice(request, call)
        let today = call.now.dateInThailand
        let quarter =
            request.query["quarter"].flatMap(Int.init).flatMap { (1...4).contains($0) ? $0 : nil }
            ?? FiscalQuarter(containing: today)?.number ?? 1
        let title = request.say("ข้อมูลสำหรับ eMENSCR", "For eMENSCR")
        var values = choice.values(
            request,
            more: [
                PageField(
                    "quarter", request.say("ไตรมาส", "Quarter"),
                    .select((1...4).map { (String($0), request.say("ไตรมาส \($0)", "Quarter \($0)")) }),
                    value: String(quarter))
            ])
        values["title"] = title
        if let organisation = choice.organisation, let year = choice.year {
            let place = try await shown(organisation, year, quarter, request, call, problems)
            if place["hasNoExport"] as? Bool == true {
                values["otherYears"] = try await ReportingPages.otherYears(organisation, year, request, call)
            }
            values["place"] = place
        }
        return ReportingPages.page("emenscr", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func shown(
        _ organisation: Organisation, _ year: FiscalYear, _ quarter: Int, _ request: PageRequest, _ call: ReadCall,
        _ problems: [String]
    ) async throws -> [String: Any] {
        let mayMake = try await ReportingPages.may(ReportingAccess.makers, at: organisation.code, call)
        let exports = try await call.invoke(
            ListEmenscrExports(organisation: organisation.code, fiscalYear: year, limit: 20)
        ).items.filter { $0.quarter == quarter }
        let address =
            "./emenscr?organisation=\(PageText.query(organisation.code))&year=\(year)&quarter=\(quarter)"
        let hidden = [
            ("organisation", organisation.code), ("year", year.description), ("quarter", String(quarter)),
        ]
        var values: [String: Any] = [
            "name": request.text(organisation.name),
            "period": ReportingPages.period(year, quarter, request),
            "checksTitle": request.say("โครงการและสิ่งที่ต้องแก้ก่อนนำเข้า", "Projects, and what to put right first"),
            "exportsTitle": request.say("ชุดส่งออกของไตรมาสนี้", "Exports of this quarter"),
            "hasNoExport": exports.isEmpty,
            "noExport": request.say("ยังไม่มีชุดส่งออก", "Nothing was exported yet."),
            "exports": exports.map { export($0, address, hidden, mayMake, request, call, problems) },
        ]
        do {
            let all = try await call.invoke(
                CheckEmenscr(organisation: organisation.code, fiscalYear: year, quarter: quarter, all: true)
            ).items
            // What has to be mended comes first.
            let refusals = all.filter { !$0.problems.isEmpty } + all.filter(\.problems.isEmpty)
            values["isReady"] = refusals.allSatisfy(\.problems.isEmpty)
            values["ready"] = request.say("ทุกโครงการพร้อมนำเข้า", "Every project is ready to be entered.")
            let sees = try await ReportingPages.sees(organisation.code, call)
            values["projects"] = refusals.map { one in
                refusal(one, organisation, year, quarter, request).merging(["hasSheet": sees]) { $1 }
            }
            if mayMake {
                var form = PageForm(
                    address, go: request.say("จัดทำชุดส่งออกของโครงการที่พร้อม", "Export those that are ready"),
                    hidden: hidden + [("do", "export")])
                form.problems = request.form["do"] == "export" ? problems : []
                values["make"] = form.values(request, call)
            }
        } catch let error as RPCError where [.unavailable, .notFound, .ruleViolated].contains(error.kind) {
            values["unknown"] = request.text(error.message)
        }
        return values
    }

    private static func refusal(
        _ refusal: EmenscrRefusal, _ organisation: Organisation, _ year: FiscalYear, _ quarter: Int,
        _ request: PageRequest
    ) -> [String: Any] {
        let isOut = refusal.problems.contains { $0.severity == .error }
        let isWhole = refusal.problems.isEmpty
        let name = PageText.query("\(refusal.project)-\(year)-Q\(quarter)")
        let sheet = "./emenscr/sheet/\(name)"
        let query = "?organisation=\(PageText.query(organisation.code))"
        return [
            "project": refusal.project, "name": refusal.name.map(request.text) ?? "",
            "sheetWords": request.say("กรอกและดูใบข้อมูล", "fill in its sheet"),
            "sheet": "./emenscr/project/\(name)\(query)",
            "pdf": "\(sheet).pdf\(query)",
            "xlsx": "\(sheet).xlsx\(query)",
            "tag": isWhole ? "good" : isOut ? "bad" : "warn",
            "state": isWhole
                ? request.say("พร้อม", "ready")
                : isOut ? request.say("ยังนำเข้าไม่ได้", "kept out") : request.say("ควรตรวจ", "to be looked at"),
            "problems": refusal.problems.map { problem -> [String: Any] in
                ["text": request.text(problem.message), "tag": problem.severity == .error ? "bad" : "warn"]
            },
        ]
    }

    private static func export(
        _ export: EmenscrExport, _ address: String, _ hidden: [(String, String)], _ mayMake: Bool,
        _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) -> [String: Any] {
        let isSent = request.form["export"] == export.id.description
        var values: [String: Any] = [
            "name": request.say(
                "\(export.projects) โครงการ จัดทำ \(ReportingPages.time(export.createdAt, request))",
                "\(export.projects) projects, made on \(export.createdAt.dateInThailand)"),
            "refused": export.refused.isEmpty
                ? "" : request.say("ไม่รวม \(export.refused.count)", "\(export.refused.count) left out"),
            "sha256": export.sha256,
            "files": ["xlsx", "csv", "json"].map {
                ["name": $0.uppercased(), "address": "./emenscr/\(export.id).\($0)"]
            },
            "sent": export.sent.map { sending -> [String: Any] in
                [
                    "text": request.say(
                        "ส่ง \(ReportingPages.day(sending.on, request)) \(sending.document ?? "")",
                        "sent \(sending.on) \(sending.document ?? "")")
                ]
            },
        ]
        guard mayMake else { return values }
        var on = PageField(
            "on", request.say("วันที่ส่ง", "Day"), .date,
            value: isSent ? request.form["on"] : call.now.dateInThailand.description, isRequired: true)
        on.id = "f-on-\(export.id)"
        var document = PageField(
            "document", request.say("เลขที่หนังสือหรือหลักฐาน", "Number of the letter or receipt"),
            value: isSent ? request.form["document"] : nil)
        document.id = "f-document-\(export.id)"
        var form = PageForm(
            address, go: request.say("บันทึกว่าส่งแล้ว", "Mark it as sent"),
            hidden: hidden + [("do", "sent"), ("export", export.id.description)],
            problems: isSent ? problems : [], fields: [on, document]
        ).values(request, call)
        form["words"] = request.say("บันทึกการส่ง", "Record that it was sent")
        form["isOpen"] = isSent
        values["form"] = form
        return values
    }

    private static func take(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let (place, year, quarter) = (form["organisation"] ?? "", form["year"] ?? "", form.number("quarter") ?? 1)
        if form["do"] == "export", let number = form.number("year"), let fiscalYear = FiscalYear(number) {
            _ = try await call.invoke(
                ExportEmenscr(
                    organisation: place, fiscalYear: fiscalYear, quarter: quarter, idempotencyKey: form["key"] ?? ""))
        } else {
            guard let id = ID(form["export"] ?? "") else { throw RPCError.notFound("export", form["export"] ?? "") }
            _ = try await call.invoke(
                RecordEmenscrSending(
                    export: id, on: form.day("on") ?? call.now.dateInThailand, document: form.text("document"),
                    idempotencyKey: form["key"] ?? ""))
        }
        return "./emenscr?organisation=\(PageText.query(place))&year=\(PageText.query(year))&quarter=\(quarter)"
    }
}
