import Glibc
import Synchronization
import TestSupport

/// A TCP server on a free loopback port that misbehaves on demand. Each connection has a thread of its own.
final class LoopbackServer: Sendable {
    /// What came: the head as text, the body as bytes.
    struct Request: Sendable {
        var head: String
        var body: [UInt8]

        func header(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { $0.drop { $0 != ":" }.dropFirst().drop { $0 == " " } }.map(String.init)
        }
    }

    enum Reaction: Sendable {
        /// An answer with its length; the connection stays.
        case reply(Int, String, headers: [String] = [])
        /// Exactly these bytes, and the end of the connection.
        case raw([UInt8])
        /// Bytes without an end, until the other side leaves.
        case flood(head: String)
        /// Nothing, until the other side leaves.
        case silence
    }

    enum Event: Sendable, Equatable { case connected, asked, left }

    let port: UInt16
    /// What happened, in order, to be waited for.
    let events: AsyncStream<Event>
    private let record: AsyncStream<Event>.Continuation
    private let listener: Int32
    private let respond: @Sendable (Request, Int) -> Reaction
    private let seen = Mutex<[Request]>([])

    var requests: [Request] { seen.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameter respond: gets the request and how many came before it.
    init(_ respond: @escaping @Sendable (Request, Int) -> Reaction) throws {
        self.respond = respond
        (events, record) = AsyncStream.makeStream()
        // A program that another test starts must not hold them: the other side would never see them close.
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = listener
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(socket, raw, length) == 0 && listen(socket, 64) == 0 && getsockname(socket, raw, &length) == 0
            }
        }
        guard bound else { throw Failure() }
        port = UInt16(bigEndian: address.sin_port)
        detach { [self] in accepting() }
    }

    struct Failure: Error {}

    /// Ends the listener; connections end with their clients.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func accepting() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            record.yield(.connected)
            detach { [self] in
                serve(connection)
                close(connection)
                record.yield(.left)
            }
        }
    }

    private func serve(_ connection: Int32) {
        var buffer: [UInt8] = []
        while let request = read(connection, &buffer) {
            let count = seen.withLock { seen in
                seen.append(request)
                return seen.count - 1
            }
            record.yield(.asked)
            switch respond(request, count) {
            case .reply(let status, let body, let headers):
                let lines = ["HTTP/1.1 \(status) X", "Content-Length: \(body.utf8.count)"] + headers + ["", body]
                guard send(connection, Array(lines.joined(separator: "\r\n").utf8)) else { return }
            case .raw(let bytes):
                _ = send(connection, bytes)
                return
            case .flood(let head):
                guard send(connection, Array(head.utf8)) else { return }
                let block = [UInt8](repeating: 0x78, count: 65_536)
                while send(connection, block) {}
                return
            case .silence:
                var byte: UInt8 = 0
                while recv(connection, &byte, 1, 0) > 0 {}
                return
            }
        }
    }

    private func send(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let sent = bytes.withUnsafeBytes { raw in
                Glibc.send(
                    connection, raw.baseAddress?.advanced(by: offset), raw.count - offset, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            offset += sent
        }
        return true
    }

    private func read(_ connection: Int32, _ buffer: inout [UInt8]) -> Request? {
        while true {
            if let end = endOfHead(buffer) {
                var request = Request(head: String(decoding: buffer[..<end], as: UTF8.self), body: [])
                let length = request.header("content-length").flatMap(Int.init) ?? 0
                if buffer.count >= end + length {
                    request.body = Array(buffer[end..<(end + length)])
                    buffer.removeFirst(end + length)
                    return request
                }
            }
            var block = [UInt8](repeating: 0, count: 65_536)
            let count = recv(connection, &block, block.count, 0)
            guard count > 0 else { return nil }
            buffer += block[..<count]
        }
    }

    private func endOfHead(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10]) }.map { $0 + 4 }
    }
}

/// An address where nobody listens: port 1 is never given to a server that asks for a free one.
let nobody = "http://127.0.0.1:1"
