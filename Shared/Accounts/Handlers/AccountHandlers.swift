import CommonContract
import Directory
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

enum AccountHandlers {
    /// Seconds that a link can be used.
    static let invitationLife: Int64 = 7 * 86_400

    static func register(on router: ServiceRouter) {
        router.change(CreateAccount.self, at: { params, _ in params.organisation }, create)
        router.read(ListAccounts.self, at: { params, _ in params.organisation }) { params, call in
            let limit = PageLimit.of(params.limit)
            let after = try params.cursor.map { try ID($0.keys("account", count: 1)[0]) }
            let rows = try await call.database.all(
                AccountPage(
                    organisation: params.organisation, search: params.search, after: after ?? nil, limit: limit + 1))
            return try await standing(Page(rows, limit: limit) { PageCursor("account", $0.id.description) }, call)
        }
        router.read(NamePeople.self) { params, call in
            let found = try await call.database.all(NamesOfSubjects(subjects: Array(Set(params.subjects)).sorted()))
            return NamedPeople(items: found.map { .init(subject: $0.subject, displayName: $0.displayName) })
        }
        router.change(InviteAccount.self, at: { try await place(of: $0.account, $1) }, invite)
        router.change(DisableAccount.self, at: { try await place(of: $0.account, $1) }) { params, change in
            try change.openAccounts()
            try await requireReach(params.account, change)
            let changed = try await change.transaction.first(
                SetAccountDisabled(id: params.account, disabled: params.disabled, now: change.now))
            guard let account = changed else { throw RPCError.notFound("account", params.account) }
            try await change.audit(subject: account.id.description, details: account)
            try await change.emit("account.changed", subject: account.id.description, data: account)
            return account
        }
    }

    /// The accounts with their other ways in and what is in the way.
    static func standing(_ page: Page<Account>, _ call: ReadCall) async throws -> Page<Account> {
        let standings = try await call.database.all(
            StandingOfAccounts(accounts: page.items.map(\.id), now: call.now))
        let known = Dictionary(uniqueKeysWithValues: standings.map { ($0.account, $0) })
        return page.map { account in
            var account = account
            account.hasIdentity = known[account.id]?.hasIdentity
            account.lockedUntil = known[account.id]?.lockedUntil
            return account
        }
    }

    private static func place(of account: ID, _ call: ReadCall) async throws -> String {
        guard let found = try await call.database.first(FindAccount(id: account)) else {
            throw RPCError.notFound("account", account)
        }
        return found.organisation
    }

    @Sendable
    private static func create(_ params: CreateAccount, _ change: Change) async throws -> Account {
        try change.openAccounts()
        let organisation = try await change.transaction.organisation(.code(params.organisation))
        if params.subject != nil {
            // Whoever names a subject takes over what it may do.
            let mayName = try await change.runtime.authoriser.holds(
                [.administrator], at: "TH", caller: change.caller, now: change.now)
            if !mayName { throw AccountMessages.subjectBeyond }
        }
        let id = change.newID()
        var account = Account(
            id: id, name: params.name, displayName: params.displayName, subject: params.subject ?? "person:\(id)",
            organisation: organisation.code, hasPassword: false, hasTotp: false, createdAt: change.now,
            disabledAt: nil, version: 1)
        _ = try await change.transaction.execute(InsertAccount(account: account, createdBy: change.caller.subject))
        try await change.audit(subject: id.description, details: account)
        try await change.emit("account.created", subject: id.description, data: account)
        try await addInvitation(to: &account, resetTotp: false, isNew: true, change)
        return account
    }

    @Sendable
    private static func invite(_ params: InviteAccount, _ change: Change) async throws -> Account {
        try change.openAccounts()
        try await requireReach(params.account, change)
        guard var account = try await change.transaction.first(FindAccount(id: params.account)) else {
            throw RPCError.notFound("account", params.account)
        }
        if account.disabledAt != nil { throw AccountMessages.disabled }
        account.version += 1
        try await change.audit(subject: account.id.description, details: account)
        try await addInvitation(to: &account, resetTotp: params.resetTotp ?? false, isNew: false, change)
        return account
    }

    private static func addInvitation(
        to account: inout Account, resetTotp: Bool, isNew: Bool, _ change: Change
    ) async throws {
        let token = Secret.token()
        let expires = change.now.adding(seconds: invitationLife)
        _ = try await change.transaction.execute(
            InsertInvitation(
                digest: Secret.digest(token), account: account.id, expiresAt: expires, resetTotp: resetTotp,
                now: change.now, counts: !isNew))
        // What is stored for repeats does not have the link: it is nowhere but with who made it.
        account.invitation = Invitation(expiresAt: expires, path: nil)
        try change.storeAnswer(account)
        account.invitation?.path = "/invitation/\(token)"
    }

    /// Whoever lets a person in anew, or locks one out, has to be administrator wherever that person has a role: a link
    /// must not be a way to more than its maker may do.
    private static func requireReach(_ id: ID, _ change: Change) async throws {
        guard let account = try await change.transaction.first(FindAccount(id: id)) else {
            throw RPCError.notFound("account", id)
        }
        let hats = try await change.transaction.all(
            HatsOfSubject(subject: account.subject, today: change.now.dateInThailand))
        for place in Set(hats.map(\.grant.organisation)).sorted() {
            let holds = try await change.runtime.authoriser.holds(
                [.administrator], at: place, caller: change.caller, now: change.now)
            if !holds { throw AccountMessages.beyond(place) }
        }
    }
}

enum AccountMessages {
    static let followed = RPCError.ruleViolated(
        "accounts.followed",
        LocalizedText(
            "บริการนี้ใช้บัญชีผู้ใช้ของบริการอื่น ให้ทำที่บริการนั้น",
            "this service follows the accounts of another one; do it there"))
    static let disabled = RPCError.ruleViolated(
        "account.disabled", LocalizedText("บัญชีนี้ปิดอยู่", "the account is closed"))
    static let subjectBeyond = RPCError.ruleViolated(
        "account.subject",
        LocalizedText(
            "การกำหนด subject ทำได้เฉพาะผู้ดูแลระบบระดับประเทศ", "a subject may be named by the nation's administrators only"))

    static func beyond(_ place: String) -> RPCError {
        RPCError.ruleViolated(
            "account.beyond",
            LocalizedText(
                "บัญชีนี้มีบทบาทที่ \(place) ซึ่งอยู่นอกความดูแลของท่าน",
                "the account has a role at \(place), which you do not administer"))
    }
}

extension Change {
    /// Refused where another service keeps the accounts.
    func openAccounts() throws {
        if runtime.peers[DirectoryModule.peer] != nil { throw AccountMessages.followed }
    }
}
