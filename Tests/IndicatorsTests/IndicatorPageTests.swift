import CommonContract
import IndicatorsContract
import JSONRPC
import Pages
import ServiceKit
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

@testable import Indicators

/// Indicators as pages: the table with its status words, one indicator over the years, and their files.
@Suite struct IndicatorPageTests {
    @Test func theTableShowsStatusInWordsAndLeadsToTheSubmissions() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0001")
            let visit = PageVisit(service: setting.service, caller: .planner)
            let table = try await visit.get("/indicators")
            // 45 of 60 against 80 %: 93.8 % of the target.
            #expect(table.contains("75.00") && table.contains("ตามแผน") && table.contains("93.8"))
            #expect(table.contains("class=\"tag track\""))
            let none = try await visit.get("/indicators", query: ["status": "achieved", "q": "RATIO"])
            #expect(none.contains("ไม่มีตัวชี้วัดตามเงื่อนไขนี้"))
            let one = try await visit.get("/indicators/:code", ["code": "67-RATIO"], query: ["year": "2566"])
            #expect(one.contains("<svg class=\"lines\"") && one.contains("45") && one.contains("60"))
            #expect(one.contains("../rounds/67-R2566/figures/N?organisation=67"))
            for (format, begins) in [("csv", [0xEF, 0xBB] as [UInt8]), ("xlsx", [0x50, 0x4B])] {
                let file = try await visit.file("/indicators/download", query: ["format": format])
                #expect(file.body.starts(with: begins))
            }
            let stranger = PageVisit(service: setting.service, caller: .stranger)
            #expect(await refusal { try await stranger.get("/indicators") }?.kind == .forbidden)
            let unknown = await refusal { try await visit.get("/indicators/:code", ["code": "67-<i>"]) }
            #expect(unknown?.kind == .notFound)
        }
    }

    @Test func aFormulaIsBrokenDownWithParityAndGaps() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            func element(_ code: String) -> DataElementInput {
                DataElementInput(
                    code: code, owner: "67", name: LocalizedText(th: code), unitCode: "person",
                    unit: LocalizedText("คน", "person"), periodType: .fiscalYear, minimum: .zero, dimensions: ["sex"])
            }
            for code in ["67-IN", "67-ALL"] {
                _ = try await service.call(
                    CreateDataElement(idempotencyKey: code, element: element(code)), as: .planner)
            }
            _ = try await service.call(
                CreateIndicator(
                    idempotencyKey: "rate",
                    indicator: IndicatorInput(
                        code: "67-NER", owner: "67", name: LocalizedText("อัตรา <b>", "Rate"),
                        unit: LocalizedText("ร้อยละ", "percent"), aggregation: .formula, direction: .up,
                        decimals: 1,
                        formula: "percent({67-IN}, {67-ALL})", unitCode: "percent",
                        disaggregations: ["sex", "disability"])), as: .planner)
            let period = try #require(Period("FY2566"))
            let figures = [
                ("67-IN", "female", 30), ("67-IN", "male", 20), ("67-ALL", "female", 40), ("67-ALL", "male", 40),
            ]
            _ = try await service.call(
                SetDataValues(
                    idempotencyKey: "v", under: "67", mode: .atomic,
                    values: figures.map {
                        DataValue(
                            element: $0.0, period: period, organisation: "67-S0001", categories: ["sex=\($0.1)"],
                            number: Quantity($0.2))
                    }), as: .planner)
            let visit = PageVisit(service: service, caller: .planner)
            let page = try await visit.get("/indicators/:code", ["code": "67-NER"], query: ["to": "FY2566"])
            #expect(page.contains("62.5") && page.contains("อัตรา &lt;b&gt;") && !page.contains("อัตรา <b>"))
            #expect(page.contains("หญิง ÷ ชาย = 1.5") && page.contains("67-ALL"))
            #expect(page.contains("ความพิการ") && page.contains("หญิง") && !page.contains("sex=female"))
            for format in ExportFormat.allCases {
                let file = try await visit.file(
                    "/indicators/:code/download", ["code": "67-NER"],
                    query: ["format": format.rawValue, "to": "FY2566", "file": "0"])
                #expect(!file.body.isEmpty && file.headers.contains { $0.name == "Content-Disposition" }, "\(format)")
            }
            let several = try await visit.file(
                "/indicators/:code/download", ["code": "67-NER"], query: ["format": "dataPackage", "to": "FY2566"])
            #expect(String(decoding: several.body, as: UTF8.self).contains("datapackage.json"))
        }
    }

    @Test func figuresAreGroupedByThousands() {
        let written = [("0", "0"), ("999", "999"), ("1000", "1,000"), ("-1234567.5", "−1,234,567.5")]
        for (plain, grouped) in written { #expect(IndicatorPages.grouped(plain) == grouped) }
    }
}
