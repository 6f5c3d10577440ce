import BudgetContract
import CommonContract
import JSONRPC
import Kernel

/// One act of a storm, drawn from the seed before anything is known of the others: the same seed gives the same acts,
/// whoever comes first.
struct StormAct: Sendable {
    enum Kind: Sendable {
        case allocate, commit, payOrder, pay, release, giveBack, refund, reverse, together, askTransfer, withdraw
    }

    /// Out of a hundred.
    static let shares: [(Kind, Int)] = [
        (.allocate, 12), (.commit, 17), (.payOrder, 18), (.pay, 15), (.release, 5), (.giveBack, 5), (.refund, 4),
        (.reverse, 8), (.together, 5), (.askTransfer, 6), (.withdraw, 5),
    ]

    /// From 0, over the whole storm.
    var number: Int
    var kind: Kind
    var line: Int
    var other: Int
    var amount: Money
    var date: CalendarDate
    var final: Bool
    /// An earlier act, whose order, entry or transfer this one is about if it had one.
    var earlier: Int

    /// All acts of a storm. What an act is about is drawn from those of its kind that came shortly before.
    static func drawn(_ count: Int, lines: Int, random: inout Seeded) -> [StormAct] {
        var acts: [StormAct] = []
        var past: [Kind: [Int]] = [:]
        for number in 0..<count {
            var act = StormAct(number: number, lines: lines, random: &random)
            let wanted: [Kind] =
                switch act.kind {
                case .payOrder, .release: [.commit]
                case .withdraw: [.askTransfer]
                case .reverse: act.final ? [.allocate, .pay] : [.commit]
                default: []
                }
            let found = wanted.flatMap { past[$0]?.suffix(30) ?? [] }
            act.earlier = found.isEmpty ? number : found[random.below(found.count)]
            if wanted.isEmpty { past[act.kind, default: []].append(number) }
            acts.append(act)
        }
        return acts
    }

    private init(number: Int, lines: Int, random: inout Seeded) {
        self.number = number
        var dice = random.below(100)
        kind = .pay
        for (candidate, share) in Self.shares {
            if dice < share {
                kind = candidate
                break
            }
            dice -= share
        }
        line = random.below(lines)
        other = (line + 1 + random.below(lines - 1)) % lines
        amount = Money(satang: Int64(1 + random.below(kind == .allocate ? 400_000 : 40_000)))
        // Money comes early in the year, most is spent late: else nearly every act would be refused for its day.
        let day = kind == .allocate ? random.below(60) : max(random.below(365), random.below(365))
        date = Office.day("2022-10-01").adding(days: day) ?? Office.day("2022-10-01")
        final = random.below(2) == 0
        earlier = number
    }

    /// What the entries of the act bear; so one that was posted twice, or not at all, is found.
    var mark: String { "S\(number)" }
    private var key: String { "storm-\(number)" }
    private var paper: EntryDocument { EntryDocument(reference: mark) }
    private func code(_ line: Int) -> Reference { .code("L\(line)") }

    /// How many entries it makes where it is accepted.
    var entries: Int { kind == .together ? 2 : 1 }

    func perform(on replica: Replica) async throws {
        switch kind {
        case .allocate:
            _ = try await replica.call(
                PostAllocation(
                    idempotencyKey: key, line: code(line), amount: amount, date: date,
                    document: EntryDocument(code: "A\(number)", reference: mark)))
        case .commit:
            _ = try await replica.call(
                PostCommitment(
                    idempotencyKey: key, line: code(line), code: "C\(number)", amount: amount, date: date,
                    document: paper))
        case .payOrder:
            _ = try await replica.call(
                PostDisbursement(
                    idempotencyKey: key, commitment: .code("C\(earlier)"), amount: amount, final: final, date: date,
                    document: paper))
        case .pay:
            _ = try await replica.call(
                PostDisbursement(
                    idempotencyKey: key, line: code(line), amount: amount, date: date,
                    document: EntryDocument(code: "A\(number)", reference: mark)))
        case .release:
            _ = try await replica.call(
                ReleaseCommitment(
                    idempotencyKey: key, commitment: .code("C\(earlier)"), amount: final ? nil : amount, date: date,
                    document: paper))
        case .giveBack, .refund:
            _ = try await replica.call(
                PostReturn(
                    idempotencyKey: key, line: code(line), amount: amount,
                    from: kind == .refund ? .disbursed : .available, date: date, document: paper))
        case .reverse:
            _ = try await replica.call(
                ReverseEntry(
                    idempotencyKey: key, entry: .code((final ? "A" : "C") + "\(earlier)"), date: date,
                    reason: "storm", letterNumber: mark))
        case .together, .askTransfer, .withdraw: try await performMore(on: replica)
        }
    }

    private func performMore(on replica: Replica) async throws {
        switch kind {
        case .together:
            _ = try await replica.call(
                ImportEntries(
                    idempotencyKey: key, organisation: "67",
                    acts: [
                        ActDraft(
                            kind: .allocation, line: code(line), amount: amount, date: date, document: paper),
                        ActDraft(
                            kind: .disbursement, line: code(other), amount: amount, date: date, document: paper),
                    ]))
        case .askTransfer:
            _ = try await replica.call(
                RequestTransfer(
                    idempotencyKey: key, code: "T\(number)", from: code(line), to: code(other), amount: amount,
                    date: date, reason: "storm", letterNumber: mark))
        default:
            _ = try await replica.call(
                WithdrawTransfer(
                    idempotencyKey: key, transfer: .code("T\(earlier)"), date: date, reason: mark))
        }
    }
}
