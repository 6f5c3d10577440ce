import Postgres

/// Partners, agreements, contributions and materials keep what the caller gave as it is (`body`, the contract's draft);
/// ISO dates in it compare as texts. Quizzes keep every version of their questions, every attempt and certificate.
enum PartnerMigrations {
    static let all = [Migration("plans-0004-partners", partners), Migration("plans-0005-quizzes", quizzes)]

    private static let partners = """
        CREATE TABLE partner (
            province     text    NOT NULL,
            id           uuid    NOT NULL,
            organisation text    NOT NULL,
            body         jsonb   NOT NULL,
            version      integer NOT NULL DEFAULT 1,
            PRIMARY KEY (province, id),
            CONSTRAINT partner_term CHECK (body ->> 'termUntil' >= body ->> 'termFrom'));
        CREATE INDEX partner_of ON partner (organisation, id);

        CREATE TABLE agreement (
            province     text    NOT NULL,
            id           uuid    NOT NULL,
            organisation text    NOT NULL,
            body         jsonb   NOT NULL,
            version      integer NOT NULL DEFAULT 1,
            PRIMARY KEY (province, id),
            CONSTRAINT agreement_term CHECK (body ->> 'validUntil' >= body ->> 'validFrom'),
            CONSTRAINT agreement_end CHECK ((body ->> 'endedOn' IS NULL) = (body ->> 'endReason' IS NULL)));
        CREATE INDEX agreement_of ON agreement (organisation, id);
        CREATE TABLE agreement_partner (
            province  text NOT NULL,
            agreement uuid NOT NULL,
            partner   uuid NOT NULL,
            PRIMARY KEY (province, agreement, partner),
            FOREIGN KEY (province, agreement) REFERENCES agreement (province, id),
            CONSTRAINT agreement_partner_known FOREIGN KEY (province, partner) REFERENCES partner (province, id));
        CREATE INDEX agreement_by_partner ON agreement_partner (province, partner);

        CREATE TABLE contribution (
            province     text    NOT NULL,
            id           uuid    NOT NULL,
            organisation text    NOT NULL,
            body         jsonb   NOT NULL,
            partner      uuid    NOT NULL GENERATED ALWAYS AS ((body ->> 'partner')::uuid) STORED,
            version      integer NOT NULL DEFAULT 1,
            PRIMARY KEY (province, id),
            CONSTRAINT contribution_partner_known FOREIGN KEY (province, partner) REFERENCES partner (province, id));
        CREATE INDEX contribution_of ON contribution (organisation, id);
        CREATE INDEX contribution_by_partner ON contribution (province, partner);

        CREATE TABLE material (
            province     text    NOT NULL,
            id           uuid    NOT NULL,
            organisation text    NOT NULL,
            body         jsonb   NOT NULL,
            version      integer NOT NULL DEFAULT 1,
            PRIMARY KEY (province, id));
        CREATE INDEX material_of ON material (organisation, id);
        """

    private static let quizzes = """
        CREATE TABLE quiz (
            province          text     NOT NULL,
            id                uuid     NOT NULL,
            code              text     NOT NULL,
            organisation      text     NOT NULL,
            title_th          text     NOT NULL,
            title_en          text,
            pass_percent      smallint NOT NULL CHECK (pass_percent BETWEEN 1 AND 100),
            attempts_max      smallint CHECK (attempts_max > 0),
            questions_version integer  NOT NULL DEFAULT 0,
            PRIMARY KEY (province, id),
            CONSTRAINT quiz_code UNIQUE (province, code));
        CREATE TABLE quiz_questions (
            province     text        NOT NULL,
            quiz         uuid        NOT NULL,
            number       integer     NOT NULL CHECK (number > 0),
            questions    jsonb       NOT NULL,
            published_at timestamptz NOT NULL,
            PRIMARY KEY (province, quiz, number),
            FOREIGN KEY (province, quiz) REFERENCES quiz (province, id));
        CREATE TABLE quiz_attempt (
            province  text        NOT NULL,
            quiz      uuid        NOT NULL,
            questions integer     NOT NULL,
            subject   text        NOT NULL,
            number    integer     NOT NULL CHECK (number > 0),
            id        uuid        NOT NULL,
            answers   jsonb       NOT NULL,
            score     integer     NOT NULL,
            points    integer     NOT NULL,
            passed    boolean     NOT NULL,
            taken_at  timestamptz NOT NULL,
            CONSTRAINT quiz_attempt_number PRIMARY KEY (province, quiz, questions, subject, number),
            FOREIGN KEY (province, quiz, questions) REFERENCES quiz_questions (province, quiz, number),
            CONSTRAINT quiz_attempt_score CHECK (score BETWEEN 0 AND points));
        CREATE TABLE certificate (
            province    text    NOT NULL,
            code        text    NOT NULL,
            quiz        uuid    NOT NULL,
            questions   integer NOT NULL,
            subject     text    NOT NULL,
            fiscal_year integer NOT NULL,
            number      integer NOT NULL,
            holder      text    NOT NULL,
            issued_on   date    NOT NULL,
            score       integer NOT NULL,
            points      integer NOT NULL,
            PRIMARY KEY (province, code),
            CONSTRAINT certificate_once UNIQUE (province, quiz, questions, subject),
            CONSTRAINT certificate_number UNIQUE (province, quiz, fiscal_year, number),
            FOREIGN KEY (province, quiz, questions) REFERENCES quiz_questions (province, quiz, number));
        CREATE TRIGGER quiz_questions_stay BEFORE UPDATE OR DELETE ON quiz_questions
            FOR EACH ROW EXECUTE FUNCTION plans_sealed('quiz_questions_immutable');
        CREATE TRIGGER quiz_attempt_stays BEFORE UPDATE OR DELETE ON quiz_attempt
            FOR EACH ROW EXECUTE FUNCTION plans_sealed('quiz_attempt_immutable');
        CREATE TRIGGER certificate_stays BEFORE UPDATE OR DELETE ON certificate
            FOR EACH ROW EXECUTE FUNCTION plans_sealed('certificate_immutable');
        """
}
