import Kernel
import ReportingContract

/// The definitions that come with the suite, for every organisation.
enum ShippedDefinitions {
    /// Goes up with every change of any of them, and is kept in each report.
    static let number = 7

    static let all: [ReportDefinition] = [
        annualProvincial, quarterlyFollowUp, budgetQuarterly, roundCompleteness, agencyScorecard, schoolSheet,
        planCoverage, sdg4Progress, resolutionRegister, drivingCalendar, emenscrProjects,
    ]

    static func find(_ code: String) -> ReportDefinition? { all.first { $0.code == code } }

    static func stored(_ definition: ReportDefinition) -> StoredReportDefinition {
        StoredReportDefinition(
            definition: definition, number: number, isPublished: true, isShipped: true, province: "TH", version: 1)
    }

    // MARK: Pieces

    static func part(
        _ code: String, _ title: LocalizedText, isWritten: Bool = false, _ blocks: [ReportBinding]
    ) -> ReportPartDefinition {
        ReportPartDefinition(code: code, title: title, isWritten: isWritten, blocks: blocks)
    }

    static func column(
        _ code: String, _ title: LocalizedText, _ kind: ReportValueKind, _ paths: String...,
        absent: ReportCellState? = nil, otherwise: [String]? = nil, words: [String: LocalizedText]? = nil,
        lookups: [ReportLookup]? = nil, basisPoints: Bool? = nil, isMonth: Bool? = nil, suppressed: String? = nil
    ) -> ReportColumnBinding {
        ReportColumnBinding(
            code: code, title: title, kind: kind, paths: paths, absent: absent, otherwise: otherwise, words: words,
            lookups: lookups, basisPoints: basisPoints, isMonth: isMonth, suppressed: suppressed)
    }

    /// What the organisations of the province are called; their codes stand where it is not answered.
    static let organisationsQuery = ReportQuery(
        name: "organisations", service: "plans", method: "organisation.list",
        params: #"{"province":"{province}","limit":1000}"#,
        whenMissing: LocalizedText("ไม่มีรายชื่อหน่วยงาน", "There is no list of organisations."))

    static let organisationNames = ReportLookup(query: "organisations", rows: "/items", key: "/code", name: "/name")
}

extension ReportBinding {
    /// Only where it answered: its text would be wrong without.
    static func textWith(_ need: String, _ text: LocalizedText) -> ReportBinding { .text(text, needs: [need]) }
}
