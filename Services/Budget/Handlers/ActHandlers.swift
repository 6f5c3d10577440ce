import BudgetContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Acts one by one: allocation, commitment, release, payment, return, reversal.
enum ActHandlers {
    static func register(on router: ServiceRouter) {
        router.change(PostAllocation.self, at: { try await Find.line($0.line, on: $1.database).organisation }) {
            try await allocate($0, $1)
        }
        router.change(PostReturn.self, at: { try await Find.line($0.line, on: $1.database).organisation }) {
            try await giveBack($0, $1)
        }
        router.change(PostCommitment.self, at: { try await Find.line($0.line, on: $1.database).organisation }) {
            try await commit($0, $1)
        }
        router.change(
            ReleaseCommitment.self, at: { try await Find.commitment($0.commitment, on: $1.database).organisation }
        ) { try await release($0, $1) }
        // A line that many spend from at once: those who wait for it pay together.
        router.change(
            PostDisbursement.self, at: { try await organisation(of: $0, $1) },
            together: { $0.claim == nil && $0.commitment == nil ? $0.line?.description : nil },
            group: { try await disburse($0) }
        ) {
            try await disburse($0, $1)
        }
        router.change(ReverseEntry.self, at: { try await Find.organisation(ofEntry: $0.entry, on: $1.database) }) {
            try await reverse($0, $1)
        }
    }

    private static func allocate(_ params: PostAllocation, _ change: Change) async throws -> PostedEntry {
        let desk = try await Desk.open(change, lines: [params.line], from: params.date)
        let act = Act.allocation(
            line: try desk.line(params.line).id, amount: params.amount, supplementary: params.supplementary ?? false)
        return try await post(act, on: params.date, document: params.document, at: desk)
    }

    private static func giveBack(_ params: PostReturn, _ change: Change) async throws -> PostedEntry {
        let desk = try await Desk.open(change, lines: [params.line], from: params.date)
        let line = try desk.line(params.line).id
        let act: Act =
            switch params.from {
            case .available: .returnToSource(line: line, amount: params.amount)
            case .disbursed: .refund(line: line, amount: params.amount)
            }
        return try await post(act, on: params.date, document: params.document, at: desk)
    }

    private static func commit(_ params: PostCommitment, _ change: Change) async throws -> PostedEntry {
        let desk = try await Desk.open(change, lines: [params.line], from: params.date)
        let act = Act.commitment(
            line: try desk.line(params.line).id, id: change.newID(), code: params.code, payee: params.payee,
            amount: params.amount)
        var document = params.document ?? EntryDocument()
        document.code = params.code
        return try await post(act, on: params.date, document: document, at: desk)
    }

    private static func release(_ params: ReleaseCommitment, _ change: Change) async throws -> PostedEntry {
        let desk = try await Desk.open(change, lines: [], commitments: [params.commitment], from: params.date)
        let act = Act.release(commitment: try desk.commitment(params.commitment).id, amount: params.amount)
        return try await post(act, on: params.date, document: params.document, at: desk)
    }

    private static func disburse(_ params: PostDisbursement, _ change: Change) async throws -> PostedEntry {
        if let claim = params.claim { return try await pay(claim, params, change) }
        let desk = try await Desk.open(
            change, lines: params.line.map { [$0] } ?? [], commitments: params.commitment.map { [$0] } ?? [],
            from: params.date)
        let act: Act
        if let commitment = params.commitment {
            act = .payment(
                commitment: try desk.commitment(commitment).id, amount: params.amount, final: params.final ?? false)
        } else {
            act = .directPayment(line: try desk.line(params.line ?? .code("")).id, amount: params.amount)
        }
        return try await post(act, on: params.date, document: params.document, at: desk)
    }

    /// Payments from one line, each after the other as they came; what one is refused for is its own.
    private static func disburse(
        _ members: [GroupMember<PostDisbursement>]
    ) async throws -> [Result<PostedEntry, any Error>] {
        let lines = Set(members.compactMap(\.params.line))
        guard let first = members.first, let date = members.map(\.params.date).min() else { return [] }
        var desk = try await Desk.open(first.change, lines: Array(lines), from: date)
        var taken = try await takenCodes(members, desk)
        var results: [Result<PostedEntry, any Error>] = []
        for member in members {
            do {
                let code = member.params.document?.code
                if let code, taken.contains(code) { throw RPCError.conflict(Messages.codeTaken(code)) }
                let line = try desk.line(member.params.line ?? .code("")).id
                let told = desk.book.warnings.items.count
                let entry = try desk.post(
                    .directPayment(line: line, amount: member.params.amount), on: member.params.date,
                    paper: member.params.document?.paper ?? Paper(), of: member.change)
                if let code { taken.insert(code) }
                results.append(.success(desk.posted(entry, after: told)))
            } catch let problems as Problems {
                results.append(.failure(problems.refusal))
            } catch {
                results.append(.failure(error))
            }
        }
        try await desk.settle()
        for (member, result) in zip(members, results) {
            if case .success(let posted) = result { try await tell(posted, member.change) }
        }
        return results
    }

    private static func takenCodes(
        _ members: [GroupMember<PostDisbursement>], _ desk: Desk
    ) async throws -> Set<String> {
        let codes = members.compactMap(\.params.document?.code)
        guard !codes.isEmpty else { return [] }
        return Set(
            try await desk.change.transaction.all(
                SelectTakenCodes(provinces: Array(Set(desk.book.lines.values.map(\.province))), codes: codes)))
    }

    /// Pays the claim's commitment, and counts the payment on the claim.
    private static func pay(
        _ reference: Reference, _ params: PostDisbursement, _ change: Change
    ) async throws -> PostedEntry {
        let claim = try await Find.claim(reference, on: change.transaction)
        try ChainHandlers.inOrder(params.date, notBefore: claim.date)
        let desk = try await Desk.open(change, lines: [], commitments: [.id(claim.commitment)], from: params.date)
        try await ChainHandlers.pay(claim, params.amount, change)
        return try await post(
            .payment(commitment: claim.commitment, amount: params.amount, final: params.final ?? false),
            on: params.date, document: params.document, claim: claim.id, at: desk)
    }

    private static func reverse(_ params: ReverseEntry, _ change: Change) async throws -> PostedEntry {
        let found = try await Find.entry(params.entry, on: change.transaction)
        let lines = Set(found.postings.flatMap { [$0.debit.line, $0.credit.line] }).sorted().map(Reference.id)
        let desk = try await Desk.open(
            change, lines: lines, commitments: found.commitment.map { [.id($0)] } ?? [], from: params.date)
        // Read again under the lock: another reversal may have come first.
        let original = try await Find.entry(.id(found.id), on: change.transaction)
        let document = EntryDocument(
            code: params.code, letterNumber: params.letterNumber, note: params.reason)
        if let id = original.claim, original.reversedBy == nil {
            let paid = original.postings.filter { $0.debit.stage == .disbursed }.map(\.amount).reduce(.zero, +)
            try await ChainHandlers.pay(try await Find.claim(.id(id), on: change.transaction), -paid, change)
        }
        return try await post(
            .reversal(original.reversible), on: params.date, document: document, claim: original.claim, at: desk)
    }

    private static func post(
        _ act: Act, on date: CalendarDate, document: EntryDocument?, claim: ID? = nil, at opened: Desk
    ) async throws -> PostedEntry {
        var desk = opened
        let entry: StoredEntry
        do {
            entry = try desk.post(act, on: date, paper: document?.paper ?? Paper(), claim: claim)
        } catch {
            throw error.refusal
        }
        try await desk.settle()
        let posted = desk.posted(entry)
        try await tell(posted, desk.change)
        return posted
    }

    private static func tell(_ posted: PostedEntry, _ change: Change) async throws {
        try await change.emit("ledger.posted", subject: posted.entry.id.description, data: posted.entry)
        try await change.audit(subject: posted.entry.id.description, details: posted.entry)
    }

    private static func organisation(of params: PostDisbursement, _ call: ReadCall) async throws -> String? {
        var commitment = params.commitment
        if let claim = params.claim { commitment = .id(try await Find.claim(claim, on: call.database).commitment) }
        if let commitment { return try await Find.commitment(commitment, on: call.database).organisation }
        guard let line = params.line else { return nil }
        return try await Find.line(line, on: call.database).organisation
    }
}

extension LedgerEntry {
    /// As the domain undoes it.
    var reversible: Reversible {
        func account(_ account: LedgerAccount) -> Account {
            Account(line: account.line, stage: Stage(rawValue: account.stage.rawValue) ?? .source)
        }
        return Reversible(
            id: id, kind: ActKind(rawValue: kind.rawValue) ?? .reversal, date: date, commitment: commitment,
            movements: postings.map {
                Movement(debit: account($0.debit), credit: account($0.credit), amount: $0.amount)
            }, reversedBy: reversedBy)
    }
}
