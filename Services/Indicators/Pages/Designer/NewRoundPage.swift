import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/rounds/new`: a round from nothing or, with `?previous=`, from an earlier one.
enum NewRoundPage {
    static func show(
        _ request: PageRequest, _ call: ReadCall, problems: [Problem], error: RPCError? = nil
    ) async throws -> PageResponse {
        let owners = try await owners(call)
        let owner = request.form["owner"] ?? request.query["owner"] ?? owners.first?.code ?? ""
        let rounds = try await earlier(owner, call)
        let previous = rounds.first { $0.code == (request.form["previous"] ?? request.query["previous"]) }
        var values: [String: Any] = [
            "title": request.say("รอบใหม่", "A new round"), "rounds": request.say("รอบการติดตาม", "Monitoring rounds"),
            "fields": fields(request, call, owners, owner, rounds, previous, problems),
            "target": TargetForm.html(previous?.target ?? TargetGroup(), request, problems: problems),
            "targetTitle": request.say("กลุ่มเป้าหมาย", "Who is asked"),
            "create": request.say("สร้างรอบ แล้วไปที่คำถาม", "Make the round and go on to its questions"),
        ]
        if let error { values["error"] = request.text(error.message) }
        return DesignerPages.page(
            "newround", values, request, call, status: error?.kind.pageStatus ?? 200, isNarrow: true)
    }

    /// Where the visitor may own rounds.
    private static func owners(_ call: ReadCall) async throws -> [Organisation] {
        guard case .roles(let roles) = CreateRound.access else { return [] }
        var owners: [Organisation] = []
        for place in try await call.runtime.authoriser.places(of: call.caller, now: call.now).prefix(50) {
            let holds = try await call.runtime.authoriser.holds(roles, at: place, caller: call.caller, now: call.now)
            guard holds, place != "TH" else { continue }
            owners.append(try await call.invoke(GetOrganisation(organisation: .code(place))).organisation)
        }
        return owners
    }

    private static func earlier(_ owner: String, _ call: ReadCall) async throws -> [Round] {
        guard OrganisationCode.province(of: owner).count == 2 else { return [] }
        let page = try await call.invoke(ListRounds(province: OrganisationCode.province(of: owner), limit: 100))
        return page.items.filter { $0.questionnaireVersion != nil }
    }

    private static func fields(
        _ request: PageRequest, _ call: ReadCall, _ owners: [Organisation], _ owner: String, _ rounds: [Round],
        _ previous: Round?, _ problems: [Problem]
    ) -> String {
        let today = call.now.dateInThailand
        let year = previous?.fiscalYear.next ?? FiscalYear(containing: today)
        func field(
            _ name: String, _ th: String, _ en: String, _ kind: PageField.Kind, _ value: String, hint: String? = nil
        ) -> String {
            PageField(
                name, request.say(th, en), kind, value: request.form[name] ?? value, hint: hint,
                problems: problems.filter { $0.path == "/\(name)" || $0.path.hasPrefix("/\(name)/") }.map {
                    request.text($0.message)
                }
            ).html
        }
        let ownerKind: PageField.Kind =
            owners.isEmpty ? .text : .select(owners.map { ($0.code, "\($0.code) \(request.text($0.name))") })
        let none = request.say("— เริ่มจากว่าง —", "— from nothing —")
        let province = OrganisationCode.province(of: owner)
        return [
            field("owner", "เจ้าของรอบ", "Owner", ownerKind, owner),
            field(
                "previous", "ต่อจากรอบ", "Follows the round",
                .select([("", none)] + rounds.map { ($0.code, "\($0.code) \(request.text($0.name))") }),
                previous?.code ?? "",
                hint: request.say(
                    "คำถามและกฎของรอบนั้นเป็นร่างของรอบใหม่ คำตอบของรอบนั้นแสดงข้างคำถาม",
                    "Its questions and rules are the new round's draft; its answers stand beside the questions.")),
            field("fiscalYear", "ปีงบประมาณ (พ.ศ.)", "Fiscal year (B.E.)", .number, year.map { "\($0)" } ?? ""),
            field("code", "รหัส", "Code", .text, "\(province)-R\(year.map { "\($0)" } ?? "")"),
            field("name", "ชื่อรอบ", "Name", .text, renamed(previous?.name.th, previous, year)),
            field("nameEn", "ชื่อภาษาอังกฤษ", "Name in English", .text, renamed(previous?.name.en, previous, year)),
            "<div class=\"row\">", field("opensOn", "วันเปิด", "Opening day", .date, today.description),
            field("dueOn", "วันครบกำหนด", "Due day", .date, today.adding(days: 30)?.description ?? ""), "</div>",
        ].joined()
    }

    /// The earlier round's name with this one's year.
    private static func renamed(_ name: String?, _ previous: Round?, _ year: FiscalYear?) -> String {
        guard let name, let before = previous?.fiscalYear, let year else { return name ?? "" }
        let pairs = [(before.buddhistYear, year.buddhistYear), (before.buddhistYear - 543, year.buddhistYear - 543)]
        return pairs.reduce(name) { $0.replacing(String($1.0), with: String($1.1)) }
    }

    static func create(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let form = request.form
        var problems = Problems()
        let year = Typed.whole(form, "fiscalYear", &problems, at: "/fiscalYear").flatMap { FiscalYear($0) }
        if year == nil, problems.isEmpty {
            problems.add("/fiscalYear", "year", th: "ต้องเป็นปีพุทธศักราช เช่น 2566", en: "must be a B.E. year, as 2566")
        }
        let opensOn = Typed.date(form, "opensOn", &problems, at: "/opensOn")
        let dueOn = Typed.date(form, "dueOn", &problems, at: "/dueOn")
        do {
            guard let year, let opensOn, let dueOn, problems.isEmpty else {
                if opensOn == nil || dueOn == nil {
                    problems.add("/dueOn", "date", th: "ต้องระบุวันเปิดและวันครบกำหนด", en: "say the opening and the due day")
                }
                throw RPCError(
                    .invalidParams, LocalizedText("ตรวจช่องที่ทำเครื่องหมาย", "see the marked fields"),
                    problems: problems.items
                )
            }
            let round = try await call.invoke(
                CreateRound(
                    idempotencyKey: "page-round-\(form["key"] ?? "")", code: Typed.text(form, "code") ?? "",
                    owner: Typed.text(form, "owner") ?? "", fiscalYear: year, name: Typed.localized(form, "name"),
                    opensOn: opensOn, dueOn: dueOn, target: TargetForm.read(form),
                    previous: Typed.text(form, "previous")))
            return .redirect(to: "./\(PageText.query(round.code))/design")
        } catch let error as RPCError where error.formProblems(request) != nil || error.kind == .notFound {
            return try await show(request, call, problems: error.problems, error: error)
        }
    }
}
