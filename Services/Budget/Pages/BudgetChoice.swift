import Kernel
import Pages
import ServiceKit

/// Whose budget of which year a page shows: as its address says, else the visitor's own organisation and this year.
struct BudgetChoice {
    let organisation: String?
    let year: FiscalYear?

    init(_ request: PageRequest, _ call: ReadCall) async throws {
        let asked = request.query["organisation"] ?? ""
        organisation =
            asked.isEmpty
            ? try await call.runtime.authoriser.places(of: call.caller, now: call.now).min() : asked
        year =
            request.query["year"].flatMap(Int.init).flatMap(FiscalYear.init)
            ?? FiscalYear(containing: call.now.dateInThailand)
    }

    /// The form's fields.
    func values(_ request: PageRequest) -> [String: Any] {
        [
            "organisationField": PageField(
                "organisation", request.say("รหัสหน่วยงาน", "Organisation's code"), value: organisation
            ).html,
            "yearField": PageField(
                "year", request.say("ปีงบประมาณ (พ.ศ.)", "Fiscal year (B.E.)"), .number, value: year?.description
            ).html,
            "show": request.say("แสดง", "Show"),
        ]
    }
}
