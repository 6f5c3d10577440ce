import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/invitation/⟨token⟩`: a person chooses a password and is signed in.
struct InvitationPages: Sendable {
    let module: AccountsModule

    func register(on router: ServiceRouter) {
        router.page("/invitation/:token", access: .open) { request, call in
            page(try await account(request, call), request, problem: nil)
        }
        router.form("/invitation/:token", access: .open) { try await choose($0, $1) }
    }

    private func account(_ request: PageRequest, _ call: ReadCall) async throws -> Account {
        let digest = Secret.digest(request.parameters["token"] ?? "")
        guard let account = try await call.database.first(InvitedAccount(digest: digest, now: call.now)) else {
            try await module.tries.takeOrRefuse(request, call)
            throw InvitationPages.gone
        }
        return account
    }

    static let gone = RPCError(
        .notFound,
        LocalizedText(
            "ลิงก์นี้ใช้แล้ว หมดอายุ หรือถูกแทนด้วยลิงก์ใหม่ ขอลิงก์ใหม่จากผู้ดูแลระบบ",
            "This link was used, has ended, or a newer one took its place. Ask your administrator for another."))

    private func page(_ account: Account, _ request: PageRequest, problem: LocalizedText?) -> PageResponse {
        let token = request.session ?? Secret.token()
        let fields = InvitationPages.passwordFields("password", request, problem: problem)
        var values: [String: Any] = [
            "title": request.say("ตั้งรหัสผ่าน", "Choose a password"), "proof": FormProof.of(token),
            "hello": request.say(
                "สวัสดี \(account.displayName) ชื่อผู้ใช้ของท่านคือ", "Hello \(account.displayName). Your name for signing in is"
            ),
            "name": account.name,
            "passwordField": fields.password, "againField": fields.again,
            "go": request.say("ตั้งรหัสผ่านและเข้าสู่ระบบ", "Choose it and sign in"),
        ]
        if let provider = module.settings.provider {
            values["provider"] = [
                "words": request.say(
                    "หรือใช้ \(provider.name) แทน ไม่ต้องจำรหัสผ่านใหม่",
                    "Or use \(provider.name) instead, without another password to keep."),
                "go": request.say("เริ่มด้วย \(provider.name)", "Begin with \(provider.name)"),
            ]
        }
        var response = module.shell.page(
            status: problem == nil ? 200 : 400, title: request.say("ตั้งรหัสผ่าน", "Choose a password"),
            body: AccountTemplates.all.render("invitation", values), language: request.language, isNarrow: true)
        if request.session == nil { response.headers.append(SignInPages.cookie(token, request, life: 86_400)) }
        response.headers.append(("Cache-Control", "no-store"))
        return response
    }

    /// Boxes for a new password, twice.
    static func passwordFields(
        _ name: String, _ request: PageRequest, problem: LocalizedText?
    ) -> (password: String, again: String) {
        (
            PageField(
                name, request.say("รหัสผ่านใหม่", "New password"), .password,
                hint: request.say(
                    "อย่างน้อย 10 ตัวอักษร วลีที่จำง่ายหลายคำดีที่สุด", "At least 10 characters; several words are best."),
                isRequired: true, autocomplete: "new-password", problems: problem.map { [request.text($0)] } ?? []
            ).html,
            PageField(
                "again", request.say("พิมพ์อีกครั้ง", "Once more"), .password, isRequired: true,
                autocomplete: "new-password"
            ).html
        )
    }

    private func choose(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let account = try await account(request, call)
        guard request.isProven else {
            return page(
                account, request,
                problem: LocalizedText("หน้านี้เปิดไว้นานเกินไป โปรดลองอีกครั้ง", "The page was open for too long; try again."))
        }
        let digest = Secret.digest(request.parameters["token"] ?? "")
        if request.form["do"] == "provider", let provider = module.settings.provider {
            return try await ProviderPages(module: module).leave(
                request, call, Provider(settings: provider), returnTo: nil, kept: nil, joins: false,
                invitation: digest)
        }
        let password = request.form["password"] ?? ""
        let wrong = Password.problem(password, again: request.form["again"] ?? "", name: account.name)
        if let wrong { return page(account, request, problem: wrong) }
        let use = UseInvitation(digest: digest, now: call.now, password: try await Password.stored(password))
        let used = try await call.record("account.choosePassword", of: account.id) { change, account in
            guard let used = try await change.transaction.first(use) else {
                throw InvitationPages.gone
            }
            try await change.audit(subject: used.id.description, details: ["byInvitation": true])
            return used
        }
        return try await SignInPages(module: module).begin(
            used.id, waitsForCode: used.hasTotp, via: "password",
            SignInPages.View(returnTo: used.hasTotp ? nil : "/account"), request, call)
    }
}
