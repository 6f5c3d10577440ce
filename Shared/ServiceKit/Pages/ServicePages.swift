import JSONRPC
import Kernel
import RPCSchema
import RPCServer

/// What a service shows beside `/rpc`: its modules' pages, then its own front page, documents and style.
struct ServicePages: Sendable {
    let definition: ServiceDefinition
    let shell: PageShell
    let methods: [any RPCMethod.Type]
    let document: OpenRPCDocument
    let pages: [PageRoute]

    var all: [EndpointPage] { pages.map(endpointPage) + [front, documents, openRPC, style] }

    private func endpointPage(_ route: PageRoute) -> EndpointPage {
        let depth = route.path.count { $0 == "/" } - 1
        let root = depth == 0 ? "./" : String(repeating: "../", count: depth)
        return EndpointPage(route.path) { request, context in
            let response = try await route.answer(
                PageRequest(
                    parameters: request.parameters, query: request.query, language: request.language, root: root),
                context)
            return EndpointPageResponse(
                status: response.status, contentType: response.contentType, headers: response.headers,
                body: response.body)
        }
    }

    private var front: EndpointPage {
        let page = FrontPage(definition: definition, methods: methods, pages: pages)
        return shelled("/", title: definition.title) { page.body($0) }
    }

    private var documents: EndpointPage {
        shelled("/docs", title: LocalizedText("เมธอด", "Methods")) { OpenRPCPage.body(document, language: $0) }
    }

    private var openRPC: EndpointPage {
        let document = document.bytes
        return EndpointPage("/openrpc.json") { _, _ in
            EndpointPageResponse(
                contentType: "application/json", headers: [("Access-Control-Allow-Origin", "*")], body: document)
        }
    }

    private var style: EndpointPage {
        let css = Array(PageStyle.css.utf8)
        return EndpointPage("/assets/phaen.css") { _, _ in
            EndpointPageResponse(
                contentType: "text/css; charset=utf-8", headers: [("Cache-Control", "max-age=3600")], body: css)
        }
    }

    /// A page that never changes: made once for each language.
    private func shelled(_ path: String, title: LocalizedText, _ body: (String) -> String) -> EndpointPage {
        let thai = shell.html(title: title.th, body: body("th"), language: "th")
        let english = shell.html(title: title.en ?? title.th, body: body("en"), language: "en")
        return EndpointPage(path) { request, _ in
            EndpointPageResponse(
                contentType: "text/html; charset=utf-8", body: request.language == "en" ? english : thai)
        }
    }
}
