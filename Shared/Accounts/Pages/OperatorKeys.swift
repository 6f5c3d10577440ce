import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

extension OperatorPages {
    // MARK: - Keys

    @Sendable
    func keys(_ request: PageRequest, _ call: ReadCall, note: Note?) async throws -> PageResponse {
        var table = OperatorTable(request, "keys", LocalizedText("กุญแจของระบบอื่น", "Keys of other systems"))
        let place = try await place(request, call)
        // Few: all of them stand on the page.
        let found = try await call.invoke(
            ListKeys(organisation: place, limit: PageLimit.range.upperBound, cursor: try cursor(request)))
        table.heads = [
            request.say("ชื่อ", "Name"), request.say("ขึ้นต้นด้วย", "Begins with"), request.say("สิทธิ์", "May"),
            request.say("หมดอายุ", "Ends"), request.say("ใช้ล่าสุด", "Last used"), request.say("สถานะ", "State"),
        ]
        table.rows = found.items.map { one in
            let isOpen = one.revokedAt == nil && one.expiresAt > call.now
            return (
                [
                    .init(one.name), .init(one.prefix + "…"), .init(rights(one, request)),
                    .init(OwnAccountPages.time(one.expiresAt, request)),
                    .init(one.lastUsedAt.map { OwnAccountPages.time($0, request) } ?? "–"), state(one, call, request),
                ],
                isOpen
                    ? [
                        .init(
                            label: request.say("ยกเลิก", "Revoke"), do: "revoke", what: one.id.description,
                            name: one.name, isGrave: true)
                    ] : []
            )
        }
        table.view = [("organisation", place)]
        table.filter = [placeField(place, request)]
        table.next = found.nextCursor.map { PageScene.current.address("cursor", $0.text) }
        table.note = note
        table.empty = request.say("ยังไม่มีกุญแจของหน่วยงานนี้", "This organisation has no key yet.")
        table.forms = [keyForm(request, place, call)]
        return table.page(module.shell, now: call.now)
    }

    private func state(_ key: APIKey, _ call: ReadCall, _ request: PageRequest) -> OperatorTable.Cell {
        if key.revokedAt != nil { return .init(request.say("ยกเลิกแล้ว", "revoked"), tag: "bad") }
        if key.expiresAt <= call.now { return .init(request.say("หมดอายุ", "ended"), tag: "bad") }
        return key.expiresAt < call.now.adding(seconds: 30 * 86_400)
            ? .init(request.say("ใกล้หมดอายุ", "ends soon"), tag: "warn")
            : .init(request.say("ใช้ได้", "in force"), tag: "good")
    }

    private func rights(_ key: APIKey, _ request: PageRequest) -> String {
        let grants = key.grants.map { "\(request.text($0.role.title)) \($0.organisation)" }.joined(separator: ", ")
        return key.scopes.isEmpty ? grants : "\(grants): \(key.scopes.joined(separator: ", "))"
    }

    private func keyForm(_ request: PageRequest, _ place: String, _ call: ReadCall) -> OperatorTable.Form {
        .init(
            title: request.say("ออกกุญแจใหม่", "Make a key"), do: "create", go: request.say("ออกกุญแจ", "Make it"),
            fields: [
                PageField(
                    "name", request.say("ชื่อระบบที่จะใช้", "The system that will use it"), value: request.form["name"],
                    isRequired: true),
                PageField(
                    "at",
                    request.say(
                        "หน่วยงานที่รับผิดชอบและขอบเขตสิทธิ์", "Organisation that answers for it, and where it may act"),
                    value: request.form["at"] ?? place, isRequired: true),
                PageField(
                    "role", request.say("สิทธิ์", "Role"),
                    .select(
                        [Role.reader, .integrator, .reporter, .planner, .budgetOfficer, .auditor].map {
                            ($0.rawValue, request.text($0.title))
                        }), value: request.form["role"]),
                PageField(
                    "scopes", request.say("เฉพาะเมธอด", "Only these methods"), value: request.form["scopes"],
                    hint: request.say(
                        "เช่น plan.* indicator.list คั่นด้วยช่องว่าง ว่างคือทุกเมธอดของสิทธิ์นั้น",
                        "as plan.* indicator.list with blanks between; empty: all that the role may")),
                PageField(
                    "until", request.say("ใช้ได้ถึงวันที่", "Good through"), .date,
                    value: request.form["until"] ?? call.now.adding(seconds: 365 * 86_400).dateInThailand.description,
                    hint: request.say("ไม่เกินสองปี", "two years at most"), isRequired: true),
            ])
    }

    func changeKeys(_ request: PageRequest, _ call: ReadCall) async throws -> Note? {
        let form = request.form
        guard form["do"] == "create" else {
            _ = try await call.invoke(RevokeKey(idempotencyKey: key(request), key: try what(request)))
            return nil
        }
        guard let role = form["role"].flatMap(Role.init) else {
            throw RPCError(.invalidParams, LocalizedText("เลือกสิทธิ์", "choose a role"))
        }
        let place = form["at"] ?? ""
        let scopes = (form["scopes"] ?? "").split { $0.isWhitespace || $0 == "," }.map(String.init)
        let until = try date("until", LocalizedText("ใช้ได้ถึงวันที่", "Good through"), request)
        let made = try await call.invoke(
            CreateKey(
                idempotencyKey: key(request), name: form["name"] ?? "", organisation: place,
                grants: [KeyGrant(role: role, organisation: place)], scopes: scopes,
                // Through the whole day in Thailand, which ends seven hours before that of UTC.
                expiresAt: until.flatMap { Instant("\($0)T16:59:59Z") }))
        guard let secret = made.key else {
            return (
                "warn",
                request.say(
                    "แบบฟอร์มนี้ส่งไปแล้ว กุญแจออกไปครั้งเดียวและไม่แสดงซ้ำ ถ้าไม่ได้เก็บไว้ ให้ยกเลิกแล้วออกใหม่",
                    "This form was sent before; the key was made once and is not shown again. If nobody kept it, revoke it and make another."
                ), nil
            )
        }
        return (
            "good",
            request.say(
                "นี่คือกุญแจของ “\(made.name)” คัดลอกเก็บตอนนี้ จะไม่แสดงอีก",
                "This is the key of “\(made.name)”. Copy it now: it is not shown again."), secret
        )
    }

    // MARK: - Jobs

    @Sendable
    func jobs(_ request: PageRequest, _ call: ReadCall, note: Note?) async throws -> PageResponse {
        var table = OperatorTable(request, "jobs", LocalizedText("งานเบื้องหลัง", "Jobs"))
        let state = asked("state", request).flatMap(JobState.init)
        let place = try await scope(request, call)
        let order = PageOrder(
            [
                .init(request.say("งาน", "Job"), "kind"), .init(request.say("เริ่มโดย", "By"), "by"),
                .init(request.say("เมื่อ", "When"), "when"), .init(request.say("ความคืบหน้า", "Progress")),
                .init(request.say("สถานะ", "State"), "state"),
            ], asked("sort", request))
        table.order = order
        let found = try await jobs(
            ListJobs(organisation: place, state: state, cursor: try cursor(request)), order, call)
        let names = try await names(of: found.items.map(\.subject), call)
        table.rows = found.items.map { job in
            let isOpen = job.finishedAt == nil
            var progress = OperatorTable.Cell(job.total.map { "\(job.done) / \($0)" } ?? String(job.done))
            if let total = job.total, total > 0 { progress.share = min(100, 100 * job.done / total) }
            return (
                [
                    .init(job.kind), .init(names[job.subject] ?? job.subject),
                    .init(OwnAccountPages.time(job.createdAt, request)), progress, cell(job, request),
                ],
                isOpen && !job.cancelRequested
                    ? [
                        .init(
                            label: request.say("ยกเลิก", "Cancel"), do: "cancel", what: job.id.description,
                            name: job.kind, isGrave: true)
                    ]
                    : []
            )
        }
        table.view = [("organisation", place ?? ""), ("state", state?.rawValue ?? "")]
        table.filter = [
            placeField(place ?? "TH", request),
            PageField(
                "state", request.say("สถานะ", "State"),
                .select(
                    [("", request.say("ทั้งหมด", "all"))]
                        + JobState.allCases.map { ($0.rawValue, Self.words($0, request)) }), value: state?.rawValue),
        ]
        table.next = found.nextCursor.map { PageScene.current.address("cursor", $0.text) }
        table.note = note
        table.empty = request.say("ไม่มีงานเบื้องหลัง", "There is no such job.")
        table.refreshSeconds = found.items.contains { $0.finishedAt == nil } && note == nil ? 5 : nil
        return table.page(module.shell, now: call.now)
    }

    private func jobs(_ params: ListJobs, _ order: PageOrder, _ call: ReadCall) async throws -> Page<Job> {
        guard let list = try SortedList(order, cursor: params.cursor, limit: PageLimit.standard) else {
            return try await call.invoke(params)
        }
        try await call.require(ListJobs.self, at: params.organisation ?? "TH")
        var places: [String]?
        if let place = params.organisation { places = try await call.runtime.authoriser.reach(of: place) }
        return list.page(try await call.database.all(SortedJobs(places: places, state: params.state, list: list)))
    }

    private func cell(_ job: Job, _ request: PageRequest) -> OperatorTable.Cell {
        if let failure = job.failure { return .init(request.text(failure), tag: "bad") }
        if job.cancelRequested, job.finishedAt == nil {
            return .init(request.say("กำลังยกเลิก", "being cancelled"), tag: "warn")
        }
        let tag =
            switch job.state {
            case .done: "good"
            case .failed: "bad"
            case .queued, .running: "warn"
            case .cancelled: ""
            }
        return .init(Self.words(job.state, request), tag: tag)
    }

    private static func words(_ state: JobState, _ request: PageRequest) -> String {
        switch state {
        case .queued: request.say("รอคิว", "waiting")
        case .running: request.say("กำลังทำ", "running")
        case .done: request.say("เสร็จแล้ว", "done")
        case .failed: request.say("ไม่สำเร็จ", "failed")
        case .cancelled: request.say("ยกเลิกแล้ว", "cancelled")
        }
    }

    // MARK: - Audit

    func audit(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        var table = OperatorTable(request, "audit", LocalizedText("บันทึกการตรวจสอบ", "Audit trail"))
        let subject = asked("subject", request)
        let named = try await subject.asyncMap { try await call.database.first(SubjectOfName(name: $0.lowercased())) }
        let place = try await scope(request, call)
        let order = PageOrder(
            [
                .init(request.say("เลขที่", "Number"), "number"), .init(request.say("เมื่อ", "When")),
                .init(request.say("ผู้ทำ", "Who")), .init(request.say("ทำอะไร", "What")),
                .init(request.say("กับสิ่งใด", "To what")), .init(request.say("ที่หน่วยงาน", "Where")),
            ], asked("sort", request))
        table.order = order
        let found = try await audit(
            ListAudit(
                province: place, subject: (named ?? nil) ?? subject, method: asked("method", request),
                target: asked("target", request), from: midnight(asked("from", request)),
                until: midnight(asked("until", request), after: 1), cursor: try cursor(request)), order, call)
        let names = try await names(of: found.items.map(\.subject), call)
        table.rows = found.items.map { record in
            var what = OperatorTable.Cell(record.method)
            if let details = record.details, let bytes = try? JSONEncoding.bytes(details) {
                what.detail = String(decoding: bytes.prefix(2_000), as: UTF8.self)
            }
            return (
                [
                    .init(String(record.number)), .init(OwnAccountPages.time(record.at, request)),
                    .init(names[record.subject] ?? record.subject), what, .init(record.target ?? "–"),
                    .init(record.organisation ?? "–"),
                ], []
            )
        }
        table.filter = [
            placeField(place ?? "TH", request),
            PageField("subject", request.say("ผู้ทำ (ชื่อหรือรหัสผู้ใช้)", "Who (name or code)"), value: subject),
            PageField("method", request.say("เมธอด", "Method"), value: request.query["method"]),
            PageField("target", request.say("สิ่งที่ถูกทำ", "To what"), value: request.query["target"]),
            PageField("from", request.say("ตั้งแต่วันที่", "From"), .date, value: request.query["from"]),
            PageField("until", request.say("ถึงวันที่", "Through"), .date, value: request.query["until"]),
        ]
        // The chain is one for the whole service.
        if place == nil {
            table.links = [
                (request.say("ตรวจสอบว่าบันทึกครบและไม่ถูกแก้", "Check that nothing was changed"), "?verify=yes")
            ]
        }
        // The next page is not checked again: that reads the whole trail.
        var scene = PageScene.current
        scene.query["verify"] = nil
        table.next = found.nextCursor.map { scene.address("cursor", $0.text) }
        table.empty = request.say("ไม่มีรายการที่ตรงกับที่ค้น", "No entry is as was asked for.")
        if request.query["verify"] == "yes" { table.note = try await verdict(request, call) }
        return table.page(module.shell, now: call.now)
    }

    /// As it grew, or the newest first: a trail has no other order, and may be very long.
    private func audit(_ params: ListAudit, _ order: PageOrder, _ call: ReadCall) async throws -> Page<AuditRecord> {
        let isOldest = order.key != nil && !order.isDescending
        guard isOldest else { return try await call.invoke(params) }
        try await call.require(ListAudit.self, at: params.province ?? "TH")
        let after = try params.cursor.map { Int(try $0.keys("oldest audit", count: 1)[0]) ?? 0 } ?? 0
        let limit = PageLimit.standard
        let rows = try await call.database.all(OldestAudit(params: params, after: after, limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("oldest audit", String($0.number)) }
    }

    /// The beginning of a day in Thailand.
    private func midnight(_ day: String?, after days: Int64 = 0) -> Instant? {
        day.flatMap { CalendarDate($0) }.flatMap { Instant("\($0)T00:00:00Z") }?
            .adding(seconds: days * 86_400 - 7 * 3_600)
    }

    private func verdict(_ request: PageRequest, _ call: ReadCall) async throws -> Note {
        let verdict = try await call.invoke(VerifyAudit())
        guard verdict.intact else {
            return (
                "bad",
                request.say("พบความผิดปกติ \(verdict.faults.count) แห่ง", "\(verdict.faults.count) faults were found."),
                verdict.faults.prefix(5).map { "\($0.kind.rawValue) \($0.number.map(String.init) ?? "")" }
                    .joined(separator: ", ")
            )
        }
        return (
            "good",
            request.say(
                "บันทึกครบถ้วน ตรวจรายการที่ \(verdict.checkedFrom) ถึง \(verdict.checkedThrough) จดลายนิ้วมือนี้เก็บไว้นอกระบบ เพื่อเทียบครั้งหน้า",
                "Intact: entries \(verdict.checkedFrom) to \(verdict.checkedThrough) were checked. Keep this fingerprint outside, to compare it next time."
            ), verdict.sealedHash
        )
    }
}

extension Optional {
    fileprivate func asyncMap<Other>(_ change: (Wrapped) async throws -> Other) async rethrows -> Other? {
        guard let self else { return nil }
        return try await change(self)
    }
}
