import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/indicators/compare`: every indicator of a year at an organisation and those directly below it, side by side.
enum ComparePage {
    private static let listMax = 50

    static func register(on router: ServiceRouter) {
        router.page("/indicators/compare", access: CompareIndicators.access) { try await show($0, $1) }
    }

    private static func show(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
        let first = try await IndicatorPages.provinces(call).first ?? ""
        let asked = request.query["organisation"].flatMap { $0.isEmpty ? nil : $0 }
        let organisation = asked ?? (places.contains("TH") ? first : places.first ?? first)
        let place = try await call.invoke(GetOrganisation(organisation: .code(organisation))).organisation
        let year = try await IndicatorTablePage.year(request, place.province, call)
        let isPublished = request.query["published"] == "yes"
        let page = try await call.invoke(
            CompareIndicators(
                fiscalYear: year, organisation: organisation, asPublished: isPublished ? true : nil, limit: listMax,
                cursor: request.query["after"].map { PageCursor("organisation", $0) }))
        let known = try await call.invoke(ListIndicators(province: place.province, limit: 500)).items
        let byCode = Dictionary(known.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        let query = "year=\(year)"
        let columns = page.items.first?.results.map(\.indicator) ?? []
        var values: [String: Any] = [
            "title": request.say("เทียบตัวชี้วัดระหว่างหน่วยงาน", "Indicators side by side"),
            "back": request.say("ตัวชี้วัด", "Indicators"),
            "backAddress": "../indicators?organisation=\(PageText.query(organisation))&\(query)",
            "place": request.text(place.name), "organisation": organisation,
            "year": request.say("ปีงบประมาณ \(year)", "Fiscal year \(year)"),
            "filters": [
                PageField("organisation", request.say("รหัสหน่วยงาน", "Organisation's code"), value: organisation),
                PageField("year", request.say("ปีงบประมาณ", "Fiscal year"), .number, value: "\(year)"),
                PageField(
                    "published", request.say("ปกปิดกลุ่มเล็กดังที่เผยแพร่", "Small groups kept back, as published"),
                    .checkbox, value: isPublished ? "yes" : ""),
            ].map(\.html).joined(), "show": request.say("แสดง", "Show"),
            "nameLabel": request.say("หน่วยงาน", "Organisation"),
            "columns": columns.map { code -> [String: Any] in
                [
                    "code": code, "name": byCode[code].map { request.text($0.name) } ?? code,
                    "unit": byCode[code].map { request.text($0.unit) } ?? "",
                    "address": "./\(PageText.query(code))?organisation=\(PageText.query(organisation))&\(query)",
                ]
            },
            "rows": page.items.map { item -> [String: Any] in
                [
                    "name": request.text(item.name), "isWhole": item.organisation == organisation,
                    "address": "?organisation=\(PageText.query(item.organisation))&\(query)",
                    "cells": item.results.map { cell($0, byCode[$0.indicator], request) },
                ]
            }, "isEmpty": columns.isEmpty,
            "empty": request.say("จังหวัดนี้ยังไม่มีตัวชี้วัดรายปีงบประมาณ", "The province has no indicator of fiscal years yet."),
            "legend": request.say(
                "แต่ละช่อง: ผล และสถานะเทียบเป้าหมาย", "In each cell: the actual figure and its status against the target"),
        ]
        if page.nextCursor != nil, let last = page.items.last {
            values["next"] = PageScene.current.address("after", last.organisation)
            values["nextLabel"] = request.say("หน้าถัดไป", "Next page")
        }
        return IndicatorPages.page("compare", values, request, call)
    }

    private static func cell(
        _ result: ComparedResult, _ indicator: Indicator?, _ request: PageRequest
    ) -> [String: Any] {
        let (words, tag) = result.status.title
        return [
            "actual": result.suppressed == true
                ? request.say("ปกปิด", "kept back")
                : IndicatorTablePage.figure(result.actual, indicator?.decimals ?? 2),
            "status": request.text(words), "tag": tag, "isJudged": result.status != .notEvaluated,
        ]
    }
}
