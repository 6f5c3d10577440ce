import CommonContract
import JSONRPC
import Kernel
import Pages
import PlansContract
import RPCServer
import ServiceKit

/// `/driving/items`: the standing work with its windows, as shipped or as a province has it; `/driving/items/ITEM`: the
/// form that words and dates one anew for a province (P17).
enum DrivingItemPages {
    static func register(on router: ServiceRouter) {
        router.page("/driving/items", access: .signedIn) { try await list($0, $1) }
        router.page("/driving/items/:item", access: SetDrivingItem.access) { try await one($0, $1, problems: []) }
        router.form("/driving/items/:item", access: SetDrivingItem.access) { request, call in
            try await PageForm.taking(request) {
                try await put(request, call)
            } refused: {
                try await one(request, call, problems: $0)
            }
        }
    }

    /// The province that an address names, or the visitor's own.
    private static func province(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        if let asked = request.form.text("province") ?? request.query["province"], !asked.isEmpty {
            return ThaiDigits.arabic(asked)
        }
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
        return places.map(OrganisationCode.province).sorted().first { $0.utf8.first.map { $0 < 0x3A } ?? false } ?? "TH"
    }

    private static func list(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let province = try await province(request, call)
        let set = DrivingSet(rawValue: request.query["set"] ?? "") ?? .calendar
        let items = try await call.invoke(ListDrivingItems(province: province, set: set, limit: 1_000)).items
        let maySet = try await DrivingWords.may(SetDrivingItem.access, at: province, call) && province != "TH"
        let root = PageScene.current.root
        let title = request.say("งานขับเคลื่อนและช่วงเวลา", "The work and its dates")
        let levels = DrivingLevel.allCases.map { level -> [String: Any] in
            [
                "name": request.text(DrivingWords.level(level)), "id": level.rawValue,
                "items": items.filter { $0.level == level }.map { item -> [String: Any] in
                    var values: [String: Any] = [
                        "text": request.text(item.text), "code": item.code,
                        "approach": request.text(item.approachName),
                        "windows": item.windows.isEmpty
                            ? request.say("ไม่กำหนดเวลา", "no dates")
                            : item.windows.map { request.text(DrivingWords.window($0)) }.joined(separator: " · "),
                    ]
                    if item.province != "TH" { values["own"] = request.say("ของจังหวัด", "the province's own") }
                    if maySet {
                        values["address"] =
                            "\(root)driving/items/\(PageText.query(item.code))?province=\(PageText.query(province))"
                    }
                    return values
                },
            ]
        }
        let values: [String: Any] = [
            "root": root, "mapTitle": request.say("การขับเคลื่อนแผน", "Driving the plan"), "title": title,
            "provinceField": PageField(
                "province", request.say("รหัสจังหวัด", "Province's code"), value: province == "TH" ? "" : province
            ).html, "setField": DrivingWords.setField(set, request).html, "show": request.say("แสดง", "Show"),
            "lead": request.say(
                "ช่วงเวลานับจากปีงบประมาณ จึงใช้ได้ทุกปี จังหวัดปรับข้อความและช่วงเวลาเป็นของตนเองได้",
                "Windows are relative to the fiscal year and so hold in any. A province may word and date them anew."),
            "levels": levels, "change": request.say("ปรับ", "Change"),
        ]
        return DrivingWords.page("drivingitems", title, values, request)
    }

    // MARK: - One

    private static func item(_ request: PageRequest, _ call: ReadCall, _ province: String) async throws -> DrivingItem {
        let code = request.parameters["item"] ?? ""
        let all = try await call.invoke(ListDrivingItems(province: province, limit: 1_000)).items
        guard let item = all.first(where: { $0.code == code }) else { throw RPCError.notFound("drivingItem", code) }
        return item
    }

    private static func one(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let province = try await province(request, call)
        let item = try await item(request, call, province)
        let typed = request.form
        let isTyped = !typed.fields.isEmpty
        let title = request.say("ปรับงานขับเคลื่อน", "Word and date the work anew")
        let version = item.province == province ? item.version : 0
        let windows = DrivingWindow.allCases.map { window in
            PageField(
                window.rawValue, request.text(DrivingWords.window(window)), .checkbox,
                value: isTyped ? typed[window.rawValue] : item.windows.contains(window) ? "yes" : "")
        }
        let form = PageForm(
            "./\(PageText.query(item.code))",
            go: request.say("บันทึกเป็นของจังหวัด \(province)", "Keep it for province \(province)"),
            hidden: [("province", province), ("version", String(version))],
            problems: problems + (isTyped ? request.overtaken(by: version) : []),
            fields: [
                PageField(
                    "th", request.say("ข้อความไทย", "Thai text"), .area, value: isTyped ? typed["th"] : item.text.th,
                    isRequired: true),
                PageField(
                    "en", request.say("ข้อความอังกฤษ", "English text"), .area, value: isTyped ? typed["en"] : item.text.en
                ),
            ] + windows)
        let root = PageScene.current.root
        let values: [String: Any] = [
            "root": root, "listTitle": request.say("งานขับเคลื่อนและช่วงเวลา", "The work and its dates"),
            "listAddress": "\(root)driving/items?province=\(PageText.query(province))&set=\(item.set.rawValue)",
            "title": title, "code": item.code, "approach": request.text(item.approachName),
            "level": request.text(DrivingWords.level(item.level)), "form": form.values(request, call),
        ]
        return DrivingWords.page("drivingitem", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func put(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let province = try await province(request, call)
        guard let text = form.text("th"), let version = form.number("version") else {
            throw PageForm.lacking("/text/th", "ต้องมีข้อความไทย", "a Thai text is needed")
        }
        let windows = DrivingWindow.allCases.filter { form[$0.rawValue] == "yes" }
        guard !windows.isEmpty else {
            throw PageForm.lacking("/windows", "เลือกช่วงเวลาอย่างน้อยหนึ่งช่วง", "choose one window at least")
        }
        let item = try await call.invoke(
            SetDrivingItem(
                idempotencyKey: form["key"] ?? "", province: province, item: request.parameters["item"] ?? "",
                text: LocalizedText(th: text, en: form.text("en")), windows: windows, expectedVersion: version))
        return "../items?province=\(PageText.query(province))&set=\(item.set.rawValue)"
    }
}
