import HummingbirdCore
import HummingbirdHTTP2
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
    /// A server: HTTP/1.1, and HTTP/2 beside it where there is a certificate. Run it in a service group: a graceful
    /// shutdown stops listening, lets what runs end, and closes the connections.
    /// - Parameter onRunning: gets the port that it listens on.
    /// - Throws: when certificate or key cannot be read.
    public static func make(
        at address: EndpointAddress, certificate: EndpointCertificate? = nil, limits: RPCServerLimits, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in },
        responder: @escaping HTTPChannelHandler.Responder
    ) throws -> any Service {
        let connection = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                SlowPeerHandler(bodyTimeout: limits.bodyTimeout, answerTimeout: limits.answerTimeout)
            ],
            idleTimeout: TimeAmount(limits.idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerBytesMax, maxHeaderListSize: limits.headerBytesMax * 2,
                maxHeaderFieldCount: limits.headerCountMax))
        let builder: HTTPServerBuilder
        if let certificate {
            var stream = connection
            stream.idleTimeout = nil
            builder = try .http2Upgrade(
                tlsConfiguration: try configuration(certificate),
                configuration: HTTP2ChannelConfiguration(
                    idleTimeout: limits.idleTimeout, gracefulCloseTimeout: limits.idleTimeout,
                    streamConfiguration: stream))
        } else {
            builder = .http1(configuration: connection)
        }
        return try builder.buildServer(
            configuration: ServerConfiguration(
                address: .hostname(address.host, port: address.port), backlog: 1_024,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionsMax)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger, responder: responder,
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? address.port) })
    }

    private static func configuration(_ certificate: EndpointCertificate) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate.chainFile).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.keyFile, format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
