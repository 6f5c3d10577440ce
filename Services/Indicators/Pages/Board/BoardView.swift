import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// The board of a round at one organisation.
struct BoardView {
    let request: PageRequest
    let status: RoundStatus
    let place: Organisation
    let today: CalendarDate
    /// What the one above it is called.
    let above: LocalizedText?
    /// Whether the visitor may read what those below answered.
    let mayOpen: Bool

    private var round: Round { status.round }
    private func say(_ th: String, _ en: String) -> String { request.say(th, en) }

    /// Which of the three.
    var view: String {
        let asked = request.query["view"] ?? ""
        if ["districts", "all", "below"].contains(asked) { return asked }
        return status.children.isEmpty ? "all" : "below"
    }

    /// The same board with another view or filter.
    private func address(_ items: [String: String?]) -> String {
        var query: [String: String] = ["organisation": status.organisation]
        for (name, value) in items { query[name] = value }
        let text = query.sorted { $0.key < $1.key }.map { "\(PageText.query($0.key))=\(PageText.query($0.value))" }
        return "?" + text.joined(separator: "&")
    }

    var values: [String: Any] {
        let counts = status.counts
        let left = round.dueOn.daysSinceEpoch - today.daysSinceEpoch
        let code = PageText.query(round.code)
        let under = "organisation=\(PageText.query(status.organisation))"
        var values: [String: Any] = [
            "title": request.text(round.name), "rounds": say("รอบการติดตาม", "Monitoring rounds"),
            "place": request.text(place.name), "code": round.code, "version": String(round.version),
            "organisation": status.organisation,
            "state": request.text(round.state.title.words), "tag": round.state.title.tag,
            "due": say("ครบกำหนด ", "Due ") + day,
            "left": left < 0
                ? say("เลยกำหนด \(-left) วัน", left == -1 ? "1 day past" : "\(-left) days past")
                : say("เหลือ \(left) วัน", left == 1 ? "1 day left" : "\(left) days left"),
            "leftTag": left < 0 ? "bad" : left <= 7 ? "warn" : "",
            "parts": PartsPicture(
                title: say("การรายงานของ \(counts.expected) แห่ง", "Answers of \(counts.expected)"),
                parts: [
                    (say("รับแล้ว", "Accepted"), counts.accepted), (say("รับรองแล้ว", "Certified"), counts.certified),
                    (say("ส่งแล้ว รอรับรอง", "Sent"), counts.submitted), (say("ร่าง", "Draft"), counts.drafted),
                    (say("ส่งกลับ", "Sent back"), counts.returned), (say("ยังไม่เริ่ม", "Not started"), counts.notStarted),
                ]
            ).html,
            "summary": say(
                "ต้องตอบ \(counts.expected) แห่ง · รับรองแล้วร้อยละ \(rate(counts.certifiedRate)) · ล่าช้า \(counts.late) แห่ง",
                "\(counts.expected) expected; \(rate(counts.certifiedRate))% certified; \(counts.late) late"),
            "views": [
                ("below", say("ตามหน่วยงาน", "By organisation")), ("districts", say("ตามอำเภอ", "By district")),
                ("all", say("รายแห่ง", "One by one")),
            ].map { one -> [String: Any] in
                ["name": one.1, "address": address(["view": one.0]), "isHere": one.0 == view]
            },
            "remindAddress": "./\(code)/remind?\(under)", "remind": say("ทวงถาม", "Remind"),
            "hasOutstanding": counts.notStarted + counts.drafted + counts.returned > 0,
            "reviewAddress": "./\(code)/review?\(under)", "review": say("รับหรือส่งกลับทั้งชุด", "Accept or send back many"),
            "figures": say("ผลรวมคำตอบ", "The figures"), "figuresAddress": "./\(code)/figures?\(under)",
            "design": say("แบบติดตาม", "Questionnaire"), "print": say("พิมพ์", "Print"),
            "designAddress": "./\(code)/design", "scheduleAddress": "./\(code)/schedule",
            "schedule": say("กำหนดการทวงถาม", "Reminder schedule"),
            "manageTitle": say("จัดการรอบ", "Manage the round"), "isOpen": round.state == .open,
            "isClosed": round.state == .closed, "close": say("ปิดรับคำตอบ", "Close for answers"),
            "reopen": say("เปิดรับอีกครั้ง", "Open again"), "directoryChanged": status.directoryChanged,
            "refreshNote": say(
                "ทะเบียนหน่วยงานเปลี่ยนหลังเปิดรอบ", "The directory has changed since the round was opened."),
            "refresh": say("ปรับตามทะเบียน", "Take that over"),
            "exceptTitle": say("ขยายเวลาให้บางแห่ง", "Give some more time"),
            "exceptFields": exceptFields, "except": say("ขยายเวลา", "Give more time"),
        ]
        if let parent = place.parent, place.kind != .province, request.query["organisation"] != nil {
            values["above"] = [
                "address": "?organisation=\(PageText.query(parent))", "name": above.map(request.text) ?? parent,
            ]
        }
        if request.query["done"] != nil { values["done"] = say("ดำเนินการแล้ว", "Done") }
        return values
    }

    private var day: String {
        request.isEnglish ? round.dueOn.description : ThaiDate.text(round.dueOn, .long, digits: .arabic)
    }

    private func rate(_ rate: Quantity?) -> String { rate?.text(decimals: 2) ?? "–" }

    private var exceptFields: String {
        [
            PageField(
                "organisations", say("รหัสหน่วยงาน คั่นด้วยช่องว่าง", "Codes, apart by spaces"),
                value: request.form["organisations"]),
            PageField("until", say("ถึงวันที่", "Until"), .date, value: request.form["until"]),
            PageField("reason", say("เหตุผล", "Reason"), value: request.form["reason"]),
        ].map(\.html).joined()
    }

    // MARK: - Tables of counts

    private var headings: [[String: Any]] {
        [
            say("ต้องตอบ", "Expected"), say("ยังไม่เริ่ม", "Not started"), say("ร่าง", "Draft"), say("ส่งแล้ว", "Sent"),
            say("รับรองแล้ว", "Certified"), say("รับแล้ว", "Accepted"), say("ส่งกลับ", "Sent back"), say("ล่าช้า", "Late"),
            say("รับรอง %", "Certified, %"),
        ].map { ["text": $0] }
    }

    private func cells(_ counts: RoundCounts) -> [[String: Any]] {
        let figures = [
            counts.expected, counts.notStarted, counts.drafted, counts.submitted, counts.certified, counts.accepted,
            counts.returned, counts.late,
        ].map(String.init)
        return (figures + [rate(counts.certifiedRate)]).map { ["text": $0] }
    }

    private func table(_ first: String, _ rows: [[String: Any]]) -> [String: Any] {
        [
            "firstHeading": first, "headings": headings, "counted": rows, "hasCounted": !rows.isEmpty,
            "total": say("รวม", "Total"), "totals": cells(status.counts),
        ]
    }

    /// What stands directly below.
    var below: [String: Any] {
        let rows = status.children.map { child -> [String: Any] in
            // A school has nobody below it: what it answered, once there is something.
            let hasAnswered = mayOpen && child.kind == .school && child.counts.expected > child.counts.notStarted
            let answered = "../submissions/\(PageText.query(round.code))/\(PageText.query(child.organisation))"
            let inside = "?organisation=\(PageText.query(child.organisation))"
            return [
                "name": request.text(child.name), "address": hasAnswered ? answered : inside,
                "cells": cells(child.counts),
            ]
        }
        var values = table(say("หน่วยงาน", "Organisation"), rows)
        values["isBelow"] = true
        values["isNobody"] = rows.isEmpty
        values["nobody"] = say("ไม่มีหน่วยงานใต้หน่วยงานนี้ในรอบนี้", "Nobody stands below it in this round.")
        return values
    }

    func districts(_ groups: [GroupCounts]) -> [String: Any] {
        let unknown = say("ไม่ทราบอำเภอ", "District not known")
        let rows = groups.map { group -> [String: Any] in
            [
                "name": group.name.map(request.text) ?? unknown,
                "address": address(["view": "all", "district": group.key ?? "-"]), "cells": cells(group.counts),
            ]
        }
        let tiles = groups.map { group in
            let counts = group.counts
            return TilePicture.Tile(
                name: group.name.map(request.text) ?? unknown, part: counts.certified + counts.accepted,
                whole: counts.expected, address: address(["view": "all", "district": group.key ?? "-"]),
                note: counts.late > 0 ? say("! ล่าช้า \(counts.late)", "! \(counts.late) late") : "")
        }
        var values = table(say("อำเภอ", "District"), rows)
        values["isBelow"] = true
        values["tiles"] =
            TilePicture(
                title: say("รับรองแล้วต่อที่ต้องตอบ รายอำเภอ", "Certified of expected, by district"), tiles: tiles
            ).html
        values["isNobody"] = rows.isEmpty
        values["nobody"] = say("ยังไม่มีหน่วยงานในรอบนี้", "Nobody is in this round yet.")
        values["tilesNote"] = say(
            "แต่ละช่อง: รับรองแล้ว / ต้องตอบ กดเพื่อดูรายแห่ง", "Each tile: certified of expected. Press one to see who.")
        return values
    }

    // MARK: - One by one

    /// In which order they stand.
    var order: PageOrder {
        PageOrder(
            [
                .init(say("หน่วยงาน", "Organisation"), "name"), .init(say("สถานะ", "State"), "state"),
                .init(say("อำเภอ", "District"), "district"), .init(say("ส่งหรือบันทึกเมื่อ", "Sent or saved"), "when"),
            ], request.query["sort"])
    }

    func list(
        _ rows: [MembersOfBoard.Row], _ next: PageCursor?, _ filter: BoardFilter, _ order: PageOrder
    ) -> [String: Any] {
        let code = PageText.query(round.code)
        var values: [String: Any] = [
            "isList": true, "isNobody": rows.isEmpty,
            "nobody": say("ไม่มีหน่วยงานตามเงื่อนไขนี้", "Nobody is like this."),
            "filters": filters(filter), "show": say("แสดง", "Show"),
            "nameLabel": say("หน่วยงาน", "Organisation"), "stateLabel": say("สถานะ", "State"),
            "districtLabel": say("อำเภอ", "District"), "whenLabel": say("ส่งหรือบันทึกเมื่อ", "Sent or saved"),
            "listHeadings": order.values(), "sortField": order.field(),
            "late": say("ล่าช้า", "late"), "all": say("เลือกทั้งหมด", "Choose all"),
            "reviewChosen": say("รับหรือส่งกลับที่เลือก", "Accept or send back those chosen"),
            "reviewAction": "./\(code)/review",
            "rows": rows.map { row -> [String: Any] in
                let (words, tag) = IndicatorPages.state(row.state)
                var one: [String: Any] = [
                    "code": row.organisation, "name": request.text(row.name), "state": request.text(words),
                    "tag": tag, "isLate": row.late, "district": row.district.map(request.text) ?? "–",
                    "when": IndicatorPages.time(row.submittedAt ?? row.savedAt, request),
                ]
                if mayOpen, row.state != .notStarted {
                    one["address"] = "../submissions/\(code)/\(PageText.query(row.organisation))"
                }
                return one
            },
        ]
        if let next {
            values["next"] = PageScene.current.address("cursor", next.text)
            values["nextLabel"] = say("หน้าถัดไป", "Next page")
        }
        return values
    }

    private func filters(_ filter: BoardFilter) -> String {
        let any = say("ทั้งหมด", "Any")
        return [
            PageField(
                "state", say("สถานะ", "State"),
                .select(
                    [("", any)]
                        + ExpectationState.allCases.map { ($0.rawValue, request.text(IndicatorPages.state($0).words)) }),
                value: filter.state?.rawValue),
            PageField(
                "kind", say("ประเภท", "Kind"),
                .select([("", any)] + OrganisationKind.answering.map { ($0.rawValue, request.text($0.title)) }),
                value: filter.kind?.rawValue),
            PageField(
                "late", say("เฉพาะที่ล่าช้า", "Only late ones"), .checkbox, value: filter.isLate ? "yes" : ""),
        ].map(\.html).joined()
            + (filter.district.map { "<input type=\"hidden\" name=\"district\" value=\"\(PageText.escape($0))\">" }
                ?? "")
    }
}
