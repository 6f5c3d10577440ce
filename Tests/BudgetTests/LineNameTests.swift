import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Budget

/// What pages call lines by their codes: provinces give codes of their own, and mean their own by them.
@Suite struct LineNameTests {
    @Test func aCodeIsThatOfThePagesOwnProvince() async throws {
        try await withOffice { office in
            let service = office.service
            for place in ["67-01", "65-01"] {
                var draft = Office.draft("L1", organisation: place)
                draft.workName = LocalizedText("งานของ \(place)", "Work of \(place)")
                try await office.line(draft)
            }
            try await office.line(Office.draft("L2", organisation: "67-S0001", work: "OUT-7"))
            let call = ReadCall(
                context: CallContext(
                    caller: .administrator, requestID: "names", traceparent: nil, deadline: .now + .seconds(20),
                    now: service.now), runtime: service.runtime)
            for (around, place) in [("67-01", "67-01"), ("67-S0001", "67-01"), ("67", "67-01"), ("65", "65-01")] {
                let names = try await LineNames(["L1", "L2", "L3"], around: around, call)
                #expect(names.name("L1") == LocalizedText("งานของ \(place)", "Work of \(place)"), "\(around)")
                #expect(names.organisation("L1").en?.hasSuffix("Provincial Education Office") == true)
                // Another province's line is not named, and one that is not there stands for itself.
                #expect(names.name("L2").th == (place == "65-01" ? "L2" : "OUT-7"))
                #expect(names.name("L3").th == "L3" && names.organisation("L3").th.isEmpty)
            }
            // The nation's page has all of them.
            #expect(try await LineNames(["L2"], around: "TH", call).name("L2").th == "OUT-7")
        }
    }

    @Test func aPageWithoutAYearOpensAtOneThatHasRequests() async throws {
        try await withOffice { office in
            let page = try await office.service.page(
                "/requests", query: ["organisation": "67", "year": "2570"], as: .budgetOfficer)
            #expect(!page.text.contains("year=2566"))
            _ = try await office.service.call(
                CreateRequest(
                    idempotencyKey: office.key(),
                    request: BudgetRequestDraft(
                        code: "R1", fiscalYear: Office.year, organisation: "67-01", title: LocalizedText("ก", "a"),
                        planType: .basic, category: .operating, source: .parentAgency, workKind: .project,
                        workCode: "P1", amount: nil, need: nil, output: nil, criteria: [], measures: nil)))
            let empty = try await office.service.page(
                "/requests", query: ["organisation": "67", "year": "2570"], as: .budgetOfficer)
            #expect(empty.text.contains("year=2566"))
            let own = try await office.service.page("/requests", query: ["organisation": "67"], as: .budgetOfficer)
            #expect(own.text.contains("requests/R1"))
        }
    }
}
