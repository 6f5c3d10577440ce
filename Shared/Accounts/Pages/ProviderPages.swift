import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/signin/provider`: to the identity provider and back. Who is signed in already joins the provider's identity to the
/// account; who is not, signs in by it.
struct ProviderPages: Sendable {
    private static let visitLife: Int64 = 600

    let module: AccountsModule

    func register(on router: ServiceRouter) {
        guard let settings = module.settings.provider, module.settings.keeper == nil else { return }
        let provider = Provider(settings: settings)
        router.page("/signin/provider", access: .open) { try await leave($0, $1, provider) }
        router.page("/signin/provider/return", access: .open) { try await comeBack($0, $1, provider) }
    }

    private func leave(
        _ request: PageRequest, _ call: ReadCall, _ provider: Provider
    ) async throws -> PageResponse {
        // The state is bound to this browser: it is derived from a value that only its cookie has.
        let token = request.session ?? Secret.token()
        let salt = Secret.token()
        let state = salt + "." + ProviderPages.mark(token, salt)
        let visit = ProviderVisit(
            nonce: Secret.token(), verifier: Secret.token(), returnTo: request.query["return"] ?? "", account: nil)
        _ = try await call.database.execute(
            InsertProviderVisit(
                state: Secret.digest(state), visit: visit,
                subject: call.caller.kind == .person ? call.caller.subject : nil,
                expiresAt: call.now.adding(seconds: ProviderPages.visitLife)))
        var response = PageResponse.redirect(
            to: try await provider.address(state: state, nonce: visit.nonce, verifier: visit.verifier))
        if request.session == nil { response.headers.append(SignInPages.cookie(token, request, life: 86_400)) }
        return response
    }

    private static func mark(_ token: String, _ salt: String) -> String {
        Base64.encode(Secret.digest("provider \(salt) \(token)").prefix(18), alphabet: .urlSafe)
    }

    private func comeBack(
        _ request: PageRequest, _ call: ReadCall, _ provider: Provider
    ) async throws -> PageResponse {
        let state = request.query["state"] ?? ""
        let sides = state.split(separator: ".")
        guard sides.count == 2, let token = request.session,
            Secret.same(Array(sides[1].utf8), Array(ProviderPages.mark(token, String(sides[0])).utf8)),
            let visit = try await call.database.first(
                TakeProviderVisit(state: Secret.digest(state), now: call.now)),
            let code = request.query["code"]
        else {
            throw RPCError(
                .forbidden,
                LocalizedText(
                    "การเข้าสู่ระบบนี้ไม่ได้เริ่มจากเบราว์เซอร์นี้ หรือหมดเวลาแล้ว เริ่มใหม่อีกครั้ง",
                    "This did not begin in this browser, or took too long. Begin again."))
        }
        let subject = try await provider.subject(
            code: code, nonce: visit.nonce, verifier: visit.verifier, now: call.now)
        let issuer = provider.settings.issuer
        if let account = visit.account {
            let joined = try await call.database.execute(
                JoinIdentity(issuer: issuer, subject: subject, account: account))
            guard joined == 1 else {
                throw RPCError(
                    .conflict,
                    LocalizedText("บัญชีของผู้ให้บริการนี้เป็นของผู้อื่นแล้ว", "that identity belongs to another account already"))
            }
            return .redirect(to: "../../account")
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
            SignInPages.View(returnTo: visit.returnTo.isEmpty ? nil : visit.returnTo), request, call)
    }
}
