import JSONRPC

/// Every method of the service's own contract.
public enum ReportingMethods {
    public static let all: [any RPCMethod.Type] = [
        ListReportDefinitions.self, GetReportDefinition.self, SaveReportDefinition.self, TryReportDefinition.self,
        PublishReportDefinition.self, ComposeReport.self, GetReport.self, GetReportContent.self, ListReports.self,
        WriteReport.self, FreezeReport.self, VerifyReport.self, ReproduceReport.self, ReturnReport.self,
        RecordReportStep.self,
        PublishReport.self, ComposeManyReports.self, RenderReport.self, BeginReport.self, GetReportProgress.self,
        GetDashboard.self,
        PutDistricts.self, GetDistrictMap.self, ListSchedule.self, SetScheduleDay.self,
        ListScheduleReminders.self,
        ListFindings.self, CreateImprovement.self, UpdateImprovement.self, CarryImprovement.self,
        GetImprovement.self, ListImprovements.self, RecordDelivery.self,
        AcknowledgeDelivery.self,
        GetEmenscrSheet.self, CheckEmenscr.self, WriteEmenscr.self, MoveEmenscr.self, ExportEmenscr.self,
        RecordEmenscrSending.self, ListEmenscrExports.self,
        MapSdgIndicators.self, ListSdgMappings.self,
        RenderDocument.self, GetDocument.self, ListDocuments.self,
    ]
}

/// Who may do what with reports, in one place.
public enum ReportingAccess {
    /// Those who see drafts; a published report is open to everyone.
    public static let readers = RPCAccess.roles([
        .head, .agencyPlanner, .planner, .budgetOfficer, .secretary, .provincialOfficer, .reader, .auditor, .integrator,
        .administrator,
    ])
    /// Those who make reports.
    public static let makers = RPCAccess.roles([.planner, .provincialOfficer, .integrator, .administrator])
    /// Those who write letters and papers of meetings.
    public static let writers = RPCAccess.roles([
        .planner, .budgetOfficer, .secretary, .provincialOfficer, .agencyPlanner, .integrator, .administrator,
    ])
    /// Those who record what a body or a head decided.
    public static let recorders = RPCAccess.roles([.planner, .secretary, .provincialOfficer, .administrator])
    /// Those who make a report public.
    public static let publishers = RPCAccess.roles([.provincialOfficer, .administrator])
}

/// Pieces of the examples, which make one story in the order of `ReportingMethods.all`: a report is composed with all
/// peers there, written, frozen, and goes its way to publication.
enum Examples {
    static let someID = "0190b3a0-0000-7000-8000-000000000001"
    static let instant = "2023-10-15T02:00:00Z"
    static let code = "67-2566-annualProvincial-1"

    static func report(step: String, version: Int, missing: Int = 0, frozen: Bool = true, records: [String]) -> String {
        let hash = frozen ? "\"sha256\":\"\(String(repeating: "0", count: 64))\"," : ""
        return """
            {"id":"\(someID)","code":"\(code)","province":"67","organisation":"67","fiscalYear":2566,\
            "definition":"annualProvincial","definitionNumber":1,"revision":1,"title":{"th":"รายงาน","en":"Report"},"step":"\(step)",\
            "version":\(version),"composedAt":"\(instant)","missing":\(missing),\(hash)\
            "history":[\(records.joined(separator: ","))]}
            """
    }

    static func record(_ number: Int, _ step: String, more: String = "") -> String {
        """
        {"number":\(number),"step":"\(step)","recordedBy":"example","recordedAt":"\(instant)",\
        "happenedOn":"2023-10-15"\(more)}
        """
    }
}
