import Pages

/// The service's templates: `Templates/*.mustache`, in the binary.
enum PlanTemplates {
    static let files: [String: [UInt8]] = [
        "plans": PackageResources.plans_mustache, "plan": PackageResources.plan_mustache,
        "search": PackageResources.search_mustache, "trace": PackageResources.trace_mustache,
        "coverage": PackageResources.coverage_mustache, "findings": PackageResources.findings_mustache,
        "hearing": PackageResources.hearing_mustache, "quiz": PackageResources.quiz_mustache,
        "quizresult": PackageResources.quizresult_mustache, "certificate": PackageResources.certificate_mustache,
        "difference": PackageResources.difference_mustache, "driving": PackageResources.driving_mustache,
        "stratml": PackageResources.stratml_mustache,
        "drivingwork": PackageResources.drivingwork_mustache, "drivingtask": PackageResources.drivingtask_mustache,
        "drivingitems": PackageResources.drivingitems_mustache, "drivingitem": PackageResources.drivingitem_mustache,
    ]
    static let all = PageTemplates(files)
}
