import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Whether a connection is waiting for its caller: for the rest of a body, or for an answer to be taken. Events in,
/// actions out; no clock, no socket.
struct SlowPeer: Equatable, Sendable {
    private(set) var isReadingBody = false
    private(set) var answersUntaken = 0

    enum Action: Equatable, Sendable { case none, startTimer, stopTimer }

    mutating func head() { isReadingBody = true }

    mutating func end() -> Action {
        isReadingBody = false
        return .stopTimer
    }

    /// All that had arrived was read; a body that is not whole by now is one to be waited for.
    func readComplete() -> Action { isReadingBody ? .startTimer : .none }

    mutating func answerGiven() { answersUntaken += 1 }
    func flushed() -> Action { answersUntaken > 0 ? .startTimer : .none }

    mutating func answerTaken() -> Action {
        answersUntaken -= 1
        return answersUntaken == 0 ? .stopTimer : .none
    }
}

/// For HTTP/1.1 and HTTP/2 over TLS (plain connections watch themselves, see `HTTP1Handler`): closes a connection whose
/// caller sends a body too slowly or does not take its answer. (A head that does not come
/// is seen by the idle timeout.)
final class SlowPeerHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let bodyTimeout: TimeAmount
    private let answerTimeout: TimeAmount
    private var peer = SlowPeer()
    private var bodyTimer: Scheduled<Void>?
    private var answerTimer: Scheduled<Void>?

    init(bodyTimeout: Duration, answerTimeout: Duration) {
        self.bodyTimeout = TimeAmount(bodyTimeout)
        self.answerTimeout = TimeAmount(answerTimeout)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: peer.head()
        case .body: break
        case .end:
            if peer.end() == .stopTimer { stopBodyTimer() }
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if peer.readComplete() == .startTimer, bodyTimer == nil {
            bodyTimer = context.eventLoop.assumeIsolated().scheduleTask(in: bodyTimeout) { [self] in
                bodyTimer = nil
                if peer.isReadingBody { refuse(context) }
            }
        }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        peer.answerGiven()
        let taken = promise ?? context.eventLoop.makePromise()
        taken.futureResult.assumeIsolated().whenComplete { [self] _ in
            if peer.answerTaken() == .stopTimer { stopAnswerTimer() }
        }
        context.write(data, promise: taken)
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        guard peer.flushed() == .startTimer, answerTimer == nil else { return }
        answerTimer = context.eventLoop.assumeIsolated().scheduleTask(in: answerTimeout) { [self] in
            answerTimer = nil
            if peer.answersUntaken > 0 { context.close(promise: nil) }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stopBodyTimer()
        stopAnswerTimer()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopBodyTimer()
        stopAnswerTimer()
        context.fireChannelInactive()
    }

    private func refuse(_ context: ChannelHandlerContext) {
        var head = HTTPResponse(status: .requestTimeout)
        head.headerFields = [.connection: "close", .contentLength: "0"]
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    private func stopBodyTimer() {
        bodyTimer?.cancel()
        bodyTimer = nil
    }

    private func stopAnswerTimer() {
        answerTimer?.cancel()
        answerTimer = nil
    }
}
