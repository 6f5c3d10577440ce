import ArgumentParser
import FoundationEssentials
import JSONRPC
import Kernel
import RPCClient

#if canImport(Glibc)
    import Glibc
#endif

/// Calls one method and prints what it answers.
struct Call: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "เรียกเมธอดของบริการ — call a method of a service.",
        discussion: """
            PARAMS is JSON text, @file, or - for standard input; {} if left out.
            Exit codes: 0 answered, 1 the service answered with an error, 3 no answer came, 64 wrong usage.

              phaen call plans plan.list '{"limit": 5}'
              phaen call budget budget.summary '{"organisation":"67","fiscalYear":2566,"groupBy":"category"}'
            """)

    @OptionGroup var connection: Connection
    @Argument(help: "บริการ — plans, indicators, budget, reporting, or an address such as http://host:8101.")
    var service: String
    @Argument(help: "เมธอด — the method, e.g. plan.list.")
    var method: String
    @Argument(help: "พารามิเตอร์ — params: JSON, @file or -.")
    var params = "{}"
    @Flag(help: "เติม idempotencyKey ใหม่ — add a fresh idempotencyKey to the params.")
    var freshKey = false
    @Flag(help: "พิมพ์ติดกันบรรทัดเดียว — print on one line.")
    var compact = false

    func run() async throws {
        let value = try parsed()
        let result = try await connection.call(service, method, freshKey ? value.withFreshKey() : value)
        print(compact ? JSONPrint.compact(result) : JSONPrint.pretty(result))
    }

    private func parsed() throws -> JSONValue {
        var bytes: [UInt8]
        if params == "-" {
            bytes = standardInput()
        } else if params.hasPrefix("@") {
            let path = String(params.dropFirst())
            guard let data = FileManager.default.contents(atPath: path) else {
                throw ValidationError("อ่านไฟล์ไม่ได้ — cannot read \(path)")
            }
            bytes = Array(data)
        } else {
            bytes = Array(params.utf8)
        }
        do {
            return try JSONDocument(parsing: bytes).root.value
        } catch {
            throw ValidationError("PARAMS ไม่ใช่ JSON — not JSON: \(error)")
        }
    }

    private func standardInput() -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(0, &chunk, chunk.count)
            guard count > 0 else { return bytes }
            bytes += chunk[0..<count]
        }
    }
}
