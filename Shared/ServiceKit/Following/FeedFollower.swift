import CommonContract
import JSONRPC
import Kernel
import Postgres

/// What a followed office's events mean here, written in the transaction that stores how far they were read.
public typealias FeedWrite = @Sendable (Change) async throws -> Void

/// What is taken over from another service by its event feed.
///
/// An event may be seen twice, after a crash or by two replicas: what is written is what the source has now, so that it
/// does no harm.
public protocol FeedReader: Sendable {
    /// What it is called where its place in the feed is kept, `"directory"`.
    var name: String { get }
    /// Types of event that matter.
    var types: [String] { get }
    /// The province whose part of the source is taken; `nil`: all of it.
    var scope: String? { get }
    /// Everything as it is at the source, where nothing was read yet or the source was set up anew; `nil`: the feed's
    /// events from the first on say it all.
    func everything(at source: any RPCCaller) async throws -> FeedWrite?
    /// What these events changed, asked for as it is now. Portions that are too large for one transaction may be written
    /// here already.
    func changes(in events: [CloudEvent], at source: any RPCCaller) async throws -> FeedWrite
}

/// Follows a source: all of it at first, then what its feed tells, each second.
///
/// How far the feed was read is stored with what was taken over, so that a restart goes on where it was. A feed that
/// ends before what was read (the source was set up anew) begins with all of it again.
public struct FeedFollower: Sendable {
    static let look = Duration.seconds(1)
    static let pauseMax = Duration.seconds(60)
    static let page = 1_000

    let runtime: ServiceRuntime
    let source: any RPCCaller
    /// The peer's or the office's name.
    let peer: String
    let reader: any FeedReader

    public init(runtime: ServiceRuntime, source: any RPCCaller, peer: String, reader: any FeedReader) {
        self.runtime = runtime
        self.source = source
        self.peer = peer
        self.reader = reader
    }

    /// Until cancelled. The source or the database may be away; the copy that is here goes on serving.
    public func run() async {
        var pause = Self.look
        while !Task.isCancelled {
            do {
                while try await followOnce() {}
                pause = Self.look
            } catch {
                let problem = String(String(describing: error).prefix(500))
                _ = try? await runtime.database.execute(
                    NoteFollowed(peer: peer, name: reader.name, heardAt: nil, problem: problem))
                pause = min(pause * 2, Self.pauseMax)
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// One step. Returns whether there may be more at once.
    @discardableResult
    public func followOnce() async throws -> Bool {
        let known = try await runtime.database.first(ReadThrough(peer: peer, name: reader.name)) ?? nil
        guard let after = known else { return try await begin() }
        let feed = try await events(after: after, limit: Self.page)
        if feed.last < after { return try await begin() }
        guard feed.next > after else {
            try await heard()
            return false
        }
        let write = try await reader.changes(in: feed.events, at: source)
        try await store(write, through: feed.next)
        return feed.next < feed.last
    }

    /// All of it. The feed's end is asked for first: what changes meanwhile is applied once more after it.
    private func begin() async throws -> Bool {
        let end = try await events(after: Int(Int32.max), limit: 1).last
        let write = try await reader.everything(at: source)
        try await store(write ?? { _ in }, through: write == nil ? 0 : end)
        return true
    }

    /// The whole feed, where this service may read it there; else the province's part, to which its role there may be
    /// bound.
    private func events(after number: Int, limit: Int) async throws -> EventFeed {
        let types = reader.types
        do {
            return try await Self.ask(ListEvents(after: number, types: types, limit: limit), of: source)
        } catch let error as RPCError where error.kind == .forbidden && reader.scope != nil {
            return try await Self.ask(
                ListEvents(after: number, types: types, province: reader.scope, limit: limit), of: source)
        }
    }

    private func store(_ write: @escaping FeedWrite, through number: Int) async throws {
        let (peer, name) = (peer, reader.name)
        try await runtime.change(as: "system", method: "\(name).follow") { change in
            try await write(change)
            _ = try await change.transaction.execute(
                SetReadThrough(peer: peer, name: name, number: number, now: change.now))
            try await change.audit(subject: peer, details: ["through": number])
        }
    }

    /// Written once a minute while nothing happens.
    private func heard() async throws {
        _ = try await runtime.database.execute(
            NoteFollowed(peer: peer, name: reader.name, heardAt: runtime.clock(), problem: nil))
    }

    /// Asks a source, with the time that a page may take.
    public static func ask<Method: RPCMethod>(
        _ method: Method, of source: any RPCCaller
    ) async throws -> Method.Result {
        try await source.call(method, deadline: .now + .seconds(30))
    }

    /// All pages of a list.
    public static func all<Method: RPCMethod, Item>(
        of source: any RPCCaller, _ method: (PageCursor?) -> Method
    ) async throws -> [Item] where Method.Result == Page<Item> {
        var items: [Item] = []
        var cursor: PageCursor?
        repeat {
            let page = try await ask(method(cursor), of: source)
            items += page.items
            cursor = page.nextCursor
        } while cursor != nil
        return items
    }
}
