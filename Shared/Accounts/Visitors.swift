import CommonContract
import Directory
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit
import Synchronization

/// Whose sessions there are, by this service's accounts or by those of the service that it follows.
final class Visitors: PageVisitors {
    private struct Known {
        var person: SessionPerson
        var until: Instant
    }

    /// How long an answer holds.
    private static let rememberedSeconds: Int64 = 5
    private static let rememberedMax = 20_000

    private let module: AccountsModule
    private let database: PostgresClient
    private let keeper: (any RPCCaller)?
    private let clock: @Sendable () -> Instant
    /// By the digest of the session's token and the mark that came with it.
    private let known = Mutex<[[UInt8]: Known]>([:])
    /// Names that the keeper told, and until when they hold; `nil`: it knows none.
    private let named = Mutex<[String: (name: String?, until: Instant)]>([:])
    private static let namesSeconds: Int64 = 300

    init(module: AccountsModule, runtime: ServiceRuntime) {
        self.module = module
        database = runtime.database
        clock = runtime.clock
        keeper = runtime.peers[DirectoryModule.peer]
    }

    func caller(session token: String, mark: String?, now: Instant) async throws -> Caller? {
        guard let person = try await person(of: token, mark, now: now) else { return nil }
        let hat = person.hat.map { Grant(role: $0.role, organisation: $0.organisation) }
        return Caller(kind: .person, subject: person.subject, grants: [], hat: hat)
    }

    private func person(of token: String, _ mark: String?, now: Instant) async throws -> SessionPerson? {
        guard token.utf8.count == 43 else { return nil }
        let digest = Secret.digest(token)
        if let keeper {
            // What is remembered is of the role that was chosen when it was asked for.
            let key = digest + Array((mark ?? "").utf8.prefix(64))
            if let known = known.withLock({ $0[key] }), now < known.until { return known.person }
            let answer = try await keeper.call(
                ResolveSession(digest: Secret.hexadecimal(digest)), deadline: .now + .seconds(5))
            guard let person = answer.person else { return nil }
            known.withLock { known in
                if known.count >= Visitors.rememberedMax { known = [:] }
                known[key] = Known(person: person, until: now.adding(seconds: Visitors.rememberedSeconds))
            }
            return person
        }
        return try await database.first(PersonOfSession(digest: digest, now: now))
    }

    /// A page that cannot have the names is shown without.
    func names(of subjects: [String]) async -> [String: String] {
        let wanted = Set(subjects.filter { $0.hasPrefix("person:") })
        guard !wanted.isEmpty else { return [:] }
        guard let keeper else {
            let found = (try? await database.all(NamesOfSubjects(subjects: wanted.sorted()))) ?? []
            return Dictionary(found.map { ($0.subject, $0.displayName) }) { first, _ in first }
        }
        let now = clock()
        var names = named.withLock { named in named.filter { wanted.contains($0.key) && now < $0.value.until } }
        let missing = wanted.filter { names[$0] == nil }.sorted().prefix(200)
        if !missing.isEmpty,
            let told = try? await keeper.call(NamePeople(subjects: Array(missing)), deadline: .now + .seconds(2))
        {
            let until = now.adding(seconds: Visitors.namesSeconds)
            for subject in missing { names[subject] = (nil, until) }
            for person in told.items { names[person.subject] = (person.displayName, until) }
            named.withLock { named in
                if named.count >= Visitors.rememberedMax { named = [:] }
                named.merge(names) { $1 }
            }
        }
        return names.compactMapValues(\.name)
    }

    func person(_ call: ReadCall, _ request: PageRequest) async throws -> PageScene.Person? {
        guard call.caller.kind == .person, let token = request.session,
            let person = try await person(of: token, request.sessionMark, now: call.now),
            let account = keeperAddress("account", request)
        else { return nil }
        var hat: LocalizedText?
        if let chosen = person.hat {
            let place = try? await call.database.organisation(.code(chosen.organisation))
            let name = place?.name ?? LocalizedText(chosen.organisation, chosen.organisation)
            hat = LocalizedText(
                "\(chosen.role.title.th) \(name.th)",
                "\(chosen.role.title.en ?? chosen.role.title.th), \(name.en ?? name.th)")
            // A role that has ended, or whose organisation is gone, is not worn any more: the frame says so on every page.
            if try await call.runtime.authoriser.places(of: call.caller, now: call.now).isEmpty {
                hat = LocalizedText("บทบาทสิ้นสุดแล้ว เลือกบทบาทอื่น", "role ended: choose another")
            }
        }
        return PageScene.Person(name: person.displayName, hat: hat, accountAddress: account)
    }

    func signInAddress(_ request: PageRequest) -> String? {
        guard let address = keeperAddress("signin", request), let back = module.ownAddress(request) else { return nil }
        if request.path.hasPrefix("/signin") || request.path.hasPrefix("/invitation") { return address }
        return "\(address)?return=\(PageText.query(back))"
    }

    /// A page of the service that keeps the accounts; `nil` where browsers' way to it is not known.
    private func keeperAddress(_ page: String, _ request: PageRequest) -> String? {
        guard let keeper = module.settings.keeper else { return request.root + page }
        return module.settings.sites[keeper].map { $0 + page }
    }

    func signIn(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse? {
        guard let address = signInAddress(request) else { return nil }
        if request.form.fields.isEmpty || request.isForeign { return .redirect(to: address) }
        guard let back = module.ownAddress(request) else { return nil }
        let kept = KeptForm(request)
        let pages = interrupted(request)
        if kept.isTooLong { return pages.tooLong(request) }
        if module.settings.keeper == nil {
            return SignInPages(module: module).page(
                request,
                SignInPages.View(returnTo: back, kept: kept.text, isInterrupted: true, missing: kept.missing(request)),
                status: 401)
        }
        // The form travels to the service that keeps the accounts, and comes back from there.
        return pages.signIn(request, back: back, kept: kept)
    }

    private func interrupted(_ request: PageRequest) -> InterruptedPages {
        InterruptedPages(module: module) { [self] in keeperAddress($0, request) }
    }

    func sendAgain(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse? {
        guard let token = request.session, !KeptForm(request).isTooLong else { return nil }
        return interrupted(request).sendAgain(request, to: formAddress(request), proof: FormProof.of(token))
    }

    func setAside(_ error: RPCError, _ request: PageRequest, isOwn: Bool) -> PageResponse? {
        // What another site has typed is not given back as if its reader had: the form's proof, which needs no database
        // to be looked at, or the browser has to say that it comes from a page of ours. A form older than the session
        // keeps the proof that it has, and is asked about when it is sent again.
        guard !request.form.fields.isEmpty, request.isProven || isOwn else { return nil }
        let proof = request.isProven ? request.session.map(FormProof.of) : request.form[FormProof.field]
        return interrupted(request).setAside(error, request, to: formAddress(request), proof: proof)
    }

    /// Where a form was sent, seen from the page that answers it.
    private func formAddress(_ request: PageRequest) -> String {
        let address = request.root + request.path.dropFirst()
        return request.query.isEmpty ? address : address + PageScene.current.address("lang", nil)
    }

    func refuse(_ error: RPCError, _ request: PageRequest, _ call: ReadCall) async throws -> PageResponse? {
        guard let token = request.session, let back = module.ownAddress(request) else { return nil }
        let (roles, place) = InterruptedPages.needs(of: error)
        let directory = call.runtime.authoriser
        var refusal = InterruptedPages.Refusal(error: error)
        if let place { refusal.place = try? await call.database.organisation(.code(place)).name }
        let hats = try await call.database.all(
            HatsOfSubject(subject: call.caller.subject, today: call.now.dateInThailand))
        if let hat = call.caller.hat {
            let held = hats.first { $0.grant.role == hat.role && $0.grant.organisation == hat.organisation }
            refusal.isHatHeld = held != nil
            var name = held?.place
            if name == nil { name = try? await call.database.organisation(.code(hat.organisation)).name }
            let shown = name ?? LocalizedText(hat.organisation, hat.organisation)
            refusal.hat = LocalizedText(
                "\(hat.role.title.th) \(shown.th)",
                "\(hat.role.title.en ?? hat.role.title.th), \(shown.en ?? shown.th)")
        }
        for hat in hats where roles.contains(hat.grant.role) && call.caller.hat != nil {
            let grant = Grant(role: hat.grant.role, organisation: hat.grant.organisation)
            let wearing = Caller(kind: .person, subject: call.caller.subject, grants: [], hat: grant)
            if try await directory.holds(Set(roles), at: place, caller: wearing, now: call.now) {
                refusal.fitting.append(hat)
            }
        }
        return interrupted(request).refuse(refusal, request, back: back, proof: FormProof.of(token))
    }
}

extension AccountsModule {
    /// The page that was asked for, as the keeper of the accounts can send a browser back to it.
    func ownAddress(_ request: PageRequest) -> String? {
        var address = request.path
        let query = request.query.filter { !["lang", "digits"].contains($0.key) }.sorted { $0.key < $1.key }
        if !query.isEmpty {
            address +=
                "?" + query.map { "\(PageText.query($0.key))=\(PageText.query($0.value))" }.joined(separator: "&")
        }
        if settings.keeper == nil { return address }
        return settings.sites[name].map { $0 + address.dropFirst() }
    }

    /// Where to go after signing in: a page of this service or of a sibling, nothing else.
    /// - Returns: relative to a page at depth `root`.
    func safeReturn(_ address: String?, root: String = "./") -> String {
        guard let address, address.utf8.count <= 2_000, !address.contains("\\"),
            address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return root }
        if settings.sites.values.contains(where: { $0.hasPrefix("http") && address.hasPrefix($0) }) { return address }
        let isPath = address.hasPrefix("/") && !address.hasPrefix("//")
        let isSite = settings.sites.values.contains { $0.hasPrefix("/") && $0 != "/" && address.hasPrefix($0) }
        if isPath, isSite { return address }
        return isPath ? root + address.dropFirst() : root
    }

    /// What the pages allow whose forms go to a sibling: as all pages do, and that.
    var policy: (name: String, value: String) {
        let origins = settings.sites.values.filter { $0.hasPrefix("http") }.map { site in
            site.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
        }
        let forms = (["'self'"] + Set(origins).sorted()).joined(separator: " ")
        return (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                + "font-src 'self'; form-action \(forms); base-uri 'none'; frame-ancestors 'none'"
        )
    }
}

/// What a form sent, in one text, so that it outlives signing in. Files are not kept, nor what nobody else may read:
/// no page has a password in it.
struct KeptForm {
    /// Fields that are asked for anew.
    static let secrets: Set = ["password", "newPassword", "again", "present", "secret"]

    let fields: [(name: String, value: String)]

    /// There were files beside the fields.
    var hadFiles = false
    /// There was something beside that is not kept because it is secret.
    var hadSecrets = false

    /// Longest text that is kept.
    private static let bytesMax = 1 << 20

    /// - Parameter withKept: with what the form itself carries of another one.
    init(_ request: PageRequest, withKept: Bool = false) {
        var left = KeptForm.secrets.union([FormProof.field])
        if !withKept { left.insert("kept") }
        // The code of an authenticator, which other forms call something else by.
        if ["/signin", "/account"].contains(where: request.path.hasPrefix) { left.insert("code") }
        fields = request.form.fields.filter { !left.contains($0.name) }
        hadFiles = request.form.files.values.contains { !$0.bytes.isEmpty }
        hadSecrets = request.form.fields.contains { KeptForm.secrets.contains($0.name) }
    }

    init(_ form: FormContent) { fields = form.fields }

    /// What people typed, to be read again: texts, no keys and no choices.
    var typed: [String] {
        fields.filter { $0.name != "kept" && $0.value.contains { $0.isWhitespace || !$0.isASCII } }.map(\.value)
    }

    /// Too long to be held in a page.
    var isTooLong: Bool { text.utf8.count > KeptForm.bytesMax }

    /// What becomes of it, for whoever sent it.
    func words(_ request: PageRequest) -> String {
        let words = request.say(
            "สิ่งที่พิมพ์ไว้ยังอยู่ครบ เข้าสู่ระบบอีกครั้งแล้วส่งต่อได้ทันที", "All that you typed is kept. Sign in again and send it on.")
        return words + missing(request)
    }

    /// What has to be given again.
    func missing(_ request: PageRequest) -> String {
        (hadFiles ? " " + KeptForm.filesWords(request) : "")
            + (hadSecrets
                ? request.say(" ส่วนรหัสผ่านต้องพิมพ์ใหม่", " Passwords have to be typed again.") : "")
    }

    static func filesWords(_ request: PageRequest) -> String {
        request.say("ส่วนแฟ้มต้องแนบใหม่", "Files have to be chosen again.")
    }

    init(_ text: String) {
        fields = text.utf8.count > KeptForm.bytesMax ? [] : KeptForm.read(text)
    }

    var text: String {
        fields.map { "\(PageText.query($0.name))=\(PageText.query($0.value))" }.joined(separator: "&")
    }

    private static func read(_ text: String) -> [(name: String, value: String)] {
        FormContent(Array(text.utf8), contentType: "application/x-www-form-urlencoded").fields
    }
}

enum AccountTemplates {
    static let all = PageTemplates([
        "signin": PackageResources.signin_mustache, "code": PackageResources.code_mustache,
        "interrupted": PackageResources.interrupted_mustache, "goon": PackageResources.goon_mustache,
        "invitation": PackageResources.invitation_mustache, "account": PackageResources.account_mustache,
        "totp": PackageResources.totp_mustache, "newpassword": PackageResources.newpassword_mustache,
        "refused": PackageResources.refused_mustache, "typed": PackageResources.typed_mustache,
        "onward": PackageResources.onward_mustache, "signedout": PackageResources.signedout_mustache,
        "operator": PackageResources.operator_mustache,
    ])
}
