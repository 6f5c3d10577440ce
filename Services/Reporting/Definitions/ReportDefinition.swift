import Kernel

/// A kind of report as data: its parts, their texts, and which tables stand where. Adding a report is adding one of
/// these.
struct ReportDefinition: Sendable {
    /// As callers name it.
    let code: String
    /// Goes up with every change, and is kept in each report.
    let version: Int
    /// May name figures in braces, as every text here: `{year}`.
    let title: LocalizedText
    let parts: [Part]

    struct Part: Sendable {
        let code: String
        let title: LocalizedText
        /// Services without which it has a gap.
        let needs: Set<Peer>
        let isWritten: Bool
        let blocks: [Block]

        init(
            _ code: String, _ title: LocalizedText, needs: Set<Peer> = [], isWritten: Bool = false, _ blocks: [Block]
        ) {
            self.code = code
            self.title = title
            self.needs = needs
            self.isWritten = isWritten
            self.blocks = blocks
        }
    }

    enum Peer: String, Sendable, CaseIterable {
        case plans, indicators, budget
    }

    enum Block: Sendable {
        case heading(LocalizedText)
        case text(LocalizedText)
        case points([LocalizedText])
        /// Only where the peer answered: its text would be wrong without.
        case textWith(Peer, LocalizedText)
        case table(Dataset)
    }

    /// The tables that a part may show.
    enum Dataset: String, Sendable, CaseIterable {
        case planLinks
        /// One row for each strategic issue: indicators by status, projects, money.
        case overview
        /// For each strategic issue a heading, its indicators, and its projects with their money.
        case resultsByIssue
        case moneyByCategory, moneyByPlanType, spendingTargets
        /// Indicators that fell behind.
        case problems
        case whoReported
    }

    /// Every definition, by code.
    static let all: [String: ReportDefinition] = Dictionary(
        uniqueKeysWithValues: [annualProvincial].map { ($0.code, $0) })
}
