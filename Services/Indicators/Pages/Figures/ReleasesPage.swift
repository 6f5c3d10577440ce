import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/releases`: data sets on their way to publication, each with its matter; and a new period begun.
enum ReleasesPage {
    static func register(on router: ServiceRouter) {
        router.page(
            "/releases", title: LocalizedText("เผยแพร่ชุดข้อมูล", "Data sets"),
            about: LocalizedText("ชุดข้อมูลอยู่ขั้นใดก่อนเผยแพร่", "Which step each data set is at on its way out"),
            access: BeginDataSet.access
        ) { try await show($0, $1, error: nil) }
        router.form("/releases", access: BeginDataSet.access) { request, call in
            do {
                return try await begin(request, call)
            } catch let error as RPCError where error.formProblems(request) != nil || error.kind == .notFound {
                return try await show(request, call, error: error)
            }
        }
    }

    private static func show(_ request: PageRequest, _ call: ReadCall, error: RPCError?) async throws -> PageResponse {
        let provinces = try await IndicatorPages.provinces(call)
        let province = request.query["province"] ?? provinces.first ?? ""
        let stage = request.query["stage"].flatMap(DataSetStage.init)
        let page = try await call.invoke(
            ListDataSetReleases(
                province: province, stage: stage, limit: 50,
                cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
        let sets = try await call.invoke(ListDataSets(province: province, limit: 200)).items
        let names = Dictionary(
            sets.map { ($0.definition.code, request.text($0.definition.name)) }, uniquingKeysWith: { first, _ in first }
        )
        var values: [String: Any] = [
            "title": request.say("ชุดข้อมูลและการเผยแพร่", "Data sets and their publication"),
            "filters": PageField(
                "stage", request.say("ขั้น", "Stage"),
                .select(
                    [("", request.say("ทุกขั้น", "Any"))]
                        + DataSetStage.allCases.map { ($0.rawValue, request.text($0.words)) }), value: stage?.rawValue
            ).html, "show": request.say("แสดง", "Show"), "isEmpty": page.items.isEmpty,
            "empty": request.say(
                "ยังไม่มีชุดข้อมูลที่กำลังจัดทำ เริ่มช่วงเวลาใหม่ได้ด้านล่าง",
                "Nothing is being worked on. A period is begun below."),
            "rows": page.items.map { release -> [String: Any] in
                [
                    "name": names[release.dataSet] ?? release.dataSet, "code": release.dataSet,
                    "period": request.text(release.period.title), "way": way(release.stage, request),
                    "stage": request.text(release.stage.words),
                    "matterAddress": "./matters/\(release.matter)", "matter": request.say("ดำเนินการต่อ", "Go on with it"),
                    "isPublished": release.stage == .published,
                    "dataAddress": "./data/\(PageText.query(release.dataSet))/\(release.period)",
                    "data": request.say("ที่เผยแพร่แล้ว", "As published"),
                    "due": request.say("ครบกำหนด ", "Due ") + IndicatorPages.day(release.dueOn, request),
                ]
            },
            "beginTitle": request.say("เริ่มช่วงเวลาใหม่", "Begin a period"), "hasSets": !sets.isEmpty,
            "noSets": request.say("ยังไม่มีชุดข้อมูลของจังหวัด", "The province has no data set yet."),
            "fields": [
                PageField(
                    "dataSet", request.say("ชุดข้อมูล", "Data set"),
                    .select(
                        sets.map { ($0.definition.code, "\($0.definition.code) \(request.text($0.definition.name))") }),
                    value: request.form["dataSet"]),
                PageField(
                    "period", request.say("ช่วงเวลา", "Period"), value: request.form["period"],
                    hint: request.say("เช่น FY2566 AY2566 2566-Q1", "As FY2566, AY2566, 2566-Q1")),
            ].map(\.html).joined(), "begin": request.say("เริ่ม", "Begin"),
            "catalogue": request.say("ข้อมูลเปิดอย่างที่ประชาชนเห็น", "Open data as citizens see it"),
            "import": request.say("นำเข้าตัวเลขจากแฟ้ม", "Import figures from a file"),
        ]
        if let error {
            values["error"] = request.text(error.message)
            values["errors"] = error.further.map { ["text": request.text($0.message)] }
        }
        if let next = page.nextCursor {
            values["next"] = PageScene.current.address("cursor", next.text)
            values["nextLabel"] = request.say("หน้าถัดไป", "Next page")
        }
        return IndicatorPages.page("releases", values, request, call, status: error?.kind.pageStatus ?? 200)
    }

    private static func way(_ stage: DataSetStage, _ request: PageRequest) -> [[String: Any]] {
        let stages = DataSetStage.allCases.filter { $0 != .stopped }
        guard let here = stages.firstIndex(of: stage) else { return [] }
        return stages.enumerated().map { index, one in
            let kind =
                index < here || one == .published && stage == .published ? "done" : index == here ? "here" : "ahead"
            return ["name": request.text(one.words), "class": kind]
        }
    }

    private static func begin(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let form = request.form
        guard let period = Period((form["period"] ?? "").trimmed) else {
            throw RPCError(
                .invalidParams,
                LocalizedText(
                    "ช่วงเวลาต้องเป็นเช่น FY2566 AY2566 2566-Q1 2022-10",
                    "a period is as FY2566, AY2566, 2566-Q1 or 2022-10")
            )
        }
        let release = try await call.invoke(
            BeginDataSet(
                idempotencyKey: "page-begin-\(form["key"] ?? "")", dataSet: form["dataSet"] ?? "", period: period))
        return .redirect(to: "./matters/\(release.matter)")
    }
}

extension DataSetStage {
    var words: LocalizedText {
        switch self {
        case .specified: LocalizedText("กำหนดรายการ", "Specified")
        case .collected: LocalizedText("รวบรวม", "Collected")
        case .verified: LocalizedText("ตรวจสอบ", "Verified")
        case .processed: LocalizedText("ประมวลผล", "Processed")
        case .approved: LocalizedText("เห็นชอบ", "Approved")
        case .published: LocalizedText("เผยแพร่", "Published")
        case .stopped: LocalizedText("ยุติ", "Stopped")
        }
    }
}
