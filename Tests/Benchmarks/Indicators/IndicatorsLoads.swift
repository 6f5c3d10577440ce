import CommonContract
import Glibc
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCClient

extension IndicatorsBench {
    // MARK: - Bulk import

    /// Rows a second through the service (sent, checked, taken in), beside bare `COPY` of the same rows into the same
    /// table; and how much memory the service takes for it.
    func imports() async throws -> Row {
        let memory = settings.process > 0 ? try? Tools.residentMegabytes(settings.process) : nil
        let watch = MemoryWatch(settings.process)
        let service = try await seconds { try await bulk(year: 2601) }
        let most = watch.stop()
        let bare = try await seconds { try await copy(year: 2602) }
        try await database.transaction { transaction in
            try await transaction.script("DELETE FROM data_value WHERE period IN ('FY2601', 'FY2602')")
        }
        let rows = Double(importRows)
        let grown = memory.map { ", memory \(Int($0)) → \(Int(most)) MB" } ?? ""
        return Row(
            name: "", beside: "bare COPY", wanted: "0.30", figure: "\(Int(rows / service)) /s\(grown)",
            limit: "\(Int(rows / bare)) /s", ratio: Rounds.hundredths(bare / service))
    }

    /// The n-th row: province by province, in the order in which offices send their figures.
    private func place(_ number: Int) -> (organisation: String, province: Int, element: Int, category: Int) {
        let (category, rest) = (number % 3, number / 3)
        let (school, block) = (rest % 390 + 1, rest / 390)
        let province = 10 + block / 37 % 77
        let digits = String(school)
        return (
            "\(province)-S" + String(repeating: "0", count: 4 - digits.count) + digits, province, block % 37 + 1,
            category
        )
    }

    private static let categories = ["", "sex=female", "sex=male"]

    private func bulk(year: Int) async throws {
        let code = "TH-\(mark)"
        _ = try await call(
            BeginFigureBulk(
                idempotencyKey: code, code: code, under: "TH", layout: .long, strategy: .upsert, mode: .atomic))
        var part: [UInt8] = Array("organisation,element,period,categories,value\n".utf8)
        var parts = 0
        func send() async throws {
            _ = try await call(
                SendFigureBulk(
                    idempotencyKey: "\(code) \(parts)", bulk: code, part: parts, content: Base64.encode(part)))
            parts += 1
            part.removeAll(keepingCapacity: true)
        }
        for number in 0..<importRows {
            let (organisation, _, element, category) = place(number)
            part += "\(organisation),TH-E\(element),FY\(year),\(Self.categories[category]),\(number % 4_000)\n".utf8
            if part.count > SendFigureBulk.partBytesMax - 200 { try await send() }
        }
        if !part.isEmpty { try await send() }
        let begun = try await call(RunFigureBulk(idempotencyKey: "\(code) run", bulk: code, parts: parts))
        guard let job = begun.job else { throw ToolFault(description: "no job") }
        while true {
            let now = try await call(GetJob(job: job))
            if now.state == .done { break }
            if now.state == .failed { throw ToolFault(description: now.failure?.en ?? "failed") }
            poll(nil, 0, 50)
        }
        let done = try await call(ReadFigureBulk(bulk: code)).bulk
        guard done.state == .done, done.saved == importRows else {
            throw ToolFault(description: "saved \(done.saved), problems \(done.problems)")
        }
    }

    private func copy(year: Int) async throws {
        let lines = Lines(count: importRows) { number in
            let (organisation, province, element, category) = place(number)
            let (parts, dimension) = (
                category == 0 ? "{}" : "{\(Self.categories[category])}", category == 0 ? "" : "sex"
            )
            return """
                \(province)\tTH-E\(element)\tFY\(year)\t\(organisation)\t\(parts)\t\(dimension)\tTH\tvalue\t\
                \(number % 4_000 * 10_000)\t1\t2026-01-01Z\tbench\n
                """
        }
        try await database.copyIn(
            """
            COPY data_value (province, element, period, organisation, categories, dimensions, element_province, state,
                             number, version, saved_at, saved_by) FROM STDIN
            """, lines)
    }

    /// Lines for `COPY`, made as they are taken.
    private struct Lines: AsyncSequence, Sendable {
        typealias Element = [UInt8]
        let count: Int
        let line: @Sendable (Int) -> String

        struct AsyncIterator: AsyncIteratorProtocol {
            let lines: Lines
            var next = 0

            mutating func next() async throws -> [UInt8]? {
                guard next < lines.count else { return nil }
                var bytes: [UInt8] = []
                while next < lines.count, bytes.count < 131_072 {
                    bytes += lines.line(next).utf8
                    next += 1
                }
                return bytes
            }
        }

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(lines: self) }
    }

    // MARK: - Rounds

    /// A round that is open, of so many questions, over these organisations.
    private func open(_ code: String, questions: Int, under: [String]) async throws {
        guard let year = FiscalYear(2566), let first = CalendarDate("2023-01-01"), let last = CalendarDate("2099-12-31")
        else { return }
        if (try? await call(GetRound(round: .code(code)))) != nil { return }
        let text = LocalizedText("ข้อ", "Item")
        _ = try await call(
            CreateRound(
                idempotencyKey: code, code: code, owner: "TH", fiscalYear: year, name: text, opensOn: first,
                dueOn: last,
                target: TargetGroup(kinds: [.school], under: under)))
        _ = try await call(
            SaveQuestionnaire(
                idempotencyKey: code, round: .code(code),
                sections: [
                    QuestionnaireSection(
                        code: "S", title: text,
                        questions: (1...questions).map { Question(code: "Q\($0)", type: .number, text: text) })
                ]))
        _ = try await call(PublishQuestionnaire(idempotencyKey: code, round: .code(code), version: 1))
        let round = try await call(GetRound(round: .code(code)))
        _ = try await call(OpenRound(idempotencyKey: code, round: .code(code), expectedVersion: round.version))
    }

    func status() async throws -> Row {
        try await open("TH-BENCH-ALL", questions: 3, under: ["TH"])
        let time = try await ninetyFifth(40) { _ in
            _ = try await call(GetRoundStatus(round: "TH-BENCH-ALL", organisation: "TH"))
        }
        return Row(
            name: "", beside: "", wanted: "p95 ≤ 100 ms", figure: "p95 \(Rounds.hundredths(time)) ms",
            ratio: Rounds.hundredths(time / 100))
    }

    // MARK: - Soak

    /// Fifty submissions a second for thirty seconds, then ten exports at a time: no error, no growth of memory, and no
    /// statement left in the database.
    func soak() async throws -> Row {
        let provinces = (10...13).map(String.init)
        let round = "TH-BENCH-\(mark)"
        try await open(round, questions: 250, under: provinces)
        let before = settings.process > 0 ? (try? Tools.residentMegabytes(settings.process)) ?? 0 : 0
        let answers = (1...250).map { QuestionAnswer(question: "Q\($0)", number: Quantity($0)) }
        let began = ContinuousClock.now
        let count = 1_500
        let peer = peer
        let refused = await withTaskGroup(of: Int.self) { group in
            for number in 0..<count {
                let due = began + .milliseconds(20) * number
                // Waits for its time as a reporter's office would; the calls go on beside it.
                while due > .now { poll(nil, 0, 2) }
                let digits = String(number / 4 + 1)
                let school = "\(10 + number % 4)-S" + String(repeating: "0", count: 4 - digits.count) + digits
                group.addTask {
                    let saved = try? await peer.call(
                        SaveSubmission(
                            idempotencyKey: "\(round) \(school)", round: .code(round), organisation: school,
                            answers: answers), deadline: .now + .seconds(60))
                    return saved == nil ? 1 : 0
                }
            }
            return await group.reduce(0, +)
        }
        let took = (ContinuousClock.now - began) / .seconds(1)
        let afterSubmissions = settings.process > 0 ? (try? Tools.residentMegabytes(settings.process)) ?? 0 : 0
        let (exports, failed) = await exports()
        let after = settings.process > 0 ? (try? Tools.residentMegabytes(settings.process)) ?? 0 : 0
        let open = try await database.first(OpenStatements()) ?? 0
        return Row(
            name: "", beside: "", wanted: "≥ 50/s, no error, no growth, 0 left",
            figure:
                "\(Int(Double(count - refused) / took))/s, \(exports) exports, \(refused + failed) errors, memory \(Int(before)) → \(Int(afterSubmissions)) "
                + "→ \(Int(after)) MB, \(open) left", ratio: Rounds.hundredths(Double(count - refused) / took / 50))
    }

    /// How many were made, and how many were not.
    private func exports() async -> (made: Int, failed: Int) {
        let end = ContinuousClock.now + .seconds(soakSeconds)
        guard let period = Period("FY2566") else { return (0, 0) }
        let peer = peer
        return await withTaskGroup(of: (made: Int, failed: Int).self) { group in
            for worker in 0..<10 {
                group.addTask {
                    var (made, failed) = (0, 0)
                    while ContinuousClock.now < end {
                        let exported = try? await peer.call(
                            ExportData(
                                organisation: String(10 + (worker * 7 + made + failed) % 77), format: .sdmxCsv,
                                elements: ["TH-E1", "TH-E2", "TH-E3"], indicators: [], periods: [period],
                                children: true), deadline: .now + .seconds(120))
                        if exported?.files.first?.rows ?? 0 > 0 { made += 1 } else { failed += 1 }
                    }
                    return (made, failed)
                }
            }
            return await group.reduce((0, 0)) { ($0.0 + $1.made, $0.1 + $1.failed) }
        }
    }
}

/// Statements of the service that are still at work or hold a transaction open.
private struct OpenStatements: Statement {
    static let sql = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
          AND state <> 'idle' AND now() - coalesce(xact_start, query_start) > interval '2 seconds'
        """
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
