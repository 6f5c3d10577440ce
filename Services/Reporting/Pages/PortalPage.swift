import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import ReportingContract
import ServiceKit

/// `/reports`: what is published, for everyone (R5): found by words and year, with its files, its hash and its licence.
struct PortalPage: Sendable {
    static let reportsOnPage = 30
    private static let searchMax = 100

    /// Address of the licence of everything in it.
    let licence: String

    func register(on router: ServiceRouter) {
        router.page(
            "/reports", title: LocalizedText("รายงานที่เผยแพร่", "Published reports"),
            about: LocalizedText(
                "ค้นหา อ่าน และดาวน์โหลดรายงานและข้อมูลเปิดของจังหวัด",
                "Find, read and download the province's reports and open data"),
            access: .open
        ) { try await page($0, $1) }
    }

    private func page(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let scene = PageScene.current
        let search = words(request.query["q"])
        let year = request.query["year"].map(ThaiDigits.arabic).flatMap(Int.init).flatMap(FiscalYear.init)
        let years = try await call.database.all(PublishedYears())
        let found = try await call.database.all(
            FindPublished(
                search: search, fiscalYear: year, organisation: words(request.query["organisation"]),
                after: after(request), limit: Self.reportsOnPage + 1))
        let shown = found.prefix(Self.reportsOnPage)
        let title = request.say("รายงานและข้อมูลที่เผยแพร่", "Published reports and data")
        var values: [String: Any] = [
            "title": title,
            "lead": request.say(
                "ทุกฉบับเปิดให้อ่านและนำไปใช้ได้โดยไม่ต้องเข้าสู่ระบบ เผยแพร่แล้วไม่แก้ไขเงียบ ๆ: ฉบับแก้ไขเป็นฉบับใหม่ที่บอกเหตุผล",
                "Open to everyone without signing in. What is published never changes silently: a correction is a new edition that says why."
            ),
            "searchField": PageField("q", request.say("คำค้น", "Words"), value: search).html,
            "yearField": PageField(
                "year", request.say("ปีงบประมาณ พ.ศ.", "Fiscal year"),
                .select(
                    [("", request.say("ทุกปี", "All years"))] + years.map { ($0.description, $0.description) }),
                value: year?.description ?? ""
            ).html,
            "show": request.say("ค้นหา", "Search"), "isEmpty": shown.isEmpty,
            "empty": search == nil && year == nil
                ? request.say(
                    "ยังไม่มีรายงานที่เผยแพร่ เมื่อจังหวัดเผยแพร่ฉบับแรก จะแสดงที่นี่",
                    "Nothing is published yet. The first report that is will show here.")
                : request.say(
                    "ไม่พบรายงานตามคำค้นนี้ ลองใช้คำที่สั้นลงหรือเลือกทุกปี", "No report is like this. Try fewer words, or all years."),
            "reports": shown.map { row($0.report, $0.place, request) },
            "licence": licence, "licenceWords": request.say("สัญญาอนุญาต", "Licence"),
            "dataTitle": request.say("ข้อมูลสำหรับเครื่องอ่าน", "Data for programs"), "data": data(request),
        ]
        if found.count > Self.reportsOnPage, let last = shown.last?.report {
            values["next"] = scene.address("after", "\(last.fiscalYear) \(last.code)")
            values["nextWords"] = request.say("ฉบับก่อนหน้านี้", "Earlier ones")
        }
        var response = ReportingPages.page("portal", title, values, request)
        response.headers.append(("Cache-Control", "public, max-age=60"))
        return response
    }

    private func words(_ text: String?) -> String? {
        let text = (text ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.isEmpty ? nil : String(text.prefix(Self.searchMax))
    }

    private func after(_ request: PageRequest) -> (year: Int, code: String)? {
        guard let parts = request.query["after"]?.split(separator: " ", maxSplits: 1), parts.count == 2,
            let year = Int(parts[0])
        else { return nil }
        return (year, String(parts[1]))
    }

    private func row(_ report: Report, _ place: LocalizedText?, _ request: PageRequest) -> [String: Any] {
        let address = "./reports/\(PageText.query(report.code))"
        return [
            "title": request.text(report.title), "address": address, "code": report.code,
            "place": place.map(request.text) ?? report.organisation,
            "period": ReportingPages.period(report.fiscalYear, report.quarter, request),
            "edition": request.say("ฉบับที่ \(report.revision)", "Edition \(report.revision)"),
            "isCorrection": report.corrects != nil, "correction": request.say("ฉบับแก้ไข", "a correction"),
            "composed": request.say(
                "จัดทำ \(ReportingPages.time(report.composedAt, request))",
                "composed \(report.composedAt.dateInThailand)"),
            "formats": [ReportFormat.pdf, .xlsx, .csv, .json].map { format -> [String: Any] in
                ["name": format.rawValue.uppercased(), "address": "\(address).\(format.rawValue)"]
            },
            "sha256": report.sha256 ?? "",
        ]
    }

    private func data(_ request: PageRequest) -> [[String: Any]] {
        var items: [[String: Any]] = [
            [
                "name": request.say("บัญชีข้อมูล DCAT (JSON-LD)", "Catalogue as DCAT (JSON-LD)"),
                "address": "./catalog.json",
                "about": request.say(
                    "ทุกฉบับที่เคยเผยแพร่ พร้อม SHA-256 และฉบับก่อนหน้า",
                    "Every edition ever published, with SHA-256 and what it took the place of"),
            ]
        ]
        if let site = PageScene.current.siteAddresses["indicators"] {
            items.append([
                "name": request.say("ข้อมูลเปิดของตัวชี้วัด", "Open data of the indicators"), "address": "\(site)data",
                "about": request.say(
                    "ชุดข้อมูลที่คณะกรรมการข้อมูลอนุมัติเผยแพร่", "Data sets that the information committee has released"),
            ])
        }
        if let site = PageScene.current.siteAddresses["plans"] {
            items.append([
                "name": request.say("แผนที่ประกาศใช้", "Plans in force"), "address": "\(site)plans",
                "about": request.say("เชื่อมโยงถึงยุทธศาสตร์ชาติและ SDG4", "Linked up to the national strategy and SDG4"),
            ])
        }
        return items
    }
}
