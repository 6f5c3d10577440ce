import ConformanceSupport
import Glibc
import Testing

@Suite struct ScriptTests {
    @Test func theProtocolAloneAnswersAsTheScriptsSay() async throws {
        let scripts = try Script.all()
        #expect(scripts.count >= 6)
        for script in scripts {
            let faults = await script.replay(against: MemoryTarget())
            #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
        }
    }

    /// `PHAEN_CONFORMANCE=http://127.0.0.1:8101,http://127.0.0.1:8102 swift test --filter ConformanceTests`
    @Test func servicesAnswerAsTheScriptsSay() async throws {
        guard let addresses = getenv("PHAEN_CONFORMANCE").map({ String(cString: $0) }) else {
            print("skipped: PHAEN_CONFORMANCE names no service")
            return
        }
        for address in addresses.split(separator: ",") {
            let faults = try await Conformance.faults(ofServiceAt: String(address))
            #expect(faults.isEmpty, "\(address): \(faults.joined(separator: "\n"))")
        }
    }

    @Test func whatDiffersIsFound() async throws {
        let script = try Script(
            name: "wrong",
            text: """
                --> {"jsonrpc":"2.0","method":"no.such","id":1}
                <-- {"id":1.0,"error":{"code":-32601}}
                --> {"jsonrpc":"2.0","method":"no.such","id":1}
                <--
                --> {"jsonrpc":"2.0","method":"no.such"}
                <-- {"id":null}
                """)
        #expect(await script.replay(against: MemoryTarget()).count == 3)
        #expect(throws: ScriptFault.self) { try Script(name: "odd", text: "what") }
    }
}
