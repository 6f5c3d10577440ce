/// A body that is made while it is sent: memory is the same for any length.
public struct StreamedBody: Sendable {
    /// Gives piece after piece to `send`, which returns when the caller has taken it. If it throws, the answer breaks off
    /// there, so that no caller takes it for whole.
    public let write: @Sendable (_ send: (_ piece: [UInt8]) async throws -> Void) async throws -> Void

    public init(_ write: @escaping @Sendable (_ send: (_ piece: [UInt8]) async throws -> Void) async throws -> Void) {
        self.write = write
    }

    /// All of it at once, for who needs it whole.
    public func bytes() async throws -> [UInt8] {
        var all: [UInt8] = []
        try await write { all += $0 }
        return all
    }
}
