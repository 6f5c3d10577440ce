import CommonContract
import JSONRPC
import Kernel
import Postgres

/// What every service has: the audit trail, the event feed, webhooks, keys of other systems, jobs, mail.
public struct CommonModule: ServiceModule {
    /// How long an answer is kept for repeats: more than the 30 days that are promised.
    static let answersKeptDays: Int64 = 35

    let sender: any WebhookSending
    let mail: MailSender?

    /// - Parameter mail: without it mail is recorded and not sent.
    public init(webhooks sender: any WebhookSending = HTTPWebhookSender(), mail: MailSender? = nil) {
        self.sender = sender
        self.mail = mail
    }

    public var methods: [any RPCMethod.Type] {
        RecordHandlers.methods + WebhookHandlers.methods + KeyHandlers.methods + JobHandlers.methods
            + MailHandlers.methods + [ListFollowed.self]
    }

    public var migrations: [Migration] {
        [
            RecordTables.migration, WebhookHandlers.migration, JobHandlers.migration, KeyHandlers.migration,
            WebhookHandlers.requeuedIndex, RecordTables.auditIndexes, MailTables.migration,
            FollowingTables.migration,
        ]
    }

    public func register(on router: ServiceRouter) {
        RecordHandlers.register(on: router)
        WebhookHandlers.register(on: router)
        KeyHandlers.register(on: router)
        JobHandlers.register(on: router)
        MailHandlers.register(on: router)
        router.read(ListFollowed.self) { _, call in
            FollowedSources(items: try await call.database.all(SelectFollowed()))
        }
    }

    /// The sealer, one worker for jobs and one for those that are waited for, couriers for webhooks and mail, and the pruning of old answers.
    public func run(in runtime: ServiceRuntime) async {
        let worker = ID(at: runtime.clock())
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Sealer(runtime: runtime).run() }
            group.addTask { await JobWorker(runtime: runtime, worker: worker).run() }
            if !runtime.jobs.promptKinds.isEmpty {
                let other = ID(at: runtime.clock())
                group.addTask { await JobWorker(runtime: runtime, worker: other, isForPrompt: true).run() }
            }
            group.addTask { await WebhookCourier(runtime: runtime, sender: sender, worker: worker).run() }
            group.addTask { await MailCourier(runtime: runtime, sender: mail).run() }
            group.addTask { await prune(runtime) }
        }
    }

    private func prune(_ runtime: ServiceRuntime) async {
        while !Task.isCancelled {
            let before = runtime.clock().adding(seconds: -CommonModule.answersKeptDays * 86_400)
            let pruned = try? await runtime.database.execute(PruneCalls(before: before))
            try? await Task.sleep(for: pruned == 1_000 ? .milliseconds(100) : .seconds(3_600))
        }
    }
}
