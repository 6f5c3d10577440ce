import BudgetContract
import Glibc
import JSONRPC
import Kernel
import Postgres
import RPCClient

/// `phaen-bench budget`: the ledger under a hot line and over ten million postings, through a running budget service.
///
/// `--base` the service, `--token-file` an administrator's at the nation, `--service-database` its own database (as a
/// superuser the books are filled quicker), `--postings`, `--lines`.
struct BudgetBench {
    /// Who spend at once.
    static let spenders = 64
    static let organisation = "67"

    let settings: Settings
    let peer: RPCPeer

    init(_ settings: Settings) {
        self.settings = settings
        let token = settings.token
        peer = RPCPeer(
            RPCPeerSettings(
                name: "budget", addresses: [settings.base], credential: { token.isEmpty ? nil : token }))
    }

    func run() async throws -> [Row] {
        try await BudgetFill(settings).run()
        let hot = HotLine(settings: settings, peer: peer)
        try await hot.prepare()
        var rows: [Row] = []
        if settings.wants(HotLine.halfRow) { rows.append(try await hot.affordableHalf()) }
        if settings.wants(HotLine.rateRow) {
            let row = Row(name: HotLine.rateRow, beside: "pgbench, its statements, 4 connections", wanted: "0.50")
            rows.append(
                await Rounds.compare(row, rounds: settings.rounds, unit: "/s") {
                    try await hot.rate()
                } _: {
                    try await hot.pgbench()
                })
        }
        let size = "\(settings.postings) postings"
        let years = [2564, 2565, 2566].compactMap { FiscalYear($0) }
        try await add("balance of any line, \(size)", limit: 5, to: &rows) { number in
            GetLine(line: .code(BudgetFill.code(1 + number * 7_919 % settings.lines)))
        }
        try await add("province roll-up, \(size)", limit: 50, to: &rows) { number in
            GetSummary(
                organisation: Self.organisation, fiscalYear: years[number % 3],
                groupBy: SummaryGrouping.allCases[number % 3])
        }
        try await add("as of any date, \(size)", limit: 200, to: &rows) { number in
            let year = years[number % 3]
            return LedgerAsOf(
                organisation: Self.organisation, fiscalYear: year,
                date: year.firstDay.adding(days: number * 37 % 365) ?? year.lastDay, limit: 1)
        }
        return rows
    }

    /// The 95th percentile of calls one after the other, in milliseconds, as the caller sees it.
    private func add<Method: RPCMethod>(
        _ name: String, limit: Int, to rows: inout [Row], _ call: (Int) -> Method
    ) async throws {
        guard settings.wants(name) else { return }
        var times: [Double] = []
        let end = ContinuousClock.now + .seconds(settings.seconds * settings.rounds)
        while times.count < 20 || ContinuousClock.now < end {
            let began = ContinuousClock.now
            _ = try await peer.call(call(times.count), deadline: .now + .seconds(30))
            times.append(Double((ContinuousClock.now - began).components.attoseconds) / 1e15)
        }
        times.sort()
        let figure = times[min(times.count - 1, times.count * 95 / 100)]
        let row = Row(
            name: name, beside: "p95 of \(times.count) calls", wanted: "< \(limit) ms",
            figure: "\(Rounds.hundredths(figure)) ms")
        print("  \(row.name): \(row.figure), median \(Rounds.hundredths(times[times.count / 2])) ms")
        rows.append(row)
    }
}
