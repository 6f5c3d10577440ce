import CommonContract
import Files
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Follows a province's results (I14): as they are published there, small groups kept back, of every fiscal year that has a
/// round. `indicator.results` gives them where the service has no round of its own for the province.
struct ResultReader: FeedReader {
    let province: String
    var scope: String? { province }

    let name = "results"
    let types = [
        "round.opened", "round.closed", "round.refreshed", "questionnaire.published", "submission.certified",
        "submission.accepted", "submission.returned", "submission.reopened", "submission.imported",
        "submission.certifiedMany", "submission.returnedMany", "submission.reopenedMany", "dataValue.set",
        "dataValue.imported", "indicator.created", "indicator.updated", "target.set", "suppression.set",
    ]

    func everything(at source: any RPCCaller) async throws -> FeedWrite? {
        let rounds = try await FeedFollower.all(of: source) {
            ListRounds(province: province, limit: 1_000, cursor: $0)
        }
        var results: [(year: FiscalYear, json: JSONText)] = []
        for year in Set(rounds.filter { $0.state != .draft }.map(\.fiscalYear)).sorted(by: >) {
            let found = try await FeedFollower.ask(
                IndicatorResultsQuery(fiscalYear: year, organisation: province, asPublished: true), of: source)
            results.append((year, JSONText(utf8: try JSONEncoding.bytes(found))))
        }
        let all = results
        return { change in
            for (year, json) in all {
                try await change.database.execute(
                    PutFollowedResults(
                        province: province, organisation: province, fiscalYear: year, json: json, at: change.now))
            }
        }
    }

    /// Events say that something changed, not what of the results.
    func changes(in events: [CloudEvent], at source: any RPCCaller) async throws -> FeedWrite {
        guard !events.isEmpty else { return { _ in } }
        return try await everything(at: source) ?? { _ in }
    }
}

/// Follows what a province has published: every edition, as it is kept there, proved by its hash.
struct PublicationReader: FeedReader {
    /// What came is not what was published.
    struct Tampered: Error, CustomStringConvertible {
        var publication: DataPublication
        var description: String {
            "\(publication.dataSet) \(publication.period) edition \(publication.edition) does not have its hash"
        }
    }

    let runtime: ServiceRuntime
    let province: String
    var scope: String? { province }

    let name = "publications"
    let types = ["dataSet.published"]

    func everything(at source: any RPCCaller) async throws -> FeedWrite? {
        let published = try await FeedFollower.all(of: source) {
            ListPublications(province: province, limit: 1_000, cursor: $0)
        }
        return try await take(published, from: source)
    }

    func changes(in events: [CloudEvent], at source: any RPCCaller) async throws -> FeedWrite {
        try await take(try events.map { try $0.decoded(DataPublication.self) }, from: source)
    }

    /// One after the other, each in a transaction of its own: they are large, and an edition never changes.
    private func take(_ published: [DataPublication], from source: any RPCCaller) async throws -> FeedWrite {
        for newest in published where OrganisationCode.province(of: newest.dataSet) == province {
            for edition in 1...max(1, newest.edition) {
                let known = FindPublication(dataSet: newest.dataSet, period: newest.period, edition: edition)
                if try await runtime.database.first(known) != nil { continue }
                let fetched = try await FeedFollower.ask(
                    FetchPublication(dataSet: newest.dataSet, period: newest.period, edition: edition), of: source)
                guard let publication = fetched.publication, let cube = fetched.cube else { continue }
                guard FileStore.hash(of: Array(cube.utf8)) == publication.sha256 else {
                    throw Tampered(publication: publication)
                }
                try await runtime.change(as: "system", method: "publications.follow") { change in
                    try await change.database.execute(PutFollowedPublication(publication: publication, cube: cube))
                    try await change.emit("dataSet.followed", subject: publication.dataSet, data: publication)
                    try await change.audit(subject: publication.dataSet, details: publication)
                }
            }
        }
        return { _ in }
    }
}

struct PutFollowedResults: Statement {
    static let sql = """
        INSERT INTO followed_result (province, organisation, fiscal_year, results, taken_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (province, organisation, fiscal_year) DO UPDATE
        SET results = EXCLUDED.results, taken_at = EXCLUDED.taken_at
        """
    var province: String
    var organisation: String
    var fiscalYear: FiscalYear
    var json: JSONText
    var at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(json)
        parameters.append(at)
    }

    typealias Row = Void
}

/// Results of another office's service, with when they were taken over.
struct FindFollowedResults: Statement {
    static let sql = """
        SELECT results, taken_at FROM followed_result WHERE province = $1 AND organisation = $2 AND fiscal_year = $3
        """
    var organisation: String
    var fiscalYear: FiscalYear

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: organisation))
        parameters.append(organisation)
        parameters.append(fiscalYear)
    }

    static func decode(_ row: inout RowReader) throws -> IndicatorResults {
        var results = try StoredJSON.decode(IndicatorResults.self, from: try row.next(JSONText.self).utf8)
        results.takenAt = try row.next(Instant.self)
        return results
    }
}

struct PutFollowedPublication: Statement {
    static let sql = """
        INSERT INTO data_publication (province, data_set, period, edition, name_th, name_en, family, published_at,
                                      observations, suppressed, cube, sha256)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (province, data_set, period, edition) DO NOTHING
        """
    var publication: DataPublication
    var cube: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: publication.dataSet))
        parameters.append(publication.dataSet)
        parameters.append(publication.period.description)
        parameters.append(Int32(truncatingIfNeeded: publication.edition))
        parameters.append(text: publication.name)
        parameters.append(publication.family.rawValue)
        parameters.append(publication.publishedAt)
        parameters.append(Int32(truncatingIfNeeded: publication.rows))
        parameters.append(Int32(truncatingIfNeeded: publication.suppressed))
        parameters.append(cube)
        parameters.append(publication.sha256)
    }

    typealias Row = Void
}
