import BudgetContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// What a transfer does to the ledger: it reserves when it is asked for, and posts or releases when it is decided.
enum TransferLedger {
    /// Judges, reserves and records a request.
    /// - Parameters:
    ///   - agenda: the service whose agenda it goes onto; `nil` where it is decided here.
    ///   - openMatter: opens the matter that decides it and gives its id.
    static func request(
        _ params: RequestTransfer, onAgendaOf agenda: String? = nil, _ change: Change,
        openMatter: (_ transfer: Transfer, _ organisation: String) async throws -> ID?
    ) async throws -> Transfer {
        let from = try await Find.line(params.from, on: change.transaction)
        let to = try await Find.line(params.to, on: change.transaction)
        var desk = try await Desk.open(change, lines: [.id(from.id), .id(to.id)], from: params.date)
        let amount = try amount(of: params, available: desk.line(.id(from.id)).totals.available)
        let rows = try await judge(params, amount, from: from, to: to, change)
        let rules = rows.compactMap(\.applied)
        let id = change.newID()
        let reservation: StoredEntry
        do {
            reservation = try desk.post(
                .reservation(line: from.id, amount: amount), on: params.date,
                paper: Paper(letterNumber: params.letterNumber, note: params.reason), transfer: id)
        } catch {
            throw error.refusal
        }
        try await desk.settle()
        var transfer = Transfer(
            id: id, province: from.province, code: params.code, from: from.side, to: to.side, amount: amount,
            state: .requested, reason: params.reason, date: params.date, letterNumber: params.letterNumber,
            matter: nil, rules: rules, reservation: reservation.id, settlement: nil,
            requestedBy: change.caller.subject, requestedAt: change.now, share: params.share,
            expiresOn: lastDay(rows, requested: params.date, in: from.fiscalYear))
        transfer.matter = try await openMatter(transfer, from.organisation)
        transfer.agenda = agenda.map { TransferAgenda(service: $0, waiting: [.open]) }
        do {
            _ = try await change.transaction.execute(InsertTransfer(transfer: transfer))
        } catch let error as PostgresError where error.constraint == "budget_transfer_code_taken" {
            throw RPCError.conflict(Messages.codeTaken(params.code))
        }
        try await change.emit("transfer.requested", subject: id.description, data: transfer)
        try await change.audit(subject: id.description, details: transfer)
        return transfer
    }

    /// Ends a transfer: carries it out, or releases what it reserved.
    static func settle(
        _ transfer: Transfer, as state: TransferState, on date: CalendarDate, paper: Paper, _ change: Change
    ) async throws -> Transfer {
        var desk = try await Desk.open(
            change, lines: [.id(transfer.from.line), .id(transfer.to.line)], from: date)
        // Read again under the lines' locks: it may have been decided in between.
        let now = try await Find.transfer(.id(transfer.id), on: change.transaction)
        guard now.state == .requested else {
            throw RPCError.ruleViolated(
                "transfer.decided", Messages.transferDecided(now.state.rawValue), at: "/transfer")
        }
        if state == .executed, now.agreement == nil, let rule = now.rules.first(where: \.needsBudgetBureau) {
            throw RPCError.ruleViolated(
                "transfer.needsBudgetBureau", Messages.transferNotAgreed(rule.legalReference), at: "/transfer")
        }
        let act: Act =
            state == .executed
            ? .transfer(from: transfer.from.line, to: transfer.to.line, amount: transfer.amount)
            : .reservationRelease(line: transfer.from.line, amount: transfer.amount)
        let entry: StoredEntry
        do {
            entry = try desk.post(act, on: date, paper: paper, transfer: transfer.id)
        } catch {
            throw error.refusal
        }
        try await desk.settle()
        let executedOn = state == .executed ? date : nil
        let reportDueOn = now.rules.compactMap(\.reportWithinDays).min().flatMap { executedOn?.adding(days: $0) }
        let ended = try await change.transaction.execute(
            SettleTransfer(
                province: transfer.province, id: transfer.id, state: state, settlement: entry.id,
                executedOn: executedOn, reportDueOn: reportDueOn))
        guard ended == 1 else {
            throw RPCError.conflict(Messages.retry)
        }
        var settled = now
        settled.state = state
        settled.settlement = entry.id
        settled.executedOn = executedOn
        settled.reportDueOn = reportDueOn
        try await change.emit("transfer.\(state.rawValue)", subject: transfer.id.description, data: settled)
        try await change.audit(subject: transfer.id.description, details: settled)
        return settled
    }

    /// Set while requests are ended because their last day has passed.
    @TaskLocal static var isExpiring = false

    private static func amount(of params: RequestTransfer, available: Money) throws -> Money {
        guard let share = params.share else { return params.amount ?? .zero }
        let amount = available.share(BasisPoints(Int64(share))) ?? .zero
        guard amount > .zero else {
            throw RPCError.ruleViolated(
                "ledger.available", Messages.shareOfNothing,
                problems: [Problem(path: "/share", rule: "ledger.available", message: Messages.shareOfNothing)])
        }
        return amount
    }

    /// The nearest day that a rule gives, at the latest the end of the fiscal year.
    private static func lastDay(
        _ rules: [PolicyRow], requested date: CalendarDate, in year: FiscalYear
    ) -> CalendarDate {
        let days = rules.compactMap(\.expireAfterDays).min()
        return min(days.flatMap { date.adding(days: $0) } ?? year.lastDay, year.lastDay)
    }

    /// What the rule table says; refuses what it forbids or does not speak of.
    private static func judge(
        _ params: RequestTransfer, _ amount: Money, from: BudgetLine, to: BudgetLine, _ change: Change
    ) async throws -> [PolicyRow] {
        guard from.id != to.id, from.fiscalYear == to.fiscalYear, from.province == to.province else {
            throw RPCError.ruleViolated(
                "transfer.year", Messages.transferYear,
                problems: [Problem(path: "/to", rule: "transfer.year", message: Messages.transferYear)])
        }
        let rows = try await change.transaction.all(SelectTransferRules(date: params.date))
        let (rules, silent) = TransferPolicy.apply(
            rows.compactMap(\.policy), from: from.nature, to: to.nature, amount: amount, on: params.date)
        var problems = Problems()
        for rule in rules where rule.verdict == .forbidden {
            problems.add(
                Problem(
                    path: "/to", rule: "transfer.forbidden",
                    message: Messages.transferForbidden(rule.change.rawValue, rule.legalReference)))
        }
        for crossing in silent {
            problems.add(
                Problem(path: "/to", rule: "transfer.noRule", message: Messages.transferNoRule(crossing.rawValue)))
        }
        guard problems.isEmpty else { throw problems.refusal }
        return rules
    }
}

extension BudgetLine {
    var side: TransferSide { TransferSide(line: id, lineCode: code, organisation: organisation) }

    /// As the rules of transfers see it.
    var nature: LineNature {
        LineNature(
            organisation: organisation, planType: planType.rawValue, source: source.rawValue,
            work: workKind.rawValue + "/" + workCode, category: category.rawValue, item: item?.th ?? "")
    }
}

extension TransferRule {
    var policy: PolicyRow? {
        guard let crossing = Crossing(rawValue: change.rawValue),
            let verdict = PolicyRow.Verdict(rawValue: verdict.rawValue)
        else { return nil }
        return PolicyRow(
            change: crossing, into: into?.rawValue, from: from ?? .zero, verdict: verdict,
            effectiveFrom: effectiveFrom, effectiveTo: effectiveTo, reportWithinDays: reportWithinDays,
            expireAfterDays: expireAfterDays, legalReference: legalReference)
    }
}

extension AppliedRule {
    var needsBudgetBureau: Bool { verdict == .needsBudgetBureau }
}

extension PolicyRow {
    var applied: AppliedRule? {
        guard let crossing = TransferChange(rawValue: change.rawValue),
            let verdict = TransferVerdict(rawValue: verdict.rawValue)
        else { return nil }
        return AppliedRule(
            change: crossing, verdict: verdict, reportWithinDays: reportWithinDays, legalReference: legalReference)
    }
}
