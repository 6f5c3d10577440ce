import CommonContract
import Glibc
import JSONRPC
import Kernel
import RPCClient
import ReportingContract
import Sheets

/// `phaen-bench reporting`: what the reporting service's issue asks for. Limits, not ratios: run against a suite with the
/// example province (`--base` its reporting service, `--process` that service's process, `--token-file` of an
/// administrator), whose request bodies may be of 64 MB (`PHAEN_BODY_BYTES_MAX`).
struct ReportingBench {
    var base = "http://127.0.0.1:8104"
    var process = 0
    var token = ""
    var organisation = "67"
    var year = 2566
    /// Rows of the table of the long report, which make the pages of its PDF.
    var paperRows = 2_600
    var sheetRows = 200_000
    /// Whether the sheets of all schools are made.
    var makesSchools = true
    var rounds = 5
    private let run = String(UInt64.random(in: 0..<(1 << 40)), radix: 36)

    init(_ words: [String]) throws(ToolFault) {
        var rest = words[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw ToolFault(description: "\(option) wants a value") }
            switch option {
            case "--base": base = value
            case "--process": process = Int(value) ?? 0
            case "--token-file":
                token = String(try Tools.output("cat \(Tools.quoted(value))").filter { !$0.isWhitespace })
            case "--organisation": organisation = value
            case "--year": year = Int(value) ?? year
            case "--paper-rows": paperRows = Int(value) ?? paperRows
            case "--sheet-rows": sheetRows = Int(value) ?? sheetRows
            case "--schools": makesSchools = value == "yes"
            case "--rounds": rounds = max(1, Int(value) ?? rounds)
            default: throw ToolFault(description: "unknown option \(option)")
            }
        }
    }

    func rows() async -> [Row] {
        var rows: [Row] = []
        func add(_ name: String, _ wanted: String, _ measure: () async throws -> String) async {
            var row = Row(name: name, beside: "", wanted: wanted)
            do { row.figure = try await measure() } catch { row.figure = "not measured: \(error)" }
            print("  \(row.name): \(row.figure)")
            fflush(nil)
            rows.append(row)
        }
        await add("annual report composed, the first time", "≤ 3000 ms") { try await compose(times: 1) }
        await add("annual report composed, median of \(rounds)", "≤ 3000 ms") { try await compose(times: rounds) }
        await add("dashboard of the province, median of \(rounds)", "≤ 100 ms") {
            let year = try fiscalYear()
            return try await median {
                _ = try await peer().call(
                    GetDashboard(organisation: organisation, fiscalYear: year), deadline: .now + .seconds(30))
            }
        }
        await add("district map of the province, median of \(rounds)", "≤ 100 ms") {
            let year = try fiscalYear()
            return try await median {
                _ = try await peer().call(
                    GetDistrictMap(organisation: organisation, fiscalYear: year), deadline: .now + .seconds(30))
            }
        }
        await add("PDF of a table of \(paperRows) rows", "100 pages ≤ 20000 ms") { try await paper() }
        await add("XLSX of \(sheetRows) rows, in this process", "≤ 5000 ms, memory constant") { try sheet() }
        if makesSchools {
            await add("sheets of all schools as PDFs, one job", "service's memory flat") { try await schools() }
        }
        return rows
    }

    private func peer() -> RPCPeer {
        let token = token
        return RPCPeer(
            RPCPeerSettings(name: "reporting", addresses: [base], credential: { token.isEmpty ? nil : token }))
    }

    private func fiscalYear() throws(ToolFault) -> FiscalYear {
        guard let year = FiscalYear(year) else { throw ToolFault(description: "no fiscal year \(year)") }
        return year
    }

    private func milliseconds(_ work: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await work()
        let time = ContinuousClock.now - start
        return Double(time.components.seconds) * 1_000 + Double(time.components.attoseconds) / 1e15
    }

    /// After one that warms up.
    private func median(_ work: () async throws -> Void) async throws -> String {
        try await work()
        var figures: [Double] = []
        for _ in 0..<rounds { figures.append(try await milliseconds(work)) }
        return "\(Int(Rounds.median(figures).rounded())) ms"
    }

    // MARK: Composition

    private func compose(times: Int) async throws -> String {
        let (peer, year) = (peer(), try fiscalYear())
        var figures: [Double] = []
        for _ in 0..<times {
            figures.append(
                try await milliseconds {
                    let content = try await peer.call(
                        TryReportDefinition(code: "annualProvincial", organisation: organisation, fiscalYear: year),
                        deadline: .now + .seconds(60))
                    guard content.missing.isEmpty else { throw ToolFault(description: "the report has gaps") }
                })
        }
        return "\(Int(Rounds.median(figures))) ms"
    }

    // MARK: Paper

    /// A table of money by project, handed over, so that nothing but the rendering is measured.
    private func paper() async throws -> String {
        let (peer, year) = (peer(), try fiscalYear())
        let code = "bench\(run)"
        let definition = ReportDefinition(
            code: code, title: LocalizedText(th: "รายงานวัดความเร็ว {year}"), procedure: "reportOfOffice",
            queries: [
                ReportQuery(
                    name: "money", service: "budget", method: "budget.summary",
                    params: #"{"organisation":"{organisation}","fiscalYear":{fiscalYear},"groupBy":"project"}"#)
            ],
            parts: [
                ReportPartDefinition(
                    code: "money", title: LocalizedText(th: "ผลการใช้จ่าย"), blocks: [.table(Self.table)])
            ])
        let saved = try await peer.call(
            SaveReportDefinition(organisation: organisation, definition: definition, idempotencyKey: "s\(run)"),
            deadline: .now + .seconds(30))
        _ = try await peer.call(
            PublishReportDefinition(
                code: code, organisation: organisation, expectedVersion: saved.version, idempotencyKey: "p\(run)"),
            deadline: .now + .seconds(30))
        let answer = try JSONTokenDecoder.decode(
            JSONValue.self,
            from: try JSONDocument(parsing: Array(summary(year).utf8), limits: .init(bytesMax: 64 << 20)).root)
        let report = try await peer.call(
            ComposeReport(
                organisation: organisation, fiscalYear: year, definition: code,
                data: [HandedAnswer(service: "budget", method: "budget.summary", answer: answer)],
                idempotencyKey: "c\(run)"), deadline: .now + .seconds(60))
        let path = "/tmp/phaen-bench-\(run).pdf"
        defer { unlink(path) }
        let time = try await milliseconds {
            _ = try Tools.output(
                "curl -sf -H \(Tools.quoted("Authorization: Bearer \(token)")) "
                    + "\(Tools.quoted("\(base)/reports/\(report.code).pdf")) -o \(path)")
        }
        let pages = try Tools.number(after: "Pages:", in: try Tools.output("pdfinfo \(path)"))
        return "\(Int(time)) ms for \(Int(pages)) pages"
    }

    private static let table = ReportTableBinding(
        code: "money", caption: LocalizedText(th: "ผลการใช้จ่ายรายโครงการ"), query: "money", rows: "/rows",
        columns: [
            ReportColumnBinding(
                code: "project", title: LocalizedText(th: "โครงการ"), kind: .text, paths: ["/key", "/name"]),
            ReportColumnBinding(
                code: "allocated", title: LocalizedText(th: "จัดสรร"), kind: .money, paths: ["/allocated"]),
            ReportColumnBinding(code: "spent", title: LocalizedText(th: "เบิกจ่าย"), kind: .money, paths: ["/spent"]),
            ReportColumnBinding(
                code: "share", title: LocalizedText(th: "ร้อยละ"), kind: .percent, paths: ["/spentBasisPoints"],
                basisPoints: true),
        ], hasTotal: true)

    private func summary(_ year: FiscalYear) -> String {
        func row(_ key: String, _ name: String) -> String {
            """
            {"key":"\(key)","name":{"th":"\(name)"},"lines":1,"allocated":"100000.00","available":"10000.00",\
            "reserved":"0.00","committed":"20000.00","disbursed":"70000.00","spent":"70000.00","used":"90000.00",\
            "spentBasisPoints":7000,"usedBasisPoints":9000,"planned":"100000.00","plannedToDate":"50000.00",\
            "aheadOfPlan":"20000.00"}
            """
        }
        let rows = (1...max(1, paperRows)).map { row("67-P\($0)", "โครงการพัฒนาคุณภาพการศึกษาลำดับที่ \($0)") }
        return """
            {"organisation":"\(organisation)","fiscalYear":\(year),"date":"\(year.lastDay)","quarter":4,\
            "groupBy":"project","total":\(row("67", "รวม")),"rows":[\(rows.joined(separator: ","))],"targets":[]}
            """
    }

    // MARK: Spreadsheet

    private func sheet() throws -> String {
        let before = try Tools.residentMegabytes(Int(getpid()))
        let memory = MemoryWatch(Int(getpid()))
        let start = ContinuousClock.now
        let writer = try XLSXWriter(title: "bench")
        try writer.beginSheet("rows")
        try writer.write(["รหัส", "ชื่อ", "จำนวน", "จัดสรร", "เบิกจ่าย", "วันที่"].map(SheetOutput.text), style: .heading)
        let day = CalendarDate(year: 2023, month: 9, day: 30)
        for number in 1...max(1, sheetRows) {
            try writer.write([
                .text("67-P\(number)"), .text("โครงการลำดับที่ \(number)"), .integer(number),
                .money(Money(satang: Int64(number) * 12_345)), .money(Money(satang: Int64(number) * 11_111)),
                day.map(SheetOutput.date) ?? .empty,
            ])
        }
        let bytes = try writer.finish().count
        let time = ContinuousClock.now - start
        let most = memory.stop()
        let milliseconds = time.components.seconds * 1_000 + time.components.attoseconds / 1_000_000_000_000_000
        return "\(milliseconds) ms, \(bytes >> 20) MB, memory up by \(Int(max(0, most - before))) MB"
    }

    // MARK: Schools

    private func schools() async throws -> String {
        let (peer, year) = (peer(), try fiscalYear())
        let before = process > 0 ? try Tools.residentMegabytes(process) : 0
        let memory = MemoryWatch(process)
        let start = ContinuousClock.now
        let begun = try await peer.call(
            ComposeManyReports(
                organisation: organisation, kind: .school, fiscalYear: year, definition: "schoolSheet",
                reason: LocalizedText(th: "วัดความเร็ว"), pdf: true, idempotencyKey: "m\(run)"),
            deadline: .now + .seconds(30))
        while true {
            let job = try await peer.call(GetJob(job: begun.job), deadline: .now + .seconds(30))
            print("    \(job.done) of \(job.total ?? begun.organisations)")
            fflush(nil)
            if job.state == .done { break }
            guard job.state == .queued || job.state == .running else {
                throw ToolFault(description: "the job ended as \(job.state): \(job.failure?.th ?? "")")
            }
            _ = try Tools.output("sleep 5")
        }
        let time = ContinuousClock.now - start
        let seconds = max(1, time.components.seconds)
        let most = memory.stop()
        return
            "\(seconds) s for \(begun.organisations) sheets (\(seconds * 1_000 / Int64(max(1, begun.organisations))) ms "
            + "each), memory \(Int(before)) → \(Int(most)) MB"
    }
}
