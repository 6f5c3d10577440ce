import Postgres

extension BudgetMigrations {
    /// Lines with their kept totals. A line's row is where the rules of money are held: no stage below zero, and
    /// allocated = available + reserved + committed + disbursed (domain §7).
    static let lines = Migration(
        "budget-0001-lines",
        #"""
        CREATE TABLE budget_line (
            province          text        NOT NULL CHECK (province ~ '^([0-9]{2}|TH)$'),
            id                uuid        NOT NULL,
            code              text        NOT NULL CHECK (char_length(code) BETWEEN 1 AND 64),
            fiscal_year       integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            organisation      text        NOT NULL,
            plan_type         text        NOT NULL
                CHECK (plan_type IN ('personnel', 'basic', 'strategic', 'integrated')),
            category          text        NOT NULL
                CHECK (category IN ('personnel', 'operating', 'investment', 'subsidy', 'other')),
            category_detail   text[]      NOT NULL DEFAULT '{}' CHECK (cardinality(category_detail) <= 5),
            source            text        NOT NULL
                CHECK (source IN ('parentAgency', 'provincialPlan', 'clusterPlan', 'regionalPlan', 'centralFund',
                                  'other')),
            source_name       text,
            work_kind         text        NOT NULL CHECK (work_kind IN ('output', 'project')),
            work_code         text        NOT NULL CHECK (char_length(work_code) BETWEEN 1 AND 64),
            work_name_th      text,
            work_name_en      text,
            item_th           text,
            item_en           text,
            gfmis_agency      text        CHECK (gfmis_agency ~ '^[0-9]{5}$'),
            gfmis_unit        text        CHECK (gfmis_unit ~ '^[0-9]{10}$'),
            gfmis_fund        text        CHECK (gfmis_fund ~ '^[0-9]{7}$'),
            gfmis_budget_code text        CHECK (gfmis_budget_code ~ '^[0-9]{20}$'),
            created_at        timestamptz NOT NULL,
            created_by        text        NOT NULL,

            -- Kept totals in satang, updated in the transaction of the postings.
            received          bigint      NOT NULL DEFAULT 0,
            transferred       bigint      NOT NULL DEFAULT 0,
            allocated         bigint      NOT NULL DEFAULT 0,
            available         bigint      NOT NULL DEFAULT 0,
            reserved          bigint      NOT NULL DEFAULT 0,
            committed         bigint      NOT NULL DEFAULT 0,
            disbursed         bigint      NOT NULL DEFAULT 0,
            returned          bigint      NOT NULL DEFAULT 0,
            carried_over      bigint      NOT NULL DEFAULT 0,
            -- The latest day that anything was posted for.
            last_date         date,

            PRIMARY KEY (province, id),
            CONSTRAINT budget_line_code_taken       UNIQUE (province, code),
            CONSTRAINT budget_line_available        CHECK (available >= 0),
            CONSTRAINT budget_line_reserved         CHECK (reserved >= 0),
            CONSTRAINT budget_line_committed        CHECK (committed >= 0),
            CONSTRAINT budget_line_disbursed        CHECK (disbursed >= 0),
            CONSTRAINT budget_line_returned         CHECK (returned >= 0),
            CONSTRAINT budget_line_carried_over     CHECK (carried_over >= 0),
            -- 10^15 baht, the largest amount taken from outside.
            CONSTRAINT budget_line_received         CHECK (received BETWEEN 0 AND 100000000000000000),
            CONSTRAINT budget_line_balanced
                CHECK (allocated = available + reserved + committed + disbursed),
            CONSTRAINT budget_line_explained
                CHECK (allocated = received + transferred - returned - carried_over)
        ) WITH (fillfactor = 75);

        CREATE INDEX budget_line_by_id ON budget_line (id);
        CREATE INDEX budget_line_by_code ON budget_line (code);
        CREATE INDEX budget_line_by_organisation ON budget_line (organisation, fiscal_year);
        CREATE INDEX budget_line_by_year ON budget_line (fiscal_year, province);

        -- What moved on a line in a calendar month; the line's totals are the sums of its months.
        CREATE TABLE line_month (
            province     text   NOT NULL,
            line         uuid   NOT NULL,
            month        date   NOT NULL CHECK (month = date_trunc('month', month::timestamp)::date),
            received     bigint NOT NULL,
            transferred  bigint NOT NULL,
            available    bigint NOT NULL,
            reserved     bigint NOT NULL,
            committed    bigint NOT NULL,
            disbursed    bigint NOT NULL,
            returned     bigint NOT NULL,
            carried_over bigint NOT NULL,
            PRIMARY KEY (province, line, month),
            FOREIGN KEY (province, line) REFERENCES budget_line (province, id),
            CONSTRAINT line_month_balanced
                CHECK (received + transferred - returned - carried_over
                       = available + reserved + committed + disbursed)
        ) WITH (fillfactor = 75);
        """#)
}
