import JSONRPC

/// Every method of the plans service's own part, in the order of the documents; the examples tell one story in it.
public enum PlansMethods {
    public static let all: [any RPCMethod.Type] = [
        CreatePlan.self, GetPlan.self, ListPlans.self, UpdatePlan.self, ImportPlanFile.self, ExportPlanFile.self,
        CreateElement.self, UpdateElement.self, GetElement.self, ListElements.self, ImportElements.self,
        ImportElementFile.self, ExportElementFile.self,
        RemoveElement.self, ExportStratML.self, ImportStratML.self,
        CreateLink.self, ListLinks.self, ImportLinks.self, RemoveLink.self,
        TraceUp.self, TraceDown.self, GetPlanCoverage.self, LintPlan.self, ListDuplicateProjects.self,
        GetPlanService.self, SearchPlans.self,
        SetResponsibility.self, ListResponsibilities.self,
        SubmitPlanForScreening.self, AnnouncePlan.self, AmendPlan.self, DiffPlan.self, GetPlanImpact.self,
        GetValueChain.self, ListFactorGaps.self,
        ListDrivingItems.self, SetDrivingItem.self, GetDrivingCalendar.self, SetDrivingStatus.self,
        ListDueDriving.self, GetDrivingHeatMap.self, GetDrivingProgress.self,
        PutPartner.self, ListPartners.self, PutAgreement.self, ListAgreements.self, PutContribution.self,
        ListContributions.self, PutMaterial.self, ListMaterials.self,
        CreateQuiz.self, PublishQuizQuestions.self, GetQuiz.self, TakeQuiz.self, GetQuizResults.self,
        VerifyCertificate.self,
    ]
}
