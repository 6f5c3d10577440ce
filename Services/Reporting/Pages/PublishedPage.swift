import Kernel
import Mustache
import Postgres
import ReportingContract
import ServiceKit

/// `/reports`: what is published, for everyone.
enum PublishedPage {
    /// Far more than 77 provinces publish in five years; the newest come first.
    static let reportsMax = 500

    static func answer(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let reports = try await call.database.all(SelectPublished(limit: reportsMax))
        return PageResponse(
            contentType: "text/html; charset=utf-8",
            headers: [
                ("Cache-Control", "public, max-age=60"),
                ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
            ], body: try page(reports, language: request.language == "en" ? "en" : "th"))
    }

    static func page(_ reports: [Report], language: String) throws -> [UInt8] {
        let isEnglish = language == "en"
        let context: [String: Any] = [
            "language": language, "style": ReportStyle.common + ReportStyle.screen,
            "title": isEnglish ? "Published reports" : "รายงานที่เผยแพร่", "isEmpty": reports.isEmpty,
            "none": isEnglish ? "Nothing is published yet." : "ยังไม่มีรายงานที่เผยแพร่",
            "year": isEnglish ? "Fiscal year" : "ปีงบประมาณ พ.ศ.", "report": isEnglish ? "Report" : "รายงาน",
            "revision": isEnglish ? "Revision" : "ฉบับที่", "files": isEnglish ? "Files" : "ไฟล์",
            "reports": reports.map { report in
                [
                    "code": report.code, "title": isEnglish ? report.title.en ?? report.title.th : report.title.th,
                    "year": report.fiscalYear.description, "revision": String(report.revision),
                ]
            },
        ]
        return Array(try MustacheTemplate(string: template).render(context).utf8)
    }

    private static let template = """
        <!DOCTYPE html>
        <html lang="{{language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>
        <style>{{{style}}}</style>
        </head>
        <body>
        <main id="content">
        <h1>{{title}}</h1>
        {{#isEmpty}}<p>{{none}}</p>{{/isEmpty}}
        {{^isEmpty}}
        <div class="scroll" tabindex="0" role="region" aria-label="{{title}}">
        <table>
        <thead><tr><th scope="col" class="figure">{{year}}</th><th scope="col">{{report}}</th>\
        <th scope="col" class="figure">{{revision}}</th><th scope="col">{{files}}</th></tr></thead>
        <tbody>
        {{#reports}}<tr><td class="figure">{{year}}</td>\
        <th scope="row"><a href="./reports/{{code}}?lang={{language}}">{{title}}</a></th>\
        <td class="figure">{{revision}}</td>\
        <td><a href="./reports/{{code}}.pdf">PDF</a> <a href="./reports/{{code}}.xlsx">XLSX</a> \
        <a href="./reports/{{code}}.csv">CSV</a> <a href="./reports/{{code}}.json">JSON</a></td></tr>
        {{/reports}}
        </tbody>
        </table>
        </div>
        {{/isEmpty}}
        </main>
        </body>
        </html>
        """
}
