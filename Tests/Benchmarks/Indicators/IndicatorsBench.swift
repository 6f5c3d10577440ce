import CommonContract
import Glibc
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCClient

/// `phaen-bench indicators`: the indicator service at the size of a country. Before the common options: `--values`
/// (10,000,000), `--import-rows` (1,000,000), `--soak-seconds` (300), `--python` (one with `duckdb`).
struct IndicatorsBench {
    let settings: Settings
    let peer: RPCPeer
    let database: PostgresClient
    private(set) var values = 10_000_000
    private(set) var importRows = 1_000_000
    private(set) var soakSeconds = 300
    private var python = ""
    /// Keeps what one run makes apart from another's.
    let mark = String(UInt64.random(in: 0..<(1 << 30)), radix: 36).uppercased()

    init(_ words: [String]) throws(ToolFault) {
        var rest: [String] = []
        var index = 0
        while index < words.count {
            let value = index + 1 < words.count ? words[index + 1] : ""
            switch words[index] {
            case "--values": values = Int(value) ?? values
            case "--import-rows": importRows = Int(value) ?? importRows
            case "--soak-seconds": soakSeconds = Int(value) ?? soakSeconds
            case "--python": python = value
            default: rest += [words[index], value]
            }
            index += 2
        }
        let settings = try Settings(rest)
        self.settings = settings
        database = PostgresClient(configuration: PostgresConfiguration(conninfo: settings.serviceDatabase))
        peer = RPCPeer(
            RPCPeerSettings(
                name: "indicators", addresses: [settings.base],
                credential: { settings.token.isEmpty ? nil : settings.token },
                limits: TransferLimits(timeoutMilliseconds: 300_000)))
    }

    func run() async throws -> [Row] {
        _ = try? await database.start(timeout: .seconds(10))
        try fill()
        var rows: [Row] = []
        await add(&rows, "bulk import of figures", imports)
        await add(&rows, "an indicator by province and period", { try await reads(10) })
        await add(&rows, "the same by school of a province", { try await schools(50) })
        await add(&rows, "whole-country recompute", recompute)
        await add(&rows, "round status of 30,000 organisations", status)
        await add(&rows, "50 submissions/s of 250 answers, then ten exports at a time", soak)
        await database.close()
        return rows
    }

    private func add(_ rows: inout [Row], _ name: String, _ measure: () async throws -> Row) async {
        guard settings.wants(name) else { return }
        var row: Row
        do {
            row = try await measure()
        } catch {
            row = Row(name: name, beside: "", wanted: "", ratio: "not measured")
            print("  \(name): \(error)")
        }
        row.name = name
        print("  \(name): \(row.figure) \(row.ratio)")
        fflush(nil)
        rows.append(row)
    }

    private func fill() throws {
        let path = "/tmp/phaen-bench-indicators-\(getpid()).sql"
        try Tools.write(IndicatorsFill(values: values).script, to: path)
        defer { unlink(path) }
        _ = try Tools.output("psql -q \(Tools.quoted(settings.serviceDatabase)) -f \(path)")
    }

    /// Seconds that something takes.
    func seconds(_ body: () async throws -> Void) async throws -> Double {
        let began = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - began) / .seconds(1)
    }

    func call<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await peer.call(method, deadline: .now + .seconds(300))
    }

    // MARK: - Reads

    /// The 95th percentile, in milliseconds, of calls one after the other.
    func ninetyFifth(_ count: Int, _ body: (Int) async throws -> Void) async throws -> Double {
        for index in 0..<5 { try await body(index) }
        var times: [Double] = []
        for index in 0..<count { times.append(try await seconds { try await body(index) } * 1_000) }
        return times.sorted()[times.count * 95 / 100]
    }

    private func figure(_ milliseconds: Double, max: Int) -> Row {
        Row(
            name: "", beside: "", wanted: "p95 ≤ \(max) ms", figure: "p95 \(Rounds.hundredths(milliseconds)) ms",
            ratio: Rounds.hundredths(milliseconds / Double(max)))
    }

    private func reads(_ max: Int) async throws -> Row {
        let period = Period("FY2566")
        let time = try await ninetyFifth(400) { index in
            guard let period else { return }
            _ = try await call(
                EvaluateIndicator(
                    indicator: .code("TH-I\(index % 3 + 1)"), organisation: String(10 + index * 13 % 77),
                    period: period))
        }
        return figure(time, max: max)
    }

    private func schools(_ max: Int) async throws -> Row {
        let period = Period("FY2566")
        let time = try await ninetyFifth(200) { index in
            guard let period else { return }
            _ = try await call(
                ListDataValues(
                    element: "TH-E\(index % 3 + 1)", period: period, organisation: String(10 + index * 13 % 77),
                    limit: 1_000))
        }
        return figure(time, max: max)
    }

    // MARK: - Recompute

    /// Every element, year and breakdown of every province and the nation from the figures themselves; DuckDB does the
    /// same on the same rows, with all cores.
    private func recompute() async throws -> Row {
        // Of both the median of five, after one that reads the disk.
        _ = try await database.all(RecomputedTotals())
        var times: [Double] = []
        for _ in 0..<5 { times.append(try await seconds { _ = try await database.all(RecomputedTotals()) }) }
        let time = times.sorted()[2]
        var row = Row(
            name: "", beside: "DuckDB", wanted: "≤ 5.00", figure: "\(Int(time * 1_000)) ms")
        guard !python.isEmpty else { return row }
        let script = Tools.quoted(RecomputeScript.text)
        let said = try Tools.output(
            "\(python) -c \(script) \(Tools.quoted("psql -q \(Tools.quoted(settings.serviceDatabase))"))")
        let other = try Tools.number(after: "seconds", in: said)
        row.limit = "\(Int(other * 1_000)) ms"
        row.ratio = Rounds.hundredths(time / other)
        return row
    }
}

/// What the service's totals must be, of the whole country.
private struct RecomputedTotals: Statement {
    static let sql = """
        SELECT coalesce(province, 'TH'), element, period, sum(total)::bigint
        FROM (SELECT province, element, period, dimensions, sum(number) AS total
              FROM data_value
              WHERE number IS NOT NULL
              GROUP BY province, element, period, dimensions) AS part
        GROUP BY GROUPING SETS ((province, element, period, dimensions), (element, period, dimensions))
        """
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

enum RecomputeScript {
    static let text = """
        import duckdb, statistics, subprocess, sys, tempfile, time
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            subprocess.run(sys.argv[1] + " -c \\"COPY (SELECT province, element, period, organisation, dimensions, "
                           "state, number FROM data_value) TO STDOUT (FORMAT csv)\\" > " + file.name, shell=True, check=True)
            base = duckdb.connect()
            base.execute("CREATE TABLE v AS SELECT * FROM read_csv('" + file.name + "', header=false, columns={"
                         "'province':'VARCHAR','element':'VARCHAR','period':'VARCHAR','organisation':'VARCHAR',"
                         "'dimensions':'VARCHAR','state':'VARCHAR','number':'BIGINT'})")
        query = ("SELECT coalesce(province, 'TH'), element, period, sum(total) FROM (SELECT province, element, period, "
                 "dimensions, sum(number) AS total FROM v WHERE state = 'value' GROUP BY ALL) GROUP BY GROUPING SETS "
                 "((province, element, period, dimensions), (element, period, dimensions))")
        base.execute(query).fetchall()
        times = []
        for _ in range(5):
            began = time.monotonic()
            base.execute(query).fetchall()
            times.append(time.monotonic() - began)
        print("seconds", statistics.median(times))
        """
}
