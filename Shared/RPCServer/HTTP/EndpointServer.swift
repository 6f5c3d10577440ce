import HummingbirdCore
import HummingbirdHTTP2
import Kernel
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// Where an endpoint listens.
public struct EndpointAddress: Sendable, Hashable {
    public var host: String
    /// 0: any free port, told by `onRunning`.
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}

/// Certificate chain and key, PEM files.
public struct EndpointCertificate: Sendable, Hashable {
    public var chainFile: String
    public var keyFile: String

    public init(chainFile: String, keyFile: String) {
        self.chainFile = chainFile
        self.keyFile = keyFile
    }
}

/// Listening servers.
public enum EndpointServer {
    /// A server: HTTP/1.1, and with a certificate TLS and HTTP/2 beside it. Run it in a service group: a graceful
    /// shutdown stops listening, lets what runs end, and closes the connections.
    /// - Parameter onRunning: gets the port that it listens on.
    /// - Throws: when certificate or key cannot be read.
    public static func make(
        at address: EndpointAddress, certificate: EndpointCertificate? = nil, limits: RPCServerLimits, logger: Logger,
        clock: @escaping @Sendable () -> Instant, onRunning: @escaping @Sendable (Int) async -> Void = { _ in },
        responder: any EndpointResponder
    ) throws -> any Service {
        let plain = HTTP1Server(responder: responder, limits: limits, clock: clock)
        let configuration = ServerConfiguration(
            address: .hostname(address.host, port: address.port), backlog: 1_024,
            availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionsMax))
        let running: @Sendable (any Channel) async -> Void = { channel in
            await onRunning(channel.localAddress?.port ?? address.port)
        }
        guard let certificate else {
            return plain.server(
                configuration: configuration, onServerRunning: running,
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        }
        let stream = StreamResponder(plain)
        return try secure(certificate, limits).buildServer(
            configuration: configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger,
            responder: { request, writer, channel in try await stream.respond(to: request, writer, on: channel) },
            onServerRunning: running)
    }

    private static func secure(
        _ certificate: EndpointCertificate, _ limits: RPCServerLimits
    ) throws -> HTTPServerBuilder {
        try .http2Upgrade(
            tlsConfiguration: try configuration(certificate),
            configuration: HTTP2ChannelConfiguration(
                idleTimeout: limits.idleTimeout, gracefulCloseTimeout: limits.idleTimeout,
                streamConfiguration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [
                        SlowPeerHandler(bodyTimeout: limits.bodyTimeout, answerTimeout: limits.answerTimeout)
                    ],
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: limits.headerBytesMax, maxHeaderListSize: limits.headerBytesMax * 2,
                        maxHeaderFieldCount: limits.headerCountMax))))
    }

    private static func configuration(_ certificate: EndpointCertificate) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate.chainFile).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.keyFile, format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
