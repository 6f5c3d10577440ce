import Postgres

extension IndicatorsMigrations {
    static let reminders = Migration(
        "indicators-0008-reminders",
        """
        CREATE TABLE contact (
            province     text NOT NULL,
            organisation text NOT NULL,
            email        text NOT NULL CHECK (email ~ '^[!-~]+@[!-~]+$'),
            name         text,
            PRIMARY KEY (province, organisation)
        );

        CREATE TABLE reminder_step (
            province       text    NOT NULL,
            round_id       uuid    NOT NULL,
            code           text    NOT NULL,
            position       integer NOT NULL,
            days_after_due integer NOT NULL CHECK (days_after_due BETWEEN -90 AND 90),
            target         text    NOT NULL CHECK (target IN ('organisation', 'parent', 'supervisor', 'province')),
            PRIMARY KEY (province, round_id, code),
            FOREIGN KEY (province, round_id) REFERENCES round (province, id)
        );

        -- What is to be sent, and the record of its sending. The key says that a step goes to a recipient once for a
        -- day, whoever plans it and how often.
        CREATE TABLE reminder (
            province    text        NOT NULL,
            id          uuid        NOT NULL,
            round_id    uuid        NOT NULL,
            step        text        NOT NULL,
            day         date        NOT NULL,
            recipient   text        NOT NULL,
            about       text[]      NOT NULL CHECK (about <> '{}'),
            email       text,
            name        text,
            state       text        NOT NULL
                CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'uncertain', 'undeliverable', 'obsolete')),
            attempts    integer     NOT NULL DEFAULT 0,
            planned_at  timestamptz NOT NULL,
            next_at     timestamptz NOT NULL,
            lease_until timestamptz,
            sent_at     timestamptz,
            error       text,
            PRIMARY KEY (province, id),
            UNIQUE (province, round_id, step, day, recipient),
            FOREIGN KEY (province, round_id) REFERENCES round (province, id),
            CONSTRAINT reminder_lease_whole CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
            CONSTRAINT reminder_sent_whole CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
            CONSTRAINT reminder_address CHECK (email IS NOT NULL OR state IN ('undeliverable', 'obsolete'))
        );
        CREATE INDEX reminder_waiting ON reminder (next_at) WHERE state IN ('queued', 'sending');
        """)
    /// Addresses and delivery are every service's now: they move to what the shared kit keeps.
    static let sharedMail = Migration(
        "indicators-0017-shared-mail",
        """
        INSERT INTO organisation_contact (province, organisation, email, name)
        SELECT province, organisation, email, name FROM contact
        ON CONFLICT DO NOTHING;
        DROP TABLE contact;

        INSERT INTO mail (province, id, kind, key, organisation, email, name, data, state, attempts, planned_at,
                          next_at, expires_at, lease_until, sent_at, error)
        SELECT n.province, n.id, 'reminder', r.code || ' ' || n.step || ' ' || n.day, n.recipient, n.email, n.name,
               json_build_object('round', r.code)::text, n.state, n.attempts, n.planned_at, n.next_at,
               n.next_at + interval '7 days', n.lease_until, n.sent_at, n.error
          FROM reminder n
          JOIN round r ON (r.province, r.id) = (n.province, n.round_id);
        ALTER TABLE reminder
            DROP COLUMN email, DROP COLUMN name, DROP COLUMN state, DROP COLUMN attempts, DROP COLUMN planned_at,
            DROP COLUMN next_at, DROP COLUMN lease_until, DROP COLUMN sent_at, DROP COLUMN error;
        """)
}
