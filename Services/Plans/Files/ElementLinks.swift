import CommonContract
import Kernel
import PlansContract
import Sheets

/// The columns of a file of elements that say what each serves: one a kind of link, elements of other plans by code, as
/// `PLAN/CODE` where several have it.
struct ElementLinks: Sendable {
    static let columns: [SheetColumn] = [
        SheetColumn(
            LinkKind.aligned.rawValue, LocalizedText("สอดคล้องกับ", "Aligned with"),
            synonyms: ["เชื่อมโยงกับ", "ความสอดคล้อง", "ความเชื่อมโยง", "สอดคล้องกับเป้าหมาย"], .text(max: 1_400)),
        SheetColumn(
            LinkKind.xyzY1.rawValue, LocalizedText("เป้าหมายแผนย่อย (Y1)", "Sub-plan goal (Y1)"),
            synonyms: ["Y1", "เป้าหมายแผนแม่บทย่อย", "เป้าหมายแผนย่อย", "เป้าหมายของแผนแม่บทย่อย"], .text(max: 1_400)),
        SheetColumn(
            LinkKind.xyzY2.rawValue, LocalizedText("เป้าหมายประเด็นแผนแม่บท (Y2)", "Issue goal (Y2)"),
            synonyms: ["Y2", "เป้าหมายประเด็น", "เป้าหมายระดับประเด็น", "เป้าหมายแผนแม่บทประเด็น"], .text(max: 1_400)),
        SheetColumn(
            LinkKind.xyzZ.rawValue, LocalizedText("เป้าหมายยุทธศาสตร์ชาติ (Z)", "Strategy goal (Z)"),
            synonyms: ["Z", "ยุทธศาสตร์ชาติ", "เป้าหมายยุทธศาสตร์ชาติ"], .text(max: 1_400)),
        SheetColumn(
            LinkKind.xyzZSecondary.rawValue, LocalizedText("ยุทธศาสตร์ชาติรอง (Z รอง)", "Secondary strategy goal (Z)"),
            synonyms: ["Z รอง", "ยุทธศาสตร์ชาติรอง", "ยุทธศาสตร์ชาติที่เกี่ยวข้องรอง"], .text(max: 1_400)),
    ]

    /// Links that the file asks for and the draft does not have, each with its record.
    private(set) var added: [(draft: LinkDraft, record: Int)] = []
    /// Links of the draft that the file leaves out of a column that it has.
    private(set) var removed: [StoredLink] = []
    /// Codes of the elements whose links change.
    private(set) var changed: Set<String> = []

    /// - Parameters:
    ///   - records: those whose elements stand in the draft.
    ///   - stored: links of the draft, by the code of their element.
    init(_ records: [(index: Int, record: SheetRecord)], plan: String, stored: [String: [StoredLink]]) {
        for (index, record) in records {
            guard let code = record.text("code") else { continue }
            for kind in LinkKind.allCases where record.hasColumn(kind.rawValue) {
                let wanted = Self.references(record.text(kind.rawValue))
                let there = (stored[code] ?? []).filter { $0.kind == kind }
                let new = wanted.filter { reference in !there.contains { $0.isNamed(reference) } }
                let gone = there.filter { link in !wanted.contains { link.isNamed($0) } }
                added += new.map {
                    (LinkDraft(from: .code("\(plan)/\(code)"), to: Reference($0), kind: kind), index)
                }
                removed += gone
                if !new.isEmpty || !gone.isEmpty { changed.insert(code) }
            }
        }
    }

    static func references(_ text: String?) -> [String] {
        var seen: Set<String> = []
        return (text ?? "").split { $0 == "," || $0 == ";" || $0 == "\n" }
            .map { ThaiDigits.arabic(SheetText.trimmed(String($0))) }
            .filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// What the columns say of an element, in their order.
    static func cells(_ links: [StoredLink]) -> [SheetOutput] {
        columns.map { column in
            let names = links.filter { $0.kind.rawValue == column.key }.map(\.name).sorted()
            return names.isEmpty ? .empty : .text(names.joined(separator: ", "))
        }
    }
}
