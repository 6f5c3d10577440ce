import JSONRPC
import Kernel
import RPCServer
import Synchronization
import Testing

@testable import ServiceKit

@Suite("Log and metrics")
struct ObservationTests {
    final class Written: Sendable {
        let bytes = Mutex<[UInt8]>([])
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    }

    func observatory(_ level: LogLevel, _ written: Written) -> Observatory {
        Observatory(
            log: LogSink(
                service: "plans", level: level, clock: { Instant(microsecondsSinceEpoch: 0) },
                write: { bytes in written.bytes.withLock { $0 += bytes } }))
    }

    func call(_ outcome: String, isRead: Bool = true) -> Observation {
        .server(
            .call(
                method: "plan.get", isRead: isRead, outcome: outcome, duration: .microseconds(1_234), requestID: "r-1",
                caller: .person))
    }

    @Test func linesAreJSONAndReadsAreQuiet() throws {
        let written = Written()
        let observatory = observatory(.info, written)
        observatory.record(call("ok"))
        observatory.record(call("ok", isRead: false))
        observatory.record(
            .server(.fault(reference: "REF", method: "plan.get", requestID: "r-2", description: "a \"b\"\n\u{1}ก")))
        observatory.log.flush()
        let lines = written.text.split(separator: "\n")
        #expect(lines.count == 2)
        let first = try JSONDocument(parsing: Array(lines[0].utf8)).root.value
        #expect(first["durationMs"] == .number("1.234"))
        #expect(first["requestId"] == .string("r-1"))
        #expect(first["time"] == .string("1970-01-01T00:00:00Z"))
        let second = try JSONDocument(parsing: Array(lines[1].utf8)).root.value
        #expect(second["level"] == .string("error"))
        #expect(second["fault"] == .string("a \"b\"\n\u{1}ก"))
    }

    @Test func whatIsBadGoesOutAtOnce() {
        let written = Written()
        let observatory = observatory(.info, written)
        observatory.record(.draining)
        #expect(written.text.isEmpty)
        observatory.record(.settingsWarning("odd"))
        #expect(written.text.contains("draining"))
        #expect(written.text.contains("odd"))
    }

    @Test func metricsAreWhatWasObserved() {
        let observatory = observatory(.error, Written())
        for _ in 0..<3 { observatory.record(call("ok")) }
        observatory.record(call("notFound"))
        observatory.record(.server(.refused(status: 429, reason: "rateLimited", requestID: "r")))
        let text = observatory.metrics.text(
            service: "plans", version: "1", gauges: ProcessFigures.gauges + [.init("g", help: "a") { 1.5 }])
        for line in [
            #"phaen_calls_total{method="plan.get",outcome="ok"} 3"#,
            #"phaen_calls_total{method="plan.get",outcome="notFound"} 1"#,
            #"phaen_call_duration_seconds_bucket{method="plan.get",le="0.001"} 0"#,
            #"phaen_call_duration_seconds_bucket{method="plan.get",le="0.0025"} 4"#,
            #"phaen_call_duration_seconds_bucket{method="plan.get",le="+Inf"} 4"#,
            #"phaen_call_duration_seconds_count{method="plan.get"} 4"#,
            #"phaen_refused_requests_total{status="429"} 1"#, "g 1.5",
        ] {
            #expect(text.contains("\n" + line + "\n"), "\(line)")
        }
        #expect(ProcessFigures.residentBytes() > 1_000_000)
        #expect(ProcessFigures.openDescriptors() >= 3)
        #expect(ProcessFigures.processorSeconds() > 0)
    }

    @Test func readinessIsOwnWorkAlone() async {
        let observatory = observatory(.error, Written())
        let isUp = Mutex(true)
        let readiness = Readiness(observatory: observatory, detail: { #""peers":["budget"]"# }) { _ in
            if !isUp.withLock({ $0 }) { throw ServiceStartError(description: "down") }
        }
        #expect(await !readiness.report().isReady)
        readiness.migrated()
        #expect(await !readiness.report().isReady)
        readiness.listening()
        #expect(await readiness.report().isReady)
        isUp.withLock { $0 = false }
        let down = await readiness.report()
        #expect(!down.isReady)
        #expect(down.json.contains(#""database":"unavailable""#))
        isUp.withLock { $0 = true }
        #expect(await readiness.report().isReady)
        readiness.draining()
        #expect(await !readiness.report().isReady)
    }

    @Test func pagesAreWholeAndEscaped() {
        let shell = PageShell(service: LocalizedText("แผน", "Plans <b>"), version: "1")
        let page = String(decoding: shell.html(title: "a < b", body: "<p>x</p>", language: "en"), as: UTF8.self)
        #expect(page.contains("<title>a &lt; b · Plans &lt;b&gt;</title>"))
        #expect(page.contains("<p>x</p>"))
        #expect(page.contains("lang=\"en\""))
        #expect(!page.contains("<script>"))
        for status in [400, 401, 403, 404, 405, 409, 413, 429, 500, 503, 504] {
            for language in ["th", "en"] {
                let page = ErrorPages.page(
                    shell, status: status, detail: LocalizedText("<ก>", "<a>"), language: language)
                let text = String(decoding: page.body, as: UTF8.self)
                #expect(page.status == status)
                #expect(text.contains(language == "th" ? "&lt;ก&gt;" : "&lt;a&gt;"))
            }
        }
    }
}
