import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `import.csv`: answers out of a table that people filled in, as drafts.
struct CSVImport: Sendable {
    let instruments: Instruments

    func register(on router: ServiceRouter) {
        router.change(ImportCSV.self, at: { try await RoundHandlers.owner($0.round, $1) }, load)
    }

    func load(_ params: ImportCSV, _ change: Change) async throws -> CSVImportResult {
        let database = change.database
        let round = try await Lookup.round(params.round, database)
        guard round.state == .open else { throw RPCError.ruleViolated("round.open", Messages.roundNotOpen) }
        let instrument = try await instruments.inForce(of: round, database)
        let table: Table
        do {
            table = try Table(csv: params.csv, rowsMax: IndicatorLimits.csvRowsMax)
        } catch {
            throw Self.refusal([RowProblem(row: error.row, column: nil, value: nil, error.fault)])
        }
        var answers = AnswerTable(table, instrument: instrument, fiscalYear: round.fiscalYear)
        let members = Dictionary(
            try await database.all(LockMembers(round: round.key, organisations: answers.organisations))
                .map { ($0.organisation, $0) }, uniquingKeysWith: { $1 })
        for organisation in answers.organisations {
            guard let member = members[organisation], member.expected else {
                answers.refuse(organisation, "round.expected", Messages.notExpected)
                continue
            }
            if ![.notStarted, .draft, .returned].contains(member.state) {
                answers.refuse(organisation, "submission.state", Messages.certifiedAlready)
            }
            answers.check(organisation, kind: member.kind.rawValue, instrument)
        }
        let problems = answers.problems.map(RowProblem.init).sorted {
            ($0.row, $0.column ?? "") < ($1.row, $1.column ?? "")
        }
        if params.mode == .atomic || answers.organisations.isEmpty, !problems.isEmpty {
            throw Self.refusal(problems)
        }
        let taken = answers.organisations.filter { !answers.faulty.contains($0) && answers.entries[$0] != nil }
        let count = try await write(taken, answers, members, round, instrument, change)
        let result = CSVImportResult(
            rows: table.rows.count, organisations: taken.count, answers: count, refused: answers.faulty.count,
            problems: Array(problems.prefix(IndicatorLimits.importItemsMax)),
            annotated: problems.isEmpty ? nil : Self.annotated(table, problems))
        try await change.emit(
            "submission.imported", subject: round.code, data: Imported(round: round.code, organisations: taken))
        try await change.audit(
            subject: round.code, details: Imported(round: round.code, organisations: taken))
        return result
    }

    private struct Imported: Codable, Sendable {
        var round: String
        var organisations: [String]
    }

    /// Answers given are put in; those of the same draft that the table does not name stay.
    private func write(
        _ taken: [String], _ answers: AnswerTable, _ members: [String: MemberRow], _ round: Round,
        _ instrument: Instrument, _ change: Change
    ) async throws -> Int {
        if taken.isEmpty { return 0 }
        let (database, province, by) = (change.database, round.province, change.caller.subject)
        var rows = AnswerRows()
        var new: [InsertSubmissions.New] = []
        var known: [ID] = []
        for organisation in taken {
            let current = members[organisation]?.submission
            let id = current ?? change.newID()
            if current == nil {
                new.append(.init(id: id, organisation: organisation, edition: 1, supersedes: nil))
            } else {
                known.append(id)
            }
            for entry in answers.entries[organisation] ?? [] { rows.append(id, entry.question, entry.answer) }
        }
        if !new.isEmpty {
            try await database.execute(
                InsertSubmissions(
                    round: round.key, state: .draft, questionnaireVersion: instrument.version, now: change.now, by: by,
                    submissions: new))
        }
        if !known.isEmpty {
            try await database.execute(
                TouchSubmissions(
                    province: province, submissions: known, now: change.now, by: by,
                    questionnaireVersion: instrument.version))
        }
        try await database.execute(UpsertAnswers(province: province, rows: rows))
        try await database.execute(
            FollowSubmissions(province: province, submissions: new.map(\.id) + known))
        return rows.count
    }

    /// Nothing is taken: every problem as a pointer that has the row and the column.
    private static func refusal(_ problems: [RowProblem]) -> RPCError {
        let located = problems.prefix(IndicatorLimits.importItemsMax).map { problem in
            let column = problem.column.map { "/" + escaped($0) } ?? ""
            let value = problem.value.map { ("ค่า “\($0)”: ", "value “\($0)”: ") } ?? ("", "")
            let message = LocalizedText(
                "แถว \(problem.row)\(problem.column.map { " คอลัมน์ \($0)" } ?? "") \(value.0)\(problem.message.th)",
                "row \(problem.row)\(problem.column.map { ", column \($0)" } ?? ""), \(value.1)\(problem.message.en ?? "")"
            )
            return Problem(path: "/csv/\(problem.row)\(column)", rule: problem.rule, message: message)
        }
        return RPCError.ruleViolated("import.atomic", Messages.importRefused, problems: Array(located))
    }

    /// RFC 6901.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "~": result += "~0"
            case "/": result += "~1"
            default: result.append(character)
            }
        }
        return result
    }

    /// The same table with what is wrong beside each row.
    private static func annotated(_ table: Table, _ problems: [RowProblem]) -> String {
        let byRow = Dictionary(grouping: problems, by: \.row)
        return table.csv(adding: "ปัญหา") { row in
            (byRow[row.number] ?? []).map { problem in
                (problem.column.map { "\($0): " } ?? "") + problem.message.th
            }.joined(separator: "; ")
        }
    }
}

extension RowProblem {
    init(row: Int, column: String?, value: String?, _ fault: Fault) {
        self.init(row: row, column: column, value: value, rule: fault.rule, message: fault.message)
    }

    init(_ located: AnswerTable.Located) {
        self.init(
            row: located.place.row, column: located.place.column, value: located.place.value, located.fault)
    }
}
