import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCClient
import RPCServer
import ServiceTestSupport
import Synchronization
import Testing

@testable import ServiceKit

/// A mail server that notes what it gets, and fails as it is told.
private final class Postbox: Sendable {
    private let state = Mutex((mails: [String](), failure: TransferFailure?.none))

    var mails: [String] { state.withLock { $0.mails } }
    func fail(_ failure: TransferFailure?) { state.withLock { $0.failure = failure } }

    var sender: MailSender {
        MailSender(from: SMTPMessage.Mailbox("peo67@example.org", name: "ศธจ.เพชรบูรณ์")) {
            (message, id, date) throws(TransferFailure) in
            _ = try message.bytes(id: id, date: date)
            let failure = self.state.withLock { state -> TransferFailure? in
                if state.failure == nil {
                    state.mails.append("\(message.recipients[0]) \(message.subject) \(message.body)")
                }
                return state.failure
            }
            if let failure { throw failure }
        }
    }
}

/// A service whose mail says how many are outstanding, and nothing once none are.
private struct NoticeModule: ServiceModule {
    let outstanding: @Sendable () throws -> Int
    var methods: [any RPCMethod.Type] { [] }
    var migrations: [Migration] { [] }

    func register(on router: ServiceRouter) {
        router.mail("notice", [String: String].self) { data, mail in
            let count = try outstanding()
            return count == 0
                ? nil
                : MailText(subject: data["subject"] ?? "", body: "\(mail.organisation) ค้าง \(count)")
        }
    }
}

/// Mail of a service: once for its kind and key, whatever crashes, with a record of its delivery.
@Suite struct MailTests {
    private struct Broken: Error {}

    private func withMail(
        outstanding: @escaping @Sendable () throws -> Int = { 3 },
        _ body: @Sendable (TestService, Postbox, MailCourier) async throws -> Void
    ) async throws {
        try await withService(modules: [NoticeModule(outstanding: outstanding)]) { service in
            let contacts = ["67-S0001", "67-S0002"].map {
                Contact(organisation: $0, email: "\($0.lowercased())@example.org", name: "ธุรการ")
            }
            _ = try await service.call(
                SetContacts(idempotencyKey: "c", under: "67", contacts: contacts), as: .budgetOfficer)
            let postbox = Postbox()
            try await body(service, postbox, MailCourier(runtime: service.runtime, sender: postbox.sender))
        }
    }

    private func queue(_ service: TestService, key: String, _ organisations: String...) async throws -> [MailRecord] {
        try await service.runtime.change(as: "system", method: "notice") { change in
            let queued = try await change.mail(
                "notice", key: key, to: organisations, data: ["subject": "เร่งรัด \(key)"])
            try await change.audit(subject: "notice", details: ["queued": queued.count])
            return queued
        }
    }

    private func states(_ service: TestService) async throws -> [String: MailState] {
        let page = try await service.call(ListMail(province: "67"), as: .planner)
        return Dictionary(uniqueKeysWithValues: page.items.map { ("\($0.organisation) \($0.key)", $0.state) })
    }

    @Test func aKeyGoesOnceToEachAndItsDeliveryIsKept() async throws {
        try await withMail { service, postbox, courier in
            let queued = try await queue(service, key: "2566-Q1", "67-S0001", "67-S0002", "67-S0003")
            #expect(queued.map(\.state).sorted { $0.rawValue < $1.rawValue } == [.queued, .queued, .undeliverable])
            #expect(try await queue(service, key: "2566-Q1", "67-S0001").isEmpty)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<5 { group.addTask { try? await courier.work() } }
            }
            try await courier.work()
            #expect(
                Set(postbox.mails) == [
                    "67-s0001@example.org เร่งรัด 2566-Q1 67-S0001 ค้าง 3\n\n\(MailText.automatic)",
                    "67-s0002@example.org เร่งรัด 2566-Q1 67-S0002 ค้าง 3\n\n\(MailText.automatic)",
                ])
            #expect(postbox.mails.count == 2)
            #expect(
                try await states(service) == [
                    "67-S0001 2566-Q1": .sent, "67-S0002 2566-Q1": .sent, "67-S0003 2566-Q1": .undeliverable,
                ])
            _ = try await service.call(
                SetContacts(
                    idempotencyKey: "d", under: "67-S0003",
                    contacts: [Contact(organisation: "67-S0003", email: "three@example.org")]), as: .administrator)
            let again = try await service.call(
                ResendMail(idempotencyKey: "r", province: "67", kind: "notice", state: .undeliverable), as: .planner)
            #expect(again.queued == 1)
            try await courier.work()
            #expect(postbox.mails.count == 3)
        }
    }

    @Test func whatWasBrokenOffIsNotSentAgainUnlessSomebodySaysSo() async throws {
        try await withMail { service, postbox, courier in
            _ = try await queue(service, key: "a", "67-S0001", "67-S0002")
            // A process that goes away between taking and recording.
            let taken = try await service.database.first(TakeMail(kinds: ["notice"], now: service.now))
            #expect(taken != nil)
            postbox.fail(.broken("connection reset"))
            try await courier.work()
            postbox.fail(nil)
            service.now = service.now.adding(seconds: 3_600)
            try await courier.work()
            #expect(postbox.mails.isEmpty)
            #expect(Set(try await states(service).values) == [.uncertain])
            let again = try await service.call(
                ResendMail(idempotencyKey: "r", province: "67", state: .uncertain), as: .planner)
            #expect(again.queued == 2)
            try await courier.work()
            #expect(postbox.mails.count == 2)
        }
    }

    @Test func aServerThatIsAwayIsTriedAgainUntilItIsTooLate() async throws {
        try await withMail { service, postbox, courier in
            _ = try await queue(service, key: "a", "67-S0001")
            postbox.fail(.notConnected("refused"))
            for _ in 0..<MailCourier.attemptsMax + 1 {
                try await courier.work()
                service.now = service.now.adding(seconds: 3_600)
            }
            let failed = try await service.call(ListMail(province: "67", state: .failed), as: .planner).items
            #expect(failed.map(\.attempts) == [MailCourier.attemptsMax] && failed[0].error != nil)
            // Without a mail server nothing goes out, and after a week nothing will.
            _ = try await queue(service, key: "b", "67-S0001")
            let idle = MailCourier(runtime: service.runtime, sender: nil)
            try await idle.work()
            #expect(try await states(service)["67-S0001 b"] == .queued)
            service.now = service.now.adding(seconds: 8 * 86_400)
            try await idle.work()
            #expect(try await states(service)["67-S0001 b"] == .failed)
        }
    }

    @Test func whatHasNothingLeftToSayIsNotSentAndAFaultOfItsTextPutsItOff() async throws {
        let counts = Mutex<[Int?]>([nil, 0])
        try await withMail(
            outstanding: {
                guard let next = counts.withLock({ $0.removeFirst() }) else { throw Broken() }
                return next
            }
        ) { service, postbox, courier in
            _ = try await queue(service, key: "a", "67-S0001")
            try await courier.work()
            #expect(try await states(service)["67-S0001 a"] == .queued)
            service.now = service.now.adding(seconds: 3_600)
            try await courier.work()
            #expect(try await states(service)["67-S0001 a"] == .obsolete)
            #expect(postbox.mails.isEmpty)
        }
    }

    @Test func addressesAreForThoseBelowOnly() async throws {
        try await withService { service in
            let wrong = SetContacts(
                idempotencyKey: "w", under: "67-02",
                contacts: [
                    Contact(organisation: "67-S0001", email: "a@example.org"),
                    Contact(organisation: "67-S0003", email: "b@example.org"),
                ])
            let refused = await #expect(throws: RPCError.self) { try await service.call(wrong, as: .agencyPlanner) }
            #expect(refused?.kind == .ruleViolated)
            let bad = SetContacts(
                idempotencyKey: "w", under: "67-02",
                contacts: [Contact(organisation: "67-S0001", email: "no address")])
            let invalid = await #expect(throws: RPCError.self) { try await service.call(bad, as: .agencyPlanner) }
            #expect(invalid?.kind == .invalidParams)
            let listed = try await service.call(ListContacts(organisation: "67"), as: .planner).items
            #expect(listed.isEmpty)
            let stranger = await #expect(throws: RPCError.self) {
                try await service.call(ListMail(), as: .planner)
            }
            #expect(stranger?.kind == .forbidden)
        }
    }
}
