import HTTPTypes
import HummingbirdCore
import Kernel
import NIOCore

/// Answers what comes over TLS, where Hummingbird carries HTTP/1.1 and the streams of HTTP/2.
struct StreamResponder: Sendable {
    let server: HTTP1Server
    private var responder: any EndpointResponder { server.responder }

    init(_ server: HTTP1Server) {
        self.server = server
    }

    func respond(to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel) async throws {
        var asked = EndpointRequest(
            method: request.method.rawValue, target: request.head.path ?? "/",
            facts: RequestFacts(
                request.headers.lazy.map { (name: $0.name.canonicalName, value: $0.value) }, now: server.clock()),
            peer: channel.remoteAddress?.ipAddress)
        var answer: EndpointAnswer
        var isBodyRead = false
        if let refusal = responder.refusal(of: asked) {
            answer = refusal
            let rest = asked.facts.contentLength ?? (asked.facts.isChunked || isStream(channel) ? .max : 0)
            answer.closes = answer.closes || rest > HTTP1Server.freeBodyBytes
        } else if let body = await collect(request.body) {
            asked.body = body
            answer = await responder.answer(to: asked)
        } else {
            answer = responder.refusalOfLength(of: asked)
            answer.closes = true
            isBodyRead = true
        }
        var head = HTTPResponse(status: HTTPResponse.Status(code: answer.status))
        for field in answer.allFields {
            if let name = HTTPField.Name(field.name) {
                head.headerFields.append(HTTPField(name: name, value: field.value))
            }
        }
        if answer.closes, !isStream(channel) { head.headerFields[.connection] = "close" }
        if let stream = answer.stream, request.method != .head {
            let body = ResponseBody { writer in
                try await stream.write { try await writer.write(ByteBuffer(bytes: $0)) }
                try await writer.finish(nil)
            }
            try await writer.write(response: head, body: body)
        } else if request.method == .head || answer.body.isEmpty {
            try await writer.writeResponse(head)
        } else {
            try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        }
        if answer.closes { await close(channel, after: isBodyRead ? nil : request) }
    }

    /// A stream of an HTTP/2 connection has no `Connection` header (RFC 9113 §8.2.2). Its channel's type belongs to a
    /// module that is not ours to import.
    private func isStream(_ channel: any Channel) -> Bool {
        String(describing: type(of: channel)) == "HTTP2StreamChannel"
    }

    /// The whole body; `nil` if it is too long (a little more of it is read then, so that a caller in the middle of
    /// sending gets its answer). A body that ends with its connection is whatever came: nobody reads the answer.
    private func collect(_ body: RequestBody) async -> [UInt8]? {
        var bytes: [UInt8] = []
        var surplus = 0
        do {
            for try await piece in body {
                if surplus == 0, bytes.count + piece.readableBytes <= server.limits.bodyBytesMax {
                    bytes.append(contentsOf: piece.readableBytesView)
                } else {
                    bytes = []
                    surplus += piece.readableBytes
                    if surplus > HTTP1Server.lingerBytesMax { break }
                }
            }
        } catch {}
        return surplus == 0 ? bytes : nil
    }

    /// Reads on for a while before closing. The body timeout ends this for a caller that never stops.
    private func close(_ channel: any Channel, after request: Request?) async {
        if let request {
            var rest = HTTP1Server.lingerBytesMax
            do {
                for try await piece in request.body {
                    rest -= piece.readableBytes
                    if rest < 0 { break }
                }
            } catch {}
        }
        channel.close(promise: nil)
    }
}
