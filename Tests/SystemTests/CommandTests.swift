import Foundation
import TestSupport
import Testing

@testable import Phaen

extension Processes {
    /// The command that a person types, against running services.
    @Suite struct CommandTests {}
}

extension Processes.CommandTests {
    /// How a run of `phaen` ended, and all that it said.
    private struct Ended {
        let code: Int32
        let said: String
    }

    private func phaen(_ suite: Suite, _ words: String...) async throws -> Ended {
        let log = "\(suite.folder.path)/\(UUID().uuidString).log"
        var environment = ["PHAEN_TOKEN_FILE": suite.folder.path + "/me.token", "PATH": "/usr/bin:/bin"]
        for name in Suite.names {
            environment["PHAEN_\(name.uppercased())_PORT"] = String(suite.ports[name]?.public ?? 0)
        }
        let pid = try Command.start([Suite.binary("phaen")] + words, environment: environment, log: log)
        let status = await onThread { Command.wait(for: pid) }
        return Ended(code: (status >> 8) & 0xFF, said: try String(contentsOfFile: log, encoding: .utf8))
    }

    /// A plans service with a plan whose draft is open.
    private func suiteWithDraft() async throws -> Suite {
        let suite = try await Suite(starting: ["plans"])
        try LocalIssuer.writePrivately(try await suite.token(), to: suite.folder.path + "/me.token")
        let steps = [
            (
                "organisation.import",
                #"""
                {"under":"TH","rows":[{"code":"TH","kind":"nation","name":{"th":"ประเทศไทย"}},
                {"code":"67","kind":"province","name":{"th":"เพชรบูรณ์"},"parent":"TH"}]}
                """#
            ),
            (
                "plan.create",
                #"""
                {"code":"67-T","kind":"provincialEducationPlan","name":{"th":"แผนทดสอบ"},"firstYear":2566,"lastYear":2570,
                "organisation":"67"}
                """#
            ),
        ]
        for (method, params) in steps {
            let made = try await phaen(suite, "call", "plans", method, params, "--fresh-key")
            try #require(made.code == 0, "\(method): \(made.said)")
        }
        return suite
    }

    @Test func callsEndWithTheCodesThatTheHelpPromises() async throws {
        let suite = try await suiteWithDraft()
        let found = try await phaen(suite, "call", "plans", "plan.get", #"{"plan":"67-T"}"#, "--compact")
        #expect(found.code == 0)
        #expect(found.said.contains(#""code":"67-T""#))
        let absent = try await phaen(suite, "call", "plans", "plan.get", #"{"plan":"67-NONE"}"#)
        #expect(absent.code == 1)
        #expect(absent.said.contains("notFound"))
        let notJSON = try await phaen(suite, "call", "plans", "plan.get", "{plan}")
        #expect(notJSON.code == 64)
        #expect(notJSON.said.contains("not JSON"))
        let nobody = try await phaen(suite, "call", "budget", "budget.summary")
        #expect(nobody.code == 3)
        #expect(nobody.said.contains("no answer"))
        let anonymous = try await phaen(suite, "call", "plans", "audit.list", "--anonymous")
        #expect(anonymous.code == 1)
        #expect(anonymous.said.contains("unauthenticated"))
    }

    @Test func aTableOfAnOfficeIsTakenOrComesBackWithItsProblems() async throws {
        let suite = try await suiteWithDraft()
        let head = "รหัส,ชื่อโครงการ,งบประมาณ (บาท)\n"
        let good = try suite.folder.write(
            "โครงการ.csv", Array((head + "67-P1,โครงการอ่านออกเขียนได้,\"๑๕๐,๐๐๐.๐๐\"\n").utf8))
        let checked = try await phaen(suite, "import", "elements", good, "--plan", "67-T", "--check")
        #expect(checked.code == 0, "\(checked.said)")
        #expect(checked.said.contains("created 1"))
        #expect(checked.said.contains("checked only"))
        let taken = try await phaen(suite, "import", "elements", good, "--plan", "67-T")
        #expect(taken.code == 0, "\(taken.said)")
        let again = try await phaen(suite, "import", "elements", good, "--plan", "67-T")
        #expect(again.said.contains("unchanged 1"), "\(again.said)")

        let bad = try suite.folder.write("ผิด.csv", Array((head + "67-P2,,1.005\n67-P3,โครงการที่สาม,10\n").utf8))
        let back = suite.folder.path + "/กลับ.csv"
        let refused = try await phaen(suite, "import", "elements", bad, "--plan", "67-T", "--annotated", back)
        #expect(refused.code == 1)
        #expect(refused.said.contains("B2") && refused.said.contains("C2"), "\(refused.said)")
        #expect(try String(contentsOfFile: back, encoding: .utf8).contains("Problems"))
        let none = try await phaen(suite, "call", "plans", "element.list", #"{"plan":"67-T"}"#, "--compact")
        #expect(none.said.contains("P1") && !none.said.contains("P3"), "all or nothing")
        let partly = try await phaen(suite, "import", "elements", bad, "--plan", "67-T", "--partial")
        #expect(partly.code == 1, "a row was refused")
        #expect(partly.said.contains("created 1") && partly.said.contains("refused 1"), "\(partly.said)")
        let absent = try await phaen(suite, "import", "elements", "/nowhere.csv", "--plan", "67-T")
        #expect(absent.code == 64)
    }
}
