import Kernel
import Mustache
import ReportingContract

/// A report as one HTML page that needs nothing else: for readers on any device, and for the PDF.
struct HTMLReport {
    enum Medium { case screen, paper }

    let content: ReportContent
    /// Where it is on its way, for the banner.
    let step: ReportStep
    let sha256: String?
    /// `"th"` or `"en"`.
    let language: String
    let medium: Medium
    /// Base of the links to the other formats, relative so that it holds behind a gateway: `"./⟨code⟩"`.
    let path: String
    /// Whether each figure bears the number of the source that it came from.
    var marksFigures = false
    /// How many rows each table has, where the content may hold but the first of them.
    var rowCounts: [Int] = []
    /// Of paper.
    var font = DocumentFont.laksaman
    /// Of Thai paper; `nil`: running text has Thai digits, as letters have, and tables have those that people compute with.
    var digitsAsked: Digits?

    func bytes() throws -> [UInt8] {
        Array(try MustacheTemplate(string: ReportTemplate.page).render(context).utf8)
    }

    /// What a template needs.
    var context: [String: Any] {
        var context: [String: Any] = [
            "language": language, "title": digits(local(content.title)),
            "words": titleWords,
            "organisation": local(content.organisationName),
            "style": ReportStyle.common
                + (medium == .paper
                    ? font.applied(to: ReportStyle.paper(counter: isThai ? "thai" : "decimal")) : ReportStyle.screen),
            "created": content.composedAt.description, "isDraft": step != .published && step != .signed,
            "step": local(ReportMessages.text(step.rawValue)), "onScreen": medium == .screen, "path": path,
            "composed": composed, "parts": parts, "sources": sources, "hasSources": !content.sources.isEmpty,
            "year": digits(content.fiscalYear.description), "compact": isCompact,
            "side": content.parts.flatMap(\.blocks).compactMap(\.table).contains { columns(of: $0).isWide },
        ]
        if let sha256 { context["sha256"] = sha256 }
        context["otherOrigin"] = marksFigures ? "origin=no" : "origin=yes"
        context["labelOrigin"] = local(
            marksFigures
                ? LocalizedText("ซ่อนที่มาของตัวเลข", "Hide where figures came from")
                : LocalizedText("แสดงที่มาของตัวเลข", "Show where figures came from"))
        if let corrects = content.corrects {
            let reason = content.reason.map { ": " + local($0) } ?? ""
            context["correction"] = local(LocalizedText("ฉบับแก้ไข แทนฉบับ", "A correction of")) + " \(corrects)" + reason
        }
        for (name, text) in Self.labels { context[name] = local(text) }
        return context
    }

    /// What fits on a few sheets of paper, as one school's, has no cover and no table of contents, and its parts follow
    /// each other; with a table that needs it all of it is on its side.
    var isCompact: Bool {
        let blocks = content.parts.flatMap(\.blocks)
        return medium == .paper && !blocks.contains { $0.chart != nil }
            && blocks.reduce(0) { $0 + ($1.table?.rows.count ?? 0) } <= Self.compactRowsMax
    }

    private static let compactRowsMax = 60

    /// Words of the title that stay on one line, as far as a line can hold them.
    private var titleWords: [[String: Any]] {
        digits(local(content.title)).split(separator: " ").map { word in
            ["word": String(word), "whole": ems(String(word)) < 15]
        }
    }

    private static let labels: [String: LocalizedText] = [
        "labelSkip": LocalizedText("ข้ามไปเนื้อหา", "Skip to content"),
        "labelContents": LocalizedText("สารบัญ", "Contents"),
        "labelSources": LocalizedText("แหล่งข้อมูล", "Sources"),
        "labelYear": LocalizedText("ปีงบประมาณ พ.ศ.", "Fiscal year"),
        "labelComposed": LocalizedText("จัดทำเมื่อ", "Composed"),
        "labelStep": LocalizedText("สถานะ", "Status"),
        "labelFrom": LocalizedText("ที่มา", "From"),
        "labelService": LocalizedText("บริการ", "Service"),
        "labelQuestion": LocalizedText("คำถาม", "What was asked"),
        "labelAnswered": LocalizedText("ตอบเมื่อ", "Answered"),
        "labelHash": LocalizedText("SHA-256 ของคำตอบ", "SHA-256 of the answer"),
        "labelDownload": LocalizedText("ดาวน์โหลด", "Download"),
    ]

    private func local(_ text: LocalizedText) -> String {
        CellText.visible(language == "en" ? text.en ?? text.th : text.th)
    }

    /// Whether running text on paper is in Thai digits; codes and other languages have Arabic ones.
    private var isThai: Bool { medium == .paper && language == "th" && digitsAsked != .arabic }

    /// Of tables and pictures.
    private var tableDigits: Digits { medium == .paper && language == "th" ? digitsAsked ?? .arabic : .arabic }

    private func digits(_ text: String) -> String { isThai ? ThaiFigures.text(text) : text }

    private var composed: String {
        language == "en"
            ? content.composedAt.dateInThailand.description
            : digits(ThaiDate.text(content.composedAt.dateInThailand, digits: .arabic))
    }

    private var parts: [[String: Any]] {
        content.parts.enumerated().map { index, part in
            let isWide = medium == .paper && part.blocks.compactMap(\.table).contains { columns(of: $0).isWide }
            return [
                "code": part.code, "number": digits(String(index + 1)), "title": digits(local(part.title)),
                "wide": isWide, "together": isShort(part),
                "blocks": part.blocks.map { block($0, isOnSide: isWide) },
            ] as [String: Any]
        }
    }

    /// Whether a part is so short that a page's end between its text and its one small table would look like a mistake.
    private func isShort(_ part: ReportPart) -> Bool {
        let tables = part.blocks.compactMap(\.table)
        return part.blocks.count <= 4 && tables.count == 1 && tables[0].rows.count <= 5
            && !part.blocks.contains { $0.chart != nil || $0.kind == .heading }
    }

    private func block(_ block: ReportBlock, isOnSide: Bool) -> [String: Any] {
        let text = block.text.map(local)
        switch block.kind {
        case .heading: return ["heading": digits(text ?? "")]
        case .gap: return ["gap": text ?? ""]
        case .list: return ["points": (block.items ?? []).map { ["point": digits(local($0))] }]
        case .paragraph: return ["paragraphs": ParagraphText.paragraphs(text ?? "").map { ["text": digits($0)] }]
        case .table: return ["table": block.table.map(table) ?? [:]]
        case .chart: return block.chart.map { ["chart": chart($0, isOnSide: isOnSide)] } ?? [:]
        }
    }

    private func table(_ table: ReportTable) -> [String: Any] {
        TableMarkup(
            table: table, language: language, medium: medium, caption: caption(table), marksFigures: marksFigures,
            more: more(table), digits: tableDigits,
            asDense: medium == .paper && table.rows.count < 100 && isAnyDense(like: table)
        ).context
    }

    /// Tables of the same columns look the same: in one chapter after the other, each of an issue or a target.
    private func isAnyDense(like table: ReportTable) -> Bool {
        let codes = table.columns.map(\.code)
        return content.parts.flatMap(\.blocks).compactMap(\.table).contains {
            $0.rows.count < 100 && $0.columns.map(\.code) == codes && columns(of: $0).isDense
        }
    }

    /// That the table goes on in the files of rows.
    private func more(_ table: ReportTable) -> String? {
        let tables = content.parts.flatMap { $0.blocks.compactMap(\.table?.code) }
        guard let place = tables.firstIndex(of: table.code), place < rowCounts.count,
            rowCounts[place] > table.rows.count
        else { return nil }
        return digits(local(ReportMessages.moreRows(shown: table.rows.count, of: rowCounts[place])))
    }

    private func columns(of table: ReportTable) -> PaperColumns {
        PaperColumns(table, language: language, digits: tableDigits)
    }

    /// - Parameter isOnSide: whether it stands between tables that need the page on its side.
    private func chart(_ chart: ReportChart, isOnSide: Bool) -> [String: Any] {
        let charts = content.parts.flatMap { $0.blocks.compactMap(\.chart?.code) }
        let number = (charts.firstIndex(of: chart.code) ?? 0) + 1
        let caption = (language == "en" ? "Figure \(number) " : "แผนภูมิที่ \(number) ") + local(chart.caption)
        let drawing = ChartSVG(
            chart: chart, language: language, wordsApart: medium == .paper, digits: tableDigits)
        return [
            "picture": drawing.text(), "upright": isOnSide && drawing.height > ChartSVG.heightMaxWide,
            "note": digits(chart.note.map(local) ?? ""), "caption": digits(caption),
            "onScreen": medium == .screen && path != "",
            "address": "\(path)/charts/\(chart.code)",
        ]
    }

    /// With its number in the report: `ตารางที่ 3`.
    private func caption(_ table: ReportTable) -> String {
        let tables = content.parts.flatMap { $0.blocks.compactMap(\.table?.code) }
        let number = (tables.firstIndex(of: table.code) ?? 0) + 1
        return digits((language == "en" ? "Table \(number) " : "ตารางที่ \(number) ") + local(table.caption))
    }

    private var sources: [[String: Any]] {
        let words = SourceWords(content, language: language)
        return content.sources.map {
            [
                "number": String($0.number), "service": words.service($0), "question": words.question($0),
                "about": words.about($0), "method": $0.method, "params": $0.params,
                "answered": answered($0.answeredAt), "hash": $0.answerSHA256,
            ]
        }
    }

    /// Whole seconds; the files of data have more.
    private func answered(_ instant: Instant) -> String {
        language == "en"
            ? String(instant.description.prefix(19)) + "Z" : ThaiDate.text(instant, digits: .arabic)
    }
}
