import CommonContract
import Kernel
import Sheets

/// A list of schools beside what the directory has: which rows are new, double, much alike or wrong. Pure.
struct OrganisationList {
    static let shape = SheetShape(
        [
            SheetColumn(
                "name", LocalizedText("ชื่อ", "Name"),
                synonyms: ["ชื่อสถานศึกษา", "ชื่อโรงเรียน", "ชื่อหน่วยงาน", "สถานศึกษา", "โรงเรียน"],
                .text(max: 300), required: true),
            SheetColumn(
                "subdistrict", LocalizedText("ตำบล", "Subdistrict"), synonyms: ["ตำบล/แขวง", "แขวง", "tambon"],
                .text(max: 200)),
            SheetColumn(
                "district", LocalizedText("อำเภอ", "District"), synonyms: ["อำเภอ/เขต", "เขต", "amphoe"], .text(max: 200)),
            SheetColumn("province", LocalizedText("จังหวัด", "Province"), .text(max: 200)),
            SheetColumn(
                "code", LocalizedText("รหัส", "Code"), synonyms: ["รหัสสถานศึกษา", "รหัสโรงเรียน"], .code(max: 32)),
        ], unknownColumns: .taken)

    /// From what likeness on two names of one district may mean the same school.
    static let alikeFrom = 85
    private static let alikeMax = 5

    private struct Entry {
        var organisation: String?
        var row: Int?
        var name: String
        var key: NameKey
        var district: String?
        var subdistrict: String?
        /// Something else is wrong with its row: only what is surely the same is compared with it.
        var isFaulty = false
    }

    private(set) var items: [OrganisationProposal] = []
    private(set) var problems: [SheetProblem]
    private let params: ProposeOrganisations
    private let areas: AreaNames
    private let byCode: [String: Organisation]
    private var entries: [Entry] = []
    /// Rows of the file by the code of the scheme that they give.
    private var rowsByCode: [String: Int] = [:]
    private var next = 1
    private let taken: Set<String>

    init(_ params: ProposeOrganisations, areas: [Area], known: [Organisation], problems: [SheetProblem]) {
        self.params = params
        self.areas = AreaNames(areas)
        self.problems = problems
        taken = Set(known.map(\.code))
        var byCode: [String: Organisation] = [:]
        for organisation in known {
            if let scheme = params.scheme, let code = organisation.codes?[scheme] { byCode[code] = organisation }
            guard organisation.kind == params.kind ?? .school, organisation.closedOn == nil else { continue }
            entries.append(
                Entry(
                    organisation: organisation.code, row: nil, name: organisation.name.th,
                    key: NameKey(organisation.name.th), district: organisation.district,
                    subdistrict: organisation.subdistrict))
        }
        self.byCode = byCode
    }

    mutating func take(_ record: SheetRecord) {
        let name = record.text("name") ?? ""
        let before = problems.count
        let district = place(record, "district", in: nil)
        let subdistrict = place(record, "subdistrict", in: district)
        checkProvince(record)
        var own = Entry(
            organisation: nil, row: record.row, name: name, key: NameKey(name),
            district: district ?? subdistrict.map { String($0.prefix(4)) }, subdistrict: subdistrict)
        own.isFaulty = record.isFaulty || problems.count > before
        var alike = name.isEmpty ? [] : likenesses(of: own)
        let code = record.text("code")
        if let code, let known = byCode[code] {
            alike.removeAll { $0.organisation == known.code }
            alike.insert(
                OrganisationLikeness(organisation: known.code, row: nil, name: known.name.th, percent: 100), at: 0)
        }
        var kind = kind(of: alike)
        if kind == .duplicate, let row = alike.first?.row {
            problems.append(record.problem("name", "list.double", ListMessages.double(name, row)))
        } else if params.scheme != nil, let code {
            if let row = rowsByCode[code] {
                problems.append(record.problem("code", "list.codeTwice", ListMessages.codeTwice(code, row)))
                own.isFaulty = true
            }
            rowsByCode[code] = rowsByCode[code] ?? record.row
        }
        if own.isFaulty { kind = .faulty }
        if kind != .exists, kind != .duplicate, !name.isEmpty { entries.append(own) }
        items.append(
            OrganisationProposal(
                row: record.row, kind: kind, name: name, alike: Array(alike.prefix(Self.alikeMax)),
                draft: kind == .create || kind == .review ? draft(own, code) : nil))
    }

    private func kind(of alike: [OrganisationLikeness]) -> OrganisationProposalKind {
        guard let first = alike.first else { return .create }
        if first.percent < 100 { return .review }
        return first.organisation == nil ? .duplicate : .exists
    }

    private mutating func draft(_ entry: Entry, _ code: String?) -> OrganisationImportRow {
        var free: String
        repeat {
            let digits = String(next)
            free = params.prefix + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            next += 1
        } while taken.contains(free)
        return OrganisationImportRow(
            code: free, kind: params.kind ?? .school, name: LocalizedText(th: entry.name),
            parent: entry.district.flatMap { params.parents?[$0] } ?? params.parent, district: entry.district,
            subdistrict: entry.subdistrict, codes: params.scheme.flatMap { scheme in code.map { [scheme: $0] } })
    }

    // MARK: - Places

    /// The code of the area that a cell names; adds a problem for what names none, or one of another column.
    private mutating func place(_ record: SheetRecord, _ column: String, in district: String?) -> String? {
        guard let text = record.text(column) else { return nil }
        let digits = column == "district" ? 4 : 6
        if areas.isEmpty(digits: digits) { return nil }
        if let code = areas.code(of: text, digits: digits, in: district) { return code }
        let other = digits == 4 ? 6 : 4
        if areas.code(of: text, digits: other, in: nil) != nil || areas.code(of: text, digits: 2, in: nil) != nil {
            problems.append(record.problem(column, "list.misfiled", ListMessages.misfiled(text)))
        } else {
            problems.append(record.problem(column, "list.area", ListMessages.noArea(text, digits)))
        }
        return nil
    }

    private mutating func checkProvince(_ record: SheetRecord) {
        guard let text = record.text("province"), !areas.isEmpty(digits: 2),
            areas.code(of: text, digits: 2, in: nil) != params.province
        else { return }
        problems.append(record.problem("province", "list.province", ListMessages.otherProvince(text)))
    }

    // MARK: - Likeness

    private func likenesses(of own: Entry) -> [OrganisationLikeness] {
        var found: [OrganisationLikeness] = []
        for entry in entries {
            guard let percent = percent(own, entry) else { continue }
            if percent < 100, own.isFaulty || entry.isFaulty { continue }
            found.append(
                OrganisationLikeness(
                    organisation: entry.organisation, row: entry.row, name: entry.name, percent: percent))
        }
        // What is known stands before another row of the list.
        return found.sorted {
            ($0.percent, $0.organisation == nil ? 0 : 1) > ($1.percent, $1.organisation == nil ? 0 : 1)
        }
    }

    /// How alike two are; `nil`: not enough to ask. Names repeat from district to district (บ้านหนองบัว …), so that only
    /// those of one district are compared.
    private func percent(_ one: Entry, _ other: Entry) -> Int? {
        if let district = one.district, let second = other.district, district != second { return nil }
        let likeness = one.key.likeness(other.key)
        guard likeness >= Self.alikeFrom else { return nil }
        if likeness < 100 { return likeness }
        let isSamePlace = one.subdistrict == other.subdistrict && one.district == other.district
        return isSamePlace ? 100 : 95
    }
}

/// A name as it is compared: without what kind of place it is, spaces and punctuation, with Arabic digits.
struct NameKey {
    private let text: String
    private let pairs: [UInt64]
    private let digits: String

    init(_ name: String) {
        var key = SheetText.key(name)
        for start in ["โรงเรียน", "รร"] where key.hasPrefix(start) { key = String(key.dropFirst(start.count)) }
        text = key
        digits = String(key.filter { $0.isASCII && $0.isNumber })
        let scalars = key.unicodeScalars.map(\.value)
        pairs = zip(scalars, scalars.dropFirst()).map { UInt64($0) << 32 | UInt64($1) }.sorted()
    }

    /// Of 100: the share of pairs of letters that both have (Dice). Names with other numbers in them are others.
    func likeness(_ other: NameKey) -> Int {
        if text == other.text { return 100 }
        guard digits == other.digits, !pairs.isEmpty, !other.pairs.isEmpty else { return 0 }
        var (one, two, shared) = (0, 0, 0)
        while one < pairs.count, two < other.pairs.count {
            if pairs[one] == other.pairs[two] {
                (one, two, shared) = (one + 1, two + 1, shared + 1)
            } else if pairs[one] < other.pairs[two] {
                one += 1
            } else {
                two += 1
            }
        }
        return min(99, 200 * shared / (pairs.count + other.pairs.count))
    }
}

/// Areas by name.
struct AreaNames {
    private var codes: [String: [String]] = [:]
    private var counts: [Int: Int] = [:]

    init(_ areas: [Area]) {
        for area in areas {
            codes[Self.key(area.name.th), default: []].append(area.code)
            if let english = area.name.en { codes[Self.key(english), default: []].append(area.code) }
            counts[area.code.utf8.count, default: 0] += 1
        }
    }

    func isEmpty(digits: Int) -> Bool { counts[digits] == nil }

    /// The only area of this name and level, within `outer` where that is given.
    func code(of name: String, digits: Int, in outer: String?) -> String? {
        let found = Set((codes[Self.key(name)] ?? []).filter { $0.utf8.count == digits && $0.hasPrefix(outer ?? "") })
        return found.count == 1 ? found.first : nil
    }

    private static func key(_ name: String) -> String {
        let short = ["อ.", "ต.", "จ."].first(where: name.hasPrefix)
        let key = SheetText.key(short.map { String(name.dropFirst($0.count)) } ?? name)
        let starts = ["อำเภอ", "กิ่งอำเภอ", "ตำบล", "จังหวัด", "เขต", "แขวง"]
        return starts.first(where: key.hasPrefix).map { String(key.dropFirst($0.count)) } ?? key
    }
}

enum ListMessages {
    static func misfiled(_ text: String) -> LocalizedText {
        LocalizedText(
            "“\(text)” เป็นชื่อพื้นที่ของคอลัมน์อื่น อาจกรอกผิดช่อง", "“\(text)” is an area of another column: it may be misplaced")
    }

    static func noArea(_ text: String, _ digits: Int) -> LocalizedText {
        let (th, en) = digits == 4 ? ("อำเภอ", "district") : ("ตำบล", "subdistrict")
        return LocalizedText(
            "ไม่พบ\(th)ชื่อ “\(text)” ในจังหวัดหรืออำเภอนี้", "there is no \(en) “\(text)” here, or more than one")
    }

    static func double(_ name: String, _ row: Int) -> LocalizedText {
        LocalizedText("“\(name)” ซ้ำกับแถวที่ \(row) ของแฟ้มนี้", "“\(name)” is in row \(row) of this file already")
    }

    static func codeTwice(_ code: String, _ row: Int) -> LocalizedText {
        LocalizedText(
            "รหัส \(code) อยู่ในแถวที่ \(row) ของแฟ้มนี้แล้ว", "the code \(code) is in row \(row) of this file already")
    }

    static func otherProvince(_ text: String) -> LocalizedText {
        LocalizedText("“\(text)” ไม่ใช่จังหวัดของรายชื่อนี้", "“\(text)” is not the list's province")
    }
}
