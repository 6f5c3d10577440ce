import JSONRPC
import Kernel
import Pages
import RPCSchema
import RPCServer

/// What a service shows beside `/rpc`: its modules' pages, then its own front page, documents and assets.
struct ServicePages: Sendable {
    let definition: ServiceDefinition
    let shell: PageShell
    let document: OpenRPCDocument
    let router: ServiceRouter
    let pages: [PageRoute]
    var visitors: (any PageVisitors)?
    /// The services of the suite as browsers find them, by name.
    var sites: [String: String] = [:]

    var all: [EndpointPage] { pages.map(endpointPage) + [front, openRPC] + documents + PageAssets.all.map(asset) }

    private func endpointPage(_ route: PageRoute) -> EndpointPage {
        framed(route.path, takesForm: route.takesForm) { try await route.answer($0, $1) }
    }

    private var front: EndpointPage {
        let page = FrontPage(definition: definition, things: router.front)
        return framed("/", takesForm: false) { request, context in
            let call = ReadCall(context: context, runtime: router.runtime, methods: router.methods)
            let body = await page.body(request, call, await open(context))
            return shell.page(title: request.text(definition.title), body: body, language: request.language)
        }
    }

    /// Every method: the contents, and a page for each noun.
    private var documents: [EndpointPage] {
        let document = document
        let contents = shelled("/docs", title: LocalizedText("เมธอด", "Methods")) {
            OpenRPCPage.contents(document, language: $0)
        }
        return [contents]
            + OpenRPCPage.nouns(document).map { noun in
                shelled("/docs/\(noun)", title: LocalizedText(noun, noun)) {
                    OpenRPCPage.methods(of: noun, document, language: $0)
                }
            }
    }

    private func shelled(
        _ path: String, title: LocalizedText, _ body: @escaping @Sendable (String) -> String
    ) -> EndpointPage {
        framed(path, takesForm: false) { request, _ in
            shell.page(title: request.text(title), body: body(request.language), language: request.language)
        }
    }

    private var openRPC: EndpointPage {
        let response = EndpointPageResponse(
            contentType: "application/json", headers: [("Access-Control-Allow-Origin", "*")], body: document.bytes
        ).packedAhead()
        return EndpointPage("/openrpc.json") { _, _ in response }
    }

    private func asset(_ asset: PageAsset) -> EndpointPage {
        let response = EndpointPageResponse(
            contentType: asset.mediaType,
            headers: [("Cache-Control", "public, max-age=31536000, immutable")], body: asset.bytes
        ).packedAhead()
        return EndpointPage("/" + asset.path) { _, _ in response }
    }

    // MARK: - The scene around a page

    private func framed(
        _ path: String, takesForm: Bool,
        _ answer: @escaping @Sendable (PageRequest, CallContext) async throws -> PageResponse
    ) -> EndpointPage {
        let depth = path.count { $0 == "/" } - 1
        let root = depth == 0 ? "./" : String(repeating: "../", count: depth)
        var page = EndpointPage(path, takesForm: takesForm) { asked, context in
            let request = pageRequest(asked, root: root)
            let scene = await scene(request, asked, context)
            let response = try await PageScene.$current.withValue(scene) {
                do {
                    if takesForm, !asked.isProven, context.caller.kind != .anonymous {
                        return try await unproven(request, asked, context)
                    }
                    return try await answer(request, context)
                } catch let error as RPCError where error.kind == .unauthenticated {
                    guard let instead = try await signIn(request, context) else { throw error }
                    return instead
                } catch let error as RPCError where error.kind == .forbidden && context.caller.kind == .person {
                    return try await refuse(error, request, context) ?? errorPage(error, request)
                } catch let error as RPCError where takesForm {
                    return setAside(error, request, asked) ?? errorPage(error, request)
                } catch let error as RPCError {
                    return errorPage(error, request)
                }
            }
            return endpointResponse(response, asked, isPersonal: scene.person != nil || scene.proof != nil)
        }
        page.checksProof = true
        if takesForm {
            page.setAside = { asked, error in
                let request = pageRequest(asked, root: root)
                return PageScene.$current.withValue(bareScene(request, asked)) {
                    setAside(error, request, asked).map { endpointResponse($0, asked, isPersonal: true) }
                }
            }
        }
        return page
    }

    /// What was typed into a form that cannot be taken up now, to be sent again.
    private func setAside(_ error: RPCError, _ request: PageRequest, _ asked: EndpointPageRequest) -> PageResponse? {
        guard error.kind == .unavailable || error.kind == .deadlineExceeded,
            var response = visitors?.setAside(error, request, isOwn: asked.isSameOrigin)
        else { return nil }
        response.headers += ServicePages.wait(error)
        return response
    }

    /// A form that does not show that it comes from a page of ours. One that was opened before its sender signed in
    /// anew is not lost: it can be looked at and sent on.
    private func unproven(
        _ request: PageRequest, _ asked: EndpointPageRequest, _ context: CallContext
    ) async throws -> PageResponse {
        if asked.isSameOrigin, asked.session != nil, context.caller.kind == .person, let visitors,
            let page = try await visitors.sendAgain(request, ReadCall(context: context, runtime: router.runtime))
        {
            return page
        }
        return errorPage(
            RPCError(
                .forbidden,
                LocalizedText(
                    "แบบฟอร์มนี้ไม่ได้มาจากหน้าเว็บของบริการ จึงไม่ได้ทำสิ่งใด ให้เปิดหน้าใหม่แล้วส่งอีกครั้ง",
                    "This form does not come from a page of the service, so nothing was done. Open the page again and send it from there."
                )), request)
    }

    private func refuse(
        _ error: RPCError, _ request: PageRequest, _ context: CallContext
    ) async throws -> PageResponse? {
        guard let visitors else { return nil }
        return try await visitors.refuse(error, request, ReadCall(context: context, runtime: router.runtime))
    }

    private func pageRequest(_ asked: EndpointPageRequest, root: String) -> PageRequest {
        var request = PageRequest(
            parameters: asked.parameters, query: asked.query, language: asked.language, root: root)
        request.path = asked.path
        request.form = asked.form
        request.session = asked.session
        request.sessionMark = asked.sessionMark
        request.isProven = asked.isProven
        request.isForeign = asked.isForeign && !asked.isProven
        request.isSecure = asked.isSecure
        request.address = asked.address
        request.agent = asked.agent
        return request
    }

    /// What needs nobody to be asked.
    private func bareScene(_ request: PageRequest, _ asked: EndpointPageRequest) -> PageScene {
        var scene = PageScene()
        scene.language = request.language
        scene.digits = (request.query["digits"] ?? asked.cookies["digits"]) == "thai" ? .thai : .arabic
        scene.root = request.root
        scene.query = request.query
        scene.proof = request.session.map(FormProof.of)
        scene.ownAddress = (sites[definition.name] ?? "/") + request.path.dropFirst() + ownQuery(request)
        scene.sites = siteLinks
        scene.siteAddresses = sites
        return scene
    }

    private func scene(_ request: PageRequest, _ asked: EndpointPageRequest, _ context: CallContext) async -> PageScene
    {
        var scene = bareScene(request, asked)
        scene.now = context.now
        if let visitors {
            let call = ReadCall(context: context, runtime: router.runtime)
            // Without the database the page itself says what is the matter.
            scene.person = try? await visitors.person(call, request)
            scene.signInAddress = visitors.signInAddress(request)
            scene.names = { await visitors.names(of: $0) }
        }
        scene.links = await links(request, context)
        return scene
    }

    private func ownQuery(_ request: PageRequest) -> String {
        let items = request.query.filter { !["lang", "digits"].contains($0.key) && !$0.value.isEmpty }
            .sorted { $0.key < $1.key }.map { "\(PageText.query($0.key))=\(PageText.query($0.value))" }
        return items.isEmpty ? "" : "?" + items.joined(separator: "&")
    }

    private var siteLinks: [PageScene.Link] {
        ServiceNames.all.compactMap { name, title, about in
            sites[name].map { PageScene.Link(name: title, address: $0, isHere: name == definition.name, about: about) }
        }
    }

    /// The titled pages that the visitor may open.
    private func open(_ context: CallContext) async -> [PageRoute] {
        var open: [PageRoute] = []
        // What only those who run the service use stands last.
        for page in pages.filter({ !$0.isForOperators }) + pages.filter(\.isForOperators) where page.title != nil {
            if await mayOpen(page, context) { open.append(page) }
        }
        return open
    }

    private func links(_ request: PageRequest, _ context: CallContext) async -> [PageScene.Link] {
        await open(context).compactMap { page in
            page.title.map {
                PageScene.Link(
                    name: $0, address: request.root + page.path.dropFirst(),
                    isHere: request.path == page.path || request.path.hasPrefix(page.path + "/")
                        || page.isForOperators && request.path.hasPrefix("/operator/"))
            }
        }
    }

    private func mayOpen(_ page: PageRoute, _ context: CallContext) async -> Bool {
        switch page.access {
        case .open: return true
        case .signedIn: return context.caller.kind != .anonymous
        case .roles(let roles):
            guard context.caller.kind != .anonymous else { return false }
            let holds = try? await router.runtime.authoriser.holds(
                roles, at: nil, caller: context.caller, now: context.now)
            return holds ?? false
        }
    }

    private func signIn(_ request: PageRequest, _ context: CallContext) async throws -> PageResponse? {
        guard let visitors else { return nil }
        return try await visitors.signIn(request, ReadCall(context: context, runtime: router.runtime))
    }

    private func errorPage(_ error: RPCError, _ request: PageRequest) -> PageResponse {
        let page = ErrorPages.page(
            shell, status: error.kind.pageStatus, detail: error.message, language: request.language)
        return PageResponse(
            status: page.status, contentType: page.contentType, headers: page.headers + ServicePages.wait(error),
            body: page.body)
    }

    /// After which time to try again, where the error says it.
    private static func wait(_ error: RPCError) -> [(name: String, value: String)] {
        guard case .number(let wait)? = error.details.first(where: { $0.name == "retryAfterMs" })?.value else {
            return []
        }
        return [("Retry-After", String(max(1, ((Int(wait) ?? 0) + 999) / 1_000)))]
    }

    private func endpointResponse(
        _ response: PageResponse, _ asked: EndpointPageRequest, isPersonal: Bool
    ) -> EndpointPageResponse {
        var headers = response.headers
        if response.contentType.hasPrefix("text/html") {
            // What has a person's name on it is nobody else's, whatever the page says for strangers.
            if isPersonal || !headers.contains(where: { $0.name == "Cache-Control" }) {
                headers.removeAll { $0.name == "Cache-Control" }
                headers.append(("Cache-Control", isPersonal ? "private, no-store" : "no-cache"))
            }
            headers.append(("Vary", "Cookie"))
        }
        let rest = "; Path=/; Max-Age=31536000; SameSite=Lax\(asked.isSecure ? "; Secure" : "")"
        if let language = asked.query["lang"], ["th", "en"].contains(language) {
            headers.append(("Set-Cookie", "lang=\(language)\(rest)"))
        }
        if let digits = asked.query["digits"], ["thai", "arabic"].contains(digits) {
            headers.append(("Set-Cookie", "digits=\(digits)\(rest)"))
        }
        var answer = EndpointPageResponse(
            status: response.status, contentType: response.contentType, headers: headers, body: response.body)
        answer.stream = response.stream
        return answer
    }
}
