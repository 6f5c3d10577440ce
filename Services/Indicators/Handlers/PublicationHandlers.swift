import CommonContract
import Files
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `dataSet.publications` and `dataSet.read`: what everyone may have.
enum PublicationHandlers {
    static func register(on router: ServiceRouter) {
        router.read(ListPublications.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let keys = try params.cursor?.keys("published", count: 3) ?? ["9999-12-31T00:00:00Z", "", ""]
            let rows = try await call.database.all(
                PageOfPublications(
                    province: OrganisationCode.province(of: params.province), family: params.family,
                    before: Instant(keys[0]) ?? call.now, beforeDataSet: keys[1], beforePeriod: keys[2],
                    limit: limit + 1))
            return Page(rows, limit: limit) {
                PageCursor("published", $0.publishedAt.description, $0.dataSet, $0.period.description)
            }
        }
        router.read(ReadPublication.self) { params, call in
            let find = FindPublication(dataSet: params.dataSet, period: params.period, edition: params.edition)
            guard let found = try await call.database.first(find) else {
                return PublishedData(publication: nil, files: [])
            }
            let cube = try StoredJSON.decode(Cube.self, from: Array(found.cube.utf8))
            // As at its publication: the same bytes whenever it is read.
            let exported = try ExportHandlers.exported(cube, params.format, at: found.publication.publishedAt)
            return PublishedData(publication: found.publication, files: exported.files)
        }
        router.read(FetchPublication.self) { params, call in
            let find = FindPublication(dataSet: params.dataSet, period: params.period, edition: params.edition)
            let found = try await call.database.first(find)
            return FetchedPublication(publication: found?.publication, cube: found?.cube)
        }
    }

    /// Keeps the figures of a release that has come to its end: of the province and what stands directly below it.
    static func publish(_ release: DataSetRelease, _ change: Change) async throws {
        let database = change.database
        let dataSet = try await DataSetHandlers.find(release.dataSet, database)
        let areas = try await database.all(AreasOfExport(organisation: dataSet.province, levels: 1))
        var builder = CubeBuilder(
            province: dataSet.province, areas: areas, periods: [release.period], breakdowns: true)
        try await builder.read(elements: dataSet.definition.elements, indicators: [], database)
        try ExportHandlers.refuseTooMany(builder.itemCount)
        var cube = try await builder.cube(
            try await ExportHandlers.suppression(dataSet.province, database), database)
        cube.name = dataSet.definition.name
        let json = try JSONEncoding.bytes(cube)
        let publication = try await database.first(
            InsertPublication(
                dataSet: dataSet, release: release, now: change.now, rows: cube.observations.count,
                suppressed: cube.observations.count { $0.state == .suppressed },
                cube: String(decoding: json, as: UTF8.self), sha256: FileStore.hash(of: json)))
        if let publication {
            try await change.emit("dataSet.published", subject: release.dataSet, data: publication)
        }
    }
}
