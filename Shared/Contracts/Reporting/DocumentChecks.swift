import CommonContract
import Kernel

extension OfficialDocument {
    /// Most blocks and most rows of all tables together that one document may have.
    public static let limits = (blocks: 1_000, rows: 5_000)

    /// Adds what is wrong with it.
    /// - Parameter path: where it stands in the params.
    public func check(_ problems: inout Problems, at path: String) {
        problems.check(text: number, at: path + "/number", max: 64)
        problems.check(text: issuer, at: path + "/issuer", max: 300)
        problems.check(text: subject, at: path + "/subject", max: 1_000)
        problems.check(text: to, at: path + "/to", max: 500)
        problems.check(text: closing, at: path + "/closing", max: 300)
        let lists: [(String, [String]?)] = [
            ("address", address), ("references", references), ("attachments", attachments), ("contact", contact),
            ("copies", copies),
        ]
        for (name, list) in lists { check(list, at: "\(path)/\(name)", &problems) }
        if (signers?.count ?? 0) > 6 {
            problems.add(path + "/signers", "count.range", th: "ไม่เกิน 6 คน", en: "at most 6")
        }
        for (index, signer) in (signers ?? []).prefix(6).enumerated() {
            problems.check(text: signer.name, at: "\(path)/signers/\(index)/name", max: 200)
            problems.check(text: signer.position, at: "\(path)/signers/\(index)/position", max: 300)
            problems.check(text: signer.capacity, at: "\(path)/signers/\(index)/capacity", max: 300)
        }
        meeting?.check(&problems, at: path + "/meeting")
        if [.agenda, .minutes].contains(kind), meeting == nil {
            problems.add(
                path + "/meeting", "document.meeting", th: "ระเบียบวาระและรายงานการประชุมต้องระบุการประชุม",
                en: "an agenda and minutes need their meeting")
        }
        checkBody(&problems, at: path + "/body")
    }

    private func check(_ list: [String]?, at path: String, _ problems: inout Problems) {
        guard let list else { return }
        if list.count > 100 { problems.add(path, "count.range", th: "ไม่เกิน 100 รายการ", en: "at most 100") }
        for (index, text) in list.prefix(100).enumerated() {
            problems.check(text: text, at: "\(path)/\(index)", max: 1_000)
        }
    }

    private func checkBody(_ problems: inout Problems, at path: String) {
        let rows = body.reduce(0) { $0 + ($1.table?.rows.count ?? 0) }
        if body.count > Self.limits.blocks || rows > Self.limits.rows {
            problems.add(
                path, "document.size", th: "ไม่เกิน \(Self.limits.blocks) ส่วน และตารางรวมไม่เกิน \(Self.limits.rows) แถว",
                en: "at most \(Self.limits.blocks) blocks and \(Self.limits.rows) rows of tables")
        }
        for (index, block) in body.prefix(Self.limits.blocks).enumerated() {
            block.check(&problems, at: "\(path)/\(index)")
        }
    }
}

extension DocumentBlock {
    func check(_ problems: inout Problems, at path: String) {
        problems.check(text: text, at: path + "/text", max: 20_000)
        problems.check(text: number, at: path + "/number", max: 32)
        let (member, isThere) =
            switch kind {
            case .heading, .paragraph, .item, .resolution: ("text", text != nil)
            case .numbered: ("items", items?.isEmpty == false)
            case .table: ("table", table?.columns.isEmpty == false)
            }
        if !isThere {
            problems.add(
                "\(path)/\(member)", "document.block", th: "ส่วนชนิด \(kind.rawValue) ต้องมี \(member)",
                en: "a block of kind \(kind.rawValue) needs \(member)")
        }
        for (place, item) in (items ?? []).prefix(200).enumerated() {
            problems.check(text: item, at: "\(path)/items/\(place)", max: 4_000)
        }
        if (items?.count ?? 0) > 200 {
            problems.add(path + "/items", "count.range", th: "ไม่เกิน 200 ข้อ", en: "at most 200")
        }
        guard let table else { return }
        if table.columns.count > 30 {
            problems.add(path + "/table/columns", "count.range", th: "ไม่เกิน 30 คอลัมน์", en: "at most 30 columns")
        }
        for (place, row) in table.rows.prefix(OfficialDocument.limits.rows).enumerated()
        where row.cells.count != table.columns.count {
            problems.add(
                "\(path)/table/rows/\(place)/cells", "table.cells",
                th: "ต้องมี \(table.columns.count) ช่องเท่าจำนวนคอลัมน์ แต่ได้รับ \(row.cells.count)",
                en: "must have \(table.columns.count) cells, one a column; got \(row.cells.count)")
        }
    }
}

extension DocumentMeeting {
    func check(_ problems: inout Problems, at path: String) {
        problems.check(text: number, at: path + "/number", max: 64)
        problems.check(text: place, at: path + "/place", max: 300)
        problems.check(text: from, at: path + "/from", max: 16)
        problems.check(text: until, at: path + "/until", max: 16)
        for (name, people) in [("present", present), ("absent", absent), ("attending", attending)] {
            if (people?.count ?? 0) > 300 {
                problems.add("\(path)/\(name)", "count.range", th: "ไม่เกิน 300 คน", en: "at most 300")
            }
            for (index, person) in (people ?? []).prefix(300).enumerated() {
                problems.check(text: person.name, at: "\(path)/\(name)/\(index)/name", max: 200)
                problems.check(text: person.position, at: "\(path)/\(name)/\(index)/position", max: 300)
                problems.check(text: person.seat, at: "\(path)/\(name)/\(index)/seat", max: 100)
                problems.check(text: person.note, at: "\(path)/\(name)/\(index)/note", max: 300)
            }
        }
    }
}
