import Kernel

/// The params of one call as they came: by name, by position, or none.
public struct RPCParams: Sendable {
    private let node: JSONNode?

    init(_ node: JSONNode?) { self.node = node }

    /// Params for a call made in the same process.
    /// - Throws: `JSONParseError` if the text is not JSON.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONParseError) {
        node = try JSONDocument(parsing: bytes, limits: limits).root
    }

    /// The params' own bytes; `{}` if there are none.
    public var bytes: [UInt8] { node.map { Array($0.bytes) } ?? Array("{}".utf8) }

    /// Decodes the method's value and checks it.
    /// - Throws: `invalidParams` with **all** problems: missing, mistyped and unknown members, and the method's own rules.
    public func decode<Method: RPCMethod>(_ method: Method.Type) throws(RPCError) -> Method {
        let named = try byName(method)
        let value: Method
        do {
            value = try JSONTokenDecoder.decode(method, from: named)
        } catch {
            throw RPCParams.invalid(RPCParams.problems(of: method, named, error))
        }
        var problems = Problems()
        value.check(&problems)
        if !problems.isEmpty { throw RPCParams.invalid(problems) }
        return value
    }

    /// Places that one error names at the most.
    private static let placesMax = 10

    /// A `notFound` with the places in these params where the id or code stands that was not found, so that it is located
    /// as every other problem is. Anything else as it is.
    public func locating(_ error: any Error) -> any Error {
        guard var error = error as? RPCError, error.kind == .notFound, error.problems.isEmpty, let node else {
            return error
        }
        var found: [String: String] = [:]
        for case (let name, .string(let text)) in error.details { found[name] = text }
        guard let key = found["key"], !key.isEmpty else { return error }
        var paths: [String] = []
        RPCParams.places(of: key, in: node, at: "", &paths)
        error.problems = paths.map {
            Problem(path: $0, rule: "notFound", message: error.message)
        }
        return error
    }

    private static func places(of key: String, in node: JSONNode, at path: String, _ found: inout [String]) {
        guard found.count < placesMax else { return }
        switch node.kind {
        case .string:
            if node.string == key { found.append(path) }
        case .number:
            if node.number == key { found.append(path) }
        case .array:
            for (index, element) in node.elements.enumerated() {
                places(of: key, in: element, at: path + "/\(index)", &found)
            }
        case .object:
            for (name, value) in node.members where name.string != "idempotencyKey" {
                places(of: key, in: value, at: path + ShapeCheck.pointer(name.string ?? ""), &found)
            }
        case .null, .bool: break
        }
    }

    private static func problems<Method: RPCMethod>(
        of method: Method.Type, _ node: JSONNode, _ error: any Error
    ) -> Problems {
        var problems = Problems()
        if let shape = try? ShapeReflection.shape(of: method) { ShapeCheck.check(node, shape, at: "", &problems) }
        if problems.isEmpty {
            let context: DecodingError.Context? =
                switch error as? DecodingError {
                case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                    .dataCorrupted(let context):
                    context
                default: nil
                }
            let path = context?.codingPath.map { ShapeCheck.pointer($0.stringValue) }.joined() ?? ""
            if let unfit = context?.underlyingError as? UnfitText {
                problems.add(Problem(path: path, rule: unfit.rule, message: unfit.message))
            } else {
                let reason = context?.debugDescription ?? "not as the schema has it"
                problems.add(path, "form", th: "รูปแบบไม่ถูกต้อง: \(reason)", en: reason)
            }
        }
        return problems
    }

    private static func invalid(_ problems: Problems) -> RPCError {
        let details: [(name: String, value: JSONValue)] =
            problems.omitted > 0 ? [("omittedProblems", .number(String(problems.omitted)))] : []
        return RPCError(
            .invalidParams, LocalizedText("พารามิเตอร์ไม่ถูกต้อง", "invalid params"), problems: problems.items,
            details: details)
    }

    /// By-position params as the object they stand for, in the order of the OpenRPC document.
    private func byName<Method: RPCMethod>(_ method: Method.Type) throws(RPCError) -> JSONNode {
        guard let node else { return JSONDocument.emptyObject.root }
        guard node.kind == .array else { return node }
        guard case .object(_, let declared)? = try? ShapeReflection.shape(of: method) else { return node }
        let members = declared.requiredFirst
        let elements = node.elements
        guard elements.count <= members.count else {
            var problems = Problems()
            problems.add(
                "/\(members.count)", "unknown", th: "มีพารามิเตอร์เกิน \(members.count) ตัว",
                en: "there are more than \(members.count) params")
            throw RPCParams.invalid(problems)
        }
        var output = JSONOutput()
        output.write(UInt8(ascii: "{"))
        for (index, element) in elements.enumerated() {
            if index > 0 { output.write(UInt8(ascii: ",")) }
            output.string(members[index].name)
            output.write(UInt8(ascii: ":"))
            output.raw(element.bytes)
        }
        output.write(UInt8(ascii: "}"))
        return (try? JSONDocument(parsing: output.bytes).root) ?? node
    }
}
