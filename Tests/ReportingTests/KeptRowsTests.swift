import Kernel
import Postgres
import ServiceTestSupport
import Testing

@testable import Reporting

/// What is kept for good can be referred to by its owner, who is no superuser in an office, and is never changed.
@Suite(.timeLimit(.minutes(1))) struct KeptRowsTests {
    /// Tables that others refer to and whose owner may update nothing of: PostgreSQL then refuses every row that does.
    private struct SelectLocked: Statement {
        static let sql = """
            SELECT DISTINCT k.relname::text
              FROM pg_constraint AS c
              JOIN pg_class AS k ON k.oid = c.confrelid
             WHERE c.contype = 'f' AND k.relacl IS NOT NULL
               AND NOT EXISTS (SELECT FROM aclexplode(k.relacl) AS a
                                WHERE a.grantee = k.relowner AND a.privilege_type = 'UPDATE')
               AND NOT EXISTS (SELECT FROM pg_attribute AS t, aclexplode(t.attacl) AS a
                                WHERE t.attrelid = k.oid AND a.grantee = k.relowner AND a.privilege_type = 'UPDATE')
            """

        func bind(_ parameters: inout Parameters) {}
        static func decode(_ row: inout RowReader) throws -> String { try row.next() }
    }

    @Test func whatIsReferredToCanBeLocked() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting") { service in
            let locked = try await service.database.all(SelectLocked())
            #expect(locked == [])
        }
    }

    @Test func itIsNeverChanged() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting") { service in
            try await service.database.transaction {
                try await $0.script(
                    """
                    INSERT INTO document (province, id, organisation, kind, subject, content, sha256, job, created_at,
                                          created_by)
                    VALUES ('67', gen_random_uuid(), '67', 'letter', 'ก', 'x', encode(sha256('x'), 'hex'),
                            gen_random_uuid(), now(), 'x');
                    INSERT INTO emenscr_export
                    VALUES ('67', gen_random_uuid(), '67', 2566, 1, '{}', '[]', 'x', encode(sha256('x'), 'hex'), now(), 'x');
                    """)
            }
            for table in ["document", "emenscr_export"] {
                await #expect(throws: (any Error).self) {
                    try await service.database.transaction {
                        try await $0.script("UPDATE \(table) SET id = gen_random_uuid()")
                    }
                }
            }
        }
    }
}
