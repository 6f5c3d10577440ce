import CommonContract
import Kernel

/// What an import would do, and all that is wrong with it: pure, over the rows and the organisations that they
/// touch.
struct ImportPlan: Sendable {
    private(set) var created: [OrganisationImportRow] = []
    /// With the new state, version already raised.
    private(set) var updated: [Organisation] = []
    private(set) var unchanged = 0
    private(set) var refused: Set<Int> = []
    private(set) var problems: [Problem] = []

    private let known: [String: Organisation]
    private let under: String
    /// Rows by code that are still good.
    private var accepted: [String: OrganisationImportRow] = [:]

    /// - Parameters:
    ///   - under: every row must come to lie under it.
    ///   - known: the organisations that rows name (as themselves, parent or supervisor) and all above those.
    init(rows: [OrganisationImportRow], under: String, known: [Organisation]) {
        self.known = Dictionary(known.map { ($0.code, $0) }) { first, _ in first }
        self.under = under
        checkAlone(rows)
        checkTogether(rows)
        // A refused row may leave others without their parent: look again until nothing more falls. What stands above
        // a row is asked only once every link leads somewhere.
        repeat {
            while refusing(rows, { $0.checkLinks($1, $2) }) {}
        } while refusing(rows, { $0.checkPlace($1, $2) })
        sort(rows)
    }

    /// Looks at every row that is still good; whether any was refused.
    private mutating func refusing(
        _ rows: [OrganisationImportRow], _ check: (inout ImportPlan, Int, OrganisationImportRow) -> Void
    ) -> Bool {
        let before = refused.count
        accepted = [:]
        for (index, row) in rows.enumerated() where !refused.contains(index) { accepted[row.code] = row }
        for (index, row) in rows.enumerated() where !refused.contains(index) { check(&self, index, row) }
        return refused.count != before
    }

    private mutating func refuse(_ index: Int, _ member: String, _ rule: String, th: String, en: String) {
        refused.insert(index)
        problems.append(Problem(path: "/rows/\(index)\(member)", rule: rule, message: LocalizedText(th, en)))
    }

    /// What can be said of each row by itself and beside its neighbours.
    private mutating func checkAlone(_ rows: [OrganisationImportRow]) {
        var seen: [String: Int] = [:]
        for (index, row) in rows.enumerated() {
            var own = Problems()
            OrganisationCode.check(row.code, at: "/rows/\(index)/code", &own)
            own.check(text: row.name, at: "/rows/\(index)/name", max: 300)
            AreaCode.check(place: row.district, row.subdistrict, at: "/rows/\(index)", &own)
            SchemeCodes.check(row.codes, at: "/rows/\(index)/codes", &own)
            if !own.isEmpty {
                refused.insert(index)
                problems += own.items
            }
            if let first = seen[row.code] {
                refuse(
                    index, "/code", "import.double", th: "รหัส \(row.code) ซ้ำกับแถวที่ \(first)",
                    en: "code \(row.code) is in row \(first) already")
            }
            seen[row.code] = seen[row.code] ?? index
            if row.parent == nil, row.kind != .nation {
                refuse(
                    index, "/parent", "organisation.parentRequired", th: "ต้องระบุต้นสังกัด ยกเว้นระดับประเทศ",
                    en: "a parent is needed by all but the nation")
            }
            if let kind = known[row.code]?.kind, kind != row.kind {
                refuse(
                    index, "/kind", "organisation.kind", th: "หน่วยงานนี้เป็น \(kind.rawValue) อยู่แล้ว",
                    en: "it is \(kind.rawValue) already")
            }
            if known[row.code] != nil, !stands(row.code, under: under) {
                refuse(
                    index, "/code", "import.under", th: "หน่วยงานนี้ไม่ได้อยู่ใต้ \(under)",
                    en: "it exists and does not lie under \(under)")
            }
            if known[row.code]?.closedOn != nil {
                refuse(index, "/code", "organisation.closed", th: "หน่วยงานยุบเลิกแล้ว", en: "it is closed")
            }
        }
    }

    /// What is wrong between the rows as they were sent, whatever else is wrong with them: so that it is not told only
    /// once the rest is mended.
    private mutating func checkTogether(_ rows: [OrganisationImportRow]) {
        accepted = Dictionary(rows.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        var linked: [Int] = []
        for (index, row) in rows.enumerated() {
            let before = problems.count
            checkLinks(index, row)
            if problems.count == before, row.parent != nil { linked.append(index) }
        }
        for index in linked where leads(rows[index].code) { checkPlace(index, rows[index]) }
    }

    /// Whether every link from an organisation up is to one that is there.
    private func leads(_ code: String) -> Bool {
        var seen: Set<String> = [code]
        var waiting = links(of: code)
        while let next = waiting.popLast() {
            if accepted[next] == nil, known[next] == nil { return false }
            if seen.insert(next).inserted { waiting += links(of: next) }
        }
        return true
    }

    /// Whether what a row names as its parent and supervisor is there.
    private mutating func checkLinks(_ index: Int, _ row: OrganisationImportRow) {
        let province = OrganisationCode.province(of: row.code)
        for (member, link) in [("/parent", row.parent), ("/supervisor", row.supervisor)] {
            guard let link else { continue }
            if accepted[link] == nil, known[link] == nil || known[link]?.closedOn != nil {
                refuse(
                    index, member, "organisation.missing", th: "ไม่มีหน่วยงาน \(link) ที่เปิดอยู่",
                    en: "there is no open organisation \(link), neither here nor in a good row")
            } else if ![province, "TH"].contains(OrganisationCode.province(of: link)) {
                refuse(
                    index, member, "organisation.otherProvince", th: "\(link) อยู่คนละจังหวัด",
                    en: "\(link) is of another province")
            }
        }
    }

    /// Where a row would come to stand.
    private mutating func checkPlace(_ index: Int, _ row: OrganisationImportRow) {
        switch way(from: row.code) {
        case .cycle:
            refuse(
                index, "/parent", "organisation.cycle", th: "หน่วยงานจะอยู่ใต้ตนเอง",
                en: "it would come to stand under itself")
        case .above(let above):
            guard !above.contains(under) else { return }
            refuse(
                index, "/parent", "import.under", th: "ไม่ได้อยู่ใต้ \(under)", en: "it does not come to lie under \(under)")
        }
    }

    /// Whether an organisation lies under another now, before the import.
    private func stands(_ code: String, under top: String) -> Bool {
        var seen: Set<String> = [code]
        var waiting = [code]
        while let next = waiting.popLast() {
            if next == top { return true }
            for link in [known[next]?.parent, known[next]?.supervisor].compactMap({ $0 })
            where seen.insert(link).inserted {
                waiting.append(link)
            }
        }
        return false
    }

    private enum Way {
        case cycle
        case above(Set<String>)
    }

    private func links(of code: String) -> [String] {
        if let row = accepted[code] { return [row.parent, row.supervisor].compactMap { $0 } }
        return [known[code]?.parent, known[code]?.supervisor].compactMap { $0 }
    }

    /// Everything above an organisation, itself included, as it would be after the import.
    private func way(from code: String) -> Way {
        var above: Set<String> = [code]
        var waiting = links(of: code)
        while let next = waiting.popLast() {
            if next == code { return .cycle }
            if above.insert(next).inserted { waiting += links(of: next) }
        }
        return .above(above)
    }

    /// Refuses updates of a day before the organisation's last change, or to come.
    mutating func refuse(
        changedAfter day: CalendarDate, last: [String: CalendarDate], today: CalendarDate,
        _ rows: [OrganisationImportRow]
    ) {
        let late = updated.filter { day > today || last[$0.code].map { $0 > day } ?? false }.map(\.code)
        for (index, row) in rows.enumerated() where late.contains(row.code) && !refused.contains(index) {
            let changed = last[row.code] ?? day
            refuse(
                index, "/code", "organisation.effectiveOn",
                th: "วันที่มีผลต้องอยู่ระหว่าง \(changed) (การเปลี่ยนแปลงล่าสุด) ถึงวันนี้ \(today) แต่ได้รับ \(day)",
                en: "effectiveOn must be from \(changed), the last change, to today, \(today); got \(day)")
        }
        updated.removeAll { late.contains($0.code) }
    }

    private mutating func sort(_ rows: [OrganisationImportRow]) {
        for (index, row) in rows.enumerated() where !refused.contains(index) {
            guard var organisation = known[row.code] else {
                created.append(row)
                continue
            }
            let supervisor = row.supervisor == row.parent ? nil : row.supervisor
            let opened = row.openedOn ?? organisation.openedOn
            let (district, subdistrict) = (
                row.district ?? organisation.district, row.subdistrict ?? organisation.subdistrict
            )
            let codes = row.codes.map { $0.isEmpty ? nil : $0 } ?? organisation.codes
            if organisation.name == row.name, organisation.parent == row.parent,
                organisation.supervisor == supervisor, organisation.openedOn == opened,
                organisation.district == district, organisation.subdistrict == subdistrict,
                organisation.codes == codes
            {
                unchanged += 1
                continue
            }
            organisation.name = row.name
            organisation.parent = row.parent
            organisation.supervisor = supervisor
            organisation.openedOn = opened
            organisation.district = district
            organisation.subdistrict = subdistrict
            organisation.codes = codes
            organisation.version += 1
            updated.append(organisation)
        }
    }
}

extension OrganisationImportRow {
    /// A new organisation as the row says.
    func organisation(id: ID) -> Organisation {
        Organisation(
            id: id, code: code, province: OrganisationCode.province(of: code), kind: kind, name: name, parent: parent,
            supervisor: supervisor == parent ? nil : supervisor, openedOn: openedOn ?? .epoch, closedOn: nil,
            successor: nil, version: 1, district: district, subdistrict: subdistrict,
            codes: codes.flatMap { $0.isEmpty ? nil : $0 })
    }
}
