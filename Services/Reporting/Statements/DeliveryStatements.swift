import Kernel
import Postgres
import ReportingContract

enum DeliveryColumns {
    static let sql = "d.id, r.code, d.receiver, d.sent_on, d.document, d.acknowledged_on, d.acknowledgement"

    static func decode(_ row: inout RowReader) throws -> ReportDelivery {
        let id: ID = try row.next()
        let report: String = try row.next()
        let receiver: String = try row.next()
        let sentOn: CalendarDate = try row.next()
        return ReportDelivery(
            id: id, report: report, to: receiver, on: sentOn, document: try row.next(),
            acknowledgedOn: try row.next(), acknowledgement: try row.next())
    }
}

struct InsertDelivery: Statement {
    static let sql = """
        INSERT INTO report_delivery (province, id, report, receiver, sent_on, document, recorded_by, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """

    typealias Row = Void
    var report: Report
    var delivery: ReportDelivery
    var by: String
    var at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(report.province)
        parameters.append(delivery.id)
        parameters.append(report.id)
        parameters.append(delivery.to)
        parameters.append(delivery.on)
        parameters.append(delivery.document)
        parameters.append(by)
        parameters.append(at)
    }
}

/// The organisation of a delivery's report, and its province.
struct FindDelivery: Statement {
    static let sql = """
        SELECT r.province, r.organisation, \(DeliveryColumns.sql)
          FROM report_delivery AS d
          JOIN report AS r ON r.province = d.province AND r.id = d.report
         WHERE d.id = $1
        """

    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(
        _ row: inout RowReader
    ) throws -> (province: String, organisation: String, delivery: ReportDelivery) {
        (try row.next(), try row.next(), try DeliveryColumns.decode(&row))
    }
}

/// Once: what is acknowledged stays so.
struct AcknowledgeStatement: Statement {
    static let sql = """
        UPDATE report_delivery AS d
           SET acknowledged_on = $3, acknowledgement = $4
          FROM report AS r
         WHERE d.province = $1 AND d.id = $2 AND d.acknowledged_on IS NULL AND r.province = d.province
           AND r.id = d.report
        RETURNING \(DeliveryColumns.sql)
        """

    var province: String
    var id: ID
    var on: CalendarDate
    var document: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(on)
        parameters.append(document)
    }

    static func decode(_ row: inout RowReader) throws -> ReportDelivery { try DeliveryColumns.decode(&row) }
}

/// The newest report of each kind and quarter of some organisations' year.
struct SelectYearReports: Statement {
    static let sql = """
        SELECT DISTINCT ON (r.organisation, r.definition, r.quarter) \(ReportColumns.sql)
          FROM report AS r
         WHERE r.province = $1 AND r.organisation = ANY ($2) AND r.fiscal_year = $3
         ORDER BY r.organisation, r.definition, r.quarter, r.step = 'published' DESC, r.revision DESC
        """

    var province: String
    var organisations: [String]
    var fiscalYear: FiscalYear

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(organisations)
        parameters.append(fiscalYear)
    }

    static func decode(_ row: inout RowReader) throws -> Report { try ReportColumns.decode(&row) }
}

struct SelectDeliveries: Statement {
    static let sql = """
        SELECT \(DeliveryColumns.sql)
          FROM report_delivery AS d
          JOIN report AS r ON r.province = d.province AND r.id = d.report
         WHERE d.province = $1 AND d.report = ANY ($2)
         ORDER BY d.sent_on, d.id
        """

    var province: String
    var reports: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(reports)
    }

    static func decode(_ row: inout RowReader) throws -> ReportDelivery { try DeliveryColumns.decode(&row) }
}

/// Whether a code is that of an organisation or of a committee.
struct ReceiverIsKnown: Statement {
    static let sql = """
        SELECT EXISTS (SELECT FROM organisation WHERE code = $2)
            OR EXISTS (SELECT FROM body WHERE province IN ($1, 'TH') AND code = $2)
        """

    var province: String
    var code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}

/// What an organisation is, as the directory has it.
struct FindOrganisationKind: Statement {
    static let sql = "SELECT province, kind, name_th, name_en FROM organisation WHERE code = $1"

    var code: String

    func bind(_ parameters: inout Parameters) { parameters.append(code) }

    static func decode(
        _ row: inout RowReader
    ) throws -> (province: String, kind: String, name: LocalizedText) {
        let province: String = try row.next()
        let kind: String = try row.next()
        let thai: String = try row.next()
        let name = LocalizedText(th: thai, en: try row.next())
        return (province, kind, kind == "province" ? name.asProvince : name)
    }
}
