import JSONRPC
import Kernel
import ReportingContract
import Testing

@testable import Reporting

/// What a definition's columns and filters make of an answer's rows.
@Suite struct BoundTableTests {
    private static let resolutions = """
        {"items":[
        {"number":"1","date":"2022-10-01","month":"2022-10","owner":"67-01","title":{"th":"ก"}},
        {"number":"2","date":"2023-09-30","month":"2023-9","owner":"67-99"},
        {"number":"3","date":"2023-10-01","month":"x","owner":"67-01"},
        {"number":"4","owner":"67-01"}]}
        """
    private static let organisations = """
        {"items":[{"code":"67-01","name":{"th":"สำนักงาน","en":"Office"}},{"code":"67-02"},{"name":{"th":"ไม่มีรหัส"}}]}
        """

    private func answer(_ text: String) throws -> QueryAnswer {
        let source = ReportSource(
            number: 0, service: "plans", method: "resolution.list", params: "{}",
            answeredAt: try #require(Instant("2023-10-20T03:00:00Z")), answerSHA256: "")
        return QueryAnswer(pages: [(source, try JSONDocument(parsing: Array(text.utf8)))])
    }

    private static let columns = [
        ReportColumnBinding(
            code: "title", title: LocalizedText(th: "เรื่อง"), kind: .text, paths: ["/title"],
            otherwise: ["/none", "/number"]),
        ReportColumnBinding(
            code: "owner", title: LocalizedText(th: "หน่วยงาน"), kind: .text, paths: ["/owner"],
            lookups: [
                ReportLookup(query: "nobody", rows: "/items", key: "/code", name: "/name"),
                ReportLookup(query: "organisations", rows: "/items", key: "/code", name: "/name"),
            ]),
        ReportColumnBinding(
            code: "month", title: LocalizedText(th: "เดือน"), kind: .text, paths: ["/month"], isMonth: true),
    ]

    private func table(_ filter: [ReportFilter]?) throws -> ReportTable {
        var values = BoundValues()
        values.set("firstDay", "2022-10-01", th: "1 ตุลาคม 2565")
        values.set("lastDay", "2023-09-30", th: "30 กันยายน 2566")
        let tables = BoundTables(
            answers: ["resolutions": try answer(Self.resolutions), "organisations": try answer(Self.organisations)],
            values: values, number: { _ in 1 })
        return try #require(
            tables.table(
                ReportTableBinding(
                    code: "t", caption: LocalizedText(th: "ต"), query: "resolutions", rows: "/items", filter: filter,
                    columns: Self.columns)))
    }

    @Test func codesBecomeNamesAndMonthsAreRead() throws {
        let rows = try table(nil).rows.map { $0.cells.map(\.value) }
        #expect(
            rows == [
                ["ก", "สำนักงาน", "ต.ค. 2565"], ["2", "67-99", "2023-9"], ["3", "สำนักงาน", "x"],
                ["4", "สำนักงาน", nil],
            ])
        #expect(try table(nil).rows[0].cells[1].en == "Office")
    }

    /// Days of the year, the first and the last among them; what has no day is in no year.
    @Test func rowsOfAYear() throws {
        let filter = ReportFilter(path: "/date", from: "{firstDay}", until: "{lastDay}")
        #expect(try table([filter]).rows.map { $0.cells[0].value } == ["ก", "2"])
        #expect(try table([ReportFilter(path: "/date", from: "2023-10-01")]).rows.count == 1)
        #expect(try table([ReportFilter(path: "/date", until: "{lastDay}")]).rows.count == 2)
    }

    @Test func namesAndDaysAreCheckedInPlace() throws {
        var definition = ShippedDefinitions.resolutionRegister
        let block = try #require(definition.parts[0].blocks.firstIndex { $0.table != nil })
        definition.parts[0].blocks[block].table?.filter = [ReportFilter(path: "/date", from: "{nothing}")]
        definition.parts[0].blocks[block].table?.columns[0].otherwise = ["/nowhere"]
        definition.parts[0].blocks[block].table?.columns[1].lookups = [
            ReportLookup(query: "all", rows: "/items", key: "/nowhere", name: "/title")
        ]
        let paths = DefinitionCheck(definition: definition, path: "").problems().map(\.path)
        let table = "/parts/0/blocks/\(block)/table"
        #expect(
            Set(paths) == [
                "\(table)/filter/0/from", "\(table)/columns/0/otherwise/0", "\(table)/columns/1/lookups/0/key",
            ])
        definition.parts[0].blocks[block].table?.columns[1].lookups?[0].query = "moon"
        var problems = Problems()
        definition.check(&problems, at: "")
        #expect(problems.items.map(\.path) == ["\(table)/columns/1/lookups/0/query"])
    }
}
