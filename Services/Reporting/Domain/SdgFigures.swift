import Kernel

/// What the SDG 4 report is made of (R4): target → global indicator → national → provincial.
struct SdgFigures: Sendable {
    var targets: [SdgTarget]
    var indicators: [SdgIndicator]
    var gaps: [SdgGap]
    var projects: [SdgProject]
    /// Number of the source of the targets, and of the money; no number where there is none.
    var source: Int
    var moneySource: Int?
}

/// A target of SDG 4 with its global indicators.
struct SdgTarget: Sendable {
    /// `"SDG-4.1"`
    var code: String
    var name: LocalizedText
    var globals: [(code: String, name: LocalizedText)]
}

/// A provincial indicator under a target.
struct SdgIndicator: Sendable {
    var source: Int
    var trendSource: Int?
    var target: String
    /// `"4.1.1"`
    var global: String?
    var national: LocalizedText?
    var code: String
    var name: LocalizedText
    var unit: LocalizedText
    var baseline: (year: FiscalYear, value: String)?
    var latest: Figure
    var targetOfYear: Figure
    /// Of 2030 (fiscal year 2573), and of the years until then.
    var target2030: Figure
    var milestones: [(year: FiscalYear, value: String)]
    var status: Achievement
    /// `improving`, `steady`, `worsening`, `unknown`.
    var trend: String
}

/// A disaggregation that should be there and is not.
struct SdgGap: Sendable {
    var source: Int
    var indicator: String
    /// As people call them; by their codes where nobody says it.
    var indicatorName: LocalizedText
    var element: LocalizedText
    var period: LocalizedText
    var dimension: LocalizedText
    var missing: [LocalizedText]
}

/// A project behind a target, with its money.
struct SdgProject: Sendable {
    var source: Int
    var target: String
    var code: String
    var name: LocalizedText
    var organisation: LocalizedText?
    var money: MoneyLine?
}
