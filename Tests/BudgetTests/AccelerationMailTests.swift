import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import RPCClient
import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing

@testable import Budget

/// Notices of slow spending by mail: each once, with a record of what became of it.
@Suite struct AccelerationMailTests {
    /// A mail server that notes what it gets.
    private final class Postbox: Sendable {
        private let state = Mutex((mails: [(to: String, subject: String, body: String)](), isDown: false))

        var mails: [(to: String, subject: String, body: String)] { state.withLock { $0.mails } }
        func isDown(_ value: Bool) { state.withLock { $0.isDown = value } }

        var sender: MailSender {
            MailSender(from: SMTPMessage.Mailbox("peo67@example.org", name: "ศธจ.เพชรบูรณ์")) {
                (message, id, date) throws(TransferFailure) in
                _ = try message.bytes(id: id, date: date)
                let isDown = self.state.withLock { state in
                    if !state.isDown {
                        state.mails.append((message.recipients[0], message.subject, message.body))
                    }
                    return state.isDown
                }
                if isDown { throw .notConnected("refused") }
            }
        }
    }

    @Test func aNoticeGoesOnceToWhoIsBehind() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("SLOW"), allocated: 1_000)
            try await office.line(Office.draft("LATE", organisation: "67-02"), allocated: 1_000)
            try await office.line(Office.draft("FAST", organisation: "67-S0001"), allocated: 1_000)
            for line in ["SLOW", "LATE", "FAST"] { try await office.plan(line, [10: 600]) }
            try await office.pay("SLOW", 100)
            try await office.pay("FAST", 600)
            _ = try await office.service.call(
                SetContacts(
                    idempotencyKey: "c", under: "67",
                    contacts: [Contact(organisation: "67-01", email: "one@example.org", name: "ธุรการ")]))
            func issue(_ key: String) async throws -> [AccelerationNotice] {
                try await office.service.call(
                    IssueAcceleration(
                        idempotencyKey: key, organisation: "67", fiscalYear: Office.year,
                        date: Office.day("2022-12-31"), answerDueOn: Office.day("2023-01-15"),
                        letterNumber: "ศธ 0294/ว 5")
                ).items
            }
            let notices = try await issue("a")
            #expect(notices.map(\.organisation) == ["67-01", "67-02"])
            #expect(notices.map(\.delivery?.state) == [.queued, .undeliverable])
            #expect(try await issue("b").isEmpty)

            let postbox = Postbox()
            postbox.isDown(true)
            try await MailRunning.deliverAll(office.service.runtime, through: postbox.sender)
            #expect(postbox.mails.isEmpty)
            postbox.isDown(false)
            office.service.now = office.service.now.adding(seconds: 600)
            for _ in 0..<3 { try await MailRunning.deliverAll(office.service.runtime, through: postbox.sender) }
            #expect(postbox.mails.count == 1)
            let mail = try #require(postbox.mails.first)
            #expect(mail.to.contains("one@example.org") && mail.subject.contains("ไตรมาสที่ 1"))
            for part in ["ศธ 0294/ว 5", "SLOW", "100.00", "1,000.00", "500.00", "15 มกราคม 2566", "ร้อยละ 10.00"] {
                #expect(mail.body.contains(part), "\(part) in \(mail.body)")
            }
            let listed = try await office.service.call(
                ListAccelerations(organisation: "67", fiscalYear: Office.year)
            ).items
            let states = Dictionary(uniqueKeysWithValues: listed.map { ($0.organisation, $0.delivery) })
            #expect(states["67-01"]??.state == .sent && states["67-01"]??.sentAt != nil)
            #expect(states["67-02"]??.state == .undeliverable)
        }
    }

    /// What was answered before its turn came is not pushed any more.
    @Test func anAnswerBeforeItIsSentStopsIt() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("SLOW"), allocated: 1_000)
            try await office.plan("SLOW", [10: 600])
            _ = try await office.service.call(
                SetContacts(
                    idempotencyKey: "c", under: "67",
                    contacts: [Contact(organisation: "67-01", email: "one@example.org")]))
            let notice = try await office.service.call(
                IssueAcceleration(
                    idempotencyKey: "a", organisation: "67", fiscalYear: Office.year, date: Office.day("2022-12-31"),
                    answerDueOn: Office.day("2023-01-15"))
            ).items[0]
            let answered = try await office.service.call(
                AnswerAcceleration(idempotencyKey: "b", notice: notice.id, answer: "รอผลจัดซื้อ"))
            #expect(answered.delivery?.state == .queued)
            let postbox = Postbox()
            try await MailRunning.deliverAll(office.service.runtime, through: postbox.sender)
            #expect(postbox.mails.isEmpty)
            let listed = try await office.service.call(ListAccelerations(organisation: "67", fiscalYear: Office.year))
            #expect(listed.items.map(\.delivery?.state) == [.obsolete])
        }
    }
}
