import JSONRPC
import Kernel
import RPCServer

/// What a service shows beside `/rpc`: its modules' pages, then its own front page, documents and style.
struct ServicePages: Sendable {
    let definition: ServiceDefinition
    let shell: PageShell
    let methods: [any RPCMethod.Type]
    let limits: RPCServerLimits
    let document: [UInt8]
    let pages: [PageRoute]

    var all: [EndpointPage] { pages.map(endpointPage) + [front, documents, openRPC, style] }

    private func endpointPage(_ route: PageRoute) -> EndpointPage {
        EndpointPage(route.path) { request, context in
            let response = try await route.answer(
                PageRequest(parameters: request.parameters, query: request.query, language: request.language), context)
            return EndpointPageResponse(
                status: response.status, contentType: response.contentType, headers: response.headers,
                body: response.body)
        }
    }

    private var front: EndpointPage {
        let page = FrontPage(definition: definition, methods: methods, pages: pages.map(\.path))
        return shelled("/", title: definition.title) { page.body($0) }
    }

    private var documents: EndpointPage {
        let page = DocumentPage(definition: definition, methods: methods, limits: announced)
        return shelled("/docs", title: LocalizedText("เมธอด", "Methods")) { page.body($0) }
    }

    private var openRPC: EndpointPage {
        let document = document
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

    private var announced: [(name: LocalizedText, value: String)] {
        [
            (LocalizedText("ขนาดคำขอ", "Request body"), "\(limits.bodyBytesMax) bytes"),
            (LocalizedText("ขนาดคำตอบ", "Answer"), "\(limits.answerBytesMax) bytes"),
            (LocalizedText("คำขอในชุด", "Calls in a batch"), "\(limits.batchMembersMax)"),
            (LocalizedText("เวลาสูงสุดของคำขอ", "Time of a call"), "\(limits.callDurationMax / .seconds(1)) s"),
            (
                LocalizedText("อัตราเรียกต่อผู้เรียก", "Calls of one caller"),
                "\(limits.callsPerSecond)/s, \(limits.callsBurst) at once"
            ),
            (
                LocalizedText("ไม่แสดงบัตร ต่อที่อยู่", "Without a credential, by address"),
                "\(limits.anonymousCallsPerSecond)/s, \(limits.anonymousCallsBurst) at once"
            ),
        ]
    }
}
