import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/operator/…`: people, roles, keys, jobs, audit. Each line's buttons call the method that a system would call.
struct OperatorPages: Sendable {
    let module: AccountsModule

    private static let access = RPCAccess.roles([.administrator, .auditor])
    private static let changers = RPCAccess.roles([.administrator])

    func register(on router: ServiceRouter) {
        router.page(
            "/operator/people", title: LocalizedText("ผู้ดูแลระบบ", "Operator"), access: Self.access
        ) { try await people($0, $1, note: nil) }
        router.form("/operator/people", access: Self.changers) { request, call in
            try await changing(request, call, people) { try await changePeople(request, call) }
        }
        router.page("/operator/roles", access: Self.access) { try await roles($0, $1, note: nil) }
        router.form("/operator/roles", access: Self.changers) { request, call in
            try await changing(request, call, roles) { try await changeRoles(request, call) }
        }
        router.page("/operator/keys", access: Self.access) { try await keys($0, $1, note: nil) }
        router.form("/operator/keys", access: Self.changers) { request, call in
            try await changing(request, call, keys) {
                let id = try what(request)
                _ = try await call.invoke(RevokeKey(idempotencyKey: key(request), key: id))
                return nil
            }
        }
        router.page("/operator/jobs", access: Self.access) { try await jobs($0, $1, note: nil) }
        router.form("/operator/jobs", access: Self.changers) { request, call in
            try await changing(request, call, jobs) {
                let id = try what(request)
                _ = try await call.invoke(CancelJob(idempotencyKey: key(request), job: id))
                return nil
            }
        }
        router.page("/operator/audit", access: Self.access) { try await audit($0, $1) }
    }

    typealias Note = (kind: String, text: String, code: String?)

    /// Does what a form asks; its page is shown again with what came of it.
    private func changing(
        _ request: PageRequest, _ call: ReadCall,
        _ page: @Sendable (PageRequest, ReadCall, Note?) async throws -> PageResponse,
        _ change: () async throws -> Note?
    ) async throws -> PageResponse {
        do {
            guard let note = try await change() else { return .redirect(to: request.path.lastPart) }
            return try await page(request, call, note)
        } catch let error as RPCError where error.kind != .unauthenticated {
            let text = ([error.message] + error.problems.map(\.message)).map(request.text).joined(separator: " · ")
            return try await page(request, call, ("bad", text, nil))
        }
    }

    private func what(_ request: PageRequest) throws -> ID {
        guard let id = ID(request.form["what"] ?? "") else {
            throw RPCError(.invalidParams, LocalizedText("แบบฟอร์มไม่ครบ", "the form is not whole"))
        }
        return id
    }

    private func key(_ request: PageRequest) -> String { "page-\(request.form["key"] ?? "")" }

    private func place(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        if let given = request.query["organisation"] ?? request.form["organisation"], !given.isEmpty { return given }
        return try await call.runtime.authoriser.places(of: call.caller, now: call.now).first ?? "TH"
    }

    private func placeField(_ place: String, _ request: PageRequest) -> PageField {
        PageField("organisation", request.say("รหัสหน่วยงาน", "Organisation's code"), value: place)
    }

    // MARK: - People

    @Sendable
    private func people(_ request: PageRequest, _ call: ReadCall, note: Note?) async throws -> PageResponse {
        var table = OperatorTable(request, "people", LocalizedText("ผู้ใช้", "People"))
        let place = try await place(request, call)
        let found = try await call.invoke(
            ListAccounts(
                organisation: place, search: request.query["search"].flatMap { $0.isEmpty ? nil : $0 },
                cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
        table.heads = [
            request.say("ชื่อ", "Person"), request.say("ชื่อผู้ใช้", "Name"), request.say("หน่วยงาน", "Organisation"),
            request.say("สถานะ", "State"),
        ]
        table.rows = found.items.map { account in
            let id = account.id.description
            let isClosed = account.disabledAt != nil
            let state =
                isClosed
                ? OperatorTable.Cell(request.say("ปิดอยู่", "closed"), tag: "bad")
                : account.hasPassword
                    ? OperatorTable.Cell(request.say("ใช้งาน", "in use"), tag: "good")
                    : OperatorTable.Cell(request.say("รอตั้งรหัสผ่าน", "invited"), tag: "warn")
            return (
                [.init(account.displayName), .init(account.name), .init(account.organisation), state],
                isClosed
                    ? [.init(label: request.say("เปิด", "Open"), do: "open", what: id)]
                    : [
                        .init(label: request.say("ลิงก์ใหม่", "New link"), do: "invite", what: id),
                        .init(label: request.say("ปิด", "Close"), do: "close", what: id, isGrave: true),
                    ]
            )
        }
        table.filter = [
            placeField(place, request),
            PageField("search", request.say("ค้นชื่อ", "Part of a name"), value: request.query["search"]),
        ]
        table.next = found.nextCursor.map { PageScene.current.address("cursor", $0.text) }
        table.note = note
        table.forms = [
            .init(
                title: request.say("เพิ่มผู้ใช้", "Add a person"), do: "create",
                go: request.say("สร้างและออกลิงก์เชิญ", "Make the account and its link"),
                fields: [
                    PageField(
                        "displayName", request.say("ชื่อและนามสกุล", "Name and surname"),
                        value: request.form["displayName"],
                        isRequired: true),
                    PageField(
                        "name", request.say("ชื่อผู้ใช้", "Name for signing in"), value: request.form["name"],
                        hint: request.say("a–z 0–9 . - _ @", "a–z, 0–9, . - _ @"), isRequired: true),
                    PageField(
                        "home", request.say("รหัสหน่วยงาน", "Organisation's code"), value: request.form["home"] ?? place,
                        isRequired: true),
                ])
        ]
        return table.page(module.shell, now: call.now)
    }

    private func changePeople(_ request: PageRequest, _ call: ReadCall) async throws -> Note? {
        let account: Account
        switch request.form["do"] {
        case "create":
            account = try await call.invoke(
                CreateAccount(
                    idempotencyKey: key(request), name: (request.form["name"] ?? "").lowercased(),
                    displayName: request.form["displayName"] ?? "", organisation: request.form["home"] ?? ""))
        case "invite":
            account = try await call.invoke(
                InviteAccount(idempotencyKey: key(request), account: try what(request), resetTotp: true))
        default:
            _ = try await call.invoke(
                DisableAccount(
                    idempotencyKey: key(request), account: try what(request), disabled: request.form["do"] == "close"))
            return nil
        }
        guard let path = account.invitation?.path else { return nil }
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
    private func roles(_ request: PageRequest, _ call: ReadCall, note: Note?) async throws -> PageResponse {
        var table = OperatorTable(request, "roles", LocalizedText("บทบาท", "Roles"))
        let place = try await place(request, call)
        let found = try await call.invoke(
            ListAssignments(
                organisation: place, cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
        table.heads = [
            request.say("ผู้ใช้ (subject)", "Subject"), request.say("บทบาท", "Role"),
            request.say("หน่วยงาน", "Organisation"), request.say("ตั้งแต่", "Since"),
        ]
        table.rows = found.items.map { assignment in
            (
                [
                    .init(assignment.subject), .init(request.text(assignment.role.title)),
                    .init(assignment.organisation), .init(assignment.validFrom.description),
                ],
                [
                    .init(
                        label: request.say("สิ้นสุด", "End"), do: "end:\(assignment.version)",
                        what: assignment.id.description, isGrave: true)
                ]
            )
        }
        table.filter = [placeField(place, request)]
        table.next = found.nextCursor.map { PageScene.current.address("cursor", $0.text) }
        table.note = note
        table.forms = [
            .init(
                title: request.say("มอบบทบาท", "Give a role"), do: "give", go: request.say("มอบบทบาท", "Give it"),
                fields: [
                    PageField(
                        "subject", request.say("ผู้ใช้ (subject)", "Subject"), value: request.form["subject"],
                        hint: request.say("หรือชื่อผู้ใช้", "or the name for signing in"), isRequired: true),
                    PageField(
                        "role", request.say("บทบาท", "Role"),
                        .select(Role.allCases.map { ($0.rawValue, request.text($0.title)) }),
                        value: request.form["role"]),
                    PageField(
                        "at", request.say("รหัสหน่วยงาน", "Organisation's code"), value: request.form["at"] ?? place,
                        isRequired: true),
                ])
        ]
        return table.page(module.shell, now: call.now)
    }

    private func changeRoles(_ request: PageRequest, _ call: ReadCall) async throws -> Note? {
        let form = request.form
        if form["do"] == "give" {
            let place = form["at"] ?? ""
            var subject = form["subject"] ?? ""
            let named = try await call.invoke(ListAccounts(organisation: place, search: subject)).items
            if let account = named.first(where: { $0.name == subject }) { subject = account.subject }
            _ = try await call.invoke(
                CreateAssignment(
                    idempotencyKey: key(request), subject: subject, role: form["role"].flatMap(Role.init) ?? .reader,
                    organisation: place))
        } else {
            let version = (form["do"] ?? "").split(separator: ":").last.flatMap { Int($0) } ?? 1
            _ = try await call.invoke(
                EndAssignment(
                    idempotencyKey: key(request), assignment: try what(request), expectedVersion: version))
        }
        return nil
    }

    // MARK: - Keys and jobs

    @Sendable
    private func keys(_ request: PageRequest, _ call: ReadCall, note: Note?) async throws -> PageResponse {
        var table = OperatorTable(request, "keys", LocalizedText("กุญแจของระบบอื่น", "Keys of other systems"))
        let place = try await place(request, call)
        let found = try await call.invoke(
            ListKeys(organisation: place, cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
        table.heads = [
            request.say("ชื่อ", "Name"), request.say("ขึ้นต้นด้วย", "Begins with"), request.say("หมดอายุ", "Ends"),
            request.say("ใช้ล่าสุด", "Last used"), request.say("สถานะ", "State"),
        ]
        table.rows = found.items.map { one in
            let isOpen = one.revokedAt == nil && one.expiresAt > call.now
            return (
                [
                    .init(one.name), .init(one.prefix), .init(OwnAccountPages.time(one.expiresAt, request)),
                    .init(one.lastUsedAt.map { OwnAccountPages.time($0, request) } ?? "–"),
                    isOpen
                        ? .init(request.say("ใช้ได้", "in force"), tag: "good")
                        : .init(request.say("สิ้นสุด", "ended"), tag: "bad"),
                ],
                isOpen
                    ? [
                        .init(
                            label: request.say("ยกเลิก", "Revoke"), do: "revoke", what: one.id.description, isGrave: true
                        )
                    ] : []
            )
        }
        table.filter = [placeField(place, request)]
        table.next = found.nextCursor.map { PageScene.current.address("cursor", $0.text) }
        table.note = note
        return table.page(module.shell, now: call.now)
    }

    @Sendable
    private func jobs(_ request: PageRequest, _ call: ReadCall, note: Note?) async throws -> PageResponse {
        var table = OperatorTable(request, "jobs", LocalizedText("งานเบื้องหลัง", "Jobs"))
        let found = try await call.invoke(
            ListJobs(cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
        table.heads = [
            request.say("งาน", "Job"), request.say("เริ่มโดย", "By"), request.say("เมื่อ", "When"),
            request.say("ความคืบหน้า", "Progress"), request.say("สถานะ", "State"),
        ]
        table.rows = found.items.map { job in
            let isOpen = job.finishedAt == nil
            let progress = job.total.map { "\(job.done) / \($0)" } ?? String(job.done)
            let tag = job.failure != nil ? "bad" : isOpen ? "warn" : "good"
            return (
                [
                    .init(job.kind), .init(job.subject), .init(OwnAccountPages.time(job.createdAt, request)),
                    .init(progress),
                    .init(job.failure.map(request.text) ?? job.state.rawValue, tag: tag),
                ],
                isOpen && !job.cancelRequested
                    ? [
                        .init(
                            label: request.say("ยกเลิก", "Cancel"), do: "cancel", what: job.id.description, isGrave: true
                        )
                    ]
                    : []
            )
        }
        table.next = found.nextCursor.map { PageScene.current.address("cursor", $0.text) }
        table.note = note
        return table.page(module.shell, now: call.now)
    }

    // MARK: - Audit

    private func audit(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        var table = OperatorTable(request, "audit", LocalizedText("บันทึกการตรวจสอบ", "Audit trail"))
        func asked(_ name: String) -> String? { request.query[name].flatMap { $0.isEmpty ? nil : $0 } }
        let found = try await call.invoke(
            ListAudit(
                subject: asked("subject"), method: asked("method"), target: asked("target"),
                cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
        table.heads = [
            request.say("เลขที่", "Number"), request.say("เมื่อ", "When"), request.say("ผู้ทำ", "Who"),
            request.say("ทำอะไร", "What"), request.say("กับสิ่งใด", "To what"), request.say("ที่หน่วยงาน", "Where"),
        ]
        table.rows = found.items.map { record in
            (
                [
                    .init(String(record.number)), .init(OwnAccountPages.time(record.at, request)),
                    .init(record.subject), .init(record.method), .init(record.target ?? "–"),
                    .init(record.organisation ?? "–"),
                ], []
            )
        }
        table.filter = [
            PageField("subject", request.say("ผู้ทำ", "Who"), value: request.query["subject"]),
            PageField("method", request.say("เมธอด", "Method"), value: request.query["method"]),
            PageField("target", request.say("สิ่งที่ถูกทำ", "To what"), value: request.query["target"]),
        ]
        table.links = [(request.say("ตรวจสอบว่าบันทึกครบและไม่ถูกแก้", "Check that nothing was changed"), "?verify=yes")]
        table.next = found.nextCursor.map { PageScene.current.address("cursor", $0.text) }
        if request.query["verify"] == "yes" {
            let verdict = try await call.invoke(VerifyAudit())
            table.note =
                verdict.intact
                ? (
                    "good",
                    request.say(
                        "บันทึกครบถ้วน ตรวจรายการที่ \(verdict.checkedFrom) ถึง \(verdict.checkedThrough)",
                        "Intact: entries \(verdict.checkedFrom) to \(verdict.checkedThrough) were checked."),
                    verdict.sealedHash
                )
                : (
                    "bad",
                    request.say(
                        "พบความผิดปกติ \(verdict.faults.count) แห่ง", "\(verdict.faults.count) faults were found."),
                    verdict.faults.prefix(5).map { "\($0.kind.rawValue) \($0.number.map(String.init) ?? "")" }
                        .joined(separator: ", ")
                )
        }
        return table.page(module.shell, now: call.now)
    }
}

extension String {
    /// What stands behind the last slash.
    fileprivate var lastPart: String { "./" + (split(separator: "/").last.map(String.init) ?? "") }
}
