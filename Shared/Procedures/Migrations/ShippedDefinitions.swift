import CommonContract

/// The shipped definitions as rows.
enum ShippedDefinitions {
    /// Every shipped definition, as the database starts with it.
    static let all = ShippedProcedures.first + ShippedProcedures.second

    static func inserts(_ definitions: [String]) -> String {
        definitions.map { text in
            """
            INSERT INTO procedure_definition (province, code, version, effective_from, definition)
            SELECT 'TH', d ->> 'code', (d ->> 'version')::integer, (d ->> 'effectiveFrom')::date, d
              FROM (SELECT $definition$\(text)$definition$::jsonb AS d) AS shipped;
            """
        }
        .joined(separator: "\n")
    }

    /// What the first two are for: said afterwards, their steps are as they were.
    static var documentation: String {
        ShippedProcedures.documentation.map { procedure, members in
            """
            UPDATE procedure_definition
               SET definition = definition || $members${\(members)}$members$::jsonb
             WHERE province = 'TH' AND code = '\(procedure)' AND version = 1;
            """
        }
        .joined(separator: "\n")
    }
}
