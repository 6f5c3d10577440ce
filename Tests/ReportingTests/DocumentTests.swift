import CommonContract
import Foundation
import JSONRPC
import Kernel
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Reporting

@Suite(.timeLimit(.minutes(2))) struct DocumentTests {
    static func letter() throws -> OfficialDocument {
        let day = try #require(CalendarDate(year: 2023, month: 4, day: 10))
        let table = ReportTable(
            code: "spending", caption: LocalizedText(th: "ผลการเบิกจ่าย ณ วันที่ 31 มีนาคม 2566"),
            columns: [
                ReportColumn(code: "unit", title: LocalizedText(th: "หน่วยงาน"), kind: .text),
                ReportColumn(code: "allocated", title: LocalizedText(th: "จัดสรร (บาท)"), kind: .money),
                ReportColumn(code: "spent", title: LocalizedText(th: "เบิกจ่าย (บาท)"), kind: .money),
                ReportColumn(code: "percent", title: LocalizedText(th: "ร้อยละ"), kind: .percent),
            ],
            rows: [
                ReportRow(cells: [
                    ReportCell("67-02 สำนักงานเขตพื้นที่การศึกษาประถมศึกษา เขต 1"), ReportCell("12345678.25"),
                    ReportCell("2345678.00"), ReportCell("19.00"),
                ])
            ])
        return OfficialDocument(
            kind: .accelerationNotice, number: "ศธ 02110/ว1234", date: day, urgency: .veryUrgent,
            issuer: "สำนักงานศึกษาธิการจังหวัดเพชรบูรณ์", address: ["ศาลากลางจังหวัดเพชรบูรณ์", "ถนนสระบุรี-หล่มสัก พช 67000"],
            subject: "เร่งรัดการเบิกจ่ายงบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. 2566 ไตรมาสที่ 2",
            to: "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาเพชรบูรณ์ เขต 1",
            references: ["มติคณะรัฐมนตรี เมื่อวันที่ 27 กันยายน 2565"],
            attachments: ["สรุปผลการเบิกจ่ายรายหน่วยงาน จำนวน 1 ชุด", "แบบรายงานแผนการเบิกจ่าย จำนวน 1 ฉบับ"],
            body: [
                .paragraph(
                    "ตามที่คณะรัฐมนตรีมีมติกำหนดเป้าหมายการเบิกจ่ายงบประมาณรายจ่ายภาพรวม ไตรมาสที่ 2 ไว้ร้อยละ 52 และรายจ่ายลงทุนร้อยละ 39 นั้น"
                ),
                .paragraph("สำนักงานศึกษาธิการจังหวัดขอเรียนว่า หน่วยงานของท่านมีผลการเบิกจ่ายต่ำกว่าเป้าหมาย ดังนี้"), .table(table),
                .numbered(["จัดทำแผนเร่งรัดการเบิกจ่ายรายเดือน", "รายงานผลภายใน 15 วัน"]),
                .paragraph("จึงเรียนมาเพื่อโปรดดำเนินการ"),
            ], signers: [DocumentSigner(position: "ศึกษาธิการจังหวัดเพชรบูรณ์")],
            contact: ["กลุ่มนโยบายและแผน", "โทร. 0 5600 0000"], copies: ["ผู้ว่าราชการจังหวัดเพชรบูรณ์"])
    }

    static func others() throws -> [OfficialDocument] {
        let day = try #require(CalendarDate(year: 2023, month: 4, day: 10))
        let meeting = DocumentMeeting(
            number: "ครั้งที่ 10/2566", date: day, from: "09:30", until: "12:00",
            place: "ห้องประชุม 1 ศาลากลางจังหวัด",
            present: [
                DocumentPerson(position: "ผู้ว่าราชการจังหวัด", seat: "ประธาน"),
                DocumentPerson(name: "(ชื่อ สกุล)", position: "ศึกษาธิการจังหวัด", seat: "กรรมการและเลขานุการ"),
            ], absent: [DocumentPerson(position: "ผู้แทนองค์กรปกครองส่วนท้องถิ่น", seat: "กรรมการ", note: "ติดราชการ")])
        let body: [DocumentBlock] = [
            .heading("ระเบียบวาระที่ 1 เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ"), .item("1.1", "การจัดทำแผนปฏิบัติราชการ ประจำปี 2567"),
            .heading("ระเบียบวาระที่ 4 เรื่องเสนอเพื่อพิจารณา"),
            .item("4.1", "ขอความเห็นชอบแผนพัฒนาการศึกษาจังหวัด พ.ศ. 2566–2570\n\nฝ่ายเลขานุการได้นำเสนอรายละเอียดต่อที่ประชุม"),
            .resolution("เห็นชอบตามเสนอ โดยให้ปรับปรุงตามข้อสังเกตของที่ประชุม"),
        ]
        let kinds: [OfficialDocumentKind] = [
            .agenda, .minutes, .memo, .announcement, .order, .certificate, .resolutionNotice, .letter,
        ]
        return kinds.map { kind in
            var document = OfficialDocument(
                kind: kind, number: "ศธ 02110/15", date: day, issuer: "คณะกรรมการศึกษาธิการจังหวัดเพชรบูรณ์",
                subject: "แผนพัฒนาการศึกษาจังหวัด พ.ศ. 2566–2570", to: "ศึกษาธิการภาค 17", body: body,
                signers: [
                    DocumentSigner(name: "ชื่อ สกุล", position: "ศึกษาธิการจังหวัด", capacity: "ปฏิบัติราชการแทน ผู้ว่าราชการจังหวัด")
                ])
            if [.agenda, .minutes].contains(kind) { document.meeting = meeting }
            if kind == .certificate { document.body = [.paragraph("ขอให้มีความสุขความเจริญสืบไป")] }
            return document
        }
    }

    private func page(
        _ document: OfficialDocument, _ medium: HTMLReport.Medium, garuda: String? = nil
    ) throws -> [UInt8] {
        try DocumentMarkup(
            document: document, medium: medium, garuda: garuda, path: "./x",
            createdAt: #require(Instant("2023-10-20T03:00:00Z"))
        ).bytes()
    }

    private func keep(_ bytes: [UInt8], _ name: String) throws {
        try RenderingTests().keep(bytes, name)
    }

    @Test func everyKindIsLaidOut() async throws {
        let picture =
            "data:image/svg+xml;base64,"
            + Data(
                "<svg xmlns='http://www.w3.org/2000/svg' width='30' height='30'><circle cx='15' cy='15' r='14'/></svg>"
                    .utf8
            )
            .base64EncodedString()
        for document in try [Self.letter()] + Self.others() {
            var problems = Problems()
            document.check(&problems, at: "")
            #expect(problems.items.isEmpty, "\(problems.items)")
            let paper = try page(document, .paper, garuda: picture)
            let text = String(decoding: paper, as: UTF8.self)
            #expect(!text.contains("{{") && text.contains("๒๕๖๖–๒๕๗๐") == (document.kind != .accelerationNotice))
            let pdf = try await PDFRenderer().pdf(paper)
            try keep(pdf, "document-\(document.kind.rawValue).pdf")
            try keep(try page(document, .screen), "document-\(document.kind.rawValue).html")
            #expect(pdf.starts(with: "%PDF-".utf8))
        }
    }

    @Test func aLetterHasItsParts() throws {
        let text = String(decoding: try page(Self.letter(), .paper), as: UTF8.self)
        for part in [
            "ด่วนมาก", "ที่ ศธ ๐๒๑๑๐/ว๑๒๓๔", "๑๐ เมษายน ๒๕๖๖", "<span class=\"label\">เรื่อง</span> เร่งรัด", "ขอแสดงความนับถือ",
            "๑. สรุปผลการเบิกจ่าย", "<span class=\"entry\">มติคณะรัฐมนตรี เมื่อวันที่ ๒๗ กันยายน ๒๕๖๕</span>", "๑๒,๓๔๕,๖๗๘.๒๕",
            "67-02 สำนักงาน", "สำเนาส่ง", "โทร. ๐ ๕๖๐๐ ๐๐๐๐",
        ] { #expect(text.contains(part), "\(part)") }
        var arabic = try Self.letter()
        arabic.digits = .arabic
        // Set in what the document names, else in what the office has.
        arabic.font = .sarabunPSK
        #expect(String(decoding: try page(arabic, .paper), as: UTF8.self).contains("font-family: \"TH SarabunPSK\""))
        arabic.font = nil
        #expect(text.contains("font-family: Laksaman"))
        let same = String(decoding: try page(arabic, .paper), as: UTF8.self)
        #expect(same.contains("10 เมษายน 2566") && same.contains("12,345,678.25"))
    }

    /// An agenda is sent out before the meeting; minutes say when it was over.
    @Test func anAgendaSaysHowLongItIsToLast() throws {
        for document in try Self.others() where document.meeting != nil {
            let text = String(decoding: try page(document, .paper), as: UTF8.self)
            let isOver = text.contains("เลิกประชุมเวลา ๑๒.๐๐ น.")
            #expect(isOver == (document.kind == .minutes), "\(document.kind)")
            #expect(text.contains("เวลา ๐๙.๓๐–๑๒.๐๐ น.") == (document.kind == .agenda), "\(document.kind)")
        }
    }

    @Test func whatIsGivenStaysText() throws {
        var document = try Self.letter()
        document.subject = "<script>1</script>"
        document.body = [.paragraph("<b>\u{1}x"), .numbered(["</p><i>"]), .item("<", "{{title}}")]
        document.signers = [DocumentSigner(name: "<img src=x>", position: "\"")]
        let text = String(decoding: try page(document, .screen), as: UTF8.self)
        for piece in ["<script>", "<b>\u{1}", "<i>", "<img", "\u{1}"] { #expect(!text.contains(piece), "\(piece)") }
        #expect(text.contains("{{title}}"))
    }

    @Test func problemsAreLocated() throws {
        var document = try Self.letter()
        document.kind = .minutes
        document.subject = " "
        document.body = [
            DocumentBlock(kind: .heading), DocumentBlock(kind: .numbered, items: []),
            .table(
                ReportTable(
                    code: "t", caption: LocalizedText(th: "ต"),
                    columns: [ReportColumn(code: "a", title: LocalizedText(th: "ก"), kind: .text)],
                    rows: [ReportRow(cells: [])])), .paragraph("x\u{2}"),
        ]
        var problems = Problems()
        document.check(&problems, at: "/document")
        #expect(
            problems.items.map(\.path) == [
                "/document/subject", "/document/meeting", "/document/body/0/text", "/document/body/1/items",
                "/document/body/2/table/rows/0/cells", "/document/body/3/text",
            ])
    }

    @Test func renderedByAJobAndSeenByItsOwn() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting") { service in
            let rendered = try await service.call(
                RenderDocument(organisation: "67", document: Self.letter(), idempotencyKey: "d"), as: .planner)
            #expect(rendered.pdfSHA256 == nil && rendered.path == "/documents/\(rendered.id)")
            try await JobRunning.runAll(service.runtime)
            let done = try await service.call(GetDocument(document: rendered.id), as: .planner)
            #expect(done.pdfSHA256?.count == 64)
            let page = try #require(service.router.pages.first { $0.path == "/documents/:document" })
            func get(_ name: String, as caller: Caller) async throws -> PageResponse {
                let context = CallContext(
                    caller: caller, requestID: "t", traceparent: nil, deadline: .now + .seconds(90), now: service.now)
                return try await page.answer(
                    PageRequest(parameters: ["document": name], query: [:], language: "th"), context)
            }
            #expect(try await get("\(rendered.id).pdf", as: .planner).body.count == done.pdfBytes)
            #expect(try await get("\(rendered.id)", as: .planner).contentType == "text/html; charset=utf-8")
            for caller in [Caller.anonymous, .holding(.planner, at: "65")] {
                let answer = await #expect(throws: RPCError.self) { try await get("\(rendered.id).pdf", as: caller) }
                #expect(answer?.kind == .notFound)
            }
            let again = try await service.call(
                RenderDocument(organisation: "67", document: Self.letter(), idempotencyKey: "e"), as: .planner)
            try await JobRunning.runAll(service.runtime)
            let list = try await service.call(ListDocuments(organisation: "67"), as: .planner)
            #expect(Set(list.items.map(\.id)) == [again.id, rendered.id])
            // The same document has the same hash.
            #expect(Set(list.items.map(\.documentSHA256)) == [rendered.documentSHA256])
        }
    }

    /// The forms write ที่ themselves, and the number of a place stays beside its name.
    @Test func numbersStandOnceAndTogether() throws {
        for number in ["15/2566", "ที่ 15/2566"] {
            var order = try #require(try Self.others().first { $0.kind == .order })
            order.number = number
            let text = String(decoding: try page(order, .paper), as: UTF8.self)
            #expect(text.contains(">ที่ ๑๕/๒๕๖๖<"), "\(number)")
        }
        var minutes = try #require(try Self.others().first { $0.kind == .minutes })
        minutes.meeting?.present = [DocumentPerson(position: "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา เขต 1", seat: "กรรมการ")]
        #expect(String(decoding: try page(minutes, .paper), as: UTF8.self).contains("เขต\u{00A0}๑"))
    }
}
