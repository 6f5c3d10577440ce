import CommonContract
import JSONRPC
import Kernel
import Postgres
import Procedures
import RPCServer
import ReportingContract
import ServiceKit

/// A report's way from frozen to published and onwards: a matter of a procedure, whose every action is also a step of
/// the report. It does not matter whether the action is taken here, by `matter.act` or by a meeting.
struct ReportWay: Sendable {
    static let kind = "report"

    let procedures: Procedures

    /// Opens the matter of a frozen report.
    func open(_ report: Report, procedure: String?, in change: Change) async throws -> ID {
        try await procedures.open(
            MatterOpening(
                procedure: procedure ?? ReportProcedures.standard, organisation: report.organisation,
                subjectKind: Self.kind, subject: report.id, subjectCode: report.code, title: report.title), in: change
        ).id
    }

    /// What the caller says of a step beside what a matter keeps.
    struct Remarks: Sendable {
        var position: String?
        var document: String?
    }

    /// Takes the step that has to be the next.
    /// - Throws: `ruleViolated` `report.order` if another step is next.
    func take(
        _ step: ReportStep, of report: Report, on day: CalendarDate?, _ remarks: Remarks, note: String? = nil,
        outcome: ActionOutcome? = nil, body: String? = nil, resolution: String? = nil, in change: Change
    ) async throws -> Report {
        let matter = try await matter(of: report, in: change)
        let next = matter.step.flatMap { WayStep.of($0, published: report.step == .published) }
        guard let code = matter.step, next == step else {
            throw RPCError.ruleViolated(
                "report.order", ReportMessages.outOfOrder(step.rawValue, next?.rawValue ?? matter.step ?? "–"))
        }
        let usual: [ActionOutcome] = [.forward, .approve, .acknowledge]
        let chosen = outcome ?? usual.first { matter.may.contains($0) } ?? .forward
        return try await act(
            MatterMove(
                matter: matter.id, step: code, outcome: chosen, date: day, note: note,
                letterNumber: remarks.document, body: body, resolutionNumber: resolution), remarks, report, change)
    }

    /// Sends a report back before it is signed.
    func sendBack(
        _ report: Report, on day: CalendarDate, position: String?, note: String, in change: Change
    ) async throws -> Report {
        let matter = try await matter(of: report, in: change)
        return try await act(
            MatterMove(matter: matter.id, step: matter.step ?? "", outcome: .return, date: day, note: note),
            Remarks(position: position, document: nil), report, change)
    }

    /// Ends the way of a report that another takes the place of.
    func leave(_ report: Report, in change: Change) async throws {
        guard let id = report.matter else { return }
        let matter = try await procedures.matter(id, in: change)
        guard matter.state == .open, let step = matter.step else { return }
        if report.step == .published {
            let move = MatterMove(matter: id, step: step, outcome: .return, note: ReportMessages.superseded.th)
            _ = try await procedures.act(move, in: change)
        } else {
            _ = try await procedures.withdraw(id, reason: ReportMessages.superseded.th, in: change)
        }
    }

    private func matter(of report: Report, in change: Change) async throws -> Matter {
        guard let id = report.matter else { throw RPCError.ruleViolated("report.frozen", ReportMessages.notFrozen) }
        return try await procedures.matter(id, in: change)
    }

    private func act(
        _ move: MatterMove, _ remarks: Remarks, _ report: Report, _ change: Change
    ) async throws -> Report {
        _ = try await ReportObserver.$remarks.withValue(remarks) { try await procedures.act(move, in: change) }
        return try await Find.withHistory(
            try await Find.report(.id(report.id), on: change.transaction), on: change.transaction)
    }
}

/// Takes a report on with its matter, in the same transaction.
struct ReportObserver: MatterObserver {
    /// What `report.record` says of the step; nothing where the matter was moved elsewhere.
    @TaskLocal static var remarks = ReportWay.Remarks()

    var subjectKind: String { ReportWay.kind }

    func matterMoved(_ matter: Matter, by action: MatterAction, in change: Change) async throws {
        let report = try await Find.report(.id(matter.subject), on: change.transaction)
        guard report.supersededBy == nil, action.outcome != .withdraw else { return }
        if action.outcome == .return || action.outcome == .reject {
            guard report.step != .published else { return }
            return try await move(report, to: .returned, action, "report.returned", change)
        }
        guard report.missing == 0 else { throw RPCError.ruleViolated("report.complete", ReportMessages.incomplete) }
        guard let step = WayStep.of(action.step, published: report.step == .published) else { return }
        if step == .published { try await supersede(earlierThan: report, change) }
        try await move(report, to: step, action, "report.\(step.rawValue)", change)
        if step == .published {
            let published = try await Find.report(.id(report.id), on: change.transaction)
            try await FileWork.enqueue(KeptFile.ofPublished, of: published, in: change)
        }
        if step == .forwarded { try await deliver(report, action, change) }
    }

    private func move(
        _ report: Report, to step: ReportStep, _ action: MatterAction, _ event: String, _ change: Change
    ) async throws {
        let moved = try await StepHandlers.advance(
            report, to: step == .forwarded ? .published : step, expectedVersion: report.version, in: change)
        _ = try await StepHandlers.record(
            step, of: moved, in: change, event: event, on: action.date, position: Self.remarks.position,
            document: Self.remarks.document ?? action.letterNumber, note: action.note, procedureStep: action.step)
    }

    /// What was published before gives its place up.
    private func supersede(earlierThan report: Report, _ change: Change) async throws {
        let revisions = SelectRevisions(
            province: report.province, organisation: report.organisation, fiscalYear: report.fiscalYear,
            quarter: report.quarter, definition: report.definition)
        let earlier = try await change.transaction.all(LockRevisions(revisions: revisions)).filter {
            $0.id != report.id && $0.step == .published && $0.supersededBy == nil
        }
        for old in earlier { try await ReportWay(procedures: ReportingService.procedures).leave(old, in: change) }
        guard !earlier.isEmpty else { return }
        _ = try await change.transaction.execute(
            SupersedeReports(province: report.province, ids: earlier.map(\.id), by: report.id))
    }

    /// What is sent on is a delivery, to be acknowledged.
    private func deliver(_ report: Report, _ action: MatterAction, _ change: Change) async throws {
        guard
            let receiver = try await change.transaction.first(
                FindReceiver(province: report.province, step: action.step))
        else { return }
        let delivery = ReportDelivery(
            id: change.newID(), report: report.code, to: receiver, on: action.date,
            document: Self.remarks.document ?? action.letterNumber, acknowledgedOn: nil, acknowledgement: nil)
        _ = try await change.transaction.execute(
            InsertDelivery(report: report, delivery: delivery, by: change.caller.subject, at: change.now))
    }
}

/// To whom a step after publication sends: the province's region, the ministry above all, the national committee.
struct FindReceiver: Statement {
    static let sql = """
        SELECT CASE $2 WHEN 'region' THEN coalesce(parent, 'TH') WHEN 'ministry' THEN 'TH' ELSE 'กพย.' END
          FROM organisation
         WHERE code = $1 AND $2::text IN ('region', 'ministry', 'national')
        """

    var province: String
    var step: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(step)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Whether a province has a procedure of that code, or the suite comes with one.
struct ProcedureIsThere: Statement {
    static let sql = """
        SELECT EXISTS (SELECT 1 FROM procedure_definition WHERE province IN ('TH', $1) AND code = $2)
        """

    var province: String
    var code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}
