import Postgres

extension BudgetMigrations {
    /// Disbursement plans, the cabinet's targets, transfers and their rule table.
    static let plans = Migration(
        "budget-0003-plans-and-transfers",
        #"""
        -- One row a line; months[1] is October, months[12] September.
        CREATE TABLE disbursement_plan (
            province text     NOT NULL,
            line     uuid     NOT NULL,
            months   bigint[] NOT NULL,
            version  integer  NOT NULL CHECK (version > 0),
            set_by   text     NOT NULL,
            set_at   timestamptz NOT NULL,
            PRIMARY KEY (province, line),
            FOREIGN KEY (province, line) REFERENCES budget_line (province, id),
            CONSTRAINT disbursement_plan_months
                CHECK (cardinality(months) = 12 AND array_position(months, NULL) IS NULL AND 0 <= ALL (months))
        );

        -- The cabinet's targets, basis points of the year's budget, cumulative to the end of each quarter.
        CREATE TABLE disbursement_target (
            fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            scope       text    NOT NULL CHECK (scope IN ('overall', 'recurrent', 'investment')),
            measure     text    NOT NULL CHECK (measure IN ('spent', 'used')),
            q1          integer CHECK (q1 BETWEEN 0 AND 10000),
            q2          integer CHECK (q2 BETWEEN 0 AND 10000),
            q3          integer CHECK (q3 BETWEEN 0 AND 10000),
            q4          integer CHECK (q4 BETWEEN 0 AND 10000),
            provenance  text,
            PRIMARY KEY (fiscal_year, scope, measure)
        );

        CREATE TABLE budget_transfer (
            province      text        NOT NULL,
            id            uuid        NOT NULL,
            code          text        NOT NULL CHECK (char_length(code) BETWEEN 1 AND 64),
            from_line     uuid        NOT NULL,
            to_line       uuid        NOT NULL,
            amount        bigint      NOT NULL CHECK (amount > 0),
            state         text        NOT NULL
                CHECK (state IN ('requested', 'executed', 'rejected', 'withdrawn')),
            reason        text        NOT NULL,
            date          date        NOT NULL,
            letter_number text,
            matter        uuid,
            rules         jsonb       NOT NULL,
            reservation   uuid        NOT NULL,
            settlement    uuid,
            requested_by  text        NOT NULL,
            requested_at  timestamptz NOT NULL,
            PRIMARY KEY (province, id),
            FOREIGN KEY (province, from_line) REFERENCES budget_line (province, id),
            FOREIGN KEY (province, to_line) REFERENCES budget_line (province, id),
            FOREIGN KEY (province, reservation) REFERENCES ledger_entry (province, id),
            FOREIGN KEY (province, settlement) REFERENCES ledger_entry (province, id),
            CONSTRAINT budget_transfer_code_taken UNIQUE (province, code),
            CONSTRAINT budget_transfer_two_lines  CHECK (from_line <> to_line),
            CONSTRAINT budget_transfer_settled    CHECK ((state = 'requested') = (settlement IS NULL))
        );

        CREATE INDEX budget_transfer_by_id ON budget_transfer (id);
        CREATE INDEX budget_transfer_by_code ON budget_transfer (code);
        CREATE INDEX budget_transfer_by_from ON budget_transfer (province, from_line);
        CREATE INDEX budget_transfer_by_to ON budget_transfer (province, to_line);
        CREATE INDEX budget_transfer_by_matter ON budget_transfer (matter);

        -- '' and 0 stand for "any", so that the key holds.
        CREATE TABLE transfer_rule (
            change             text    NOT NULL
                CHECK (change IN ('organisation', 'planType', 'source', 'work', 'category', 'item')),
            into_category      text    NOT NULL DEFAULT ''
                CHECK (into_category IN ('', 'personnel', 'operating', 'investment', 'subsidy', 'other')),
            from_amount        bigint  NOT NULL DEFAULT 0 CHECK (from_amount >= 0),
            verdict            text    NOT NULL CHECK (verdict IN ('allowed', 'needsBudgetBureau', 'forbidden')),
            effective_from     date    NOT NULL,
            effective_to       date    CHECK (effective_to >= effective_from),
            report_within_days integer CHECK (report_within_days BETWEEN 1 AND 366),
            legal_reference    text    NOT NULL,
            provenance         text,
            PRIMARY KEY (change, into_category, from_amount, effective_from)
        );

        INSERT INTO transfer_rule (change, verdict, effective_from, report_within_days, legal_reference, provenance)
        VALUES
            ('organisation', 'forbidden', '2018-11-12', NULL,
             'พ.ร.บ. วิธีการงบประมาณ พ.ศ. 2561 มาตรา 35', 'from memory: between agencies only by a law; check the text'),
            ('source', 'forbidden', '2018-11-12', NULL,
             'พ.ร.บ. วิธีการงบประมาณ พ.ศ. 2561 มาตรา 35', 'assumed: money of one source stays with it; check the text'),
            ('planType', 'needsBudgetBureau', '2018-11-12', NULL,
             'พ.ร.บ. วิธีการงบประมาณ พ.ศ. 2561 มาตรา 36', 'from memory: between plans by the Budget Bureau; check the text'),
            ('work', 'needsBudgetBureau', '2018-11-12', NULL,
             'พ.ร.บ. วิธีการงบประมาณ พ.ศ. 2561 มาตรา 36', 'from memory: between outputs or projects by the Budget Bureau; check the text'),
            ('category', 'allowed', '2018-11-12', 15,
             'ระเบียบว่าด้วยการบริหารงบประมาณรายจ่าย พ.ศ. 2562', 'within one output by the head, reported within 15 days; check the text'),
            ('item', 'allowed', '2018-11-12', 15,
             'ระเบียบว่าด้วยการบริหารงบประมาณรายจ่าย พ.ศ. 2562', 'within one output by the head, reported within 15 days; check the text');
        INSERT INTO transfer_rule
               (change, into_category, from_amount, verdict, effective_from, legal_reference, provenance)
        VALUES
            ('category', 'investment', 100000000, 'needsBudgetBureau', '2018-11-12',
             'ระเบียบว่าด้วยการบริหารงบประมาณรายจ่าย พ.ศ. 2562',
             'ceiling for equipment of a million baht a unit; the amount stands in for the unit price; check the text'),
            ('category', 'personnel', 0, 'needsBudgetBureau', '2018-11-12',
             'ระเบียบว่าด้วยการบริหารงบประมาณรายจ่าย พ.ศ. 2562', 'assumed; check the text');
        """#)
}
