import Kernel
import Testing

@testable import RPCClient

@Suite struct SMTPTests {
    let id = ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001)

    @Test func messageInThai() throws {
        let date = try #require(Instant("2022-12-14T02:05:06Z"))
        let message = SMTPMessage(
            from: .init("peo@example.go.th", name: "สำนักงานศึกษาธิการจังหวัดเพชรบูรณ์"), to: [.init("a@example.org")],
            copies: [.init("b@example.org"), .init("c@example.org")],
            subject: "แจ้งเตือน: ยังไม่ได้รายงานผลการดำเนินงานตามแผนพัฒนาการศึกษาจังหวัด", body: "เรียน ผู้อำนวยการ\n.\nครับ")
        let text = String(decoding: try message.bytes(id: id, date: date), as: UTF8.self)
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
        #expect(lines[0] == "Date: Wed, 14 Dec 2022 02:05:06 +0000")
        #expect(text.contains("Message-ID: <\(id)@example.go.th>\r\n"))
        #expect(text.contains("To: <a@example.org>\r\nCc: <b@example.org>,\r\n <c@example.org>\r\n"))
        #expect(text.contains("Subject: =?utf-8?B?"))
        #expect(message.recipients == ["a@example.org", "b@example.org", "c@example.org"])
    }

    @Test func nothingIsSmuggledIn() throws {
        let date = try #require(Instant("2022-12-14T02:05:06Z"))
        let from = SMTPMessage.Mailbox("peo@example.go.th")
        let bad = [
            SMTPMessage(from: from, to: [.init("a@example.org\r\nBcc: x@example.org")], subject: "s", body: ""),
            SMTPMessage(from: from, to: [.init("a@example.org> x <b@example.org")], subject: "s", body: ""),
            SMTPMessage(from: from, to: [.init("a@example.org")], subject: "s\r\nX: y", body: ""),
            SMTPMessage(from: from, to: [.init("a@example.org", name: "n\nX: y")], subject: "s", body: ""),
            SMTPMessage(from: from, to: [], subject: "s", body: ""),
            SMTPMessage(from: from, to: Array(repeating: from, count: 101), subject: "s", body: ""),
            SMTPMessage(from: .init("nobody"), to: [from], subject: "s", body: ""),
        ]
        for message in bad {
            #expect(throws: TransferFailure.self) { try message.bytes(id: id, date: date) }
        }
    }

    @Test func base64() {
        let known = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foobar": "Zm9vYmFy"]
        for (plain, encoded) in known {
            #expect(Base64.encode(plain.utf8) == encoded)
        }
        #expect(SMTPMessage.encoded("Plain subject 1") == "Plain subject 1")
        #expect(SMTPMessage.encoded("=?x?=") == "=?utf-8?B?PT94Pz0=?=")
    }
}
