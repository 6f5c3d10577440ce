import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// People who sign in at the pages: accounts, invitations, passwords, authenticators, sessions, and the role that a
/// person of several chooses to act in.
///
/// One service of a suite keeps them: the one whose directory the others follow. The others ask it whose a session is
/// (`session.resolve`) and remember the answer for five seconds, which is how long an ended session may live there. A
/// role that is chosen they see at once: with it changes what the answer is remembered by (`Cookies.mark`).
public struct AccountsModule: ServiceModule {
    let title: LocalizedText
    let version: String
    let name: String
    let settings: Settings

    /// What of the service's settings concerns signing in.
    public struct Settings: Sendable {
        /// Where browsers find the services' pages, by name.
        public var sites: [String: String]
        /// The service that keeps the accounts; `nil`: this one.
        public var keeper: String?
        public var provider: ServiceConfiguration.Provider?
        /// Wrong tries that one address may make at once.
        public var tries: Int

        public init(
            sites: [String: String] = [:], keeper: String? = nil, provider: ServiceConfiguration.Provider? = nil,
            tries: Int = 30
        ) {
            self.sites = sites
            self.keeper = keeper
            self.provider = provider
            self.tries = tries
        }

        public init(_ configuration: ServiceConfiguration) {
            self.init(
                sites: configuration.sites, keeper: configuration.peers.directory, provider: configuration.provider,
                tries: configuration.signInTries)
        }
    }

    /// - Parameter service: whose pages these are, by name and title.
    public init(
        _ service: String, title: LocalizedText, version: String = ServiceDefinition.suiteVersion,
        settings: Settings = Settings()
    ) {
        name = service
        self.title = title
        self.version = version
        self.settings = settings
    }

    public var methods: [any RPCMethod.Type] { AccountMethods.all }
    public var migrations: [Migration] {
        [AccountTables.migration, AccountTables.addresses, AccountTables.invitations]
    }
    public var rules: [String: LocalizedText] {
        [
            "account_name": LocalizedText("มีผู้ใช้ชื่อนี้แล้ว", "there is an account of this name"),
            "account_subject": LocalizedText("มีบัญชีของ subject นี้แล้ว", "there is an account of this subject"),
            "account_organisation": LocalizedText("ไม่มีหน่วยงานนี้", "there is no such organisation"),
        ]
    }

    public func register(on router: ServiceRouter) {
        AccountHandlers.register(on: router)
        SessionHandlers.register(on: router)
        SignInPages(module: self).register(on: router)
        InvitationPages(module: self).register(on: router)
        OwnAccountPages(module: self).register(on: router)
        OperatorPages(module: self).register(on: router)
    }

    public func visitors(in runtime: ServiceRuntime) -> (any PageVisitors)? {
        Visitors(module: self, runtime: runtime)
    }

    public func run(in runtime: ServiceRuntime) async throws {
        while !Task.isCancelled {
            _ = try? await runtime.database.execute(PruneSignIns(now: runtime.clock()))
            try await Task.sleep(for: .seconds(3_600))
        }
    }

    /// Where a person's own account is, if another service keeps it.
    var keepersAccount: String? { settings.keeper.flatMap { settings.sites[$0] }.map { $0 + "account" } }
    var tries: Tries { Tries(burst: settings.tries) }
    var shell: PageShell { PageShell(service: title, version: version) }
}
