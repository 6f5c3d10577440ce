import Foundation
import RPCClient
import TestSupport

/// Ports that nobody listens on now.
enum FreePorts {
    static func take(_ count: Int) -> [Int] {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let sockets = (0..<count).map { _ in socket(AF_INET, kind, 0) }
        defer { sockets.forEach { close($0) } }
        return sockets.map { descriptor in
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            return withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    bind(descriptor, generic, length)
                    getsockname(descriptor, generic, &length)
                }
                return Int(UInt16(bigEndian: pointer.pointee.sin_port))
            }
        }
    }
}

/// GETs of pages and files.
enum Web {
    static func get(_ address: String, authorityFile: String? = nil) async throws -> HTTPTransferReply {
        try await TransferEngine.shared.perform(
            HTTPTransfer(.get, address, security: TransferSecurity(authorityFile: authorityFile)))
    }
}

/// A folder of a test's own, gone with it.
final class TemporaryFolder: Sendable {
    let path: String

    init(_ name: String = "system") throws {
        path = NSTemporaryDirectory() + "phaen-\(name)-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        let file = "\(path)/\(name)"
        try Data(bytes).write(to: URL(filePath: file))
        return file
    }
}

/// A moment between two looks at something that is on its way.
enum Pause {
    static func short() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(50)) { continuation.resume() }
        }
    }

    /// Looks again and again until it is so.
    /// - Parameter what: told when `seconds` have passed in vain.
    static func until(
        _ what: @autoclosure () -> String, seconds: Int = 60, _ holds: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            if try await holds() { return }
            await short()
        }
        throw SystemTestError("in vain: \(what())")
    }
}

struct SystemTestError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
