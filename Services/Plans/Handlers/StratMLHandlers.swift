import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Plans out to and in from StratML Part 2.
enum StratMLHandlers {
    static func register(on router: ServiceRouter) {
        router.read(ExportStratML.self) { try await export($0, $1) }
        router.change(
            ImportStratML.self, at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { params, change in
            let desk = try await ElementDesk(params.plan, change)
            let read = try StratMLReader(params.xml, into: desk.open.plan.code)
            if !read.problems.isEmpty {
                throw RPCError.ruleViolated("stratml.rows", Messages.refusedImport, problems: read.problems)
            }
            let count = read.rows.count
            guard (1...StratML.elementsMax).contains(count) else {
                throw RPCError.ruleViolated("stratml.count", Messages.stratMLCount(count), at: "/xml")
            }
            let report = try await desk.put(
                read.rows, into: try await desk.tree(), partial: params.mode == .partial
            ) { StratMLReader.path(read.rows[$0].code) }.report
            try await change.tell("element.imported", desk.open.plan, report)
            return report
        }
    }

    private static func export(_ params: ExportStratML, _ call: ReadCall) async throws -> StratMLFile {
        let (stored, version) = try await Find.readable(params.plan, version: params.planVersion, call)
        let sight = try await Sight(call)
        guard let json = try await call.database.first(PlanAnswerByID(id: stored.id, sight: sight)) else {
            throw RPCError.notFound("plan", params.plan)
        }
        let plan = try Wire.decode(Plan.self, from: json)
        guard let edition = plan.versions.first(where: { $0.number == version }) else {
            throw RPCError.notFound("planVersion", "\(plan.code)/\(version)")
        }
        let rows = try await call.database.all(
            ElementPage(
                asked: AskedVersion(stored, version), filter: ListElements(plan: params.plan), after: "",
                limit: StratML.elementsMax + 1))
        guard rows.count <= StratML.elementsMax else {
            throw RPCError(
                .tooLarge, Messages.stratMLCount(rows.count),
                details: [("limit", .number(String(StratML.elementsMax)))])
        }
        let owner = try await call.database.first(OrganisationName(code: plan.organisation))
        let elements = try rows.map { try Wire.decode(PlanElement.self, from: $0.json) }
        let writer = StratMLWriter(
            plan: plan, version: edition, organisation: owner ?? LocalizedText(th: plan.organisation),
            elements: elements)
        return StratMLFile(
            plan: plan.code, planVersion: version, fileName: "\(plan.code)-\(version).stratml",
            mediaType: "application/xml", elements: elements.count, xml: try writer.document())
    }
}

/// What an organisation is called.
struct OrganisationName: Statement {
    static let sql = "SELECT name_th, name_en FROM organisation WHERE code = $1"
    let code: String

    func bind(_ parameters: inout Parameters) { parameters.append(code) }
    static func decode(_ row: inout RowReader) throws -> LocalizedText {
        LocalizedText(th: try row.next(), en: try row.next())
    }
}
