import CommonContract
import JSONRPC
import Kernel
import ReportingContract

/// What a source was asked, in words: the call itself stands behind it for whoever wants it.
struct SourceWords {
    /// `"th"` or `"en"`.
    let language: String
    /// What codes are called that the report names.
    private let names: [String: LocalizedText]

    init(_ content: ReportContent, language: String) {
        self.language = language
        names = [content.organisation: content.organisationName]
    }

    private func local(_ text: LocalizedText) -> String {
        CellText.visible(language == "en" ? text.en ?? text.th : text.th)
    }

    /// What a method answers, as its contract says; its name where none does.
    static func method(_ service: String, _ method: String) -> LocalizedText {
        AllowedQueries.all[service]?[method]?.summary ?? own[method] ?? LocalizedText(method, method)
    }

    /// What the service knows itself.
    private static let own = [
        GetEmenscrSheet.name: LocalizedText("วันที่กิจกรรมเริ่มและสิ้นสุดจริง ตามที่บันทึกไว้", "Real days of activities, as recorded")
    ]

    static func service(_ name: String) -> LocalizedText {
        LocalizedText("บริการ\(ServiceWords.name(name))", "the \(name) service")
    }

    /// Who answered, or who handed the answer over.
    func service(_ source: ReportSource) -> String {
        let name = local(Self.service(source.service))
        guard let by = source.handedBy else { return name }
        return name + " " + local(LocalizedText("(ส่งมาโดย \(by))", "(handed over by \(by))"))
    }

    func question(_ source: ReportSource) -> String { local(Self.method(source.service, source.method)) }

    /// What it was asked about: `ปีงบประมาณ 2566 · จำแนกตาม งบรายจ่าย`.
    func about(_ source: ReportSource) -> String {
        guard let document = try? JSONDocument(parsing: Array(source.params.utf8)) else { return "" }
        let members = document.root.members.map { ($0.name.string ?? "", $0.value) }
        return members.filter { !Self.technical.contains($0.0) }
            .sorted { (Self.order($0.0), $0.0) < (Self.order($1.0), $1.0) }
            .compactMap { name, value in sentence(name, value) }.joined(separator: " · ")
    }

    private func sentence(_ name: String, _ node: JSONNode) -> String? {
        if name == "asPublished" {
            return node.bool == true ? local(LocalizedText("เท่าที่เผยแพร่ได้", "as it may be published")) : nil
        }
        if name == "uncertified" {
            return node.bool == true ? local(LocalizedText("ที่ยังไม่รับรอง", "not certified yet")) : nil
        }
        // A province that is known by its name needs no word before it.
        let isNamed = name == "province" && names[node.string ?? ""] != nil
        let title = isNamed ? "" : Self.params[name].map(local) ?? name
        let text = self.text(node, of: name)
        if isNamed { return text }
        return text.isEmpty ? nil : "\(title) \(text)"
    }

    private func text(_ node: JSONNode, of name: String) -> String {
        switch node.kind {
        case .array:
            if let years = years(node.elements.map { $0.string ?? "" }) { return years }
            let values = node.elements.map { text($0, of: name) }
            let shown = values.prefix(6).joined(separator: ", ")
            return values.count > 6
                ? shown + local(LocalizedText(" และอีก \(values.count - 6)", " and \(values.count - 6) more")) : shown
        case .object:
            return node.members.map { "\($0.name.string ?? "") \(text($0.value, of: $0.name.string ?? ""))" }.joined(
                separator: ", ")
        case .bool: return local(node.bool == true ? LocalizedText("ใช่", "yes") : LocalizedText("ไม่", "no"))
        case .null: return ""
        case .number: return node.number ?? ""
        case .string: return value(node.string ?? "")
        }
    }

    private func value(_ text: String) -> String {
        if let word = Self.key(text) { return local(word) }
        if let name = names[text] ?? Self.places[text] { return "\(local(name)) (\(text))" }
        if let period = Self.period(text) { return local(period) }
        if language == "th", text.utf8.count == 10, let day = CalendarDate(text) {
            return ThaiDate.text(day, .short, digits: .arabic)
        }
        return text
    }

    /// Several years of one kind, whose word is said once: `ปีงบประมาณ 2565, 2566`.
    private func years(_ periods: [String]) -> String? {
        guard periods.count > 1, let first = periods.first, let word = Self.period(first),
            periods.allSatisfy({ Self.period($0) != nil && $0.prefix(2) == first.prefix(2) })
        else { return nil }
        return ([local(word)] + periods.dropFirst().map { String($0.dropFirst(2)) }).joined(separator: ", ")
    }

    /// `FY2566`, `AY2566`: years as people say them.
    private static func period(_ text: String) -> LocalizedText? {
        guard text.count == 6, let year = Int(text.dropFirst(2)) else { return nil }
        return switch text.prefix(2) {
        case "FY": LocalizedText("ปีงบประมาณ \(year)", "fiscal year \(year)")
        case "AY": LocalizedText("ปีการศึกษา \(year)", "academic year \(year)")
        default: nil
        }
    }

    /// What a word of the contracts means; `nil` of a code.
    static func key(_ text: String) -> LocalizedText? {
        values[text] ?? ReportMessages.category(text) ?? ReportMessages.planType(text)
    }

    // MARK: - Words

    /// How a list is asked for, not what it is about.
    private static let technical: Set = ["limit", "cursor", "planVersion", "figures"]

    private static let first = ["organisation", "province", "plan", "body", "round", "indicator", "fiscalYear"]

    private static func order(_ name: String) -> Int { first.firstIndex(of: name) ?? first.count }

    private static let places = ["TH": LocalizedText("แผนระดับชาติ", "the nation")]

    private static let params = [
        "organisation": LocalizedText("ของ", "of"), "province": LocalizedText("จังหวัดรหัส", "province"),
        "fiscalYear": LocalizedText("ปีงบประมาณ", "fiscal year"), "quarter": LocalizedText("ไตรมาส", "quarter"),
        "groupBy": LocalizedText("จำแนกตาม", "by"), "date": LocalizedText("ณ วันที่", "as of"),
        "asOf": LocalizedText("ณ วันที่", "as of"), "plan": LocalizedText("แผน", "plan"),
        "element": LocalizedText("องค์ประกอบ", "element"), "kind": LocalizedText("ชนิด", "kind"),
        "state": LocalizedText("สถานะ", "state"), "round": LocalizedText("รอบ", "round"),
        "relation": LocalizedText("สายบังคับบัญชา", "by"), "body": LocalizedText("คณะกรรมการ", "body"),
        "set": LocalizedText("ชุด", "set"), "indicator": LocalizedText("ตัวชี้วัด", "indicator"),
        "indicators": LocalizedText("ตัวชี้วัด", "indicators"), "periods": LocalizedText("ช่วงเวลา", "periods"),
        "period": LocalizedText("ช่วงเวลา", "period"), "workCode": LocalizedText("โครงการ", "project"),
        "target": LocalizedText("เป้าหมาย", "target"), "level": LocalizedText("ระดับ", "level"),
    ]

    private static let values = [
        "category": LocalizedText("งบรายจ่าย", "expenditure category"),
        "planType": LocalizedText("แผนงานงบประมาณ", "budget plan type"),
        "organisation": LocalizedText("หน่วยงาน", "organisation"),
        "project": LocalizedText("โครงการ", "project"), "month": LocalizedText("เดือน", "month"),
        "source": LocalizedText("แหล่งเงิน", "source of money"),
        "provincialEducationPlan": LocalizedText("แผนพัฒนาการศึกษาจังหวัด", "provincial education plan"),
        "provincialEducationCommittee": LocalizedText("กศจ.", "provincial education committee"),
        "open": LocalizedText("อยู่ระหว่างดำเนินการ", "open"), "parent": LocalizedText("ต้นสังกัด", "parent agency"),
        "supervisor": LocalizedText("ผู้กำกับดูแล", "supervisor"),
        "calendar": LocalizedText("ปฏิทินการขับเคลื่อน", "the driving calendar"),
        "roadmap": LocalizedText("แผนที่นำทาง SDG 4", "the SDG 4 roadmap"),
        "recurrent": LocalizedText("รายจ่ายประจำ", "recurrent"), "overall": LocalizedText("ภาพรวม", "overall"),
        "parentAgency": LocalizedText("ต้นสังกัด", "parent agency"),
        "provincialPlan": LocalizedText("แผนปฏิบัติราชการของจังหวัด", "provincial plan"),
        "clusterPlan": LocalizedText("แผนกลุ่มจังหวัด", "cluster's plan"),
        "regionalPlan": LocalizedText("แผนบูรณาการภาค", "region's integrated plan"),
        "centralFund": LocalizedText("งบกลาง", "central fund"),
    ]
}
