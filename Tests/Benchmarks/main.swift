import Glibc
import Postgres

// phaen-bench: the suite's figures beside their limits, all measured in one session (docker/local.sh bench).

func measure(_ settings: Settings, _ costs: Costs) async throws -> [Row] {
    let load = Load(settings)
    let idle = settings.process > 0 ? try? Tools.residentMegabytes(settings.process) : nil
    let memory = MemoryWatch(settings.process)
    let seconds = settings.seconds
    try await load.prepare()
    var rows: [Row] = []
    func add(
        _ name: String, _ beside: String, _ wanted: String, _ figure: () async throws -> Double,
        _ limit: () async throws -> Double
    ) async {
        guard settings.wants(name) else { return }
        let row = Row(name: name, beside: beside, wanted: wanted)
        rows.append(await Rounds.compare(row, rounds: settings.rounds, unit: "/s", figure, limit))
    }
    await add("shared lane, point read", "pgbench -S, 2 connections", "0.80") {
        try await load.lane()
    } _: {
        try load.pgbench()
    }
    await add("plan.get over HTTP, 32 connections", "pgbench -S, 2 connections", "0.25") {
        try await costs.during("plan.get, 32 connections", seconds: seconds) {
            try load.wrk(Load.read, connections: 32)
        }
    } _: {
        try load.pgbench()
    }
    await add("plan.get over HTTP, 32 connections", "pgbench, the same statement", "") {
        try load.wrk(Load.read, connections: 32)
    } _: {
        try load.pgbench(script: settings.statement, connections: 2)
    }
    for other in settings.beside.split(separator: ",") {
        let parts = other.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { continue }
        await add("plan.get over HTTP, 32 connections", parts[0], parts[0].contains("FastAPI") ? "3.00" : "1.00") {
            try load.wrk(Load.read, connections: 32)
        } _: {
            try load.wrk(Load.read, connections: 32, url: parts[1])
        }
    }
    let batch = "[" + [String](repeating: Load.read, count: 50).joined(separator: ",") + "]"
    await add("batch of 50 reads, one connection", "50 single ones", "3.00") {
        try load.wrk(batch, connections: 1) * 50
    } _: {
        try load.wrk(Load.read, connections: 1)
    }
    await add("plan.create, 32 connections", "pgbench, its statements, 4 connections", "0.40") {
        try await costs.during("plan.create, 32 connections", seconds: seconds) { try load.changes(connections: 32) }
    } _: {
        try load.pgbench(script: settings.change, connections: 4)
    }
    await add("call over libcurl, one task", "wrk, one connection", "0.70") {
        try await costs.during("plan.get over libcurl, one task", seconds: seconds) { try await load.calls() }
    } _: {
        try await costs.during("plan.get by wrk, one connection", seconds: seconds) {
            try load.wrk(Load.read, connections: 1)
        }
    }
    rows += figures(settings, idle, loaded: memory.stop())
    await load.database.close()
    return rows
}

/// Memory and the start: limits, not ratios.
func figures(_ settings: Settings, _ idle: Double?, loaded: Double) -> [Row] {
    var rows: [Row] = []
    if let idle {
        rows.append(
            Row(name: "resident memory, idle", beside: "", wanted: "≤ 40 MB", figure: "\(Int(idle.rounded())) MB"))
        rows.append(
            Row(
                name: "resident memory, most under load", beside: "", wanted: "≤ 120 MB",
                figure: "\(Int(loaded.rounded())) MB"))
    }
    guard !settings.readyCommand.isEmpty, settings.wants("time to ready") else { return rows }
    var times: [Double] = []
    var fault = ""
    for _ in 0..<settings.rounds {
        do throws(ToolFault) {
            times.append(try Tools.number(after: "ready in", in: try Tools.output(settings.readyCommand)))
        } catch {
            fault = error.description
        }
    }
    let figure = times.isEmpty ? "not measured: \(fault)" : "\(Int(Rounds.median(times))) ms"
    rows.append(Row(name: "time to ready", beside: "", wanted: "≤ 1000 ms", figure: figure))
    return rows
}

do {
    if CommandLine.arguments.dropFirst().first == "indicators" {
        print(Rounds.table(try await IndicatorsBench(Array(CommandLine.arguments.dropFirst(2))).run()))
        exit(0)
    }
    if CommandLine.arguments.dropFirst().first == "budget" {
        print(Rounds.table(try await BudgetBench(try Settings(Array(CommandLine.arguments.dropFirst(2)))).run()))
        exit(0)
    }
    if CommandLine.arguments.dropFirst().first == "reporting" {
        print(Rounds.table(try await ReportingBench(Array(CommandLine.arguments.dropFirst(2))).rows()))
        exit(0)
    }
    if CommandLine.arguments.dropFirst().first == "pages" {
        exit(PagesBench(Array(CommandLine.arguments.dropFirst(2))).run())
    }
    let settings = try Settings(Array(CommandLine.arguments.dropFirst()))
    print("\(settings.rounds) alternating rounds of \(settings.seconds) s, the median of each; identity, validation,")
    print("logs and metrics on; load generators and database on the same machine")
    let costs = Costs(settings.process)
    let rows =
        switch settings.suite {
        case "calls": try await measure(settings, costs)
        case "plans": try await PlansSuite(settings).run()
        default: throw ToolFault(description: "no suite \(settings.suite): calls, plans")
        }
    print("\n" + Rounds.table(rows) + "\n\n" + costs.table)
} catch {
    print("the benchmarks did not run: \(error)")
    exit(1)
}
