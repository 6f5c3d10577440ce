import ArgumentParser
import FoundationEssentials
import JSONRPC
import Kernel
import RPCClient

#if canImport(Glibc)
    import Glibc
#endif

/// Where the services are and who calls.
struct Connection: ParsableArguments {
    @Option(
        help: "ไฟล์โทเค็น — file with a token or API key. Default: $PHAEN_TOKEN_FILE, or the local suite's administrator."
    )
    var tokenFile: String?
    @Flag(help: "เรียกโดยไม่แสดงตัว — call without a credential.")
    var anonymous = false

    /// Calls a method and gives its result. An error is told on standard error, with every problem in both languages,
    /// and ends the command: exit code 1 where the service answered with it, 3 where no answer came.
    func call(_ service: String, _ method: String, _ params: JSONValue) async throws -> JSONValue {
        let request = JSONValue.object([
            JSONMember(name: "jsonrpc", value: .string("2.0")), JSONMember(name: "id", value: .number("1")),
            JSONMember(name: "method", value: .string(method)), JSONMember(name: "params", value: params),
        ])
        let address = try address(of: service) + "/rpc"
        let credential = try credential()
        var headers = [(name: "Content-Type", value: "application/json")]
        if let credential { headers.append((name: "Authorization", value: "Bearer " + credential.token)) }
        let reply: HTTPTransferReply
        do {
            reply = try await TransferEngine.shared.perform(
                HTTPTransfer(.post, address, headers: headers, body: Array(JSONPrint.compact(request).utf8)))
        } catch {
            Terminal.complain("✘ ไม่ได้รับคำตอบจาก \(address) — no answer: \(error)")
            throw ExitCode(3)
        }
        guard let document = try? JSONDocument(parsing: reply.body), case let answer = document.root.value else {
            Terminal.complain("✘ HTTP \(reply.status): \(String(decoding: reply.body.prefix(400), as: UTF8.self))")
            throw ExitCode(3)
        }
        if let result = answer["result"] { return result }
        Terminal.complain(ofError: answer["error"] ?? .null)
        if let credential, answer["error"]?["data"]?["name"] == .string("unauthenticated") {
            Terminal.complain("  บัตรผ่านจาก — the credential is of \(credential.path)")
        }
        throw ExitCode(1)
    }

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

    /// The token of the first of the places that has one, and where it was.
    private func credential() throws -> (token: String, path: String)? {
        if anonymous { return nil }
        let environment = ProcessInfo.processInfo.environment
        let folder = environment["PHAEN_DATA"] ?? "/var/lib/phaen"
        let candidates = [
            tokenFile, environment["PHAEN_TOKEN_FILE"], folder + "/administrator.token", ".data/administrator.token",
        ]
        for path in candidates.compactMap({ $0 }) {
            if let text = try? String(contentsOfFile: path, encoding: .utf8) {
                return (text.filter { !$0.isWhitespace }, path)
            }
            if path == tokenFile { throw ValidationError("อ่านไฟล์โทเค็นไม่ได้ — cannot read \(path)") }
        }
        return nil
    }
}

extension JSONValue {
    /// These params with an `idempotencyKey` that none had before.
    func withFreshKey() -> JSONValue {
        guard case .object(let members) = self else { return self }
        let now = Instant(microsecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let key = JSONMember(name: "idempotencyKey", value: .string("phaen-\(ID(at: now))"))
        return .object(members.filter { $0.name != key.name } + [key])
    }
}

/// What is said on standard error.
enum Terminal {
    static func complain(_ line: String) {
        _ = (line + "\n").withCString { write(2, $0, strlen($0)) }
    }

    /// An error of a service: its name and code, then every problem with its place.
    static func complain(ofError error: JSONValue) {
        let data = error["data"]
        complain("✘ \(data?["name"]?.text ?? "error") (\(error["code"]?.text ?? "?")): \(error["message"]?.text ?? "")")
        if let thai = data?["message"]?["th"]?.text { complain("  \(thai)") }
        for problem in data?["problems"]?.items ?? [] {
            complain("  • \(problem["path"]?.text ?? "") [\(problem["rule"]?.text ?? "")]")
            for language in ["th", "en"] {
                if let text = problem["message"]?[language]?.text { complain("      \(text)") }
            }
        }
        guard case .object(let members)? = data else { return }
        let rest = members.filter { !["name", "message", "problems"].contains($0.name) }
        if !rest.isEmpty { complain("  " + JSONPrint.compact(.object(rest))) }
    }
}
