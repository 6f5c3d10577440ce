import Foundation
import Kernel
import ReportingContract
import Subprocess
import Testing

@testable import Reporting

@Suite struct RenderingTests {
    /// Where to keep the files for a person to look at; nowhere unless asked for.
    static let kept = ProcessInfo.processInfo.environment["PHAEN_KEEP_RENDERED"]

    func keep(_ bytes: [UInt8], _ name: String) throws {
        guard let folder = Self.kept else { return }
        try Data(bytes).write(to: URL(filePath: folder).appending(path: name))
    }

    func page(_ content: ReportContent, _ medium: HTMLReport.Medium, language: String = "th") throws -> [UInt8] {
        try HTMLReport(
            content: content, step: .signed, sha256: String(repeating: "a", count: 64), language: language,
            medium: medium,
            path: "./x"
        ).bytes()
    }

    @Test func pageInBothLanguages() throws {
        let content = try SampleYear.content(SampleYear.make())
        let thai = try page(content, .screen)
        try keep(thai, "report.html")
        let text = String(decoding: thai, as: UTF8.self)
        #expect(text.contains("<html lang=\"th\">") && text.contains("href=\"./x.pdf\""))
        #expect(text.contains("title=\"[4] 2-1\"") && text.contains("ยังไม่รายงาน"))
        #expect(!text.contains("{{"))
        for tag in ["table", "section", "tbody", "ul", "main", "nav", "caption"] {
            let opened =
                text.components(separatedBy: "<\(tag)>").count + text.components(separatedBy: "<\(tag) ").count - 2
            #expect(opened == text.components(separatedBy: "</\(tag)>").count - 1, "\(tag)")
        }
        let english = String(decoding: try page(content, .screen, language: "en"), as: UTF8.self)
        #expect(english.contains("Results by strategic issue") && english.contains("not reported"))
    }

    @Test func whatPeopleWroteStaysText() throws {
        var content = try SampleYear.content(SampleYear.make())
        content.title = LocalizedText(th: "<script>alert(1)</script>")
        content.parts[0].blocks = [
            .paragraph(LocalizedText(th: "หนึ่ง <b>\n\nสอง & \"สาม\"")), .list([LocalizedText(th: "<i>")]),
        ]
        let text = String(decoding: try page(content, .screen), as: UTF8.self)
        #expect(!text.contains("<script>") && !text.contains("<b>") && !text.contains("<i>"))
        #expect(text.contains("<p class=\"body\">หนึ่ง &lt;b&gt;</p>"))
    }

    @Test func pdfIsMadeAndIsTheSameAgain() async throws {
        let content = try SampleYear.content(SampleYear.make())
        let page = try page(content, .paper)
        try keep(page, "paper.html")
        let first = try await PDFRenderer().pdf(page)
        try keep(first, "report.pdf")
        #expect(first.starts(with: "%PDF-".utf8) && first.count > 20_000)
        #expect(try await PDFRenderer().pdf(page) == first)
    }

    @Test func onlyFiguresTurnThai() {
        for (text, shown) in [
            ("ปีงบประมาณ พ.ศ. 2566–2570", "ปีงบประมาณ พ.ศ. ๒๕๖๖–๒๕๗๐"),
            ("12,345.50 บาท (-1.25)", "๑๒,๓๔๕.๕๐ บาท (-๑.๒๕)"),
            ("67-SI1 พัฒนา", "67-SI1 พัฒนา"), ("หน่วยงาน 67-01 จำนวน 3 แห่ง", "หน่วยงาน 67-01 จำนวน ๓ แห่ง"),
            ("SDG 4 และ SDG 4.1 ข้อ 4", "SDG 4 และ SDG 4.1 ข้อ ๔"), ("ศธ 02110/ว1234", "ศธ ๐๒๑๑๐/ว๑๒๓๔"),
            ("มติครั้งที่ 10/2566", "มติครั้งที่ ๑๐/๒๕๖๖"), ("120101V01F01", "120101V01F01"), ("O-NET", "O-NET"),
        ] { #expect(ThaiFigures.text(text) == shown) }
    }

    /// Nothing that no page may contain, and nothing that turns the direction of what follows.
    @Test func textsAreVisible() {
        #expect(CellText.visible("ก\u{7}ข\u{202E}ค\u{2066}ง\nจ") == "ก ข ค ง\nจ")
    }

    @Test func columnsHoldTheirFigures() throws {
        let content = try SampleYear.content(SampleYear.make())
        for table in content.parts.flatMap({ $0.blocks.compactMap(\.table) }) {
            let columns = PaperColumns(table, language: "th")
            let percents = columns.percents.compactMap(Double.init)
            #expect(percents.count == table.columns.count && abs(percents.reduce(0, +) - 100) < 0.01, "\(table.code)")
            #expect(percents.allSatisfy { $0 > 3 }, "\(table.code) \(percents)")
        }
        let projects = try #require(
            content.parts.flatMap { $0.blocks.compactMap(\.table) }.first { $0.code == "projects-1" })
        #expect(!PaperColumns(projects, language: "th").isWide)
        // Twice as many columns need the page on its side.
        var wide = projects
        wide.columns += projects.columns
        wide.rows = projects.rows.map { ReportRow(kind: $0.kind, cells: $0.cells + $0.cells) }
        #expect(PaperColumns(wide, language: "th").isWide)
    }

    @Test func chartsAreDrawnAndEscaped() throws {
        let charts = try SampleYear.content(SampleYear.make()).parts.flatMap { $0.blocks.compactMap(\.chart) }
        #expect(charts.map(\.code) == ["status-by-issue", "money-category-chart", "money-plan-type-chart"])
        var hostile = try #require(charts.first)
        hostile.caption = LocalizedText(th: "<script>\u{1}\"&")
        hostile.categories[0] = LocalizedText(th: "</text><b>")
        hostile.series[0].cells[0] = ReportCell("1e400")
        hostile.series[1].cells = []
        for wordsApart in [true, false] {
            let text = ChartSVG(chart: hostile, language: "th", wordsApart: wordsApart).text()
            for word in ["<script>", "<b>", "\u{1}", "inf", "nan"] { #expect(!text.contains(word), "\(word)") }
            #expect(text.hasPrefix(wordsApart ? "<div " : "<svg "))
        }
    }

    /// Of more rows than a picture holds the largest are drawn, the rest is added up, and the picture says so.
    @Test func chartsSayWhatTheyLeaveOut() throws {
        func table(_ count: Int, _ kind: ReportValueKind) -> ReportTable {
            ReportTable(
                code: "t", caption: LocalizedText("ตาราง", "Table"),
                columns: [
                    ReportColumn(code: "name", title: LocalizedText(th: "ชื่อ"), kind: .text),
                    ReportColumn(code: "a", title: LocalizedText("จำนวน", "Number"), kind: kind),
                ],
                rows: (1...count).map { ReportRow(cells: [ReportCell("n\($0)"), ReportCell("\($0)")]) })
        }
        func chart(_ count: Int, _ kind: ReportValueKind) throws -> ReportChart {
            let blocks = ChartBuilder(table: table(count, kind)).chart("c", LocalizedText(th: "รูป"), .bars, of: ["a"])
            return try #require(blocks.first?.chart)
        }
        let whole = try chart(24, .count)
        #expect(whole.categories.count == 24 && whole.note == nil)
        let cut = try chart(31, .count)
        #expect(cut.categories.count == 24 && cut.categories.first?.th == "n9")
        #expect(cut.categories.last?.th == "อื่น ๆ (8 รายการ)" && cut.series[0].cells.last?.value == "36")
        #expect(cut.note?.th.contains("23 จาก 31") == true && cut.note?.en?.contains("“Table” has them all") == true)
        // Shares are not added up.
        let shares = try chart(31, .percent)
        #expect(shares.categories.count == 23 && shares.note?.en?.contains("8 are not drawn") == true)
    }

    /// A picture of many rows with long names is as high as a page can hold; parts of a whole count together.
    @Test func chartsFitTheirPage() throws {
        let table = ReportTable(
            code: "t", caption: LocalizedText(th: "t"),
            columns: ["name", "a", "b"].map {
                ReportColumn(code: $0, title: LocalizedText(th: $0), kind: $0 == "name" ? .text : .count)
            },
            rows: (1...40).map { number in
                ReportRow(cells: [
                    ReportCell("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาเพชรบูรณ์และจังหวัดใกล้เคียงในภาคเหนือตอนล่าง เขต \(number)"),
                    ReportCell("0"), ReportCell("\(number)"),
                ])
            })
        let blocks = ChartBuilder(table: table).chart("c", LocalizedText(th: "รูป"), .stacked, of: ["a", "b"])
        let chart = try #require(blocks.first?.chart)
        // Those with the largest sums, though the first column says nothing of them.
        #expect(chart.categories.first?.th.hasSuffix("เขต 18") == true && chart.categories.count == 24)
        #expect(chart.note?.th.contains("ผลรวมมากที่สุด") == true)
        let drawing = ChartSVG(chart: chart, language: "th", wordsApart: true)
        #expect(drawing.height <= 820 && drawing.text().contains(";font-size:"), "\(drawing.height)")
        #expect(drawing.text().contains("เขต\u{00A0}18"))
    }

    /// Six series and more are told apart without colour.
    @Test func everySeriesHasItsOwnPattern() throws {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"]
        let series = names.map { ReportChartSeries(name: LocalizedText(th: $0), cells: [ReportCell("5")]) }
        let patterns = try names.indices.map { index in
            let chart = ReportChart(
                code: "c", caption: LocalizedText(th: "c"), kind: .bars, values: .count,
                categories: [LocalizedText(th: "x")], series: Array(series[0...index]))
            let text = ChartSVG(chart: chart, language: "th", wordsApart: false).text()
            let place = try #require(text.range(of: "<rect", options: .backwards))
            let before = try #require(text[..<place.lowerBound].range(of: "<rect", options: .backwards))
            let bar = text[before.lowerBound..<place.lowerBound]
            return String(bar.filter { !$0.isNumber })
        }
        #expect(Set(patterns).count == 8, "\(patterns)")
    }

    /// What a reader of the PDF finds, hears and copies is the text, with its tone marks.
    @Test func pdfTextIsThai() async throws {
        let words = ["ข้อมูลที่ผู้ใช้ได้รู้", "ปีนี้ไม่มี", "ฝ่ายปั้น", "ญัตติ", "กี่", "น้ำ", "สำนักงาน", "ซ้ำ"]
        let page = "<html lang=th><style>body{font-family:Laksaman}</style><p>" + words.joined(separator: "<p>")
        let pdf = try await PDFRenderer().pdf(Array(page.utf8))
        let result = try await Subprocess.run(
            .name("pdftotext"), arguments: ["-raw", "-", "-"], input: .array(pdf), output: .string(limit: 100_000))
        // The reader takes marks for words of their own here and there.
        let text = result.standardOutput.unicodeScalars.filter { !$0.properties.isWhitespace }.map(String.init).joined()
        for word in words { #expect(text.contains(word), "\(text)") }
        #expect(String(decoding: pdf, as: UTF8.self).contains("/StructTreeRoot"))
    }

    @Test func aMissingFontIsSaidAndNotReplaced() async throws {
        let page = "<style>body { font-family: 'No such font' } /* font: Laksaman */</style><p>ก"
        let failure = try await #require(throws: PDFRenderer.Failure.self) {
            try await PDFRenderer().pdf(Array(page.utf8))
        }
        #expect(PDFRenderer.missingFont(in: failure) == .laksaman)
        // Nor is the office's own, where it is asked for and nobody supplied it.
        let content = try SampleYear.content(SampleYear.make())
        var report = HTMLReport(
            content: content, step: .signed, sha256: nil, language: "th", medium: .paper, path: "./x")
        report.font = .sarabunNew
        let asked = try report.bytes()
        let other = try await #require(throws: PDFRenderer.Failure.self) { try await PDFRenderer().pdf(asked) }
        #expect(PDFRenderer.missingFont(in: other) == .sarabunNew)
        #expect(ReportMessages.noFont("TH Sarabun New").th.contains("TH Sarabun New"))
    }

    /// The office's TH Sarabun, put into the service's data, is what everything is set in: a font of that name, made of
    /// Laksaman here.
    @Test func theOfficesOwnFontIsUsed() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "phaen-fonts-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(DocumentFont.ofOffice(folder.path) == .laksaman && DocumentFont.ofOffice(nil) == .laksaman)
        let place = folder.appending(path: "fonts/THSarabunNew.ttf")
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        let made = try await Subprocess.run(
            .name("python3"),
            arguments: [
                "-c",
                """
                import subprocess, sys
                from fontTools.ttLib import TTFont
                asked = ['fc-match', '-f', '%{file}', 'Laksaman:style=Regular']
                font = TTFont(subprocess.run(asked, capture_output=True, text=True).stdout)
                for record in font['name'].names:
                    text = record.toUnicode()
                    if 'Laksaman' in text:
                        name = 'THSarabunNew' if record.nameID == 6 else 'TH Sarabun New'
                        record.string = text.replace('Laksaman', name)
                if 'CFF ' in font:
                    font['CFF '].cff.fontNames[0] = 'THSarabunNew'
                font.save(sys.argv[1])
                """, place.path,
            ], environment: .custom(["PATH": "/usr/bin:/bin"]), output: .discarded, error: .string(limit: 4_096))
        #expect(made.terminationStatus.isSuccess, "\(made.standardError)")
        #expect(DocumentFont.ofOffice(folder.path) == .sarabunNew)
        var report = HTMLReport(
            content: try SampleYear.content(SampleYear.make()), step: .signed, sha256: nil, language: "th",
            medium: .paper, path: "./x")
        report.font = .ofOffice(folder.path)
        let page = try report.bytes()
        let renderer = PDFRenderer(dataFolder: folder.path)
        let pdf = try await renderer.pdf(page)
        #expect(try await renderer.pdf(page) == pdf)
        try keep(pdf, "sarabun.pdf")
    }

    @Test func pdfFetchesNothingAndIsBounded() async throws {
        let hostile = "<img src='file:///etc/hostname'><link rel=stylesheet href='http://127.0.0.1:1/x.css'><p>x"
        #expect(try await PDFRenderer().pdf(Array(hostile.utf8)).starts(with: "%PDF-".utf8))
        var small = PDFRenderer()
        small.memoryBytesMax = 64 << 20
        await #expect(throws: (any Error).self) { try await small.pdf(Array("<p>x".utf8)) }
    }

    @Test func spreadsheetIsTheSameAgain() throws {
        let content = try SampleYear.content(SampleYear.make())
        let status = LocalizedText("ลงนามแล้ว", "Signed")
        let first = try SpreadsheetReport.bytes(content, status: status, sha256: nil)
        try keep(first, "report.xlsx")
        #expect(first.starts(with: [0x50, 0x4B, 0x03, 0x04]))
        #expect(try SpreadsheetReport.bytes(content, status: status, sha256: nil) == first)
    }

    /// Each chart of the report is a chart of its table's sheet, over the same rows.
    @Test func spreadsheetHasItsCharts() async throws {
        let content = try SampleYear.content(SampleYear.make())
        let bytes = try SpreadsheetReport.bytes(content, status: LocalizedText(th: "ร่าง"), sha256: nil)
        let script = """
            import io, sys, zipfile
            book = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
            names = sorted(name for name in book.namelist() if name.startswith("xl/charts/chart"))
            print(len(names), book.read(names[0]).decode())
            """
        let result = try await Subprocess.run(
            .name("python3"), arguments: ["-c", script], input: .array(bytes), output: .string(limit: 1_000_000))
        let text = result.standardOutput
        #expect(text.hasPrefix("3 "))
        #expect(text.contains("'ตารางที่ 1'!$A$3:$A$7") && text.contains("pattFill"), "\(text.prefix(2_000))")
    }

    @Test func chartsArePicturesForOtherPrograms() async throws {
        let chart = try #require(
            try SampleYear.content(SampleYear.make()).parts.flatMap { $0.blocks.compactMap(\.chart) }.first)
        let svg = ChartPicture.svg(chart, language: "th")
        #expect(String(decoding: svg, as: UTF8.self).contains("font-family"))
        let first = try await ChartPicture().png(svg)
        try keep(first, "chart.png")
        #expect(first.starts(with: [0x89, 0x50, 0x4E, 0x47]) && first.count > 10_000)
        #expect(try await ChartPicture().png(svg) == first)
        // What is in it stays text, and nothing is fetched.
        var hostile = chart
        hostile.caption = LocalizedText(th: "<image href='file:///etc/passwd'/>\u{0}&amp;")
        #expect(try await !ChartPicture().png(ChartPicture.svg(hostile, language: "th")).isEmpty)
    }

    @Test func csvKeepsFiguresAndDisarmsText() throws {
        var content = try SampleYear.content(SampleYear.make())
        let column = ReportColumn(code: "c", title: LocalizedText(th: "ค"), kind: .text)
        let amount = ReportColumn(code: "m", title: LocalizedText(th: "ง"), kind: .money)
        content.parts = [
            ReportPart(
                code: "p", title: LocalizedText(th: "ส่วน"),
                blocks: [
                    .table(
                        ReportTable(
                            code: "t", caption: LocalizedText(th: "ตาราง"), columns: [column, amount],
                            rows: [
                                ReportRow(cells: [
                                    ReportCell("=cmd(\"x\")", source: 1), ReportCell("-1.00", source: 5, key: "k"),
                                ]),
                                ReportRow(cells: [ReportCell("ก,ข"), ReportCell(state: .notReported)]),
                            ]))
                ])
        ]
        let bytes = CSVReport.bytes(content)
        try keep(bytes, "small.csv")
        let lines = String(decoding: bytes.dropFirst(3), as: UTF8.self).split(separator: "\r\n")
        #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]) && lines.count == 5)
        #expect(lines[1].hasPrefix("p,t,1,body,\"'=cmd(\"\"x\"\")\",c,text,value,\"'=cmd"))
        #expect(lines[2].contains(",m,money,value,-1.00,5,budget,thing.get,") && lines[2].hasSuffix(",k"))
        #expect(lines[4].contains("\"ก,ข\",m,money,notReported,,"))
    }
}
