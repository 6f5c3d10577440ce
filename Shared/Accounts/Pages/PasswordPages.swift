import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/account/password`: another password in the place of the one that is known. The old one is asked for, and a code of
/// the authenticator, if there is one; afterwards the person is signed in nowhere else, and no link that was handed out
/// before opens the account. Whoever does not know it any more gets a link of the administrator.
struct PasswordPages: Sendable {
    let module: AccountsModule

    private var proofs: AuthenticatorPages { AuthenticatorPages(module: module) }

    func register(on router: ServiceRouter) {
        router.page("/account/password", access: .signedIn) { request, call in
            if let elsewhere = module.keepersAccount { return .redirect(to: elsewhere) }
            let account = try await proofs.own(call)
            return account.hasPassword ? page(account, request) : .redirect(to: "../account")
        }
        router.form("/account/password", access: .signedIn) { try await take($0, $1) }
    }

    private func page(
        _ account: Account, _ request: PageRequest, proof: AuthenticatorPages.Refused? = nil,
        problem: LocalizedText? = nil
    ) -> PageResponse {
        let title = request.say("เปลี่ยนรหัสผ่าน", "Change the password")
        let fields = InvitationPages.passwordFields("newPassword", request, problem: problem)
        let values: [String: Any] = [
            "title": title, "proof": PageScene.current.proof ?? "", "name": account.name,
            "proofFields": proofs.proofFields(account, request, proof?.proof, mark: "-now"),
            "passwordField": fields.password, "againField": fields.again,
            "ends": request.say(
                "เมื่อเปลี่ยนแล้ว การเข้าสู่ระบบที่เครื่องอื่นทั้งหมดจะสิ้นสุด", "Once it is changed, you are signed out everywhere else."),
            "go": request.say("เปลี่ยนรหัสผ่าน", "Change it"),
            "lost": request.say(
                "จำรหัสผ่านเดิมไม่ได้ ขอลิงก์ใหม่จากผู้ดูแลระบบของหน่วยงาน",
                "Forgotten the old one? Ask your office's administrator for a new link."),
        ]
        return module.shell.page(
            status: proof?.status ?? (problem == nil ? 200 : 400), title: title,
            body: AccountTemplates.all.render("newpassword", values), language: request.language, isNarrow: true)
    }

    private func take(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        if let elsewhere = module.keepersAccount { return .redirect(to: elsewhere) }
        let account = try await proofs.own(call)
        guard account.hasPassword else { return .redirect(to: "../account") }
        let password = request.form["newPassword"] ?? ""
        // The new one first: a slip there uses up no code.
        let wrong = Password.problem(password, again: request.form["again"] ?? "", name: account.name)
        if let wrong { return page(account, request, problem: wrong) }
        if let refused = try await proofs.unproven(account, request, call) {
            return page(account, request, proof: refused)
        }
        let stored = try await Password.stored(password)
        let digest = request.session.map { Secret.digest($0) } ?? []
        try await call.record("account.changePassword") { change, account in
            let ended = try await change.transaction.first(
                SetPassword(subject: account.subject, password: stored, now: change.now, own: digest))
            try await change.audit(subject: account.id.description, details: ["sessionsEnded": ended ?? 0])
        }
        return .redirect(to: "../account")
    }
}

/// A new password; says how many other sessions have ended by it.
struct SetPassword: Statement {
    static let sql = """
        WITH kept AS (
            UPDATE account SET password = $2, version = version + 1 WHERE subject = $1 RETURNING id),
        dropped AS (
            UPDATE account_invitation i SET expires_at = $3 FROM kept a WHERE i.account = a.id AND i.used_at IS NULL),
        ended AS (
            UPDATE account_session s SET ended_at = $3 FROM kept a
             WHERE s.account = a.id AND s.ended_at IS NULL AND s.digest <> $4
            RETURNING s.id)
        SELECT count(*) FROM ended
        """
    let subject: String
    let password: String
    let now: Instant
    /// The digest of the session that goes on.
    let own: [UInt8]

    func bind(_ parameters: inout Parameters) {
        parameters.append(subject)
        parameters.append(password)
        parameters.append(now)
        parameters.append(own)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
