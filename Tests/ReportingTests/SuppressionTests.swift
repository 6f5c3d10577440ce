import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import ReportingContract
import ServiceTestSupport
import Testing

@testable import Reporting

/// What may be published tells nothing of a few people: figures are asked for as published, and one that is kept back is
/// said to be so in every file.
@Suite(.timeLimit(.minutes(2))) struct SuppressionTests {
    let stubs: StubPeers

    init() throws { stubs = try StubPeers() }

    /// Keeps a figure back from whoever asks as published, and tells it to others.
    private struct Discreet: RPCCaller {
        let rest: StubPeer

        func call<Method: RPCMethod>(
            _ method: Method, deadline: ContinuousClock.Instant?
        ) async throws -> Method.Result {
            let answer = try await rest.call(method, deadline: deadline)
            guard let query = method as? IndicatorResultsQuery, var results = answer as? IndicatorResults else {
                return answer
            }
            if query.asPublished == true {
                results.items[0].actual = nil
                results.items[0].achievement = nil
                results.items[0].suppressed = true
            }
            return results as? Method.Result ?? answer
        }
    }

    private var peers: [String: any RPCCaller] {
        var peers = stubs.all
        peers["indicators"] = Discreet(rest: stubs.indicators)
        return peers
    }

    @Test(arguments: ["annualProvincial", "quarterlyFollowUp", "agencyScorecard"])
    func everyFileSaysThatAFigureIsKeptBack(definition: String) async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: peers) { service in
            let report = try await service.call(
                ComposeReport(
                    organisation: "67", fiscalYear: stubs.year,
                    quarter: definition == "quarterlyFollowUp" ? 4 : nil, definition: definition, idempotencyKey: "c"),
                as: .planner)
            let stored = try await Find.report(.id(report.id), on: service.database)
            let renderings = Renderings()
            func text(_ format: ReportFormat, _ language: String = "th") async throws -> String {
                let bytes = try await renderings.file(
                    format, of: stored, language: language, on: service.database)
                return String(decoding: bytes, as: UTF8.self)
            }
            let words = CellText.state(.suppressed, language: "th")
            let page = try await text(.html)
            #expect(page.contains(words) && !page.contains("80.5"))
            let english = try await text(.html, "en")
            #expect(english.contains(CellText.state(.suppressed, language: "en")))
            for data in [try await text(.csv), try await text(.json)] {
                #expect(data.contains("suppressed") && !data.contains("80.5"))
            }
            let content = try await Find.content(stored, on: service.database)
            let paper = try HTMLReport(
                content: content, step: .draft, sha256: nil, language: "th", medium: .paper, path: ""
            ).bytes()
            #expect(String(decoding: paper, as: UTF8.self).contains(words))
            let states = content.parts.flatMap { $0.blocks.compactMap(\.table) }.flatMap(\.rows).flatMap(\.cells)
            #expect(states.contains { $0.state == .suppressed && $0.value == nil })
        }
    }

    /// A definition of an office's own asks the same way, whatever it says.
    @Test func nobodysDefinitionAsksForMore() throws {
        #expect(
            ParamsTemplate.published(#"{"fiscalYear":2566,"organisation":"67"}"#, "indicator.results")
                == #"{"fiscalYear":2566,"organisation":"67","asPublished":true}"#)
        #expect(
            ParamsTemplate.published(#"{"organisation":"67","asPublished":true}"#, "indicator.results")
                == #"{"organisation":"67","asPublished":true}"#)
        #expect(ParamsTemplate.published(#"{"province":"67"}"#, "plan.list") == #"{"province":"67"}"#)
        var definition = ShippedDefinitions.agencyScorecard
        let place = try #require(definition.queries.firstIndex { $0.name == "results" })
        #expect(DefinitionCheck(definition: definition, path: "").problems().isEmpty)
        definition.queries[place].params =
            #"{"fiscalYear":{fiscalYear},"organisation":"{organisation}","asPublished":false}"#
        #expect(
            DefinitionCheck(definition: definition, path: "").problems().map { "\($0.path) \($0.rule)" }
                == ["/queries/\(place)/params definition.published"])
    }
}
