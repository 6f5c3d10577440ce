import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/signin/provider`: to the identity provider and back. `/account/provider`: who is signed in joins the provider's
/// identity to the account, or parts from it.
///
/// Only a form of the account's own page begins a joining: a link that somebody else put under a person's eyes would
/// join that person's account with whoever is signed in at the provider.
struct ProviderPages: Sendable {
    private static let visitLife: Int64 = 600

    let module: AccountsModule

    func register(on router: ServiceRouter) {
        guard let settings = module.settings.provider, module.settings.keeper == nil else { return }
        let provider = Provider(settings: settings)
        router.page("/signin/provider", access: .open) { request, call in
            let back = request.query["return"]
            if call.caller.kind == .person {
                return .redirect(to: module.safeReturn(back, root: request.root))
            }
            return try await leave(request, call, provider, returnTo: back, kept: nil, joins: false)
        }
        // From a form that was interrupted, with what it held.
        router.form("/signin/provider", access: .open) { request, call in
            guard request.isProven else { throw ProviderPages.notBegun }
            return try await leave(
                request, call, provider, returnTo: request.form["return"], kept: request.form["kept"], joins: false)
        }
        router.page("/signin/provider/return", access: .open) { request, call in
            let visit = try await visit(request, call)
            return try await inWords(request, call, visit.returnTo, visit.kept) {
                try await comeBack(request, call, provider, visit)
            }
        }
        router.form("/account/provider", access: .signedIn) { request, call in
            guard request.form["do"] == "part" else {
                return try await leave(request, call, provider, returnTo: nil, kept: nil, joins: true)
            }
            try await call.record("account.part") { change, account in
                let parted = try await change.transaction.execute(
                    LeaveIdentity(subject: account.subject, issuer: settings.issuer))
                try await change.audit(
                    subject: account.id.description, details: PartedIdentity(issuer: settings.issuer, done: parted > 0))
            }
            return .redirect(to: "../account")
        }
    }

    /// - Parameters:
    ///   - joins: whoever comes back is joined to the account of who leaves.
    ///   - invitation: whoever comes back takes it up.
    func leave(
        _ request: PageRequest, _ call: ReadCall, _ provider: Provider, returnTo: String?, kept: String?, joins: Bool,
        invitation: [UInt8]? = nil
    ) async throws -> PageResponse {
        try await module.tries.takeOrRefuse(request, call)
        // The state is bound to this browser: it is derived from a value that only its cookie has.
        let token = request.session ?? Secret.token()
        let salt = Secret.token()
        let state = salt + "." + ProviderPages.mark(token, salt)
        let visit = ProviderVisit(
            nonce: Secret.token(), verifier: Secret.token(), returnTo: returnTo ?? "", account: nil,
            kept: kept.flatMap { $0.isEmpty ? nil : $0 }, invitation: invitation)
        return try await inWords(request, call, returnTo, kept) {
            try await goThere(request, call, provider, visit, state, token, joins: joins)
        }
    }

    private func goThere(
        _ request: PageRequest, _ call: ReadCall, _ provider: Provider, _ visit: ProviderVisit, _ state: String,
        _ token: String, joins: Bool
    ) async throws -> PageResponse {
        let address = try await provider.address(state: state, nonce: visit.nonce, verifier: visit.verifier)
        _ = try await call.database.execute(
            InsertProviderVisit(
                state: Secret.digest(state), visit: visit, subject: joins ? call.caller.subject : nil,
                expiresAt: call.now.adding(seconds: ProviderPages.visitLife)))
        var response = onward(address, request)
        if request.session == nil { response.headers.append(SignInPages.cookie(token, request, life: 86_400)) }
        return response
    }

    /// A page that goes on by itself: the policy of pages with forms lets a form's answer send browsers nowhere else.
    private func onward(_ address: String, _ request: PageRequest) -> PageResponse {
        let name = module.settings.provider?.name ?? ""
        let values: [String: Any] = [
            "title": request.say("ไปยัง \(name)", "On to \(name)"), "address": address,
            "words": request.say("กำลังพาไปยืนยันตัวตนที่ \(name)", "You confirm there who you are, and come back."),
            "go": request.say("ไปต่อ", "Go on"),
        ]
        var response = module.shell.page(
            title: request.say("ไปยัง \(name)", "On to \(name)"), body: AccountTemplates.all.render("onward", values),
            language: request.language, isNarrow: true)
        response.headers.append(("Refresh", "0; url=\(address)"))
        response.headers.append(("Cache-Control", "no-store"))
        return response
    }

    private static func mark(_ token: String, _ salt: String) -> String {
        Base64.encode(Secret.digest("provider \(salt) \(token)").prefix(18), alphabet: .urlSafe)
    }

    private static let notBegun = RPCError(
        .forbidden,
        LocalizedText(
            "การเข้าสู่ระบบนี้ไม่ได้เริ่มจากเบราว์เซอร์นี้ หรือหมดเวลาแล้ว เริ่มใหม่อีกครั้ง",
            "This did not begin in this browser, or took too long. Begin again."))

    /// What went wrong stands on the page where one can go on: the form for signing in, with what was kept. Who is signed
    /// in already gets it as any refusal.
    private func inWords(
        _ request: PageRequest, _ call: ReadCall, _ returnTo: String?, _ kept: String?,
        _ step: () async throws -> PageResponse
    ) async throws -> PageResponse {
        do {
            return try await step()
        } catch let error as RPCError where call.caller.kind != .person {
            return SignInPages(module: module).page(
                request,
                SignInPages.View(
                    returnTo: returnTo.flatMap { $0.isEmpty ? nil : $0 }, kept: kept,
                    problem: request.text(error.message)),
                status: error.kind.pageStatus)
        }
    }

    private func visit(_ request: PageRequest, _ call: ReadCall) async throws -> ProviderVisit {
        let state = request.query["state"] ?? ""
        let sides = state.split(separator: ".")
        guard sides.count == 2, let token = request.session,
            Secret.same(Array(sides[1].utf8), Array(ProviderPages.mark(token, String(sides[0])).utf8)),
            let visit = try await call.database.first(
                TakeProviderVisit(state: Secret.digest(state), now: call.now))
        else { throw ProviderPages.notBegun }
        return visit
    }

    private func comeBack(
        _ request: PageRequest, _ call: ReadCall, _ provider: Provider, _ visit: ProviderVisit
    ) async throws -> PageResponse {
        guard let code = request.query["code"] else { return declined(request, visit) }
        let subject = try await provider.subject(
            code: code, nonce: visit.nonce, verifier: visit.verifier, now: call.now)
        try await module.tries.giveBack(request, call)
        let issuer = provider.settings.issuer
        if let account = visit.account {
            try await call.record("account.join", of: account) { change, account in
                try await join(account, issuer, subject, change)
            }
            return .redirect(to: "../../account")
        }
        if let invitation = visit.invitation {
            return try await takeUp(invitation, issuer, subject, request, call)
        }
        guard let account = try await call.database.first(AccountOfIdentity(issuer: issuer, subject: subject))
        else {
            throw RPCError(
                .forbidden,
                LocalizedText(
                    "ยังไม่ได้เชื่อมกับบัญชีของสำนักงาน เข้าด้วยรหัสผ่านครั้งหนึ่ง แล้วเชื่อมที่หน้าบัญชีของฉัน",
                    "This identity is not joined to an account. Sign in with your password once, and join it on your account's page."
                ))
        }
        return try await SignInPages(module: module).begin(
            account, waitsForCode: false, via: "provider",
            SignInPages.View(returnTo: visit.returnTo.isEmpty ? nil : visit.returnTo, kept: visit.kept), request, call)
    }

    private func join(_ account: Account, _ issuer: String, _ subject: String, _ change: Change) async throws {
        let joined = try await change.transaction.execute(
            JoinIdentity(issuer: issuer, subject: subject, account: account.id))
        guard joined == 1 else {
            throw RPCError(
                .forbidden,
                LocalizedText("บัญชีของผู้ให้บริการนี้เป็นของผู้อื่นแล้ว", "that identity belongs to another account already"))
        }
        try await change.audit(subject: account.id.description, details: ["issuer": issuer])
    }

    /// An invitation without a password: whoever the provider names is joined to the invited account and signed in.
    private func takeUp(
        _ invitation: [UInt8], _ issuer: String, _ subject: String, _ request: PageRequest, _ call: ReadCall
    ) async throws -> PageResponse {
        guard let invited = try await call.database.first(InvitedAccount(digest: invitation, now: call.now)) else {
            throw InvitationPages.gone
        }
        try await call.record("account.join", of: invited.id) { change, account in
            let use = UseInvitation(digest: invitation, now: change.now, password: nil)
            guard try await change.transaction.first(use) != nil else { throw InvitationPages.gone }
            try await join(account, issuer, subject, change)
        }
        return try await SignInPages(module: module).begin(
            invited.id, waitsForCode: false, via: "provider", SignInPages.View(returnTo: "/account"), request, call)
    }

    /// The provider came back without a code: the person said no there, or it did not let the person in
    /// (RFC 6749 §4.1.2.1).
    private func declined(_ request: PageRequest, _ visit: ProviderVisit) -> PageResponse {
        let name = module.settings.provider?.name ?? ""
        return SignInPages(module: module).page(
            request,
            SignInPages.View(
                returnTo: visit.returnTo.isEmpty ? nil : visit.returnTo, kept: visit.kept,
                problem: request.query["error"] == "access_denied"
                    ? request.say("\(name) ไม่ได้รับอนุญาตให้ยืนยันตัวตน", "\(name) was not allowed to say who you are.")
                    : request.say(
                        "\(name) ไม่ยืนยันตัวตน ลองใหม่ หรือเข้าด้วยรหัสผ่าน",
                        "\(name) did not confirm who you are. Try again, or use your password.")),
            status: 403)
    }
}

/// What the audit trail keeps of a parting.
private struct PartedIdentity: Encodable, Sendable {
    var issuer: String
    /// `false`: it is the only way in, and stays.
    var done: Bool
}
