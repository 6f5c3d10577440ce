import Postgres

/// `organisation_reach` is the closure of the two relations, kept in the transaction that changes them: one row for
/// each pair and relation, an organisation reaches itself at depth 0, and in `either` each pair stands once with its
/// shortest way, so that a roll-up counts a school once (domain §3).
///
/// The directory is small beside what refers to it: on a distributed database its tables are reference tables.
enum DirectoryTables {
    /// Every call of a person asks what the person was given.
    static let subjectIndex = Migration(
        "directory-0002-assignments-of-a-subject", "CREATE INDEX assignment_subject ON assignment (subject)")

    static let migration = Migration(
        "directory-0001-organisations",
        #"""
        CREATE TABLE organisation (
            province   text    NOT NULL,
            code       text    NOT NULL CONSTRAINT organisation_code UNIQUE CHECK (char_length(code) <= 32),
            id         uuid    NOT NULL CONSTRAINT organisation_id UNIQUE,
            kind       text    NOT NULL
                       CHECK (kind IN ('nation', 'ministry', 'region', 'province', 'provincialEducationOffice',
                                       'educationServiceArea', 'agency', 'localGovernment', 'university', 'school')),
            name_th    text    NOT NULL,
            name_en    text,
            parent     text    CONSTRAINT organisation_parent REFERENCES organisation (code) DEFERRABLE,
            supervisor text    CONSTRAINT organisation_supervisor REFERENCES organisation (code) DEFERRABLE,
            opened_on  date    NOT NULL,
            closed_on  date,
            successor  text    CONSTRAINT organisation_successor REFERENCES organisation (code) DEFERRABLE,
            version    bigint  NOT NULL DEFAULT 1,
            PRIMARY KEY (province, code),
            CONSTRAINT organisation_province
                CHECK (province = 'TH' OR code = province OR starts_with(code, province || '-')),
            CONSTRAINT organisation_top CHECK (parent IS NOT NULL OR kind = 'nation'),
            CONSTRAINT organisation_own_parent CHECK (parent <> code AND supervisor <> code),
            CONSTRAINT organisation_life CHECK (closed_on >= opened_on)
        );
        CREATE INDEX organisation_parents ON organisation (parent);
        CREATE INDEX organisation_supervisors ON organisation (supervisor) WHERE supervisor IS NOT NULL;

        CREATE TABLE organisation_history (
            province     text        NOT NULL,
            code         text        NOT NULL,
            version      bigint      NOT NULL,
            change       text        NOT NULL CHECK (change IN ('opened', 'moved', 'renamed', 'closed')),
            effective_on date        NOT NULL,
            name_th      text        NOT NULL,
            name_en      text,
            parent       text,
            supervisor   text,
            successor    text,
            reason       text,
            recorded_at  timestamptz NOT NULL,
            PRIMARY KEY (province, code, version)
        );

        CREATE TABLE organisation_reach (
            ancestor   text     NOT NULL,
            descendant text     NOT NULL,
            relation   text     NOT NULL CHECK (relation IN ('parent', 'supervisor', 'either')),
            depth      smallint NOT NULL CHECK (depth >= 0),
            PRIMARY KEY (ancestor, relation, descendant)
        );
        CREATE INDEX organisation_reach_up ON organisation_reach (descendant, relation, ancestor);

        CREATE TABLE assignment (
            id           uuid   PRIMARY KEY,
            subject      text   NOT NULL,
            role         text   NOT NULL,
            organisation text   NOT NULL CONSTRAINT assignment_organisation REFERENCES organisation (code) DEFERRABLE,
            valid_from   date   NOT NULL,
            valid_until  date,
            version      bigint NOT NULL DEFAULT 1,
            CONSTRAINT assignment_period CHECK (valid_until >= valid_from)
        );
        CREATE UNIQUE INDEX assignment_open ON assignment (subject, role, organisation) WHERE valid_until IS NULL;
        CREATE INDEX assignment_place ON assignment (organisation, id);

        CREATE TABLE directory_state (
            one     boolean PRIMARY KEY DEFAULT true CHECK (one),
            version bigint  NOT NULL DEFAULT 0
        );
        INSERT INTO directory_state DEFAULT VALUES;

        CREATE TABLE directory_following (
            peer        text   PRIMARY KEY,
            read_through bigint NOT NULL
        );
        """#)

    /// Where organisations lie, what other schemes call them, and dated changes of more kinds. What follows another
    /// directory begins anew: what it had copied before lacked the changes' dates.
    static let places = Migration(
        "directory-0003-places-and-codes",
        """
        ALTER TABLE organisation
            ADD COLUMN district    text CONSTRAINT organisation_district CHECK (district ~ '^[0-9]{4}$'),
            ADD COLUMN subdistrict text CONSTRAINT organisation_subdistrict CHECK (subdistrict ~ '^[0-9]{6}$'),
            ADD CONSTRAINT organisation_place CHECK (district IS NULL OR starts_with(subdistrict, district));
        CREATE INDEX organisation_in_district ON organisation (district, code) WHERE district IS NOT NULL;

        CREATE TABLE organisation_alias (
            province     text NOT NULL,
            organisation text NOT NULL,
            scheme       text NOT NULL CHECK (scheme ~ '^[A-Za-z0-9]{1,32}$'),
            code         text NOT NULL CHECK (char_length(code) BETWEEN 1 AND 32),
            PRIMARY KEY (province, organisation, scheme),
            FOREIGN KEY (province, organisation) REFERENCES organisation (province, code) DEFERRABLE,
            CONSTRAINT organisation_code_once UNIQUE (scheme, code) DEFERRABLE
        );

        ALTER TABLE organisation_history
            DROP CONSTRAINT organisation_history_change_check,
            ADD CONSTRAINT organisation_history_change_check
                CHECK (change IN ('opened', 'moved', 'renamed', 'closed', 'merged', 'described', 'corrected'));

        CREATE TABLE area (
            code    text PRIMARY KEY CHECK (code ~ '^[0-9]{2}([0-9]{2}([0-9]{2})?)?$'),
            name_th text NOT NULL CHECK (name_th <> ''),
            name_en text
        );
        DELETE FROM directory_following;
        """)

    /// How far a feed was read is kept with that of everything else that is followed.
    static let following = Migration(
        "directory-0004-following",
        """
        INSERT INTO followed_feed (peer, name, read_through)
        SELECT peer, 'directory', read_through FROM directory_following;
        DROP TABLE directory_following;
        """)

    /// How often organisations were written, assignments apart: whether the tree is still the one that somebody took a
    /// copy of is one row's matter.
    static let writes = Migration(
        "directory-0005-writes", "ALTER TABLE directory_state ADD COLUMN writes bigint NOT NULL DEFAULT 0")
}
