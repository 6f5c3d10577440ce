import CommonContract
import JSONRPC
import Kernel
import Pages
import PlansContract
import ServiceKit

/// `/driving`: how far each organisation has come with each approach of driving the plan (P17), as a heat map whose
/// cells say their figures; `?organisation=&year=&set=`.
enum DrivingPage {
    static func register(on router: ServiceRouter) {
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
        let year =
            request.query["year"].flatMap(Int.init).flatMap(FiscalYear.init)
            ?? FiscalYear(containing: call.now.dateInThailand)
        let set = DrivingSet(rawValue: request.query["set"] ?? "") ?? .calendar
        var values: [String: Any] = [
            "title": request.say("การขับเคลื่อนแผน", "Driving the plan"), "show": request.say("แสดง", "Show"),
            "organisationField": PageField(
                "organisation", request.say("รหัสหน่วยงาน", "Organisation's code"), value: organisation
            ).html,
            "yearField": PageField(
                "year", request.say("ปีงบประมาณ (พ.ศ.)", "Fiscal year (B.E.)"), .number, value: year?.description
            ).html,
            "setField": PageField(
                "set", request.say("ชุดงาน", "Work"),
                .select([
                    (
                        DrivingSet.calendar.rawValue,
                        request.say("ปฏิทินขับเคลื่อน 6 แนวทาง", "The calendar of six approaches")
                    ),
                    (DrivingSet.roadmap.rawValue, request.say("แนวทาง SDG4 8 ขั้น", "The eight steps of SDG4")),
                ]), value: set.rawValue
            ).html,
        ]
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
            values["rows"] = page.items.map { row($0, approaches, request) }
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

    private static func row(_ row: DrivingRow, _ approaches: [Int], _ request: PageRequest) -> [String: Any] {
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
        return ["code": row.organisation, "name": request.text(row.name), "cells": cells]
    }
}
