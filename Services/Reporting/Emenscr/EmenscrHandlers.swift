import CommonContract
import Crypto
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// Projects for the national system: sheets, checks, what people fill in, approvals.
struct EmenscrHandlers {
    /// Days after a quarter within which it is entered.
    let dueDays: Int
    let renderings: Renderings
    /// Longest wait for the other services; the caller's deadline may be nearer.
    private static let secondsMax = 30

    func register(on router: ServiceRouter) {
        router.read(GetEmenscrSheet.self, at: { params, _ in params.organisation }) { try await sheet($0, $1) }
        router.read(CheckEmenscr.self, at: { params, _ in params.organisation }) { params, call in
            let sheets = try await sheets(
                Scope(params.organisation, params.fiscalYear, params.quarter), nil, detailed: false, call)
            return Page(
                items: sheets.filter { params.all == true || !$0.problems.isEmpty }.map {
                    EmenscrRefusal(project: $0.project, name: $0.name, problems: $0.problems)
                })
        }
        router.change(
            WriteEmenscr.self, at: { params, _ in params.organisation },
            preparing: { try await checkProject($0.project, $0.organisation, $0.fiscalYear, $1) }
        ) { params, _, change in try await write(params, change) }
        router.change(MoveEmenscr.self, at: { params, _ in params.organisation }) { try await move($0, $1) }
        EmenscrExports(handlers: self).register(on: router)
        EmenscrPages(handlers: self).register(on: router)
    }

    /// Whose projects of when.
    struct Scope: Sendable {
        var organisation: String
        var year: FiscalYear
        var quarter: Int

        init(_ organisation: String, _ year: FiscalYear, _ quarter: Int) {
            (self.organisation, self.year, self.quarter) = (organisation, year, quarter)
        }
    }

    // MARK: Reading

    func sheet(_ params: GetEmenscrSheet, _ call: ReadCall) async throws -> EmenscrSheet {
        let scope = Scope(params.organisation, params.fiscalYear, params.quarter)
        guard var sheet = try await sheets(scope, [params.project], detailed: true, call).first else {
            throw RPCError.notFound("project", params.project)
        }
        sheet.sent = try await call.database.all(
            SelectEmenscrSendings(province: sheet.record.province, exports: [], project: params.project))
        return sheet
    }

    /// Sheets of some projects, or of all, in the order of their codes.
    func sheets(
        _ scope: Scope, _ projects: [String]?, detailed: Bool, _ call: ReadCall
    ) async throws -> [EmenscrSheet] {
        let found = try await Find.organisation(scope.organisation, on: call.database)
        let gathering = gathering(scope, found.province, call)
        let today = call.now.dateInThailand
        let answers: EmenscrAnswers
        do throws(GatheringFailure) {
            answers = try await gathering.gather(today: today, detailed: detailed ? projects : [])
        } catch {
            throw RPCError(
                .unavailable, error.reason, details: [("peer", .string(error.service))])
        }
        let chosen = answers.projects.filter { projects?.contains($0.code) ?? true }.sorted { $0.code < $1.code }
        let records = try await records(found.province, chosen.map(\.code), call.database)
        let written = try await call.database.all(
            SelectEmenscrWritings(
                province: found.province, fiscalYear: scope.year, quarter: scope.quarter,
                project: chosen.count == 1 ? chosen[0].code : nil))
        let writings = Dictionary(grouping: written, by: \.project)
        let names = Dictionary(
            try await call.database.all(OrganisationNames(codes: Array(Set(chosen.compactMap(\.organisation)))))
        ) { first, _ in first }
        return chosen.map { project in
            EmenscrBuilder(
                answers: answers, year: scope.year, quarter: scope.quarter,
                record: records[project.code]
                    ?? EmenscrRecord(
                        province: found.province, project: project.code, nationalCode: nil, state: .notEntered,
                        moves: [], version: 0),
                writings: Dictionary((writings[project.code] ?? []).map { ($0.field, $0.value) }) { first, _ in first },
                today: today, dueDays: dueDays, organisations: names
            ).sheet(of: project)
        }
    }

    private func gathering(_ scope: Scope, _ province: String, _ call: ReadCall) -> EmenscrGathering {
        let deadline = min(call.context.deadline, ContinuousClock.now + .seconds(Self.secondsMax))
        let recorder = InputRecorder()
        let runtime = call.runtime
        return EmenscrGathering(
            peer: { service in
                RecordingPeer(
                    service: service, caller: runtime.peers[service], deadline: deadline, clock: runtime.clock,
                    recorder: recorder)
            }, organisation: scope.organisation, province: province, year: scope.year, quarter: scope.quarter)
    }

    private func records(
        _ province: String, _ projects: [String], _ database: some StatementExecutor
    ) async throws -> [String: EmenscrRecord] {
        let moves = Dictionary(
            grouping: try await database.all(SelectEmenscrMoves(province: province, projects: projects)),
            by: \.project)
        let rows = try await database.all(SelectEmenscr(province: province))
        return Dictionary(
            rows.map { row in
                var record = row
                record.province = province
                record.moves = moves[row.project]?.map(\.move) ?? []
                return (row.project, record)
            }
        ) { first, _ in first }
    }

    // MARK: Changing

    /// The project has to stand in the plan, where the plans service is there to say so.
    private func checkProject(
        _ project: String, _ organisation: String, _ year: FiscalYear, _ call: ReadCall
    ) async throws {
        guard call.runtime.peers["plans"] != nil else { return }
        let found = try await Find.organisation(organisation, on: call.database)
        let gathering = gathering(Scope(organisation, year, 1), found.province, call)
        do throws(GatheringFailure) {
            let peer = gathering.peer("plans")
            let plan = try await InForce.find(peer, province: found.province, year)
            let isThere = try await plan.elements(peer).contains { page in
                page.value.items.contains { $0.kind == .project && $0.code == project }
            }
            if isThere { return }
        } catch {
            throw RPCError(.unavailable, error.reason, details: [("peer", .string("plans"))])
        }
        throw RPCError.notFound("project", project)
    }

    private func write(_ params: WriteEmenscr, _ change: Change) async throws -> EmenscrRecord {
        let found = try await Find.organisation(params.organisation, on: change.transaction)
        try Self.check(params.fields, today: change.now.dateInThailand)
        let record = try await put(
            PutEmenscr(
                province: found.province, project: params.project, organisation: params.organisation,
                nationalCode: params.nationalCode, state: nil, expectedVersion: params.expectedVersion), change)
        let quarter = params.quarter ?? 0
        for writing in params.fields {
            if writing.value.isEmpty {
                _ = try await change.transaction.execute(
                    DeleteEmenscrWriting(
                        province: found.province, project: params.project, fiscalYear: params.fiscalYear,
                        quarter: quarter, field: writing.field))
            } else {
                _ = try await change.transaction.execute(
                    PutEmenscrWriting(
                        province: found.province, project: params.project, fiscalYear: params.fiscalYear,
                        quarter: quarter, writing: writing))
            }
        }
        try await tell(
            "emenscr.written", record, change, ["fields": params.fields.map(\.field).joined(separator: ", ")])
        return record
    }

    /// What has happened has not happened after today.
    private static func check(_ fields: [EmenscrWriting], today: CalendarDate) throws(RPCError) {
        var problems = Problems()
        for (index, writing) in fields.enumerated() {
            guard EmenscrFields.find(writing.field)?.isPast == true, let day = CalendarDate(writing.value), day > today
            else { continue }
            problems.add(
                "/fields/\(index)/value", "report.day", th: ReportMessages.inFuture.th,
                en: ReportMessages.inFuture.en ?? "")
        }
        if !problems.isEmpty {
            throw RPCError(.invalidParams, ReportMessages.inFuture, problems: problems.items)
        }
    }

    private func move(_ params: MoveEmenscr, _ change: Change) async throws -> EmenscrRecord {
        let found = try await Find.organisation(params.organisation, on: change.transaction)
        guard params.on <= change.now.dateInThailand else {
            throw RPCError(
                .invalidParams, ReportMessages.inFuture,
                problems: [Problem(path: "/on", rule: "report.day", message: ReportMessages.inFuture)])
        }
        let now = try await change.transaction.first(FindEmenscr(province: found.province, project: params.project))
        let state = now?.state ?? .notEntered
        guard state.next.contains(params.state) else {
            throw RPCError.ruleViolated("emenscr.state", ReportMessages.emenscrState(state, params.state))
        }
        var record = try await put(
            PutEmenscr(
                province: found.province, project: params.project, organisation: params.organisation,
                nationalCode: nil, state: params.state, expectedVersion: params.expectedVersion), change)
        _ = try await change.transaction.execute(
            InsertEmenscrMove(
                province: found.province, project: params.project,
                move: EmenscrMove(
                    number: 0, state: params.state, on: params.on, note: params.note,
                    recordedBy: change.caller.subject, recordedAt: change.now)))
        let moves = SelectEmenscrMoves(province: found.province, projects: [params.project])
        record.moves = try await change.transaction.all(moves).map(\.move)
        try await tell("emenscr.moved", record, change, ["state": params.state.rawValue])
        return record
    }

    private func put(_ statement: PutEmenscr, _ change: Change) async throws -> EmenscrRecord {
        let (province, project) = (statement.province, statement.project)
        guard try await change.transaction.first(statement) != nil else {
            let now = try await change.transaction.first(FindEmenscr(province: province, project: project))
            throw RPCError.conflict(ReportMessages.emenscrStale(now?.version ?? 0), currentVersion: now?.version ?? 0)
        }
        guard let row = try await change.transaction.first(FindEmenscr(province: province, project: project)) else {
            throw RPCError.notFound("project", project)
        }
        let moves = try await change.transaction.all(SelectEmenscrMoves(province: province, projects: [project]))
        return EmenscrRecord(
            province: province, project: project, nationalCode: row.code, state: row.state, moves: moves.map(\.move),
            version: row.version)
    }

    private func tell(
        _ event: String, _ record: EmenscrRecord, _ change: Change, _ details: [String: String]
    ) async throws {
        try await change.audit(subject: record.project, details: details)
        try await change.emit(event, subject: record.project, data: details)
    }
}

extension EmenscrState {
    /// Where a project may go from here (domain §8: unit head → department → ministry, or back).
    var next: [EmenscrState] {
        switch self {
        case .notEntered: [.entered]
        case .entered: [.sentForApproval]
        case .sentForApproval: [.approvedByUnit, .returned]
        case .approvedByUnit: [.approvedByDepartment, .returned]
        case .approvedByDepartment: [.approvedByMinistry, .returned]
        // The progress of the next quarter is sent for approval again.
        case .approvedByMinistry: [.sentForApproval]
        case .returned: [.entered, .sentForApproval]
        }
    }
}
