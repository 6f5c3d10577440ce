import CommonContract
import Glibc
import JSONRPC
import Kernel
import Plans
import PlansContract
import RPCClient

/// `phaen-bench plans`: the web of plans at its full size, each row beside the bare statement.
struct PlansSuite {
    let settings: Settings
    let peer: RPCPeer

    init(_ settings: Settings) {
        self.settings = settings
        let token = settings.token
        peer = RPCPeer(
            RPCPeerSettings(
                name: "plans", addresses: [settings.base], credential: { token.isEmpty ? nil : token },
                limits: TransferLimits(timeoutMilliseconds: 120_000)))
    }

    func run() async throws -> [Row] {
        try fill()
        var rows: [Row] = []
        let projects = (0..<8).map { "\(12 + $0)-B\(1 + $0)-P\(11 * ($0 + 1))" }
        let goals = (0..<4).map { "\(12 + $0)-B0-G\(7 + $0)" }
        let sight = ["5": "NULL", "6": "'{TH}'", "7": "'{TH}'", "8": "NULL"]
        func element(_ code: String) -> [String: String] {
            sight.merging(["1": "NULL", "2": "'\(code.prefix(2))'", "3": "'\(code)'", "4": "NULL"]) { $1 }
        }
        await add(
            &rows, "trace.up of a project", millisecondsMax: 20,
            bare: projects.map { bare(BareStatements.traceUp, element($0)) },
            projects.map { TraceUp(element: .code($0)) })
        await add(
            &rows, "trace.down to 1,000 projects", millisecondsMax: 60,
            bare: goals.map { bare(BareStatements.traceDown, element($0)) },
            goals.map { TraceDown(element: .code($0)) })
        let plans = (0..<4).map { "\(12 + $0)-B0" }
        await add(
            &rows, "plan.coverage of a province's plan", millisecondsMax: 300,
            bare: plans.map { bare(BareStatements.coverage, asked($0)) },
            plans.map { GetPlanCoverage(plan: .code($0)) })
        let provinces = (0..<4).map { String(12 + $0) }
        await add(
            &rows, "plan.servedBy, a province's part", millisecondsMax: 300,
            bare: try provinces.map {
                bare(
                    BareStatements.servedInProvince,
                    try version(of: "BMP", ["4": "'\($0)'", "5": "'{TH}'", "6": "'{TH}'"]))
            },
            provinces.map { GetPlanService(plan: "BMP", province: $0, limit: 1_000) })
        try await searches(&rows)
        try await imports(&rows)
        return rows
    }

    /// Searches are measured at whatever size there is; their bars are for 100,000 elements, the size that they are asked
    /// to be fast on (`--elements 100000`).
    private func searches(_ rows: inout [Row]) async throws {
        // From what every seventh project holds to what one of them does, and what none does; and words misspelt.
        let parts = ["อ่านออกเขียนได้", "ห้องสมุด", "สถานศึกษา 41 รุ่นที่ 9", "จังหวัด 12 ที่ 4", "รุ่นที่ 90", "ดิจิทัลเพื่อ"]
        let misspelt = ["อ่านออกเขียนใด้", "ห้องสมุดมีชิวิต", "ทักษะดิจิตอลครู", "โรงเรียนสีเขียวว", "เยี่ยมบ้านนักเรยน"]
        for (match, needles, millisecondsMax) in [(SearchMatch.contains, parts, 50), (.similar, misspelt, 100)] {
            await add(
                &rows, "plan.search, \(match.rawValue)", millisecondsMax: millisecondsMax, bare: [],
                needles.map { SearchPlans(text: $0, match: match, limit: 20) })
        }
    }

    // MARK: - Rows

    /// The 95th percentile of calls, one after the other, and their mean beside that of the statement alone, where there
    /// is one.
    private func add<Method: RPCMethod>(
        _ rows: inout [Row], _ name: String, millisecondsMax: Int, bare: [String], _ calls: [Method]
    ) async {
        guard settings.wants(name) else { return }
        let isAlone = bare.isEmpty
        var row = Row(
            name: name, beside: isAlone ? "" : "pgbench, the same statement",
            wanted: (isAlone ? "" : "≤ 1.50, ") + "p95 ≤ \(millisecondsMax) ms"
                + (isAlone && settings.elements > 100_000 ? " at 100,000 elements" : ""))
        do {
            var (nineties, ratios, limits, sent): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
            for _ in 0..<settings.rounds {
                let service = try latency(of: calls)
                nineties.append(service.ninetyFifth)
                if isAlone { continue }
                let limit = try latency(bare)
                limits.append(limit)
                ratios.append(service.mean / limit)
                sent.append(service.mean / (try latency(bare, protocol: "simple")))
            }
            row.figure = "p95 \(Rounds.hundredths(Rounds.median(nineties))) ms"
            if !isAlone {
                row.limit = "mean \(Rounds.hundredths(Rounds.median(limits))) ms"
                row.ratio = Rounds.hundredths(Rounds.median(ratios))
                row.figure += ", \(Rounds.hundredths(Rounds.median(sent))) of psql's way"
            }
        } catch {
            row.ratio = "not measured"
            print("  \(error)")
        }
        print("  \(name): \(row.figure), \(row.ratio)")
        fflush(nil)
        rows.append(row)
    }

    /// Milliseconds of calls over HTTP, one after the other: wrk's mean and 95th percentile. Every answer of a second
    /// before is looked at; while it is measured wrk only counts quick ones, and answers of another length stop the row.
    private func latency<Method: RPCMethod>(of calls: [Method]) throws -> (mean: Double, ninetyFifth: Double) {
        let bodies = try calls.map { call in
            let params = String(decoding: try JSONEncoding.bytes(call), as: UTF8.self)
            return "[==[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\(Method.name)\",\"params\":\(params)}]==]"
        }
        let looking = """
            function response(status, headers, body)
              if status ~= 200 or string.find(body, '"error"', 1, true) then
                print("answer: " .. status .. " " .. body)
                wrk.thread:stop()
              end
            end
            """
        func look(_ report: String) throws {
            guard report.contains("answer: ") else { return }
            throw ToolFault(description: "an error:\n\(report.prefix(500))")
        }
        let looked = try wrk(bodies, seconds: 1, and: looking)
        try look(looked)
        // Slow answers are looked at all the time: it costs them nothing, and a second has too few of them to compare.
        guard let mean = try? Tools.number(after: "mean ", in: looked), mean > 0, mean < 5 else {
            let report = try wrk(bodies, seconds: settings.seconds, and: looking)
            try look(report)
            return try figures(report)
        }
        let report = try wrk(bodies, seconds: settings.seconds, and: "")
        let (length, expected) = (
            try Tools.number(after: "length ", in: report), try Tools.number(after: "length ", in: looked)
        )
        guard abs(length - expected) <= expected / 50 else {
            throw ToolFault(description: "answers of \(length) bytes where \(expected) were looked at")
        }
        return try figures(report)
    }

    private func figures(_ report: String) throws -> (mean: Double, ninetyFifth: Double) {
        return (try Tools.number(after: "mean ", in: report), try Tools.number(after: "p95 ", in: report))
    }

    /// Requests one after the other on one connection, made once and sent in turn.
    private func wrk(_ bodies: [String], seconds: Int, and more: String) throws -> String {
        let script = "/tmp/phaen-bench-plans-\(getpid()).lua"
        let lua = """
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
            wrk.headers["Authorization"] = "Bearer \(settings.token)"
            local requests, next = {}, 0
            function init()
              for _, body in ipairs({\(bodies.joined(separator: ", "))}) do
                requests[#requests + 1] = wrk.format(nil, nil, nil, body)
              end
            end
            function request()
              next = next % #requests + 1
              return requests[next]
            end
            \(more)
            function done(summary, latency, requests)
              print(string.format("mean %.3f ms, p95 %.3f ms, length %.1f", latency.mean / 1000,
                                  latency:percentile(95.0) / 1000, summary.bytes / summary.requests))
            end
            """
        // It holds the token: nobody else reads it, and it goes with the measurement.
        umask(0o077)
        try Tools.write(lua, to: script)
        defer { unlink(script) }
        let report = try Tools.output("wrk -t1 -c1 -d\(seconds)s -s \(script) \(settings.base)/rpc")
        guard !report.contains("Non-2xx") else {
            throw ToolFault(description: "not all were answered:\n\(report.prefix(500))")
        }
        return report
    }

    private func timed(_ body: () async throws -> Void) async throws -> Double {
        let began = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - began) / .milliseconds(1)
    }

    // MARK: - Beside

    /// Mean milliseconds of statements, each as often as the others, on one connection.
    /// - Parameter mode: `prepared`, planned once as the service's are; or `simple`, planned for each call as psql does.
    private func latency(_ statements: [String], protocol mode: String = "prepared") throws(ToolFault) -> Double {
        var files = ""
        for (number, statement) in statements.enumerated() {
            let file = "/tmp/phaen-bench-plans-\(getpid())-\(number).sql"
            try Tools.write(statement + ";\n", to: file)
            files += " -f \(file)"
        }
        defer {
            for number in statements.indices { unlink("/tmp/phaen-bench-plans-\(getpid())-\(number).sql") }
        }
        let report = try Tools.output(
            "PGOPTIONS='-c jit=off' \(settings.pgbench) -n -M \(mode) -c 1 -j 1 -T \(settings.seconds)\(files) "
                + Tools.quoted(settings.serviceDatabase))
        return try Tools.number(after: "latency average =", in: report)
    }

    /// The statement with what its parameters stand for, by number.
    private func bare(_ statement: String, _ values: [String: String]) -> String {
        var text = ""
        var rest = statement[...]
        while let dollar = rest.firstIndex(of: "$") {
            text += rest[..<dollar]
            let digits = rest[rest.index(after: dollar)...].prefix { $0.isASCII && $0.isNumber }
            text += values[String(digits)] ?? "$" + digits
            rest = rest[digits.endIndex...]
        }
        return text + rest
    }

    /// The plan by its code, the version in force or the draft, for a caller of the nation.
    private func asked(_ plan: String) -> [String: String] {
        [
            "1": "NULL", "2": "'\(PlanCode.province(of: plan))'", "3": "'\(plan)'", "4": "NULL", "5": "'{TH}'",
            "6": "'{TH}'",
        ]
    }

    private func version(of plan: String, _ more: [String: String]) throws(ToolFault) -> [String: String] {
        let id = try Tools.output("\(psql) -c \"SELECT id FROM plan WHERE code = '\(plan)'\"").filter {
            !$0.isWhitespace
        }
        return more.merging(["1": "'\(PlanCode.province(of: plan))'", "2": "'\(id)'", "3": "1"]) { $1 }
    }

    private var psql: String { "psql -qAt \(Tools.quoted(settings.serviceDatabase))" }

    // MARK: - Before

    /// Fills the service's database, once.
    private func fill() throws(ToolFault) {
        let filling = PlansFilling(elements: settings.elements)
        let there = try Tools.output("\(psql) -c \"SELECT count(*) FROM plan WHERE code ~ '^[0-9]{2}-B[0-9]+$'\"")
        let count = Int(there.filter(\.isNumber)) ?? 0
        guard count == 0 else {
            print("  \(count) plans are there already")
            return
        }
        let file = "/tmp/phaen-bench-filling-\(getpid()).sql"
        try Tools.write(filling.script, to: file)
        defer { unlink(file) }
        let began = ContinuousClock.now
        _ = try Tools.output("\(psql) -f \(file)")
        print(
            "  \(settings.elements) elements and three links each, made in \(Int((ContinuousClock.now - began) / .seconds(1))) s"
        )
    }

    // MARK: - Files and pages

    private func imports(_ rows: inout [Row]) async throws {
        let names = ["element.importFile of 20,000 projects", "element.list, page 1,000"]
        guard names.contains(where: settings.wants) else { return }
        guard let first = FiscalYear(2566), let last = FiscalYear(2570) else { return }
        var seconds: [Double] = []
        var plan = ""
        let offices = min(20, PlansFilling(elements: settings.elements).offices)
        for _ in 0..<min(3, settings.rounds) {
            plan = "12-I" + String(UInt64.random(in: 0..<(1 << 40)), radix: 36).uppercased()
            _ = try await peer.call(
                CreatePlan(
                    idempotencyKey: plan, code: plan, kind: .annualActionPlan,
                    name: LocalizedText("แผนจากไฟล์", "From a file"), firstYear: first, lastYear: last,
                    organisation: "12-B0"), deadline: nil)
            let table = (1...20_000).map { "\(plan)-\($0),โครงการที่ \($0),\($0 * 1_000).50,12-B\(1 + $0 % offices)" }
            let file = SheetFile(
                name: "โครงการ.csv",
                text: "รหัส,โครงการ,งบประมาณ,หน่วยงานรับผิดชอบ\n" + table.joined(separator: "\n") + "\n")
            seconds.append(
                try await timed {
                    let report = try await peer.call(
                        ImportElementFile(idempotencyKey: plan, plan: .code(plan), file: file), deadline: nil)
                    guard report.created == 20_000 else { throw ToolFault(description: "\(report.problems.prefix(3))") }
                } / 1_000)
        }
        rows.append(
            Row(
                name: names[0], beside: "", wanted: "≤ 10.00 s",
                figure: "\(Rounds.hundredths(Rounds.median(seconds))) s"))
        try await pages(&rows, of: plan, name: names[1])
    }

    /// Page 1,000 beside page 1, of a plan of 20,000 elements by twenty.
    private func pages(_ rows: inout [Row], of plan: String, name: String) async throws {
        var page = ListElements(plan: .code(plan), limit: 20)
        let firstPage = page
        for _ in 1..<1_000 {
            guard let next = try await peer.call(page, deadline: nil).nextCursor else { break }
            page.cursor = next
        }
        let lastPage = page
        let row = Row(name: name, beside: "page 1", wanted: "0.80")
        rows.append(
            await Rounds.compare(row, rounds: settings.rounds, unit: "/s") {
                1_000 / (try latency(of: [lastPage]).mean)
            } _: {
                1_000 / (try latency(of: [firstPage]).mean)
            })
        _ = try Tools.output("\(psql) -c 'ANALYZE element'")
        let last = try await peer.call(lastPage, deadline: nil).items.first?.code ?? ""
        let parameters = ["7": "'\(last)'", "8": "NULL", "9": "NULL", "10": "NULL", "11": "NULL", "12": "21"]
        await add(
            &rows, "element.list, page 1,000, beside SQL", millisecondsMax: 20,
            bare: [bare(BareStatements.elementPage, asked(plan).merging(parameters) { $1 })],
            [lastPage])
    }
}
