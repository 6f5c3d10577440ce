import Postgres

enum MeetingTables {
    /// Rules that the tables hold: no two terms of one person in a body overlap, nor those of two chairs; a resolution
    /// of a meeting needs that meeting's quorum (the foreign key names it); what is closed carries `closed` and is
    /// refused any change by triggers that look at their own row.
    static let migration = Migration(
        "procedures-0004-meetings",
        """
        CREATE EXTENSION IF NOT EXISTS btree_gist;

        ALTER TABLE body ADD COLUMN quorum_percent smallint NOT NULL DEFAULT 50
            CONSTRAINT body_quorum CHECK (quorum_percent BETWEEN 1 AND 100);

        CREATE TABLE appointment_order (
            province     text NOT NULL,
            body         uuid NOT NULL,
            number       text NOT NULL,
            order_on     date NOT NULL,
            signed_by_th text,
            signed_by_en text,
            file         text,
            CONSTRAINT appointment_order_number PRIMARY KEY (province, body, number),
            FOREIGN KEY (province, body) REFERENCES body (province, id),
            FOREIGN KEY (province, file) REFERENCES file (province, sha256));

        ALTER TABLE body_member
            ADD COLUMN order_number text,
            ADD FOREIGN KEY (province, body, order_number) REFERENCES appointment_order (province, body, number),
            ADD CONSTRAINT body_member_term_overlaps EXCLUDE USING gist
                (province WITH =, body WITH =, subject WITH =, daterange(term_from, term_until, '[]') WITH &&)
                WHERE (subject IS NOT NULL),
            ADD CONSTRAINT body_member_two_chairs EXCLUDE USING gist
                (province WITH =, body WITH =, daterange(term_from, term_until, '[]') WITH &&)
                WHERE (seat = 'chair');

        CREATE TABLE meeting (
            province      text    NOT NULL,
            id            uuid    NOT NULL,
            body          uuid    NOT NULL,
            number        text    NOT NULL,
            held_on       date    NOT NULL,
            starts_at     text,
            place_th      text,
            place_en      text,
            state         text    NOT NULL
                          CHECK (state IN ('planned', 'invited', 'held', 'closed', 'cancelled')),
            closed        boolean NOT NULL DEFAULT false,
            letter_number text,
            invited_on    date,
            member_count  integer NOT NULL CHECK (member_count >= 0),
            present_count integer CHECK (present_count BETWEEN 0 AND member_count),
            quorum        boolean,
            cancel_reason text,
            version       integer NOT NULL DEFAULT 1,
            PRIMARY KEY (province, id),
            CONSTRAINT meeting_number UNIQUE (province, body, number),
            UNIQUE (province, id, quorum),
            UNIQUE (province, id, closed),
            FOREIGN KEY (province, body) REFERENCES body (province, id),
            CHECK (closed = (state = 'closed')),
            CHECK ((state IN ('held', 'closed')) = (quorum IS NOT NULL)),
            CHECK ((quorum IS NULL) = (present_count IS NULL)));
        CREATE INDEX meeting_latest ON meeting (province, held_on DESC, id DESC);

        CREATE TABLE meeting_member (
            province       text    NOT NULL,
            meeting        uuid    NOT NULL,
            number         integer NOT NULL,
            closed         boolean NOT NULL DEFAULT false,
            seat           text    NOT NULL,
            position_th    text    NOT NULL,
            position_en    text,
            organisation   text,
            subject        text,
            attendance     text    CHECK (attendance IN ('present', 'represented', 'absent')),
            represented_by text,
            PRIMARY KEY (province, meeting, number),
            FOREIGN KEY (province, meeting, closed) REFERENCES meeting (province, id, closed) ON UPDATE CASCADE);

        ALTER TABLE resolution
            ADD COLUMN meeting_id uuid,
            ADD COLUMN quorum boolean,
            ADD CHECK ((meeting_id IS NULL) = (quorum IS NULL)),
            ADD CONSTRAINT resolution_quorum CHECK (quorum),
            ADD CONSTRAINT resolution_meeting_quorum FOREIGN KEY (province, meeting_id, quorum)
                REFERENCES meeting (province, id, quorum);

        CREATE TABLE agenda_item (
            province   text    NOT NULL,
            meeting    uuid    NOT NULL,
            number     integer NOT NULL CHECK (number > 0),
            closed     boolean NOT NULL DEFAULT false,
            section    text    NOT NULL,
            title_th   text    NOT NULL,
            title_en   text,
            matter     uuid,
            discussion text,
            resolution uuid,
            PRIMARY KEY (province, meeting, number),
            CONSTRAINT agenda_item_matter UNIQUE (province, meeting, matter),
            FOREIGN KEY (province, meeting, closed) REFERENCES meeting (province, id, closed) ON UPDATE CASCADE,
            FOREIGN KEY (province, resolution) REFERENCES resolution (province, id));

        CREATE TABLE meeting_paper (
            province text    NOT NULL,
            meeting  uuid    NOT NULL,
            item     integer NOT NULL,
            number   integer NOT NULL,
            name     text    NOT NULL,
            sha256   text    NOT NULL,
            PRIMARY KEY (province, meeting, item, number),
            FOREIGN KEY (province, meeting, item) REFERENCES agenda_item (province, meeting, number) ON DELETE CASCADE,
            FOREIGN KEY (province, sha256) REFERENCES file (province, sha256));

        CREATE TABLE meeting_notice (
            province      text    NOT NULL,
            meeting       uuid    NOT NULL,
            item          integer NOT NULL,
            organisation  text    NOT NULL,
            letter_number text    NOT NULL,
            sent_on       date    NOT NULL,
            PRIMARY KEY (province, meeting, item, organisation),
            FOREIGN KEY (province, meeting, item) REFERENCES agenda_item (province, meeting, number));

        CREATE TRIGGER meeting_immutable BEFORE UPDATE OR DELETE ON meeting
            FOR EACH ROW WHEN (OLD.state IN ('closed', 'cancelled'))
            EXECUTE FUNCTION procedures_append_only('meeting_immutable');
        CREATE TRIGGER meeting_member_immutable BEFORE UPDATE OR DELETE ON meeting_member
            FOR EACH ROW WHEN (OLD.closed) EXECUTE FUNCTION procedures_append_only('meeting_immutable');
        CREATE TRIGGER agenda_item_immutable BEFORE UPDATE OR DELETE ON agenda_item
            FOR EACH ROW WHEN (OLD.closed) EXECUTE FUNCTION procedures_append_only('meeting_immutable');
        CREATE TRIGGER meeting_notice_append_only BEFORE UPDATE OR DELETE ON meeting_notice
            FOR EACH ROW EXECUTE FUNCTION procedures_append_only('meeting_notice_append_only');
        """)
}
