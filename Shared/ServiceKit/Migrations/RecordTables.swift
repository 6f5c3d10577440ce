import Postgres

/// Tables of what every service keeps of its calls: answers by key, the audit trail with its seals, the event feed.
///
/// `audit_entry`, `audit_seal` and `event` are append-only: a service whose role is not the tables' owner is granted
/// SELECT and INSERT on them and nothing else (`ServicePrivileges`). They number everything of one service in one
/// order, so they do not carry a province as their key; on a distributed database they stay on the coordinator.
enum RecordTables {
    static let migration = Migration(
        "common-0001-records",
        #"""
        CREATE TABLE answered_call (
            subject     text        NOT NULL,
            method      text        NOT NULL,
            key         text        NOT NULL CHECK (char_length(key) BETWEEN 1 AND 128),
            digest      bytea       NOT NULL CHECK (octet_length(digest) = 32),
            answer      bytea,
            answered_at timestamptz NOT NULL,
            PRIMARY KEY (subject, method, key)
        ) WITH (fillfactor = 70);
        CREATE INDEX answered_call_age ON answered_call USING brin (answered_at);

        CREATE TABLE audit_entry (
            xact         xid8        NOT NULL DEFAULT pg_current_xact_id(),
            id           uuid        NOT NULL,
            at           timestamptz NOT NULL,
            subject      text        NOT NULL,
            kind         text        NOT NULL CHECK (kind IN ('anonymous', 'person', 'system')),
            method       text        NOT NULL,
            request_id   text        NOT NULL,
            organisation text,
            target       text,
            details      text,
            events       text,
            digest       bytea       NOT NULL CHECK (octet_length(digest) = 32),
            PRIMARY KEY (xact, id)
        );

        CREATE TABLE audit_seal (
            number bigint PRIMARY KEY CHECK (number > 0),
            xact   xid8   NOT NULL,
            entry  uuid   NOT NULL UNIQUE,
            digest bytea  NOT NULL CHECK (octet_length(digest) = 32),
            hash   bytea  NOT NULL CHECK (octet_length(hash) = 32)
        );

        CREATE TABLE audit_head (
            one          boolean PRIMARY KEY DEFAULT true CHECK (one),
            number       bigint  NOT NULL DEFAULT 0,
            hash         bytea   NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
            event_number bigint  NOT NULL DEFAULT 0,
            horizon      xid8    NOT NULL DEFAULT '0'
        );
        INSERT INTO audit_head DEFAULT VALUES;

        CREATE TABLE event (
            number       bigint      PRIMARY KEY CHECK (number > 0),
            id           uuid        NOT NULL,
            type         text        NOT NULL,
            subject      text        NOT NULL,
            organisation text,
            at           timestamptz NOT NULL,
            data         text        NOT NULL
        );

        REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry, audit_seal, event FROM PUBLIC;
        """#)
}

extension RecordTables {
    /// `audit.list` with a filter that few entries meet. The time has an order of its own: entries come as it goes.
    static let auditIndexes = Migration(
        "common-0006-audit-filters",
        """
        CREATE INDEX audit_entry_subject ON audit_entry (subject);
        CREATE INDEX audit_entry_target ON audit_entry (target) WHERE target IS NOT NULL;
        CREATE INDEX audit_entry_method ON audit_entry (method);
        CREATE INDEX audit_entry_organisation ON audit_entry (organisation text_pattern_ops);
        CREATE INDEX audit_entry_at ON audit_entry USING brin (at) WITH (pages_per_range = 16);
        """)
}

/// What a service's role may do where it is not the owner of the tables: migrations run as the owner, the service as
/// a role that was granted this.
public enum ServicePrivileges {
    /// Tables that nobody but their owner may update or delete from.
    public static let appendOnly = ["audit_entry", "audit_seal", "event"]

    /// SQL that grants a role what the service needs; run it as the owner after every migration.
    /// - Parameter role: its name, quoted here.
    public static func grants(to role: String) -> String {
        let name = "\"" + role.replacing("\"", with: "\"\"") + "\""
        return """
            GRANT USAGE ON SCHEMA public TO \(name);
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \(name);
            REVOKE UPDATE, DELETE, TRUNCATE ON \(appendOnly.joined(separator: ", ")) FROM \(name);
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO \(name);
            """
    }
}
