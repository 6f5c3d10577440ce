import NIOCore
import NIOHTTP1

/// One request with its whole body.
public struct EndpointRequest: Sendable {
    /// `"POST"`
    public let method: String
    /// As it came, still percent-encoded, without the query: `"/rpc"`.
    public let path: Substring
    /// What stood after the question mark; empty if there was none.
    public let query: Substring
    /// What its head says beside.
    let facts: RequestFacts
    /// The address of the connection's other end, without the port; `nil` for a Unix socket.
    let peer: String?
    public internal(set) var body: [UInt8] = []
    /// The connection's thread, where it makes the answer.
    var executor: LoopExecutor?

    init(method: String, target: String, facts: RequestFacts, peer: String?) {
        self.method = method
        self.facts = facts
        self.peer = peer
        var target = target[...]
        if !target.hasPrefix("/") {
            // RFC 9112 §3.2.2: the absolute form; who was asked for is the Host header's to say.
            let host = target.drop { $0 != "/" }.dropFirst(2)
            target = target.hasPrefix("http://") || target.hasPrefix("https://") ? host.drop { $0 != "/" } : target
        }
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        path = target[..<mark]
        query = target[mark...].dropFirst()
    }

    /// GET or HEAD, which want the same answer.
    public var isGet: Bool { method == "GET" || method == "HEAD" }
}

/// Header fields in the form in which they are sent, made once and sent with many answers.
struct FieldSet: Sendable {
    let fields: [(name: String, value: String)]
    /// Whole lines.
    let lines: [UInt8]

    static let none = FieldSet([])

    init(_ fields: [(name: String, value: String)]) {
        self.fields = fields
        lines = fields.flatMap { Array("\($0.name): \($0.value)\r\n".utf8) }
    }
}

/// One whole answer.
public struct EndpointAnswer: Sendable {
    public var status: Int
    var common = FieldSet.none
    /// Fields of this answer alone. Names are tokens; what is no text in a value is sent as a blank.
    public var fields: [(name: String, value: String)]
    public var body: [UInt8]
    /// Instead of `body`, what is made while it is sent.
    var stream: StreamedBody?
    /// The connection is of no more use: what the caller still sends is not read.
    var closes = false

    public init(status: Int, fields: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// A header field's name (RFC 9110 §5.6.2).
    static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// RFC 9110 §8.6: answers that say nothing of a body's length.
    private var isBodiless: Bool { status == 204 || status == 304 }

    /// All fields but those of the connection.
    var allFields: [(name: String, value: String)] {
        common.fields + fields
            + (isBodiless || stream != nil ? [] : [("Content-Length", String(body.count))])
    }

    /// Writes it as HTTP/1.1 has it.
    /// - Parameters:
    ///   - connection: what stands in the `Connection` field.
    ///   - isChunked: a body that is made meanwhile comes in chunks; without, it ends where the connection does.
    func write(into buffer: inout ByteBuffer, withBody: Bool, connection: StaticString?, isChunked: Bool = true) {
        if status == 200 {
            buffer.writeStaticString("HTTP/1.1 200 OK\r\n")
        } else {
            let known = HTTPResponseStatus(statusCode: status)
            buffer.writeString("HTTP/1.1 \(status) \(known.reasonPhrase)\r\n")
        }
        buffer.writeBytes(common.lines)
        for field in fields {
            buffer.writeString(field.name)
            buffer.writeStaticString(": ")
            buffer.writeBytes(field.value.utf8.lazy.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 })
            buffer.writeStaticString("\r\n")
        }
        if stream != nil {
            if isChunked { buffer.writeStaticString("Transfer-Encoding: chunked\r\n") }
        } else if !isBodiless {
            buffer.writeStaticString("Content-Length: ")
            buffer.writeString(String(body.count))
            buffer.writeStaticString("\r\n")
        }
        if let connection {
            buffer.writeStaticString("Connection: ")
            buffer.writeStaticString(connection)
            buffer.writeStaticString("\r\n")
        }
        buffer.writeStaticString("\r\n")
        if withBody { buffer.writeBytes(body) }
    }
}

/// What a listening server asks for its answers.
public protocol EndpointResponder: Sendable {
    /// Looks at the head alone, before any of the body is read: an answer that refuses it, or `nil`.
    func refusal(of request: EndpointRequest) -> EndpointAnswer?
    /// The answer to a body that is over the limit.
    func refusalOfLength(of request: EndpointRequest) -> EndpointAnswer
    /// The answer to a body that there is no room for, because of what others send at this time.
    func refusalOfCrowd(of request: EndpointRequest) -> EndpointAnswer
    /// Whether the answer is made without long work of the processor, so that the connection's own thread may do it.
    func isQuick(_ request: EndpointRequest) -> Bool
    func answer(to request: EndpointRequest) async -> EndpointAnswer
}

extension EndpointResponder {
    public func refusal(of request: EndpointRequest) -> EndpointAnswer? { nil }
    public func refusalOfLength(of request: EndpointRequest) -> EndpointAnswer { EndpointAnswer(status: 413) }
    public func refusalOfCrowd(of request: EndpointRequest) -> EndpointAnswer { EndpointAnswer(status: 503) }
    public func isQuick(_ request: EndpointRequest) -> Bool { false }
}
