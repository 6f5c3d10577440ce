import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCClient
import RPCServer
import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing

@testable import Indicators

/// Reminders: who gets which when, once, whatever crashes.
@Suite struct ReminderTests {
    /// A mail server that notes what it gets, and fails as it is told.
    private final class Mailbox: Sendable {
        struct Mail: Hashable {
            var to: String
            var subject: String
            var body: String
        }

        private let state = Mutex((mails: [Mail](), failure: TransferFailure?.none))

        var mails: [Mail] { state.withLock { $0.mails } }
        func fail(_ failure: TransferFailure?) { state.withLock { $0.failure = failure } }

        var sender: MailSender {
            MailSender(from: SMTPMessage.Mailbox("peo67@example.org", name: "ศธจ.เพชรบูรณ์")) {
                (message, id, date) throws(TransferFailure) in
                _ = try message.bytes(id: id, date: date)
                let failure = self.state.withLock { state -> TransferFailure? in
                    if let failure = state.failure { return failure }
                    state.mails.append(
                        Mail(to: message.recipients[0], subject: message.subject, body: message.body))
                    return nil
                }
                if let failure { throw failure }
            }
        }
    }

    /// The two that take turns in a process.
    private struct Courier: Sendable {
        let runtime: ServiceRuntime
        let sender: MailSender

        func plan() async throws { try await ReminderPlanner(runtime: runtime).plan() }

        func work() async throws {
            try await plan()
            try await MailRunning.deliverAll(runtime, through: sender)
        }
    }

    /// Due on 30 November 2023; the agency and two of the schools have addresses.
    private func withReminders(
        _ body: @Sendable (Setting, Mailbox, Courier) async throws -> Void
    ) async throws {
        try await withRound { setting in
            let service = setting.service
            let contacts = ["67-S0001", "67-S0002", "67-02", "67"].map {
                Contact(organisation: $0, email: "\($0.lowercased())@example.org", name: "ธุรการ")
            }
            _ = try await service.call(
                SetContacts(idempotencyKey: "contacts", under: "67", contacts: contacts), as: .planner)
            let steps = [
                ReminderStep(code: "before", daysAfterDue: -7, to: .organisation),
                ReminderStep(code: "escalate", daysAfterDue: 3, to: .parent),
                ReminderStep(code: "province", daysAfterDue: 10, to: .province),
            ]
            _ = try await service.call(
                ScheduleReminders(idempotencyKey: "steps", round: setting.round, steps: steps), as: .planner)
            let mailbox = Mailbox()
            try await body(
                setting, mailbox, Courier(runtime: service.runtime, sender: mailbox.sender))
        }
    }

    private func reminders(_ setting: Setting, _ state: MailState? = nil) async throws -> [Reminder] {
        try await setting.service.call(ListReminders(round: setting.round, state: state), as: .planner).items
    }

    @Test func eachStepGoesOnceToThoseWhoHaveNotAnswered() async throws {
        try await withReminders { setting, mailbox, courier in
            try await setting.certified("67-S0001")
            try await courier.work()
            #expect(mailbox.mails.isEmpty)
            setting.service.now = try #require(Instant("2023-11-23T03:00:00Z"))
            for _ in 0..<3 { try await courier.work() }
            #expect(mailbox.mails.map(\.to).sorted() == ["67-02@example.org", "67-s0002@example.org"])
            let own = try #require(mailbox.mails.first { $0.to.hasPrefix("67-s") })
            #expect(own.body.contains("โรงเรียนตัวอย่าง 2") && own.body.contains("๓๐ พฤศจิกายน"))
            #expect(try await reminders(setting, .undeliverable).map(\.recipient).contains("67-S0003"))
            setting.service.now = try #require(Instant("2023-12-03T03:00:00Z"))
            try await courier.work()
            let escalated = mailbox.mails.dropFirst(2)
            #expect(Set(escalated.map(\.to)) == ["67-02@example.org", "67@example.org"])
            let toAgency = try #require(try await reminders(setting, .sent).first { $0.recipient == "67-02" })
            #expect(toAgency.about == ["67-S0002"] && toAgency.sentAt != nil)
            try await setting.service.seal()
            let events = try await setting.service.call(ListEvents(after: 0, limit: 1_000), as: .auditor)
            #expect(events.events.count { $0.type.hasSuffix("reminder.due") } == (try await reminders(setting).count))
        }
    }

    @Test func manyAtOnceSendEachOnce() async throws {
        try await withReminders { setting, mailbox, courier in
            setting.service.now = try #require(Instant("2023-11-23T03:00:00Z"))
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<6 { group.addTask { try? await courier.work() } }
            }
            try await courier.work()
            #expect(mailbox.mails.count == 3)
            #expect(Set(mailbox.mails).count == 3)
        }
    }

    @Test func whatWasBrokenOffIsNotSentAgainUnlessSomebodySaysSo() async throws {
        try await withReminders { setting, mailbox, courier in
            setting.service.now = try #require(Instant("2023-11-23T03:00:00Z"))
            try await courier.plan()
            mailbox.fail(.broken("connection reset"))
            try await courier.work()
            mailbox.fail(nil)
            setting.service.now = try #require(Instant("2023-11-23T04:00:00Z"))
            try await courier.work()
            #expect(mailbox.mails.isEmpty)
            #expect(try await reminders(setting, .uncertain).count == 3)
            let again = try await setting.service.call(
                ResendReminders(idempotencyKey: "again", round: setting.round, state: .uncertain), as: .planner)
            #expect(again.queued == 3)
            try await courier.work()
            #expect(mailbox.mails.count == 3)
        }
    }

    @Test func aServerThatIsAwayIsTriedAgainAndLateAnswersStopTheMail() async throws {
        try await withReminders { setting, mailbox, courier in
            setting.service.now = try #require(Instant("2023-11-23T03:00:00Z"))
            mailbox.fail(.notConnected("refused"))
            try await courier.work()
            #expect(try await reminders(setting, .queued).allSatisfy { $0.attempts == 1 && $0.error != nil })
            mailbox.fail(nil)
            try await setting.certified("67-S0001")
            setting.service.now = try #require(Instant("2023-11-23T03:10:00Z"))
            try await courier.work()
            #expect(mailbox.mails.count == 2)
            #expect(try await reminders(setting, .obsolete).map(\.recipient) == ["67-S0001"])
        }
    }

    @Test func manyAreReturnedAndReopenedWithADryCountFirst() async throws {
        try await withRound { setting in
            let service = setting.service
            for code in ["67-S0001", "67-S0002"] { try await setting.certified(code) }
            let saved = try await setting.save(
                "67-02", Setting.answers() + [QuestionAnswer(question: "U", state: AnswerState.none)])
            _ = try await setting.submit("67-02", version: saved.summary.version)
            let filter = SubmissionFilter(under: "67-02")
            func sendBack(_ key: String, dry: Bool) async throws -> SubmissionSetResult {
                try await service.call(
                    ReturnSubmissions(
                        idempotencyKey: key, round: setting.round, filter: filter, comment: "ตรวจอีกครั้ง",
                        validateOnly: dry), as: .agencyPlanner)
            }
            #expect(try await sendBack("dry", dry: true) == SubmissionSetResult(changed: 3, skipped: 0))
            #expect(try await setting.consolidated("N", at: "67").counts.value == 2)
            #expect(try await sendBack("wet", dry: false).changed == 3)
            #expect(try await setting.consolidated("N", at: "67").counts.value == 0)
            #expect(try await setting.differing() == [])
            let one = try await service.call(
                GetSubmission(round: setting.round, organisation: "67-S0001"), as: .planner)
            #expect(one.summary.edition == 2 && one.summary.state == .returned && one.answers.count == 5)
            #expect(one.reviews.map(\.comment) == ["ตรวจอีกครั้ง"])
            let submitted = try await setting.submit("67-S0001", version: one.summary.version)
            _ = try await setting.certify("67-S0001", version: submitted.summary.version)
            let reopened = try await service.call(
                ReopenSubmissions(
                    idempotencyKey: "reopen", round: setting.round, filter: filter, reason: "แก้ไขตัวหาร"),
                as: .agencyPlanner)
            #expect(reopened == SubmissionSetResult(changed: 1, skipped: 2))
            #expect(try await setting.differing() == [])
            let status = try await service.call(GetQuestionStatus(round: setting.round), as: .planner).items
            let first = try #require(status.first { $0.question == "N" })
            #expect(first.counts.value == 3 && first.counts.expected == 7 && first.certified == 0)
        }
    }
}
