import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// Where provincial indicators stand under SDG 4.
enum SdgHandlers {
    static func register(on router: ServiceRouter, licence: String) {
        router.change(MapSdgIndicators.self, at: { params, _ in params.organisation }) { params, change in
            let found = try await Find.organisation(params.organisation, on: change.transaction)
            for mapping in params.mappings {
                _ = try await change.transaction.execute(
                    PutSdgMapping(province: found.province, mapping: mapping, by: change.caller.subject, at: change.now)
                )
            }
            let codes = params.mappings.map(\.indicator).joined(separator: ", ")
            try await change.audit(subject: params.organisation, details: ["indicators": codes])
            try await change.emit("sdg.mapped", subject: params.organisation, data: ["indicators": codes])
            return Page(items: try await change.transaction.all(SelectSdgMappings(province: found.province)))
        }
        router.read(ListSdgMappings.self, at: { params, _ in params.organisation }) { params, call in
            let found = try await Find.organisation(params.organisation, on: call.database)
            return Page(items: try await call.database.all(SelectSdgMappings(province: found.province)))
        }
        let site = OpenSdgPages(licence: licence)
        router.page("/opensdg/:province/:file", access: .open) { try await site.answer($0, $1) }
        router.page("/opensdg/:province/:folder/:file", access: .open) { try await site.answer($0, $1) }
    }
}

struct PutSdgMapping: Statement {
    static let sql = """
        INSERT INTO sdg_mapping (province, indicator, global, national_th, national_en, set_by, set_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (province, indicator)
            DO UPDATE SET global = excluded.global, national_th = excluded.national_th,
                          national_en = excluded.national_en, set_by = excluded.set_by, set_at = excluded.set_at
        """

    typealias Row = Void
    var province: String
    var mapping: SdgMapping
    var by: String
    var at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(mapping.indicator)
        parameters.append(mapping.global)
        parameters.append(mapping.national?.th)
        parameters.append(mapping.national?.en)
        parameters.append(by)
        parameters.append(at)
    }
}

struct SelectSdgMappings: Statement {
    static let sql = """
        SELECT indicator, global, national_th, national_en
          FROM sdg_mapping
         WHERE province = $1
         ORDER BY global, indicator
         LIMIT 5000
        """

    var province: String

    func bind(_ parameters: inout Parameters) { parameters.append(province) }

    static func decode(_ row: inout RowReader) throws -> SdgMapping {
        let indicator: String = try row.next()
        let global: String = try row.next()
        let thai: String? = try row.next()
        let english: String? = try row.next()
        return SdgMapping(
            indicator: indicator, global: global, national: thai.map { LocalizedText(th: $0, en: english) })
    }
}

/// The newest published report of a kind about a province itself.
struct FindPublishedOf: Statement {
    static let sql = """
        SELECT \(ReportColumns.sql)
          FROM report AS r
         WHERE r.step = 'published' AND r.superseded_by IS NULL AND r.province = $1 AND r.organisation = $1
           AND r.definition = $2
         ORDER BY r.fiscal_year DESC, r.revision DESC
         LIMIT 1
        """

    var province: String
    var definition: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(definition)
    }

    static func decode(_ row: inout RowReader) throws -> Report { try ReportColumns.decode(&row) }
}
