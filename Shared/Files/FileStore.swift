import CommonContract
import Crypto
import Kernel
import Postgres
import ServiceKit

/// A file with whose part of the store it lies in.
public struct StoredFile: Sendable {
    public var province: String
    public var record: FileRecord
}

/// Files for the modules of the same service: papers, letters, evidence refer to them by hash.
public enum FileStore {
    static let chunkBytes = 256 << 10

    /// SHA-256 as lower-case hexadecimal digits.
    public static func hash(of bytes: some Collection<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = SHA256.hash(data: Array(bytes)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    /// Those of `hashes` that a province's part of the store has, by hash; of several names the first that was given.
    public static func find(
        _ hashes: some Collection<String>, province: String, on database: some StatementExecutor
    ) async throws -> [String: FileRecord] {
        guard !hashes.isEmpty else { return [:] }
        let found = try await database.all(FilesByHash(province: province, hashes: Array(Set(hashes))))
        return Dictionary(found.map { ($0.record.sha256, $0.record) }) { first, _ in first }
    }

    /// Adds a problem for each reference to a file that is not there.
    /// - Parameter references: where in the params, and which.
    public static func check(
        _ references: [(path: String, sha256: String)], province: String, in change: Change,
        _ problems: inout Problems
    ) async throws {
        let found = try await find(references.map(\.sha256), province: province, on: change.transaction)
        for (path, hash) in references where found[hash] == nil { problems.add(Messages.missing(hash, at: path)) }
    }

    /// The whole content, checked against its hash.
    /// - Throws: an internal fault if the database's content is not what was stored.
    public static func content(
        _ hash: String, province: String, on database: some StatementExecutor
    ) async throws -> [UInt8] {
        let chunks = try await database.all(ChunksOfFile(province: province, hash: hash))
        let bytes = Array(chunks.joined())
        guard FileStore.hash(of: bytes) == hash else { throw DamagedFile(hash: hash) }
        return bytes
    }

    /// Stores a content, if the province does not have it yet, and that the organisation holds it.
    /// - Returns: the record; of a repeat the one that is there.
    static func put(_ record: FileRecord, _ bytes: [UInt8], in change: Change) async throws -> FileRecord {
        let province = OrganisationCode.province(of: record.organisation)
        let isNew = try await change.transaction.execute(
            InsertFile(province: province, hash: record.sha256, size: bytes.count))
        if isNew > 0 {
            for (number, start) in stride(from: 0, to: bytes.count, by: chunkBytes).enumerated() {
                try change.transaction.send(
                    InsertChunk(
                        province: province, hash: record.sha256, number: number,
                        bytes: Array(bytes[start..<min(start + chunkBytes, bytes.count)])))
            }
        }
        let kept = try await change.transaction.first(InsertHolding(province: province, record: record))
        let answer = kept ?? record
        try await change.emit("file.put", subject: record.sha256, data: answer)
        try await change.audit(subject: record.sha256, details: answer)
        return answer
    }
}

/// What the database holds is not what was stored.
struct DamagedFile: Error, CustomStringConvertible {
    let hash: String
    var description: String { "the content of file \(hash) does not have its hash" }
}
