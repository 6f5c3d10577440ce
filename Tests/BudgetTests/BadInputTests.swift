import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

@testable import Budget

/// The bad input that the issue names: each problem is located, said in Thai and English, and nothing is posted.
@Suite struct BadInputTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        var method: String
        var params: String
        var kind: RPCErrorKind
        var path: String
        var rule: String

        var testDescription: String { "\(method) \(path) \(rule)" }

        init(_ method: String, _ params: String, _ kind: RPCErrorKind, at path: String, _ rule: String) {
            self.method = method
            self.params = params
            self.kind = kind
            self.path = path
            self.rule = rule
        }
    }

    static func post(_ method: String, _ members: String) -> String { #"{"idempotencyKey":"bad",\#(members)}"# }

    static func allocation(_ amount: String, date: String = "2022-10-10") -> String {
        post("", #""line":"FROM","amount":"\#(amount)","date":"\#(date)""#)
    }

    static func line(_ members: String) -> String {
        post(
            "",
            """
            "line":{"code":"NEW","fiscalYear":2566,"organisation":"67-01","planType":"basic","category":"operating",\
            "source":"parentAgency","workKind":"output","workCode":"O"\(members)}
            """)
    }

    static func transfer(_ to: String, _ amount: String = "10.00") -> String {
        post("", #""code":"T","from":"FROM","to":"\#(to)","amount":"\#(amount)","date":"2023-03-01","reason":"x""#)
    }

    static let calls: [Bad] = [
        Bad("allocation.post", allocation("100.005"), .invalidParams, at: "/amount", "type"),
        Bad("allocation.post", allocation("1000000000000000.01"), .invalidParams, at: "/amount", "money.range"),
        Bad("allocation.post", allocation("99999999999999999999.00"), .invalidParams, at: "/amount", "type"),
        Bad("allocation.post", allocation("-5.00"), .invalidParams, at: "/amount", "money.range"),
        Bad("allocation.post", allocation("0.00"), .invalidParams, at: "/amount", "money.range"),
        Bad("allocation.post", allocation("1.00", date: "2021-10-10"), .ruleViolated, at: "/date", "ledger.fiscalYear"),
        Bad("line.create", line(#","gfmisUnit":"12345""#), .invalidParams, at: "/line/gfmisUnit", "gfmis.length"),
        Bad(
            "disbursement.post",
            post("", #""commitment":"PO-1","amount":"200.01","date":"2023-01-10""#), .ruleViolated, at: "/amount",
            "commitment.outstanding"),
        Bad(
            "disbursement.post", post("", #""line":"TO","amount":"0.01","date":"2023-01-10""#), .ruleViolated,
            at: "/amount", "ledger.available"),
        Bad("transfer.request", transfer("SCHOOL"), .ruleViolated, at: "/to", "transfer.forbidden"),
        Bad("transfer.request", transfer("NEXT"), .ruleViolated, at: "/to", "transfer.year"),
        Bad("transfer.request", transfer("FROM"), .invalidParams, at: "/to", "transfer.sameLine"),
        Bad(
            "entry.import",
            post(
                "",
                """
                "organisation":"67","acts":[{"kind":"allocation","line":"FROM","amount":"1.00","date":"2022-10-10"},\
                {"kind":"allocation","line":"NOWHERE","amount":"1.00","date":"2022-10-10"}]
                """), .ruleViolated, at: "/acts/1/line", "line.unknown"),
        Bad(
            "request.create",
            post(
                "",
                """
                "request":{"code":"RQ","fiscalYear":2567,"organisation":"67-01","title":{"th":"ก"},\
                "planType":"basic","category":"operating","source":"provincialPlan","workKind":"output",\
                "workCode":"O","criteria":[{"criterion":"expired","met":true}]}
                """), .ruleViolated, at: "/request/criteria/0/criterion", "criterion.unknown"),
        Bad(
            "line.create",
            post(
                "",
                """
                "line":{"code":"NEW","fiscalYear":2567,"organisation":"67-S0002","planType":"basic",\
                "category":"operating","source":"parentAgency","workKind":"output","workCode":"O"}
                """), .ruleViolated, at: "/line/organisation", "organisation.closed"),
        Bad(
            "line.import",
            post(
                "",
                """
                "organisation":"67","lines":[{"code":"NEW","fiscalYear":2567,"organisation":"67-S0002",\
                "planType":"basic","category":"operating","source":"parentAgency","workKind":"output",\
                "workCode":"O"}]
                """), .ruleViolated, at: "/lines/0/organisation", "organisation.closed"),
    ]

    @Test(arguments: calls)
    func isLocatedInBothLanguagesAndPostsNothing(bad: Bad) async throws {
        try await withOffice { office in
            try await office.ground()
            let before = try await office.state()
            let error = await #expect(throws: RPCError.self) {
                try await office.service.call(bad.method, Array(bad.params.utf8))
            }
            let problem = try #require(
                error?.problems.first { $0.path == bad.path }, "\(String(describing: error))")
            #expect(error?.kind == bad.kind && problem.rule == bad.rule, "\(problem)")
            #expect(problem.message.th.unicodeScalars.contains { (0x0E01...0x0E5B).contains($0.value) }, "\(problem)")
            #expect(problem.message.en?.isEmpty == false)
            #expect(try await office.state() == before)
        }
    }

    @Test func theSameFileTwice() async throws {
        try await withOffice { office in
            try await office.ground()
            let file = Array("รหัสรายการ,จำนวนเงิน,วันที่,เลขที่เอกสาร\nFROM,100,10/10/2565,A-1\n".utf8)
            #expect(try await office.bring(.allocations, file).taken == 1)
            let before = try await office.state()
            let error = await #expect(throws: RPCError.self) { try await office.bring(.allocations, file) }
            #expect(error?.problems.first?.path == "/file" && error?.problems.first?.message.en != nil)
            #expect(try await office.state() == before)
        }
    }

    /// Two officers take the committee's resolution at once: one of them is told that it is taken.
    @Test func twoApproveAtOnce() async throws {
        try await withOffice { office in
            try await office.ground()
            let transfer = try await office.ask("TR-1", 300)
            try await office.walk(transfer, to: "resolution")
            let before = try await office.state()
            let refusals = await withTaskGroup(of: RPCError?.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        do {
                            try await office.act(transfer, "resolution", .approve)
                            return nil
                        } catch { return error as? RPCError }
                    }
                }
                return await group.reduce(into: [RPCError?]()) { $0.append($1) }
            }
            #expect(refusals.filter { $0 == nil }.count == 1)
            for refusal in refusals.compactMap({ $0 }) {
                #expect(refusal.kind == .ruleViolated || refusal.kind == .conflict)
                #expect(refusal.message.en != nil)
            }
            #expect(try await office.state() == before)
        }
    }
}

extension Office {
    /// Two lines with an order, one of another agency and one of another year; an expired criterion, a closed school.
    func ground() async throws {
        try await twoLines()
        try await commit("FROM", "PO-1", 200)
        try await line(Self.draft("SCHOOL", organisation: "67-S0001"))
        try await line(Self.draft("NEXT", year: FiscalYear(2567)!))
        try await tamper(
            """
            INSERT INTO request_criterion (code, from_year, to_year, name_th, weight, score_max, required)
            VALUES ('expired', 2560, 2566, 'เกณฑ์เดิม', 10, 5, false);
            UPDATE organisation SET closed_on = '2023-05-15' WHERE code = '67-S0002'
            """)
    }

    /// All that a refused call could have changed.
    func state() async throws -> [String] {
        let ledger = try await verify()
        let rows = try await service.database.all(CountRows())
        return ["\(ledger.sound) \(ledger.postings)"] + rows
            + [try await balances("FROM"), try await balances("TO")].map { "\($0)" }
    }
}

/// Rows of what is posted, asked for and opened.
struct CountRows: Statement {
    static let sql = """
        SELECT (SELECT count(*) FROM budget_line) || ' ' || (SELECT count(*) FROM ledger_entry) || ' '
               || (SELECT count(*) FROM budget_transfer) || ' ' || (SELECT count(*) FROM budget_request) || ' '
               || (SELECT count(*) FROM commitment) || ' ' || (SELECT count(*) FROM imported_sheet)
        """

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
