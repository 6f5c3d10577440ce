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
            Exit codes: 0 answered, 1 the service answered with an error, 2 wrong usage, 3 no answer came.

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
        var value = try parsed()
        if freshKey, case .object(let members) = value {
            let now = Instant(microsecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1_000_000))
            let key = JSONMember(name: "idempotencyKey", value: .string("phaen-\(ID(at: now))"))
            value = .object(members.filter { $0.name != key.name } + [key])
        }
        let request = JSONValue.object([
            JSONMember(name: "jsonrpc", value: .string("2.0")), JSONMember(name: "id", value: .number("1")),
            JSONMember(name: "method", value: .string(method)), JSONMember(name: "params", value: value),
        ])
        let address = try connection.address(of: service) + "/rpc"
        let reply: HTTPTransferReply
        do {
            reply = try await TransferEngine.shared.perform(
                HTTPTransfer(
                    .post, address, headers: try connection.headers(), body: Array(JSONPrint.compact(request).utf8)))
        } catch {
            Self.complain("✘ ไม่ได้รับคำตอบจาก \(address) — no answer: \(error)")
            throw ExitCode(3)
        }
        try show(reply)
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

    private func show(_ reply: HTTPTransferReply) throws {
        guard let document = try? JSONDocument(parsing: reply.body), case let answer = document.root.value else {
            Self.complain("✘ HTTP \(reply.status): \(String(decoding: reply.body.prefix(400), as: UTF8.self))")
            throw ExitCode(3)
        }
        if let result = answer["result"] {
            print(compact ? JSONPrint.compact(result) : JSONPrint.pretty(result))
            return
        }
        let error = answer["error"] ?? .null
        let data = error["data"]
        Self.complain(
            "✘ \(data?["name"]?.text ?? "error") (\(error["code"]?.text ?? "?")): \(error["message"]?.text ?? "")")
        if let thai = data?["message"]?["th"]?.text { Self.complain("  \(thai)") }
        if case .array(let problems)? = data?["problems"] {
            for problem in problems {
                Self.complain("  • \(problem["path"]?.text ?? "") [\(problem["rule"]?.text ?? "")]")
                for language in ["th", "en"] {
                    if let text = problem["message"]?[language]?.text { Self.complain("      \(text)") }
                }
            }
        }
        if case .object(let members)? = data {
            let rest = members.filter { !["name", "message", "problems"].contains($0.name) }
            if !rest.isEmpty { Self.complain("  " + JSONPrint.compact(.object(rest))) }
        }
        throw ExitCode(1)
    }

    static func complain(_ line: String) {
        _ = (line + "\n").withCString { write(2, $0, strlen($0)) }
    }
}

/// Where the services are and who calls.
struct Connection: ParsableArguments {
    @Option(
        help: "ไฟล์โทเค็น — file with a token or API key. Default: $PHAEN_TOKEN_FILE, or the local suite's administrator."
    )
    var tokenFile: String?
    @Flag(help: "เรียกโดยไม่แสดงตัว — call without a credential.")
    var anonymous = false

    /// The address of a service of the local suite, or the one given.
    func address(of service: String) throws -> String {
        if service.hasPrefix("http://") || service.hasPrefix("https://") { return service }
        let ports = ["plans": 8101, "indicators": 8102, "budget": 8103, "reporting": 8104]
        guard let port = ports[service] else {
            throw ValidationError("บริการ “\(service)”: \(ports.keys.sorted().joined(separator: ", "))")
        }
        let environment = ProcessInfo.processInfo.environment
        return "http://127.0.0.1:" + (environment["PHAEN_\(service.uppercased())_PORT"] ?? String(port))
    }

    func headers() throws -> [(name: String, value: String)] {
        var headers = [(name: "Content-Type", value: "application/json")]
        if anonymous { return headers }
        let environment = ProcessInfo.processInfo.environment
        let folder = environment["PHAEN_DATA"] ?? "/var/lib/phaen"
        let candidates = [
            tokenFile, environment["PHAEN_TOKEN_FILE"], folder + "/administrator.token", ".data/administrator.token",
        ]
        for path in candidates.compactMap({ $0 }) {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                if path == tokenFile { throw ValidationError("อ่านไฟล์โทเค็นไม่ได้ — cannot read \(path)") }
                continue
            }
            headers.append((name: "Authorization", value: "Bearer " + text.filter { !$0.isWhitespace }))
            break
        }
        return headers
    }
}
