import JSONRPC
import Kernel

/// `/docs`: the methods as a page that a person reads, made from the same declarations as the OpenRPC document.
struct DocumentPage: Sendable {
    let definition: ServiceDefinition
    let methods: [any RPCMethod.Type]
    let limits: [(name: LocalizedText, value: String)]

    func body(_ language: String) -> String {
        let isEnglish = language == "en"
        func text(_ text: LocalizedText) -> String { PageShell.escape(isEnglish ? text.en ?? text.th : text.th) }
        let sorted = methods.sorted { $0.name < $1.name }
        var html = "<h1>\(text(definition.title)): \(isEnglish ? "methods" : "เมธอด")</h1>\n"
        html +=
            isEnglish
            ? "<p>JSON-RPC 2.0 over <code>POST ./rpc</code>; the machine-readable form is "
            : "<p>JSON-RPC 2.0 ทาง <code>POST ./rpc</code> สำหรับเครื่องอ่านดู "
        html += "<a href=\"./openrpc.json\">openrpc.json</a></p>\n"
        html += "<h2>\(isEnglish ? "Limits" : "ขีดจำกัด")</h2>\n<table>\n"
        for limit in limits {
            html += "<tr><th>\(text(limit.name))</th><td>\(PageShell.escape(limit.value))</td></tr>\n"
        }
        html += "</table>\n<h2>\(isEnglish ? "Methods" : "เมธอด")</h2>\n<div class=\"scroll\"><table>\n"
        for method in sorted {
            html += "<tr><td><a href=\"#\(method.name)\"><code>\(method.name)</code></a></td>"
            html += "<td>\(text(method.summary))</td></tr>\n"
        }
        html += "</table></div>\n"
        for method in sorted { html += section(method, isEnglish, text) }
        return html
    }

    private func section(
        _ method: any RPCMethod.Type, _ isEnglish: Bool, _ text: (LocalizedText) -> String
    ) -> String {
        var html = "<h2 id=\"\(method.name)\"><code>\(method.name)</code></h2>\n<p>\(text(method.summary))</p>\n"
        if !method.details.th.isEmpty { html += "<p>\(text(method.details))</p>\n" }
        html += "<p><span class=\"tag\">\(method.safety.rawValue)</span> <span class=\"tag\">"
        html += "\(PageShell.escape(DocumentPage.access(method.access, isEnglish)))</span></p>\n"
        if !method.memberNotes.isEmpty {
            html += "<table>\n"
            for (member, note) in method.memberNotes.sorted(by: { $0.key < $1.key }) {
                html += "<tr><th><code>\(PageShell.escape(member))</code></th><td>\(text(note))</td></tr>\n"
            }
            html += "</table>\n"
        }
        if !method.errors.isEmpty {
            let names = method.errors.map { "\($0.code) \($0.name)" }.joined(separator: ", ")
            html += "<p class=\"soft\">\(isEnglish ? "Errors" : "ข้อผิดพลาด"): \(names)</p>\n"
        }
        for example in method.examples {
            html += "<details><summary>\(PageShell.escape(example.name))</summary>\n"
            html += "<pre>\(PageShell.escape(example.params))</pre>\n<pre>\(PageShell.escape(example.result))</pre>\n"
            html += "</details>\n"
        }
        return html
    }

    private static func access(_ access: RPCAccess, _ isEnglish: Bool) -> String {
        switch access {
        case .open: isEnglish ? "anyone" : "ทุกคน"
        case .signedIn: isEnglish ? "any valid credential" : "ผู้มีบัตรผ่าน"
        case .roles(let roles): roles.map(\.rawValue).sorted().joined(separator: ", ")
        }
    }
}
