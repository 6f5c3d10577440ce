import CommonContract
import JSONRPC
import Kernel
import Postgres

/// `mail.*`: the record of what was sent, and once more what did not arrive.
enum MailHandlers {
    static let methods: [any RPCMethod.Type] = [ListMail.self, ResendMail.self]

    static func register(on router: ServiceRouter) {
        router.read(ListMail.self, at: { params, _ in params.province ?? "TH" }) { params, call in
            let limit = PageLimit.of(params.limit)
            var before: (at: Instant, id: ID)?
            if let keys = try params.cursor?.keys("mail", count: 2), let at = Instant(keys[0]), let id = ID(keys[1]) {
                before = (at, id)
            }
            let rows = try await call.database.all(PageOfMail(params: params, before: before, limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("mail", $0.plannedAt.description, $0.id.description) }
        }
        router.change(ResendMail.self, at: { params, _ in params.province }) { params, change in
            let queued = try await change.transaction.execute(
                QueueMailAgain(
                    province: params.province, kind: params.kind, state: params.state, now: change.now))
            let result = MailQueued(queued: queued)
            try await change.audit(subject: params.province, details: result)
            change.afterCommit { [runtime = change.runtime] in runtime.mail.queued.set() }
            return result
        }
    }
}
