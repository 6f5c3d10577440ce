import JSONRPC
import Kernel

/// What to do with a row of a list of schools.
public enum OrganisationProposalKind: String, Codable, Sendable, CaseIterable {
    /// Nothing like it is known: `draft` can be imported as it is.
    case create
    /// It is in the directory already.
    case exists
    /// The same as an earlier row of the list.
    case duplicate
    /// Something much like it is known, or stands in another row: a person decides.
    case review
    /// The row has problems.
    case faulty
}

/// What a row of a list looks like.
public struct OrganisationLikeness: Codable, Sendable, Hashable {
    /// Code of an organisation of the directory.
    public var organisation: String?
    /// Or a row of the same list.
    public var row: Int?
    public var name: String
    /// 100: the same name in the same subdistrict.
    public var percent: Int

    public init(organisation: String?, row: Int?, name: String, percent: Int) {
        self.organisation = organisation
        self.row = row
        self.name = name
        self.percent = percent
    }
}

/// What is proposed for a row of a list.
public struct OrganisationProposal: Codable, Sendable, Hashable {
    /// The sheet's row, from 1.
    public var row: Int
    public var kind: OrganisationProposalKind
    public var name: String
    /// Most alike first, at most 5.
    public var alike: [OrganisationLikeness]
    /// For `organisation.import`, with a free code; for `create` and `review`.
    public var draft: OrganisationImportRow?

    public init(
        row: Int, kind: OrganisationProposalKind, name: String, alike: [OrganisationLikeness],
        draft: OrganisationImportRow?
    ) {
        self.row = row
        self.kind = kind
        self.name = name
        self.alike = alike
        self.draft = draft
    }
}

/// Reads a list of schools as offices keep it, and proposes what to do with each row.
public struct ProposeOrganisations: RPCMethod {
    public static let name = "organisation.propose"
    public static let summary = LocalizedText(
        "อ่านรายชื่อสถานศึกษาและเสนอว่าแถวใดใหม่ ซ้ำ หรือคล้ายกับที่มีแล้ว",
        "Read a list of schools and propose what is new, double or much like what is known")
    public static let details = LocalizedText(
        """
        CSV หรือ XLSX คอลัมน์ ชื่อ ตำบล อำเภอ จังหวัด และรหัสในระบบ `scheme` ถ้ามี เทียบชื่อโดยไม่คำนึงถึงคำนำหน้า ช่องว่าง และชนิดตัวเลข \
        ภายในอำเภอเดียวกัน ช่องที่กรอกผิดคอลัมน์เป็นปัญหาของแถว ไม่บันทึกสิ่งใด นำ `draft` ที่ตกลงแล้วเข้าด้วย organisation.import
        """,
        """
        CSV or XLSX with columns of names, subdistricts, districts, provinces and, if there is one, codes of `scheme`. \
        Names are compared within a district, without regard to what they begin with, spaces and kinds of digits; what \
        stands in a wrong column is a problem of its row. Nothing is written: give the drafts that are agreed on to \
        organisation.import.
        """)
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.administrator, .planner])
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let memberNotes = [
        "province": LocalizedText("รหัสจังหวัดของรายชื่อ", "The list's province"),
        "parent": LocalizedText("ต้นสังกัดของแถวที่ parents ไม่ได้ระบุ", "Parent agency where parents says nothing else"),
        "parents": LocalizedText("ต้นสังกัดตามรหัสอำเภอ", "Parent agency by code of the district"),
        "prefix": LocalizedText("รหัสใหม่ขึ้นต้นเช่นนี้ ตามด้วยเลขสี่หลัก", "New codes begin so, with four digits after it"),
        "scheme": LocalizedText("ระบบรหัสของคอลัมน์รหัส", "The scheme of the column of codes"),
        "file": SheetNotes.file, "layout": SheetNotes.layout,
    ]
    public static let examples = [
        RPCExample(
            "one that is known and one that is new",
            params: #"""
                {"province":"67","parent":"67-02","prefix":"67-N","file":{"name":"schools.csv",
                "text":"ชื่อ,ตำบล,อำเภอ,จังหวัด\nร.ร.ตัวอย่าง ๒,,,เพชรบูรณ์\nโรงเรียนบ้านน้ำชุน,น้ำชุน,หล่มสัก,เพชรบูรณ์\n"}}
                """#,
            result: #"""
                {"rows":2,"items":[{"row":2,"kind":"exists","name":"ร.ร.ตัวอย่าง ๒",
                "alike":[{"organisation":"67-S0002","name":"โรงเรียนตัวอย่าง 2","percent":100}]},
                {"row":3,"kind":"create","name":"โรงเรียนบ้านน้ำชุน","alike":[],"draft":{"code":"67-N0001","kind":"school",
                "name":{"th":"โรงเรียนบ้านน้ำชุน"},"parent":"67-02","district":"6703","subdistrict":"670311"}}],
                "problems":[],"problemsOmitted":0,"layout":{"headerRow":1,
                "columns":{"name":"ชื่อ","subdistrict":"ตำบล","district":"อำเภอ","province":"จังหวัด"}}}
                """#)
    ]
    public static let rowsMax = 5_000
    public typealias Result = OrganisationProposals

    public var province: String
    public var file: SheetFile
    public var layout: SheetLayout?
    public var parent: String
    public var parents: [String: String]?
    public var prefix: String
    public var scheme: String?
    /// `school` unless given.
    public var kind: OrganisationKind?

    public init(
        province: String, file: SheetFile, layout: SheetLayout? = nil, parent: String, parents: [String: String]? = nil,
        prefix: String, scheme: String? = nil, kind: OrganisationKind? = nil
    ) {
        self.province = province
        self.file = file
        self.layout = layout
        self.parent = parent
        self.parents = parents
        self.prefix = prefix
        self.scheme = scheme
        self.kind = kind
    }

    public func check(_ problems: inout Problems) {
        AreaCode.check(province, digits: 2, at: "/province", &problems)
        problems.check(file, at: "/file")
        problems.check(layout, at: "/layout")
        OrganisationCode.check(prefix + "0001", at: "/prefix", &problems)
        if OrganisationCode.province(of: prefix + "0001") != province {
            problems.add(
                "/prefix", "code.province", th: "ต้องขึ้นต้นด้วยรหัสจังหวัด \(province)-",
                en: "must begin with the province, \(province)-")
        }
        SchemeCodes.check(scheme: scheme, at: "/scheme", &problems)
    }
}

/// What `organisation.propose` found.
public struct OrganisationProposals: Codable, Sendable, Hashable {
    public var rows: Int
    /// One for each row, in their order.
    public var items: [OrganisationProposal]
    /// At most 1,000.
    public var problems: [SheetProblem]
    public var problemsOmitted: Int
    public var layout: SheetLayout?
    /// The file with a column of problems; absent where there is none.
    public var annotated: SheetFile?

    public init(
        rows: Int, items: [OrganisationProposal], problems: [SheetProblem], problemsOmitted: Int,
        layout: SheetLayout?, annotated: SheetFile?
    ) {
        self.rows = rows
        self.items = items
        self.problems = problems
        self.problemsOmitted = problemsOmitted
        self.layout = layout
        self.annotated = annotated
    }
}
