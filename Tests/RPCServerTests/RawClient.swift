import Foundation
import Glibc
import Synchronization

/// A socket that sends what it is told, at its own pace. Its waits are on a thread of their own, so that they never
/// take one from the server under test.
final class RawClient: Sendable {
    private let socket: Int32
    private let ahead = Mutex<[UInt8]>([])

    /// - Parameter receiveBytes: how much the kernel takes in for a client that does not read.
    /// - Throws: when nobody listens.
    init(port: Int, receiveBytes: Int32? = nil) async throws {
        let (socket, isConnected) = await onThread { RawClient.connected(port, receiveBytes) }
        self.socket = socket
        if !isConnected { throw Refused() }
    }

    private static func connected(_ port: Int, _ receiveBytes: Int32?) -> (socket: Int32, isConnected: Bool) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var receiveBytes {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return (socket, result == 0)
    }

    deinit { close(socket) }

    struct Refused: Error {}

    /// Sends all of it; false if the other side has closed.
    @discardableResult
    func send(_ text: String) async -> Bool { await send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) async -> Bool {
        await onThread { [self] in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count <= 0 { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    /// Says that nothing more will be sent.
    func finish() { shutdown(socket, Int32(SHUT_WR)) }

    struct Answer: Sendable {
        var status: Int
        var headers: [String: String]
        var bytes: [UInt8]
        var body: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// Reads one answer by its `Content-Length`; `nil` if the connection ends before it. What came with it is kept for
    /// the next.
    func answer(hasBody: Bool = true) async -> Answer? {
        await onThread { [self] in
            while true {
                let answer = ahead.withLock { bytes -> Answer? in
                    guard let (answer, length) = RawClient.parse(bytes, hasBody) else { return nil }
                    bytes.removeFirst(length)
                    return answer
                }
                if let answer { return answer }
                guard let more = read() else { return nil }
                ahead.withLock { $0 += more }
            }
        }
    }

    /// Everything until the other side closes.
    func rest() async -> String { String(decoding: await restBytes(), as: UTF8.self) }

    func restBytes() async -> [UInt8] {
        await onThread { [self] in
            var bytes = ahead.withLock { $0 }
            while let more = read() { bytes += more }
            return bytes
        }
    }

    private func read() -> [UInt8]? {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &piece, piece.count, 0)
        return count > 0 ? Array(piece[..<count]) : nil
    }

    private static func parse(_ bytes: [UInt8], _ hasBody: Bool) -> (answer: Answer, length: Int)? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        let body = bytes[end.upperBound...]
        let length = hasBody ? headers["content-length"].flatMap { Int($0) } ?? 0 : 0
        guard body.count >= length, let status = Int(lines[0].split(separator: " ")[1]) else { return nil }
        return (Answer(status: status, headers: headers, bytes: Array(body.prefix(length))), end.upperBound + length)
    }
}

/// Runs what blocks on a thread of its own.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: work()) }
    }
}

/// A request as it goes over the wire.
func post(_ body: String, headers: String = "Content-Type: application/json\r\n", path: String = "/rpc") -> String {
    "POST \(path) HTTP/1.1\r\nHost: test\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}
