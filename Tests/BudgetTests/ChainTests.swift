import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import ServiceTestSupport
import Testing

@testable import Budget

/// Letters of allocation; purchase order → receipt → claim → payment.
@Suite struct ChainTests {
    @Test func eachStepStaysBelowTheOneBefore() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 1_000)
            try await office.commit("L1", "PO-1", 600)
            func receive(_ code: String, _ baht: Int64, _ date: String = "2022-11-10") async throws -> Receipt {
                try await office.service.call(
                    PostReceipt(
                        idempotencyKey: office.key(), commitment: "PO-1", code: code, amount: Money(baht: baht),
                        date: Office.day(date)))
            }
            func claim(_ code: String, _ baht: Int64, _ date: String = "2022-11-20") async throws -> Claim {
                try await office.service.call(
                    PostClaim(
                        idempotencyKey: office.key(), receipt: "GR-1", code: code, amount: Money(baht: baht),
                        date: Office.day(date)))
            }
            func pay(_ baht: Int64, _ date: String = "2022-12-01", final: Bool? = nil) async throws -> PostedEntry {
                try await office.service.call(
                    PostDisbursement(
                        idempotencyKey: office.key(), claim: "CL-1", amount: Money(baht: baht), final: final,
                        date: Office.day(date)))
            }
            func rule(_ body: () async throws -> Void) async -> String? {
                do { try await body() } catch let error as RPCError { return error.problems.first?.rule } catch {}
                return nil
            }
            #expect(await rule { _ = try await receive("GR-0", 601) } == "chain.amount")
            #expect(await rule { _ = try await receive("GR-0", 1, "2022-10-31") } == "date.order")
            _ = try await receive("GR-1", 400)
            #expect(await rule { _ = try await claim("CL-0", 401) } == "chain.amount")
            #expect(await rule { _ = try await claim("CL-0", 1, "2022-11-09") } == "date.order")
            _ = try await claim("CL-1", 300)
            let taken = await #expect(throws: RPCError.self) { try await claim("CL-1", 1) }
            #expect(taken?.kind == .conflict)
            #expect(await rule { _ = try await pay(301) } == "chain.amount")
            #expect(await rule { _ = try await pay(1, "2022-11-19") } == "date.order")
            let first = try await pay(200)
            #expect(first.entry.claim != nil && first.commitment?.disbursed == Money(baht: 200))
            #expect(await rule { _ = try await pay(101) } == "chain.amount")
            _ = try await office.service.call(
                ReverseEntry(
                    idempotencyKey: office.key(), entry: .id(first.entry.id), date: Office.day("2022-12-02"),
                    reason: "ผิด"))
            // 100 baht of what was received are not claimed yet: the payment is not the last one.
            #expect(await rule { _ = try await pay(300, "2022-12-03", final: true) } == "commitment.received")
            let last = try await pay(300, "2022-12-03")
            #expect(last.commitment?.outstanding == Money(baht: 300) && last.commitment?.released == .zero)
            let chain = try await office.service.call(GetChain(commitment: "PO-1"))
            #expect(
                chain.receipts.map(\.claimed) == [Money(baht: 300)] && chain.claims.map(\.paid) == [Money(baht: 300)])
            #expect(chain.entries.map(\.kind) == [.commitment, .disbursement, .reversal, .disbursement])
            #expect(try await office.verify().sound)
        }
    }

    /// What was received cannot be released, nor more be received than was not.
    @Test func receivedMoneyStaysBound() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 1_000)
            try await office.commit("L1", "PO-1", 600)
            func receive(_ code: String, _ baht: Int64) async throws {
                _ = try await office.service.call(
                    PostReceipt(
                        idempotencyKey: office.key(), commitment: "PO-1", code: code, amount: Money(baht: baht),
                        date: Office.day("2022-11-10")))
            }
            func release(_ baht: Int64) async throws {
                _ = try await office.service.call(
                    ReleaseCommitment(
                        idempotencyKey: office.key(), commitment: "PO-1", amount: Money(baht: baht),
                        date: Office.day("2022-12-01")))
            }
            try await receive("GR-1", 400)
            let bound = await #expect(throws: RPCError.self) { try await release(201) }
            #expect(bound?.problems.first?.rule == "commitment.received")
            try await release(200)
            await #expect(throws: RPCError.self) { try await receive("GR-2", 1) }
            #expect(try await office.verify().sound)
        }
    }

    @Test func aLetterIsPostedAsAWhole() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"))
            try await office.line(Office.draft("L2", organisation: "67-02"))
            try await office.line(Office.draft("OTHER", organisation: "65-01"))
            func post(_ items: [(String, Int64)], total: Int64, code: String = "AN-1") async throws -> AllocationNotice
            {
                try await office.service.call(
                    PostAllocationNotice(
                        idempotencyKey: office.key(), organisation: "67", code: code, letterNumber: "ศธ 02/1",
                        date: Office.day("2022-10-05"), total: Money(baht: total),
                        items: items.map { AllocationItem(line: .code($0.0), amount: Money(baht: $0.1)) }))
            }
            let sum = await #expect(throws: RPCError.self) { try await post([("L1", 100), ("L1", 50)], total: 160) }
            #expect(sum?.problems.map(\.path) == ["/items/1/line", "/total"])
            let strange = await #expect(throws: RPCError.self) {
                try await post([("L1", 100), ("NONE", 50), ("OTHER", 10)], total: 160)
            }
            #expect(strange?.problems.map(\.path) == ["/items/1/line", "/items/2/line"])
            #expect(try await office.balances("L1") == .zero)
            let posted = try await post([("L2", 100), ("L1", 60)], total: 160)
            #expect(try await office.balances("L2").allocated == Money(baht: 100))
            let entry = try await office.service.call(GetEntry(entry: .id(posted.items[1].entry!)))
            #expect(entry.letterNumber == "ศธ 02/1" && entry.reference == "AN-1")
            let twice = await #expect(throws: RPCError.self) { try await post([("L1", 1)], total: 1) }
            #expect(twice?.kind == .conflict)
            #expect(try await office.service.call(GetAllocationNotice(notice: "AN-1")) == posted)
            let listed = try await office.service.call(
                ListAllocationNotices(organisation: "67", fiscalYear: Office.year))
            #expect(listed.items == [posted])
            #expect(try await office.verify().sound)
        }
    }
}
