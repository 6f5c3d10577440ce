import Postgres

/// Standing work with its windows, and where each organisation stands with it in a fiscal year.
enum DrivingMigrations {
    static let all = [
        Migration("plans-0003-driving", tables + DrivingItems.approaches + DrivingItems.items)
    ]

    private static let tables = """
        CREATE TABLE driving_approach (
            set      text     NOT NULL,
            approach smallint NOT NULL,
            name_th  text     NOT NULL,
            name_en  text,
            PRIMARY KEY (set, approach));
        CREATE TABLE driving_item (
            province text     NOT NULL,
            code     text     NOT NULL,
            set      text     NOT NULL CHECK (set IN ('calendar', 'roadmap')),
            approach smallint NOT NULL,
            level    text     NOT NULL CHECK (level IN ('office', 'agency', 'school')),
            number   smallint NOT NULL CHECK (number > 0),
            windows  text[]   NOT NULL,
            text_th  text     NOT NULL,
            text_en  text,
            version  integer  NOT NULL DEFAULT 1,
            PRIMARY KEY (province, code),
            CONSTRAINT driving_item_approach FOREIGN KEY (set, approach) REFERENCES driving_approach (set, approach),
            CONSTRAINT driving_item_windows CHECK (windows <@ ARRAY['previousQ3Q4', 'previousQ4Q1', 'quarter1',
                'quarter4', 'wholeYear', 'october', 'octoberNovember', 'weekAfterQuarter', 'parentCalendar']));
        CREATE TABLE driving_status (
            province     text        NOT NULL,
            organisation text        NOT NULL,
            fiscal_year  integer     NOT NULL,
            item         text        NOT NULL,
            occasion     smallint    NOT NULL CHECK (occasion BETWEEN 1 AND 4),
            state        text        NOT NULL CHECK (state IN ('notStarted', 'inProgress', 'done', 'notApplicable')),
            note         text,
            evidence     jsonb       NOT NULL DEFAULT '[]',
            changed_by   text        NOT NULL,
            changed_at   timestamptz NOT NULL,
            version      integer     NOT NULL DEFAULT 1,
            PRIMARY KEY (province, organisation, fiscal_year, item, occasion),
            CONSTRAINT driving_status_reason CHECK (state <> 'notApplicable' OR note IS NOT NULL));

        """
}
