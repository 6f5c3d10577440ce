import JSONRPC
import Kernel

/// Who may do what with plans, in one place.
public enum PlansAccess {
    /// Those who draft plans and their elements at an organisation.
    public static let planners = RPCAccess.roles([.planner, .agencyPlanner, .integrator, .administrator])
    /// Those who record that a plan was announced or opened again.
    public static let announcers = RPCAccess.roles([.planner, .secretary, .provincialOfficer, .administrator])
}

/// Codes of plans and elements say which province they belong to.
public enum PlanCode {
    /// The two digits before a hyphen with which a province's codes begin (`67-G1` → `67`); `TH` for any other.
    public static func province(of code: String) -> String {
        let bytes = Array(code.utf8.prefix(3))
        let digits = bytes.prefix(2).allSatisfy { (0x30...0x39).contains($0) }
        guard bytes.count == 3, digits, bytes[2] == UInt8(ascii: "-") else { return "TH" }
        return String(decoding: bytes.prefix(2), as: UTF8.self)
    }
}

/// Rules on params that several methods share.
enum PlanRules {
    static let codeMax = 64

    /// A code of a plan or an element: letters, digits, `.`, `-`, `_`; 1 to 64 characters.
    static func check(code: String, at path: String, _ problems: inout Problems) {
        let bytes = Array(code.utf8)
        let fits = bytes.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
        }
        guard !fits || !(1...codeMax).contains(bytes.count) else { return }
        problems.add(
            path, "plan.code", th: "รหัสต้องเป็นตัวอักษรอังกฤษ ตัวเลข - . _ ไม่เกิน 64 ตัว",
            en: "a code is 1 to 64 letters, digits, hyphens, points and underscores")
    }

    static func check(years first: FiscalYear?, _ last: FiscalYear?, _ problems: inout Problems) {
        guard let first, let last, last < first else { return }
        problems.add(
            "/lastYear", "plan.years", th: "ปีสุดท้ายต้องไม่ก่อนปีแรก", en: "the last year must not be before the first")
    }

    static func range(_ value: Int, _ range: ClosedRange<Int>, at path: String, _ problems: inout Problems) {
        guard !range.contains(value) else { return }
        problems.add(
            path, "number.range", th: "ต้องอยู่ระหว่าง \(range.lowerBound) ถึง \(range.upperBound)",
            en: "must be \(range.lowerBound) to \(range.upperBound), is \(value)")
    }

    static func count(_ count: Int, _ range: ClosedRange<Int>, at path: String, _ problems: inout Problems) {
        guard !range.contains(count) else { return }
        problems.add(
            path, "count.range", th: "ต้องมี \(range.lowerBound)–\(range.upperBound) รายการ มา \(count) รายการ",
            en: "must have \(range.lowerBound) to \(range.upperBound) members, has \(count)")
    }
}

/// Meanings of members that many methods have.
enum PlanNotes {
    static let plan = LocalizedText("รหัสหรือ id ของแผน", "The plan's code or id")
    static let planVersion = LocalizedText(
        "ฉบับของแผน ไม่ระบุ: ฉบับที่ประกาศล่าสุด ถ้าไม่มีใช้ร่าง",
        "The plan's version; unless given the newest announced one, or the draft if none is")
    static let element = LocalizedText(
        "id หรือรหัสขององค์ประกอบ เขียน แผน/รหัส ได้เมื่อรหัสซ้ำกันหลายแผน",
        "The element's id or code; PLAN/CODE where several plans have the code")
}
