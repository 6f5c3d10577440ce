import JSONRPC
import Pages
import RPCServer
import ReportingContract
import ServiceKit

/// The page of another service that shows what a source answered, for whoever follows a figure back.
enum SourceLinks {
    /// Of a report's sources those whose pages the visitor may open, by their numbers: money is shown to those alone who
    /// hold a role where it was asked for.
    static func open(_ sources: [ReportSource], _ call: ReadCall) async throws -> Set<Int> {
        guard call.caller.kind != .anonymous else { return [] }
        var may: [String: Bool] = [:]
        var open: Set<Int> = []
        for source in sources {
            guard source.service == "budget" else {
                open.insert(source.number)
                continue
            }
            guard let place = organisation(source) else { continue }
            if may[place] == nil { may[place] = try await ReportPages.mayRead(at: place, call) }
            if may[place] == true { open.insert(source.number) }
        }
        return open
    }

    private static func organisation(_ source: ReportSource) -> String? {
        (try? JSONDocument(parsing: Array(source.params.utf8)))?.root["organisation"]?.string
    }

    /// `nil` where that service has no page known here, or none for this question.
    static func address(_ source: ReportSource) -> String? {
        guard let site = PageScene.current.siteAddresses[source.service],
            let document = try? JSONDocument(parsing: Array(source.params.utf8))
        else { return nil }
        let params = document.root
        let place = [
            ("organisation", params["organisation"]?.string), ("year", params["fiscalYear"]?.number),
        ].compactMap { name, value in value.map { "\(name)=\(PageText.query($0))" } }.joined(separator: "&")
        func code(_ name: String) -> String? { params[name]?.string.map(PageText.query) }
        switch source.service {
        case "budget": return "\(site)\(source.method == "transfer.list" ? "transfers" : "summary")?\(place)"
        case "indicators":
            if let indicator = code("indicator") { return "\(site)indicators/\(indicator)" }
            if source.method.hasPrefix("round."), let round = code("round") { return "\(site)rounds/\(round)?\(place)" }
            return source.method.hasPrefix("round.") ? "\(site)rounds" : "\(site)indicators?\(place)"
        case "plans":
            if source.method.hasPrefix("matter.") { return "\(site)matters?\(place)" }
            if source.method.hasPrefix("driving.") { return "\(site)driving?\(place)" }
            if source.method.hasPrefix("resolution.") || source.method.hasPrefix("body.") { return "\(site)meetings" }
            guard let plan = code("plan") else { return "\(site)plans" }
            let part = ["plan.coverage": "/coverage", "plan.lint": "/findings"][source.method] ?? ""
            return "\(site)plans/\(plan)\(part)"
        default: return nil
        }
    }
}
