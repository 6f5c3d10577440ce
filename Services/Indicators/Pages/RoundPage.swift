import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `/rounds/:round`: who has answered, as a page.
struct RoundPage: Sendable {
    static func register(on router: ServiceRouter) {
        router.page("/rounds/:round", access: .signedIn) { request, call in
            let reference = Reference(request.parameters["round"] ?? "")
            let status = try await RoundStatusHandlers.status(
                reference, request.query["organisation"], .either, call.database)
            let page = RoundPage(status: status, isEnglish: request.language == "en")
            return PageResponse(
                contentType: "text/html; charset=utf-8", headers: [("Cache-Control", "no-store")],
                body: Array(page.html.utf8))
        }
    }

    let status: RoundStatus
    let isEnglish: Bool

    private func text(_ text: LocalizedText) -> String { Self.escape(isEnglish ? text.en ?? text.th : text.th) }
    private func text(_ thai: String, _ english: String) -> String { isEnglish ? english : thai }

    var html: String {
        """
        <!doctype html>
        <html lang="\(isEnglish ? "en" : "th")">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(text(status.round.name))</title>
        <style>
        body { font: 16px/1.6 "Laksaman", "Sarabun", system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { border-bottom: 1px solid #ccc; padding: .3rem .5rem; text-align: right; }
        th:first-child, td:first-child { text-align: left; }
        caption { text-align: left; font-weight: bold; padding: .5rem 0; }
        </style>
        </head>
        <body>
        <h1>\(text(status.round.name))</h1>
        <p>\(dates)</p>
        \(note)<table>
        <caption>\(text("การรายงาน", "Answers")) (\(Self.escape(status.organisation)))</caption>
        <thead><tr>\(headings.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead>
        <tbody>
        \(rows)
        </tbody>
        <tfoot>\(row(text("รวม", "Total"), status.counts))</tfoot>
        </table>
        </body>
        </html>
        """
    }

    private var dates: String {
        let due = status.round.dueOn
        return isEnglish
            ? "Fiscal year \(status.round.fiscalYear), due \(due)"
            : "ปีงบประมาณ พ.ศ. \(status.round.fiscalYear) ครบกำหนด \(ThaiDate.text(due, .long, digits: .arabic))"
    }

    private var note: String {
        guard status.directoryChanged else { return "" }
        let words = text(
            "ทะเบียนหน่วยงานเปลี่ยนหลังเปิดรอบ ใช้ round.refresh เพื่อปรับ",
            "The directory has changed since the round was opened; round.refresh takes that over.")
        return "<p><em>\(words)</em></p>\n"
    }

    private var headings: [String] {
        [
            text("หน่วยงาน", "Organisation"), text("ต้องรายงาน", "Expected"), text("ยังไม่เริ่ม", "Not started"),
            text("ร่าง", "Draft"), text("ส่งแล้ว", "Submitted"), text("รับรองแล้ว", "Certified"),
            text("รับแล้ว", "Accepted"), text("ส่งกลับ", "Returned"), text("ล่าช้า", "Late"),
            text("ร้อยละที่รับรอง", "Certified, %"),
        ]
    }

    private var rows: String {
        status.children.map { child in
            let code = Self.escape(child.organisation)
            return row("<a href=\"?organisation=\(code)\">\(text(child.name))</a>", child.counts)
        }.joined(separator: "\n")
    }

    private func row(_ first: String, _ counts: RoundCounts) -> String {
        let figures = [
            counts.expected, counts.notStarted, counts.drafted, counts.submitted, counts.certified, counts.accepted,
            counts.returned, counts.late,
        ].map(String.init)
        let rate = counts.certifiedRate?.text(decimals: 2) ?? "–"
        return "<tr><td>\(first)</td>" + (figures + [rate]).map { "<td>\($0)</td>" }.joined() + "</tr>"
    }

    static func escape(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
