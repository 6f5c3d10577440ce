import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Pages
import Procedures
import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing

@testable import Budget

/// Transfers on the plans service's agenda: told from an outbox, heard from its events, with the effect of one.
@Suite struct AgendaTests {
    @Test func whatTheCommitteeThereApprovesIsExecutedHere() async throws {
        try await withAgenda { agenda in
            let transfer = try await agenda.office.ask("TR-1", 300)
            #expect(transfer.matter == nil && transfer.agenda?.waiting == [.open])
            let matter = try await agenda.open(transfer)
            #expect(matter.subjectCode == "TR-1" && matter.step == "received")
            try await agenda.walk(matter.id, to: "notice")
            try await agenda.hear()
            let approved = try await agenda.office.service.call(GetTransfer(transfer: "TR-1"))
            #expect(approved.state == .requested && approved.agenda?.decision == .approve)
            #expect(approved.agenda?.decidedOn == Office.day("2023-03-15") && approved.agenda?.waiting == [])
            let early = await #expect(throws: RPCError.self) { try await agenda.office.execute("TR-1") }
            #expect(early?.rule == "transfer.notApproved")
            let late = await #expect(throws: RPCError.self) { try await agenda.withdraw("TR-1") }
            #expect(late?.rule == "transfer.approved")
            try await agenda.act(matter.id, "notice", .forward)
            try await agenda.hear()
            let done = try await agenda.office.execute("TR-1")
            #expect(done.state == .executed && done.agenda?.waiting == [.execute])
            try await agenda.hear()
            #expect(try await agenda.plans.call(GetMatter(matter: matter.id)).state == .completed)
            try await agenda.expectOneTransfer(of: 300)
        }
    }

    /// The matter is the plans service's: the page leads there, and says how it stands; without its address, only that.
    @Test func thePageLeadsToTheMatterThere() async throws {
        try await withAgenda { agenda in
            let transfer = try await agenda.office.ask("TR-1", 300)
            let service = agenda.office.service
            func page(_ language: String = "th") async throws -> String {
                var scene = PageScene()
                scene.siteAddresses = ["plans": "https://plans.example/"]
                return try await PageScene.$current.withValue(scene) {
                    try await service.page(
                        "/transfers/:code", ["code": "TR-1"], language: language, as: .budgetOfficer
                    ).text
                }
            }
            let waiting = try await page("en")
            #expect(waiting.contains("not yet taken by the plans service") && !waiting.contains("/matters/"))
            let matter = try await agenda.open(transfer)
            try await agenda.walk(matter.id, to: "notice")
            try await agenda.hear()
            let decided = try await page()
            #expect(decided.contains("href=\"https://plans.example/matters/\(matter.id)\""))
            #expect(decided.contains("มติ: เห็นชอบ 15 มี.ค. 2566") && decided.contains("notice"))
            let alone = try await service.page("/transfers/:code", ["code": "TR-1"], as: .budgetOfficer).text
            #expect(!alone.contains("/matters/") && alone.contains("มติ: เห็นชอบ"))
        }
    }

    /// Who takes the last step there has it carried out here; so often as its event may be read.
    @Test func theLastStepThereIsPostedOnce() async throws {
        try await withAgenda { agenda in
            let matter = try await agenda.open(try await agenda.office.ask("TR-1", 300))
            try await agenda.walk(matter.id, to: nil)
            try await agenda.plans.seal()
            // Two replicas at once, then the feed once more from its beginning.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 { group.addTask { while try await agenda.follower.followOnce() {} } }
                try await group.waitForAll()
            }
            try await agenda.office.tamper("UPDATE agenda_following SET read_through = 0")
            try await agenda.hear()
            let done = try await agenda.office.service.call(GetTransfer(transfer: "TR-1"))
            #expect(done.state == .executed && done.executedOn == Office.day("2023-03-15"))
            #expect(done.agenda?.step == nil && done.agenda?.problem == nil)
            try await agenda.expectOneTransfer(of: 300)
        }
    }

    @Test func rejectedThereIsReleasedHere() async throws {
        try await withAgenda { agenda in
            let matter = try await agenda.open(try await agenda.office.ask("TR-1", 300))
            try await agenda.walk(matter.id, to: "resolution")
            try await agenda.act(matter.id, "resolution", .reject)
            try await agenda.hear()
            #expect(try await agenda.office.service.call(GetTransfer(transfer: "TR-1")).state == .rejected)
            let from = try await agenda.office.balances("FROM")
            #expect(from.available == Money(baht: 1_000) && from.reserved == .zero)
            #expect(try await agenda.office.balances("TO") == .zero)
        }
    }

    /// Asked and taken back while the plans service is away; each is told in its order, once.
    @Test func aPeerThatIsAwayLosesNothing() async throws {
        try await withAgenda { agenda in
            agenda.line.isCut = true
            _ = try await agenda.office.ask("TR-1", 300)
            _ = try await agenda.office.ask("TR-2", 200)
            await #expect(throws: RPCError.self) { try await agenda.follower.followOnce() }
            #expect(try await agenda.withdraw("TR-1").agenda?.waiting == [.open, .withdraw])
            #expect(try await agenda.office.balances("FROM").available == Money(baht: 800))
            agenda.line.isCut = false
            // The first answer is lost on its way back; the repeat opens nothing twice.
            agenda.line.losesNext = true
            await #expect(throws: RPCError.self) { try await agenda.follower.followOnce() }
            try await agenda.hear()
            let matters = try await agenda.plans.call(ListMatters(organisation: "67")).items
            #expect(Set(matters.map { "\($0.subjectCode ?? "") \($0.state)" }) == ["TR-1 withdrawn", "TR-2 open"])
            #expect(matters.count == 2)
            let taken = try await agenda.office.service.call(GetTransfer(transfer: "TR-1"))
            #expect(taken.state == .withdrawn && taken.agenda?.waiting == [])
        }
    }

    /// The ledger may not let it yet: what is missing is shown, and it is carried out once it is there.
    @Test func approvedWithoutTheBureausLetterWaits() async throws {
        try await withAgenda { agenda in
            try await agenda.office.line(Office.draft("WORK", work: "OUT-2"))
            let matter = try await agenda.open(try await agenda.office.ask("TR-1", 300, to: "WORK"))
            try await agenda.walk(matter.id, to: nil)
            try await agenda.hear()
            let waiting = try await agenda.office.service.call(GetTransfer(transfer: "TR-1"))
            #expect(waiting.state == .requested && waiting.agenda?.problem != nil)
            _ = try await agenda.office.service.call(
                AgreeTransfer(
                    idempotencyKey: "agree", transfer: "TR-1", letterNumber: "นร 0702/1", date: Office.day("2023-03-20")
                )
            )
            let done = try await agenda.office.execute("TR-1")
            #expect(done.state == .executed && done.agenda?.waiting == [])
        }
    }

    /// A request that nobody approved in time expires, but not before the agenda's news of its last day are heard.
    @Test func expiryWaitsForTheNews() async throws {
        try await withAgenda { agenda in
            _ = try await agenda.open(try await agenda.office.ask("TR-1", 300))
            let service = agenda.office.service
            try await agenda.office.tamper("UPDATE agenda_following SET heard_at = '2023-09-30T03:00:00Z'")
            func expire() async throws -> [String] {
                try await service.call(ExpireTransfers(idempotencyKey: agenda.office.key(), organisation: "67")).items
            }
            #expect(try await expire().isEmpty)
            try await agenda.hear()
            #expect(try await expire() == ["TR-1"])
            try await agenda.hear()
            #expect(try await agenda.plans.call(ListMatters(organisation: "67")).items.map(\.state) == [.withdrawn])
        }
    }
}

/// A wire that may be cut, or lose an answer.
final class Wire: RPCCaller {
    private let peer: TestService
    private let state = Mutex((isCut: false, losesNext: false))

    init(_ peer: TestService) { self.peer = peer }

    var isCut: Bool {
        get { state.withLock { $0.isCut } }
        set { state.withLock { $0.isCut = newValue } }
    }
    var losesNext: Bool {
        get { state.withLock { $0.losesNext } }
        set { state.withLock { $0.losesNext = newValue } }
    }

    func call<Method: RPCMethod>(
        _ method: Method, deadline: ContinuousClock.Instant?
    ) async throws -> Method.Result {
        let away = RPCError(.unavailable, LocalizedText("ไม่ตอบ", "no answer"))
        if isCut { throw away }
        let answer = try await peer.call(method, deadline: deadline)
        if method is OpenMatter, losesNext {
            losesNext = false
            throw away
        }
        return answer
    }
}

/// The budget service with a plans service beside it.
struct Agenda: Sendable {
    let office: Office
    let plans: TestService
    let line: Wire
    let follower: AgendaFollower

    /// Tells what waits, and hears what has happened.
    func hear() async throws {
        repeat { try await plans.seal() } while try await follower.followOnce()
    }

    func open(_ transfer: Transfer) async throws -> Matter {
        try await hear()
        let matter = try #require(
            try await office.service.call(GetTransfer(transfer: .code(transfer.code))).matter)
        return try await plans.call(GetMatter(matter: matter))
    }

    func act(_ matter: ID, _ step: String, _ outcome: ActionOutcome) async throws {
        _ = try await plans.call(
            ActOnMatter(
                idempotencyKey: office.key(), matter: matter, step: step, outcome: outcome,
                date: Office.day("2023-03-15")))
    }

    func walk(_ matter: ID, to last: String?) async throws {
        for step in ["received", "analyse", "officerApproval", "screening", "resolution", "notice", "execution"] {
            if step == last { return }
            try await act(matter, step, step == "resolution" ? .approve : .forward)
        }
    }

    func withdraw(_ code: String) async throws -> Transfer {
        try await office.service.call(
            WithdrawTransfer(
                idempotencyKey: office.key(), transfer: .code(code), date: Office.day("2023-03-02"), reason: "ไม่ใช้แล้ว"))
    }

    func expectOneTransfer(of baht: Int64) async throws {
        #expect(try await office.balances("TO").available == Money(baht: baht))
        #expect(try await office.balances("FROM").reserved == .zero)
        let kinds = try await office.service.call(ListLedger(line: "FROM")).items.map(\.kind)
        #expect(kinds.filter { $0 == .transferExecution }.count == 1 && !kinds.contains(.transferRelease))
        #expect(try await office.verify().sound)
    }
}

extension RPCError {
    var rule: String? {
        details.first { $0.name == "rule" }.flatMap { if case .string(let rule) = $0.value { rule } else { nil } }
    }
}

func withAgenda(_ body: @Sendable (Agenda) async throws -> Void) async throws {
    try await withService(modules: [ProceduresModule(Procedures())], name: "plans") { plans in
        try await plans.recordDecisions(of: ["budgetTransfer"])
        let line = Wire(plans)
        let modules: [any ServiceModule] = [BudgetService(), ProceduresModule(BudgetService.procedures)]
        try await withService(modules: modules, name: "budget", peers: ["plans": line]) { service in
            let office = Office(service: service)
            try await office.twoLines()
            try await body(
                Agenda(
                    office: office, plans: plans, line: line,
                    follower: AgendaFollower(runtime: service.runtime, plans: line)))
        }
    }
}
