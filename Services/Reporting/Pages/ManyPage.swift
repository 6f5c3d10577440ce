import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ReportingContract
import ServiceKit

/// One kind of report for every organisation of a kind below one, with a PDF of each: begun on `/making`, followed at
/// `/making/many/⟨job⟩`.
enum ManyPage {
    static func register(on router: ServiceRouter) {
        router.page("/making/many/:job", access: ReportingAccess.makers) { try await progress($0, $1) }
    }

    /// For `/making`, of an organisation that has schools below it.
    static func form(
        _ organisation: Organisation, _ year: FiscalYear, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) -> [String: Any]? {
        guard organisation.kind != .school else { return nil }
        var values = PageForm(
            "./making?organisation=\(PageText.query(organisation.code))&year=\(year)",
            go: request.say("จัดทำทุกโรงเรียน", "Make them for all schools"),
            hidden: [("do", "many"), ("organisation", organisation.code), ("year", year.description)],
            problems: request.form["do"] == "many" ? problems : [], mark: "many",
            fields: [
                PageField(
                    "pdf", request.say("สร้าง PDF ทุกฉบับ", "With a PDF of each"), .checkbox,
                    value: request.form.fields.isEmpty ? "yes" : request.form["pdf"])
            ]
        ).values(request, call)
        values["words"] = request.say("ใบข้อมูลของทุกโรงเรียน", "Sheets of all schools")
        return values
    }

    static func begin(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        guard let year = form.number("year").flatMap(FiscalYear.init) else {
            throw PageForm.lacking("/fiscalYear", "ต้องระบุปีงบประมาณ", "the fiscal year is needed")
        }
        let begun = try await call.invoke(
            ComposeManyReports(
                organisation: form["organisation"] ?? "", kind: .school, fiscalYear: year, definition: "schoolSheet",
                pdf: form["pdf"] == "yes" ? true : nil, idempotencyKey: form["key"] ?? ""))
        return "./making/many/\(begun.job)"
    }

    private static func progress(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        guard let id = ID(request.parameters["job"] ?? "") else {
            throw RPCError.notFound("job", request.parameters["job"] ?? "")
        }
        let job = try await call.invoke(GetJob(job: id))
        let isOpen = job.state == .queued || job.state == .running
        let title = request.say("จัดทำรายงานหลายฉบับ", "Many reports")
        var values: [String: Any] = [
            "title": title, "isOpen": isOpen, "listTitle": request.say("จัดทำรายงาน", "Making reports"),
            "done": job.done, "total": max(job.total ?? 1, 1), "address": "./\(id)",
            "count": request.say(
                "เสร็จ \(job.done) จาก \(job.total ?? 0)", "\(job.done) of \(job.total ?? 0) are done"),
            "again": request.say("โหลดหน้านี้ใหม่เพื่อดูความคืบหน้า", "Load this page again to see how far it is"),
        ]
        switch job.state {
        case .failed, .cancelled:
            values["failure"] =
                job.failure.map(request.text) ?? request.say("งานถูกยกเลิก", "The work was called off.")
        case .done:
            values["success"] = request.say(
                "เสร็จแล้ว \(job.done) ฉบับ", "\(job.done) reports are done.")
        case .queued, .running: break
        }
        return ReportingPages.progress(title, values, request, isOpen: isOpen)
    }
}
