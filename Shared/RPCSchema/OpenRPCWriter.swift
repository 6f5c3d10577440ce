import JSONRPC
import Kernel

/// Writes descriptions as the document's JSON.
struct OpenRPCWriter {
    private let methods: [MethodDescription]
    private var schemas = SchemaCollector()

    init(methods: [MethodDescription]) {
        self.methods = methods
        for method in methods {
            for param in method.params { schemas.add(param.shape, isClosed: true, notes: method.notes) }
            schemas.add(method.result, isClosed: false, notes: method.notes)
        }
    }

    func document(
        _ service: LocalizedText, _ version: String, _ limits: [OpenRPCLimit], _ address: String?
    ) throws(OpenRPCFault) -> [UInt8] {
        var written: [JSONValue] = []
        for method in methods { written.append(try self.method(method)) }
        let used = Set(methods.flatMap(\.errors)).sorted { $0.code > $1.code }
        let servers = address.map { JSONValue.array([.record([("url", .string($0))])]) }
        let document = JSONValue.record([
            ("openrpc", .string("1.4.1")),
            (
                "info",
                .record([
                    ("title", .string(service.en ?? service.th)), ("version", .string(version)),
                    ("x-title", .localized(service)),
                ])
            ),
            ("servers", servers),
            ("methods", .array(written)),
            (
                "components",
                .record([
                    ("schemas", schemas.components),
                    ("errors", .object(used.map { JSONMember(name: $0.name, value: error($0)) })),
                ])
            ),
            ("x-limits", .object(limits.map { JSONMember(name: $0.name, value: .number(String($0.value))) })),
        ])
        var output = JSONOutput(reserving: 1 << 16)
        output.value(document)
        return output.bytes
    }

    private func method(_ method: MethodDescription) throws(OpenRPCFault) -> JSONValue {
        let description = [method.summary.th, method.details.en ?? "", method.details.th].filter { !$0.isEmpty }
        var examples: [JSONValue] = []
        for example in method.examples { examples.append(try pairing(example, method)) }
        return .record([
            ("name", .string(method.name)),
            ("summary", .string(method.summary.en ?? method.summary.th)),
            ("description", .string(description.joined(separator: "\n\n"))),
            ("tags", .array([.record([("name", .string(String(method.name.prefix { $0 != "." })))])])),
            ("paramStructure", .string("by-name")),
            ("params", .array(method.params.map(param))),
            ("result", .record([("name", .string("result")), ("schema", schemas.schema(method.result))])),
            (
                "errors",
                .array(
                    method.errors.map { .record([("$ref", .string("#/components/errors/\($0.name)"))]) })
            ),
            ("examples", .array(examples)),
            ("x-safety", .string(method.safety.rawValue)),
            ("x-access", access(method.access)),
            ("x-summary", .localized(method.summary)),
        ])
    }

    private func param(_ param: MethodDescription.Param) -> JSONValue {
        var schema = schemas.schema(param.shape)
        if param.name == "idempotencyKey", case .object(let members) = schema {
            let length = [("minLength", "1"), ("maxLength", "128")]
            schema = .object(members + length.map { JSONMember(name: $0.0, value: .number($0.1)) })
        }
        return .record([
            ("name", .string(param.name)),
            ("description", param.note.map { .string($0.bothLines) }),
            ("required", .bool(param.isRequired)),
            ("schema", schema),
        ])
    }

    private func pairing(_ example: RPCExample, _ method: MethodDescription) throws(OpenRPCFault) -> JSONValue {
        func parsed(_ text: String, _ what: String) throws(OpenRPCFault) -> JSONValue {
            do throws(JSONParseError) {
                return try JSONDocument(parsing: Array(text.utf8)).root.value
            } catch {
                throw OpenRPCFault(
                    method: method.name,
                    reason: "example “\(example.name)”: \(what) is no JSON at byte \(error.offset) (\(error.reason))")
            }
        }
        guard case .object(let members) = try parsed(example.params, "params") else {
            throw OpenRPCFault(method: method.name, reason: "example “\(example.name)”: params are no object")
        }
        return .record([
            ("name", .string(example.name)),
            (
                "params",
                .array(members.map { .record([("name", .string($0.name)), ("value", $0.value)]) })
            ),
            (
                "result",
                .record([("name", .string("result")), ("value", try parsed(example.result, "result"))])
            ),
        ])
    }

    private func error(_ kind: RPCErrorKind) -> JSONValue {
        .record([("code", .number(String(kind.code))), ("message", .string(kind.name))])
    }

    private func access(_ access: RPCAccess) -> JSONValue {
        switch access {
        case .open: .string("open")
        case .signedIn: .string("signedIn")
        case .roles(let roles): .array(roles.map(\.rawValue).sorted().map(JSONValue.string))
        }
    }
}
