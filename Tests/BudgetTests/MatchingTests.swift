import BudgetContract
import CommonContract
import Foundation
import JSONRPC
import Kernel
import ServiceTestSupport
import Testing

@testable import Budget

/// Payments of an extract that found no place: they wait until somebody gives them one.
@Suite struct MatchingTests {
    static let extract = """
        วันที่,จำนวนเงิน,เลขที่เอกสาร,เลขที่ใบสั่งซื้อ,รหัสรายการ,ผู้ขาย
        ๑๕ พ.ย. ๒๕๖๕,"๑๐๐.๐๐",G1,,L1,ร้าน ข
        16/11/2565,700.00,G2,PO-404,,บริษัท ก จำกัด
        17/11/2565,(50.00),G3,,,ร้าน ค
        18/11/2565,9.00,G4,,,
        รวม,759.00,,,,
        """

    private func withExtract(_ body: @Sendable (Office, [String: PaymentToMatch]) async throws -> Void) async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 10_000)
            try await office.line(Office.draft("OTHER", organisation: "65-01"), allocated: 10_000)
            for (code, payee, baht) in [
                ("PO-1", "บริษัท ก. จำกัด", 1_000), ("PO-2", "ร้าน ข", 500), ("PO-3", "ร้าน ข", 700),
            ] {
                _ = try await office.service.call(
                    PostCommitment(
                        idempotencyKey: office.key(), line: "L1", code: code, payee: payee,
                        amount: Money(baht: Int64(baht)), date: Office.day("2022-11-01")))
            }
            try await office.pay("L1", 300)
            let outcome = try await office.bring(.payments, Array(Self.extract.utf8), mode: .partial)
            #expect(outcome.taken == 0 && outcome.unmatched.map(\.row) == [2, 3, 4, 5])
            try await body(office, try await office.waiting())
        }
    }

    @Test func theListSaysWhatItMayBe() async throws {
        try await withExtract { office, waiting in
            #expect(
                waiting.mapValues(\.reason) == ["G1": .ambiguous, "G2": .unknownOrder, "G3": .nothing, "G4": .nothing])
            #expect(waiting["G1"]?.amount == Money(baht: 100) && waiting["G3"]?.amount == Money(baht: -50))
            #expect(waiting["G1"]?.date == Office.day("2022-11-15") && waiting["G1"]?.row == 2)
            func file(_ code: String) async throws -> PaymentMatchFile {
                let id = try #require(waiting[code]?.id)
                return try await office.service.call(GetUnmatchedPayment(payment: id))
            }
            let named = try await file("G1")
            #expect(named.candidates.map(\.code) == ["PO-2", "PO-3", "PO-1"])
            #expect(named.candidates.map(\.samePayee) == [true, true, false])
            #expect(named.lines.map(\.lineCode) == ["L1"])
            let exact = try await file("G2")
            #expect(exact.candidates.map(\.code) == ["PO-1", "PO-3"] && exact.candidates[1].exact)
            #expect(try await file("G3").candidates.isEmpty)
            let elsewhere = try await office.service.call(ListUnmatchedPayments(organisation: "65"))
            #expect(elsewhere.items.isEmpty)
        }
    }

    @Test func aMatchPostsOnceWithTheExtractsOwnNumber() async throws {
        try await withExtract { office, waiting in
            let first = try #require(waiting["G1"]?.id)
            // Two officers say so at once, each of another commitment.
            let done = await withTaskGroup(of: Bool.self) { group in
                for order in ["PO-2", "PO-3"] {
                    group.addTask {
                        let call = MatchPayment(
                            idempotencyKey: order, payment: first, commitment: .code(order), final: order == "PO-2")
                        return (try? await office.service.call(call)) != nil
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(done.sorted { $0 && !$1 } == [true, false])
            let entry = try await office.service.call(GetEntry(entry: "G1"))
            #expect(entry.date == Office.day("2022-11-15") && entry.kind == .disbursement)
            let closed = try await office.waiting(.matched)
            #expect(closed["G1"]?.entry == entry.id && closed["G1"]?.settledBy != nil)

            let refund = try await office.service.call(
                MatchPayment(idempotencyKey: "refund", payment: try #require(waiting["G3"]?.id), line: "L1"))
            #expect(refund.entry.kind == .refund && refund.payment.state == .matched)
            let dismissed = try await office.service.call(
                DismissPayment(
                    idempotencyKey: "d", payment: try #require(waiting["G4"]?.id), reason: "เงินนอกงบประมาณ"))
            #expect(dismissed.note == "เงินนอกงบประมาณ")
            #expect(try await office.waiting().keys.sorted() == ["G2"])
            // The same extract, corrected: what is posted stays, what waits finds its place.
            let corrected = Self.extract.replacing("PO-404", with: "PO-1")
            _ = try await office.bring(.payments, Array(corrected.utf8), mode: .partial)
            #expect(try await office.waiting().isEmpty)
            #expect(try await office.waiting(.dismissed).keys.sorted() == ["G4"])
            #expect(try await office.verify().sound)
        }
    }

    @Test func whatDoesNotFitIsToldAtItsMember() async throws {
        try await withExtract { try await isToldAtItsMember($0, $1) }
    }

    private func isToldAtItsMember(_ office: Office, _ waiting: [String: PaymentToMatch]) async throws {
        func refused(_ code: String, commitment: Reference? = nil, line: Reference? = nil) async throws -> RPCError? {
            let call = MatchPayment(
                idempotencyKey: office.key(), payment: try #require(waiting[code]?.id), commitment: commitment,
                line: line)
            return await #expect(throws: RPCError.self) { try await office.service.call(call) }
        }
        #expect(try await refused("G2", commitment: "PO-2")?.problems.map(\.path) == ["/payment"])
        #expect(try await refused("G2", commitment: "PO-404")?.problems.map(\.path) == ["/commitment"])
        #expect(try await refused("G2", line: "OTHER")?.problems.map(\.path) == ["/line"])
        #expect(try await refused("G3", commitment: "PO-1")?.problems.map(\.path) == ["/commitment"])
        #expect(try await refused("G1")?.kind == .invalidParams)
        #expect(try await refused("G1", commitment: "PO-1", line: "L1")?.kind == .invalidParams)
        let dismissal = DismissPayment(
            idempotencyKey: "x", payment: try #require(waiting["G1"]?.id), reason: "x")
        let reader = await #expect(throws: RPCError.self) {
            try await office.service.call(dismissal, as: .reader)
        }
        #expect(reader?.kind == .forbidden)
        #expect(try await office.waiting().count == 4)
        #expect(try await office.verify().sound)
    }
}

extension Office {
    func waiting(_ state: PaymentMatchState = .open) async throws -> [String: PaymentToMatch] {
        let page = try await service.call(ListUnmatchedPayments(organisation: "67", state: state))
        return Dictionary(uniqueKeysWithValues: page.items.map { ($0.code, $0) })
    }
}
