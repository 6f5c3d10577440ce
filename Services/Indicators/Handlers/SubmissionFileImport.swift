import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// `submission.importFile` and `submission.startImport`: answers out of a table that people filled in, as drafts.
struct SubmissionFileImport: Sendable {
    static let job = "submission.import"
    /// Organisations after which the job looks whether it is to stop.
    private static let stepOrganisations = 50

    let instruments: Instruments

    func register(on router: ServiceRouter) {
        router.change(ImportSubmissionFile.self, at: { try await RoundHandlers.owner($0.round, $1) }) {
            try await load($0, $1)
        }
        router.change(StartSubmissionImport.self, at: { try await RoundHandlers.owner($0.round, $1) }) {
            params, change in
            let round = try await Lookup.round(params.round, change.database)
            guard round.state == .open else {
                throw RPCError.ruleViolated("round.open", Messages.roundNotOpen).at("/round")
            }
            let id = try await change.runtime.jobs.enqueue(in: change, kind: Self.job, params: params)
            try await change.audit(subject: round.code, details: ["job": id.description])
            return SubmissionImportStarted(job: id)
        }
        router.job(Self.job, StartSubmissionImport.self, work)
    }

    /// A dry run's report, on its way out of the transaction that must not stay.
    private struct LookedThrough: Error {
        var report: SubmissionFileReport
    }

    private func work(_ order: StartSubmissionImport, _ run: JobRun) async throws -> SubmissionFileReport {
        let params = ImportSubmissionFile(
            idempotencyKey: order.idempotencyKey, round: order.round, mode: order.mode, file: order.file,
            sheet: order.sheet, validateOnly: order.dryRun)
        do {
            return try await run.change { change in
                let report = try await load(params, change, in: run)
                if order.dryRun ?? false { throw LookedThrough(report: report) }
                return report
            }
        } catch let looked as LookedThrough {
            return looked.report
        }
    }

    private func load(
        _ params: ImportSubmissionFile, _ change: Change, in run: JobRun? = nil
    ) async throws -> SubmissionFileReport {
        let database = change.database
        let round = try await Lookup.round(params.round, database)
        guard round.state == .open else {
            throw RPCError.ruleViolated("round.open", Messages.roundNotOpen).at("/round")
        }
        let instrument = try await instruments.inForce(of: round, database)
        let table: Table
        do throws(SheetProblem) {
            table = try Table(params.file.bytes ?? [], sheet: params.sheet, rowsMax: IndicatorLimits.fileRowsMax)
        } catch {
            throw RPCError.sheet([error])
        }
        var answers = AnswerTable(table, instrument: instrument, fiscalYear: round.fiscalYear)
        let members = Dictionary(
            try await database.all(LockMembers(round: round.key, organisations: answers.organisations))
                .map { ($0.organisation, $0) }, uniquingKeysWith: { $1 })
        for (index, organisation) in answers.organisations.enumerated() {
            if index % Self.stepOrganisations == 0 {
                run?.progress(index, of: answers.organisations.count)
                try run?.checkCancellation()
            }
            guard let member = members[organisation], member.expected else {
                answers.refuse(organisation, "round.expected", Messages.notExpected)
                answers.check(organisation, kind: members[organisation]?.kind.rawValue, instrument)
                continue
            }
            if ![.notStarted, .draft, .returned].contains(member.state) {
                answers.refuse(organisation, "submission.state", Messages.certifiedAlready)
            }
            answers.check(organisation, kind: member.kind.rawValue, instrument)
        }
        let problems = answers.problems.sorted {
            ($0.place.row, $0.place.index ?? -1) < ($1.place.row, $1.place.index ?? -1)
        }.map(SheetProblem.init)
        let stops = params.mode == .atomic && !problems.isEmpty || answers.hasWrongHeadings
        if stops && params.validateOnly != true || answers.organisations.isEmpty && !problems.isEmpty {
            throw RPCError.sheet(problems)
        }
        let taken =
            stops ? [] : answers.organisations.filter { !answers.faulty.contains($0) && answers.entries[$0] != nil }
        let count = try await write(taken, answers, members, round, instrument, change)
        run?.progress(answers.organisations.count, of: answers.organisations.count)
        let result = SubmissionFileReport(
            rows: table.rows.count, organisations: taken.count, answers: count,
            refused: stops ? answers.organisations.count : answers.faulty.count,
            problems: Array(problems.prefix(IndicatorLimits.importItemsMax)),
            annotated: problems.isEmpty
                ? nil
                : try AnnotatedSheet.make(
                    params.file.bytes ?? [], problems: problems, header: table.headerRow,
                    layout: SheetLayout(sheet: params.sheet), name: params.file.name))
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
}

extension SheetProblem {
    init(_ located: AnswerTable.Located) {
        let place = located.place
        self.init(
            row: place.row, column: place.column,
            cell: place.index.map { SheetAddress(row: place.row, column: $0 + 1).description }, value: place.value,
            rule: located.fault.rule, message: located.fault.message)
    }
}

extension Table {
    /// Reads a file. The headings are in the first row that has a column of organisations, of 20; unless there is one,
    /// in the first.
    /// - Throws: what is wrong with the file as a whole.
    init(_ bytes: [UInt8], sheet: String? = nil, rowsMax: Int) throws(SheetProblem) {
        var limits = SheetLimits.standard
        limits.rowsMax = rowsMax + SheetShape.headerRowsMax
        let reader = try SheetReader(bytes, sheet: sheet, limits: limits)
        var rows: [SheetRow] = []
        while let row = try reader.next() { rows.append(row) }
        let header =
            rows.first { row in
                row.number <= SheetShape.headerRowsMax
                    && row.cells.contains { AnswerTable.isOrganisation(Cell.trimmed($0.text)) }
            } ?? rows.first
        guard let header else { throw SheetProblem.noRows }
        let width = header.cells.last?.column ?? 0
        self.init(
            headerRow: header.number,
            header: (1...max(1, width)).map { Cell.trimmed(header[$0]?.text ?? "") },
            rows: rows.filter { $0.number > header.number }.map { Row($0, merges: reader.merges) })
    }
}

extension Table.Row {
    fileprivate init(_ row: SheetRow, merges: [SheetRange]) {
        var fields = [String](repeating: "", count: row.cells.last?.column ?? 0)
        var faults: [Int: Fault] = [:]
        for cell in row.cells {
            fields[cell.column - 1] = cell.text
            let address = SheetAddress(row: row.number, column: cell.column)
            if cell.isFormula {
                faults[cell.column - 1] = Fault("sheet.formula", Messages.formulaCell)
            } else if merges.contains(where: { $0.contains(address) }) {
                faults[cell.column - 1] = Fault("sheet.merged", Messages.mergedCell)
            }
        }
        self.init(number: row.number, fields: fields, faults: faults)
    }
}
