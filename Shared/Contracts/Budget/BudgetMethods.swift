import JSONRPC

/// The contract of the budget service: every method it has of its own, in the order of its document.
public enum BudgetMethods {
    public static let all: [any RPCMethod.Type] = [
        CreateLine.self, GetLine.self, ListLines.self, ImportLines.self,
        PostAllocation.self, PostAllocationNotice.self, GetAllocationNotice.self, ListAllocationNotices.self,
        PostCommitment.self, GetCommitment.self, ListCommitments.self, PostReceipt.self, PostClaim.self,
        GetChain.self, PostDisbursement.self,
        ReleaseCommitment.self, PostReturn.self,
        GetEntry.self, ReverseEntry.self, ImportEntries.self,
        ListLedger.self, LedgerAsOf.self, VerifyLedger.self,
        SetDisbursementPlan.self, GetDisbursementPlan.self, SetTarget.self, ListTargets.self, GetSummary.self,
        RequestTransfer.self, GetTransfer.self, ListTransfers.self, AgreeTransfer.self, ExecuteTransfer.self,
        ReportTransfer.self, WithdrawTransfer.self, ExpireTransfers.self, SetTransferRule.self,
        ListTransferRules.self,
        ClosePeriod.self, ListPeriods.self, PostCarryOver.self, PostUnboundCarryOver.self,
        ExtendCarryOver.self, LapseCarryOvers.self,
        ListCarryOvers.self, SetCarryOverRule.self, ListCarryOverRules.self, CloseYear.self,
        GetTree.self, GetFollowUp.self, GetForecast.self, GetQuarterReport.self, IssueAcceleration.self,
        AnswerAcceleration.self,
        ListAccelerations.self, SetControl.self, ListControls.self,
        CreateRequest.self, UpdateRequest.self, SubmitRequest.self, ScoreRequest.self, RankRequests.self,
        ForwardRequests.self, GetRequestSheet.self, RecordRequestResult.self, WithdrawRequest.self, GetRequest.self,
        ListRequests.self,
        SetCriterion.self,
        ListCriteria.self, ImportSheet.self, ExportBudget.self, ListUnmatchedPayments.self,
        GetUnmatchedPayment.self, DismissPayment.self, MatchPayment.self,
        AskAdvice.self, AnswerAdvice.self, FollowUpAdvice.self, ListAdvice.self, RecordEvaluation.self,
        GetEvaluation.self, ListEvaluations.self,
    ]
}
