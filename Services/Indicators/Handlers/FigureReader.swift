import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// What an event says of figures that changed: where to look for them.
struct FiguresChanged: Codable, Sendable {
    var under: String
    var elements: [String]
    var periods: [String]
}

/// Follows another office's figures by its event feed (I14): a regional office's service that follows a province's has the
/// same figures a moment later, with the data elements that they are of.
///
/// An event says what changed; the figures are asked for as they are now, so that an event that is read twice does no
/// harm.
struct FigureReader: FeedReader {
    /// The directory is followed beside the figures and may be behind them: they are asked for again when it is here.
    struct DirectoryBehind: Error, CustomStringConvertible {
        var organisations: [String]
        var description: String {
            "figures of organisations that are not in the directory yet: \(organisations.prefix(20).joined(separator: " "))"
        }
    }

    private static let page = 1_000

    let runtime: ServiceRuntime
    /// Only figures of its own organisations are taken from an office.
    let province: String
    var scope: String? { province }

    let name = "figures"
    let types = ["dataValue.set", "dataValue.imported", "dataValue.followed"]

    /// The feed says from its beginning which figures there are.
    func everything(at source: any RPCCaller) async throws -> FeedWrite? { nil }

    func changes(in events: [CloudEvent], at source: any RPCCaller) async throws -> FeedWrite {
        var seen: Set<Portion> = []
        for event in events {
            let changed = try event.decoded(FiguresChanged.self)
            // Wider than the office: its own part of it.
            let isOwn = OrganisationCode.province(of: changed.under) == province
            for element in changed.elements {
                for period in changed.periods {
                    let portion = Portion(under: isOwn ? changed.under : province, element: element, period: period)
                    if seen.insert(portion).inserted { try await take(portion, from: source) }
                }
            }
        }
        return { _ in }
    }

    private struct Portion: Hashable {
        var under: String
        var element: String
        var period: String
    }

    /// Takes an element's figures of a period over, as they are at the peer.
    private func take(_ portion: Portion, from source: any RPCCaller) async throws {
        guard let period = Period(portion.period) else { return }
        let known = try await runtime.database.first(FindDataElements(codes: [portion.element]))
        let element =
            known == nil ? try await FeedFollower.ask(GetDataElement(element: .code(portion.element)), of: source) : nil
        let all = try await FeedFollower.all(of: source) {
            ListDataValues(
                element: portion.element, period: period, organisation: portion.under, limit: Self.page, cursor: $0)
        }
        let organisations = Set(all.map(\.organisation))
        let here = try await runtime.database.all(KnownOrganisations(codes: organisations.sorted()))
        let missing = organisations.subtracting(here)
        guard missing.isEmpty else { throw DirectoryBehind(organisations: missing.sorted()) }
        try await runtime.change(as: "system", method: "dataValue.follow") { change in
            try await change.transaction.script(FollowedProvinces.allow)
            if let element {
                try await change.database.execute(InsertDataElement(element: element, now: change.now))
            }
            var rows = DataValueRows()
            for value in all { rows.append(value) }
            let gone = try await change.database.execute(
                DropUnfollowed(under: portion.under, element: portion.element, period: portion.period, rows: rows))
            if rows.count > 0 {
                try await change.database.execute(UpsertDataValues(rows: rows, now: change.now, by: "system"))
            }
            let told = FiguresChanged(under: portion.under, elements: [portion.element], periods: [portion.period])
            try await change.emit("dataValue.followed", subject: portion.under, data: told)
            try await change.audit(
                subject: portion.under,
                details: ["element": portion.element, "figures": String(rows.count), "gone": String(gone)])
        }
    }
}

/// Takes away figures below an organisation that the peer has no longer.
struct DropUnfollowed: Statement {
    static let sql = """
        DELETE FROM data_value v
        USING organisation_reach r, organisation o
        WHERE r.ancestor = $1 AND r.relation = 'either' AND o.code = r.descendant
          AND (v.province, v.element, v.period, v.organisation) = (o.province, $2, $3, o.code)
          AND NOT EXISTS (SELECT FROM unnest($4::text[], $5::text[]) AS kept (organisation, categories)
                          WHERE kept.organisation = v.organisation
                            AND string_to_array(kept.categories, ' ') = v.categories)
        """
    var under: String
    var element: String
    var period: String
    var rows: DataValueRows

    func bind(_ parameters: inout Parameters) {
        parameters.append(under)
        parameters.append(element)
        parameters.append(period)
        parameters.append(rows.organisations)
        parameters.append(rows.categories)
    }

    typealias Row = Void
}
