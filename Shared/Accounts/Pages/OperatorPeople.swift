import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

extension OperatorPages {
    // MARK: - People

    @Sendable
    func people(_ request: PageRequest, _ call: ReadCall, note: Note?) async throws -> PageResponse {
        var table = OperatorTable(request, "people", LocalizedText("ผู้ใช้", "People"))
        let place = try await place(request, call)
        let search = asked("search", request)
        let order = PageOrder(
            [
                .init(request.say("ชื่อ", "Person"), "person"), .init(request.say("ชื่อผู้ใช้", "Name"), "name"),
                .init(request.say("หน่วยงาน", "Organisation"), "place"), .init(request.say("สถานะ", "State")),
            ], asked("sort", request))
        table.order = order
        let found = try await accounts(ListAccounts(organisation: place, search: search), order, request, call)
        let places = try await call.placeNames(found.items.map(\.organisation))
        table.rows = found.items.map { account in
            let id = account.id.description
            let isClosed = account.disabledAt != nil
            var name = OperatorTable.Cell(account.displayName)
            name.address =
                "./roles?organisation=\(PageText.query(place))&person=\(PageText.query(account.subject))"
            return (
                [
                    name, .init(account.name), Self.place(account.organisation, places, request),
                    state(account, request),
                ],
                isClosed
                    ? [.init(label: request.say("เปิด", "Open"), do: "open", what: id, name: account.displayName)]
                    : [
                        .init(
                            label: request.say("ลิงก์ใหม่", "New link"), do: "invite", what: id,
                            name: account.displayName),
                        .init(
                            label: request.say("ปิด", "Close"), do: "close", what: id, name: account.displayName,
                            isGrave: true),
                    ]
            )
        }
        table.view = [("organisation", place), ("search", search ?? "")]
        table.filter = [
            placeField(place, request), PageField("search", request.say("ค้นชื่อ", "Part of a name"), value: search),
        ]
        table.next = found.nextCursor.map { PageScene.current.address("cursor", $0.text) }
        table.note = note
        table.empty = request.say(
            "ยังไม่มีผู้ใช้ที่หน่วยงานนี้ เพิ่มคนแรกได้ข้างล่าง", "Nobody here yet; add the first person below.")
        table.forms = [personForm(request, place)]
        return table.page(module.shell, now: call.now)
    }

    /// By its name, with the code that forms ask for.
    private static func place(_ code: String, _ names: PlaceNames, _ request: PageRequest) -> OperatorTable.Cell {
        let name = request.text(names[code])
        return .init(name == code ? code : "\(name) · \(code)")
    }

    private func accounts(
        _ params: ListAccounts, _ order: PageOrder, _ request: PageRequest, _ call: ReadCall
    ) async throws -> Page<Account> {
        var params = params
        params.cursor = try cursor(request)
        guard let list = try SortedList(order, cursor: params.cursor, limit: PageLimit.standard) else {
            return try await call.invoke(params)
        }
        try await call.require(ListAccounts.self, at: params.organisation)
        let rows = try await call.database.all(SortedAccounts(params: params, list: list))
        return try await AccountHandlers.standing(list.page(rows), call)
    }

    private func state(_ account: Account, _ request: PageRequest) -> OperatorTable.Cell {
        if account.disabledAt != nil { return .init(request.say("ปิดอยู่", "closed"), tag: "bad") }
        if let until = account.lockedUntil {
            let time = OwnAccountPages.time(until, request)
            return .init(
                request.say("ล็อกถึง \(time) ลิงก์ใหม่ปลดล็อก", "locked until \(time); a new link ends it"), tag: "warn")
        }
        if account.hasIdentity == true, !account.hasPassword {
            return .init(request.say("ใช้งานผ่านผู้ให้บริการ", "in use by the provider"), tag: "good")
        }
        guard account.hasPassword else { return .init(request.say("รอตั้งรหัสผ่าน", "invited"), tag: "warn") }
        return .init(
            request.say("ใช้งาน", "in use") + (account.hasTotp ? request.say(" · มีรหัส 6 หลัก", " · six digits") : ""),
            tag: "good")
    }

    private func personForm(_ request: PageRequest, _ place: String) -> OperatorTable.Form {
        .init(
            title: request.say("เพิ่มผู้ใช้", "Add a person"), do: "create",
            go: request.say("สร้างและออกลิงก์เชิญ", "Make the account and its link"),
            fields: [
                PageField(
                    "displayName", request.say("ชื่อและนามสกุล", "Name and surname"),
                    value: request.form["displayName"], isRequired: true),
                PageField(
                    "name", request.say("ชื่อผู้ใช้", "Name for signing in"), value: request.form["name"],
                    hint: request.say("a–z 0–9 . - _ @", "a–z, 0–9, . - _ @"), isRequired: true),
                PageField(
                    "home", request.say("รหัสหน่วยงาน", "Organisation's code"), value: request.form["home"] ?? place,
                    isRequired: true),
                PageField(
                    "role", request.say("บทบาทแรก", "First role"),
                    .select([(value: "", label: request.say("ยังไม่มอบ", "none yet"))] + roleOptions(request)),
                    value: request.form["role"]),
            ])
    }

    private func roleOptions(_ request: PageRequest) -> [(value: String, label: String)] {
        Role.allCases.map { ($0.rawValue, request.text($0.title)) }
    }

    func changePeople(_ request: PageRequest, _ call: ReadCall) async throws -> Note? {
        let account: Account
        switch request.form["do"] {
        case "create":
            let home = request.form["home"] ?? ""
            account = try await call.invoke(
                CreateAccount(
                    idempotencyKey: key(request), name: (request.form["name"] ?? "").lowercased(),
                    displayName: request.form["displayName"] ?? "", organisation: home))
            if let role = request.form["role"].flatMap(Role.init) {
                _ = try await call.invoke(
                    CreateAssignment(
                        idempotencyKey: key(request), subject: account.subject, role: role, organisation: home))
            }
        case "invite":
            account = try await call.invoke(
                InviteAccount(idempotencyKey: key(request), account: try what(request), resetTotp: true))
        default:
            _ = try await call.invoke(
                DisableAccount(
                    idempotencyKey: key(request), account: try what(request), disabled: request.form["do"] == "close"))
            return nil
        }
        guard let path = account.invitation?.path else {
            // The form was sent before: what it asked for is done, and its link is not shown again.
            return (
                "warn",
                request.say(
                    "แบบฟอร์มนี้ส่งไปแล้ว ทำไปครั้งเดียว ลิงก์ไม่แสดงซ้ำ ถ้ายังไม่ได้ส่งให้ \(account.displayName) ให้ออกลิงก์ใหม่",
                    "This form was sent before and was done once. Its link is not shown again; make a new one if \(account.displayName) does not have it."
                ), nil
            )
        }
        let site = module.settings.sites[module.name] ?? ""
        return (
            "good",
            request.say(
                "ส่งลิงก์นี้ให้ \(account.displayName) ใช้ได้ครั้งเดียวใน 7 วัน และจะไม่แสดงอีก",
                "Give this link to \(account.displayName). It works once, within seven days, and is not shown again."),
            site + (site.hasSuffix("/") ? String(path.dropFirst()) : path)
        )
    }

    // MARK: - Roles

    @Sendable
    func roles(_ request: PageRequest, _ call: ReadCall, note: Note?) async throws -> PageResponse {
        var table = OperatorTable(request, "roles", LocalizedText("บทบาท", "Roles"))
        let place = try await place(request, call)
        let (person, ended) = (asked("person", request), asked("ended", request) == "yes")
        let order = PageOrder(
            [
                .init(request.say("ผู้ใช้", "Person"), "person"), .init(request.say("บทบาท", "Role"), "role"),
                .init(request.say("หน่วยงาน", "Organisation"), "place"), .init(request.say("ตั้งแต่", "Since"), "from"),
                .init(request.say("ถึงก่อนวันที่", "Until before"), "until"),
            ], asked("sort", request))
        table.order = order
        let found = try await assignments(
            ListAssignments(organisation: place, subject: person, includeEnded: ended), order, request, call)
        let names = try await names(of: found.items.map(\.subject) + [person].compactMap { $0 }, call)
        let today = call.now.dateInThailand
        let places = try await call.placeNames(found.items.map(\.organisation))
        table.rows = found.items.map { one in
            let isEnded = one.validUntil.map { $0 <= today } ?? false
            let name = names[one.subject] ?? one.subject
            return (
                [
                    .init(name), .init(request.text(one.role.title)), Self.place(one.organisation, places, request),
                    .init(Self.day(one.validFrom, request)),
                    isEnded
                        ? .init(Self.day(one.validUntil, request), tag: "bad")
                        : .init(
                            one.validUntil == nil ? request.say("ไม่มีกำหนด", "no end") : Self.day(one.validUntil, request)
                        ),
                ],
                isEnded
                    ? []
                    : [
                        .init(
                            label: request.say("สิ้นสุด", "End"), do: "end:\(one.version)", what: one.id.description,
                            name: "\(name), \(request.text(one.role.title))", isGrave: true)
                    ]
            )
        }
        table.view = [("organisation", place), ("person", person ?? ""), ("ended", ended ? "yes" : "")]
        table.filter = [
            placeField(place, request),
            PageField("person", request.say("เฉพาะรหัสผู้ใช้", "Only this person (code)"), value: person),
            PageField("ended", request.say("รวมที่สิ้นสุดแล้ว", "Ended ones as well"), .checkbox, value: ended ? "yes" : ""),
        ]
        table.next = found.nextCursor.map { PageScene.current.address("cursor", $0.text) }
        table.note = note
        table.empty = request.say("ไม่มีบทบาทที่ตรงกับที่ค้น", "No role is as was asked for.")
        table.forms = [roleForm(request, place, person)]
        return table.page(module.shell, now: call.now)
    }

    private func assignments(
        _ params: ListAssignments, _ order: PageOrder, _ request: PageRequest, _ call: ReadCall
    ) async throws -> Page<Assignment> {
        var params = params
        params.cursor = try cursor(request)
        let column = order.key == "role" && !request.isEnglish ? "roleInThai" : nil
        guard let list = try SortedList(order, column: column, cursor: params.cursor, limit: PageLimit.standard) else {
            return try await call.invoke(params)
        }
        try await call.require(ListAssignments.self, at: params.organisation)
        return list.page(
            try await call.database.all(
                SortedAssignments(params: params, today: call.now.dateInThailand, list: list)))
    }

    private func roleForm(_ request: PageRequest, _ place: String, _ person: String?) -> OperatorTable.Form {
        .init(
            title: request.say("มอบบทบาท", "Give a role"), do: "give", go: request.say("มอบบทบาท", "Give it"),
            fields: [
                PageField(
                    "subject", request.say("ผู้ใช้", "Person"), value: request.form["subject"] ?? person,
                    hint: request.say(
                        "ชื่อผู้ใช้ หรือ subject ของบัตรผ่าน", "the name for signing in, or a credential's subject"),
                    isRequired: true),
                PageField(
                    "role", request.say("บทบาท", "Role"), .select(roleOptions(request)), value: request.form["role"]),
                PageField(
                    "at", request.say("รหัสหน่วยงาน", "Organisation's code"), value: request.form["at"] ?? place,
                    isRequired: true),
                PageField(
                    "validFrom", request.say("ตั้งแต่", "From"), .date, value: request.form["validFrom"],
                    hint: request.say("ว่างคือวันนี้", "today, if left empty")),
                PageField(
                    "validUntil", request.say("วันแรกที่สิ้นผล", "First day on which it holds no more"), .date,
                    value: request.form["validUntil"],
                    hint: request.say(
                        "ว่างคือไม่มีกำหนด ใส่เมื่อรักษาการหรือมีวาระ", "no end, if left empty; for acting posts and terms")),
            ])
    }

    func changeRoles(_ request: PageRequest, _ call: ReadCall) async throws -> Note? {
        let form = request.form
        guard form["do"] == "give" else {
            let version = (form["do"] ?? "").split(separator: ":").last.flatMap { Int($0) } ?? 1
            _ = try await call.invoke(
                EndAssignment(
                    idempotencyKey: key(request), assignment: try what(request), expectedVersion: version))
            return nil
        }
        guard let role = form["role"].flatMap(Role.init) else {
            throw RPCError(.invalidParams, LocalizedText("เลือกบทบาท", "choose a role"))
        }
        let typed = form["subject"] ?? ""
        let named = try await call.database.first(SubjectOfName(name: typed.lowercased()))
        _ = try await call.invoke(
            CreateAssignment(
                idempotencyKey: key(request), subject: named ?? typed, role: role, organisation: form["at"] ?? "",
                validFrom: try date("validFrom", LocalizedText("ตั้งแต่", "From"), request),
                validUntil: try date("validUntil", LocalizedText("สิ้นผล", "Until"), request)))
        return nil
    }

    /// How others see the people of these subjects.
    func names(of subjects: [String], _ call: ReadCall) async throws -> [String: String] {
        let rows = try await call.database.all(NamesOfSubjects(subjects: Array(Set(subjects)).sorted()))
        return Dictionary(rows.map { ($0.subject, "\($0.displayName) (\($0.name))") }) { first, _ in first }
    }

    // MARK: - Sessions

    @Sendable
    func sessions(_ request: PageRequest, _ call: ReadCall, note: Note?) async throws -> PageResponse {
        var table = OperatorTable(request, "sessions", LocalizedText("ผู้ที่เข้าสู่ระบบอยู่", "Who is signed in"))
        let place = try await place(request, call)
        let order = PageOrder(
            [
                .init(request.say("ผู้ใช้", "Person"), "person"), .init(request.say("บทบาทที่ใช้", "Acts as")),
                .init(request.say("เบราว์เซอร์", "Browser")), .init(request.say("ที่อยู่", "Address"), "address"),
                .init(request.say("เข้าเมื่อ", "Since"), "since"), .init(request.say("ใช้ล่าสุด", "Last seen"), "seen"),
            ], asked("sort", request))
        table.order = order
        let found: Page<Session>
        if let list = try SortedList(order, cursor: try cursor(request), limit: PageLimit.standard) {
            try await SessionHandlers.requireSight(at: place, call)
            let sorted = SortedSessions(organisation: place, now: call.now, list: list)
            found = list.page(try await call.database.all(sorted))
        } else {
            found = try await call.invoke(ListSessions(organisation: place, cursor: try cursor(request)))
        }
        table.rows = found.items.map { session in
            let hat = session.hat.map { "\(request.text($0.role.title)) \($0.organisation)" }
            let via = session.via == "provider" ? request.say(" · ผู้ให้บริการ", " · provider") : ""
            return (
                [
                    .init(session.displayName ?? "–"), .init(hat ?? request.say("ทุกบทบาท", "all roles")),
                    .init(OwnAccountPages.browser(session.agent) + via), .init(session.address),
                    .init(OwnAccountPages.time(session.startedAt, request)),
                    .init(OwnAccountPages.time(session.seenAt, request)),
                ],
                [
                    .init(
                        label: request.say("สิ้นสุด", "End"), do: "end", what: session.id.description,
                        name: session.displayName ?? "", isGrave: true)
                ]
            )
        }
        table.view = [("organisation", place)]
        table.filter = [placeField(place, request)]
        table.next = found.nextCursor.map { PageScene.current.address("cursor", $0.text) }
        table.note = note
        table.empty = request.say("ไม่มีผู้เข้าสู่ระบบอยู่ที่หน่วยงานนี้", "Nobody of this organisation is signed in.")
        return table.page(module.shell, now: call.now)
    }
}

struct NamesOfSubjects: Statement {
    static let sql = "SELECT subject, display_name, name FROM account WHERE subject = ANY($1::text[])"
    struct Row: Sendable {
        var subject: String
        var displayName: String
        var name: String
    }
    let subjects: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(subjects) }

    static func decode(_ row: inout RowReader) throws -> Row {
        Row(subject: try row.next(), displayName: try row.next(), name: try row.next())
    }
}

struct SubjectOfName: Statement {
    static let sql = "SELECT subject FROM account WHERE name = $1"
    let name: String
    func bind(_ parameters: inout Parameters) { parameters.append(name) }
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
