import Kernel
import Testing

@testable import Indicators

@Suite struct AnswerTableTests {
    private let instrument = InstrumentTests.instrument
    private var year: FiscalYear { get throws { try #require(FiscalYear(2566)) } }

    private func read(_ csv: String) throws -> AnswerTable {
        AnswerTable(try Table(csv: csv, rowsMax: 1_000), instrument: instrument, fiscalYear: try year)
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

    @Test func headersThatCanNotBeReadStopTheTable() throws {
        #expect(try read("N,D\n1,2\n").problems.map(\.fault.rule) == ["table.organisation"])
        #expect(
            try read("หน่วยงาน,อะไร\n67-S0001,2\n").problems.map(\.fault.rule) == ["table.column", "table.answers"])
        #expect(try read("หน่วยงาน,N,N\n67-S0001,2,3\n").problems.map(\.fault.rule) == ["table.columnTwice"])
        #expect(throws: Table.Failure(row: 1, fault: Fault("table.empty", Messages.emptyTable))) { try read("\n\n") }
        #expect(throws: Table.Failure(row: 2, fault: Fault("table.quote", Messages.openQuote))) {
            try read("หน่วยงาน,N\n\"67,1\n")
        }
    }

    @Test func theSameTableComesBackWithItsProblems() throws {
        let table = try Table(csv: "หน่วยงาน,N\n67-S0001,\"1,5\"\n", rowsMax: 10)
        #expect(
            table.csv(adding: "ปัญหา") { "แถว \($0.number)" }
                == "\u{FEFF}หน่วยงาน,N,ปัญหา\r\n67-S0001,\"1,5\",แถว 2\r\n")
    }

    @Test(arguments: [
        ("1,234", "1234"), ("๑,๒๓๔.๕", "1234.5"), ("12,34", nil), ("1,2345", nil), ("-1,000", "-1000"), (",100", nil),
        (" 7 ", "7"), ("1.234.5", nil), ("", nil),
    ])
    func numbersAsPeopleWriteThem(_ text: String, _ expected: String?) {
        #expect(Cell.number(text) == expected.flatMap { Quantity($0) })
    }

    @Test func tooManyRows() {
        #expect(throws: Table.Failure.self) { try Table(csv: "a\nb\nc\nd\n", rowsMax: 2) }
    }
}
