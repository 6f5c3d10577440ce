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

/// Follows another office's figures by its event feed (I14): a regional office's service that has a province's as its peer
/// `indicators` has the same figures a moment later, with the data elements that they are of.
///
/// An event says what changed; the figures are asked for as they are now, so that an event that is read twice does no
/// harm. How far the feed was read is stored with what was taken over.
struct FigureFollower: Sendable {
    static let peer = "indicators"
    static let types = ["dataValue.set", "dataValue.imported"]
    private static let look = Duration.seconds(2)
    private static let page = 1_000

    let runtime: ServiceRuntime
    let source: any RPCCaller

    func run() async {
        var pause = Self.look
        while !Task.isCancelled {
            do {
                while try await followOnce() {}
                pause = Self.look
            } catch {
                // The peer or the database is away; what is here goes on serving.
                pause = min(pause * 2, .seconds(60))
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// One step. Returns whether there may be more at once.
    func followOnce() async throws -> Bool {
        let known = try await runtime.database.first(FiguresReadThrough(peer: Self.peer)) ?? 0
        let feed = try await ask(ListEvents(after: known, types: Self.types, limit: 100))
        // The peer was set up anew: its feed begins again.
        let after = feed.last < known ? 0 : known
        if after != known { return try await store(through: 0) }
        guard feed.next > after else { return false }
        var portions: [Portion] = []
        for event in feed.events {
            let changed = try event.decoded(FiguresChanged.self)
            for element in changed.elements {
                for period in changed.periods {
                    let portion = Portion(under: changed.under, element: element, period: period)
                    if !portions.contains(portion) { portions.append(portion) }
                }
            }
        }
        for portion in portions { try await take(portion) }
        _ = try await store(through: feed.next)
        return feed.next < feed.last
    }

    private struct Portion: Hashable {
        var under: String
        var element: String
        var period: String
    }

    private func store(through number: Int) async throws -> Bool {
        try await runtime.change(as: "system", method: "dataValue.follow") { change in
            try await change.database.execute(SetFiguresReadThrough(peer: Self.peer, number: number))
            try await change.audit(subject: Self.peer, details: ["through": number])
            return true
        }
    }

    /// Takes an element's figures of a period over, as they are at the peer.
    private func take(_ portion: Portion) async throws {
        guard let period = Period(portion.period) else { return }
        let known = try await runtime.database.first(FindDataElements(codes: [portion.element]))
        let element = known == nil ? try await ask(GetDataElement(element: .code(portion.element))) : nil
        var values: [DataValue] = []
        var cursor: PageCursor?
        repeat {
            let page = try await ask(
                ListDataValues(
                    element: portion.element, period: period, organisation: portion.under, limit: Self.page,
                    cursor: cursor))
            values += page.items
            cursor = page.nextCursor
        } while cursor != nil
        let all = values
        try await runtime.change(as: "system", method: "dataValue.follow") { change in
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

    private func ask<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await source.call(method, deadline: .now + .seconds(30))
    }
}

struct FiguresReadThrough: Statement {
    static let sql = "SELECT read_through FROM figure_following WHERE peer = $1"
    var peer: String
    func bind(_ parameters: inout Parameters) { parameters.append(peer) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct SetFiguresReadThrough: Statement {
    static let sql = """
        INSERT INTO figure_following (peer, read_through) VALUES ($1, $2)
        ON CONFLICT (peer) DO UPDATE SET read_through = EXCLUDED.read_through
        """
    var peer: String
    var number: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(peer)
        parameters.append(number)
    }

    typealias Row = Void
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
