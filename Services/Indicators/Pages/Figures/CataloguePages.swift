import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/data`: published data sets, open to everyone: what there is, what is in it, and every format of it.
enum CataloguePages {
    /// Rows of a table that the page shows before the download.
    private static let rowsShown = 25

    static func register(on router: ServiceRouter) {
        router.page(
            "/data", title: LocalizedText("ข้อมูลเปิด", "Open data"),
            about: LocalizedText("ที่เผยแพร่แล้ว ดาวน์โหลดได้ทุกรูปแบบ", "What is published, in every format"), access: .open
        ) { try await list($0, $1) }
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
        let count = IndicatorPages.grouped(String(publication.rows))
        return [
            "name": request.text(publication.name), "code": publication.dataSet,
            "period": request.text(publication.period.title), "family": request.text(publication.family.words),
            "address": "./data/\(PageText.query(publication.dataSet))/\(publication.period)",
            "facts": request.say(
                "ฉบับที่ \(publication.edition) · เผยแพร่ \(IndicatorPages.day(publication.publishedAt.dateInThailand, request)) · \(count) ค่า",
                "edition \(publication.edition), published \(publication.publishedAt.dateInThailand), \(count) figures"
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
        let (dataSet, text) = (request.parameters["dataSet"] ?? "", request.parameters["period"] ?? "")
        guard let period = Period(text) else { throw RPCError.notFound("dataSet", text) }
        let find = FindPublication(
            dataSet: dataSet, period: period, edition: request.query["edition"].flatMap { Int($0) })
        guard let found = try await call.database.first(find) else {
            throw RPCError.notFound("dataSet", "\(dataSet) \(text)")
        }
        let publication = found.publication
        let sample = try await Sample(try StoredJSON.decode(Cube.self, from: Array(found.cube.utf8)), request, call)
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
                (request.say("จำนวนค่า", "Figures"), IndicatorPages.grouped(String(publication.rows))),
                (request.say("ปกปิด", "Kept back"), IndicatorPages.grouped(String(publication.suppressed))),
            ].map { ["name": $0.0, "text": $0.1] }, "sha256": publication.sha256,
            "downloadTitle": request.say("ดาวน์โหลด", "Download"),
            "downloads": IndicatorPages.formats.map {
                [
                    "name": $0.name,
                    "address": "./\(publication.period)/download?format=\($0.format.rawValue)&\(edition)",
                ]
            },
            "tableTitle": request.say("ตัวอย่างข้อมูล", "The first rows"),
            "headings": sample.headings, "rows": sample.rows.map { ["cells": $0] }, "hasRows": !sample.rows.isEmpty,
        ]
        if publication.edition > 1 {
            values["editions"] = (1..<publication.edition).reversed().map {
                ["name": request.say("ฉบับที่ \($0)", "edition \($0)"), "address": "?edition=\($0)"]
            }
            values["editionsTitle"] = request.say("ฉบับก่อน", "Earlier editions")
        }
        return IndicatorPages.page("dataset", values, request, call)
    }

    /// The first rows of what was published, in the language of the page.
    private struct Sample {
        var headings: [[String: Any]]
        var rows: [[[String: Any]]]

        init(_ cube: Cube, _ request: PageRequest, _ call: ReadCall) async throws {
            let first = cube.observations.prefix(CataloguePages.rowsShown)
            let elements = try await call.database.all(FindDataElements(codes: Set(first.map(\.measure)).sorted()))
            let units = Dictionary(elements.map { ($0.code, $0.unit) }, uniquingKeysWith: { one, _ in one })
            let measures = Dictionary(cube.measures.map { ($0.code.id, $0) }, uniquingKeysWith: { one, _ in one })
            let areas = Dictionary(cube.areas.map { ($0.id, $0.name) }, uniquingKeysWith: { one, _ in one })
            func cell(_ text: String, code: String? = nil, isNumber: Bool = false) -> [String: Any] {
                var cell: [String: Any] = ["text": text, "isNumber": isNumber]
                cell["code"] = code
                return cell
            }
            headings =
                [request.say("ข้อมูล", "Data"), request.say("หน่วยงาน", "Organisation"), request.say("ช่วงเวลา", "Period")]
                .map { cell($0) } + cube.dimensions.map { cell(request.text($0.name)) } + [
                    cell(request.say("ค่า", "Value"), isNumber: true), cell(request.say("หน่วย", "Unit")),
                    cell(request.say("สถานะ", "State")),
                ]
            rows = first.map { row in
                let measure = measures[row.measure]
                let unit = units[row.measure].map(request.text) ?? measure?.unit ?? ""
                let value = row.value.map { IndicatorPages.grouped($0.text(decimals: measure?.decimals ?? 0)) } ?? ""
                let categories = zip(cube.dimensions, row.categories).map { dimension, category in
                    category == Cube.total
                        ? request.say("ทั้งหมด", "All")
                        : dimension.codes.first { $0.id == category }.map { request.text($0.name) } ?? category
                }
                return [
                    cell(measure.map { request.text($0.code.name) } ?? row.measure, code: row.measure),
                    cell(areas[row.area].map(request.text) ?? row.area, code: row.area),
                    cell(Period(row.period.code).map { request.text($0.title) } ?? row.period.code),
                ] + categories.map { cell($0) } + [
                    cell(value, isNumber: true), cell(unit), cell(request.text(Self.words(row.state))),
                ]
            }
        }

        private static func words(_ state: Cube.State) -> LocalizedText {
            switch state {
            case .value: LocalizedText("มีค่า", "value")
            case .none: LocalizedText("ไม่มี", "none")
            case .notApplicable: LocalizedText("ไม่เกี่ยวข้อง", "not applicable")
            case .notReported: LocalizedText("ยังไม่รายงาน", "not reported")
            case .suppressed: LocalizedText("ปกปิด", "kept back")
            case .undefined: LocalizedText("คำนวณไม่ได้", "cannot be computed")
            }
        }
    }

    private static func download(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        guard let format = request.query["format"].flatMap(ExportFormat.init) else {
            throw RPCError.notFound("file", request.query["format"] ?? "")
        }
        return try IndicatorPages.files(try await read(request, format, call).files, request, call)
    }
}
