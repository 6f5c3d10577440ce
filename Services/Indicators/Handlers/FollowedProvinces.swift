import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Provinces whose figures come from their own offices' services (`PHAEN_OFFICES`): nobody else writes them here, by any
/// method; the database refuses it, too (`data_value_followed`).
enum FollowedProvinces {
    static let rule = "figures.followed"
    /// Lets the rest of a transaction write what is followed.
    static let allow = "SET LOCAL phaen.following = 'on'"

    /// Writes down which they are, as they are configured now. The database may be away for a moment at the start.
    static func keep(in runtime: ServiceRuntime) async {
        let keep = KeepFollowedProvinces(provinces: runtime.offices.keys.sorted())
        while !Task.isCancelled {
            if (try? await runtime.database.execute(keep)) != nil { return }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// - Throws: `ruleViolated` at `path` if an organisation is of such a province.
    static func refuse(_ organisation: String, at path: String, _ database: any StatementExecutor) async throws {
        let province = OrganisationCode.province(of: organisation)
        guard try await database.first(IsFollowedProvince(province: province)) ?? false else { return }
        let message = DataMessages.followed(province)
        throw RPCError.ruleViolated(rule, message, problems: [Problem(path: path, rule: rule, message: message)])
    }
}

struct KeepFollowedProvinces: Statement {
    static let sql = """
        WITH gone AS (
            DELETE FROM followed_province WHERE province <> ALL ($1)
        )
        INSERT INTO followed_province SELECT unnest($1::text[]) ON CONFLICT DO NOTHING
        """
    var provinces: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(provinces) }
    typealias Row = Void
}

/// Which of some provinces are followed.
struct FollowedAmong: Statement {
    static let sql = "SELECT province FROM followed_province WHERE province = ANY ($1)"
    var provinces: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(provinces) }
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

struct IsFollowedProvince: Statement {
    static let sql = "SELECT EXISTS (SELECT FROM followed_province WHERE province = $1)"
    var province: String
    func bind(_ parameters: inout Parameters) { parameters.append(province) }
    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}
