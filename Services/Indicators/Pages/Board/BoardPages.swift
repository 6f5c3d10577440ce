import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/rounds/⟨round⟩`: who has answered, at and below an organisation: by what stands below it, by district, or one by
/// one; and what is done about it.
enum BoardPages {
    /// Lines of one page.
    static let listMax = 50

    static func register(on router: ServiceRouter) {
        router.page("/rounds/:round", access: GetRoundStatus.access) { try await show($0, $1, error: nil) }
        router.form("/rounds/:round", access: CloseRound.access) { request, call in
            do {
                return try await act(request, call)
            } catch let error as RPCError where error.formProblems(request) != nil {
                return try await show(request, call, error: error)
            }
        }
        RemindPage.register(on: router)
        ReviewPage.register(on: router)
    }

    /// What the address asks for.
    static func filter(_ query: [String: String], under: String) -> BoardFilter {
        BoardFilter(
            under: under, state: query["state"].flatMap(ExpectationState.init),
            kind: query["kind"].flatMap(OrganisationKind.init),
            district: query["district"].flatMap { $0.isEmpty ? nil : $0 }, isLate: query["late"] == "yes")
    }

    static func isPast(_ round: Round, _ call: ReadCall) -> Bool { round.dueOn < call.now.dateInThailand }

    private static func show(_ request: PageRequest, _ call: ReadCall, error: RPCError?) async throws -> PageResponse {
        let code = request.parameters["round"] ?? ""
        var asked = request.query["organisation"].flatMap { $0.isEmpty ? nil : $0 }
        if asked == nil {
            // The whole round; who may not see that starts at a place of his own.
            let top = try await Lookup.round(.code(code), call.database).top
            if try await !IndicatorPages.may(GetRoundStatus.access, at: top, call) {
                asked = try await call.runtime.authoriser.places(of: call.caller, now: call.now).first
            }
        }
        // The method's own check of who may see what is below the place.
        let status = try await call.invoke(GetRoundStatus(round: .code(code), organisation: asked))
        let place = try await call.invoke(GetOrganisation(organisation: .code(status.organisation))).organisation
        let above = try await call.database.first(
            NamesOfOrganisations(organisations: [place.parent].compactMap { $0 }))
        let view = BoardView(
            request: request, status: status, place: place, today: call.now.dateInThailand, above: above?.name,
            mayOpen: try await IndicatorPages.may(GetSubmission.access, at: status.organisation, call))
        var values = view.values
        switch view.view {
        case "districts":
            let groups = try await call.invoke(
                GetRoundStatusBy(round: .code(code), by: .district, organisation: status.organisation))
            values.merge(view.districts(groups.items)) { $1 }
        case "all":
            let filter = filter(request.query, under: status.organisation)
            let order = view.order
            let (rows, next) = try await lines(status.round, filter, order, request, call)
            values.merge(view.list(rows, next, filter, order)) { $1 }
        default: values.merge(view.below) { $1 }
        }
        values["mayReview"] = try await IndicatorPages.may(AcceptSubmissions.access, at: status.organisation, call)
        values["manages"] = try await IndicatorPages.may(CloseRound.access, at: status.round.owner, call)
        if let error {
            values["error"] = request.text(error.message)
            values["errors"] = error.further.map { ["text": request.text($0.message)] }
        }
        return IndicatorPages.page("board", values, request, call, status: error?.kind.pageStatus ?? 200)
    }

    /// A page of those expected, and where the next one begins.
    private static func lines(
        _ round: Round, _ filter: BoardFilter, _ order: PageOrder, _ request: PageRequest, _ call: ReadCall
    ) async throws -> (rows: [MembersOfBoard.Row], next: PageCursor?) {
        let cursor = request.query["cursor"].flatMap(PageCursor.init(text:))
        let column = request.isEnglish && ["name", "district"].contains(order.key) ? order.key.map { $0 + ".en" } : nil
        if let list = try SortedList(order, column: column, cursor: cursor, limit: listMax) {
            let rows = try await call.database.all(
                MembersInOrder(round: round.key, filter: filter, isPast: isPast(round, call), list: list))
            return (list.items(rows), list.next(after: rows))
        }
        let rows = try await call.database.all(
            MembersOfBoard(
                round: round.key, filter: filter, isPast: isPast(round, call),
                after: try cursor?.keys("organisation", count: 1)[0] ?? "", limit: listMax + 1))
        let shown = Array(rows.prefix(listMax))
        return (shown, rows.count > listMax ? shown.last.map { PageCursor("organisation", $0.organisation) } : nil)
    }

    // MARK: - What is sent

    private static func act(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let code = request.parameters["round"] ?? ""
        let form = request.form
        let key = form["key"] ?? ""
        let version = form["version"].flatMap { Int($0) } ?? 0
        switch form["do"] {
        case "close":
            _ = try await call.invoke(
                CloseRound(idempotencyKey: "page-close-\(key)", round: .code(code), expectedVersion: version))
        case "open":
            _ = try await call.invoke(
                OpenRound(idempotencyKey: "page-open-\(key)", round: .code(code), expectedVersion: version))
        case "refresh":
            _ = try await call.invoke(RefreshRound(idempotencyKey: "page-refresh-\(key)", round: .code(code)))
        default:
            var problems = Problems()
            let until = Typed.date(form, "until", &problems, at: "/until")
            guard let until else {
                throw RPCError(.invalidParams, LocalizedText("ระบุวันที่ขยายถึง", "say until which day"))
            }
            _ = try await call.invoke(
                ExceptFromRound(
                    idempotencyKey: "page-except-\(key)", round: .code(code),
                    organisations: (form["organisations"] ?? "").split { " ,;\n\r\t".contains($0) }.map(String.init),
                    until: until, reason: form["reason"] ?? ""))
        }
        return .redirect(to: "./\(PageText.query(code))?done=\(form["do"] ?? "")")
    }
}
