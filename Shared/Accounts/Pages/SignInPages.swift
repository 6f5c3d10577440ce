import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/signin`, `/signin/code`, `/signout`: name and password, the authenticator's code, and the way out.
struct SignInPages: Sendable {
    /// Seconds that a session lives at most.
    static let sessionLife: Int64 = 30 * 86_400

    let module: AccountsModule

    /// What the form shows.
    struct View: Sendable {
        var name = ""
        var returnTo: String?
        var kept: String?
        var problem: String?
        /// The session ended while a form was being filled in.
        var isInterrupted = false
        /// What of it has to be given again.
        var missing = ""
    }

    func register(on router: ServiceRouter) {
        router.page("/signin", access: .open) { request, call in
            if let elsewhere = elsewhere(request) { return elsewhere }
            if call.caller.kind == .person { return .redirect(to: module.safeReturn(request.query["return"])) }
            return page(request, View(returnTo: request.query["return"]))
        }
        router.form("/signin", access: .open) { try await signIn($0, $1) }
        router.page("/signin/code", access: .open) { request, _ in
            codePage(request, View(returnTo: request.query["return"]))
        }
        router.form("/signin/code", access: .open) { try await takeCode($0, $1) }
        router.form("/signout", access: .open) { try await signOut($0, $1) }
        router.page("/signout", access: .open) { request, _ in
            elsewhere(request) ?? .redirect(to: "./signin")
        }
        ProviderPages(module: module).register(on: router)
    }

    /// Ends the session of this browser, and says where it may go on at the provider.
    private func signOut(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        guard request.isProven, let token = request.session else { return .redirect(to: "./signin") }
        var wasProviders = false
        if call.caller.kind == .person {
            wasProviders = try await call.record("session.end") { change, _ in
                let ended = try await change.transaction.first(
                    EndSessionOfBrowser(digest: Secret.digest(token), now: change.now))
                try await change.audit(subject: ended?.id.description ?? "", details: ["ended": true])
                return ended?.wasProviders ?? false
            }
        } else {
            _ = try await call.database.first(EndSessionOfBrowser(digest: Secret.digest(token), now: call.now))
        }
        var values: [String: Any] = [
            "title": request.say("ออกจากระบบแล้ว", "You are signed out"),
            "words": request.say(
                "การเข้าสู่ระบบในเบราว์เซอร์นี้สิ้นสุดแล้ว ร่างที่ยังไม่ได้ส่งยังอยู่ในเครื่องที่พิมพ์",
                "Your session in this browser has ended. Drafts that were not sent stay on the device where they were typed."
            ),
            "go": request.say("เข้าสู่ระบบอีกครั้ง", "Sign in again"),
        ]
        if wasProviders, let settings = module.settings.provider {
            let own = settings.returnAddress.replacing("signin/provider/return", with: "")
            values["provider"] = await Provider(settings: settings).signOutAddress(returnTo: own)
            values["providerWords"] = request.say(
                "ท่านยังเข้าสู่ระบบอยู่ที่ \(settings.name) ถ้าเครื่องนี้มีผู้อื่นใช้ด้วย ให้ออกจากที่นั่นด้วย",
                "You are still signed in at \(settings.name). If others use this device, sign out there as well.")
            values["providerGo"] = request.say("ออกจาก \(settings.name)", "Sign out of \(settings.name)")
        }
        var response = signedOutPage(values, request)
        response.headers.append(SignInPages.cookie("", request, life: 0))
        response.headers.append(("Cache-Control", "no-store"))
        return response
    }

    /// The frame of this page is a stranger's already.
    private func signedOutPage(_ values: [String: Any], _ request: PageRequest) -> PageResponse {
        var scene = PageScene.current
        scene.person = nil
        scene.proof = nil
        let shell = module.shell
        let body = AccountTemplates.all.render("signedout", values)
        return PageScene.$current.withValue(scene) {
            shell.page(
                title: request.say("ออกจากระบบแล้ว", "Signed out"), body: body, language: request.language,
                isNarrow: true)
        }
    }

    private func elsewhere(_ request: PageRequest) -> PageResponse? {
        guard let keeper = module.settings.keeper else { return nil }
        guard let site = module.settings.sites[keeper] else { return nil }
        return .redirect(to: site + "signin")
    }

    // MARK: - The form

    func page(_ request: PageRequest, _ view: View, status: Int = 200) -> PageResponse {
        let root = request.root
        var values: [String: Any] = [
            "title": request.say("เข้าสู่ระบบ", "Sign in"), "root": root,
            "nameField": PageField(
                "name", request.say("ชื่อผู้ใช้", "Name"), value: view.name, isRequired: true, autocomplete: "username"
            ).html,
            "passwordField": PageField(
                "password", request.say("รหัสผ่าน", "Password"), .password, isRequired: true,
                autocomplete: "current-password"
            ).html,
            "go": request.say("เข้าสู่ระบบ", "Sign in"),
            "forgotten": request.say(
                "ลืมรหัสผ่านหรือถูกล็อก ขอลิงก์ใหม่จากผู้ดูแลระบบของหน่วยงาน",
                "Forgotten your password, or locked out? Ask your office's administrator for a new link."),
        ]
        values["returnTo"] = view.returnTo
        values["kept"] = view.kept
        values["problem"] = view.problem
        if view.isInterrupted {
            values["interrupted"] =
                request.say(
                    "การเข้าสู่ระบบหมดเวลา สิ่งที่พิมพ์ไว้ยังอยู่ครบ เข้าสู่ระบบแล้วส่งต่อได้ทันที",
                    "You are not signed in any more. All that you typed is kept: sign in and send it on.")
                + view.missing
        }
        if let provider = module.settings.provider {
            values["provider"] = request.say("เข้าด้วย \(provider.name)", "Sign in with \(provider.name)")
            values["returnQuery"] = view.returnTo.map { "?return=" + PageText.query($0) }
        }
        return withVisit(request, status: status, title: "title", values, template: "signin")
    }

    private func codePage(_ request: PageRequest, _ view: View, status: Int? = nil) -> PageResponse {
        var values: [String: Any] = [
            "title": request.say("รหัสจากเครื่องออกรหัส", "The code of your authenticator"), "root": request.root,
            "codeField": PageField(
                "code", request.say("รหัส 6 หลัก", "Six digits"), .number, isRequired: true,
                autocomplete: "one-time-code", problems: view.problem.map { [$0] } ?? []
            ).html,
            "go": request.say("ยืนยัน", "Confirm"),
        ]
        values["returnTo"] = view.returnTo
        values["kept"] = view.kept
        return withVisit(
            request, status: status ?? (view.problem == nil ? 200 : 400), title: "title", values, template: "code")
    }

    /// A page with a form for somebody who has no session: the visit gets a cookie, so that the form can be proven.
    private func withVisit(
        _ request: PageRequest, status: Int, title: String, _ values: [String: Any], template: String
    ) -> PageResponse {
        let token = request.session ?? Secret.token()
        var values = values
        values["proof"] = FormProof.of(token)
        let body = AccountTemplates.all.render(template, values)
        var response = module.shell.page(
            status: status, title: values["title"] as? String ?? "", body: body, language: request.language,
            isNarrow: true)
        if request.session == nil { response.headers.append(SignInPages.cookie(token, request, life: 86_400)) }
        response.headers.append(("Cache-Control", "no-store"))
        return response
    }

    // MARK: - What is sent

    private func signIn(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        if let elsewhere = elsewhere(request) { return elsewhere }
        let name = ThaiDigits.arabic((request.form.text("name") ?? "").lowercased())
        var view = View(name: name, returnTo: request.form["return"], kept: SignInPages.kept(request))
        guard let password = request.form["password"] else {
            // A sibling sends a form along that is to outlive signing in.
            view.isInterrupted = view.kept?.isEmpty == false
            return page(request, view)
        }
        guard request.isProven else {
            view.problem = request.say("หน้านี้เปิดไว้นานเกินไป โปรดลองอีกครั้ง", "The page was open for too long; try again.")
            return page(request, view, status: 400)
        }
        if let seconds = try await module.tries.take(request, call) {
            view.problem = request.text(Tries.words(seconds))
            return waiting(page(request, view, status: 429), seconds)
        }
        // Nobody's name: neither looked up nor counted, and refused after the same time.
        let isName = (1...64).contains(name.utf8.count) && !name.utf8.contains(0)
        if isName, let until = try await call.database.first(LockOfName(name: name, now: call.now)) {
            view.problem = SignInPages.locked(until, request)
            return waiting(page(request, view, status: 429), until, call)
        }
        let found = isName ? try await call.database.first(CredentialsByName(name: name)) : nil
        let isRight =
            password.utf8.count <= 1_000
            ? try await Password.matches(password, found?.password) : false
        guard isRight, let found else {
            if isName { _ = try await call.database.execute(CountFailure(name: name, now: call.now)) }
            view.problem = request.say("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง", "The name or the password is wrong.")
            return page(request, view, status: 400)
        }
        try await module.tries.giveBack(request, call)
        if found.totpSecret == nil { _ = try await call.database.execute(ForgetFailures(name: name)) }
        return try await begin(
            found.account, waitsForCode: found.totpSecret != nil, via: "password", view, request, call)
    }

    /// With the time after which to try again (RFC 9110 §10.2.3).
    private func waiting(_ response: PageResponse, _ seconds: Int64) -> PageResponse {
        var response = response
        response.headers.append(("Retry-After", String(max(1, seconds))))
        return response
    }

    private func waiting(_ response: PageResponse, _ until: Instant, _ call: ReadCall) -> PageResponse {
        waiting(response, (until.microsecondsSinceEpoch - call.now.microsecondsSinceEpoch + 999_999) / 1_000_000)
    }

    static func locked(_ until: Instant, _ request: PageRequest) -> String {
        let thai = until.adding(seconds: 7 * 3_600).description.dropFirst(11).prefix(5)
        return request.say(
            "ใส่ผิดหลายครั้ง ลองใหม่ได้หลังเวลา \(thai) น. หรือขอลิงก์ใหม่จากผู้ดูแลระบบ",
            "Too many wrong tries. Try again after \(thai), or ask your administrator for a new link.")
    }

    /// A new session with a new token: one that was known before signing in is of no use.
    func begin(
        _ account: ID, waitsForCode: Bool, via: String, _ view: View, _ request: PageRequest, _ call: ReadCall
    ) async throws -> PageResponse {
        let token = Secret.token()
        let session = Session(
            id: ID(at: call.now), account: account, startedAt: call.now, seenAt: call.now,
            expiresAt: call.now.adding(seconds: SignInPages.sessionLife), agent: request.agent,
            address: request.address, via: via)
        let insert = InsertSession(session: session, digest: Secret.digest(token), waitsForCode: waitsForCode)
        // Whoever was signed in by this browser is not any more: nobody could end that session by it.
        let before = EndSessionByDigest(digest: request.session.map { Secret.digest($0) } ?? [], now: call.now)
        if waitsForCode {
            _ = try await call.database.execute(before)
            _ = try await call.database.execute(insert)
        } else {
            try await call.record("session.begin", of: account) { change, _ in
                _ = try await change.transaction.execute(before)
                _ = try await change.transaction.execute(insert)
                try await change.audit(
                    subject: session.id.description, details: ["via": session.via, "address": session.address])
            }
        }
        var response: PageResponse
        if waitsForCode {
            var request = request
            request.session = token
            request.root = "./"
            response = codePage(request, View(returnTo: view.returnTo, kept: view.kept))
        } else {
            response = goOn(view, request, token: token)
        }
        response.headers.append(SignInPages.cookie(token, request, life: SignInPages.sessionLife))
        return response
    }

    private func takeCode(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        var view = View(returnTo: request.form["return"], kept: SignInPages.kept(request))
        guard request.isProven, let token = request.session,
            let found = try await call.database.first(
                SessionThatWaits(digest: Secret.digest(token), now: call.now)),
            let secret = found.credentials.totpSecret
        else { return .redirect(to: "../signin") }
        if let seconds = try await module.tries.take(request, call) {
            view.problem = request.text(Tries.words(seconds))
            return waiting(codePage(request, view, status: 429), seconds)
        }
        if let until = try await call.database.first(LockOfName(name: found.name, now: call.now)) {
            view.problem = SignInPages.locked(until, request)
            return waiting(codePage(request, view, status: 429), until, call)
        }
        let step = Totp.step(
            of: request.form["code"] ?? "", secret, now: call.now, after: found.credentials.totpStep)
        var isUsed = false
        if let step {
            isUsed = try await call.database.first(UseCode(account: found.credentials.account, step: step)) ?? false
        }
        guard isUsed else {
            _ = try await call.database.execute(CountFailure(name: found.name, now: call.now))
            view.problem = request.say("รหัสไม่ถูกต้องหรือใช้ไปแล้ว", "The code is wrong, or was used already.")
            return codePage(request, view)
        }
        try await module.tries.giveBack(request, call)
        _ = try await call.database.execute(ForgetFailures(name: found.name))
        return try await begin(
            found.credentials.account, waitsForCode: false, via: "password", view, request, call)
    }

    /// Where the person wanted to go; with a form that was interrupted, what it held, to be sent on.
    func goOn(_ view: View, _ request: PageRequest, token: String) -> PageResponse {
        let target = module.safeReturn(view.returnTo, root: request.root)
        guard let kept = view.kept, !kept.isEmpty else { return .redirect(to: target) }
        let form = KeptForm(kept)
        var values = InterruptedPages.typed(form, request)
        values["title"] = request.say("ทำต่อจากที่ค้างไว้", "Go on where you were")
        values["words"] = request.say("กดส่งต่อเพื่อบันทึกสิ่งที่พิมพ์ไว้", "Send on what you had typed.")
        values["form"] = InterruptedPages.form(
            form, target, FormProof.of(token), go: request.say("ส่งต่อ", "Send on"))
        var response = module.shell.page(
            title: request.say("ทำต่อ", "Go on"), body: AccountTemplates.all.render("goon", values),
            language: request.language, isNarrow: true)
        response.headers.append(module.policy)
        response.headers.append(("Cache-Control", "no-store"))
        return response
    }

    /// A form that somebody had typed before signing in; not what another site would have sent in their name.
    static func kept(_ request: PageRequest) -> String? { request.isForeign ? nil : request.form["kept"] }

    /// - Parameter name: `nil`: the session's.
    static func cookie(
        _ value: String, _ request: PageRequest, life: Int64, _ name: String? = nil
    ) -> (name: String, value: String) {
        let name = name ?? Cookies.session(isSecure: request.isSecure)
        let secure = request.isSecure ? "; Secure" : ""
        return ("Set-Cookie", "\(name)=\(value); Path=/; Max-Age=\(life); HttpOnly; SameSite=Lax\(secure)")
    }
}
