import BudgetContract
import Foundation
import JSONRPC
import Kernel
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Budget

/// The service's face: its examples replayed, who may call, its page.
@Suite struct FaceTests {
    /// In the order of the document the examples make one story; each answers as it says.
    @Test func examplesReplay() async throws {
        try await withOffice { office in
            // Names in braces stand for what an earlier answer gave.
            var ids: [String: String] = [:]
            func call(_ method: String, _ params: String) async throws -> [UInt8] {
                let filled = ids.reduce(params) { $0.replacingOccurrences(of: "{\($1.key)Id}", with: $1.value) }
                let answer = try await office.service.call(method, Array(filled.utf8))
                guard !params.contains("validateOnly") else { return answer }
                let whole = try JSONDocument(parsing: answer).root.value
                var first = whole
                if case .array(let items)? = whole["items"], let item = items.first { first = item }
                if case .string(let id)? = first["id"] { ids[String(method.prefix { $0 != "." })] = id }
                if case .string(let matter)? = first["matter"] { ids["matter"] = matter }
                return answer
            }
            for method in BudgetMethods.all {
                for step in BudgetMethods.before[method.name] ?? [] { _ = try await call(step.method, step.params) }
                for example in method.examples {
                    do {
                        let answer = try await call(method.name, example.params)
                        let (said, got) = (try Shape(Array(example.result.utf8)), try Shape(answer))
                        #expect(said == got, "\(method.name): \(example.name)")
                    } catch {
                        Issue.record("\(method.name): \(example.name): \(error)")
                    }
                }
            }
        }
    }

    @Test func placesAreKept() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 100)
            let pay = PostDisbursement(
                idempotencyKey: "p", line: "L1", amount: Money(baht: 1), date: Office.day("2022-12-01"))
            for caller in [
                Caller.holding(.budgetOfficer, at: "67-02"), .holding(.budgetOfficer, at: "65"), .planner, .auditor,
                .reader, .stranger,
            ] {
                let error = await #expect(throws: RPCError.self) { try await office.service.call(pay, as: caller) }
                #expect(error?.kind == .forbidden, "\(caller.subject)")
            }
            let anonymous = await #expect(throws: RPCError.self) {
                try await office.service.call(pay, as: .anonymous)
            }
            #expect(anonymous?.kind == .unauthenticated)
            _ = try await office.service.call(pay, as: .budgetOfficer)
            _ = try await office.service.call(GetLine(line: "L1"), as: .reader)
            let target = await #expect(throws: RPCError.self) {
                try await office.service.call(
                    SetTarget(
                        idempotencyKey: "t",
                        target: DisbursementTarget(fiscalYear: Office.year, scope: .overall, measure: .spent)),
                    as: .holding(.administrator, at: "67"))
            }
            #expect(target?.kind == .forbidden)
        }
    }

    @Test func pageOfRollUps() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 1_234)
            let page = try #require(office.service.router.pages.first { $0.path == "/summary" })
            func html(_ caller: Caller) async throws -> String {
                let context = CallContext(
                    caller: caller, requestID: "r", traceparent: nil, deadline: .now + .seconds(10),
                    now: office.service.now)
                let request = PageRequest(
                    parameters: [:], query: ["organisation": "67", "year": "2566"], language: "th")
                return String(decoding: try await page.answer(request, context).body, as: UTF8.self)
            }
            #expect(try await html(.budgetOfficer).contains("1,234.00"))
            await #expect(throws: RPCError.self) { try await html(.holding(.reporter, at: "65-01")) }
        }
    }

    /// A year that has nothing leads to those that have.
    @Test func anEmptyYearLeadsToAnother() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 1_234)
            for path in ["/summary", "/lines", "/progress"] {
                func page(_ year: String) async throws -> String {
                    try await office.service.page(
                        path, query: ["organisation": "67", "year": year], as: .budgetOfficer
                    ).text
                }
                #expect(try await page("2599").contains("year=2566\">2566</a>"), "\(path)")
                #expect(try await !page("2566").contains("มีข้อมูลของปี"), "\(path)")
            }
        }
    }
}

/// JSON with what differs by run (ids, instants, who posted) replaced by its kind.
private struct Shape: Equatable {
    let text: String

    init(_ bytes: [UInt8]) throws {
        let value = Shape.plain(try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed))
        let data = try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed])
        text = String(decoding: data, as: UTF8.self)
    }

    private static func plain(_ value: Any) -> Any {
        if let members = value as? [String: Any] {
            return members.reduce(into: [String: Any]()) { plain, member in
                plain[member.key] =
                    [
                        "postedBy", "requestedBy", "closedBy", "createdBy", "recordedBy", "askedBy", "answeredBy",
                        "settledBy",
                    ].contains(member.key)
                    ? "somebody"
                    : ["content", "sha256"].contains(member.key) ? "bytes" : Shape.plain(member.value)
            }
        }
        if let items = value as? [Any] { return items.map(plain) }
        guard let text = value as? String else { return value }
        if ID(text) != nil { return "id" }
        return Instant(text) != nil ? "instant" : text
    }
}
