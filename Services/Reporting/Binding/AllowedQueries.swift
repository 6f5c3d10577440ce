import BudgetContract
import CommonContract
import FoundationEssentials
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import ReportingContract

/// A method that a definition may ask another service: any that only reads.
struct AllowedQuery: Sendable {
    let method: String
    /// What it answers, in words.
    let summary: LocalizedText
    /// What it answers, for checking the places that a definition names.
    let result: JSONShape
    /// Whether its answer comes in pages.
    let isPaged: Bool
    /// Reads params given as JSON text.
    /// - Throws: what is wrong with them: `RPCError` with all problems, or `JSONParseError`.
    let check: @Sendable (_ params: [UInt8]) throws -> Void
    /// Params and answers in the one form that is hashed and compared.
    /// - Throws: what is wrong with them.
    let canonicalParams: @Sendable (_ params: [UInt8]) throws -> [UInt8]
    let canonicalAnswer: @Sendable (_ answer: [UInt8]) throws -> [UInt8]
    /// Asks a peer; with the answer as canonical JSON and how the call is recorded.
    let ask:
        @Sendable (_ params: [UInt8], RecordingPeer) async throws(GatheringFailure) -> (
            source: ReportSource, answer: [UInt8]
        )
}

/// What the other services may be asked, by service and method: a typed list made from their contracts.
enum AllowedQueries {
    static let all: [String: [String: AllowedQuery]] = [
        "plans": catalogue(PlansMethods.all), "indicators": catalogue(IndicatorsMethods.all),
        "budget": catalogue(BudgetMethods.all),
    ]

    /// What every service answers of its own procedures and directory.
    private static let common: [any RPCMethod.Type] = [
        ListMatters.self, ListOverdueMatters.self, ListBodies.self, ListResolutions.self, ListOrganisations.self,
        GetOrganisation.self,
    ]

    private static func catalogue(_ methods: [any RPCMethod.Type]) -> [String: AllowedQuery] {
        let queries = (methods + common).filter { $0.safety == .read }.compactMap { query(of: $0) }
        return Dictionary(queries.map { ($0.method, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func query<Method: RPCMethod>(of type: Method.Type) -> AllowedQuery? {
        guard let result = try? ShapeReflection.shape(of: Method.Result.self) else { return nil }
        return AllowedQuery(
            method: Method.name, summary: Method.summary, result: result, isPaged: result.member("nextCursor") != nil,
            check: { _ = try params(type, $0) },
            canonicalParams: { try CanonicalJSON.bytes(try params(type, $0)) },
            canonicalAnswer: {
                try CanonicalJSON.bytes(
                    try JSONTokenDecoder.decode(
                        Method.Result.self,
                        from: try JSONDocument(parsing: $0, limits: JSONLimits(bytesMax: 64 << 20)).root))
            },
            ask: { bytes, peer throws(GatheringFailure) in
                let params: Method
                do {
                    params = try self.params(type, bytes)
                } catch {
                    throw peer.failure(Method.name, ReportMessages.badParams)
                }
                let recorded = try await peer.call(params)
                do {
                    return (recorded.source, try CanonicalJSON.bytes(recorded.value))
                } catch {
                    throw peer.failure(Method.name, ReportMessages.noAnswer)
                }
            })
    }

    private static func params<Method: RPCMethod>(_ type: Method.Type, _ bytes: [UInt8]) throws -> Method {
        try RPCParams(parsing: bytes).decode(type)
    }
}

extension JSONShape {
    func member(_ name: String) -> JSONShape? {
        guard case .object(_, let members) = self else { return nil }
        return members.first { $0.name == name }?.shape
    }

    /// The shape at a pointer; `nil` where there is no such place.
    func at(_ pointer: JSONPointer) -> JSONShape? {
        pointer.steps.reduce(Optional(self)) { shape, step in
            switch shape {
            case .any: .any
            case .map(let value): value
            case .array(let element): Int(step) != nil ? element : nil
            case .object(_, let members): members.first { $0.name == step }?.shape
            default: nil
            }
        }
    }
}

/// RFC 6901.
struct JSONPointer: Sendable, Hashable {
    let steps: [String]

    /// `nil` if it is no pointer.
    init?(_ text: String) {
        if text.isEmpty {
            steps = []
            return
        }
        guard text.hasPrefix("/") else { return nil }
        steps = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    func value(in node: JSONNode) -> JSONNode? {
        steps.reduce(Optional(node)) { node, step in
            guard let node else { return nil }
            switch node.kind {
            case .object: return node[step]
            case .array:
                let elements = node.elements
                guard let index = Int(step), elements.indices.contains(index) else { return nil }
                return elements[index]
            default: return nil
            }
        }
    }
}
