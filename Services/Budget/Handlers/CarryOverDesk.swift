import BudgetContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// What goes into the next fiscal year.
struct Carried: Sendable {
    var id: ID
    /// The year it goes into.
    var year: FiscalYear
    var from: LineState
    /// As it was before; `nil` of what nothing binds.
    var commitment: CommitmentState?
    var amount: Money
    var toLine: ID
    var toCommitment: ID?
    /// Of the commitment and of its line.
    var code: String
    var spendUntil: CalendarDate
    var reason: String?
    var requestedOn: CalendarDate?

    /// How it leaves, and how it arrives.
    var acts: (out: Act, into: Act) {
        guard let commitment, let toCommitment else {
            return (.carryOutFree(line: from.id, amount: amount), .carryInFree(line: toLine, amount: amount))
        }
        return (
            .carryOut(commitment: commitment.id),
            .carryIn(line: toLine, id: toCommitment, code: code, payee: commitment.payee, amount: amount)
        )
    }
}

/// Takes money into the next fiscal year: each commitment, or free amount, gets a line of its own there, open until the day of the rule.
enum CarryOverDesk {
    /// The rule in force at the end of a year.
    static func rule(
        of year: FiscalYear, kind: CarryOverKind = .bound, _ change: Change
    ) async throws -> CarryOverRule {
        let rules = try await change.transaction.all(SelectCarryOverRules(date: year.lastDay, kind: kind))
        guard let rule = rules.last else {
            throw RPCError.ruleViolated("carryOver.noRule", Messages.carryNoRule(year.lastDay))
        }
        return rule
    }

    /// Opens the lines and makes the entries; `desk` settles them, `record` follows.
    static func carry(
        _ commitments: [CommitmentState], by rule: CarryOverRule, letterNumber: String?, at desk: inout Desk
    ) async throws -> [Carried] {
        try await carry(try planned(commitments, rule, desk), letterNumber: letterNumber, at: &desk)
    }

    static func carry(_ carried: [Carried], letterNumber: String?, at desk: inout Desk) async throws -> [Carried] {
        let change = desk.change
        guard !carried.isEmpty else { return [] }
        let drafts = Dictionary(
            try await change.transaction.all(SelectLinesByID(ids: carried.map(\.from.id))).map { ($0.id, $0.draft) }
        ) { first, _ in first }
        let lines = carried.compactMap { item in
            drafts[item.from.id].map { draft in
                var next = draft
                next.code = item.code
                next.fiscalYear = item.year
                return NewLine(province: item.from.province, id: item.toLine, draft: next)
            }
        }
        try await LineHandlers.insert(lines, change)
        let opened = try await change.transaction.all(LockLines(lines: lines.map { .id($0.id) }, commitments: []))
        for line in opened { desk.add(line) }
        for item in carried {
            do {
                try desk.post(
                    item.acts.out, on: item.from.fiscalYear.lastDay,
                    paper: Paper(letterNumber: letterNumber, reference: item.code, note: item.reason))
                try desk.post(
                    item.acts.into, on: item.year.firstDay,
                    paper: Paper(
                        code: item.code, letterNumber: letterNumber,
                        reference: item.commitment?.code ?? item.from.code))
            } catch {
                throw error.refusal
            }
        }
        return carried
    }

    private static func planned(
        _ commitments: [CommitmentState], _ rule: CarryOverRule, _ desk: Desk
    ) throws(RPCError) -> [Carried] {
        var carried: [Carried] = []
        for commitment in commitments {
            guard let from = desk.book.lines[commitment.line] else {
                throw RPCError.notFound("line", commitment.line)
            }
            var item = try planned(commitment.code, from, commitment.outstanding, rule, desk)
            item.commitment = commitment
            item.toCommitment = desk.change.newID()
            carried.append(item)
        }
        return carried
    }

    static func planned(
        _ name: String, _ from: LineState, _ amount: Money, _ rule: CarryOverRule, _ desk: Desk
    ) throws(RPCError) -> Carried {
        guard let year = from.fiscalYear.next, let until = CarryOverRule.day(rule.spendUntil, in: year) else {
            throw RPCError.notFound("line", from.code)
        }
        let code = "\(name)/\(year)"
        guard code.unicodeScalars.count <= 64 else {
            throw RPCError.ruleViolated("text.length", Messages.carryCode(code), at: "/commitment")
        }
        return Carried(
            id: desk.change.newID(), year: year, from: from, amount: amount, toLine: desk.change.newID(), code: code,
            spendUntil: until)
    }

    /// After `settle`: the lines' last day, and what was carried.
    static func record(
        _ carried: [Carried], letterNumber: String?, _ change: Change
    ) async throws -> [CarryOver] {
        guard !carried.isEmpty else { return [] }
        _ = try await change.transaction.execute(
            LimitLines(
                provinces: carried.map(\.from.province), lines: carried.map(\.toLine), days: carried.map(\.spendUntil)))
        _ = try await change.transaction.execute(
            InsertCarryOvers(
                carried: carried, letterNumber: letterNumber, carriedBy: change.caller.subject, carriedAt: change.now))
        return try await change.transaction.all(FindCarryOvers(ids: carried.map(\.id)))
    }
}
