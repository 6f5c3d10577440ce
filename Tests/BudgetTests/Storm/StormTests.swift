import BudgetContract
import Foundation
import JSONRPC
import Kernel
import Postgres
import ServiceTestSupport
import Synchronization
import Testing

@testable import Budget

/// Random acts of many at once, while connections are cut, processes die and the database crashes: the ledger's rules
/// hold, no act is posted twice, none that was answered is lost.
///
/// `PHAEN_STORM_ACTS=100000 swift test --filter StormTests` makes it long; `PHAEN_STORM_SEED` replays the acts of a
/// run, whose seed it prints.
@Suite(.serialized) struct StormTests {
    static let actors = 8

    static func setting(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    @Test func nothingIsLostDoubledOrOverspent() async throws {
        let seed = Self.setting("PHAEN_STORM_SEED") ?? UInt64.random(in: 1...UInt64(UInt32.max))
        let count = Int(Self.setting("PHAEN_STORM_ACTS") ?? 1_200)
        // As many as make them meet, and few enough acts on each for a storm to end.
        let lines = max(24, count / 1_000)
        print("storm of \(count) acts on \(lines) lines: PHAEN_STORM_SEED=\(seed)")
        let began = ContinuousClock.now
        let fleet = try await Fleet(lines: lines)
        var random = Seeded(seed)
        let acts = StormAct.drawn(count, lines: lines, random: &random)
        // The first crash of the database in the first third, then one in each five thousand acts.
        let faults = Faults(fleet: fleet, seed: seed, every: 150, crashes: 1 + count / 5_000, of: count)
        let accepted = try await run(acts, on: fleet, faults)
        print("storm: \(accepted.count) of \(count) accepted; \(faults.summary)")
        #expect(accepted.count > count / 8 && accepted.count < count)
        try await Self.judge(acts, accepted, lines: lines, fleet)
        print("storm: judged after \((ContinuousClock.now - began).components.seconds) s")
        await fleet.close()
    }

    /// Each actor takes the next act as soon as it is done with one.
    private func run(_ acts: [StormAct], on fleet: Fleet, _ faults: Faults) async throws -> Set<Int> {
        let next = Turnstile()
        return try await withThrowingTaskGroup(of: Set<Int>.self) { group in
            for _ in 0..<Self.actors {
                group.addTask {
                    var accepted: Set<Int> = []
                    while true {
                        let number = next.pass()
                        guard number < acts.count else { return accepted }
                        if number > 0, number % 5_000 == 0 { print("storm: act \(number)") }
                        try await faults.strike(at: number)
                        if try await fleet.perform(acts[number]) { accepted.insert(number) }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.formUnion($1) }
        }
    }

    /// What was answered is there, once; what was refused is not; every figure of every day stands.
    private static func judge(
        _ acts: [StormAct], _ accepted: Set<Int>, lines: Int, _ fleet: Fleet
    ) async throws {
        let replica = fleet.replica(0)
        try await replica.client.start()
        let posted = Dictionary(
            try await replica.client.all(CountByMark()).map { ($0.mark, $0.entries) }, uniquingKeysWith: +)
        for act in acts {
            let expected = accepted.contains(act.number) ? act.entries : 0
            if posted[act.mark] ?? 0 != expected {
                Issue.record("\(act) made \(posted[act.mark] ?? 0) entries, not \(expected)")
            }
        }
        let marked = acts.filter { accepted.contains($0.number) }.map(\.entries).reduce(0, +)
        #expect(posted.values.reduce(0, +) == marked)
        let verdict = try await replica.call(VerifyLedger(organisation: "67"))
        #expect(verdict.sound, "\(verdict.differences.prefix(5))")
        #expect(verdict.lines == lines)
        #expect(try await replica.client.all(DaysBelowZero()) == [])
        #expect(try await replica.client.all(UnbalancedDays()) == [])
        let audited = try await replica.client.all(CountAnswered()).first
        #expect(audited == accepted.count + 1)
    }

    /// 64 at once spend from one line that can afford half of them.
    @Test func theAffordableHalfSucceeds() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("HOT"), allocated: 3_200)
            let outcomes = await withTaskGroup(of: String.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        do {
                            if number % 2 == 0 {
                                try await office.pay("HOT", 100)
                            } else {
                                try await office.commit("HOT", "PO-\(number)", 100)
                            }
                            return "done"
                        } catch let error as RPCError {
                            return error.problems.first?.rule ?? "\(error.kind)"
                        } catch { return "\(error)" }
                    }
                }
                return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes == ["done": 32, "ledger.available": 32])
            let left = try await office.balances("HOT")
            #expect(left.available == .zero && left.used == Money(baht: 3_200))
            #expect(try await office.verify().sound)
        }
    }
}

/// Gives each who passes the next number, from 0.
final class Turnstile: Sendable {
    private let next = Atomic(0)

    func pass() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
}

/// What goes wrong, and when: drawn from the seed as the acts are.
final class Faults: Sendable {
    enum Kind: String, CaseIterable { case restart, abandon, cut }

    private let fleet: Fleet
    private let planned: [Int: Kind]
    private let crashes: Set<Int>

    init(fleet: Fleet, seed: UInt64, every: Int, crashes: Int, of acts: Int) {
        self.fleet = fleet
        var random = Seeded(seed ^ 0xF417)
        var planned: [Int: Kind] = [:]
        for number in stride(from: every, to: acts, by: every) {
            planned[number + random.below(every)] = Kind.allCases[random.below(Kind.allCases.count)]
        }
        self.planned = planned
        self.crashes = Set((0..<crashes).map { ($0 * acts + random.below(acts / 3)) / crashes })
    }

    var summary: String {
        let counts = Dictionary(planned.values.map { ($0.rawValue, 1) }, uniquingKeysWith: +)
        return "faults: \(counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")), "
            + "\(crashes.count) crash of the database"
    }

    func strike(at number: Int) async throws {
        if crashes.contains(number) { try await fleet.crash() }
        switch planned[number] {
        case nil: break
        case .restart: try await fleet.restart(number)
        case .abandon: fleet.abandon()
        case .cut: await fleet.cut()
        }
    }
}

/// Entries by the mark of the act that made them.
struct CountByMark: Statement {
    static let sql = """
        SELECT coalesce(substring(e.reference FROM '^S[0-9]+$'), substring(e.letter_number FROM '^S[0-9]+$'),
                        substring(e.note FROM '^S[0-9]+$'), 'none'), count(*)
          FROM ledger_entry AS e
         GROUP BY 1
        """

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> (mark: String, entries: Int) {
        (try row.next(), try row.next())
    }
}

/// Lines and days on which a stage was below zero, by the postings alone.
struct DaysBelowZero: Statement {
    static let sql = """
        WITH day AS (
            SELECT line, date, sum(received) AS received, sum(available) AS available, sum(reserved) AS reserved,
                   sum(committed) AS committed, sum(disbursed) AS disbursed, sum(returned) AS returned
              FROM posting_effect
             GROUP BY line, date
        ), stood AS (
            SELECT line, date, sum(received) OVER w AS received, sum(available) OVER w AS available,
                   sum(reserved) OVER w AS reserved, sum(committed) OVER w AS committed,
                   sum(disbursed) OVER w AS disbursed, sum(returned) OVER w AS returned
              FROM day
            WINDOW w AS (PARTITION BY line ORDER BY date)
        )
        SELECT line::text || ' ' || date
          FROM stood
         WHERE least(received, available, reserved, committed, disbursed, returned) < 0
         LIMIT 10
        """

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Lines and days on which allocated was not available + reserved + committed + disbursed, by the postings alone.
struct UnbalancedDays: Statement {
    static let sql = """
        SELECT line::text || ' ' || date
          FROM posting_effect
         GROUP BY line, date
        HAVING sum(received) + sum(transferred) - sum(returned) - sum(carried_over)
               <> sum(available) + sum(reserved) + sum(committed) + sum(disbursed)
         LIMIT 10
        """

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Calls whose answer is kept: one for each act that was accepted, and the opening of the lines.
struct CountAnswered: Statement {
    static let sql = "SELECT count(*) FROM answered_call WHERE answer IS NOT NULL"

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
