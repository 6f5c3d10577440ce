import Kernel
import RPCClient
import Testing

extension Processes {
    /// Mail handed in to a real server (aiosmtpd) and read by Python's parser.
    @Suite(.enabled(if: Readers.areThere)) struct MailTests {
        private let message = SMTPMessage(
            from: .init("peo@example.go.th", name: "สำนักงานศึกษาธิการจังหวัดเพชรบูรณ์"),
            to: [.init("head@example.org", name: "ผู้อำนวยการโรงเรียน"), .init("second@example.org")],
            copies: [.init("copy@example.org")],
            subject: "แจ้งเตือน: ยังไม่ได้รายงานผลการดำเนินงานตามแผนพัฒนาการศึกษาจังหวัด ปีงบประมาณ พ.ศ. ๒๕๖๖",
            body: "เรียน ผู้อำนวยการ\n\n.\n..จุดนำหน้าบรรทัด\nขอแสดงความนับถือ\n" + String(repeating: "ย", count: 3_000))

        private func send(
            _ message: SMTPMessage, to server: SMTPServer, _ number: UInt64 = 1
        ) async throws(TransferFailure) {
            let engine = TransferEngine()
            try await engine.send(
                message, id: ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 + number),
                date: Instant(microsecondsSinceEpoch: 1_670_000_000_000_000), through: server,
                timeoutMilliseconds: 10_000)
        }

        private func expectWhole(_ taken: [String: Any]) {
            #expect(taken["subject"] as? String == message.subject)
            #expect(taken["senderName"] as? String == message.from.name)
            #expect(
                (taken["body"] as? String)?.replacing("\r\n", with: "\n").trimmingPrefix("\n").hasPrefix(message.body)
                    == true)
            #expect(taken["from"] as? String == "peo@example.go.th")
            #expect(taken["to"] as? [String] == message.recipients)
            #expect(taken["automatic"] as? String == "auto-generated")
            #expect((taken["defects"] as? [String])?.isEmpty == true)
        }

        @Test func aRelayOnTheSameMachineTakesItAsItIs() async throws {
            let folder = try TemporaryFolder("mail")
            let server = try await ReaderServer("mail.py", [folder.path, "plain"], folder: folder)
            let relay = SMTPServer(url: "smtp://127.0.0.1:\(server.port)", requiresTLS: false)
            try await send(message, to: relay)
            let taken = try await server.taken(1)
            expectWhole(taken[0])
            #expect(taken[0]["tls"] as? Bool == false)
            // A server that offers no TLS gets nothing unless that was allowed.
            let strict = SMTPServer(url: "smtp://127.0.0.1:\(server.port)")
            let untrusted = await #expect(throws: TransferFailure.self) { try await send(message, to: strict, 2) }
            if case .notTrusted? = untrusted {} else { Issue.record("\(String(describing: untrusted))") }
            // One recipient whom the server refuses: told, not swallowed.
            var wrong = message
            wrong.to.append(.init("refused@example.org"))
            await #expect(throws: TransferFailure.self) { try await send(wrong, to: relay, 3) }
            #expect(try server.taken().count == 1)
        }

        @Test func aMailServerWithTLSAndALogin() async throws {
            let folder = try TemporaryFolder("mail")
            try await Readers.run("certificates.py", folder.path)
            let server = try await ReaderServer("mail.py", [folder.path, "secure"], folder: folder)
            func relay(password: String?, authority: String = "ca.pem", host: String = "127.0.0.1") -> SMTPServer {
                SMTPServer(
                    url: "smtp://\(host):\(server.port)", user: password.map { _ in "phaen" }, password: password,
                    security: TransferSecurity(authorityFile: "\(folder.path)/\(authority)"))
            }
            try await send(message, to: relay(password: "secret ๑"))
            let taken = try await server.taken(1)
            expectWhole(taken[0])
            #expect(taken[0]["tls"] as? Bool == true && taken[0]["login"] as? Bool == true)
            for wrong in [
                relay(password: "guessed"), relay(password: nil),
                relay(password: "secret ๑", authority: "other-ca.pem"),
            ] {
                await #expect(throws: TransferFailure.self) { try await send(message, to: wrong, 4) }
            }
            #expect(try server.taken().count == 1)
        }
    }
}
