import JSONRPC
import Kernel
import PlansContract

/// Reads StratML Part 2 into rows of an import: a plan's own file whole, any other as far as the two forms meet
/// (goals as strategic issues, objectives as goals below them, indicators below these). Pure.
struct StratMLReader {
    /// Of the plan that it is read into: made-up codes begin with it.
    let plan: String
    private(set) var rows: [ElementDraft] = []
    private(set) var problems: [Problem] = []
    private var rest: [String: StratMLElementRest] = [:]
    private var isOwn = false

    /// - Throws: `Problems` at `/xml` where it is no StratML at all.
    init(_ xml: String, into plan: String) throws {
        self.plan = plan
        let root = try StratMLReader.root(xml)
        guard let core = root.first("StrategicPlanCore") else { throw Messages.notStratML }
        if let note = root.first("OtherInformation")?.text,
            let known = try? Wire.decode(StratMLRest.self, from: Array(note.utf8))
        {
            isOwn = true
            rest = Dictionary(known.elements.map { ($0.code, $0) }) { first, _ in first }
        }
        for (name, kind) in [("Vision", ElementKind.vision), ("Mission", .mission)] {
            guard let element = core.first(name), let text = element.first("Description")?.text, !text.isEmpty else {
                continue
            }
            let code = code(element, or: name)
            add(code, kind, parent: nil, text: text, details: rest[code]?.detailsTh, order: nil)
        }
        for (index, goal) in core.all("Goal").enumerated() { read(goal, number: index + 1) }
    }

    private static func root(_ xml: String) throws -> XMLElement {
        let root: XMLElement
        do throws(XMLFault) {
            root = try XMLReader.parse(xml)
        } catch {
            throw Messages.xml(error.reason.rawValue, line: error.line)
        }
        guard root.name == "PerformancePlanOrReport", root.attributes.values.contains(StratML.namespace) else {
            throw Messages.notStratML
        }
        return root
    }

    /// The code behind an id, or one made up from where the element stands.
    private func code(_ element: XMLElement, or place: String) -> String {
        guard let id = element.first("Identifier")?.text, !id.isEmpty else { return "\(plan).\(place)" }
        let bare = id.hasPrefix("_") ? String(id.dropFirst()) : id
        if isOwn { return bare }
        let plain = bare.unicodeScalars.map { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "-._".unicodeScalars.contains(scalar))
                ? Character(scalar) : "-"
        }
        return "\(plan).\(String(plain.suffix(max(1, 63 - plan.utf8.count))))"
    }

    private mutating func read(_ goal: XMLElement, number: Int) {
        // In a plan's own file what has no identifier only holds indicators.
        let isHolder = isOwn && goal.first("Identifier") == nil
        let own = code(goal, or: "G\(number)")
        if !isHolder { readHead(goal, own, .strategicIssue, parent: nil) }
        for (index, objective) in goal.all("Objective").enumerated() {
            let place = "G\(number)-O\(index + 1)"
            let code = code(objective, or: place)
            let holds = isOwn && objective.first("Identifier") == nil
            if !holds { readHead(objective, code, .goal, parent: isHolder ? nil : own) }
            for (number, indicator) in objective.all("PerformanceIndicator").enumerated() {
                read(indicator, or: "\(place)-I\(number + 1)", parent: holds ? own : code)
            }
        }
    }

    private mutating func readHead(_ element: XMLElement, _ code: String, _ kind: ElementKind, parent: String?) {
        let description = element.first("Description")?.text ?? ""
        let name = element.first("Name")?.text ?? ""
        let text = name.isEmpty ? description : name
        add(
            code, kind, parent: parent, text: text, details: description.isEmpty || name.isEmpty ? nil : description,
            order: element.first("SequenceIndicator").flatMap { Int($0.text) },
            stakeholders: element.all("Stakeholder").compactMap(stakeholder))
    }

    private func stakeholder(_ element: XMLElement) -> Stakeholder? {
        guard let name = element.first("Name")?.text, !name.isEmpty else { return nil }
        let types = element.all("Role").flatMap { $0.all("RoleType") }.map(\.text)
        var roles: [StakeholderRole] = []
        for type in types {
            if let role = StratML.roles.first(where: { $0.1 == type })?.0, !roles.contains(role) { roles.append(role) }
        }
        return Stakeholder(name: LocalizedText(th: name), roles: roles.isEmpty ? [.beneficiary] : roles)
    }

    private mutating func read(_ element: XMLElement, or place: String, parent: String) {
        let code = code(element, or: place)
        var targets: [YearlyTarget] = []
        var baseline: Quantity?
        for instance in element.all("MeasurementInstance") {
            for result in instance.all("TargetResult") {
                guard let value = number(result, code), let year = year(result) else { continue }
                targets.removeAll { $0.fiscalYear == year }
                targets.append(YearlyTarget(fiscalYear: year, value: value))
            }
            for result in instance.all("ActualResult") where result.first("Description")?.text == StratML.baseline {
                baseline = number(result, code) ?? baseline
            }
        }
        let unit = element.first("UnitOfMeasurement")?.text ?? ""
        let known = rest[code]
        let hasUnit = known?.hasUnit ?? !unit.isEmpty
        let stage = element.attributes["ValueChainStage"].flatMap { name in
            StratML.stages.first { $0.1 == name }?.0
        }
        add(
            code, .indicatorReference, parent: known == nil ? parent : known?.parent,
            text: element.first("MeasurementDimension")?.text ?? "", details: known?.detailsTh,
            order: element.first("SequenceIndicator").flatMap { Int($0.text) }, stage: stage,
            indicator: IndicatorTargets(
                indicator: known?.indicator ?? code,
                unit: hasUnit ? LocalizedText(th: unit, en: known?.unitEn) : nil, baseline: baseline, targets: targets))
    }

    /// A result's figure; what is no decimal of four places is a problem, what is empty is none.
    private mutating func number(_ result: XMLElement, _ code: String) -> Quantity? {
        guard let text = result.first("NumberOfUnits")?.text, !text.isEmpty else { return nil }
        if let value = Quantity(text) { return value }
        problems.append(Messages.notAFigure(text, at: StratMLReader.path(code) + "/indicator/targets"))
        return nil
    }

    private func year(_ result: XMLElement) -> FiscalYear? {
        let day = (result.first("EndDate") ?? result.first("StartDate")).flatMap { CalendarDate($0.text) }
        return day.flatMap { FiscalYear(containing: $0) }
    }

    private mutating func add(
        _ code: String, _ kind: ElementKind, parent: String?, text: String, details: String?, order: Int?,
        stage: ValueChainStage? = nil, stakeholders: [Stakeholder] = [], indicator: IndicatorTargets? = nil
    ) {
        let known = rest[code]
        rows.append(
            ElementDraft(
                code: code, kind: known?.kind ?? kind, parent: known == nil ? parent : known?.parent,
                text: LocalizedText(th: text, en: known?.textEn),
                details: details.map { LocalizedText(th: $0, en: known?.detailsEn) },
                organisation: known?.organisation, tags: known?.tags, funding: known?.funding, budget: known?.budget,
                startsOn: known?.startsOn, endsOn: known?.endsOn,
                valueChainStage: kind == .indicatorReference ? stage : known?.valueChainStage, indicator: indicator,
                stakeholders: merged(stakeholders, known?.stakeholders, kind), order: known?.order ?? order))
    }

    /// Stakeholders as the file names them; with what StratML leaves out, where they are the same as before.
    private func merged(_ read: [Stakeholder], _ known: [Stakeholder]?, _ kind: ElementKind) -> [Stakeholder]? {
        if kind == .vision || kind == .mission || kind == .indicatorReference { return known }
        let isSame =
            known?.map(\.name.th) == read.map(\.name.th) && known?.map(\.roles) == read.map(\.roles)
        if isSame { return known }
        return read.isEmpty ? nil : read
    }

    /// Where a problem of an element is told.
    static func path(_ code: String) -> String { "/xml/" + code }
}
