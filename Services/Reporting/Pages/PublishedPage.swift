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
        return try page(reports, language: request.language == "en" ? "en" : "th")
    }

    static func page(_ reports: [Report], language: String) throws -> PageResponse {
        let isEnglish = language == "en"
        let title = isEnglish ? "Published reports" : "รายงานที่เผยแพร่"
        let context: [String: Any] = [
            "language": language, "title": title, "isEmpty": reports.isEmpty,
            "none": isEnglish ? "Nothing is published yet." : "ยังไม่มีรายงานที่เผยแพร่",
            "labelYear": isEnglish ? "Fiscal year" : "ปีงบประมาณ พ.ศ.", "labelReport": isEnglish ? "Report" : "รายงาน",
            "labelRevision": isEnglish ? "Revision" : "ฉบับที่", "labelFiles": isEnglish ? "Files" : "ไฟล์",
            "reports": reports.map { report in
                [
                    "code": report.code, "title": isEnglish ? report.title.en ?? report.title.th : report.title.th,
                    "year": report.fiscalYear.description, "revision": String(report.revision),
                ]
            },
        ]
        let definition = ReportingService.definition
        let shell = PageShell(service: definition.title, version: definition.version)
        let body = try MustacheTemplate(string: template).render(context)
        var response = shell.page(title: title, body: body, language: language)
        response.headers.append(("Cache-Control", "public, max-age=60"))
        return response
    }

    private static let template = """
        <h1>{{title}}</h1>
        {{#isEmpty}}<p>{{none}}</p>{{/isEmpty}}
        {{^isEmpty}}
        <table>
        <thead><tr><th scope="col">{{labelYear}}</th><th scope="col">{{labelReport}}</th>\
        <th scope="col">{{labelRevision}}</th><th scope="col">{{labelFiles}}</th></tr></thead>
        <tbody>
        {{#reports}}<tr><td>{{year}}</td>\
        <th scope="row"><a href="./reports/{{code}}?lang={{language}}">{{title}}</a></th>\
        <td>{{revision}}</td>\
        <td><a href="./reports/{{code}}.pdf">PDF</a> <a href="./reports/{{code}}.xlsx">XLSX</a> \
        <a href="./reports/{{code}}.csv">CSV</a> <a href="./reports/{{code}}.json">JSON</a></td></tr>
        {{/reports}}
        </tbody>
        </table>
        {{/isEmpty}}
        <p><a href="./catalog.json">DCAT (JSON-LD)</a></p>
        """
}
