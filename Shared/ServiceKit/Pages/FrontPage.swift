import JSONRPC
import Kernel

/// A service's `/`: what it is, whether it serves, and where to read on.
struct FrontPage: Sendable {
    let definition: ServiceDefinition
    let methods: [any RPCMethod.Type]
    let pages: [PageRoute]

    func body(_ language: String) -> String {
        let isEnglish = language == "en"
        func text(_ text: LocalizedText) -> String { PageShell.escape(isEnglish ? text.en ?? text.th : text.th) }
        var html = "<h1>\(text(definition.title))</h1>\n<p>\(text(definition.summary))</p>\n"
        let reads = methods.filter { $0.safety == .read }.count
        html += "<p><span class=\"tag good\">\(isEnglish ? "running" : "ทำงานอยู่")</span> "
        html += "<span class=\"tag\">\(definition.version)</span> "
        html +=
            isEnglish
            ? "\(methods.count) methods, of which \(reads) read</p>\n"
            : "\(methods.count) เมธอด เป็นการอ่าน \(reads)</p>\n"
        html += "<ul>\n"
        for page in pages {
            guard let title = page.title else { continue }
            html += "<li><a href=\".\(page.path)?lang=\(language)\">\(text(title))</a></li>\n"
        }
        html +=
            "<li><a href=\"./docs?lang=\(language)\">\(isEnglish ? "All methods, with examples" : "เมธอดทั้งหมด พร้อมตัวอย่าง")</a></li>\n"
        html += "<li><a href=\"./openrpc.json\">OpenRPC</a></li>\n"
        return html + "</ul>\n" + nouns(isEnglish)
    }

    /// What there is to work with: the methods' nouns.
    private func nouns(_ isEnglish: Bool) -> String {
        let groups = Dictionary(grouping: methods) { String($0.name.prefix { $0 != "." }) }
        var html = "<h2>\(isEnglish ? "What it keeps" : "สิ่งที่ดูแล")</h2>\n<table>\n"
        for (noun, methods) in groups.sorted(by: { $0.key < $1.key }) {
            let verbs = methods.map { String($0.name.drop { $0 != "." }.dropFirst()) }.sorted()
            html += "<tr><th><code>\(PageShell.escape(noun))</code></th>"
            html += "<td>\(PageShell.escape(verbs.joined(separator: ", ")))</td></tr>\n"
        }
        return html + "</table>\n"
    }
}
