import Kernel
import Mustache

/// The frame of every page: head, bar, foot. Pages put their own HTML in; whatever they put from data into it is
/// theirs to escape (`PageShell.escape`, or a Mustache template's `{{…}}`).
public struct PageShell: Sendable {
    /// Name of the service whose page it is.
    public var service: LocalizedText
    public var version: String

    public init(service: LocalizedText, version: String) {
        self.service = service
        self.version = version
    }

    /// The whole page.
    /// - Parameters:
    ///   - title: plain text.
    ///   - body: HTML.
    ///   - language: `"th"` or `"en"`.
    ///   - style: further CSS of this page.
    ///   - root: where the service's `/` is, seen from the page (`PageRequest.root`).
    public func html(
        title: String, body: String, language: String, style: String = "", root: String = "./"
    ) -> [UInt8] {
        let isEnglish = language == "en"
        let values: [String: Any] = [
            "language": isEnglish ? "en" : "th", "root": root, "title": title, "body": body, "css": PageStyle.css,
            "style": style,
            "service": isEnglish ? service.en ?? service.th : service.th, "version": version,
            "suite": isEnglish ? "Phaen: provincial education planning" : "แผน: งานแผนการศึกษาจังหวัด",
            "documents": isEnglish ? "Methods" : "เมธอดทั้งหมด",
            "other": isEnglish ? "ภาษาไทย" : "English", "otherLanguage": isEnglish ? "th" : "en",
            "home": isEnglish ? "Home" : "หน้าแรก",
        ]
        return Array((PageShell.template?.render(values) ?? body).utf8)
    }

    /// The same as an answer.
    public func page(
        status: Int = 200, title: String, body: String, language: String, style: String = "", root: String = "./"
    ) -> PageResponse {
        PageResponse(
            status: status, contentType: "text/html; charset=utf-8",
            body: html(title: title, body: body, language: language, style: style, root: root))
    }

    /// Text as HTML.
    public static func escape(_ text: String) -> String {
        var html = ""
        html.reserveCapacity(text.utf8.count)
        for character in text.unicodeScalars {
            switch character {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            case "'": html += "&#39;"
            default: html.unicodeScalars.append(character)
            }
        }
        return html
    }

    // The links are relative, so that they hold behind a gateway that puts each service under a path.
    private static let template = try? MustacheTemplate(
        string: """
            <!doctype html>
            <html lang="{{language}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{title}} · {{service}}</title>
            <style>
            {{{css}}}{{{style}}}
            </style>
            </head>
            <body>
            <header class="bar"><a class="name" href="{{root}}?lang={{language}}">{{service}}</a>
            <nav><a href="{{root}}docs?lang={{language}}">{{documents}}</a>
            <a href="?lang={{otherLanguage}}" hreflang="{{otherLanguage}}">{{other}}</a></nav></header>
            <main>
            {{{body}}}
            </main>
            <footer>{{suite}} · {{service}} {{version}}</footer>
            </body>
            </html>

            """)
}
