import ArgumentParser
import FoundationEssentials
import JSONRPC
import RPCClient

/// What a service offers, as it says itself.
struct Docs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "เมธอดของบริการ — list a service's methods, or describe one.",
        discussion: "The same as a page: /docs at the service's address.")

    @OptionGroup var connection: Connection
    @Argument(help: "บริการ — plans, indicators, budget, reporting, or an address.")
    var service: String
    @Argument(help: "เมธอด — describe this one.")
    var method: String?

    func run() async throws {
        let address = try connection.address(of: service) + "/openrpc.json"
        guard let reply = try? await TransferEngine.shared.perform(HTTPTransfer(.get, address)), reply.status == 200,
            let document = try? JSONDocument(parsing: reply.body),
            case .array(let methods)? = document.root.value["methods"]
        else {
            Terminal.complain("✘ ไม่ได้รับคำตอบจาก \(address) — no answer")
            throw ExitCode(3)
        }
        if let method {
            guard let found = methods.first(where: { $0["name"]?.text == method }) else {
                throw ValidationError("ไม่มีเมธอด “\(method)” — no such method; leave it out to list them")
            }
            print(JSONPrint.pretty(found))
            return
        }
        let width = methods.compactMap { $0["name"]?.text?.count }.max() ?? 0
        for entry in methods {
            let name = entry["name"]?.text ?? ""
            let gap = String(repeating: " ", count: width - name.count + 2)
            print(name + gap + (entry["summary"]?.text ?? ""))
        }
    }
}
