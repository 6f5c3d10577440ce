import Postgres

/// How PostgreSQL goes about a statement whatever its parameters are: the plan that a prepared statement may get after
/// a few calls. A lost index shows here and not in an office.
public enum StatementPlan {
    /// - Returns: the lines of `EXPLAIN`, with the tables as they are filled and analysed.
    public static func generic<Planned: Statement>(
        _ statement: Planned.Type, on client: PostgresClient
    ) async throws -> String {
        try await client.transaction { transaction in
            try await transaction.script(
                "SET LOCAL plan_cache_mode = force_generic_plan; PREPARE planned AS \(Planned.sql)")
            let lines = try await transaction.all(Explained<Planned>())
            try await transaction.script("DEALLOCATE planned")
            return lines.joined(separator: "\n")
        }
    }

    /// The plan for these parameters.
    public static func custom<Planned: Statement>(
        _ statement: Planned, on client: PostgresClient
    ) async throws -> String {
        try await client.transaction { try await $0.all(ExplainedOnce(statement: statement)) }.joined(separator: "\n")
    }

    /// Which of the tables a plan reads from end to end.
    public static func scanned(_ tables: [String], in plan: String) -> [String] {
        let words = plan.split { " \n()".contains($0) }
        return tables.filter { table in
            zip(words, words.dropFirst(3)).enumerated().contains { place, pair in
                pair.0 == "Seq" && words[place + 1] == "Scan" && words[place + 2] == "on" && pair.1 == table
            }
        }
    }

    private struct ExplainedOnce<Planned: Statement>: Statement {
        static var sql: String { "EXPLAIN (COSTS OFF) \(Planned.sql)" }
        let statement: Planned
        func bind(_ parameters: inout Parameters) { statement.bind(&parameters) }
        static func decode(_ row: inout RowReader) throws -> String { try row.next() }
    }

    private struct Explained<Planned: Statement>: Statement {
        static var sql: String {
            // The plan is made without looking at them.
            let values = Array(repeating: "NULL", count: parameters).joined(separator: ", ")
            return "EXPLAIN (COSTS OFF) EXECUTE planned" + (parameters == 0 ? "" : " (\(values))")
        }

        private static var parameters: Int {
            Planned.sql.split(separator: "$").dropFirst().compactMap { Int($0.prefix { $0.isNumber }) }.max() ?? 0
        }

        func bind(_ parameters: inout Parameters) {}
        static func decode(_ row: inout RowReader) throws -> String { try row.next() }
    }
}
