import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// A report inside the frame: what it says with the source of each figure behind it, its files and hashes, its editions.
struct ReportView {
    let report: Report
    /// Rows of one table on the page, which says how many there are.
    private static let rowsShown = 2_000

    /// Address of the licence.
    let licence: String

    func page(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let isPublic = report.step == .published
        let (content, counts) = try await StoredContent(report: report, database: call.database)
            .outline(rowsKept: Self.rowsShown)
        let editions = try await call.database.all(
            SelectRevisions(
                province: report.province, organisation: report.organisation, fiscalYear: report.fiscalYear,
                quarter: report.quarter, definition: report.definition)
        ).filter { $0.step == .published }
        let files = try await call.database.all(FileHashesOfReport(report: report))
        let isOffice = try await ReportPages.mayRead(at: report.organisation, call)
        var values = ReportView.content(
            content, step: report.step, sha256: report.sha256, path: "./\(report.code)", request, rowCounts: counts,
            links: try await SourceLinks.open(content.sources, call))
        values["listAddress"] = isPublic ? "../reports" : "../making"
        values["listTitle"] =
            isPublic ? request.say("รายงานที่เผยแพร่", "Published reports") : request.say("จัดทำรายงาน", "Making reports")
        values["tag"] = ReportingPages.tag(report.step)
        values["edition"] = request.say("ฉบับที่ \(report.revision)", "Edition \(report.revision)")
        values["files"] = self.files(files)
        values["filesTitle"] = request.say("ดาวน์โหลด", "Download")
        values["variantsTitle"] = request.say("รูปแบบอื่น", "Other forms of it")
        values["variants"] = variants(request)
        values["licence"] = licence
        values["licenceWords"] = request.say("สัญญาอนุญาต", "Licence")
        values["print"] = request.say("พิมพ์", "Print")
        if isOffice {
            values["office"] = [
                "address": "../making/\(PageText.query(report.code))",
                "words": request.say("ขั้นตอนของรายงานนี้", "This report's way"),
            ]
        }
        if let next = editions.first(where: { $0.id == report.supersededBy }) {
            values["superseded"] = [
                "words": request.say("มีฉบับใหม่กว่าแทนฉบับนี้แล้ว", "A newer edition has taken the place of this one:"),
                "address": "./\(PageText.query(next.code))", "name": next.code,
            ]
        }
        if editions.count > 1 {
            values["editionsTitle"] = request.say("ทุกฉบับที่เผยแพร่", "All editions")
            values["editions"] = editions.map { edition($0, request) }
            values["hasEditions"] = true
        }
        var response = ReportingPages.page("report", request.text(content.title), values, request)
        response.headers.append(("Cache-Control", isPublic ? "public, max-age=300" : "private, no-store"))
        return response
    }

    /// The values of `parts` and of what stands above them.
    /// - Parameter links: numbers of the sources that lead to pages of the services that answered.
    static func content(
        _ content: ReportContent, step: ReportStep, sha256: String?, path: String, _ request: PageRequest,
        rowCounts: [Int] = [], links: Set<Int> = []
    ) -> [String: Any] {
        let report = HTMLReport(
            content: content, step: step, sha256: sha256, language: request.isEnglish ? "en" : "th", medium: .screen,
            path: path, rowCounts: rowCounts)
        var values = report.context
        let words = SourceWords(content, language: request.isEnglish ? "en" : "th")
        values["there"] = request.say("ดูในบริการนั้น", "See it there")
        values["sources"] = content.sources.map { source -> [String: Any] in
            [
                "link": (links.contains(source.number) ? SourceLinks.address(source) : nil).map { [["address": $0]] }
                    ?? [],
                "number": String(source.number), "service": words.service(source),
                "question": words.question(source), "about": words.about(source), "method": source.method,
                "params": source.params, "hash": source.answerSHA256,
                "answered": request.say(
                    "ตอบเมื่อ \(ReportingPages.time(source.answeredAt, request))",
                    "answered on \(source.answeredAt.dateInThailand)"),
            ]
        }
        values["asked"] = request.say("คำสั่งและค่าแฮชของคำตอบ", "The call, and the answer's hash")
        values["missing"] = content.missing.map { gap -> [String: Any] in
            let names = content.parts.filter { gap.parts.contains($0.code) }.map { request.text($0.title) }
            return [
                "parts": names.joined(separator: ", "), "service": request.text(ReportingPages.service(gap.service)),
                "reason": request.text(gap.reason),
            ]
        }
        values["isIncomplete"] = !content.missing.isEmpty
        values["missingTitle"] = request.say("ส่วนที่ยังขาดข้อมูล", "Parts with missing figures")
        return values
    }

    private func files(_ hashes: [(name: String, sha256: String)]) -> [[String: Any]] {
        [ReportFormat.pdf, .xlsx, .csv, .json, .html].map { format in
            let kept = hashes.first { $0.name == KeptFile(format).name(of: report) }?.sha256
            var values: [String: Any] = [
                "name": format.rawValue.uppercased(), "address": "./\(PageText.query(report.code)).\(format.rawValue)",
            ]
            values["hash"] = format == .json ? report.sha256 : kept
            return values
        }
    }

    /// The other language, other digits, and with the source of every figure.
    private func variants(_ request: PageRequest) -> [[String: Any]] {
        let english = request.say("ภาษาอังกฤษ", "in English")
        let thai = request.say("ภาษาไทย", "in Thai")
        let origin = request.say("พร้อมที่มาของทุกตัวเลข", "with the source of every figure")
        let all: [(KeptFile, String)] = [
            (KeptFile(.pdf), thai), (KeptFile(.pdf, digits: .thai), request.say("เลขไทยทั้งฉบับ", "in Thai digits")),
            (KeptFile(.pdf, digits: .arabic), request.say("เลขอารบิกทั้งฉบับ", "in Thai with Arabic digits")),
            (KeptFile(.pdf, marked: true), origin), (KeptFile(.pdf, language: "en"), english),
            (KeptFile(.xlsx), thai), (KeptFile(.xlsx, marked: true), origin),
            (KeptFile(.xlsx, language: "en"), english),
        ]
        return all.map { file, words in
            let query = (file.language == "th" ? ["lang=th"] : []) + file.query
            return [
                "name": "\(file.format.rawValue.uppercased()) \(words)",
                "address": "./\(PageText.query(report.code)).\(file.format.rawValue)?" + query.joined(separator: "&"),
            ]
        }
    }

    private func edition(_ edition: Report, _ request: PageRequest) -> [String: Any] {
        [
            "name": request.say("ฉบับที่ \(edition.revision)", "Edition \(edition.revision)"), "code": edition.code,
            "address": "./\(PageText.query(edition.code))", "isHere": edition.id == report.id,
            "composed": ReportingPages.time(edition.composedAt, request), "sha256": edition.sha256 ?? "",
            "isNewest": edition.supersededBy == nil, "newest": request.say("ล่าสุด", "the newest"),
        ]
    }
}
