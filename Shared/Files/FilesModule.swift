import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// The file store of a service: contents in the database in chunks, so that one backup holds everything and replicas
/// need no shared disk. A content is stored once a province, named by its SHA-256, and never changed.
public struct FilesModule: ServiceModule {
    /// 5 MiB, unless the setting `fileBytesMax` says otherwise.
    public static let bytesMaxStandard = 5 << 20

    /// Bytes of one file.
    let bytesMax: Int

    public init(bytesMax: Int = FilesModule.bytesMaxStandard) {
        self.bytesMax = bytesMax
    }

    public var methods: [any RPCMethod.Type] { FileMethods.all }
    public var migrations: [Migration] { [FileTables.migration] }
    public var rules: [String: LocalizedText] { Messages.rules }

    public func register(on router: ServiceRouter) {
        let bytesMax = bytesMax
        router.change(PutFile.self, at: { params, _ in params.organisation }) { params, change in
            try await FilesModule.put(params, bytesMax: bytesMax, change)
        }
        router.read(GetFile.self) { params, call in
            let file = try await call.file(params.sha256)
            guard params.content == true else { return FileContent(file: file.record, content: nil) }
            return FileContent(file: file.record, content: Base64.encode(try await call.content(of: file)))
        }
        router.page("/files/:sha256", access: .signedIn) { request, call in
            let hash = request.parameters["sha256"] ?? ""
            guard FileRules.isHash(hash) else { throw RPCError.notFound("file", hash) }
            let file = try await call.file(hash)
            return Download.response(file.record, try await call.content(of: file))
        }
    }

    private static func put(_ params: PutFile, bytesMax: Int, _ change: Change) async throws -> FileRecord {
        if params.content.utf8.count / 4 * 3 > bytesMax + 2 { throw Messages.tooLarge(bytesMax) }
        var problems = Problems()
        guard let bytes = Base64.decode(params.content), !bytes.isEmpty else {
            problems.add(
                "/content", "file.content", th: "ต้องเป็น base 64 ที่มีเนื้อหา", en: "must be base 64 of at least one byte")
            throw problems
        }
        if bytes.count > bytesMax { throw Messages.tooLarge(bytesMax) }
        let found = MediaType.of(bytes)
        if !found.contains(params.mediaType) {
            problems.add(
                Messages.mediaType(params.mediaType, found: found, cutOff: MediaType.beginning(of: bytes)))
        } else if let named = FileName.types(of: params.name), !named.contains(params.mediaType) {
            problems.add(Messages.otherName(params.name, params.mediaType))
        }
        let hash = FileStore.hash(of: bytes)
        if let told = params.sha256, told != hash {
            problems.add(
                "/sha256", "file.hashDiffers", th: "เนื้อหาที่ได้รับมีค่า \(hash) แฟ้มเสียหายระหว่างส่ง",
                en: "the content has \(hash): it was damaged on its way")
        }
        try problems.throwIfAny()
        let record = FileRecord(
            sha256: hash, name: params.name, mediaType: params.mediaType, size: bytes.count,
            organisation: params.organisation, putBy: change.caller.subject, putAt: change.now)
        return try await FileStore.put(record, bytes, in: change)
    }
}

extension ReadCall {
    /// The file as the caller may see it: put by the caller, or by an organisation where the caller holds a role, or
    /// below one.
    /// - Throws: `notFound`, also where the caller may not: nobody learns what others keep.
    func file(_ hash: String) async throws -> StoredFile {
        for file in try await database.all(HoldingsOfFile(hash: hash)) {
            if file.record.putBy == caller.subject { return file }
            let holds = try await runtime.authoriser.holds(
                Set(Role.allCases), at: file.record.organisation, caller: caller, now: now)
            if holds { return file }
        }
        throw RPCError.notFound("file", hash)
    }

    func content(of file: StoredFile) async throws -> [UInt8] {
        try await FileStore.content(file.record.sha256, province: file.province, on: database)
    }
}
