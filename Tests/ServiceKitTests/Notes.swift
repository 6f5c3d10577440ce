import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// The smallest service there can be: notes with a text that nobody else may have.
struct Note: Codable, Sendable, Hashable {
    var id: ID
    var text: String
}

struct CreateNote: RPCChange {
    static let name = "note.create"
    static let summary = LocalizedText("จด", "Write a note")
    static let access = RPCAccess.roles([.planner, .administrator])
    static let examples: [RPCExample] = []
    typealias Result = Note

    var idempotencyKey: String
    var text: String
    /// What the handler does besides: `"crash"` ends its own connection, `"refuse"` breaks a rule of the domain.
    var act: String?
    var organisation: String?
    var validateOnly: Bool?
}

/// Writes a note of what it looked up before: `source` is asked outside the transaction.
struct CopyNote: RPCChange {
    static let name = "note.copy"
    static let summary = LocalizedText("คัดลอก", "Copy a note")
    static let access = RPCAccess.roles([.planner, .administrator])
    static let examples: [RPCExample] = []
    typealias Result = Note

    var idempotencyKey: String
    var prefix: String
    var validateOnly: Bool?
}

struct CountNotes: RPCMethod {
    static let name = "note.count"
    static let summary = LocalizedText("นับ", "Count the notes")
    static let safety = RPCSafety.read
    static let access = RPCAccess.open
    static let examples: [RPCExample] = []
    typealias Result = Int
}

struct NotesModule: ServiceModule {
    /// Where `note.copy` finds its text.
    var source: @Sendable (ReadCall) async throws -> String = { _ in "copied" }

    var methods: [any RPCMethod.Type] { [CreateNote.self, CopyNote.self, CountNotes.self] }

    var migrations: [Migration] {
        [
            Migration(
                "notes-0001",
                """
                CREATE TABLE note (
                    id   uuid PRIMARY KEY,
                    text text NOT NULL CONSTRAINT note_text UNIQUE CONSTRAINT note_short CHECK (char_length(text) < 40)
                )
                """)
        ]
    }

    var rules: [String: LocalizedText] { ["note_text": LocalizedText("มีบันทึกนี้แล้ว", "there is such a note")] }

    func register(on router: ServiceRouter) {
        router.change(CreateNote.self, at: { params, _ in params.organisation }) { params, change in
            let note = Note(id: change.newID(), text: params.text)
            _ = try await change.transaction.execute(InsertNote(note: note))
            if params.act == "crash" {
                try await change.transaction.script("SELECT pg_terminate_backend(pg_backend_pid())")
            }
            if params.act == "refuse" { throw RPCError.ruleViolated("note.refused", LocalizedText("ไม่ได้", "no")) }
            try await change.audit(subject: note.id.description, details: note)
            try await change.emit("note.created", subject: note.id.description, data: note)
            return note
        }
        let source = source
        router.change(CopyNote.self, preparing: { _, call in try await source(call) }) { params, text, change in
            let note = Note(id: change.newID(), text: params.prefix + text)
            _ = try await change.transaction.execute(InsertNote(note: note))
            return note
        }
        router.read(CountNotes.self) { _, call in try await call.database.first(NoteCount()) ?? 0 }
    }
}

struct InsertNote: Statement {
    static let sql = "INSERT INTO note (id, text) VALUES ($1, $2)"
    let note: Note

    func bind(_ parameters: inout Parameters) {
        parameters.append(note.id)
        parameters.append(note.text)
    }

    typealias Row = Void
}

struct NoteCount: Statement {
    static let sql = "SELECT count(*) FROM note"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// How many rows what every service keeps has.
struct RecordCounts: Statement {
    static let sql = """
        SELECT (SELECT count(*) FROM answered_call), (SELECT count(*) FROM audit_entry), (SELECT count(*) FROM event)
        """
    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> [Int] {
        [try row.next(), try row.next(), try row.next()]
    }
}

/// The error that a call gives, or `nil`.
func fault(_ call: @Sendable () async throws -> Void) async -> RPCError? {
    do {
        try await call()
        return nil
    } catch {
        return error as? RPCError
    }
}
