import Postgres

extension BudgetMigrations {
    /// Advice, and what came of a year's money.
    static let advice = Migration(
        "budget-0011-advice-and-evaluation",
        #"""
        CREATE TABLE budget_advice (
            province       text        NOT NULL,
            id             uuid        NOT NULL,
            organisation   text        NOT NULL,
            topic          text        NOT NULL CHECK (topic IN ('spending', 'system')),
            question       text        NOT NULL,
            asked_by       text        NOT NULL,
            asked_at       timestamptz NOT NULL,
            answer         text,
            answered_by    text,
            answered_at    timestamptz,
            effect         text,
            solved         boolean,
            followed_up_at timestamptz,
            PRIMARY KEY (province, id),
            CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL)),
            CHECK ((effect IS NULL) = (solved IS NULL) AND (effect IS NULL) = (followed_up_at IS NULL)),
            CONSTRAINT budget_advice_in_order CHECK (effect IS NULL OR answer IS NOT NULL)
        );
        CREATE INDEX budget_advice_by_id ON budget_advice (id);
        CREATE INDEX budget_advice_by_organisation ON budget_advice (organisation, asked_at);
        REVOKE UPDATE, DELETE, TRUNCATE ON budget_advice FROM PUBLIC, CURRENT_USER;
        GRANT UPDATE (answer, answered_by, answered_at, effect, solved, followed_up_at)
           ON budget_advice TO CURRENT_USER;

        CREATE TABLE budget_evaluation (
            province     text        NOT NULL,
            organisation text        NOT NULL,
            fiscal_year  integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            work_code    text        NOT NULL CHECK (char_length(work_code) BETWEEN 1 AND 64),
            -- In ten-thousandths.
            quantity     bigint      CHECK (quantity > 0),
            unit         text,
            problems     text,
            risks        text[]      NOT NULL,
            suggestions  text,
            recorded_by  text        NOT NULL,
            recorded_at  timestamptz NOT NULL,
            version      integer     NOT NULL CHECK (version > 0),
            PRIMARY KEY (province, organisation, fiscal_year, work_code)
        );
        CREATE INDEX budget_evaluation_by_organisation ON budget_evaluation (organisation, fiscal_year);
        """#)
}
