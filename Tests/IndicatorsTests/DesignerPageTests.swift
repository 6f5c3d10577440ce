import CommonContract
import IndicatorsContract
import JSONRPC
import Pages
import ServiceKit
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

@testable import Indicators

/// A round from nothing to its opening, by forms alone.
@Suite struct DesignerPageTests {
    private let round = ["round": "67-R2567"]
    private let design = "/rounds/:round/design"

    private func created(_ visit: PageVisit, _ more: [String: String] = [:]) async throws {
        let fields = [
            "key": "n1", "owner": "67", "code": "67-R2567", "name": "รอบปี 2567", "fiscalYear": "๒๕๖๗",
            "opensOn": "2023-12-01", "dueOn": "2024-01-31", "kinds": "yes", "k.school": "yes",
        ].merging(more) { $1 }
        let made = try await visit.send("/rounds/new", [:], fields)
        #expect(made.status == 303 && made.goesTo == "./67-R2567/design", "\(made.html)")
    }

    @Test func aRoundIsMadePublishedAndOpened() async throws {
        try await withRound { setting in
            let visit = PageVisit(service: setting.service, caller: .planner)
            #expect(try await visit.get("/rounds/new").contains("name=\"owner\""))
            try await created(visit)
            let empty = try await visit.get(design, round)
            #expect(empty.contains("ยังไม่มีคำถาม") && empty.contains("value=\"2023-12-01\""))
            let question = design + "/question"
            #expect(try await visit.get(question, round).contains("value=\"Q1\""))
            // What is wrong stands at its field, and what was typed is kept.
            let wrong = try await visit.send(
                question, round,
                [
                    "key": "q0", "code": "Q 1", "text": "จำนวนผู้เรียน", "type": "number", "minimum": "สิบ", "section": "",
                    "sectionTitle": "คุณภาพ",
                ])
            #expect(wrong.status == 400 && wrong.html.contains("ไม่ใช่ตัวเลข") && wrong.html.contains("value=\"Q 1\""))
            let first = [
                "key": "q1", "code": "Q1", "text": "จำนวนผู้เรียน", "type": "number", "minimum": "0", "maximum": "๒,๐๐๐",
                "section": "", "sectionTitle": "คุณภาพ", "indicator": "67-RATIO", "role": "numerator",
            ]
            #expect(try await visit.send(question, round, first).status == 303)
            let choice = [
                "key": "q2", "code": "Q2", "text": "มีแผนหรือไม่", "type": "choice", "section": "S1",
                "options": "* ทำแล้ว | Done\nมีแผน", "c0.question": "Q1", "c0.minimum": "1", "do": "next",
            ]
            let next = try await visit.send(question, round, choice)
            #expect(next.goesTo == "./question?section=S1")
            // A ratio with one half cannot be published; the page says so before it is tried, at the question.
            let overview = try await visit.get(design, round)
            #expect(overview.contains("ข้อก่อนเผยแพร่") && overview.contains("2–3 คำถาม: 67-RATIO (1)"))
            #expect(overview.contains("ทำแล้ว / มีแผน") && overview.contains("เมื่อ Q1 ≥ 1"))
            let refused = try await visit.send(design, round, ["do": "publish", "questionnaire": "1", "key": "p0"])
            #expect(refused.status >= 400 && refused.html.contains("class=\"note bad\""))
            let mended = first.merging(["key": "q3", "old": "Q1", "section": "S1", "role": "value", "indicator": ""]) {
                $1
            }
            #expect(try await visit.send(question, round, mended).status == 303)
            #expect(try await visit.get(question, round, query: ["question": "Q2"]).contains("[O1] * ทำแล้ว | Done"))
            let rule = ["key": "r1", "code": "R1", "condition": "{Q9} > 1", "severity": "soft", "message": "ตรวจอีกครั้ง"]
            let unknown = try await visit.send(design + "/rule", round, rule)
            #expect(unknown.html.contains("Q9") && unknown.html.contains("class=\"problem\""))
            let good = rule.merging(["condition": "{Q1} <= 1000", "key": "r2"]) { $1 }
            #expect(try await visit.send(design + "/rule", round, good).status == 303)
            #expect(try await visit.get(design, round).contains("พร้อมเผยแพร่"))
            let phone = try await visit.get(design + "/preview", round, query: ["as": "phone", "kind": "school"])
            #expect(phone.contains("name=\"a.Q1\"") && !phone.contains("value=\"submit\""))
            let paper = try await visit.get(design + "/preview", round, query: ["as": "paper"])
            #expect(paper.contains("☐ ทำแล้ว") && paper.contains("ผู้บังคับบัญชารับรอง"))
            #expect(
                try await visit.send(design, round, ["do": "publish", "questionnaire": "1", "key": "p1"]).status == 303)
            let published = try await visit.get(design, round)
            #expect(published.contains("จะถาม 3 หน่วยงาน") || published.contains("หน่วยงาน ครบกำหนด"))
            let opened = try await visit.send(design, round, ["do": "open", "version": "2", "key": "o1"])
            #expect(opened.goesTo == "../67-R2567", "\(opened.html)")
        }
    }

    @Test func aRoundFollowsLastYears() async throws {
        try await withRound { setting in
            let visit = PageVisit(service: setting.service, caller: .planner)
            let form = try await visit.get("/rounds/new", query: ["previous": "67-R2566"])
            #expect(form.contains("value=\"67-R2567\""))
            try await created(visit, ["previous": "67-R2566"])
            let page = try await visit.get(design, round)
            #expect(page.contains("6 ข้อ") && page.contains("ข้อ N"))
            // Questions move and go; their order is the service's.
            #expect(try await visit.send(design, round, ["do": "down N", "key": "m1"]).status == 303)
            #expect(try await visit.send(design, round, ["do": "remove U", "key": "m2"]).status == 303)
            let draft = try await setting.service.call(GetQuestionnaire(round: "67-R2567"), as: .planner)
            #expect(draft.sections[0].questions.map(\.code) == ["D", "N", "P"])
            #expect(draft.sections[1].questions.map(\.code) == ["C", "T"])
            let details = [
                "do": "details", "key": "d1", "version": "1", "name": "ชื่อใหม่", "opensOn": "2023-12-05",
                "dueOn": "2023-12-01", "kinds": "yes",
            ]
            let refused = try await visit.send(design, round, details)
            #expect(refused.status >= 400 && refused.html.contains("วันครบกำหนดต้องไม่ก่อนวันเปิด"))
            #expect(
                try await visit.send(design, round, details.merging(["dueOn": "2024-01-15", "key": "d2"]) { $1 }).status
                    == 303)
            #expect(try await setting.service.call(GetRound(round: "67-R2567"), as: .planner).name.th == "ชื่อใหม่")
        }
    }

    @Test func nobodyElseDesigns() async throws {
        try await withRound { setting in
            for caller in [Caller.reporter, .agencyPlanner] {
                await #expect(throws: RPCError.self) {
                    try await PageVisit(service: setting.service, caller: caller).get(
                        design, ["round": "67-R2566"])
                }
            }
        }
    }

    @Test func optionsAreReadAsTheyAreWritten() {
        let options = QuestionForm.options("[done] * ทำแล้ว | Done\n\n  มีแผน \n* ครบ")
        #expect(options.map(\.code) == ["done", "O1", "O2"])
        #expect(options.map { $0.achieves ?? false } == [true, false, true])
        #expect(QuestionForm.options(options.map(QuestionForm.line).joined(separator: "\n")) == options)
    }

    @Test func movingGoesOverTheEdgeOfAPart() {
        func question(_ code: String) -> Question { Question(code: code, type: .text, text: LocalizedText(th: code)) }
        let first = QuestionnaireSection(code: "A", title: LocalizedText(th: "A"), questions: [question("1")])
        let second = QuestionnaireSection(code: "B", title: LocalizedText(th: "B"), questions: [question("2")])
        var edit = DraftEdit(nil)
        edit.sections = [first, second]
        edit.move(question: "2", up: true)
        #expect(edit.sections.map { $0.questions.map(\.code) } == [["1", "2"]])
        edit.move(question: "1", up: true)
        edit.move(question: "none", up: true)
        #expect(edit.sections.map { $0.questions.map(\.code) } == [["1", "2"]])
    }
}
