import JSONRPC
import Kernel
import Postgres
import ReportingContract
import ServiceKit

/// `/catalog.json`: what is published as open data, for harvesters of other portals (DCAT 3 as JSON-LD).
///
/// One data set for each organisation, period and kind of report; its editions are kept for good, and each says which one
/// it took the place of.
struct CataloguePage {
    static let reportsMax = 5_000

    /// Where the kinds of files have their addresses.
    private static let mediaTypes = "https://www.iana.org/assignments/media-types/"

    /// Address of the licence of everything in it (`PHAEN_OPEN_DATA_LICENCE`).
    let licence: String

    func answer(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let reports = try await call.database.all(SelectEditions(limit: Self.reportsMax))
        let hashes = try await call.database.all(SelectFileHashes(limit: Self.reportsMax))
        let files = Dictionary(
            hashes.map { ("\($0.report) \($0.name)", ($0.sha256, $0.size)) }, uniquingKeysWith: { first, _ in first })
        var output = JSONOutput()
        output.value(document(reports, files))
        return PageResponse(
            contentType: "application/ld+json",
            headers: [
                ("Cache-Control", "public, max-age=60"), ("X-Content-Type-Options", "nosniff"),
                ("Access-Control-Allow-Origin", "*"),
            ], body: output.bytes)
    }

    /// A file's hash and how many bytes it has.
    typealias Sums = (sha256: String, size: Int)

    /// - Parameter files: of those that were made, by report and name.
    func document(_ reports: [Report], _ files: [String: Sums]) -> JSONValue {
        let codes = Dictionary(reports.map { ($0.id, $0.code) }, uniquingKeysWith: { first, _ in first })
        return .record([
            ("@context", Self.context), ("@type", .string("dcat:Catalog")), ("@id", .string("catalog.json")),
            ("dct:title", titles(LocalizedText("ข้อมูลเปิดด้านการศึกษาของจังหวัด", "Open education data of the province"))),
            ("dct:license", .string(licence)),
            ("dcat:dataset", .array(reports.map { dataset($0, codes, files) })),
        ])
    }

    /// What the members' texts are: addresses, days, instants and numbers, for those who read it as linked data.
    private static var context: JSONValue {
        func kind(_ type: String) -> JSONValue { .record([("@type", .string(type))]) }
        return .record([
            ("dcat", .string("http://www.w3.org/ns/dcat#")), ("dct", .string("http://purl.org/dc/terms/")),
            ("spdx", .string("http://spdx.org/rdf/terms#")), ("foaf", .string("http://xmlns.com/foaf/0.1/")),
            ("xsd", .string("http://www.w3.org/2001/XMLSchema#")),
            ("dct:license", kind("@id")), ("dcat:landingPage", kind("@id")), ("dcat:downloadURL", kind("@id")),
            ("dcat:previousVersion", kind("@id")), ("dct:isReplacedBy", kind("@id")), ("dcat:mediaType", kind("@id")),
            ("spdx:algorithm", kind("@id")), ("dct:issued", kind("xsd:dateTime")),
            ("dcat:startDate", kind("xsd:date")), ("dcat:endDate", kind("xsd:date")),
            ("dcat:byteSize", kind("xsd:nonNegativeInteger")), ("spdx:checksumValue", kind("xsd:hexBinary")),
        ])
    }

    private func dataset(_ report: Report, _ codes: [ID: String], _ files: [String: Sums]) -> JSONValue {
        let path = "reports/\(report.code)"
        var members: [(String, JSONValue)] = [
            ("@type", .string("dcat:Dataset")), ("@id", .string(path)), ("dct:identifier", .string(report.code)),
            ("dct:title", titles(report.title)), ("dct:license", .string(licence)),
            (
                "dct:publisher",
                .record([("@type", .string("foaf:Agent")), ("dct:identifier", .string(report.organisation))])
            ), ("dct:type", .string(report.definition)),
            ("dct:language", .array([.string("th"), .string("en")])),
            ("dct:temporal", .record(period(report))), ("dct:issued", .string(report.composedAt.description)),
            ("dcat:version", .string(String(report.revision))), ("dcat:landingPage", .string(path)),
            ("dcat:distribution", .array(distributions(report, path, files))),
        ]
        if let corrected = report.corrects.flatMap({ codes[$0] }) {
            members.append(("dcat:previousVersion", .string("reports/\(corrected)")))
        }
        if let next = report.supersededBy.flatMap({ codes[$0] }) {
            members.append(("dct:isReplacedBy", .string("reports/\(next)")))
        }
        return .record(members)
    }

    private func period(_ report: Report) -> [(String, JSONValue)] {
        let quarter = report.quarter.flatMap { FiscalQuarter(year: report.fiscalYear, number: $0) }
        return [
            ("@type", .string("dct:PeriodOfTime")),
            ("dcat:startDate", .string((quarter?.firstDay ?? report.fiscalYear.firstDay).description)),
            ("dcat:endDate", .string((quarter?.lastDay ?? report.fiscalYear.lastDay).description)),
        ]
    }

    /// The content itself has the hash that was signed; the files are made after publication, and have theirs then.
    private func distributions(_ report: Report, _ path: String, _ files: [String: Sums]) -> [JSONValue] {
        ReportFormat.allCases.map { format in
            let address = format == .html ? path : "\(path).\(format.rawValue)"
            var members: [(String, JSONValue)] = [
                ("@type", .string("dcat:Distribution")), ("dcat:downloadURL", .string(address)),
                ("dcat:mediaType", .string(Self.mediaTypes + format.contentType.prefix { $0 != ";" })),
                ("dct:license", .string(licence)),
            ]
            let file = files["\(report.id) \(KeptFile(format).name(of: report))"]
            if let file { members.append(("dcat:byteSize", .string(String(file.size)))) }
            if let hash = format == .json ? report.sha256 : file?.sha256 {
                members.append(
                    (
                        "spdx:checksum",
                        .record([
                            ("@type", .string("spdx:Checksum")),
                            ("spdx:algorithm", .string("spdx:checksumAlgorithm_sha256")),
                            ("spdx:checksumValue", .string(hash)),
                        ])
                    ))
            }
            return .record(members)
        }
    }

    private func titles(_ text: LocalizedText) -> JSONValue {
        .array(
            [("th", text.th), ("en", text.en)].compactMap { language, value in
                value.map { .record([("@language", .string(language)), ("@value", .string($0))]) }
            })
    }
}

extension JSONValue {
    static func record(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { JSONMember(name: $0.0, value: $0.1) })
    }
}
