import Kernel

/// One call of a request, ready to be carried out or already known to be wrong.
public struct RPCCallPlan: Sendable {
    /// The id's own bytes; `nil` is a notification, which is carried out and never answered.
    public let id: [UInt8]?
    /// Empty where `fault` says that there is no call.
    public let method: String
    public let params: RPCParams
    /// `invalidRequest`, where the member is no request at all.
    public let fault: RPCError?
}

/// The body of a request: one call, a batch, or something to be answered at once.
public enum RPCRequestBody: Sendable {
    case single(RPCCallPlan)
    case batch([RPCCallPlan])
    /// Not to be carried out: the answer, an error with id `null`.
    case refused(RPCError)

    /// - Parameter batchMax: members of one batch.
    public init(parsing body: [UInt8], limits: JSONLimits = JSONLimits(), batchMax: Int = 100) {
        let root: JSONNode
        do {
            root = try JSONDocument(parsing: body, limits: limits).root
        } catch {
            self = .refused(RPCRequestBody.refusal(error))
            return
        }
        guard root.kind == .array else {
            self = .single(RPCRequestBody.plan(root))
            return
        }
        guard root.count > 0 else {
            self = .refused(RPCRequestBody.invalid(LocalizedText("ชุดคำขอว่าง", "an empty batch")))
            return
        }
        guard root.count <= batchMax else {
            self = .refused(
                RPCError(
                    .tooLarge, LocalizedText("ชุดคำขอเกิน \(batchMax) รายการ", "a batch has at most \(batchMax) members"),
                    details: [("limit", .number(String(batchMax)))]))
            return
        }
        self = .batch(root.elements.map(RPCRequestBody.plan))
    }

    private static func refusal(_ error: JSONParseError) -> RPCError {
        let tooLarge: Set<JSONParseError.Reason> = [.tooLong, .tooDeep, .tooManyMembers, .tooManyValues]
        let details: [(name: String, value: JSONValue)] = [
            ("reason", .string(error.reason.rawValue)), ("offset", .number(String(error.offset))),
        ]
        return RPCError(
            tooLarge.contains(error.reason) ? .tooLarge : .parseError,
            LocalizedText("อ่าน JSON ไม่ได้ที่ไบต์ \(error.offset)", "not JSON at byte \(error.offset)"), details: details)
    }

    private static func invalid(_ message: LocalizedText) -> RPCError { RPCError(.invalidRequest, message) }

    private static func plan(_ node: JSONNode) -> RPCCallPlan {
        func faulty(_ id: [UInt8]?, _ th: String, _ en: String) -> RPCCallPlan {
            RPCCallPlan(
                id: id ?? Array("null".utf8), method: "", params: RPCParams(nil), fault: invalid(LocalizedText(th, en)))
        }
        guard node.kind == .object else { return faulty(nil, "คำขอต้องเป็นอ็อบเจกต์", "a request is an object") }
        var id: [UInt8]?
        if let given = node["id"] {
            guard given.kind == .string || given.kind == .number || given.kind == .null else {
                return faulty(nil, "id ต้องเป็นข้อความ ตัวเลข หรือ null", "an id is a string, a number or null")
            }
            id = Array(given.bytes)
        }
        guard node["jsonrpc"]?.string == "2.0" else {
            return faulty(id, "jsonrpc ต้องเป็น \"2.0\"", "jsonrpc must be \"2.0\"")
        }
        guard let method = node["method"]?.string else {
            return faulty(id, "method ต้องเป็นข้อความ", "method must be a string")
        }
        let params = node["params"]
        guard params == nil || params?.kind == .object || params?.kind == .array else {
            return faulty(id, "params ต้องเป็นอ็อบเจกต์หรืออาร์เรย์", "params must be an object or an array")
        }
        return RPCCallPlan(id: id, method: method, params: RPCParams(params), fault: nil)
    }
}
