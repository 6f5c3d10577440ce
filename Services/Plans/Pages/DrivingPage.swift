import CommonContract
import JSONRPC
import Kernel
import Pages
import PlansContract
import Postgres
import ServiceKit

/// `/driving`: how far each organisation has come with each approach of driving the plan (P17), as a heat map whose
/// cells say their figures, under what is due from the visitor this month; `?organisation=&year=&set=`.
enum DrivingPage {
    /// Of what is due, shown above the map.
    private static let dueMax = 20

    static func register(on router: ServiceRouter) {
        router.duties { try await duties($0) }
        router.page(
            "/driving", title: LocalizedText("ปฏิทินขับเคลื่อน", "Driving calendar"),
            about: LocalizedText("หกแนวทางขับเคลื่อนแผน ใครทำถึงไหนแล้ว", "Six approaches: who has done what"),
            access: .signedIn
        ) { try await map($0, $1) }
    }

    private static func map(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let scene = PageScene.current
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now).sorted()
        let asked = request.query["organisation"] ?? ""
        let organisation = asked.isEmpty ? places.first ?? "" : asked
        let year = DrivingWords.year(request.query["year"], call)
        let set = DrivingSet(rawValue: request.query["set"] ?? "") ?? .calendar
        var values: [String: Any] = [
            "title": request.say("การขับเคลื่อนแผน", "Driving the plan"), "show": request.say("แสดง", "Show"),
            "organisationField": PageField(
                "organisation", request.say("รหัสหน่วยงาน", "Organisation's code"), value: organisation
            ).html,
            "yearField": DrivingWords.yearField(year, request).html,
            "setField": DrivingWords.setField(set, request).html,
            "itemsAddress": "\(scene.root)driving/items",
            "itemsWords": request.say("งานมาตรฐานและช่วงเวลาของแต่ละงาน", "The standing work and its dates"),
        ]
        if !places.isEmpty { values.merge(try await due(request, call)) { $1 } }
        if let year, !organisation.isEmpty {
            let page = try await call.invoke(
                GetDrivingHeatMap(
                    organisation: organisation, fiscalYear: year, set: set, limit: 100,
                    cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
            let approaches = Set(page.items.flatMap { $0.cells.map(\.approach) }).sorted()
            values["isEmpty"] = page.items.isEmpty
            values["approaches"] = approaches.map {
                [
                    "name": set == .calendar
                        ? request.say("แนวทาง \($0)", "Approach \($0)") : request.say("ขั้น \($0)", "Step \($0)")
                ]
            }
            values["rows"] = page.items.map { row($0, approaches, (year, set), request) }
            if let next = page.nextCursor {
                values["next"] = scene.address("cursor", next.text)
                values["nextWords"] = request.say("หน่วยงานถัดไป", "More organisations")
            }
        } else {
            values["isEmpty"] = true
        }
        values["organisationHeading"] = request.say("หน่วยงาน", "Organisation")
        values["empty"] = request.say("ไม่มีงานของหน่วยงานนี้ในปีนี้", "There is no work of this organisation in this year.")
        values["legend"] = request.say(
            "แต่ละช่อง: เสร็จแล้ว/ทั้งหมด · ! เกินกำหนด", "Each cell: done of all; ! past its day")
        return PlanPages.shell.page(
            title: request.say("การขับเคลื่อนแผน", "Driving the plan"),
            body: PlanTemplates.all.render("driving", values), language: request.language)
    }

    private static func row(
        _ row: DrivingRow, _ approaches: [Int], _ shown: (year: FiscalYear, set: DrivingSet), _ request: PageRequest
    ) -> [String: Any] {
        let cells = approaches.map { approach -> [String: Any] in
            guard let counts = row.cells.first(where: { $0.approach == approach })?.counts, counts.expected > 0 else {
                return ["text": "–", "shade": "none"]
            }
            let settled = counts.done + counts.notApplicable
            return [
                "text": "\(settled)/\(counts.expected)", "shade": "heat\(settled * 4 / counts.expected)",
                "late": counts.overdue > 0 ? "! \(counts.overdue)" : "",
            ]
        }
        return [
            "code": row.organisation, "name": request.text(row.name), "cells": cells,
            "address":
                "\(PageScene.current.root)driving/of/\(PageText.query(row.organisation))?year=\(shown.year)&set=\(shown.set.rawValue)",
        ]
    }

    // MARK: - What is due

    /// What the visitor's own organisations owe this month, and what they owe from before.
    private static func due(_ request: PageRequest, _ call: ReadCall) async throws -> [String: Any] {
        let due = try await call.invoke(ListDueDriving()).tasks
        let names = try await call.placeNames(due.map(\.organisation))
        var values: [String: Any] = [
            "hasDue": !due.isEmpty,
            "dueTitle": request.say("ที่ฉันต้องทำในเดือนนี้ (\(due.count))", "Due this month from you (\(due.count))"),
            "tasks": due.prefix(dueMax).map {
                DrivingWorkPages.row($0, at: request.text(names[$0.organisation]), request)
            },
        ]
        if due.count > dueMax {
            values["moreDue"] = request.say("และอีก \(due.count - dueMax) รายการ", "and \(due.count - dueMax) more")
        }
        return values
    }

    /// The same for the service's front page, in one line.
    private static func duties(_ call: ReadCall) async throws -> [FrontDuty] {
        guard try await !call.runtime.authoriser.places(of: call.caller, now: call.now).isEmpty else { return [] }
        let due = try await call.invoke(ListDueDriving())
        guard !due.tasks.isEmpty else { return [] }
        return [
            FrontDuty(
                LocalizedText("งานขับเคลื่อนแผนของเดือนนี้", "The driving calendar's work of this month"),
                detail: LocalizedText(
                    "\(due.tasks.count) รายการ เกินกำหนด \(due.tasks.count(where: \.overdue))",
                    "\(due.tasks.count) in all, \(due.tasks.count(where: \.overdue)) overdue"),
                address: "driving", dueOn: due.tasks.first?.dueOn)
        ]
    }
}
