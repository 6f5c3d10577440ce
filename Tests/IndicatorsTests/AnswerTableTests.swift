import CommonContract
import Kernel
import Testing

@testable import Indicators

@Suite struct AnswerTableTests {
    private let instrument = InstrumentTests.instrument
    private var year: FiscalYear { get throws { try #require(FiscalYear(2566)) } }

    private func read(_ csv: String) throws -> AnswerTable {
        AnswerTable(try Table(Array(csv.utf8), rowsMax: 1_000), instrument: instrument, fiscalYear: try year)
    }

    @Test func aWideTableWithThaiHeadersDigitsAndYears() throws {
        let table = try read(
            "\u{FEFF}รหัสหน่วยงาน,ปีงบประมาณ,N,D,C,T\r\n67-S0001,พ.ศ. ๒๕๖๖,๔๕,\"๑,๒๓๔\",ทำแล้ว,\"โครงการ \"\"ก\"\"\nบรรทัดสอง\"\r\n"
        )
        #expect(table.problems.isEmpty)
        let answers = Dictionary(
            uniqueKeysWithValues: (table.entries["67-S0001"] ?? []).map { ($0.question, $0.answer) })
        #expect(answers["N"] == InstrumentTests.number(45))
        #expect(answers["D"] == InstrumentTests.number(1_234))
        #expect(answers["C"] == .value(.choice("done")))
        #expect(answers["T"] == .value(.text("โครงการ \"ก\"\nบรรทัดสอง")))
    }

    @Test func theFourAbsencesStayApart() throws {
        let table = try read("หน่วยงาน;N;D;T\n67-S0001;0;ไม่มี;ไม่เกี่ยวข้อง\n67-S0002;;5;\n")
        #expect(table.problems.isEmpty)
        #expect(table.entries["67-S0001"]?.map(\.answer) == [InstrumentTests.number(0), .none, .notApplicable])
        #expect(table.entries["67-S0002"]?.map(\.question) == ["D"])
    }

    @Test func aLongTable() throws {
        let table = try read(
            "organisation\tquestion\tanswer\n67-S0001\tN\t1\n67-S0001\tD\t2\n67-S0001\tN\t3\n67-S0001\tZ\t3\n")
        #expect(table.entries["67-S0001"]?.count == 2)
        #expect(table.problems.map(\.fault.rule) == ["answer.twice", "answer.question"])
        #expect(table.problems.map(\.place.row) == [4, 5])
        #expect(table.problems.map(\.place.column) == ["answer", "question"])
    }

    @Test func everyProblemHasItsRowColumnValueAndRule() throws {
        var table = try read(
            "หน่วยงาน,ปีงบประมาณ,N,D,C\n67-S0001,2023,12a,-,\n,2566,1,1,\n67-S0002,2566,500,1.5,maybe\n67-S0003,2566,1,2,done,x\n"
        )
        table.check("67-S0002", kind: "school", instrument)
        let found = table.problems.map {
            "\($0.place.row) \($0.place.column ?? "") \($0.place.value ?? "") \($0.fault.rule)"
        }
        #expect(
            found == [
                "2 ปีงบประมาณ 2023 table.fiscalYear", "2 N 12a answer.number", "2 D - answer.dash",
                "3 หน่วยงาน  required", "5   table.fields", "4 N 500 answer.range", "4 D 1.5 answer.decimals",
                "4 C maybe answer.option",
            ])
        #expect(table.faulty == ["67-S0001", "67-S0002", "67-S0003"])
        #expect(table.problems.allSatisfy { !$0.fault.message.th.isEmpty && $0.fault.message.en != nil })
    }

    /// Of everything that is wrong nothing waits until something else is mended.
    @Test func faultsHideNoOthers() throws {
        var table = try read(
            "หน่วยงาน,N,D,อะไร\n67-S0001,x,1,\n67-S0001,500,y,\n,500,z,\n67-S9999,500,1.5,\n67-S9999,1,,\n")
        for code in table.organisations { table.check(code, kind: nil, instrument) }
        let found = Set(table.problems.map { "\($0.place.row) \($0.place.column ?? "") \($0.fault.rule)" })
        #expect(
            found == [
                "1 อะไร table.column", "2 N answer.number", "3 N answer.twice", "3 N answer.range", "3 D answer.twice",
                "3 D answer.number", "4 หน่วยงาน required", "4 N answer.range", "4 D answer.number",
                "5 N answer.range", "5 D answer.decimals", "6 N answer.twice",
            ], "\(found)")
        #expect(table.hasWrongHeadings)
        #expect(table.entries["67-S0001"]?.map(\.question) == ["D"])
    }

    @Test func headersThatCanNotBeReadStopTheTable() throws {
        #expect(try read("N,D\n1,2\n").problems.map(\.fault.rule) == ["table.organisation"])
        #expect(
            try read("หน่วยงาน,อะไร\n67-S0001,2\n").problems.map(\.fault.rule) == ["table.column", "table.answers"])
        #expect(try read("หน่วยงาน,N,N\n67-S0001,2,3\n").problems.map(\.fault.rule) == ["table.columnTwice"])
        #expect { try read("\n\n") } throws: { ($0 as? SheetProblem)?.rule == "sheet.empty" }
        #expect { try read("หน่วยงาน,N\n\"67,1\n") } throws: { ($0 as? SheetProblem)?.cell == "A2" }
    }

    @Test func headingsStandBelowTitlesToo() throws {
        let table = try read("แบบติดตาม,,\n\nหน่วยงาน,N,D\n67-S0001,x,2\n")
        #expect(table.problems.map(\.place.row) == [4])
        #expect(table.problems.map(\.place.index) == [1])
        #expect(SheetProblem(try #require(table.problems.first)).cell == "B4")
    }

    @Test(arguments: [
        ("1,234", "1234"), ("๑,๒๓๔.๕", "1234.5"), ("12,34", nil), ("1,2345", nil), ("-1,000", "-1000"), (",100", nil),
        (" 7 ", "7"), ("1.234.5", nil), ("", nil),
    ])
    func numbersAsPeopleWriteThem(_ text: String, _ expected: String?) {
        #expect(Cell.number(text) == expected.flatMap { Quantity($0) })
    }

    @Test func tooManyRows() {
        let rows = String(repeating: "a\n", count: 30)
        #expect { try Table(Array(rows.utf8), rowsMax: 2) } throws: { ($0 as? SheetProblem)?.rule == "sheet.limit" }
    }
}
