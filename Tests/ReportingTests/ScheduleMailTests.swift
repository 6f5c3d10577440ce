import CommonContract
import Kernel
import Postgres
import RPCClient
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing

@testable import Reporting

/// Reminders by mail: one a recipient and occasion, at most once.
@Suite(.timeLimit(.minutes(1))) struct ScheduleMailTests {
    /// Takes mail.
    private final class Box: Sendable {
        let messages = Mutex<[SMTPMessage]>([])

        var sender: MailSender {
            MailSender(from: SMTPMessage.Mailbox("phaen@example.org")) { (message, _, _) throws(TransferFailure) in
                self.messages.withLock { $0.append(message) }
            }
        }
    }

    private func setContacts(_ service: TestService) async throws {
        _ = try await service.call(
            SetContacts(
                idempotencyKey: "contacts", under: "67",
                contacts: [
                    Contact(organisation: "67", email: "planner@example.org", name: "ผู้วางแผน"),
                    Contact(organisation: "67-02", email: "esao@example.org", name: nil),
                ]), as: .administrator)
    }

    private func mails(_ service: TestService) async throws -> [MailRecord] {
        try await service.call(
            ListMail(province: "67", kind: ScheduleMails.kind, limit: 1_000), as: .administrator
        ).items
    }

    @Test func remindedByMailOnce() async throws {
        let day = try #require(Instant("2023-10-24T03:00:00Z"))
        let box = Box()
        try await withService(modules: ReportingService.tested, name: "reporting", at: day) { service in
            try await setContacts(service)
            let reminders = ScheduleReminders(runtime: service.runtime)
            try await reminders.work()
            try await MailRunning.deliverAll(service.runtime, through: box.sender)
            let soon = try await mails(service).filter { $0.organisation == "67" && $0.key.hasPrefix("soon ") }
            #expect(soon.count == 1 && soon[0].state == .sent && soon[0].email == "planner@example.org")
            let sent = box.messages.withLock { $0 }
            let message = try #require(
                sent.first { $0.subject.hasPrefix("แจ้งเตือนล่วงหน้า") && $0.to[0].name == "ผู้วางแผน" })
            #expect(message.body.contains("31 ตุลาคม 2566") && message.body.contains("เรียน ผู้บริหารจังหวัดเพชรบูรณ์"))
            try await reminders.work()
            try await MailRunning.deliverAll(service.runtime, through: box.sender)
            #expect(box.messages.withLock { $0.count } == sent.count)
        }
    }

    /// A week late: the organisation above has one mail with all that are late below it.
    @Test(arguments: [false, true]) func theOneAboveIsToldOfAllBelow(publishedMeanwhile: Bool) async throws {
        let year = try #require(FiscalYear(2566))
        let day = try #require(Instant("2023-10-09T03:00:00Z"))
        let box = Box()
        try await withService(modules: ReportingService.tested, name: "reporting", at: day) { service in
            try await setContacts(service)
            try await ScheduleReminders(runtime: service.runtime).work()
            if publishedMeanwhile {
                try await service.database.transaction {
                    try await $0.script(
                        """
                        INSERT INTO report (province, id, code, organisation, fiscal_year, definition, revision, title_th,
                                            step, version, composed_at, missing, sha256)
                        SELECT '67', gen_random_uuid(), code || '-s', code, \(year), 'schoolSheet', 1, 'ร', 'published', 1,
                               now(), 0, repeat('a', 64)
                          FROM organisation WHERE parent = '67-02'
                        """)
                }
            }
            try await MailRunning.deliverAll(service.runtime, through: box.sender)
            let schools = try await mails(service).filter { $0.organisation.hasPrefix("67-S") }
            #expect(!schools.isEmpty && schools.allSatisfy { $0.state == .undeliverable })
            let above = box.messages.withLock { $0.filter { $0.subject.hasPrefix("แจ้งหน่วยงานในสังกัด") } }
                .filter { $0.to[0].address == "esao@example.org" }
            #expect(above.count == (publishedMeanwhile ? 0 : 1))
            if !publishedMeanwhile {
                #expect(above[0].subject.hasSuffix("2 แห่ง") && above[0].body.contains("โรงเรียนตัวอย่าง 2"))
            } else {
                let states = try await mails(service).filter { $0.organisation == "67-02" }.map(\.state)
                #expect(states.contains(.obsolete))
            }
        }
    }

    @Test func namesMakeNoLines() throws {
        let report = DueReport(
            organisation: "x", name: LocalizedText(th: "โรงเรียน\r\nBcc: a@b"), definition: "d",
            fiscalYear: try #require(FiscalYear(2566)), quarter: nil,
            title: LocalizedText(th: "รายงาน\nSubject: y"), dueOn: try #require(CalendarDate("2023-10-31")))
        let text = ScheduleMailText(occasion: .due, isAbove: false, about: [report])
        #expect(
            !text.subject.contains { $0.isNewline } && text.body.contains("Bcc: a@b") && !text.body.contains("\nBcc"))
    }
}
