import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// The way of a file into a service: file → recognised columns → mapping → every problem on the sheet itself → load.
/// A service says what is imported and calls its own methods; the pages, the memory of mappings and the record of what
/// was loaded are here.
public struct ImportWizard: Sendable {
    /// A member of the table, with what people call it.
    public struct Member: Sendable {
        public var key: String
        public var name: LocalizedText
        public var isRequired: Bool

        public init(_ key: String, _ name: LocalizedText, isRequired: Bool = false) {
            self.key = key
            self.name = name
            self.isRequired = isRequired
        }

        public init(_ column: SheetColumn) {
            self.init(column.key, column.header, isRequired: column.isRequired)
        }
    }

    /// Its place in addresses: `"figures"` is `/import/figures`.
    public var name: String
    public var title: LocalizedText
    public var summary: LocalizedText
    public var access: RPCAccess
    /// What else has to be said: for which plan, round, organisation. Their values are `ImportAttempt.settings`.
    public var fields: @Sendable (PageRequest, _ values: [String: String], ReadCall) async throws -> [PageField]
    /// Whose file it is: who has a role there or above may read it.
    public var organisation: @Sendable (_ settings: [String: String], ReadCall) async throws -> String
    /// The table's members; empty where its columns are not for choosing.
    public var members: @Sendable (_ settings: [String: String], ReadCall) async throws -> [Member]
    /// Checks the file, or takes it in: by the service's own method.
    public var take: @Sendable (ImportAttempt, ReadCall) async throws -> WizardOutcome
    /// Takes back what was loaded; answers how many. Absent, or `nil` for these settings: the domain does not allow it.
    public var undo: (@Sendable (ImportAttempt, ReadCall) async throws -> Int?)?
    /// Whether what these settings load can be taken back.
    public var mayUndo: @Sendable (_ settings: [String: String]) -> Bool
    /// Where what was loaded is seen, from the service's `/` on.
    public var seen: @Sendable (_ settings: [String: String]) -> String?
    /// Where files that are too large for the wizard go, from the service's `/` on.
    public var larger: String?

    public init(
        name: String, title: LocalizedText, summary: LocalizedText, access: RPCAccess,
        fields: @escaping @Sendable (PageRequest, [String: String], ReadCall) async throws -> [PageField],
        organisation: @escaping @Sendable ([String: String], ReadCall) async throws -> String,
        members: @escaping @Sendable ([String: String], ReadCall) async throws -> [Member] = { _, _ in [] },
        take: @escaping @Sendable (ImportAttempt, ReadCall) async throws -> WizardOutcome,
        undo: (@Sendable (ImportAttempt, ReadCall) async throws -> Int?)? = nil,
        mayUndo: @escaping @Sendable ([String: String]) -> Bool = { _ in false },
        seen: @escaping @Sendable ([String: String]) -> String? = { _ in nil }, larger: String? = nil
    ) {
        self.name = name
        self.title = title
        self.summary = summary
        self.access = access
        self.fields = fields
        self.organisation = organisation
        self.members = members
        self.take = take
        self.undo = undo
        self.mayUndo = mayUndo
        self.seen = seen
        self.larger = larger
    }
}

/// One go at a file.
public struct ImportAttempt: Sendable {
    public var settings: [String: String]
    public var file: SheetFile
    /// What was chosen or remembered; absent: the columns are recognised.
    public var layout: SheetLayout?
    /// Of the change that it makes.
    public var key: String
    /// Where it is taken back: the key under which it was loaded.
    public var loadedKey: String?
    /// Nothing is written: everything is checked.
    public var isOnlyLook: Bool
    /// Rows with problems are left out; otherwise all or nothing.
    public var isPartial: Bool

    public var mode: ImportMode { isPartial ? .partial : .atomic }
}

/// What became of it, or would.
public struct WizardOutcome: Sendable {
    public var rows: Int
    /// What happens to how many, in words: `("ใหม่", 12)`.
    public var counts: [(name: LocalizedText, count: Int)]
    public var problems: [SheetProblem]
    /// Problems beyond those.
    public var problemsOmitted: Int
    public var layout: SheetLayout?
    public var annotated: SheetFile?
    /// What else a person should know before loading.
    public var notes: [LocalizedText]

    public init(
        rows: Int, counts: [(name: LocalizedText, count: Int)], problems: [SheetProblem], problemsOmitted: Int = 0,
        layout: SheetLayout? = nil, annotated: SheetFile? = nil, notes: [LocalizedText] = []
    ) {
        self.rows = rows
        self.counts = counts
        self.problems = problems
        self.problemsOmitted = problemsOmitted
        self.layout = layout
        self.annotated = annotated
        self.notes = notes
    }

    public init(_ report: SheetImportReport) {
        self.init(
            rows: report.rows,
            counts: [
                (LocalizedText("ใหม่", "New"), report.created), (LocalizedText("ปรับปรุง", "Changed"), report.updated),
                (LocalizedText("เหมือนเดิม", "As it was"), report.unchanged),
                (LocalizedText("ข้าม", "Left out"), report.refused),
            ], problems: report.problems, problemsOmitted: report.problemsOmitted, layout: report.layout,
            annotated: report.annotated)
    }
}
