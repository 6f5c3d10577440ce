import HummingbirdCore
import Kernel
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// What the HTTP/1.1 connections of one listening server have in common.
final class HTTP1Server: ServerChildChannel {
    /// A body up to this is not accounted for, and one that is refused is read to its end.
    static let freeBodyBytes = 65_536
    /// Bytes of a refused body that are still read, and dropped: a caller who sends a file of a hundred megabytes without
    /// asking first reads its answer only when all is sent.
    static let lingerBytesMax = 128 << 20

    let responder: any EndpointResponder
    let limits: RPCServerLimits
    let clock: @Sendable () -> Instant
    private let bodyBytes = Atomic<Int>(0)

    init(responder: any EndpointResponder, limits: RPCServerLimits, clock: @escaping @Sendable () -> Instant) {
        self.responder = responder
        self.limits = limits
        self.clock = clock
    }

    /// A connection, until it is closed.
    struct Connection: ServerChildChannelValue {
        let channel: any Channel
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            var sizes = NIOHTTPDecoderLimitConfiguration()
            sizes.maxHeaderFieldSize = limits.headerBytesMax
            sizes.maxHeaderListSize = limits.headerBytesMax * 2
            sizes.maxHeaderFieldCount = limits.headerCountMax
            let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: sizes)
            try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
            try channel.pipeline.syncOperations.addHandler(HTTP1Handler(self, on: channel))
            return Connection(channel: channel)
        }
    }

    func handle(value: Connection, logger: Logger) async {
        await withTaskCancellationHandler {
            try? await value.channel.closeFuture.get()
        } onCancel: {
            value.channel.close(promise: nil)
        }
    }

    /// Accounts for body bytes that are held. False: all connections together have too many.
    @discardableResult
    func reserve(_ count: Int) -> Bool {
        let held = bodyBytes.wrappingAdd(count, ordering: .relaxed).newValue
        if count <= 0 || held <= limits.bodiesBytesMax { return true }
        bodyBytes.wrappingSubtract(count, ordering: .relaxed)
        return false
    }

    func limit(of wait: ConnectionMachine.Wait) -> TimeAmount? {
        switch wait {
        case .none: nil
        case .head: TimeAmount(limits.idleTimeout)
        case .body: TimeAmount(limits.bodyTimeout)
        case .taking: TimeAmount(limits.answerTimeout)
        }
    }
}
