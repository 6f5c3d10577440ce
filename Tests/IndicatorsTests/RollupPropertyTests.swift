import CommonContract
import Directory
import Indicators
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import TestSupport
import Testing

/// Over random trees and random certifying, reopening, sending back, accepting and moving, the maintained roll-ups are
/// what recomputation gives, in SQL and in a model that knows nothing of SQL.
@Suite struct RollupPropertyTests {
    @Test(arguments: [11, 47, 2_566] as [UInt64])
    func maintainedIsRecomputed(_ seed: UInt64) async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            var model = TreeModel(seed: seed)
            try await service.database.transaction { [model] transaction in
                try await transaction.script(model.script)
            }
            let setting = try Setting(service)
            try await setting.open(under: ["67"])
            for step in 0..<30 {
                try await model.step(setting)
                if step % 10 == 9 { #expect(try await setting.differing() == [], "seed \(seed), step \(step)") }
            }
            for relation in Relation.allCases {
                for organisation in model.everyone {
                    let found = try await setting.consolidated("N", at: organisation, relation)
                    let expected = model.consolidated(at: organisation, relation)
                    #expect(found.counts == expected.counts, "\(organisation) \(relation) of seed \(seed)")
                    #expect(found.sum == expected.sum, "\(organisation) \(relation) of seed \(seed)")
                    let status = try await service.call(
                        GetRoundStatus(round: setting.round, organisation: organisation, relation: relation),
                        as: .auditor)
                    let told = [(organisation, status.counts)] + status.children.map { ($0.organisation, $0.counts) }
                    for (code, counts) in told {
                        let those = model.consolidated(at: code, relation).counts
                        #expect(
                            counts.expected == those.expected
                                && counts.certified + counts.accepted == those.expected - those.notReported,
                            "\(code) at \(organisation), \(relation) of seed \(seed)")
                    }
                }
            }
        }
    }
}

/// A tree with what was certified, in plain Swift.
private struct TreeModel {
    struct Place: Hashable {
        var parent: String
        var supervisor: String?
    }

    private var random: Seeded
    private(set) var places: [String: Place] = [:]
    private let agencies: [String]
    private let schools: [String]
    /// Certified or accepted: the answer to N (`nil`: none), and the version of the submission.
    private var certified: [String: (number: Int?, version: Int)] = [:]
    /// Opened again: the version of the draft.
    private var drafts: [String: Int] = [:]
    private var moves = 0

    init(seed: UInt64) {
        random = Seeded(seed)
        agencies = (50..<56).map { "67-\($0)" }
        schools = (100..<118).map { "67-S0\($0)" }
        for (index, agency) in agencies.enumerated() {
            let above = ["67"] + agencies.prefix(index)
            places[agency] = Place(parent: above.randomElement(using: &random) ?? "67", supervisor: nil)
        }
        for school in schools { places[school] = randomPlace() }
    }

    private mutating func randomPlace() -> Place {
        let parent = agencies.randomElement(using: &random) ?? "67"
        let other = agencies.filter { $0 != parent }.randomElement(using: &random)
        return Place(parent: parent, supervisor: Bool.random(using: &random) ? other : nil)
    }

    /// The fixture's schools leave the way, so that only the model's are there.
    var script: String {
        let rows = (agencies + schools).map { code -> String in
            let place = places[code] ?? Place(parent: "67", supervisor: nil)
            let supervisor = place.supervisor.map { "'\($0)'" } ?? "NULL"
            let kind = schools.contains(code) ? "school" : "agency"
            return """
                ('67', '\(code)', gen_random_uuid(), '\(kind)', 'หน่วยงาน', '\(place.parent)', \(supervisor), '1970-01-01')
                """
        }
        return """
            UPDATE organisation SET closed_on = '2000-01-01' WHERE code LIKE '67-%';
            INSERT INTO organisation (province, code, id, kind, name_th, parent, supervisor, opened_on) VALUES
            \(rows.joined(separator: ",\n"));
            \(Self.rebuild)
            """
    }

    private static let rebuild = """
        DELETE FROM organisation_reach;
        INSERT INTO organisation_reach (ancestor, descendant, relation, depth) \(OrganisationReach.recomputed);
        """

    mutating func step(_ setting: Setting) async throws {
        let organisation = (agencies + schools).randomElement(using: &random) ?? schools[0]
        if let (number, version) = certified[organisation] {
            try await change(organisation, number, version, setting)
        } else if let version = drafts[organisation] {
            try await certify(organisation, from: version, setting)
        } else if Int.random(in: 0..<5, using: &random) == 0 {
            try await move(setting)
        } else {
            try await certify(organisation, from: nil, setting)
        }
    }

    private mutating func certify(_ organisation: String, from version: Int?, _ setting: Setting) async throws {
        let number = Bool.random(using: &random) ? Int.random(in: 0...50, using: &random) : nil
        var answers = Setting.answers(number ?? 0, 100, choice: Bool.random(using: &random) ? "done" : "planned")
        if number == nil {
            for index in 0...1 {
                answers[index] = QuestionAnswer(question: answers[index].question, state: AnswerState.none)
            }
        }
        let saved = try await setting.save(organisation, answers, version: version)
        _ = try await setting.submit(organisation, version: saved.summary.version)
        let result = try await setting.certify(organisation, version: saved.summary.version + 1)
        drafts[organisation] = nil
        certified[organisation] = (number, result.summary.version)
    }

    private mutating func change(
        _ organisation: String, _ number: Int?, _ version: Int, _ setting: Setting
    ) async throws {
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            let opened = try await setting.reopen(organisation, version: version)
            certified[organisation] = nil
            drafts[organisation] = opened.summary.version
        case 1:
            let returned = try await setting.service.call(
                ReturnSubmission(
                    idempotencyKey: "return-\(organisation)-\(version)-\(random.next())", round: setting.round,
                    organisation: organisation, expectedVersion: version,
                    comments: [ReviewComment(comment: "ตรวจสอบ")]), as: .planner)
            certified[organisation] = nil
            drafts[organisation] = returned.summary.version
        default:
            let current = try await setting.service.call(
                GetSubmission(round: setting.round, organisation: organisation), as: .planner)
            guard current.summary.state == .certified else { return }
            let accepted = try await setting.service.call(
                AcceptSubmission(
                    idempotencyKey: "accept-\(organisation)-\(version)-\(random.next())", round: setting.round,
                    organisation: organisation, expectedVersion: version), as: .planner)
            certified[organisation] = (number, accepted.summary.version)
        }
    }

    private mutating func move(_ setting: Setting) async throws {
        let school = schools.randomElement(using: &random) ?? schools[0]
        let place = randomPlace()
        places[school] = place
        moves += 1
        let supervisor = place.supervisor.map { "'\($0)'" } ?? "NULL"
        let sql = """
            UPDATE organisation SET parent = '\(place.parent)', supervisor = \(supervisor), version = version + 1
            WHERE code = '\(school)';
            \(Self.rebuild)
            """
        try await setting.service.database.transaction { transaction in try await transaction.script(sql) }
        _ = try await setting.service.call(
            RefreshRound(idempotencyKey: "refresh-\(moves)", round: setting.round), as: .planner)
    }

    // MARK: - What must come out

    var everyone: [String] { ["TH", "R17", "67"] + agencies + schools }

    private func isBelow(_ organisation: String, _ top: String, _ relation: Relation) -> Bool {
        if organisation == top { return true }
        let place: Place? =
            switch organisation {
            case "67": Place(parent: "R17", supervisor: nil)
            case "R17": Place(parent: "TH", supervisor: nil)
            default: places[organisation]
            }
        guard let place else { return false }
        var above: [String] = []
        if relation != .supervisor { above.append(place.parent) }
        if relation != .parent, let supervisor = place.supervisor { above.append(supervisor) }
        return above.contains { isBelow($0, top, relation) }
    }

    func consolidated(at top: String, _ relation: Relation) -> (counts: AnswerCounts, sum: Quantity?) {
        let below = (agencies + schools).filter { isBelow($0, top, relation) }
        let answers = below.compactMap { certified[$0] }
        let numbers = answers.compactMap(\.number)
        let none = answers.count - numbers.count
        return (
            AnswerCounts(
                expected: below.count, value: numbers.count, none: none, notApplicable: 0,
                notReported: below.count - answers.count),
            numbers.isEmpty ? nil : Quantity(numbers.reduce(0, +))
        )
    }
}
