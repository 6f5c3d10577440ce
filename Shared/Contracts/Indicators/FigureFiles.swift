import CommonContract
import JSONRPC
import Kernel

/// How figures stand in a table.
public enum FigureLayout: String, Codable, Sendable, CaseIterable {
    /// A row a figure: organisation, data element, period, categories, value.
    case long
    /// A row an organisation, a column a data element; the period is the call's.
    case wide
}

/// What an import does with figures that are there already, and with those that are not.
public enum FigureStrategy: String, Codable, Sendable, CaseIterable {
    /// Only new ones; one that is there is a problem.
    case create
    /// Only those that are there; a new one is a problem.
    case update
    case upsert
    /// Takes those of the table back; their values are not looked at.
    case delete
}

/// What a column of a wide table holds: a data element, `67-PUPILS`, or a part of it as formulas write it,
/// `67-PUPILS sex=female`.
public struct WideColumn: Sendable, Hashable {
    /// As it was written: the member's name in layouts and problems.
    public var key: String
    public var element: String
    /// Sorted.
    public var categories: [String]

    public init(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        key = text
        element = words.first ?? ""
        categories = words.dropFirst().sorted()
    }

    /// Columns apart by blanks, commas or semicolons, as people write them.
    public static func list(_ text: String) -> [String] {
        text.split { " ,;\n\r\t".contains($0) }.reduce(into: []) { columns, word in
            if word.contains("="), let last = columns.indices.last {
                columns[last] += " \(word)"
            } else {
                columns.append(String(word))
            }
        }
    }
}

/// Takes figures of data elements out of a file that an office filled in.
public struct ImportFigures: RPCChange {
    public static let name = "dataValue.importFile"
    public static let summary = LocalizedText(
        "นำเข้าข้อมูลจากไฟล์ CSV หรือ Excel", "Takes figures out of a CSV or XLSX file, long or wide")
    public static let details = LocalizedText(
        "รับหัวตารางไทย เลขไทย และ TIS-620; long: หน่วยงาน, ข้อมูล, ช่วงเวลา, จำแนก (sex=female), ค่า; wide: หน่วยงาน กับหนึ่งคอลัมน์ต่อข้อมูลใน `elements` (67-PUPILS หรือจำแนก เช่น 67-PUPILS sex=female); เซลล์ว่างคือยังไม่รายงาน “ไม่มี” และ “ไม่เกี่ยวข้อง” เป็นคำตอบ; `mapping` จำชื่อคอลัมน์ไว้ใช้ซ้ำ; ทุกปัญหาระบุเซลล์ และได้ไฟล์เดิมคืนพร้อมคอลัมน์ปัญหา",
        "Thai headings, Thai digits and TIS-620 are taken. long: organisation, element, period, categories (sex=female), value; wide: organisation and a column for each of `elements` (67-PUPILS, or a part of it: 67-PUPILS sex=female). An empty cell is not reported; ไม่มี and ไม่เกี่ยวข้อง are answers. `mapping` keeps which column is which for the next time. Every problem has its cell, and the file comes back with a column of problems."
    )
    public static let access = SetDataValues.access
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a wide table, checked only",
            params: """
                {"idempotencyKey":"figures-1","validateOnly":true,"under":"67","file":{"name":"pupils.csv",\
                "text":"หน่วยงาน,67-PUPILS\\n67-S0002,๑๒๐\\n"},"layout":"wide","period":"AY2565",\
                "elements":["67-PUPILS"],"strategy":"upsert","mode":"atomic"}
                """,
            result: """
                \(imported)
                """),
        RPCExample(
            "the same, taken in",
            params: """
                {"idempotencyKey":"figures-2","under":"67","file":{"name":"pupils.csv",\
                "text":"หน่วยงาน,67-PUPILS\\n67-S0002,๑๒๐\\n"},"layout":"wide","period":"AY2565",\
                "elements":["67-PUPILS"],"strategy":"upsert","mode":"atomic"}
                """,
            result: imported),
    ]
    private static let imported = """
        {"rows":1,"saved":1,"takenBack":0,"refused":0,"problems":[],"columns":{"headerRow":1,\
        "columns":{"67-PUPILS":"67-PUPILS","organisation":"หน่วยงาน"}}}
        """
    public typealias Result = FiguresImported

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// An organisation with all the others at or below it.
    public var under: String
    public var file: SheetFile
    public var layout: FigureLayout
    /// Of wide tables; of long ones where there is no column of periods.
    public var period: Period?
    /// Of wide tables: what each column holds, 1 to 100 (`WideColumn`).
    public var elements: [String]?
    public var strategy: FigureStrategy
    public var mode: ImportMode
    /// Which column is which; absent: told by the headings, or as `mapping` has it.
    public var columns: SheetLayout?
    /// Name of a mapping of the province: kept with `columns`, used without.
    public var mapping: String?

    public init(
        idempotencyKey: String, under: String, file: SheetFile, layout: FigureLayout, period: Period? = nil,
        elements: [String]? = nil, strategy: FigureStrategy, mode: ImportMode, columns: SheetLayout? = nil,
        mapping: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.under = under
        self.file = file
        self.layout = layout
        self.period = period
        self.elements = elements
        self.strategy = strategy
        self.mode = mode
        self.columns = columns
        self.mapping = mapping
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(under, "/under", &problems)
        problems.check(file, at: "/file")
        problems.check(columns, at: "/columns")
        Rules.code(mapping, "/mapping", &problems)
        Self.check(layout, period, elements, &problems)
    }

    /// What the layout needs.
    static func check(
        _ layout: FigureLayout, _ period: Period?, _ elements: [String]?, _ problems: inout Problems
    ) {
        let wide = layout == .wide
        if wide != (elements != nil) {
            problems.add(
                "/elements", "figures.elements", th: "ต้องมี elements เมื่อ layout เป็น wide และต้องไม่มีเมื่อเป็น long",
                en: "elements are given with the layout wide, and only then")
        }
        if wide, period == nil {
            problems.add("/period", "figures.period", th: "ตารางกว้างต้องระบุช่วงเวลา", en: "a wide table needs a period")
        }
        if let elements {
            Rules.count(elements.count, 1...100, "/elements", &problems)
            Rules.unique(elements, "/elements", &problems)
            for (index, text) in elements.enumerated() {
                let column = WideColumn(text)
                Rules.code(column.element, "/elements/\(index)", &problems)
                Rules.count(column.categories.count, 0...8, "/elements/\(index)", &problems)
                for category in column.categories { Rules.category(category, "/elements/\(index)", &problems) }
                let dimensions = column.categories.map { String($0.prefix { $0 != "=" }) }
                Rules.unique(dimensions, "/elements/\(index)", &problems)
            }
        }
    }
}

/// What `dataValue.importFile` did, or with `validateOnly` would do.
public struct FiguresImported: Codable, Sendable, Hashable {
    public var rows: Int
    public var saved: Int
    public var takenBack: Int
    /// Figures that were left out (`partial`).
    public var refused: Int
    /// At most 1,000, in the order of the table.
    public var problems: [SheetProblem]
    /// The file with a column of problems; absent where there is none.
    public var annotated: SheetFile?
    /// Which column was taken for what.
    public var columns: SheetLayout?

    public init(
        rows: Int, saved: Int, takenBack: Int, refused: Int, problems: [SheetProblem], annotated: SheetFile?,
        columns: SheetLayout?
    ) {
        self.rows = rows
        self.saved = saved
        self.takenBack = takenBack
        self.refused = refused
        self.problems = problems
        self.annotated = annotated
        self.columns = columns
    }
}
