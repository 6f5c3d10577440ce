import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/rounds/⟨round⟩/design/preview`: the questionnaire as those who answer see it, `?as=phone` or `?as=paper`, for one
/// kind of organisation.
enum PreviewPage {
    static func show(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        var round = try await DesignerPages.round(request, call)
        let asked = round.target.kinds.isEmpty ? OrganisationKind.answering : round.target.kinds
        let kind =
            request.query["kind"].flatMap(OrganisationKind.init) ?? (asked.contains(.school) ? .school : asked[0])
        let draft = try await call.invoke(GetQuestionnaire(round: .code(round.code), kind: kind))
        let isPaper = request.query["as"] == "paper"
        var values: [String: Any] = [
            "title": request.text(round.name), "back": request.say("ออกแบบรอบ", "Design of the round"),
            "views": [("phone", request.say("บนโทรศัพท์", "On a phone")), ("paper", request.say("บนกระดาษ", "On paper"))]
                .map { one -> [String: Any] in
                    [
                        "name": one.1, "address": "./preview?as=\(one.0)&kind=\(kind.rawValue)",
                        "isHere": (one.0 == "paper") == isPaper,
                    ]
                },
            "kindField": PageField(
                "kind", request.say("อย่างที่เห็นโดย", "As seen by"),
                .select(asked.map { ($0.rawValue, request.text($0.title)) }), value: kind.rawValue
            ).html, "as": isPaper ? "paper" : "phone", "show": request.say("แสดง", "Show"),
            "print": request.say("พิมพ์", "Print"), "isPaper": isPaper, "isPhone": !isPaper,
        ]
        if isPaper {
            values.merge(paper(round, draft, request)) { $1 }
        } else {
            round.state = .open
            let fill = FillView(
                request: request, round: round, organisation: stranger(kind, round, request),
                questionnaire: draft, submission: nil,
                before: PreviousAnswers(round: nil, submission: nil, answers: []), sent: nil, error: nil, bytesMax: 0,
                key: "")
            var inner = fill.values
            inner["isPreview"] = true
            values["inside"] = IndicatorPages.templates.render("fill", inner)
        }
        return DesignerPages.page("preview", values, request, call)
    }

    /// Nobody in particular of a kind.
    private static func stranger(_ kind: OrganisationKind, _ round: Round, _ request: PageRequest) -> Organisation {
        Organisation(
            id: round.id, code: round.owner, province: round.province, kind: kind, name: kind.title, parent: nil,
            supervisor: nil, openedOn: round.opensOn, closedOn: nil, successor: nil, version: 1)
    }

    private static func paper(
        _ round: Round, _ draft: Questionnaire, _ request: PageRequest
    ) -> [String: Any] {
        var number = 0
        return [
            "year": request.say("ปีงบประมาณ พ.ศ. \(round.fiscalYear)", "Fiscal year \(round.fiscalYear)"),
            "due": request.say("ส่งภายใน ", "To be sent by ") + IndicatorPages.day(round.dueOn, request),
            "organisationLabel": request.say("หน่วยงาน/สถานศึกษา", "Organisation"),
            "none": request.say("ไม่มี", "none"), "notApplicable": request.say("ไม่เกี่ยวข้อง", "not applicable"),
            "attach": request.say("แนบเอกสาร", "attach the document"),
            "reporter": request.say("ผู้รายงาน", "Reported by"), "head": request.say("ผู้บังคับบัญชารับรอง", "Certified by"),
            "position": request.say("ตำแหน่ง", "Position"), "date": request.say("วันที่", "Date"),
            "sections": draft.sections.map { section -> [String: Any] in
                [
                    "title": request.text(section.title),
                    "questions": section.questions.map { question -> [String: Any] in
                        number += 1
                        var row: [String: Any] = [
                            "number": String(number), "code": question.code, "text": request.text(question.text),
                            "isNumber": question.type == .number, "isText": question.type == .text,
                            "isUpload": question.type == .upload, "isChoice": question.type == .choice,
                            "options": (question.options ?? []).map { ["text": request.text($0.text)] },
                        ]
                        if let condition = question.showIf?.first {
                            row["only"] = request.say(
                                "ตอบเมื่อคำตอบข้อ \(condition.question) ตรงเงื่อนไข", "Only where \(condition.question) is so"
                            )
                        }
                        return row
                    },
                ]
            },
        ]
    }
}
