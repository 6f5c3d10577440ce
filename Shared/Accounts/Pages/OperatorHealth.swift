import CommonContract
import Directory
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

extension OperatorPages {
    private typealias Line = (what: String, value: String, state: OperatorTable.Cell)

    // MARK: - Health

    func health(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        var table = OperatorTable(request, "health", LocalizedText("สุขภาพของบริการ", "Health of the service"))
        let began = ContinuousClock.now
        let database = try await call.database.first(ReadDatabaseHealth())
        let answered = began.duration(to: .now)
        let seen = await call.runtime.operation?.look()
        var lines: [Line] = []
        if let seen { lines += processLines(seen, call, request) }
        if let database { lines += databaseLines(database, answered, seen, request) }
        lines += try await feedLines(database, call, request)
        lines += mailLines(database, call, request)
        table.heads = [request.say("เรื่อง", "What"), request.say("ขณะนี้", "Now"), request.say("สถานะ", "State")]
        table.rows = lines.map { ([.init($0.what), .init($0.value), $0.state], []) }
        table.refreshSeconds = 30
        return table.page(module.shell, now: call.now)
    }

    private func good(_ request: PageRequest) -> OperatorTable.Cell { .init(request.say("ปกติ", "fine"), tag: "good") }

    private func processLines(_ seen: ServiceHealth, _ call: ReadCall, _ request: PageRequest) -> [Line] {
        var lines: [Line] = []
        let started = call.runtime.operation.map { OwnAccountPages.time($0.startedAt, request) } ?? "–"
        lines.append(
            (
                request.say("บริการ", "Service"),
                request.say(
                    "เริ่มเมื่อ \(started) · คำขอที่กำลังทำ \(seen.requestsInFlight)",
                    "since \(started) · \(seen.requestsInFlight) requests at work"),
                seen.isReady ? good(request) : .init(request.say("ยังไม่พร้อม", "not ready"), tag: "bad")
            ))
        if let memory = seen.memoryBytes {
            lines.append((request.say("หน่วยความจำ", "Memory"), Self.size(memory), good(request)))
        }
        if let disk = seen.disk {
            let share = disk.total > 0 ? 100 * disk.free / disk.total : 0
            lines.append(
                (
                    request.say("ดิสก์ของแฟ้ม", "Disk of the files"),
                    request.say(
                        "ว่าง \(Self.size(disk.free)) จาก \(Self.size(disk.total)) (\(share)%)",
                        "\(Self.size(disk.free)) of \(Self.size(disk.total)) free (\(share)%)"),
                    share < 5 || disk.free < 1 << 30
                        ? .init(request.say("ใกล้เต็ม", "nearly full"), tag: "bad")
                        : share < 15 ? .init(request.say("เหลือน้อย", "getting low"), tag: "warn") : good(request)
                ))
        }
        for peer in seen.peers {
            let state: OperatorTable.Cell =
                switch peer.isReachable {
                case true?: good(request)
                case false?: .init(request.say("ไม่ตอบ", "does not answer"), tag: "bad")
                case nil: .init(request.say("ยังไม่ได้ดู", "not looked at yet"), tag: "warn")
                }
            lines.append(
                (request.say("ติดต่อบริการ", "Peer: ") + request.text(ServiceNames.of(peer.name)), peer.address, state))
        }
        return lines
    }

    private func databaseLines(
        _ database: DatabaseHealth, _ answered: Duration, _ seen: ServiceHealth?, _ request: PageRequest
    ) -> [Line] {
        let milliseconds = max(1, Int(answered / .milliseconds(1)))
        let warnings = seen?.databaseWarnings ?? []
        var lines: [Line] = [
            (
                request.say("ฐานข้อมูล", "Database"),
                request.say(
                    "\(database.server) · \(Self.size(database.sizeBytes)) · ตอบใน \(milliseconds) ms · สำเนา \(database.replicas)",
                    "\(database.server) · \(Self.size(database.sizeBytes)) · answers in \(milliseconds) ms · \(database.replicas) replicas"
                ),
                warnings.isEmpty
                    ? good(request) : .init(warnings.map(request.text).joined(separator: " · "), tag: "warn")
            ),
            (
                request.say("การเชื่อมต่อฐานข้อมูล", "Connections"),
                "\(database.connections) / \(database.connectionsMax)",
                database.connections * 10 > database.connectionsMax * 9
                    ? .init(request.say("ใกล้เต็ม", "nearly all"), tag: "warn") : good(request)
            ),
            (
                request.say("บันทึกที่รอผนึก", "Entries to be sealed"), String(database.unsealed),
                database.unsealed > 10_000
                    ? .init(request.say("ตามไม่ทัน", "behind"), tag: "warn") : good(request)
            ),
            (
                request.say("งานเบื้องหลัง", "Jobs"),
                request.say(
                    "กำลังทำ \(database.jobsRunning) · รอ \(database.jobsWaiting) · ไม่สำเร็จใน 7 วัน \(database.jobsFailed)",
                    "\(database.jobsRunning) running · \(database.jobsWaiting) waiting · \(database.jobsFailed) failed within 7 days"
                ),
                database.jobsFailed > 0 ? .init(request.say("มีงานไม่สำเร็จ", "some failed"), tag: "warn") : good(request)
            ),
        ]
        if database.webhooks > 0 {
            lines.append(
                (
                    request.say("ส่งเหตุการณ์ออก (webhook)", "Webhooks"),
                    request.say(
                        "\(database.webhooks) ปลายทาง · ค้างมากสุด \(database.webhookLag) · ส่งไม่ได้ \(database.deadLetters)",
                        "\(database.webhooks) receivers · \(database.webhookLag) behind at most · \(database.deadLetters) given up"
                    ),
                    database.deadLetters > 0
                        ? .init(request.say("มีที่ส่งไม่ได้", "some given up"), tag: "bad")
                        : database.webhookLag > 1_000
                            ? .init(request.say("ล่าช้า", "behind"), tag: "warn") : good(request)
                ))
        }
        return lines
    }

    /// The service's own feed, and how far behind the one is that it follows.
    private func feedLines(
        _ database: DatabaseHealth?, _ call: ReadCall, _ request: PageRequest
    ) async throws -> [Line] {
        var lines: [Line] = []
        if let database {
            let last = database.lastEventAt.map { OwnAccountPages.time($0, request) } ?? "–"
            lines.append(
                (
                    request.say("เหตุการณ์ของบริการ", "Events of this service"),
                    request.say("\(database.events) เหตุการณ์ ล่าสุด \(last)", "\(database.events), the last \(last)"),
                    good(request)
                ))
        }
        guard let peer = call.runtime.peers[DirectoryModule.peer], let keeper = module.settings.keeper else {
            return lines
        }
        let through = try await call.database.first(FollowedThrough()) ?? 0
        let name = request.say("ทำเนียบที่ตามจาก \(keeper)", "Directory followed from \(keeper)")
        do {
            let feed = try await peer.call(ListEvents(after: through, limit: 1), deadline: .now + .seconds(3))
            let count = max(0, feed.last - through)
            lines.append(
                (
                    name, request.say("อ่านถึงเหตุการณ์ที่ \(through)", "read through event \(through)"),
                    count == 0
                        ? good(request)
                        : .init(
                            request.say("ค้าง \(count)", "\(count) behind"), tag: count > 50 ? "warn" : "good")
                ))
        } catch {
            lines.append(
                (
                    name, request.say("อ่านถึงเหตุการณ์ที่ \(through)", "read through event \(through)"),
                    .init(request.say("ต้นทางไม่ตอบ", "the source does not answer"), tag: "bad")
                ))
        }
        return lines
    }

    private func mailLines(_ database: DatabaseHealth?, _ call: ReadCall, _ request: PageRequest) -> [Line] {
        guard let operation = call.runtime.operation else { return [] }
        let name = request.say("อีเมล", "Mail")
        guard let server = operation.mailServer else {
            return [
                (
                    name, request.say("ไม่ได้ตั้งเครื่องส่ง จึงไม่ส่งอีเมล", "no mail server is set, so none is sent"),
                    .init(request.say("ไม่ใช้", "not used"))
                )
            ]
        }
        let (waiting, failed) = (database?.mailWaiting ?? 0, database?.mailFailed ?? 0)
        let last = database?.mailSentAt.map { OwnAccountPages.time($0, request) } ?? "–"
        return [
            (
                name,
                request.say(
                    "\(server) · รอส่ง \(waiting) · ไม่สำเร็จใน 7 วัน \(failed) · ล่าสุด \(last)",
                    "\(server) · \(waiting) waiting · \(failed) failed within 7 days · last \(last)"),
                failed > 0 ? .init(request.say("มีที่ส่งไม่ได้", "some failed"), tag: "warn") : good(request)
            )
        ]
    }

    static func size(_ bytes: Int) -> String {
        let units = [(1 << 40, "TB"), (1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")]
        guard let (unit, name) = units.first(where: { bytes >= $0.0 }) else { return "\(bytes) B" }
        let tenths = (bytes * 10 + unit / 2) / unit
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(name)" : "\(tenths / 10) \(name)"
    }

    // MARK: - Settings

    func settings(_ request: PageRequest, _ call: ReadCall) -> PageResponse {
        var table = OperatorTable(request, "settings", LocalizedText("ค่าตั้งที่ใช้อยู่", "Settings in force"))
        table.heads = [
            request.say("ตัวแปร", "Variable"), request.say("ค่า", "Value"), request.say("มาจาก", "From"),
            request.say("ความหมาย", "Meaning"),
        ]
        let operation = call.runtime.operation
        let only = asked("set", request) == "yes"
        let shown = (operation?.settings ?? []).filter { !only || [.environment, .file].contains($0.source) }
        table.rows = shown.map { setting in
            var variable = OperatorTable.Cell(setting.variable)
            variable.isCode = true
            return (
                [
                    variable, value(setting, request), source(setting.source, request),
                    .init(request.text(setting.meaning)),
                ],
                []
            )
        }
        table.filter = [
            PageField(
                "set", request.say("เฉพาะที่ตั้งไว้เอง", "Only those that were set"), .checkbox, value: only ? "yes" : "")
        ]
        if let warnings = operation?.warnings, !warnings.isEmpty {
            table.note = ("warn", warnings.map(request.text).joined(separator: " · "), nil)
        }
        table.empty = request.say("ไม่มีค่าที่ตั้งไว้เอง", "Nothing was set.")
        return table.page(module.shell, now: call.now)
    }

    private func value(_ setting: SettingInForce, _ request: PageRequest) -> OperatorTable.Cell {
        if setting.isSecret {
            return .init(setting.source == .none ? "–" : request.say("ซ่อนไว้", "hidden"))
        }
        var cell = OperatorTable.Cell(setting.value ?? "–")
        cell.isCode = setting.value != nil
        return cell
    }

    private func source(_ source: SettingInForce.Source, _ request: PageRequest) -> OperatorTable.Cell {
        switch source {
        case .environment: .init(request.say("ตัวแปรระบบ", "environment"), tag: "good")
        case .file: .init(request.say("แฟ้มค่าตั้ง", "settings file"), tag: "good")
        case .standard: .init(request.say("ค่าเริ่มต้น", "standard"))
        case .none: .init(request.say("ไม่ได้ตั้ง", "not set"))
        }
    }

    // MARK: - Versions

    func versions(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        var table = OperatorTable(request, "versions", LocalizedText("รุ่นและการสำรองข้อมูล", "Versions and backups"))
        let database = try await call.database.first(ReadDatabaseHealth())
        let steps = try await call.database.all(AppliedMigrations())
        table.heads = [request.say("ขั้นของตาราง", "Step of the tables"), request.say("เมื่อ", "When")]
        table.rows = steps.map { step in
            var name = OperatorTable.Cell(step.name)
            name.isCode = true
            return ([name, .init(OwnAccountPages.time(step.at, request))], [])
        }
        var pairs: [(name: String, value: String)] = [
            (request.say("รุ่นของบริการ", "Version of the service"), "\(module.name) \(module.version)"),
            (request.say("รุ่นของฐานข้อมูล", "Version of the database"), database?.server ?? "–"),
            (request.say("ขนาดฐานข้อมูล", "Size of the database"), database.map { Self.size($0.sizeBytes) } ?? "–"),
        ]
        if let folder = call.runtime.operation?.dataFolder {
            pairs.append((request.say("โฟลเดอร์ของแฟ้ม", "Folder of the files"), folder))
        }
        if let database {
            let archived = database.archivedAt.map { OwnAccountPages.time($0, request) }
            pairs.append(
                (
                    request.say("เก็บบันทึกของฐานข้อมูล (WAL) ล่าสุด", "Database's log archived last"),
                    archived
                        ?? request.say(
                            "ยังไม่เคย ฐานข้อมูลนี้ไม่ได้ตั้ง archive_command", "never: archive_command is not set there")
                ))
            if database.archiveFailures > 0 {
                pairs.append((request.say("เก็บไม่สำเร็จ", "Failures of it"), String(database.archiveFailures)))
            }
        }
        table.pairs = pairs
        table.note = (
            database?.archivedAt == nil ? "warn" : "good",
            request.say(
                "สำรองทั้งฐานข้อมูลและโฟลเดอร์ของแฟ้มพร้อมกัน แล้วลองกู้คืนปีละครั้ง ตรวจผลด้วยหน้าบันทึกการตรวจสอบ",
                "Back up the database and the folder of files together, and try to restore them once a year; the audit page then tells whether all is there."
            ), "pg_dump --format=custom --file=phaen_\(module.name).dump phaen_\(module.name)"
        )
        return table.page(module.shell, now: call.now)
    }
}

/// How far the followed directory was read.
struct FollowedThrough: Statement {
    static let sql = "SELECT max(read_through) FROM followed_feed WHERE name = 'directory'"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next(Int?.self) ?? 0 }
}
