import HTTPTypes
import HummingbirdCore
import JSONRPC
import Logging
import NIOCore
import RPCServer
import ServiceLifecycle

/// The private port: `/live`, `/ready`, `/metrics`. Not for callers: it needs no credential.
struct PrivateEndpoint: Sendable {
    let definition: ServiceDefinition
    let readiness: Readiness
    let observatory: Observatory
    let gauges: [MetricsRegistry.Gauge]

    func server(at address: EndpointAddress, logger: Logger) throws -> any Service {
        var limits = RPCServerLimits()
        limits.connectionsMax = 64
        let observatory = observatory
        return try EndpointServer.make(
            at: address, limits: limits, logger: logger,
            onRunning: { port in
                observatory.record(.listening(host: address.host, port: port, isPrivate: true))
            },
            responder: { request, writer, _ in try await respond(to: request, writer) })
    }

    private func respond(to request: Request, _ writer: consuming ResponseWriter) async throws {
        let (status, contentType, body) = await answer(to: request)
        let bytes = ByteBuffer(string: body)
        let head = HTTPResponse(
            status: status,
            headerFields: [
                .contentType: contentType, .contentLength: String(bytes.readableBytes), .cacheControl: "no-store",
            ])
        if request.method == .head {
            try await writer.writeResponse(head)
        } else {
            try await writer.write(response: head, body: ResponseBody(byteBuffer: bytes))
        }
    }

    private func answer(to request: Request) async -> (HTTPResponse.Status, String, String) {
        guard request.method == .get || request.method == .head else {
            return (.methodNotAllowed, "text/plain", "GET\n")
        }
        switch request.uri.path {
        case "/live":
            return (
                .ok, "application/json",
                #"{"status":"live","service":"\#(definition.name)","version":"\#(definition.version)"}"# + "\n"
            )
        case "/ready":
            let report = await readiness.report()
            return (report.isReady ? .ok : .serviceUnavailable, "application/json", report.json + "\n")
        case "/metrics":
            let text = observatory.metrics.text(
                service: definition.name, version: definition.version, gauges: gauges)
            return (.ok, "text/plain; version=0.0.4; charset=utf-8", text)
        default: return (.notFound, "text/plain", "/live /ready /metrics\n")
        }
    }
}
