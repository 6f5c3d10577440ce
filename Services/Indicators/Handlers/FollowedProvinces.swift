import CommonContract
import IndicatorsContract
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

    /// Questions of a round whose answers would be figures that another office's service keeps: of its elements, or of
    /// anybody's elements where its organisations are asked.
    static func faults(
        of questions: [InstrumentQuestion], in round: Round, on day: CalendarDate, _ database: any StatementExecutor
    ) async throws -> [(question: String?, fault: Fault)] {
        let feeding = questions.filter { $0.element != nil }
        if feeding.isEmpty { return [] }
        let owners = Set(feeding.compactMap(\.element).map(OrganisationCode.province))
        let followed = Set(try await database.all(FollowedAmong(provinces: owners.sorted())))
        let asked = try await database.all(FollowedAsked(round: round, day: day))
        return feeding.flatMap { question -> [(question: String?, fault: Fault)] in
            guard let element = question.element else { return [] }
            let owner = OrganisationCode.province(of: element)
            if followed.contains(owner) { return [(question.code, Fault(rule, DataMessages.followed(owner)))] }
            return Set(asked.filter { question.concerns(kind: $0.kind) }.map(\.province)).sorted().map {
                (question.code, Fault(rule, DataMessages.followedAnswers(question.code, element, $0)))
            }
        }
    }

    /// - Throws: `ruleViolated` at `path` with every such question of a round.
    static func refuse(
        _ instrument: Instrument, in round: Round, at path: String, _ change: Change
    ) async throws {
        let found = try await faults(
            of: instrument.questions, in: round, on: change.now.dateInThailand, change.database)
        if found.isEmpty { return }
        throw RPCError.ruleViolated(
            rule, DataMessages.followedAsked,
            problems: found.map { Problem(path: path, rule: $0.fault.rule, message: $0.fault.message) })
    }
}

/// Provinces that are followed, with the kinds of their organisations that a round asks.
struct FollowedAsked: Statement {
    static let sql = """
        SELECT DISTINCT o.province, o.kind
        FROM followed_province f
        JOIN organisation o       ON o.province = f.province AND o.kind = ANY ($2) AND (o.closed_on IS NULL OR o.closed_on > $3)
        JOIN organisation_reach r ON r.descendant = o.code AND r.relation = 'either' AND r.ancestor = ANY ($1)
        """
    struct Row: Sendable {
        var province: String
        var kind: String
    }

    var round: Round
    var day: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(round.asksUnder)
        parameters.append(round.asksKinds.map(\.rawValue))
        parameters.append(day)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        Row(province: try row.next(), kind: try row.next())
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
