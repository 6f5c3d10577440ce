import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// What is carried into the next fiscal year, and what comes of it.
enum CarryOverHandlers {
    static func register(on router: ServiceRouter) {
        router.change(
            PostCarryOver.self, at: { try await Find.commitment($0.commitment, on: $1.database).organisation }
        ) { try await post($0, $1) }
        router.change(PostUnboundCarryOver.self, at: { try await Find.line($0.line, on: $1.database).organisation }) {
            try await postUnbound($0, $1)
        }
        router.change(ExtendCarryOver.self, at: { try await find($0.carryOver, on: $1.database).organisation }) {
            try await extend($0, $1)
        }
        router.change(LapseCarryOvers.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await lapse($0, $1)
        }
        router.read(ListCarryOvers.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let limit = PageLimit.of($0.limit)
            let rows = try await $1.database.all(
                SelectCarryOvers(
                    organisation: $0.organisation, fiscalYear: $0.fiscalYear, openOnly: $0.open ?? false,
                    after: try $0.cursor?.keys("carryOver", count: 2), limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("carryOver", $0.province, $0.toLineCode) }
        }
        router.change(SetCarryOverRule.self, at: { _, _ in "TH" }) { params, change in
            _ = try await change.transaction.execute(UpsertCarryOverRule(rule: params.rule))
            let subject = params.rule.effectiveFrom.description
            try await change.emit("carryOverRule.set", subject: subject, data: params.rule)
            try await change.audit(subject: subject, details: params.rule)
            return params.rule
        }
        router.read(ListCarryOverRules.self) {
            CarryOverRules(items: try await $1.database.all(SelectCarryOverRules(date: $0.date)))
        }
    }

    private static func find(_ id: ID, on database: some StatementExecutor) async throws -> CarryOver {
        guard let found = try await database.first(FindCarryOvers(ids: [id])) else {
            throw RPCError.notFound("carryOver", id)
        }
        return found
    }

    private static func post(_ params: PostCarryOver, _ change: Change) async throws -> CarryOver {
        let found = try await Find.commitment(params.commitment, on: change.transaction).commitment
        let line = try await Find.line(.id(found.line), on: change.transaction)
        let rule = try await CarryOverDesk.rule(of: line.fiscalYear, change)
        var desk = try await Desk.open(
            change, lines: [], commitments: [.id(found.id)], from: line.fiscalYear.lastDay)
        let commitment = try desk.commitment(.id(found.id))
        guard commitment.outstanding > .zero else {
            throw RPCError.ruleViolated("commitment.outstanding", Messages.carryNothing, at: "/commitment")
        }
        if commitment.outstanding < rule.amountMin, params.letterNumber == nil {
            let message = Messages.carryTooSmall(rule.amountMin, rule.legalReference)
            throw RPCError.ruleViolated(
                "carryOver.amountMin", message,
                problems: [Problem(path: "/letterNumber", rule: "carryOver.amountMin", message: message)])
        }
        let carried = try await CarryOverDesk.carry(
            [commitment], by: rule, letterNumber: params.letterNumber, at: &desk)
        try await desk.settle()
        let recorded = try await CarryOverDesk.record(carried, letterNumber: params.letterNumber, change)
        guard let carryOver = recorded.first else { throw RPCError.notFound("commitment", params.commitment) }
        return try await tell("carryOver.posted", carryOver, change)
    }

    /// What nothing binds: asked for in time, agreed to by letter, and no more than is free on the year's last day.
    private static func postUnbound(_ params: PostUnboundCarryOver, _ change: Change) async throws -> CarryOver {
        let found = try await Find.line(params.line, on: change.transaction)
        let rule = try await CarryOverDesk.rule(of: found.fiscalYear, kind: .unbound, change)
        var problems = Problems()
        let last = rule.askUntil.flatMap { CarryOverRule.day($0, in: found.fiscalYear) } ?? found.fiscalYear.lastDay
        if params.requestedOn < found.fiscalYear.firstDay || params.requestedOn > last {
            problems.add(
                Problem(
                    path: "/requestedOn", rule: "carryOver.askUntil",
                    message: Messages.carryAskUntil(last, rule.legalReference)))
        }
        if params.amount < rule.amountMin, !(params.amount == found.balances.available) {
            problems.add(
                Problem(
                    path: "/amount", rule: "carryOver.amountMin",
                    message: Messages.carryTooLittle(rule.amountMin, rule.legalReference)))
        }
        guard problems.isEmpty else { throw problems.refusal }
        var desk = try await Desk.open(change, lines: [.id(found.id)], from: found.fiscalYear.lastDay)
        let line = try desk.line(.id(found.id))
        var item = try CarryOverDesk.planned(line.code, line, params.amount, rule, desk)
        item.reason = params.reason
        item.requestedOn = params.requestedOn
        let carried = try await CarryOverDesk.carry([item], letterNumber: params.letterNumber, at: &desk)
        try await desk.settle()
        let recorded = try await CarryOverDesk.record(carried, letterNumber: params.letterNumber, change)
        guard let carryOver = recorded.first else { throw RPCError.notFound("line", params.line) }
        return try await tell("carryOver.posted", carryOver, change)
    }

    private static func extend(_ params: ExtendCarryOver, _ change: Change) async throws -> CarryOver {
        let carryOver = try await find(params.carryOver, on: change.transaction)
        guard let before = carryOver.fiscalYear.previous else { throw RPCError.notFound("carryOver", carryOver.id) }
        let rule = try await CarryOverDesk.rule(of: before, kind: carryOver.kind, change)
        guard let until = CarryOverRule.day(rule.extendedUntil, in: carryOver.fiscalYear),
            try await change.transaction.execute(
                ExtendCarriedOver(
                    province: carryOver.province, id: carryOver.id, until: until, letterNumber: params.letterNumber)
            ) == 1
        else { throw RPCError.ruleViolated("carryOver.extended", Messages.carryExtended, at: "/carryOver") }
        _ = try await change.transaction.execute(
            LimitLines(provinces: [carryOver.province], lines: [carryOver.toLine], days: [until]))
        return try await tell("carryOver.extended", try await find(carryOver.id, on: change.transaction), change)
    }

    /// Each on its own last day; where that day is closed, on the first open one.
    static func lapse(_ params: LapseCarryOvers, _ change: Change) async throws -> CarryOvers {
        let past = try await change.transaction.all(
            SelectPastCarryOvers(organisation: params.organisation, date: params.date))
        guard !past.isEmpty else { return CarryOvers(items: []) }
        _ = try await change.transaction.execute(OpenForLapse(lines: past.map(\.toLine)))
        var desk = try await Desk.open(
            change, lines: past.map { .id($0.toLine) },
            commitments: past.compactMap { $0.toCommitment.map { .id($0) } },
            from: past.map(\.spendUntil).min() ?? params.date)
        var amounts: [Money] = []
        for item in past {
            let line = try desk.line(.id(item.toLine))
            let (day, paper) = (line.spendUntil ?? item.spendUntil, Paper(reference: item.toLineCode))
            do {
                let bound = try item.toCommitment.map { try desk.commitment(.id($0)) }
                if let bound, bound.outstanding > .zero {
                    try desk.post(.release(commitment: bound.id, amount: nil), on: day, paper: paper)
                }
                let left = try desk.line(.id(item.toLine)).totals.available
                if left > .zero {
                    try desk.post(.returnToSource(line: item.toLine, amount: left), on: day, paper: paper)
                }
                amounts.append(left)
            } catch let problems as Problems {
                throw problems.refusal
            }
        }
        try await desk.settle()
        _ = try await change.transaction.execute(
            MarkLapsed(provinces: past.map(\.province), ids: past.map(\.id), amounts: amounts))
        let lapsed = CarryOvers(items: try await change.transaction.all(FindCarryOvers(ids: past.map(\.id))))
        try await change.emit("carryOver.lapsed", subject: params.organisation, data: lapsed)
        try await change.audit(subject: params.organisation, details: lapsed)
        return lapsed
    }

    private static func tell(_ event: String, _ carryOver: CarryOver, _ change: Change) async throws -> CarryOver {
        try await change.emit(event, subject: carryOver.id.description, data: carryOver)
        try await change.audit(subject: carryOver.id.description, details: carryOver)
        return carryOver
    }
}
