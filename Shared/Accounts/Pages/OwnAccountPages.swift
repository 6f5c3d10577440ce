import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/account`: the hat, the sessions, and the way out.
struct OwnAccountPages: Sendable {
    let module: AccountsModule

    func register(on router: ServiceRouter) {
        router.page("/account", access: .signedIn) { try await page($0, $1) }
        router.form("/account/hat", access: .signedIn) { try await chooseHat($0, $1) }
        router.form("/account/session", access: .signedIn) { request, call in
            if let id = ID(request.form["session"] ?? "") {
                _ = try await call.invoke(
                    EndSession(idempotencyKey: request.form["key"] ?? id.description, session: id))
            }
            return .redirect(to: "../account")
        }
        AuthenticatorPages(module: module).register(on: router)
        PasswordPages(module: module).register(on: router)
    }

    private func page(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        if let elsewhere = module.keepersAccount { return .redirect(to: elsewhere) }
        let hats = try await call.database.all(
            HatsOfSubject(subject: call.caller.subject, today: call.now.dateInThailand))
        let account = try await call.database.first(AccountOfSubject(subject: call.caller.subject))
        let own = request.session.map { Secret.digest($0) } ?? []
        let sessions = try await call.database.all(SessionsOfSubject(subject: call.caller.subject, now: call.now))
        let current = try await call.database.first(SessionByDigest(digest: own))
        let chosen = call.caller.hat
        var values: [String: Any] = [
            "proof": PageScene.current.proof ?? "", "title": request.say("บัญชีของฉัน", "My account"),
            "subject": call.caller.subject,
            "hatTitle": request.say("บทบาทที่ใช้อยู่", "The role you act in"),
            "hatWords": request.say(
                "ถ้ามีหลายบทบาท เลือกบทบาทเดียวเพื่อทำงานในนามหน่วยงานนั้น หรือใช้ทุกบทบาทพร้อมกัน",
                "With several roles, choose one to act for that place alone, or use all of them."),
            "noHats": request.say(
                "ยังไม่มีบทบาท ขอให้ผู้ดูแลระบบมอบบทบาทให้", "You have no role yet; ask your administrator for one."),
            "hasHats": !hats.isEmpty,
            "all": request.say("ทุกบทบาท", "All roles"), "isAll": chosen == nil,
            "use": request.say("ใช้บทบาทนี้", "Use it"),
            "hats": hats.map { hat -> [String: Any] in
                [
                    "value": "\(hat.grant.role.rawValue)@\(hat.grant.organisation)",
                    "role": request.text(hat.grant.role.title), "place": request.text(hat.place),
                    "isChosen": chosen?.role == hat.grant.role && chosen?.organisation == hat.grant.organisation,
                ]
            },
            "sessionsTitle": request.say("ที่เข้าสู่ระบบอยู่", "Where you are signed in"),
            "browser": request.say("เบราว์เซอร์", "Browser"), "seenLabel": request.say("ใช้ล่าสุด", "Last seen"),
            "addressLabel": request.say("ที่อยู่", "Address"), "end": request.say("สิ้นสุด", "End"),
            "thisOne": request.say("เครื่องนี้", "this one"),
            "sessions": sessions.map { session -> [String: Any] in
                [
                    "id": session.id.description, "agent": OwnAccountPages.browser(session.agent),
                    "address": session.address, "seen": OwnAccountPages.time(session.seenAt, request),
                    "isThis": session.id == current,
                ]
            },
            "totpTitle": request.say("เครื่องออกรหัส", "Authenticator"), "hasTotp": account?.hasTotp == true,
            "totpTag": request.say("ใช้อยู่", "in use"),
            "totpWords": request.say(
                "เพิ่มความปลอดภัยด้วยรหัส 6 หลักจากแอปในโทรศัพท์", "Six digits of an app on your phone, beside the password."),
            "totpGo": account?.hasTotp == true
                ? request.say("เปลี่ยนหรือเลิกใช้", "Change or remove it")
                : request.say("ตั้งเครื่องออกรหัส", "Set up an authenticator"),
            "hasPassword": account?.hasPassword == true, "passwordTitle": request.say("รหัสผ่าน", "Password"),
            "passwordGo": request.say("เปลี่ยนรหัสผ่าน", "Change the password"),
            "signOut": request.say("ออกจากระบบ", "Sign out"),
        ]
        if let provider = module.settings.provider {
            let joined = try await call.database.first(
                JoinedIdentity(subject: call.caller.subject, issuer: provider.issuer))
            values["provider"] = providerValues(provider.name, joined, request)
        }
        return module.shell.page(
            title: request.say("บัญชีของฉัน", "My account"), body: AccountTemplates.all.render("account", values),
            language: request.language, isNarrow: true)
    }

    private func providerValues(
        _ name: String, _ joined: JoinedIdentity.Found?, _ request: PageRequest
    ) -> [String: Any] {
        var values: [String: Any] = ["title": name, "do": "join"]
        if joined?.isJoined == true {
            values["words"] =
                joined?.hasPassword == true
                ? request.say("เข้าสู่ระบบด้วย \(name) ได้แล้ว", "You can sign in with \(name).")
                : request.say(
                    "เข้าสู่ระบบด้วย \(name) ได้ทางเดียว เลิกเชื่อมได้เมื่อมีรหัสผ่าน",
                    "\(name) is your only way in; part from it once you have a password.")
            values["do"] = "part"
            values["go"] = request.say("เลิกเชื่อมกับ \(name)", "Part from \(name)")
        } else {
            values["words"] = request.say(
                "เชื่อมครั้งเดียว แล้วเข้าสู่ระบบด้วย \(name) ได้โดยไม่ต้องใช้รหัสผ่านของที่นี่",
                "Join once, and you can sign in with \(name) instead of the password here.")
            values["go"] = request.say("เชื่อมกับ \(name)", "Join with \(name)")
        }
        return values
    }

    private func chooseHat(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        guard let token = request.session else { return .redirect(to: "../account") }
        let hats = try await call.database.all(
            HatsOfSubject(subject: call.caller.subject, today: call.now.dateInThailand))
        let wanted = hats.first { "\($0.grant.role.rawValue)@\($0.grant.organisation)" == request.form["hat"] }
        try await call.record("session.chooseHat") { change, _ in
            let session = try await change.transaction.first(
                ChooseHat(digest: Secret.digest(token), hat: wanted?.grant))
            let hat = wanted.map { "\($0.grant.role.rawValue)@\($0.grant.organisation)" }
            try await change.audit(subject: session?.description ?? "", details: ["hat": hat ?? "all"])
        }
        var response = PageResponse.redirect(to: "../account")
        if let back = request.form["return"] {
            // From a page that needs another role: on to it, with what was typed there.
            response = SignInPages(module: module).goOn(
                SignInPages.View(returnTo: back, kept: request.form["kept"]), request, token: token)
        }
        // The other services have the session in mind with the role of before.
        response.headers.append(
            SignInPages.cookie(String(Secret.token().prefix(12)), request, life: SignInPages.sessionLife, Cookies.mark))
        return response
    }

    // MARK: - Words

    /// The browser and system out of what a browser calls itself.
    static func browser(_ agent: String) -> String {
        let browsers = [
            ("Edg/", "Edge"), ("Line/", "LINE"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
        ]
        let systems = [
            ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "Mac"), ("Linux", "Linux"),
        ]
        let browser = browsers.first { agent.contains($0.0) }?.1
        let system = systems.first { agent.contains($0.0) }?.1
        let known = [browser, system].compactMap { $0 }.joined(separator: " · ")
        return known.isEmpty ? String(agent.prefix(40)) : known
    }

    static func time(_ instant: Instant, _ request: PageRequest) -> String {
        let clock = instant.adding(seconds: 7 * 3_600).description.dropFirst(11).prefix(5)
        let day = instant.dateInThailand
        return request.isEnglish
            ? "\(day) \(clock)" : "\(OperatorPages.day(day, request)) \(clock)\u{A0}น."
    }
}

struct SessionByDigest: Statement {
    static let sql = "SELECT id FROM account_session WHERE digest = $1"
    let digest: [UInt8]
    func bind(_ parameters: inout Parameters) { parameters.append(digest) }
    static func decode(_ row: inout RowReader) throws -> ID { try row.next() }
}
