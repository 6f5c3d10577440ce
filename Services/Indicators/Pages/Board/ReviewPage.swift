import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/rounds/⟨round⟩/review`: many accepted or sent back at once, by the address's filter or those chosen; how many it
/// would be is said before anything is done.
enum ReviewPage {
    static func register(on router: ServiceRouter) {
        router.page("/rounds/:round/review", access: AcceptSubmissions.access) {
            try await show($0, $1, $0.query, error: nil)
        }
        router.form("/rounds/:round/review", access: AcceptSubmissions.access) { request, call in
            do {
                return try await act(request, call)
            } catch let error as RPCError where error.formProblems(request) != nil {
                let fields = Dictionary(request.form.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
                return try await show(request, call, fields, error: error)
            }
        }
    }

    /// The method's filter for what the page's items say; the second: more than one call takes.
    private static func filter(
        _ items: [String: String], _ round: Round, _ call: ReadCall
    ) async throws -> (filter: SubmissionFilter, isTooMany: Bool) {
        let under = items["organisation"] ?? round.owner
        let chosen = items.filter { $0.key.hasPrefix("o.") && $0.value == "yes" }.map { String($0.key.dropFirst(2)) }
        if !chosen.isEmpty { return (SubmissionFilter(under: under, organisations: chosen.sorted()), false) }
        let board = BoardPages.filter(items, under: under)
        if board.state == nil, board.district == nil, !board.isLate {
            return (SubmissionFilter(under: under, kinds: board.kind.map { [$0] }), false)
        }
        let rows = try await call.database.all(
            MembersOfBoard(
                round: round.key, filter: board, isPast: BoardPages.isPast(round, call),
                limit: IndicatorLimits.importItemsMax + 1))
        let codes = rows.prefix(IndicatorLimits.importItemsMax).map(\.organisation)
        return (SubmissionFilter(under: under, organisations: codes), rows.count > IndicatorLimits.importItemsMax)
    }

    private static func show(
        _ request: PageRequest, _ call: ReadCall, _ items: [String: String], error: RPCError?
    ) async throws -> PageResponse {
        let round = try await call.invoke(GetRound(round: .code(request.parameters["round"] ?? "")))
        let under = items["organisation"] ?? round.owner
        // The method's own check of who may see what is below the place, before the page looks.
        let place = try await call.invoke(GetRoundStatus(round: .code(round.code), organisation: under))
        let name = try await call.invoke(GetOrganisation(organisation: .code(place.organisation))).organisation.name
        let (filter, isTooMany) = try await Self.filter(items, round, call)
        let isNobody = filter.organisations?.isEmpty ?? false
        var accept = SubmissionSetResult(changed: 0, skipped: 0)
        var back = accept
        if !isNobody {
            let look = "page-look-\(ID(at: call.now))"
            accept = try await call.invoke(
                AcceptSubmissions(
                    idempotencyKey: look, round: .code(round.code), filter: filter, validateOnly: true))
            back = try await call.invoke(
                ReturnSubmissions(
                    idempotencyKey: look, round: .code(round.code), filter: filter, comment: "–", validateOnly: true))
        }
        let board = BoardPages.filter(items, under: under)
        let kept = items.filter {
            ["organisation", "state", "kind", "district", "late"].contains($0.key) || $0.key.hasPrefix("o.")
        }
        var values: [String: Any] = [
            "title": request.say("รับหรือส่งกลับทั้งชุด", "Accept or send back many"), "roundName": request.text(round.name),
            "boardAddress": "../\(PageText.query(round.code))?view=all&organisation=\(PageText.query(under))",
            "under": request.text(name), "organisation": under, "isTooMany": isTooMany,
            "tooMany": request.say(
                "เงื่อนไขนี้มีเกิน 1,000 แห่ง ครั้งนี้ทำเฉพาะ 1,000 แห่งแรก",
                "More than 1,000 are like this; the first 1,000 are taken this time."),
            "kept": kept.sorted { $0.key < $1.key }.map { ["name": $0.key, "value": $0.value] },
            "isChosen": kept.contains { $0.key.hasPrefix("o.") },
            "filters": filters(board, request), "show": request.say("นับใหม่", "Count again"),
            "chosen": request.say(
                "ที่เลือก \(filter.organisations?.count ?? 0) แห่ง", "\(filter.organisations?.count ?? 0) chosen"),
            "acceptTitle": request.say("รับข้อมูล", "Accept"), "mayAccept": accept.changed > 0,
            "acceptCount": request.say(
                "จะรับ \(accept.changed) แห่งที่รับรองแล้ว ข้าม \(accept.skipped) แห่งที่ยังไม่ถึงขั้นนี้",
                "\(accept.changed) that are certified will be accepted; \(accept.skipped) are not there yet and are left."
            ),
            "accept": request.say("รับ \(accept.changed) แห่ง", "Accept \(accept.changed)"),
            "returnTitle": request.say("ส่งกลับให้แก้ไข", "Send back"), "mayReturn": back.changed > 0,
            "returnCount": request.say(
                "จะส่งกลับ \(back.changed) แห่ง ข้าม \(back.skipped) แห่ง",
                "\(back.changed) will be sent back; \(back.skipped) are left."),
            "commentField": PageField(
                "comment", request.say("ข้อความถึงผู้รายงาน", "What the reporters should mend"), .area,
                value: request.form["comment"],
                problems: (error?.problems ?? []).filter { $0.path.hasPrefix("/comment") }.map {
                    request.text($0.message)
                }
            ).html, "sendBack": request.say("ส่งกลับ \(back.changed) แห่ง", "Send \(back.changed) back"),
        ]
        if let error { values["error"] = request.text(error.message) }
        if let done = request.query["done"].flatMap({ Int($0) }), error == nil {
            values["done"] = request.say("ดำเนินการแล้ว \(done) แห่ง", "Done for \(done)")
        }
        return IndicatorPages.page("review", values, request, call, status: error?.kind.pageStatus ?? 200)
    }

    private static func filters(_ filter: BoardFilter, _ request: PageRequest) -> String {
        let any = request.say("ทั้งหมด", "Any")
        return [
            PageField(
                "state", request.say("สถานะ", "State"),
                .select(
                    [("", any)]
                        + [ExpectationState.submitted, .certified, .accepted].map {
                            ($0.rawValue, request.text(IndicatorPages.state($0).words))
                        }), value: filter.state?.rawValue),
            PageField(
                "kind", request.say("ประเภท", "Kind"),
                .select([("", any)] + OrganisationKind.answering.map { ($0.rawValue, request.text($0.title)) }),
                value: filter.kind?.rawValue),
            PageField(
                "late", request.say("เฉพาะที่ล่าช้า", "Only late ones"), .checkbox, value: filter.isLate ? "yes" : ""),
        ].map(\.html).joined()
    }

    private static func act(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let form = request.form
        let round = try await call.invoke(GetRound(round: .code(request.parameters["round"] ?? "")))
        let items = Dictionary(form.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let under = items["organisation"] ?? round.owner
        _ = try await call.invoke(GetRoundStatus(round: .code(round.code), organisation: under))
        let (filter, _) = try await Self.filter(items, round, call)
        let key = form["key"] ?? ""
        let done: SubmissionSetResult
        if form["do"] == "return" {
            done = try await call.invoke(
                ReturnSubmissions(
                    idempotencyKey: "page-return-\(key)", round: .code(round.code), filter: filter,
                    comment: form["comment"] ?? ""))
        } else {
            done = try await call.invoke(
                AcceptSubmissions(idempotencyKey: "page-accept-\(key)", round: .code(round.code), filter: filter))
        }
        return .redirect(to: "./review?organisation=\(PageText.query(under))&done=\(done.changed)")
    }
}
