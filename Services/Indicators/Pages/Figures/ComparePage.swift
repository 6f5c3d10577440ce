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
        let all = try await lines(year, organisation, isPublished, call)
        let codes = all.first?.results.map(\.indicator) ?? []
        let order = PageOrder(
            [.init(request.say("หน่วยงาน", "Organisation"), "name")] + codes.map { .init($0, $0) }, request.query["sort"]
        )
        let lines = OrderedLines(order, request)
        // The organisation itself stays above those below it.
        let (shown, next) = lines.page(
            of: all.filter { $0.organisation != organisation }, limit: listMax, code: \.organisation
        ) { line in
            if order.key == "name" { return .of(request.text(line.name)) }
            return .of(line.results.first { $0.indicator == order.key }?.actual)
        }
        let itself = lines.after == nil ? all.filter { $0.organisation == organisation } : []
        let known = try await call.invoke(ListIndicators(province: place.province, limit: 500)).items
        let byCode = Dictionary(known.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        let query = "year=\(year)"
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
            "first": order.values().prefix(1).map { $0 },
            "columns": zip(codes, order.values().dropFirst()).map { code, heading -> [String: Any] in
                let name = byCode[code].map { request.text($0.name) } ?? code
                return [
                    "code": code, "name": name, "unit": byCode[code].map { request.text($0.unit) } ?? "",
                    "address": "./\(PageText.query(code))?organisation=\(PageText.query(organisation))&\(query)",
                    "sort": heading["address"] ?? "", "mark": mark(heading["order"]),
                    "sortLabel": request.say("เรียงตาม \(name)", "In the order of \(name)"),
                ]
            },
            "rows": (itself + shown).map { item -> [String: Any] in
                [
                    "name": request.text(item.name), "isWhole": item.organisation == organisation,
                    "address": "?organisation=\(PageText.query(item.organisation))&\(query)",
                    "cells": item.results.map { cell($0, byCode[$0.indicator], request) },
                ]
            }, "isEmpty": codes.isEmpty,
            "empty": request.say("จังหวัดนี้ยังไม่มีตัวชี้วัดรายปีงบประมาณ", "The province has no indicator of fiscal years yet."),
            "legend": request.say(
                "แต่ละช่อง: ผล และสถานะเทียบเป้าหมาย", "In each cell: the actual figure and its status against the target"),
        ]
        if let next {
            values["next"] = next
            values["nextLabel"] = request.say("หน้าถัดไป", "Next page")
        }
        return IndicatorPages.page("compare", values, request, call)
    }

    /// The organisation and all that stand directly below it, to be put in order as a whole.
    private static func lines(
        _ year: FiscalYear, _ organisation: String, _ isPublished: Bool, _ call: ReadCall
    ) async throws -> [ComparedOrganisation] {
        var all: [ComparedOrganisation] = []
        var cursor: PageCursor?
        repeat {
            let page = try await call.invoke(
                CompareIndicators(
                    fiscalYear: year, organisation: organisation, asPublished: isPublished ? true : nil, limit: 1_000,
                    cursor: cursor))
            all += page.items
            cursor = page.nextCursor
        } while cursor != nil
        return all
    }

    private static func mark(_ order: Any?) -> String {
        switch order as? String {
        case "ascending": "▲"
        case "descending": "▼"
        default: "↕"
        }
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
