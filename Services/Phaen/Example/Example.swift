import FoundationEssentials
import JSONRPC
import Kernel
import RPCClient
import RPCServer

/// The example province on its way into the services: where its files are, who calls, and what every step needs.
struct Example: Sendable {
    enum Service: String, Sendable, CaseIterable { case plans, indicators, budget, reporting }

    let folder: String
    /// How many schools answer; 0 for all.
    let schoolsMax: Int
    let meetings = MeetingNumbers()
    private let callers: Callers

    init(folder: String, issuer: LocalIssuer, addresses: [Service: String], schoolsMax: Int) async throws {
        self.folder = folder
        self.schoolsMax = schoolsMax
        callers = Callers(issuer: issuer, addresses: addresses)
        _ = try await callers.caller(.plans, role: .administrator, at: "TH")
    }

    /// Loads everything, in the order in which the province's year went; returns where things are.
    func load() async throws -> String {
        guard let year = FiscalYear(2566) else { return "" }
        try await loadYear(year)
        return try await LoadReport(example: self, year: year).run()
    }

    /// The year, but for what is reported of it.
    func loadYear(_ year: FiscalYear) async throws {
        meetings.restart()
        try await LoadDirectory(example: self).run()
        try await LoadPlans(example: self, year: year).run()
        try await LoadResponsibility(example: self).run()
        try await LoadOfficePlans(example: self, year: year).run()
        if let waiting = try await LoadProcedures(example: self).run() {
            try await LoadMeetings(example: self, waiting: waiting).run()
        }
        try await LoadConsultation(example: self).run()
        try await LoadDriving(example: self, year: year).run()
        try await LoadPartners(example: self, year: year).run()
        try await LoadYears(example: self).run()
        try await LoadBudget(example: self, year: year).run()
        try await LoadBudgetWork(example: self, year: year).run()
        try await LoadBudgetDesk(example: self, year: year).run()
        try await LoadTransfers(example: self, year: year).run()
        try await LoadIndicators(example: self, year: year).run()
        try await LoadData(example: self).run()
    }

    // MARK: - Callers

    func address(_ service: Service) -> String { callers.addresses[service] ?? "" }

    /// Answers calls of a service as somebody with that role at that organisation.
    func call<Method: RPCMethod>(
        _ service: Service, _ method: Method, as role: Role = .administrator, at organisation: String = "TH"
    ) async throws -> Method.Result {
        let caller = try await callers.caller(service, role: role, at: organisation)
        do {
            return try await caller.call(method, deadline: .now + .seconds(120))
        } catch let error as RPCError {
            throw ExampleFault(method: Method.name, error: error)
        }
    }

    // MARK: - Files and keys

    func table(_ name: String) throws -> Table {
        try Table("\(folder)/\(name).csv")
    }

    /// The same for the same step of every run.
    func key(_ step: String, _ number: Int = 0) -> String {
        "example-2566 \(step) \(number)"
    }

    func expectNone(_ problems: [Problem]) throws {
        guard problems.isEmpty else { throw ExampleProblems(problems: problems) }
    }

    // MARK: - Working

    /// Does `work` for each element, eight at a time.
    func concurrently<Element: Sendable>(
        _ elements: some Collection<Element> & Sendable, _ work: @escaping @Sendable (Element) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            for element in elements {
                if running == 8 {
                    try await group.next()
                    running -= 1
                }
                group.addTask { try await work(element) }
                running += 1
            }
            try await group.waitForAll()
        }
    }

    /// Asks again and again until it is so; at most two minutes.
    func until(_ what: String, _ holds: () async throws -> Bool) async throws {
        let limit = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < limit {
            if try await holds() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw ExampleTimeout(what: what)
    }
}

/// A step's call that was refused.
struct ExampleFault: Error, CustomStringConvertible {
    let method: String
    let error: RPCError

    var description: String {
        let lines = error.problems.prefix(20).map { "  • \($0.path) [\($0.rule)] \($0.message.th)" }
        let head = "\(method): \(error.kind.name): \(error.message.th) — \(error.message.en ?? "")"
        return ([head] + lines).joined(separator: "\n")
    }
}

struct ExampleProblems: Error, CustomStringConvertible {
    let problems: [Problem]

    var description: String {
        problems.prefix(20).map { "• \($0.path) [\($0.rule)] \($0.message.th)" }.joined(separator: "\n")
    }
}

struct ExampleTimeout: Error, CustomStringConvertible {
    let what: String

    var description: String { "หมดเวลารอ — waited in vain for \(what)" }
}
