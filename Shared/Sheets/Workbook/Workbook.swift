import CommonContract
import Kernel

/// The parts of an XLSX file (ECMA-376) that a table stands on.
struct Workbook {
    struct Sheet: Hashable, Sendable {
        var name: String
        var part: String
        var isHidden: Bool
    }

    private let archive: ZipArchive
    private let budget: UnzipBudget
    private let limits: SheetLimits
    let sheets: [Sheet]
    private let countsFrom1904: Bool
    private let formats: NumberFormats
    private let strings: SharedStrings

    init(_ bytes: SheetBytes, limits: SheetLimits) throws(SheetProblem) {
        let archive = try ZipArchive(bytes)
        let budget = UnzipBudget(max: limits.unzippedBytesMax)
        func parse(_ part: String, to target: any XMLTarget) throws(SheetProblem) {
            guard let entry = archive[part] else { return }
            try XMLFeed(try PartStream(archive, entry, budget), part: part, to: target).parseAll()
        }
        let roots = RelationsPart()
        try parse("_rels/.rels", to: roots)
        let main = Workbook.path(roots.kinds["officeDocument"] ?? "xl/workbook.xml", from: "")
        guard archive[main] != nil else {
            if archive["EncryptedPackage"] != nil { throw SheetProblem("sheet.kind", SheetMessages.encrypted) }
            let isOpen = archive["content.xml"] != nil
            throw SheetProblem("sheet.kind", isOpen ? SheetMessages.openDocument : SheetMessages.otherZip)
        }
        let folder = String(main.split(separator: "/").dropLast().joined(separator: "/"))
        let file = main.split(separator: "/").last ?? ""
        let book = WorkbookPart()
        try parse(main, to: book)
        let relations = RelationsPart()
        try parse("\(folder)/_rels/\(file).rels", to: relations)
        let styles = StylesPart()
        try parse(Workbook.path(relations.kinds["styles"] ?? "styles.xml", from: folder), to: styles)
        let strings = SharedStrings(limits: limits)
        try parse(Workbook.path(relations.kinds["sharedStrings"] ?? "sharedStrings.xml", from: folder), to: strings)
        // Chart sheets have no cells.
        sheets = book.sheets.compactMap { sheet in
            relations.targets[sheet.relation].map {
                Sheet(name: sheet.name, part: Workbook.path($0, from: folder), isHidden: sheet.isHidden)
            }
        }.filter { archive[$0.part] != nil && !$0.part.contains("chartsheets/") }
        (countsFrom1904, formats) = (book.countsFrom1904, styles.formats)
        (self.archive, self.budget, self.limits, self.strings) = (archive, budget, limits, strings)
    }

    /// A relation's target from the folder of the part that names it.
    private static func path(_ target: String, from folder: String) -> String {
        if target.hasPrefix("/") { return String(target.dropFirst()) }
        var parts = folder.split(separator: "/").map(String.init)
        for piece in target.split(separator: "/") {
            if piece == ".." {
                _ = parts.popLast()
            } else if piece != "." {
                parts.append(String(piece))
            }
        }
        return parts.joined(separator: "/")
    }

    func choose(_ name: String?) throws(SheetProblem) -> Sheet {
        let visible = sheets.filter { !$0.isHidden }
        guard let name else {
            guard let first = visible.first ?? sheets.first else {
                throw SheetProblem("sheet.empty", SheetMessages.noSheets)
            }
            return first
        }
        guard let sheet = sheets.first(where: { SheetText.key($0.name) == SheetText.key(name) }) else {
            throw SheetProblem("sheet.name", SheetMessages.noSheet(name, visible.map(\.name)))
        }
        return sheet
    }

    /// Merged cells stand behind the rows in the file, but are needed with the first of them.
    func merges(of sheet: Sheet) throws(SheetProblem) -> [SheetRange] {
        let part = MergesPart(max: limits.mergesMax)
        try feed(sheet, to: part).parseAll()
        return part.merges
    }

    func rows(of sheet: Sheet) throws(SheetProblem) -> WorkbookRows {
        let part = SheetPart(
            strings: strings, formats: formats, countsFrom1904: countsFrom1904, limits: limits, part: sheet.part)
        return WorkbookRows(feed: try feed(sheet, to: part), part: part)
    }

    private func feed(_ sheet: Sheet, to target: any XMLTarget) throws(SheetProblem) -> XMLFeed {
        guard let entry = archive[sheet.part] else { throw .damaged(sheet.part) }
        return try XMLFeed(try PartStream(archive, entry, budget), part: sheet.part, to: target)
    }
}

/// The rows of a sheet as they are unzipped.
struct WorkbookRows: RowSource {
    let feed: XMLFeed
    let part: SheetPart

    mutating func next() throws(SheetProblem) -> SheetRow? {
        while true {
            if let row = part.takeRow() { return row }
            guard try feed.pump() else { return part.takeRow() }
        }
    }
}

/// A sheet's merged cells.
final class MergesPart: XMLTarget {
    private(set) var merges: [SheetRange] = []
    private let max: Int

    init(max: Int) { self.max = max }

    func start(_ element: XMLStart) throws(SheetProblem) {
        guard element.is("mergeCell"), let range = element["ref"].flatMap({ SheetRange($0) }) else { return }
        merges.append(range)
        if merges.count > max { throw .tooLarge(SheetMessages.merges, max) }
    }

    func end(_ name: UnsafePointer<CChar>) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}
