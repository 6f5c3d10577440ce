import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import Procedures
import RPCServer
import ServiceKit

/// `dataSet.*`: the catalogue and its releases.
struct DataSetHandlers: Sendable {
    let procedures: Procedures

    func register(on router: ServiceRouter) {
        router.change(SaveDataSet.self, at: { params, _ in params.dataSet.owner }, Self.save)
        router.read(ListDataSets.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let rows = try await call.database.all(
                PageOfDataSets(
                    province: OrganisationCode.province(of: params.province),
                    after: try params.cursor?.keys("code", count: 1)[0] ?? "", family: params.family,
                    limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("code", $0.definition.code) }
        }
        router.change(BeginDataSet.self, at: { try await Self.owner($0.dataSet, $1) }, begin)
        router.read(ListDataSetReleases.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let rows = try await call.database.all(
                PageOfReleases(
                    province: OrganisationCode.province(of: params.province), stage: params.stage,
                    before: try (params.cursor?.keys("release", count: 1)[0]).flatMap { ID($0) }, limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("release", $0.id.description) }
        }
    }

    static func find(_ code: String, _ database: any StatementExecutor) async throws -> DataSet {
        guard let found = try await database.first(FindDataSet(code: code)) else {
            throw RPCError.notFound("dataSet", code)
        }
        return found
    }

    static func owner(_ code: String, _ call: ReadCall) async throws -> String? {
        try await find(code, call.database).definition.owner
    }

    static func save(_ params: SaveDataSet, _ change: Change) async throws -> DataSet {
        let database = change.database
        let definition = params.dataSet
        try await Lookup.requireOrganisations([definition.owner], database)
        try await FollowedProvinces.refuse(definition.owner, at: "/dataSet/owner", database)
        try await check(definition, database)
        let dataSet = DataSet(
            id: change.newID(), province: OrganisationCode.province(of: definition.owner), definition: definition,
            version: 1)
        let save = SaveDataSetRow(
            dataSet: dataSet, definition: JSONText(utf8: try JSONEncoding.bytes(definition)),
            expectedVersion: params.expectedVersion, now: change.now)
        guard let saved = try await database.first(save), (saved.version > 1) == (params.expectedVersion != nil) else {
            throw RPCError.conflict(params.expectedVersion == nil ? Messages.codeTaken : Messages.stale).at(
                "/expectedVersion")
        }
        try await change.emit("dataSet.saved", subject: definition.code, data: saved)
        try await change.audit(subject: definition.code, details: definition)
        return saved
    }

    /// Every element that is not there or of another period type, and everything that is wrong with the rules.
    private static func check(_ definition: DataSetInput, _ database: any StatementExecutor) async throws {
        let found = try await database.all(FindDataElements(codes: definition.elements))
        let elements = Dictionary(found.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        var problems = Problems()
        for (index, code) in definition.elements.enumerated() {
            let path = "/dataSet/elements/\(index)"
            guard let element = elements[code] else {
                problems.add(
                    Problem(path: path, rule: "element.known", message: FormulaMessages.unknownElement(code)))
                continue
            }
            if element.periodType != definition.periodType {
                problems.add(
                    Problem(
                        path: path, rule: "element.period",
                        message: DataMessages.otherPeriodType(definition.periodType)))
            }
        }
        let catalogue = try await Formulas.catalogue(
            province: OrganisationCode.province(of: definition.owner),
            sources: definition.elements.map { "{\($0)}" }, database)
        for (index, rule) in (definition.rules ?? []).enumerated() {
            let faults = FormulaCondition.faults(in: rule.condition) { reference in
                guard definition.elements.contains(reference.code), let element = catalogue.elements[reference.code]
                else { return Fault("rule.element", FormulaMessages.unknownElement(reference.code)) }
                for category in reference.categories where category != "period=previous" {
                    let parts = category.split(separator: "=").map(String.init)
                    guard let known = element.dimensions[parts[0]] else {
                        return Fault(
                            "rule.dimension", FormulaMessages.unknownDimension(parts[0], reference.code))
                    }
                    if !known.contains(parts[1]) {
                        return Fault("rule.category", FormulaMessages.unknownCategory(parts[1], parts[0]))
                    }
                }
                return nil
            }
            for fault in faults {
                problems.add(
                    Problem(
                        path: "/dataSet/rules/\(index)/condition", rule: fault.fault.rule, message: fault.located))
            }
        }
        if !problems.isEmpty {
            throw RPCError.ruleViolated("dataSet.definition", DataMessages.dataSetWrong, problems: problems.items)
        }
    }

    /// The matter stands in the name of the data set's owner; its subject is the release.
    func begin(_ params: BeginDataSet, _ change: Change) async throws -> DataSetRelease {
        let dataSet = try await Self.find(params.dataSet, change.database)
        let definition = dataSet.definition
        guard params.period.type == definition.periodType else {
            throw RPCError.ruleViolated(
                "dataSet.period", DataMessages.otherPeriodType(definition.periodType)
            ).at("/period")
        }
        let first = params.period.firstDay
        guard let opensOn = first.adding(days: definition.opensAfterDays),
            let dueOn = first.adding(days: definition.dueAfterDays)
        else {
            throw RPCError.ruleViolated("dataSet.period", DataMessages.otherPeriodType(definition.periodType)).at(
                "/period")
        }
        let id = change.newID()
        let matter = try await procedures.open(
            MatterOpening(
                procedure: DataSetObserver.procedure, organisation: definition.owner,
                subjectKind: DataSetObserver.kind, subject: id, subjectCode: "\(definition.code)/\(params.period)",
                title: LocalizedText(
                    th: "\(definition.name.th) \(params.period)",
                    en: definition.name.en.map { "\($0) \(params.period)" })),
            in: change)
        let release = DataSetRelease(
            id: id, dataSet: definition.code, period: params.period, stage: .specified, matter: matter.id,
            opensOn: opensOn, dueOn: dueOn, changedAt: change.now)
        guard try await change.database.execute(InsertRelease(province: dataSet.province, release: release)) == 1
        else { throw RPCError.conflict(DataMessages.releaseTwice).at("/period") }
        try await change.emit("dataSet.begun", subject: definition.code, data: release)
        try await change.audit(subject: definition.code, details: release)
        return release
    }
}

/// Follows the matters of data sets: a release stands where its matter does, and does not get past processing while a
/// hard finding is open.
struct DataSetObserver: MatterObserver {
    static let kind = "dataSet"
    /// Domain §5, works 15, 17 and 18.
    static let procedure = "informationSystem"

    var subjectKind: String { Self.kind }

    func matterMoved(_ matter: Matter, by action: MatterAction, in change: Change) async throws {
        let province = OrganisationCode.province(of: matter.organisation)
        if action.step == "processing", action.outcome == .forward {
            let open = try await change.database.first(OpenHardFindings(province: province, release: matter.subject))
            if let open, open > 0 {
                throw RPCError.ruleViolated("finding.open", DataMessages.openFindings(open)).at("/matter")
            }
        }
        let set = SetReleaseStage(
            province: province, id: matter.subject, stage: Self.stage(matter.state, matter.step), now: change.now)
        guard let release = try await change.database.first(set) else { return }
        if release.stage == .published { try await PublicationHandlers.publish(release, change) }
        try await change.emit("dataSet.moved", subject: release.dataSet, data: release)
    }

    /// Where a release is while its matter stands at a step.
    static func stage(_ state: MatterState, _ step: String?) -> DataSetStage {
        switch state {
        case .completed: return .published
        case .rejected, .withdrawn: return .stopped
        case .open: break
        }
        return switch step {
        case "processing": .collected
        case "products": .verified
        case "informationCommittee", "resolution", "revisionForResolution": .processed
        case "published": .approved
        default: .specified
        }
    }
}
