import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `/rounds`: the rounds, and with `?round=` who has answered one.
struct RoundPage: Sendable {
    static func register(on router: ServiceRouter) {
        let shell = PageShell(
            service: IndicatorsService.definition.title, version: IndicatorsService.definition.version)
        router.page("/rounds", access: .signedIn) { request, call in
            let isEnglish = request.language == "en"
            guard let code = request.query["round"] else {
                let rounds = try await call.database.all(NewestRounds())
                return shell.page(
                    title: isEnglish ? "Monitoring rounds" : "รอบการติดตาม", body: list(rounds, isEnglish),
                    language: request.language)
            }
            let reference = Reference(code)
            try await requireReader(at: request.query["organisation"], reference, call)
            let status = try await RoundStatusHandlers.status(
                reference, request.query["organisation"], .either, call.database)
            let page = RoundPage(status: status, isEnglish: isEnglish)
            return shell.page(
                title: isEnglish ? status.round.name.en ?? status.round.name.th : status.round.name.th,
                body: page.body, language: request.language)
        }
    }

    /// The same people as `round.status` answers.
    private static func requireReader(at organisation: String?, _ round: Reference, _ call: ReadCall) async throws {
        let place: String?
        if let organisation { place = organisation } else { place = try await Lookup.round(round, call.database).top }
        let holds = try await call.runtime.authoriser.holds(
            Set(Role.allCases), at: place, caller: call.caller, now: call.now)
        if !holds {
            throw RPCError(
                .forbidden,
                LocalizedText(
                    "หน้านี้เปิดได้เฉพาะผู้มีบทบาทที่หน่วยงานนี้หรือเหนือขึ้นไป",
                    "this page is for those who hold a role at the organisation or above it"))
        }
    }

    private static func list(_ rounds: [Round], _ isEnglish: Bool) -> String {
        let items = rounds.map { round in
            let name = PageShell.escape(isEnglish ? round.name.en ?? round.name.th : round.name.th)
            let code = PageShell.escape(round.code)
            guard round.state != .draft else { return "<li>\(name) <code>\(code)</code></li>" }
            let language = isEnglish ? "en" : "th"
            return "<li><a href=\"?round=\(code)&amp;lang=\(language)\">\(name)</a> <code>\(code)</code></li>"
        }
        let title = isEnglish ? "Monitoring rounds" : "รอบการติดตาม"
        return "<h1>\(title)</h1>\n<ul>\n\(items.joined(separator: "\n"))\n</ul>\n"
    }

    let status: RoundStatus
    let isEnglish: Bool

    private func text(_ text: LocalizedText) -> String { PageShell.escape(isEnglish ? text.en ?? text.th : text.th) }
    private func text(_ thai: String, _ english: String) -> String { isEnglish ? english : thai }

    /// What stands in the frame of every page.
    var body: String {
        """
        <h1>\(text(status.round.name))</h1>
        <p>\(dates)</p>
        \(note)<div class="scroll"><table class="figures">
        <caption>\(text("การรายงาน", "Answers")) (\(PageShell.escape(status.organisation)))</caption>
        <thead><tr>\(headings.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead>
        <tbody>
        \(rows)
        </tbody>
        <tfoot>\(row(text("รวม", "Total"), status.counts))</tfoot>
        </table></div>
        """
    }

    private var dates: String {
        let due = status.round.dueOn
        return isEnglish
            ? "Fiscal year \(status.round.fiscalYear), due \(due)"
            : "ปีงบประมาณ พ.ศ. \(status.round.fiscalYear) ครบกำหนด \(ThaiDate.text(due, .long, digits: .arabic))"
    }

    private var note: String {
        guard status.directoryChanged else { return "" }
        let words = text(
            "ทะเบียนหน่วยงานเปลี่ยนหลังเปิดรอบ ใช้ round.refresh เพื่อปรับ",
            "The directory has changed since the round was opened; round.refresh takes that over.")
        return "<p><em>\(words)</em></p>\n"
    }

    private var headings: [String] {
        [
            text("หน่วยงาน", "Organisation"), text("ต้องรายงาน", "Expected"), text("ยังไม่เริ่ม", "Not started"),
            text("ร่าง", "Draft"), text("ส่งแล้ว", "Submitted"), text("รับรองแล้ว", "Certified"),
            text("รับแล้ว", "Accepted"), text("ส่งกลับ", "Returned"), text("ล่าช้า", "Late"),
            text("ร้อยละที่รับรอง", "Certified, %"),
        ]
    }

    private var rows: String {
        status.children.map { child in
            let place = "round=\(status.round.code)&organisation=\(child.organisation)&lang=\(isEnglish ? "en" : "th")"
            // A school has nobody below it: what it answered, once there is something.
            let answered = "./submissions/\(status.round.code)/\(child.organisation)"
            let hasAnswered = child.kind == .school && child.counts.expected > child.counts.notStarted
            let address = hasAnswered ? answered : "?\(place)"
            return row("<a href=\"\(PageShell.escape(address))\">\(text(child.name))</a>", child.counts)
        }.joined(separator: "\n")
    }

    private func row(_ first: String, _ counts: RoundCounts) -> String {
        let figures = [
            counts.expected, counts.notStarted, counts.drafted, counts.submitted, counts.certified, counts.accepted,
            counts.returned, counts.late,
        ].map(String.init)
        let rate = counts.certifiedRate?.text(decimals: 2) ?? "–"
        return "<tr><td>\(first)</td>" + (figures + [rate]).map { "<td>\($0)</td>" }.joined() + "</tr>"
    }
}
