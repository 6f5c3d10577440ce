import CommonContract
import Kernel
import Pages
import ReportingContract
import ServiceKit

/// How far a file is that is being made: it loads itself again, without scripts too, until the file comes in its place.
struct WaitingPage {
    let report: Report
    let file: KeptFile

    func page(_ job: FileJob.State, _ request: PageRequest) -> PageResponse {
        let isRunning = job.state == .running
        var values = self.values(request)
        values["isOpen"] = true
        values["done"] = job.done
        values["total"] = max(job.total, 1)
        values["count"] =
            isRunning
            ? request.say(
                "กำลังสร้างไฟล์ \(format) มาแล้ว \(job.seconds) วินาที", "Making the \(format) file, for \(job.seconds) s now")
            : request.say(
                "รอคิว มีงานก่อนหน้า \(job.ahead) งาน", "Waiting its turn: \(job.ahead) before it")
        values["steps"] = [
            (request.say("รับคำขอ", "Asked for"), "done"),
            (request.say("รอคิว", "Its turn"), isRunning ? "done" : "here"),
            (request.say("สร้างไฟล์", "Made"), isRunning ? "here" : "ahead"),
            (request.say("เก็บไว้ให้ดาวน์โหลด", "Kept for downloading"), "ahead"),
        ].map { name, state -> [String: Any] in
            ["name": name, "class": state, "mark": state == "done" ? "✓" : state == "here" ? "◐" : "○"]
        }
        values["again"] = request.say(
            "หน้านี้โหลดใหม่เองและกลายเป็นไฟล์เมื่อเสร็จ หรือโหลดใหม่เดี๋ยวนี้",
            "This page loads itself again and becomes the file when it is done; or load it now")
        var response = ReportingPages.page(
            "waiting", title(request), values, request, status: 202, isNarrow: true)
        response.headers += [("Cache-Control", "private, no-store"), ("Refresh", "2"), ("Retry-After", "2")]
        return response
    }

    func page(failed reason: LocalizedText, _ request: PageRequest) -> PageResponse {
        var values = self.values(request)
        values["failure"] = request.say("สร้างไฟล์ไม่สำเร็จ: ", "The file could not be made: ") + request.text(reason)
        values["address"] = address(request, again: true)
        values["again"] = request.say("ลองอีกครั้ง", "Try again")
        var response = ReportingPages.page(
            "waiting", title(request), values, request, status: 503, isNarrow: true)
        response.headers.append(("Cache-Control", "private, no-store"))
        return response
    }

    private var format: String { file.format.rawValue.uppercased() }

    private func title(_ request: PageRequest) -> String { "\(request.text(report.title)) (\(format))" }

    private func values(_ request: PageRequest) -> [String: Any] {
        [
            "title": title(request), "address": address(request, again: false),
            "listAddress": "./\(PageText.query(report.code))", "listTitle": request.say("รายงาน", "The report"),
        ]
    }

    private func address(_ request: PageRequest, again: Bool) -> String {
        let query =
            [
                file.marked ? "origin=yes" : nil, request.query["lang"].map { $0 == "en" ? "lang=en" : "lang=th" },
                file.digits.map { "digits=\($0.rawValue)" }, again ? "again=yes" : nil,
            ].compactMap { $0 }
        return "./\(PageText.query(report.code)).\(file.format.rawValue)"
            + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}
