import CZlib
import Kernel

/// Answers of text as gzip has them (RFC 1952), for callers who say that they take it: over a slow network a page of
/// 100 KB is there in a sixth of the time.
///
/// What is packed tells of its contents by its length (BREACH): somebody who can make a browser ask for a page again
/// and again, with words of his own in it, guesses what else is in it. So:
/// - the proof that forms carry is masked anew in every answer (`FormProof`): there is nothing in it to guess at;
/// - what a person who is signed in opens from another site's page is sent as it is, so that no site can have it
///   measured;
/// - answers of `/rpc` are never packed: they are small, and there are keys among them.
enum Packing {
    /// Below this nothing is won: it fits into the packets that go anyway.
    static let bytesMin = 1_200

    /// Texts; what is packed already (PDF, workbooks, pictures, fonts) is not packed again.
    static func suits(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }.lowercased()
        return type.hasPrefix("text/") || type.hasSuffix("+json") || type.hasSuffix("+xml")
            || ["application/json", "application/xml", "application/javascript"].contains(type)
    }

    /// The answer as it goes over the wire.
    static func pack(_ response: inout EndpointPageResponse, for facts: RequestFacts, hasSession: Bool) {
        guard suits(response.contentType), ![204, 206, 304].contains(response.status),
            response.stream != nil || response.body.count >= bytesMin,
            !response.headers.contains(where: { $0.name.lowercased() == "content-encoding" })
        else { return }
        vary(&response)
        guard facts.acceptsGzip, !(hasSession && facts.fetchSite == "cross-site") else { return }
        if let stream = response.stream {
            response.stream = stream.packed
        } else {
            guard let packed = response.packed ?? Packer.pack(response.body), packed.count < response.body.count else {
                return
            }
            response.body = packed
        }
        response.headers.append(("Content-Encoding", "gzip"))
        for index in response.headers.indices where response.headers[index].name.lowercased() == "etag" {
            // The same content in other bytes (RFC 9110 §8.8.1).
            let tag = response.headers[index].value
            if !tag.hasPrefix("W/") { response.headers[index].value = "W/" + tag }
        }
    }

    private static func vary(_ response: inout EndpointPageResponse) {
        let index = response.headers.firstIndex { $0.name.lowercased() == "vary" }
        guard let index else { return response.headers.append(("Vary", "Accept-Encoding")) }
        response.headers[index].value += ", Accept-Encoding"
    }

    /// Whether the caller has this version already (RFC 9110 §13.1.2, the weak comparison): then it is not sent again.
    static func isKnown(_ response: EndpointPageResponse, _ facts: RequestFacts) -> Bool {
        guard response.status == 200, let asked = facts.ifNoneMatch,
            let tag = response.headers.first(where: { $0.name.lowercased() == "etag" })?.value
        else { return false }
        func opaque(_ tag: Substring) -> Substring { tag.hasPrefix("W/") ? tag.dropFirst(2) : tag }
        return asked.split(separator: ",").contains { one in
            let one = one.drop { $0 == " " }.prefix { $0 != " " }
            return one == "*" || opaque(one) == opaque(tag[...])
        }
    }

    /// RFC 9110 §12.5.3: `gzip`, or anything, unless it is said to be of no use.
    static func accepts(_ field: String) -> Bool {
        var anything = false
        for part in field.lowercased().split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let name = pieces.first else { continue }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)
            let isWanted = weight.map { $0.contains { ("1"..."9").contains($0) } } ?? true
            if name == "gzip" || name == "x-gzip" { return isWanted }
            if name == "*" { anything = isWanted }
        }
        return anything
    }
}

/// One gzip stream that is being made.
final class Packer {
    // The library keeps the address of its state.
    private let state: UnsafeMutablePointer<z_stream>
    private var buffer = [UInt8](repeating: 0, count: 32_768)

    /// `nil` without memory.
    init?(level: Int32) {
        state = .allocate(capacity: 1)
        state.initialize(to: z_stream())
        // 16 on top of the window's 15 bits: gzip's head and foot.
        let begun = deflateInit2_(
            state, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard begun == Z_OK else {
            state.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(state)
        state.deallocate()
    }

    /// What of the packed bytes is there now.
    func add(_ bytes: [UInt8]) -> [UInt8] { bytes.isEmpty ? [] : run(bytes, Z_NO_FLUSH) }

    /// The rest of them.
    func end() -> [UInt8] { run([], Z_FINISH) }

    private func run(_ bytes: [UInt8], _ flush: Int32) -> [UInt8] {
        var input = bytes
        var packed: [UInt8] = []
        input.withUnsafeMutableBufferPointer { input in
            state.pointee.next_in = input.baseAddress
            state.pointee.avail_in = UInt32(input.count)
            var isFull = true
            while isFull {
                let count = buffer.withUnsafeMutableBufferPointer { buffer -> Int in
                    state.pointee.next_out = buffer.baseAddress
                    state.pointee.avail_out = UInt32(buffer.count)
                    _ = deflate(state, flush)
                    return buffer.count - Int(state.pointee.avail_out)
                }
                packed += buffer[..<count]
                isFull = count == buffer.count
            }
        }
        return packed
    }

    /// All of it at once; `nil` without memory.
    static func pack(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8]? {
        guard let packer = Packer(level: level) else { return nil }
        return packer.add(bytes) + packer.end()
    }
}

extension EndpointPageResponse {
    /// Packs a body that never changes once for all callers, as small as it gets.
    public func packedAhead() -> EndpointPageResponse {
        var response = self
        if Packing.suits(contentType), body.count >= Packing.bytesMin { response.packed = Packer.pack(body, level: 9) }
        return response
    }
}

extension StreamedBody {
    /// The same, packed while it is made.
    var packed: StreamedBody {
        let write = write
        return StreamedBody { send in
            guard let packer = Packer(level: 6) else { throw ServerErrors.overloaded }
            try await write { piece in
                let packed = packer.add(piece)
                if !packed.isEmpty { try await send(packed) }
            }
            try await send(packer.end())
        }
    }
}
