import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/account/totp`: sets an authenticator up, puts another in its place, or does without.
///
/// A browser that was left open is not enough for any of it: the password is asked for, and a code of the authenticator
/// in use. Wrong tries count as those of signing in do. Afterwards the person is signed in nowhere else. Whoever has
/// lost the authenticator gets a link of the administrator (`account.invite` with `resetTotp`).
struct AuthenticatorPages: Sendable {
    let module: AccountsModule

    /// What was refused.
    struct Refused {
        var status = 400
        /// Of the password and the present code.
        var proof: String?
        /// Of the new authenticator's code.
        var code: String?
        var removes = false
    }

    func register(on router: ServiceRouter) {
        router.page("/account/totp", access: .signedIn) { request, call in
            if let elsewhere = module.keepersAccount { return .redirect(to: elsewhere) }
            return page(try await own(call), Secret.random(20), request)
        }
        router.form("/account/totp", access: .signedIn) { try await take($0, $1) }
    }

    func own(_ call: ReadCall) async throws -> Account {
        guard let account = try await call.database.first(AccountOfSubject(subject: call.caller.subject)) else {
            throw RPCError.notFound("account", call.caller.subject)
        }
        return account
    }

    // MARK: - The page

    private func page(
        _ account: Account, _ secret: [UInt8], _ request: PageRequest, _ refused: Refused? = nil
    ) -> PageResponse {
        let text = Totp.base32(secret)
        let label = PageText.query("Phaen:\(account.name)")
        var values: [String: Any] = [
            "proof": PageScene.current.proof ?? "",
            "title": account.hasTotp
                ? request.say("เปลี่ยนเครื่องออกรหัส", "Change the authenticator")
                : request.say("ตั้งเครื่องออกรหัส", "Set up an authenticator"),
            "words": request.say(
                "เปิดลิงก์นี้ในโทรศัพท์ที่มีแอปเครื่องออกรหัส หรือพิมพ์กุญแจลงในแอป แล้วใส่รหัสที่แอปแสดง",
                "Open this link on the phone that has the app, or type the key into it; then give the code that it shows."
            ),
            "link": "otpauth://totp/\(label)?secret=\(text)&issuer=Phaen",
            "open": request.say("เปิดแอป", "Open the app"),
            "keyLabel": request.say("กุญแจ", "Key"), "key": text, "secret": Secret.hexadecimal(secret),
            "ends": request.say(
                "เมื่อยืนยันแล้ว การเข้าสู่ระบบที่เครื่องอื่นทั้งหมดจะสิ้นสุด",
                "Once you confirm, you are signed out everywhere else."),
            "proofFields": proofFields(account, request, refused?.removes == false ? refused?.proof : nil, mark: ""),
            "codeField": field(
                "code",
                account.hasTotp
                    ? request.say("รหัส 6 หลักของเครื่องใหม่", "Six digits of the new one")
                    : request.say("รหัส 6 หลัก", "Six digits"), problem: refused?.code),
            "go": request.say("ยืนยัน", "Confirm"),
        ]
        if account.hasTotp {
            values["remove"] = [
                "title": request.say("เลิกใช้เครื่องออกรหัส", "Do without an authenticator"),
                "words": request.say(
                    "จากนั้นเข้าสู่ระบบด้วยรหัสผ่านอย่างเดียว", "From then on the password alone lets you in."),
                "fields": proofFields(
                    account, request, refused?.removes == true ? refused?.proof : nil, mark: "-remove"),
                "go": request.say("เลิกใช้", "Remove it"),
                "lost": request.say(
                    "เครื่องหายหรือใช้ไม่ได้ ขอลิงก์ใหม่จากผู้ดูแลระบบ โดยให้ยกเลิกเครื่องออกรหัสเดิมด้วย",
                    "Lost it? Ask your administrator for a new link that drops the old authenticator."),
            ]
        }
        return module.shell.page(
            status: refused?.status ?? 200, title: values["title"] as? String ?? "",
            body: AccountTemplates.all.render("totp", values), language: request.language, isNarrow: true)
    }

    func proofFields(_ account: Account, _ request: PageRequest, _ problem: String?, mark: String) -> String {
        var problem = problem
        var html = ""
        if account.hasPassword {
            var password = PageField(
                "password", request.say("รหัสผ่านของท่าน", "Your password"), .password, isRequired: true,
                autocomplete: "current-password", problems: problem.map { [$0] } ?? [])
            password.id = "f-password\(mark)"
            html += password.html
            problem = nil
        }
        if account.hasTotp {
            html += field(
                "present", request.say("รหัส 6 หลักของเครื่องที่ใช้อยู่", "Six digits of the one in use"), mark: mark,
                problem: problem)
        }
        return html
    }

    private func field(_ name: String, _ label: String, mark: String = "", problem: String?) -> String {
        var field = PageField(
            name, label, .number, isRequired: true, autocomplete: "one-time-code", problems: problem.map { [$0] } ?? [])
        field.id = "f-\(name)\(mark)"
        return field.html
    }

    // MARK: - What is sent

    private func take(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        if let elsewhere = module.keepersAccount { return .redirect(to: elsewhere) }
        let account = try await own(call)
        if request.form["do"] == "remove" {
            guard account.hasTotp else { return .redirect(to: "../account") }
            if var refused = try await unproven(account, request, call) {
                refused.removes = true
                return page(account, Secret.random(20), request, refused)
            }
            try await set(nil, "account.removeAuthenticator", request, call)
            return .redirect(to: "../account")
        }
        guard let secret = Secret.bytes(hexadecimal: request.form["secret"] ?? ""), secret.count == 20 else {
            return .redirect(to: "totp")
        }
        // The new one first: a slip there uses up no code of the other.
        guard let step = Totp.step(of: request.form["code"] ?? "", secret, now: call.now, after: 0) else {
            let words = request.say("รหัสไม่ถูกต้อง ดูรหัสใหม่ในแอป", "That is not the code; look again.")
            return page(account, secret, request, Refused(code: words))
        }
        if let refused = try await unproven(account, request, call) { return page(account, secret, request, refused) }
        try await set((secret, step), "account.setAuthenticator", request, call)
        return .redirect(to: "../account")
    }

    /// Looks at the password and at the code of the authenticator in use, as far as the account has them.
    func unproven(_ account: Account, _ request: PageRequest, _ call: ReadCall) async throws -> Refused? {
        guard account.hasPassword || account.hasTotp else { return nil }
        if let seconds = try await module.tries.take(request, call) {
            return Refused(status: 429, proof: request.text(Tries.words(seconds)))
        }
        if let until = try await call.database.first(LockOfName(name: account.name, now: call.now)) {
            return Refused(status: 429, proof: SignInPages.locked(until, request))
        }
        guard let known = try await call.database.first(CredentialsByName(name: account.name)) else {
            throw RPCError.notFound("account", account.subject)
        }
        var isRight = true
        if known.password != nil {
            let password = request.form["password"] ?? ""
            isRight = password.utf8.count <= 1_000 ? try await Password.matches(password, known.password) : false
        }
        if isRight, let secret = known.totpSecret {
            let given = request.form["present"] ?? ""
            isRight = false
            if let step = Totp.step(of: given, secret, now: call.now, after: known.totpStep) {
                isRight = try await call.database.first(UseCode(account: known.account, step: step)) ?? false
            }
        }
        guard isRight else {
            _ = try await call.database.execute(CountFailure(name: account.name, now: call.now))
            let words =
                account.hasTotp
                ? request.say(
                    "รหัสผ่านหรือรหัส 6 หลักไม่ถูกต้องหรือใช้ไปแล้ว",
                    "The password or the code is wrong, or the code was used already.")
                : request.say("รหัสผ่านไม่ถูกต้อง", "The password is wrong.")
            return Refused(proof: words)
        }
        try await module.tries.giveBack(request, call)
        _ = try await call.database.execute(ForgetFailures(name: account.name))
        return nil
    }

    private func set(
        _ new: (secret: [UInt8], step: Int64)?, _ act: String, _ request: PageRequest, _ call: ReadCall
    ) async throws {
        struct Told: Encodable {
            var replaced: Bool
            var sessionsEnded: Int
        }
        let digest = request.session.map { Secret.digest($0) } ?? []
        try await call.record(act) { change, account in
            let ended = try await change.transaction.first(
                SetTotp(
                    subject: account.subject, secret: new?.secret, step: new?.step ?? 0, now: change.now, own: digest)
            )
            try await change.audit(
                subject: account.id.description, details: Told(replaced: account.hasTotp, sessionsEnded: ended ?? 0))
        }
    }
}
