import Kernel
import PlansContract
import Postgres
import ServiceKit

/// What plans are called.
struct NamesOfPlans: Statement {
    static let isRead = true
    static let sql = """
        SELECT p.code, p.name_th, p.name_en
          FROM plan p
         WHERE p.province = ANY ($1) AND p.code = ANY ($2)
        """
    let codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(Set(codes.map(PlanCode.province(of:))).sorted())
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> (code: String, name: LocalizedText) {
        (try row.next(), LocalizedText(th: try row.next(), en: try row.next()))
    }
}

/// What elements of a version of a plan say.
struct TextsOfElements: Statement {
    static let isRead = true
    static let sql = """
        SELECT e.code, e.text_th, e.text_en
          FROM plan p
          JOIN element e ON e.province = p.province AND e.plan = p.id AND e.plan_version = $3 AND e.code = ANY ($4)
         WHERE p.province = $1 AND p.code = $2
        """
    let plan: String
    let version: Int
    let codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(PlanCode.province(of: plan))
        parameters.append(plan)
        parameters.append(version)
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> (code: String, text: LocalizedText) {
        (try row.next(), LocalizedText(th: try row.next(), en: try row.next()))
    }
}

extension ReadCall {
    /// The names of plans by their codes; those that there are.
    func planNames(_ codes: some Sequence<String>) async throws -> [String: LocalizedText] {
        let found = try await database.all(NamesOfPlans(codes: Set(codes).sorted()))
        return Dictionary(found.map { ($0.code, $0.name) }) { first, _ in first }
    }

    /// What the elements of a version of a plan say, by their codes; of those that there are.
    func elementTexts(_ codes: [String], of plan: String, version: Int) async throws -> [String: LocalizedText] {
        let found = try await database.all(TextsOfElements(plan: plan, version: version, codes: codes))
        return Dictionary(found.map { ($0.code, $0.text) }) { first, _ in first }
    }
}
