import CommonContract
import JSONRPC
import Kernel
import Pages

/// Whose year a page shows, as its address says (`?organisation=67-01&year=2566`): by code or by words of the name. Else
/// the visitor's own organisation, and this fiscal year or the one in which the page has something to show. For templates
/// that have `{{>choice}}`.
public struct PlaceChoice: Sendable {
    /// `nil` where nobody is chosen, or several could be meant.
    public let organisation: Organisation?
    public let year: FiscalYear?
    /// What was typed.
    private let asked: String
    /// Those that could be meant.
    private let alike: [Organisation]

    /// Most names that are offered.
    private static let alikeMax = 30

    /// - Parameter years: the years in which the page has something of an organisation, for an address that names none.
    public init(
        _ request: PageRequest, _ call: ReadCall, years: ((Organisation) async throws -> [FiscalYear])? = nil
    ) async throws {
        asked = (request.query["organisation"] ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if asked.isEmpty {
            alike = []
            let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
            let own = places.filter { $0 != "TH" }.min { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
            organisation = if let own { try await Self.exactly(own, call) } else { nil }
        } else {
            let found = try await Self.exactly(asked, call)
            alike =
                found == nil && asked.unicodeScalars.count <= 100
                ? try await call.invoke(ListOrganisations(search: asked, limit: Self.alikeMax)).items : []
            organisation = found ?? (alike.count == 1 ? alike.first : nil)
        }
        let now = FiscalYear(containing: call.now.dateInThailand)
        if let year = request.query["year"].map(ThaiDigits.arabic).flatMap(Int.init).flatMap(FiscalYear.init) {
            self.year = year
        } else if let organisation, let now, let years {
            year = Self.nearest(to: now, of: try await years(organisation))
        } else {
            year = now
        }
    }

    /// This year or the last before it that has something; where all are still to come, the first of them.
    static func nearest(to now: FiscalYear, of years: [FiscalYear]) -> FiscalYear {
        years.filter { $0 <= now }.max() ?? years.min() ?? now
    }

    private static func exactly(_ code: String, _ call: ReadCall) async throws -> Organisation? {
        do {
            return try await call.invoke(GetOrganisation(organisation: .code(code))).organisation
        } catch let error as RPCError where [.notFound, .invalidParams].contains(error.kind) {
            return nil
        }
    }

    /// What `{{>choice}}` needs.
    /// - Parameters:
    ///   - more: further fields of the page's form.
    ///   - asksYear: whether the page is of a year.
    public func values(_ request: PageRequest, more: [PageField] = [], asksYear: Bool = true) -> [String: Any] {
        let scene = PageScene.current
        var values: [String: Any] = [
            "organisationField": PageField(
                "organisation", request.say("หน่วยงาน (ชื่อหรือรหัส)", "Organisation, by name or code"),
                value: organisation?.code ?? asked
            ).html,
            "yearField": asksYear
                ? PageField(
                    "year", request.say("ปีงบประมาณ พ.ศ.", "Fiscal year (B.E.)"), .number, value: year?.description
                ).html : "",
            "placeName": organisation.map { request.text($0.name) } ?? "",
            "moreFields": more.map { ["html": $0.html] }, "show": request.say("แสดง", "Show"),
            "isAlike": organisation == nil && !alike.isEmpty,
            "alikeTitle": request.say("หมายถึงหน่วยงานใด", "Which one do you mean?"),
            "alike": alike.map { one -> [String: Any] in
                ["name": request.text(one.name), "code": one.code, "address": scene.address("organisation", one.code)]
            },
        ]
        if organisation == nil, alike.isEmpty {
            values["unknown"] =
                asked.isEmpty
                ? request.say("พิมพ์ชื่อหรือรหัสหน่วยงานที่ต้องการดู", "Type the name or code of the organisation to look at.")
                : request.say("ไม่พบหน่วยงาน “\(asked)”", "There is no organisation “\(asked)”.")
        }
        return values
    }
}
