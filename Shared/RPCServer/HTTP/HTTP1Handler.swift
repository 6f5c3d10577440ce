import NIOCore
import NIOHTTP1

/// One HTTP/1.1 connection: collects a request, has it answered, writes the answer in one piece, or in the pieces that it
/// is made in.
///
/// Everything but the answer's making happens on the connection's event loop; nothing of this is touched elsewhere.
final class HTTP1Handler: ChannelDuplexHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private let server: HTTP1Server
    private let executor: LoopExecutor
    private let loop: any EventLoop
    private let peer: String?
    private var context: ChannelHandlerContext?
    private var machine = ConnectionMachine()
    private var request: EndpointRequest?
    private var isBodyLeftOut = false
    /// HTTP/1.0 has no chunks: there a body that is made meanwhile ends where the connection does.
    private var knowsChunks = true
    /// Bytes of the body that are accounted for with the server.
    private var reserved = 0
    /// Parts of the next requests, as many as one read has brought.
    private var line = CircularBuffer<HTTPServerRequestPart>()
    private var wantsRead = false
    private var isInputClosed = false
    /// The wait that `deadline` is for: it is set when a wait begins, not at each byte.
    private var armed = ConnectionMachine.Wait.none
    private var deadline = NIODeadline.distantFuture
    private var timer: Scheduled<Void>?
    private var timerAt = NIODeadline.distantFuture

    init(_ server: HTTP1Server, on channel: any Channel) {
        self.server = server
        loop = channel.eventLoop
        executor = LoopExecutor(channel.eventLoop)
        peer = channel.remoteAddress?.ipAddress
    }

    // MARK: - Life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { rearm() }
    }

    func channelActive(context: ChannelHandlerContext) {
        rearm()
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { drop() }

    func channelInactive(context: ChannelHandlerContext) {
        drop()
        context.fireChannelInactive()
    }

    private func drop() {
        machine.close()
        context = nil
        timer?.cancel()
        timer = nil
        line.removeAll()
        discard()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            if machine.finish() { context.close(promise: nil) }
        case ChannelEvent.inputClosed:
            // What has come whole is still answered; a request that has begun never ends now.
            isInputClosed = true
            if case .reading = machine.state { machine.close() }
            closeIfOver(context)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return close(context) }
        guard machine.takesParts else {
            // The answer that is under way is still given.
            line.removeAll()
            if machine.finish() { close(context) }
            return
        }
        machine.close()
        var answer = EndpointAnswer(status: 400)
        answer.closes = true
        send(answer, to: context, connection: "close").whenComplete { _ in context.close(promise: nil) }
    }

    // MARK: - Requests

    /// No more is read while requests wait in line: what a caller sends ahead stays in the socket. (Reading on while one
    /// is worked on costs nothing; not to, two system calls.)
    func read(context: ChannelHandlerContext) {
        if line.isEmpty { context.read() } else { wantsRead = true }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if machine.takesParts, line.isEmpty { take(part, context) } else { line.append(part) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        rearm()
        context.fireChannelReadComplete()
    }

    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head(let head): begin(head, context)
        case .body(let bytes): collect(bytes, context)
        case .end: end(context)
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        isBodyLeftOut = head.method == .HEAD
        knowsChunks = head.version.major > 1 || head.version.minor > 0
        let request = EndpointRequest(
            method: head.method.rawValue, target: head.uri,
            facts: RequestFacts(head.headers.lazy.map { (name: $0.name, value: $0.value) }, now: server.clock()),
            peer: peer)
        if let answer = server.responder.refusal(of: request) {
            return refuse(request, with: answer, isKeptAlive: head.isKeepAlive, context)
        }
        machine.head(isKeptAlive: head.isKeepAlive)
        self.request = request
        if let length = request.facts.contentLength {
            self.request?.body.reserveCapacity(min(length, HTTP1Server.freeBodyBytes))
        }
        if request.facts.expectsContinue, head.version == .http1_1 {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
        }
    }

    private func collect(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        let count = bytes.readableBytes
        if case .skipping = machine.state {
            if machine.skipped(count) { close(context) }
            return
        }
        guard case .reading(let isKeptAlive) = machine.state, let request else { return }
        let total = request.body.count + count
        if total > server.limits.bodyBytesMax {
            return refuse(
                request, with: server.responder.refusalOfLength(of: request), isKeptAlive: isKeptAlive, context)
        }
        if total > HTTP1Server.freeBodyBytes, !reserve(total) {
            return refuse(
                request, with: server.responder.refusalOfCrowd(of: request), isKeptAlive: isKeptAlive, context)
        }
        self.request?.body.append(contentsOf: bytes.readableBytesView)
    }

    private func end(_ context: ChannelHandlerContext) {
        switch machine.end() {
        case .answer: if let request { answer(request) }
        case .close: close(context)
        case .proceed, .ignore: break
        }
    }

    private func answer(_ request: EndpointRequest) {
        self.request = nil
        let responder = server.responder
        var request = request
        if request.body.count <= HTTP1Server.freeBodyBytes, responder.isQuick(request) { request.executor = executor }
        Task(executorPreference: request.executor) { [self, request] in
            let answer = await responder.answer(to: request)
            if loop.inEventLoop { answered(answer) } else { loop.execute { [self] in answered(answer) } }
        }
    }

    private func answered(_ answer: EndpointAnswer) {
        release()
        let ends = answer.closes || answer.stream != nil && !knowsChunks
        guard let context, let goesOn = machine.answered(closes: ends) else { return }
        let sent = send(answer, to: context, connection: goesOn ? nil : "close")
        if let body = answer.stream, !isBodyLeftOut {
            stream(body, isChunked: knowsChunks)
        } else {
            sent.whenComplete { [self] _ in taken() }
        }
        if machine.wait == .taking { rearm() }
    }

    // MARK: - Bodies that are made meanwhile

    private func stream(_ body: StreamedBody, isChunked: Bool) {
        Task { [self] in
            let isWhole: Bool
            do {
                try await body.write { piece in
                    if !piece.isEmpty { try await pass(piece, isChunked: isChunked) }
                }
                if isChunked { try await pass([], isChunked: true) }
                isWhole = true
            } catch {
                isWhole = false
            }
            loop.execute { [self] in
                guard let context else { return }
                // Without its last chunk nobody takes it for whole.
                if isWhole { taken() } else { close(context) }
            }
        }
    }

    /// Sends a piece, of chunks as one of them; the empty one is the last. The caller has as long to take each as to take
    /// a whole answer.
    private func pass(_ piece: [UInt8], isChunked: Bool) async throws {
        try await loop.flatSubmit { [self] () -> EventLoopFuture<Void> in
            guard let context else { return loop.makeFailedFuture(ChannelError.ioOnClosedChannel) }
            armed = .none
            rearm()
            var buffer = context.channel.allocator.buffer(capacity: piece.count + 20)
            if isChunked { buffer.writeString(String(piece.count, radix: 16) + "\r\n") }
            buffer.writeBytes(piece)
            if isChunked { buffer.writeStaticString("\r\n") }
            let promise = loop.makePromise(of: Void.self)
            context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
            return promise.futureResult
        }.get()
    }

    private func taken() {
        guard let context else { return }
        switch machine.taken() {
        case .close: context.close(promise: nil)
        case .nothing: break
        case .proceed:
            while machine.takesParts, let part = line.popFirst() { take(part, context) }
            rearm()
            closeIfOver(context)
            if line.isEmpty, wantsRead {
                wantsRead = false
                context.read()
            }
        }
    }

    private func closeIfOver(_ context: ChannelHandlerContext) {
        if isInputClosed, line.isEmpty, machine.finish() { context.close(promise: nil) }
    }

    /// Answers a request whose body has not come yet. A short rest of it is read, so that the connection can go on;
    /// of a long one some, so that a caller in the middle of sending gets the answer instead of a reset.
    private func refuse(
        _ request: EndpointRequest, with answer: EndpointAnswer, isKeptAlive: Bool, _ context: ChannelHandlerContext
    ) {
        discard()
        let rest = request.facts.contentLength ?? (request.facts.isChunked ? .max : 0)
        let goesOn = isKeptAlive && !machine.isEnding && rest <= HTTP1Server.freeBodyBytes && !answer.closes
        machine.refused(isKeptAlive: goesOn, bytesMax: HTTP1Server.lingerBytesMax)
        send(answer, to: context, connection: goesOn ? nil : "close").whenComplete { [self] _ in taken() }
    }

    private func send(
        _ answer: EndpointAnswer, to context: ChannelHandlerContext, connection: StaticString?
    ) -> EventLoopFuture<Void>.Isolated {
        var buffer = context.channel.allocator.buffer(capacity: 512 + (isBodyLeftOut ? 0 : answer.body.count))
        answer.write(into: &buffer, withBody: !isBodyLeftOut, connection: connection, isChunked: knowsChunks)
        let promise = loop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
        return promise.futureResult.assumeIsolated()
    }

    private func close(_ context: ChannelHandlerContext) {
        machine.close()
        context.close(promise: nil)
    }

    // MARK: - Memory

    private func reserve(_ total: Int) -> Bool {
        guard server.reserve(total - reserved) else { return false }
        reserved = total
        return true
    }

    private func release() {
        if reserved > 0 { server.reserve(-reserved) }
        reserved = 0
    }

    private func discard() {
        request = nil
        release()
    }

    // MARK: - Time

    /// Bounds the present wait. The timer is left where it is if it goes off earlier: it looks again then.
    private func rearm() {
        guard machine.wait != armed else { return }
        armed = machine.wait
        guard let limit = server.limit(of: machine.wait) else {
            deadline = .distantFuture
            return
        }
        deadline = .now() + limit
        if timer == nil || deadline < timerAt { schedule() }
    }

    private func schedule() {
        timer?.cancel()
        timerAt = deadline
        timer = loop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            timer = nil
            guard deadline <= .now() else {
                if deadline < .distantFuture { schedule() }
                return
            }
            expire()
        }
    }

    private func expire() {
        guard let context else { return }
        guard case .reading = machine.state else { return close(context) }
        machine.close()
        discard()
        send(EndpointAnswer(status: 408), to: context, connection: "close").whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
