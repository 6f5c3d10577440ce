import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/operator/…`: people, roles, sessions, keys, jobs, audit, health, settings and versions. Each line's buttons call
/// the method that a system would call. Every service has these pages; what concerns people is done at the one that
/// keeps the accounts.
struct OperatorPages: Sendable {
    let module: AccountsModule

    static let access = RPCAccess.roles([.administrator, .auditor])
    static let changers = RPCAccess.roles([.administrator])

    func register(on router: ServiceRouter) {
        router.page(
            "/operator/people", title: LocalizedText("ผู้ดูแลระบบ", "Operator"),
            about: LocalizedText(
                "ผู้ใช้ บทบาท กุญแจ บันทึกการตรวจสอบ และสุขภาพของบริการ",
                "People, roles, keys, the audit trail and the service's health"), access: Self.access
        ) { request, call in try await atKeeper("people") { try await people(request, call, note: nil) } }
        router.form("/operator/people", access: Self.changers) { request, call in
            try await changing(request, call, people) { try await changePeople(request, call) }
        }
        router.page("/operator/roles", access: Self.access) { request, call in
            try await atKeeper("roles") { try await roles(request, call, note: nil) }
        }
        router.form("/operator/roles", access: Self.changers) { request, call in
            try await changing(request, call, roles) { try await changeRoles(request, call) }
        }
        router.page("/operator/sessions", access: Self.access) { request, call in
            try await atKeeper("sessions") { try await sessions(request, call, note: nil) }
        }
        router.form("/operator/sessions", access: Self.changers) { request, call in
            try await changing(request, call, sessions) {
                _ = try await call.invoke(EndSession(idempotencyKey: key(request), session: try what(request)))
                return nil
            }
        }
        router.page("/operator/keys", access: Self.access) { try await keys($0, $1, note: nil) }
        router.form("/operator/keys", access: Self.changers) { request, call in
            try await changing(request, call, keys) { try await changeKeys(request, call) }
        }
        router.page("/operator/jobs", access: Self.access) { try await jobs($0, $1, note: nil) }
        router.form("/operator/jobs", access: Self.changers) { request, call in
            try await changing(request, call, jobs) {
                _ = try await call.invoke(CancelJob(idempotencyKey: key(request), job: try what(request)))
                return nil
            }
        }
        router.page("/operator/audit", access: Self.access) { try await audit($0, $1) }
        router.page("/operator/health", access: Self.access) { try await health($0, $1) }
        router.page("/operator/settings", access: Self.access) { settings($0, $1) }
        router.page("/operator/versions", access: Self.access) { try await versions($0, $1) }
    }

    typealias Note = (kind: String, text: String, code: String?)

    /// What concerns people is shown where the accounts are.
    private func atKeeper(_ page: String, _ own: () async throws -> PageResponse) async throws -> PageResponse {
        if let keeper = module.settings.keeper, let site = module.settings.sites[keeper] {
            return .redirect(to: "\(site)operator/\(page)")
        }
        return try await own()
    }

    /// Does what a form asks; its page is shown again with what came of it.
    private func changing(
        _ request: PageRequest, _ call: ReadCall,
        _ page: @Sendable (PageRequest, ReadCall, Note?) async throws -> PageResponse,
        _ change: () async throws -> Note?
    ) async throws -> PageResponse {
        do {
            guard let note = try await change() else {
                return .redirect(to: request.path.lastPart + view(request))
            }
            return try await page(request, call, note)
        } catch let error as RPCError where ![.unauthenticated, .forbidden].contains(error.kind) {
            let text = ([error.message] + error.problems.map(\.message)).map(request.text).joined(separator: " · ")
            var response = try await page(request, call, ("bad", text, nil))
            response.status = error.kind.pageStatus
            return response
        }
    }

    /// The filter under which the form was sent, so that its page shows the same list again.
    private func view(_ request: PageRequest) -> String {
        let items = ["organisation", "search", "person", "ended", "state", "sort"].compactMap { name in
            (request.form["view.\(name)"] ?? "").isEmpty
                ? nil : "\(name)=\(PageText.query(request.form["view.\(name)"] ?? ""))"
        }
        return items.isEmpty ? "" : "?" + items.joined(separator: "&")
    }

    func what(_ request: PageRequest) throws -> ID {
        guard let id = ID(request.form["what"] ?? "") else {
            throw RPCError(.invalidParams, LocalizedText("แบบฟอร์มไม่ครบ", "the form is not whole"))
        }
        return id
    }

    func key(_ request: PageRequest) -> String { "page-\(request.form["key"] ?? "")" }

    /// What is asked of the list, by its address or by the form that comes back to it.
    func asked(_ name: String, _ request: PageRequest) -> String? {
        [request.query[name], request.form["view.\(name)"]].compactMap { $0 }.first { !$0.isEmpty }
    }

    func cursor(_ request: PageRequest) throws -> PageCursor? {
        request.query["cursor"].flatMap(PageCursor.init(text:))
    }

    func place(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        if let given = asked("organisation", request) { return given }
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
        for place in places {
            let may = try await call.runtime.authoriser.holds(
                [.administrator, .auditor], at: place, caller: call.caller, now: call.now)
            if may { return place }
        }
        return places.first ?? "TH"
    }

    /// The organisation whose entries a list of the whole service is cut down to; `nil` for those who may see all of it
    /// and ask for no part.
    func scope(_ request: PageRequest, _ call: ReadCall) async throws -> String? {
        if let given = asked("organisation", request) { return given == "TH" ? nil : given }
        let seesAll = try await call.runtime.authoriser.holds(
            [.administrator, .auditor], at: "TH", caller: call.caller, now: call.now)
        return seesAll ? nil : try await place(request, call)
    }

    func placeField(_ place: String, _ request: PageRequest) -> PageField {
        PageField("organisation", request.say("รหัสหน่วยงาน", "Organisation's code"), value: place)
    }

    /// A date that a form gave.
    /// - Throws: `RPCError` `.invalidParams` for what is none.
    func date(_ name: String, _ label: LocalizedText, _ request: PageRequest) throws -> CalendarDate? {
        guard let text = request.form[name], !text.isEmpty else { return nil }
        guard let date = CalendarDate(text) else {
            throw RPCError(
                .invalidParams,
                LocalizedText("\(label.th): “\(text)” ไม่ใช่วันที่", "\(label.en ?? label.th): “\(text)” is no date"))
        }
        return date
    }

    static func day(_ date: CalendarDate?, _ request: PageRequest) -> String {
        // On one line, whatever else stands beside it.
        let text = date.map { request.isEnglish ? $0.description : ThaiDate.text($0, .short, digits: .arabic) } ?? "–"
        return text.replacing(" ", with: "\u{A0}")
    }
}

extension String {
    /// What stands behind the last slash.
    fileprivate var lastPart: String { "./" + (split(separator: "/").last.map(String.init) ?? "") }
}
