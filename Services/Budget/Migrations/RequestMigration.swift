import Postgres

extension BudgetMigrations {
    /// Requests for budget and what they are judged by.
    static let requests = Migration(
        "budget-0007-requests",
        #"""
        CREATE TABLE request_criterion (
            code       text    NOT NULL CHECK (char_length(code) BETWEEN 1 AND 64),
            from_year  integer NOT NULL CHECK (from_year BETWEEN 2400 AND 2800),
            to_year    integer CHECK (to_year BETWEEN from_year AND 2800),
            name_th    text    NOT NULL,
            name_en    text,
            weight     integer NOT NULL CHECK (weight BETWEEN 0 AND 1000),
            score_max  integer NOT NULL CHECK (score_max BETWEEN 1 AND 100),
            required   boolean NOT NULL,
            provenance text,
            PRIMARY KEY (code, from_year)
        );
        INSERT INTO request_criterion (code, from_year, name_th, name_en, weight, score_max, required, provenance)
        VALUES
            ('need', 2560, 'มีความจำเป็นและมีหลักฐานประกอบ', 'Necessary, with evidence', 25, 5, true,
             'work 13 of the manual; weight assumed, to be corrected by the office'),
            ('plan', 2560, 'สอดคล้องกับแผนพัฒนาการศึกษาจังหวัด', 'Serves the provincial education development plan', 25, 5,
             true, 'work 13 of the manual; weight assumed'),
            ('clear', 2560, 'วัตถุประสงค์ ผลผลิต และกลุ่มเป้าหมายชัดเจน', 'Objective, output and target group clear', 20, 5,
             false, 'national screening of projects; weight assumed'),
            ('ready', 2560, 'พร้อมดำเนินการทันทีเมื่อได้รับจัดสรร', 'Can begin as soon as the money comes', 15, 5, false,
             'assumed'),
            ('history', 2560, 'ผลการเบิกจ่ายสามปีย้อนหลัง', 'How the last three years were spent', 15, 5, false,
             'work 13 of the manual; weight assumed');

        CREATE TABLE budget_request (
            province       text        NOT NULL,
            id             uuid        NOT NULL,
            code           text        NOT NULL CHECK (char_length(code) BETWEEN 1 AND 64),
            fiscal_year    integer     NOT NULL CHECK (fiscal_year BETWEEN 2400 AND 2800),
            organisation   text        NOT NULL,
            source         text        NOT NULL
                CHECK (source IN ('parentAgency', 'provincialPlan', 'clusterPlan', 'regionalPlan', 'centralFund',
                                  'other')),
            amount         bigint      CHECK (amount > 0),
            draft          jsonb       NOT NULL,
            state          text        NOT NULL
                CHECK (state IN ('draft', 'submitted', 'approved', 'rejected', 'withdrawn', 'forwarded', 'granted',
                                 'partlyGranted', 'refused')),
            scores         jsonb       NOT NULL DEFAULT '[]',
            score          integer     CHECK (score BETWEEN 0 AND 10000),
            rank           integer     CHECK (rank > 0),
            within_ceiling boolean,
            matter         uuid,
            forward_letter text,
            forwarded_on   date,
            granted        bigint      CHECK (granted >= 0),
            answer_letter  text,
            answered_on    date,
            version        integer     NOT NULL CHECK (version > 0),
            created_by     text        NOT NULL,
            created_at     timestamptz NOT NULL,
            PRIMARY KEY (province, id),
            CONSTRAINT budget_request_code_taken UNIQUE (province, code),
            CONSTRAINT budget_request_amount     CHECK (state IN ('draft', 'withdrawn') OR amount IS NOT NULL),
            CONSTRAINT budget_request_granted    CHECK (granted <= amount),
            CONSTRAINT budget_request_answered
                CHECK ((state IN ('granted', 'partlyGranted', 'refused')) = (granted IS NOT NULL)),
            CONSTRAINT budget_request_ranked     CHECK ((rank IS NULL) = (within_ceiling IS NULL))
        );
        CREATE INDEX budget_request_by_id ON budget_request (id);
        CREATE INDEX budget_request_by_code ON budget_request (code);
        CREATE INDEX budget_request_by_organisation ON budget_request (organisation, fiscal_year);
        """#)
}
