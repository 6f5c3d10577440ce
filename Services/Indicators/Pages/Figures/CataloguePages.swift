import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// `/data`: published data sets, open to everyone: what there is, what is in it, and every format of it.
enum CataloguePages {
    /// Rows of a table that the page shows before the download.
    private static let rowsShown = 25

    static func register(on router: ServiceRouter) {
        router.page("/data", title: LocalizedText("ข้อมูลเปิด", "Open data"), access: .open) { try await list($0, $1) }
        router.page("/data/:dataSet/:period", access: .open) { try await one($0, $1) }
        router.page("/data/:dataSet/:period/download", access: .open) { try await download($0, $1) }
    }

    private static func list(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let provinces = try await call.database.all(ProvincesOfDirectory())
        let newest = try await call.database.first(NewestPublisher())
        let province = request.query["province"] ?? newest ?? provinces.first ?? ""
        let family = request.query["family"].flatMap(DataFamily.init)
        var page = Page<DataPublication>(items: [], nextCursor: nil)
        if !province.isEmpty {
            page = try await call.invoke(
                ListPublications(
                    province: province, family: family, limit: 50,
                    cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
        }
        var fields: [PageField] = []
        if provinces.count > 1 {
            fields.append(
                PageField(
                    "province", request.say("จังหวัด", "Province"),
                    .select(try await IndicatorPages.named(provinces, request, call)), value: province))
        }
        fields.append(
            PageField(
                "family", request.say("หมวด", "Family"),
                .select(
                    [("", request.say("ทุกหมวด", "Any"))]
                        + DataFamily.allCases.map { ($0.rawValue, request.text($0.words)) }), value: family?.rawValue))
        var values: [String: Any] = [
            "title": request.say("ข้อมูลเปิด", "Open data"),
            "lead": request.say(
                "ชุดข้อมูลที่จังหวัดเผยแพร่แล้ว ใช้ได้โดยไม่ต้องเข้าสู่ระบบ ตัวเลขของกลุ่มคนจำนวนน้อยถูกปกปิด",
                "Data sets that the province has published, without signing in. Figures of small groups are kept back."),
            "filters": fields.map(\.html).joined(), "show": request.say("แสดง", "Show"), "isEmpty": page.items.isEmpty,
            "empty": request.say(
                "ยังไม่มีชุดข้อมูลที่เผยแพร่ เมื่อจังหวัดเผยแพร่ ชุดข้อมูลจะแสดงที่นี่",
                "Nothing is published yet. What the province publishes will show here."),
            "rows": page.items.map { row($0, request) },
        ]
        if let next = page.nextCursor {
            values["next"] = PageScene.current.address("cursor", next.text)
            values["nextLabel"] = request.say("ชุดก่อนหน้านี้", "Earlier ones")
        }
        return IndicatorPages.page("catalogue", values, request, call)
    }

    private static func row(_ publication: DataPublication, _ request: PageRequest) -> [String: Any] {
        [
            "name": request.text(publication.name), "code": publication.dataSet,
            "period": request.text(publication.period.title), "family": request.text(publication.family.words),
            "address": "./data/\(PageText.query(publication.dataSet))/\(publication.period)",
            "facts": request.say(
                "ฉบับที่ \(publication.edition) · เผยแพร่ \(IndicatorPages.day(publication.publishedAt.dateInThailand, request)) · \(publication.rows) ค่า",
                "edition \(publication.edition), published \(publication.publishedAt.dateInThailand), \(publication.rows) figures"
            ),
        ]
    }

    /// One format of what the address names.
    private static func read(
        _ request: PageRequest, _ format: ExportFormat, _ call: ReadCall
    ) async throws -> (publication: DataPublication, files: [DataFile]) {
        let (dataSet, text) = (request.parameters["dataSet"] ?? "", request.parameters["period"] ?? "")
        guard let period = Period(text) else { throw RPCError.notFound("dataSet", text) }
        let found = try await call.invoke(
            ReadPublication(
                dataSet: dataSet, period: period, format: format,
                edition: request.query["edition"].flatMap { Int($0) }))
        guard let publication = found.publication else { throw RPCError.notFound("dataSet", "\(dataSet) \(text)") }
        return (publication, found.files)
    }

    private static func one(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let (publication, files) = try await read(request, .csv, call)
        let rows = try table(files.first)
        let edition = "edition=\(publication.edition)"
        var values: [String: Any] = [
            "title": request.text(publication.name), "code": publication.dataSet,
            "catalogue": request.say("ข้อมูลเปิด", "Open data"), "period": request.text(publication.period.title),
            "facts": [
                (request.say("หมวด", "Family"), request.text(publication.family.words)),
                (request.say("ฉบับที่", "Edition"), String(publication.edition)),
                (
                    request.say("เผยแพร่", "Published"),
                    IndicatorPages.day(publication.publishedAt.dateInThailand, request)
                ),
                (request.say("จำนวนค่า", "Figures"), String(publication.rows)),
                (request.say("ปกปิด", "Kept back"), String(publication.suppressed)), ("SHA-256", publication.sha256),
            ].map { ["name": $0.0, "text": $0.1] },
            "downloadTitle": request.say("ดาวน์โหลด", "Download"),
            "downloads": IndicatorPages.formats.map {
                [
                    "name": $0.name,
                    "address": "./\(publication.period)/download?format=\($0.format.rawValue)&\(edition)",
                ]
            },
            "tableTitle": request.say("ตัวอย่างข้อมูล", "The first rows"),
            "headings": (rows.first ?? []).map { ["text": $0] },
            "rows": rows.dropFirst().map { row in ["cells": row.map { ["text": $0] }] }, "hasRows": rows.count > 1,
        ]
        if publication.edition > 1 {
            values["editions"] = (1..<publication.edition).reversed().map {
                ["name": request.say("ฉบับที่ \($0)", "edition \($0)"), "address": "?edition=\($0)"]
            }
            values["editionsTitle"] = request.say("ฉบับก่อน", "Earlier editions")
        }
        return IndicatorPages.page("dataset", values, request, call)
    }

    /// The first rows of a CSV file.
    private static func table(_ file: DataFile?) throws -> [[String]] {
        guard let text = file?.text else { return [] }
        let reader = try SheetReader(Array(text.utf8))
        var rows: [[String]] = []
        while rows.count <= rowsShown, let row = try reader.next() {
            let width = max(rows.first?.count ?? 0, row.cells.last?.column ?? 0)
            rows.append(width == 0 ? [] : (1...width).map { row[$0]?.text ?? "" })
        }
        return rows
    }

    private static func download(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        guard let format = request.query["format"].flatMap(ExportFormat.init) else {
            throw RPCError.notFound("file", request.query["format"] ?? "")
        }
        return try IndicatorPages.files(try await read(request, format, call).files, request, call)
    }
}
