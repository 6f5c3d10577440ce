import JSONRPC

/// The contract of the indicator service: every method it has of its own, in the order of its document.
public enum IndicatorsMethods {
    public static let all: [any RPCMethod.Type] = [
        SaveDimension.self, ListDimensions.self, CreateDataElement.self, GetDataElement.self, ListDataElements.self,
        UpdateDataElement.self, SetDataValues.self, ListDataValues.self, CheckFormula.self,
        CreateIndicator.self, GetIndicator.self, ListIndicators.self, UpdateIndicator.self, ImportIndicators.self,
        SetTargets.self,
        CreateRound.self, GetRound.self, ListRounds.self, UpdateRound.self,
        SaveQuestionnaire.self, GetQuestionnaire.self, PublishQuestionnaire.self,
        OpenRound.self, RefreshRound.self, CloseRound.self, GetRoundStatus.self, ListOutstanding.self,
        GetQuestionStatus.self, GetRoundStatusBy.self, ScheduleReminders.self, GetReminderSchedule.self,
        ListReminders.self, SendReminders.self,
        ResendReminders.self, ExceptFromRound.self, ListRoundExceptions.self,
        GetPreviousAnswers.self,
        SaveSubmission.self, SubmitSubmission.self, CertifySubmission.self, AcceptSubmission.self,
        GetSubmission.self, ListSubmissions.self, DiffSubmissions.self, ReturnSubmission.self, ReopenSubmission.self,
        ListChangedSinceCertified.self, CertifySubmissions.self, AcceptSubmissions.self,
        ReturnSubmissions.self, ReopenSubmissions.self,
        ImportSubmissions.self, ImportSubmissionFile.self, StartSubmissionImport.self,
        GetConsolidation.self, GetConsolidationChildren.self, TraceConsolidation.self, VerifyConsolidation.self,
        IndicatorResultsQuery.self, CompareIndicators.self,
        EvaluateIndicator.self, GetTrend.self, ListDisaggregationGaps.self,
        ExportData.self, GetSuppression.self, SetSuppression.self,
        BeginExport.self, ReadExport.self,
        SaveDataSet.self, ListDataSets.self, BeginDataSet.self, ListDataSetReleases.self, ValidateDataSet.self,
        ListDataFindings.self, FollowFinding.self, ListPublications.self, ReadPublication.self, FetchPublication.self,
        ImportFigures.self, UndoFigureImport.self,
        BeginFigureBulk.self, SendFigureBulk.self, RunFigureBulk.self, ReadFigureBulk.self,
        UndoFigureBulk.self,
        ScheduleVisit.self, ReportVisit.self, FollowUpVisit.self, CancelVisit.self, ListVisits.self,
        SummariseVisits.self, NominateShowcase.self, AssessShowcase.self, ListShowcases.self,
        AskAdvice.self, AnswerAdvice.self, FollowUpAdvice.self, ListAdvice.self,
        SaveOfficer.self, ListOfficers.self, ListOfficerGaps.self,
    ]
}
