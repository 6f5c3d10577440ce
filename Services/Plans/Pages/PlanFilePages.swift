import CommonContract
import JSONRPC
import Kernel
import Pages
import PlansContract
import RPCServer
import ServiceKit

/// `/plans/CODE/file?format=xlsx|csv|stratml`: a plan to take along; `/plans/CODE/stratml`: StratML of another system, or
/// of this one, into its draft.
enum PlanFilePages {
    static func register(on router: ServiceRouter) {
        router.page("/plans/:code/file", access: .signedIn) { try await download($0, $1) }
        router.page("/plans/:code/stratml", access: ImportStratML.access) { try await ask($0, $1, problems: []) }
        router.form("/plans/:code/stratml", access: ImportStratML.access) { request, call in
            try await PageForm.taking(request, showsPlaces: true) {
                try await take(request, call)
            } refused: {
                try await ask(request, call, problems: $0)
            }
        }
    }

    /// What a plan's page leads to; nothing for who is not signed in.
    static func links(_ plan: Plan, version: Int, _ request: PageRequest, _ call: ReadCall) async throws -> [[String:
        Any]]
    {
        guard call.caller.kind != .anonymous else { return [] }
        let address = "\(PageScene.current.root)plans/\(PageText.query(plan.code))"
        var links = [("xlsx", "Excel (XLSX)"), ("csv", "CSV"), ("stratml", "StratML")].map { format, name in
            ["address": "\(address)/file?format=\(format)&version=\(version)", "name": name]
        }
        if plan.draftVersion == version,
            try await DrivingWords.may(ImportStratML.access, at: plan.organisation, call)
        {
            links.append(["address": "\(address)/stratml", "name": request.say("นำเข้า StratML", "Bring StratML in")])
        }
        return links
    }

    private static func code(_ request: PageRequest) -> Reference { .code(request.parameters["code"] ?? "") }

    // MARK: - Out

    private static func download(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let version = request.query["version"].flatMap(Int.init)
        let format = request.query["format"] ?? ""
        if format == "stratml" {
            let file = try await call.invoke(ExportStratML(plan: code(request), planVersion: version))
            return attachment(Array(file.xml.utf8), name: file.fileName, as: "application/xml; charset=utf-8")
        }
        guard let kind = ElementFileFormat(rawValue: format) else { throw RPCError.notFound("format", format) }
        let file = try await call.invoke(
            ExportElementFile(plan: code(request), planVersion: version, format: kind))
        guard let bytes = file.bytes else { throw RPCError.notFound("file", format) }
        return attachment(
            bytes, name: file.name ?? "plan.\(format)",
            as: kind == .xlsx
                ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8")
    }

    private static func attachment(_ bytes: [UInt8], name: String, as type: String) -> PageResponse {
        PageResponse(
            contentType: type,
            headers: [
                ("Content-Disposition", "attachment; filename*=UTF-8''\(PageText.query(name))"),
                ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "sandbox; default-src 'none'"),
                ("Cache-Control", "private, no-store"),
            ], body: bytes)
    }

    // MARK: - In

    private static func ask(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let plan = try await call.invoke(GetPlan(plan: code(request)))
        let title = request.say("นำเข้า StratML", "Bring StratML in")
        let form = PageForm(
            "./stratml", go: request.say("นำเข้า", "Bring it in"), problems: problems,
            fields: [
                PageField(
                    "file", request.say("แฟ้ม StratML ส่วนที่ 2 (ISO 17469-2)", "StratML Part 2 (ISO 17469-2)"),
                    .file(accept: ".stratml,.xml,application/xml"),
                    hint: request.say(
                        "เข้าทั้งหมดหรือไม่เข้าเลย องค์ประกอบที่มีแล้วถูกปรับตามรหัส",
                        "All of it or nothing; elements that are there are changed, by code"), isRequired: true)
            ])
        let values: [String: Any] = [
            "address": "\(PageScene.current.root)plans/\(PageText.query(plan.code))", "plan": plan.code, "title": title,
            "form": form.values(request, call),
        ]
        return DrivingWords.page("stratml", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func take(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        guard let file = request.form.files["file"], !file.bytes.isEmpty else {
            throw PageForm.lacking("/file", "เลือกแฟ้มก่อน", "choose a file first")
        }
        guard let xml = String(validating: file.bytes, as: UTF8.self) else {
            throw PageForm.lacking("/file", "แฟ้มไม่ใช่ UTF-8", "the file is not UTF-8")
        }
        _ = try await call.invoke(
            ImportStratML(idempotencyKey: request.form["key"] ?? "", plan: code(request), xml: xml))
        return "../\(PageText.query(request.parameters["code"] ?? ""))"
    }
}
