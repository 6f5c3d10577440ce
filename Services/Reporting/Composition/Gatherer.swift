import Crypto
import JSONRPC
import Kernel
import ReportingContract

/// What a report is about.
struct ReportSubject: Codable, Sendable {
    var organisation: String
    var province: String
    var name: LocalizedText
    var fiscalYear: FiscalYear
    var quarter: Int?
    /// The day that money is counted at.
    var asOf: CalendarDate
    /// The published report that is corrected, and why.
    var corrects: String?
    var reason: LocalizedText?
    /// Where provincial indicators stand under SDG 4; of reports about it only.
    var sdg: [SdgMapping]?
    /// Of reports that tell when activities really were.
    var activityDays: ActivityDays?

    /// First and last day of what it is about.
    var period: (first: CalendarDate, last: CalendarDate) {
        let quarter = quarter.flatMap { FiscalQuarter(year: fiscalYear, number: $0) }
        return quarter.map { ($0.firstDay, $0.lastDay) } ?? (fiscalYear.firstDay, fiscalYear.lastDay)
    }
}

/// Asks the other services, all at once, for what a report needs.
struct Gatherer: Sendable {
    /// By name; absent where none is configured.
    let peers: [String: any RPCCaller]
    let clock: @Sendable () -> Instant
    /// For all of it.
    let deadline: ContinuousClock.Instant
    /// Instead of the peers: what they answered when the report was composed.
    var recorded: RecordedAnswers?
    /// What the caller handed over.
    var handed: HandedAnswers?
    /// Told how far each part is, whenever something that parts need was answered or not.
    var progress: (@Sendable ([PartProgress], _ done: Int) async -> Void)?
    private let recorder = InputRecorder()

    init(
        peers: [String: any RPCCaller], clock: @escaping @Sendable () -> Instant, deadline: ContinuousClock.Instant,
        recorded: RecordedAnswers? = nil, handed: HandedAnswers? = nil,
        progress: (@Sendable ([PartProgress], _ done: Int) async -> Void)? = nil
    ) {
        self.peers = peers
        self.clock = clock
        self.deadline = deadline
        self.recorded = recorded
        self.handed = handed
        self.progress = progress
    }

    struct Gathered: Sendable {
        var year: ProvinceYear
        var answers: [String: QueryAnswer]
        var values: BoundValues
        var sources: [ReportSource]
        var gaps: [ReportGap]
        var inputs: [ReportInput]
    }

    func gather(_ definition: ReportDefinition, _ subject: ReportSubject) async -> Gathered {
        let board = ProgressBoard(definition: definition, tell: progress)
        let used = Set(definition.parts.flatMap { $0.blocks.compactMap(\.dataset) }.flatMap(\.needs))
        let year = subject.fiscalYear
        let traced = definition.uses(.projectChains)
        async let plans = outcome(of: "plans", used, board) { peer throws(GatheringFailure) in
            try await PlansAnswers.gather(peer, province: subject.province, year, traced: traced)
        }
        async let indicators = outcome(of: "indicators", used, board) { peer throws(GatheringFailure) in
            try await IndicatorsAnswers.gather(
                peer, organisation: subject.organisation, province: subject.province, year)
        }
        async let budget = outcome(of: "budget", used, board) { peer throws(GatheringFailure) in
            try await BudgetAnswers.gather(peer, organisation: subject.organisation, year, asOf: subject.asOf)
        }
        async let sdg = outcome(of: "sdg", used, board) { _ throws(GatheringFailure) in
            try await SdgAnswers.gather({ peer($0) }, subject)
        }
        async let queries = QueryRunner(peer: { peer($0) }, definition: definition, board: board).run(
            Self.values(of: subject))

        var sources = SourceList()
        var gaps: [ReportGap] = []
        var result = ProvinceYear(organisation: subject.organisation, name: subject.name, fiscalYear: year)
        switch await plans {
        case .success(let answers): result.plan = answers.plan(&sources)
        case .failure(let failure): gaps.append(gap(failure, "plans", definition))
        case nil: break
        }
        switch await indicators {
        case .success(let answers):
            result.round = answers.round(&sources)
            result.results = answers.lines(&sources)
        case .failure(let failure): gaps.append(gap(failure, "indicators", definition))
        case nil: break
        }
        switch await budget {
        case .success(let answers): result.money = answers.figures(&sources)
        case .failure(let failure): gaps.append(gap(failure, "budget", definition))
        case nil: break
        }
        switch await sdg {
        case .success(let answers): result.sdg = answers.figures(&sources)
        case .failure(let failure): gaps.append(gap(failure, "sdg", definition))
        case nil: break
        }
        var outcome = await queries
        for query in definition.queries {
            for page in outcome.answers[query.name]?.pages ?? [] { _ = sources.number(page.source) }
            guard let failure = outcome.failures[query.name], query.whenMissing == nil else { continue }
            gaps.append(gap(failure, query.name, definition))
        }
        result.activityDays = subject.activityDays.map { recorded($0, subject, &sources) }
        outcome.values.add(texts: Placeholders(result).values)
        return Gathered(
            year: result, answers: outcome.answers, values: outcome.values, sources: sources.sources, gaps: gaps,
            inputs: recorder.all)
    }

    /// What the service itself knows, with where it can be read again.
    private func recorded(
        _ days: ActivityDays, _ subject: ReportSubject, _ sources: inout SourceList
    ) -> RecordedDays {
        let answer = (try? CanonicalJSON.bytes(days.days)) ?? []
        let params = ["fiscalYear": String(subject.fiscalYear.buddhistYear), "organisation": subject.organisation]
        let number = sources.number(
            ReportSource(
                number: 0, service: "reporting", method: GetEmenscrSheet.name,
                params: String(decoding: (try? CanonicalJSON.bytes(params)) ?? [], as: UTF8.self),
                answeredAt: days.readAt, answerSHA256: SHA256.hash(data: answer).hex))
        return RecordedDays(
            source: number,
            byActivity: Dictionary(days.days.map { ($0.activity, $0) }, uniquingKeysWith: { first, _ in first }))
    }

    /// What every text and every query may name.
    static func values(of subject: ReportSubject) -> BoundValues {
        var values = BoundValues()
        let period = subject.period
        let year = String(subject.fiscalYear.buddhistYear)
        values.set("organisation", subject.organisation)
        values.set("province", subject.province)
        values.set("fiscalYear", year)
        values.set("year", year)
        values.set("name", subject.name.th, th: subject.name.th, en: subject.name.en)
        values.set("quarter", String(subject.quarter ?? 4))
        for (name, date) in [("firstDay", period.first), ("lastDay", period.last), ("asOf", subject.asOf)] {
            values.set(
                name, date.description, th: ThaiDate.text(date, .long, digits: .arabic), en: date.description)
        }
        return values
    }

    private func peer(_ service: String) -> RecordingPeer {
        RecordingPeer(
            service: service, caller: peers[service], deadline: deadline, clock: clock, recorder: recorder,
            recorded: recorded, handed: handed)
    }

    /// `nil` where no dataset needs the service.
    private func outcome<Answers: Sendable>(
        of service: String, _ used: Set<String>, _ board: ProgressBoard,
        _ gather: @Sendable (RecordingPeer) async throws(GatheringFailure) -> Answers
    ) async -> Result<Answers, GatheringFailure>? {
        guard used.contains(service) else { return nil }
        do throws(GatheringFailure) {
            let answers = try await gather(peer(service))
            await board.answered(service, isThere: true)
            return .success(answers)
        } catch {
            await board.answered(service, isThere: false)
            return .failure(error)
        }
    }

    private func gap(_ failure: GatheringFailure, _ need: String, _ definition: ReportDefinition) -> ReportGap {
        ReportGap(
            parts: definition.parts.filter { definition.needs(of: $0).contains(need) }.map(\.code),
            service: failure.service, method: failure.method, reason: failure.reason)
    }
}

extension ReportDefinition {
    /// Names of the queries, and services of the datasets, without which a part is not complete.
    func needs(of part: ReportPartDefinition) -> Set<String> {
        let owners = Dictionary(figures.map { ($0.name, $0.query) }, uniquingKeysWith: { first, _ in first })
        return part.blocks.reduce(into: []) { needs, block in
            needs.formUnion(block.needs ?? [])
            needs.formUnion(block.dataset?.needs ?? [])
            if let query = block.table?.query { needs.insert(query) }
            for text in [block.text].compactMap({ $0 }) + (block.items ?? []) {
                needs.formUnion(BracedText.pieces(text.th).compactMap { $0.name.flatMap { owners[$0] } })
            }
        }
    }
}

extension ReportDefinition {
    /// Whether it needs to know where provincial indicators stand under SDG 4.
    var usesSdg: Bool { parts.contains { $0.blocks.contains { $0.dataset?.needs.contains("sdg") ?? false } } }

    func uses(_ dataset: ReportDataset) -> Bool { parts.contains { $0.blocks.contains { $0.dataset == dataset } } }
}

/// Which parts have all that they need, while answers come in.
actor ProgressBoard {
    private let definition: ReportDefinition
    private let tell: (@Sendable ([PartProgress], _ done: Int) async -> Void)?
    private var states: [String: Bool] = [:]

    init(definition: ReportDefinition, tell: (@Sendable ([PartProgress], _ done: Int) async -> Void)?) {
        self.definition = definition
        self.tell = tell
    }

    /// - Parameter need: a query's name, or a service that datasets need.
    func answered(_ need: String, isThere: Bool) async {
        guard let tell else { return }
        states[need] = isThere
        let parts = definition.parts.map { part in
            let needs = definition.needs(of: part)
            let state: PartState =
                needs.contains { states[$0] == nil }
                ? .waiting : needs.contains { states[$0] == false } ? .missing : .done
            return PartProgress(code: part.code, title: part.title, state: state)
        }
        await tell(parts, parts.count { $0.state != .waiting })
    }
}
