import CommonContract
import Foundation
import JSONRPC
import Kernel
import RPCClient
import TestSupport
import Testing

extension Processes {
    /// A database that is not there, goes away, comes back, takes no changes, or is of another version.
    @Suite struct DatabaseStateTests {
        private func suite(_ settings: [String: String] = [:]) async throws -> Suite {
            var options = Suite.Options()
            options.starting = []
            options.settings = settings
            return try await Suite(options)
        }

        private func ready(_ suite: Suite) async throws -> (status: Int, text: String) {
            let reply = try await Web.get(suite.privateAddress("plans", "/ready"))
            return (reply.status, String(decoding: reply.body, as: UTF8.self))
        }

        @Test func aServiceWaitsForADatabaseThatIsNotThereYet() async throws {
            let suite = try await suite()
            await suite.database.stop()
            try suite.start("plans")
            try await Pause.until("the process lives") {
                (try? await Web.get(suite.privateAddress("plans", "/live")))?.status == 200
            }
            try await Pause.until("it says that it waits") { suite.log("plans").contains("waiting for the database") }
            let waiting = try await ready(suite)
            #expect(waiting.status == 503 && waiting.text.contains(#""migrated":false"#))
            try await suite.database.start()
            try await suite.waitUntilReady("plans")
            let books = try await Books(suite)
            try await books.write("67-K1", untilDone: 10)
            try await books.expectNothingLost()
            // The tests' own server is quick and not safe; whoever looks is told so.
            try await Pause.until("the settings are told") { try await ready(suite).text.contains("fsync is off") }
            #expect(try await ready(suite).status == 200)
            #expect(suite.log("plans").contains("full_page_writes is off"))
            #expect(!suite.log("plans").contains("synchronous_commit is off"))
        }

        @Test func aServiceThatMayNotWaitEndsAndSaysWhy() async throws {
            let suite = try await suite(["PHAEN_DATABASE_WAIT_SECONDS": "1"])
            await suite.database.stop()
            try suite.start("plans")
            #expect(await suite.exitCode("plans") == 1)
            #expect(suite.log("plans").contains("the database does not answer"))
            #expect(suite.log("plans").contains("ฐานข้อมูลไม่ตอบ"))
        }

        @Test func aDatabaseGoesAwayUnderLoadAndComesBack() async throws {
            let suite = try await suite()
            try suite.start("plans")
            try await suite.waitUntilReady("plans")
            let books = try await Books(suite)
            try await books.underLoad((0..<120).map { "67-K\(1000 + $0)" }) {
                try await Pause.until("some are written") { books.acknowledged.count >= 20 }
                await suite.database.stop()
                try await Pause.until("it is not ready") { await !suite.isReady("plans") }
                try await Pause.until("somebody is refused") { books.refusals.count >= 20 }
                #expect((try await Web.get(suite.privateAddress("plans", "/live"))).status == 200)
                try await suite.database.start()
                try await suite.waitUntilReady("plans")
            }
            #expect(books.acknowledged.count == 120)
            #expect(books.refusals.contains { $0.kind == .unavailable })
            try await books.expectNothingLost()
        }

        @Test func aDatabaseThatStandsStillIsToldFromOneThatAnswers() async throws {
            let suite = try await suite()
            try suite.start("plans")
            try await suite.waitUntilReady("plans")
            let books = try await Books(suite)
            try await books.underLoad((0..<40).map { "67-K\(1000 + $0)" }) {
                try await Pause.until("some are written") { books.acknowledged.count >= 10 }
                await suite.database.freeze()
                try await Pause.until("it is not ready") { await !suite.isReady("plans") }
                try await Pause.until("somebody is refused") { !books.refusals.isEmpty }
                await suite.database.thaw()
                try await suite.waitUntilReady("plans")
            }
            #expect(books.acknowledged.count == 40)
            try await books.expectNothingLost(slowest: .seconds(40))
        }

        @Test func aReadOnlyDatabaseRefusesChangesAndSaysSo() async throws {
            let suite = try await suite()
            try suite.start("plans")
            try await suite.waitUntilReady("plans")
            let books = try await Books(suite)
            try await books.write("67-K1", untilDone: 10)
            func setReadOnly(_ value: String) async throws {
                try await suite.database.psql("ALTER SYSTEM SET default_transaction_read_only = \(value)")
                try await suite.database.psql("SELECT pg_reload_conf()")
            }
            try await setReadOnly("on")
            var refusal: RPCError?
            try await Pause.until("a change is refused") {
                refusal = await books.write("67-K\(books.acknowledged.count + 1)")
                return refusal != nil
            }
            #expect(refusal?.kind == .unavailable)
            #expect(refusal?.message.en?.contains("can only be read") == true, "\(String(describing: refusal))")
            #expect(refusal?.message.th.contains("อ่านอย่างเดียว") == true)
            #expect(refusal?.details.contains { $0.name == "retryAfterMs" } == true)
            // One that took changes is looked for from then on, as after a failover; why there is none is told.
            try await Pause.until("it is told") {
                let (status, text) = try await ready(suite)
                return status == 503 && text.contains("read-only")
            }
            let read = await #expect(throws: RPCError.self) {
                try await books.peer.call(GetOrganisation(organisation: "67-K1"), deadline: nil)
            }
            #expect([.unavailable, .deadlineExceeded].contains(read?.kind))
            try await setReadOnly("off")
            try await suite.waitUntilReady("plans")
            try await books.write("67-K900", untilDone: 20)
            try await books.expectNothingLost()
        }

        @Test func aDatabaseOfANewerVersionIsLeftAlone() async throws {
            let suite = try await suite()
            try suite.start("plans")
            try await suite.waitUntilReady("plans")
            let books = try await Books(suite)
            try await suite.database.psql(
                "INSERT INTO schema_migration (name, sha256) VALUES ('plans-9001-later', 'x')",
                database: "phaen_plans")
            // What runs goes on; what starts anew refuses.
            try await books.write("67-K1", untilDone: 10)
            try await books.expectNothingLost()
            #expect(await suite.stop("plans") == 0)
            try suite.start("plans")
            #expect(await suite.exitCode("plans") == 1)
            let log = suite.log("plans")
            #expect(log.contains("plans-9001-later") && log.contains("newer than this program"))
            #expect(log.contains("ใหม่กว่าโปรแกรมนี้"))
        }

        @Test func theFirstOfSeveralHostsMayBeDead() async throws {
            let suite = try await suite()
            let dead = FreePorts.take(1)[0]
            try suite.start(
                "plans",
                beside: [
                    "PHAEN_DATABASE":
                        "host=127.0.0.1,\(suite.database.folder) port=\(dead),5432 user=phaen dbname=phaen_plans"
                ])
            try await suite.waitUntilReady("plans")
            let books = try await Books(suite)
            try await books.underLoad((0..<40).map { "67-K\(1000 + $0)" }) {
                try await Pause.until("some are written") { books.acknowledged.count >= 10 }
                await suite.database.kill()
                try await suite.database.start()
                try await suite.waitUntilReady("plans")
            }
            #expect(books.acknowledged.count == 40)
            try await books.expectNothingLost()
        }
    }
}
