import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `dataValue.undoImport`: what a file changed is put back as it was.
enum FigureUndo {
    private static let keptSeconds: Int64 = 30 * 86_400
    /// Figures that are named where some were changed since.
    private static let namedMax = 100

    static func register(on router: ServiceRouter) {
        router.change(UndoFigureImport.self, at: { params, _ in params.under }, undo)
    }

    /// Remembers what figures are before an import writes them.
    static func remember(_ rows: DataValueRows, of params: ImportFigures, _ change: Change) async throws {
        let province = OrganisationCode.province(of: params.under)
        try await change.database.execute(
            ForgetOldFigures(province: province, before: change.now.adding(seconds: -keptSeconds)))
        try await change.database.execute(
            RememberFigures(
                rows: rows, province: province, under: params.under, import: params.idempotencyKey,
                by: change.caller.subject, at: change.now))
    }

    static func undo(_ params: UndoFigureImport, _ change: Change) async throws -> FigureImportUndone {
        let key = RememberedImport(
            province: OrganisationCode.province(of: params.under), under: params.under, import: params.import,
            by: change.caller.subject)
        let counts = try await change.database.first(CountRemembered(key: key))
        guard let counts, counts.all > 0 else { throw RPCError.notFound("file", params.import) }
        let changed = try await change.database.all(FiguresChangedSince(key: key, limit: namedMax))
        if !changed.isEmpty {
            throw RPCError.ruleViolated(
                "figures.changedSince", DataMessages.changedSince(changed.count),
                problems: changed.map {
                    Problem(path: "/import", rule: "figures.changedSince", message: DataMessages.changedSince($0))
                })
        }
        let removed = try await change.database.execute(RemoveImported(key: key))
        let restored = try await change.database.execute(
            RestoreFigures(key: key, now: change.now))
        let keys = try await change.database.all(KeysOfRemembered(key: key))
        try await change.database.execute(ForgetFigures(key: key))
        try await change.emit(
            "dataValue.imported", subject: params.under,
            data: FiguresChanged(
                under: params.under, elements: Set(keys.map(\.element)).sorted(),
                periods: Set(keys.map(\.period)).sorted()))
        let undone = FigureImportUndone(restored: restored, removed: removed)
        try await change.audit(subject: params.under, details: undone)
        return undone
    }
}

/// An import whose figures of before are kept.
struct RememberedImport: Sendable {
    var province: String
    var under: String
    var `import`: String
    var by: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(under)
        parameters.append(self.import)
        parameters.append(by)
    }

    fileprivate static let this = "(b.province, b.under, b.import, b.by) = ($1, $2, $3, $4)"
    fileprivate static let figure = """
        (v.province, v.element, v.period, v.dimensions, v.categories, v.organisation)
                    = (b.of_province, b.element, b.period, b.dimensions, b.categories, b.organisation)
        """
}

struct RememberFigures: Statement {
    static let sql = """
        INSERT INTO figure_before (province, under, import, by, of_province, element, period, dimensions, categories,
                                   organisation, state, number, written_state, written_number, at)
        SELECT $7, $8, $9, $10, o.province, given.element, given.period, c.dimensions, c.categories,
               given.organisation, v.state, v.number, c.state, given.number, $11
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
             AS given (element, period, organisation, categories, state, number)
        JOIN organisation o ON o.code = given.organisation
        CROSS JOIN LATERAL (SELECT string_to_array(given.categories, ' ') AS categories,
                                   regexp_replace(given.categories, '=[^ ]*', '', 'g') AS dimensions,
                                   nullif(given.state, 'notReported') AS state) AS c
        LEFT JOIN data_value v
               ON (v.province, v.element, v.period, v.dimensions, v.categories, v.organisation)
                = (o.province, given.element, given.period, c.dimensions, c.categories, given.organisation)
        WHERE (v.state, v.number) IS DISTINCT FROM (c.state, given.number)
        ON CONFLICT DO NOTHING
        """
    var rows: DataValueRows
    var province: String
    var under: String
    var `import`: String
    var by: String
    var at: Instant

    func bind(_ parameters: inout Parameters) {
        rows.bindKeys(&parameters)
        parameters.append(rows.states)
        parameters.append(rows.numbers)
        parameters.append(province)
        parameters.append(under)
        parameters.append(self.import)
        parameters.append(by)
        parameters.append(at)
    }

    typealias Row = Void
}

struct ForgetOldFigures: Statement {
    static let sql = "DELETE FROM figure_before WHERE province = $1 AND at < $2"
    var province: String
    var before: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(before)
    }

    typealias Row = Void
}

struct CountRemembered: Statement {
    static let sql = "SELECT count(*) FROM figure_before b WHERE \(RememberedImport.this)"
    struct Row: Sendable { var all: Int }
    var key: RememberedImport
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> Row { Row(all: try row.next()) }
}

/// Figures that are not as the import wrote them any more.
struct FiguresChangedSince: Statement {
    static let sql = """
        SELECT b.element, b.period, b.organisation, array_to_string(b.categories, ' ')
        FROM figure_before b
        LEFT JOIN data_value v ON \(RememberedImport.figure)
        WHERE \(RememberedImport.this) AND (v.state, v.number) IS DISTINCT FROM (b.written_state, b.written_number)
        ORDER BY b.element, b.period, b.organisation, b.categories
        LIMIT $5
        """
    var key: RememberedImport
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(limit)
    }

    /// In words: `67-ALL AY2566 67-S0001 sex=female`.
    static func decode(_ row: inout RowReader) throws -> String {
        var words: [String] = []
        for _ in 0..<4 { words.append(try row.next(String.self)) }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }
}

struct RemoveImported: Statement {
    static let sql = """
        DELETE FROM data_value v
        USING figure_before b
        WHERE \(RememberedImport.this) AND b.state IS NULL AND \(RememberedImport.figure)
        """
    var key: RememberedImport
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    typealias Row = Void
}

struct RestoreFigures: Statement {
    static let sql = """
        INSERT INTO data_value (province, element, period, organisation, categories, dimensions, element_province,
                                state, number, version, saved_at, saved_by)
        SELECT b.of_province, b.element, b.period, b.organisation, b.categories, b.dimensions,
               CASE WHEN b.element ~ '^[0-9]{2}(-|$)' THEN left(b.element, 2) ELSE 'TH' END, b.state, b.number, 1, $5,
               b.by
        FROM figure_before b
        WHERE \(RememberedImport.this) AND b.state IS NOT NULL
        ON CONFLICT (province, element, period, dimensions, categories, organisation) DO UPDATE
        SET state = EXCLUDED.state, number = EXCLUDED.number, version = data_value.version + 1,
            saved_at = EXCLUDED.saved_at, saved_by = EXCLUDED.saved_by
        """
    var key: RememberedImport
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(now)
    }

    typealias Row = Void
}

struct KeysOfRemembered: Statement {
    static let sql = "SELECT DISTINCT b.element, b.period FROM figure_before b WHERE \(RememberedImport.this)"
    struct Row: Sendable {
        var element: String
        var period: String
    }

    var key: RememberedImport
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }

    static func decode(_ row: inout RowReader) throws -> Row {
        Row(element: try row.next(), period: try row.next())
    }
}

struct ForgetFigures: Statement {
    static let sql = "DELETE FROM figure_before b WHERE \(RememberedImport.this)"
    var key: RememberedImport
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    typealias Row = Void
}
