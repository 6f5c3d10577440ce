import Kernel
import Logging
import RPCServer
import ServiceLifecycle

/// The private port: `/live`, `/ready`, `/metrics`. Not for callers: it needs no credential.
struct PrivateEndpoint: EndpointResponder {
    let definition: ServiceDefinition
    let readiness: Readiness
    let observatory: Observatory
    let gauges: [MetricsRegistry.Gauge]
    let clock: @Sendable () -> Instant

    func server(at address: EndpointAddress, logger: Logger) throws -> any Service {
        var limits = RPCServerLimits()
        limits.connectionsMax = 64
        let observatory = observatory
        return try EndpointServer.make(
            at: address, limits: limits, logger: logger, clock: clock,
            onRunning: { port in
                observatory.record(.listening(host: address.host, port: port, isPrivate: true))
            },
            responder: self)
    }

    func answer(to request: EndpointRequest) async -> EndpointAnswer {
        let (status, contentType, body) = await text(for: request)
        return EndpointAnswer(
            status: status, fields: [("Content-Type", contentType), ("Cache-Control", "no-store")],
            body: Array(body.utf8))
    }

    private func text(for request: EndpointRequest) async -> (status: Int, contentType: String, body: String) {
        guard request.isGet else { return (405, "text/plain", "GET\n") }
        switch request.path {
        case "/live":
            return (
                200, "application/json",
                #"{"status":"live","service":"\#(definition.name)","version":"\#(definition.version)"}"# + "\n"
            )
        case "/ready":
            let report = await readiness.report()
            return (report.isReady ? 200 : 503, "application/json", report.json + "\n")
        case "/metrics":
            let text = observatory.metrics.text(
                service: definition.name, version: definition.version, gauges: gauges)
            return (200, "text/plain; version=0.0.4; charset=utf-8", text)
        default: return (404, "text/plain", "/live /ready /metrics\n")
        }
    }
}
