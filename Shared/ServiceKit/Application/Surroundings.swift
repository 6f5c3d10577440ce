import JSONRPC
import Kernel
import Postgres
import RPCClient
import Synchronization

/// What a running service looks at now and then, and tells: whether its peers answer, and whether its database keeps
/// what it acknowledges. Neither decides whether the service is ready.
final class Surroundings: Sendable {
    private static let peerLook = Duration.seconds(5)
    /// Looks at peers between two at the database.
    private static let databaseLookEvery = 3
    private static let peerTimeoutMilliseconds = 2_000

    private struct State {
        /// By name; a peer that was not looked at yet is not there.
        var reachable: [String: Bool] = [:]
        var warnings: [LocalizedText] = []
    }

    private let state = Mutex(State())
    private let peers: ServiceConfiguration.Peers
    private let observatory: Observatory

    init(peers: ServiceConfiguration.Peers, observatory: Observatory) {
        self.peers = peers
        self.observatory = observatory
    }

    /// Members for the answer of `/ready`.
    var members: String {
        let state = state.withLock { $0 }
        let peers = peers.addresses.keys.sorted().map { name in
            #"{"name":"\#(name)","reachable":\#(state.reachable[name].map(String.init) ?? "null")}"#
        }
        let warnings = state.warnings.map { "\"\($0.en ?? $0.th)\"" }
        return #""peers":[\#(peers.joined(separator: ","))],"warnings":[\#(warnings.joined(separator: ","))]"#
    }

    /// The peers as they were last found.
    var peersSeen: [ServiceHealth.Peer] {
        let reachable = state.withLock { $0.reachable }
        return peers.addresses.keys.sorted().map { name in
            ServiceHealth.Peer(name: name, address: peers.addresses[name] ?? "", isReachable: reachable[name])
        }
    }

    var databaseWarnings: [LocalizedText] { state.withLock { $0.warnings } }

    /// Looks again and again, until cancelled.
    func watch(_ database: PostgresClient) async {
        var round = 0
        while !Task.isCancelled {
            await lookAtPeers()
            if round % Surroundings.databaseLookEvery == 0 { await look(at: database) }
            round += 1
            try? await Task.sleep(for: Surroundings.peerLook)
        }
    }

    // MARK: - Peers

    func lookAtPeers() async {
        await withTaskGroup(of: (String, Bool).self) { group in
            for (name, addresses) in peers.addresses {
                group.addTask { (name, await self.answers(addresses)) }
            }
            for await (name, isReachable) in group { note(name, isReachable) }
        }
    }

    /// Whether one of the replicas answers anything: what it says is its own business.
    private func answers(_ addresses: String) async -> Bool {
        for address in addresses.split(separator: ",") {
            let base = address.hasSuffix("/") ? address.dropLast() : address
            let transfer = HTTPTransfer(
                .get, "\(base)/openrpc.json",
                limits: TransferLimits(
                    timeoutMilliseconds: Surroundings.peerTimeoutMilliseconds, responseBytesMax: 1 << 20),
                security: TransferSecurity(authorityFile: peers.authorityFile))
            if (try? await TransferEngine.shared.perform(transfer)) != nil { return true }
        }
        return false
    }

    private func note(_ name: String, _ isReachable: Bool) {
        let isNews = state.withLock { state in
            defer { state.reachable[name] = isReachable }
            return state.reachable[name].map { $0 != isReachable } ?? !isReachable
        }
        if isNews { observatory.record(.peer(name, isReachable: isReachable)) }
    }

    // MARK: - Database

    func look(at database: PostgresClient) async {
        guard let found = try? await database.first(DatabaseSettings()) else { return }
        let isNews = state.withLock { state in
            defer { state.warnings = found.warnings }
            return state.warnings != found.warnings
        }
        if isNews { observatory.record(.databaseSettings(warnings: found.warnings.map { $0.en ?? $0.th })) }
    }
}

/// The settings of PostgreSQL that decide whether what was acknowledged outlives a crash, as this session has them.
struct DatabaseSettings: Statement {
    struct Found: Sendable {
        var fsync: String
        var fullPageWrites: String
        var synchronousCommit: String
        var readOnly: String

        /// What whoever runs the database should know.
        var warnings: [LocalizedText] {
            var warnings: [LocalizedText] = []
            for (setting, value) in [("fsync", fsync), ("full_page_writes", fullPageWrites)] where value == "off" {
                warnings.append(
                    LocalizedText(
                        "\(setting) ปิดอยู่ หากเครื่องล้ม ฐานข้อมูลอาจเสียหายและงานที่บันทึกแล้วอาจหาย",
                        "\(setting) is off: after a crash of the machine the database may be damaged and acknowledged work lost"
                    ))
            }
            if synchronousCommit == "off" {
                warnings.append(
                    LocalizedText(
                        "synchronous_commit ปิดอยู่ งานที่บันทึกก่อนเครื่องล้มไม่นานอาจหาย",
                        "synchronous_commit is off: work acknowledged just before a crash may be lost"))
            }
            if readOnly == "on" {
                warnings.append(
                    LocalizedText(
                        "ฐานข้อมูลอ่านได้อย่างเดียว จึงบันทึกสิ่งใดไม่ได้", "the database is read-only: changes are refused"))
            }
            return warnings
        }
    }

    static let sql = """
        SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
               current_setting('transaction_read_only')
        """

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> Found {
        Found(
            fsync: try row.next(), fullPageWrites: try row.next(), synchronousCommit: try row.next(),
            readOnly: try row.next())
    }
}
