import Postgres

extension IndicatorsMigrations {
    static let dataSets = Migration(
        "indicators-0010-data-sets",
        """
        CREATE TABLE data_set (
            province   text        NOT NULL,
            code       text        NOT NULL CHECK (code ~ '^[A-Za-z0-9_.-]{1,32}$'),
            id         uuid        NOT NULL,
            family     text        NOT NULL CHECK (family IN ('basic', 'quality', 'special')),
            definition jsonb       NOT NULL,
            version    integer     NOT NULL CHECK (version > 0),
            changed_at timestamptz NOT NULL,
            PRIMARY KEY (province, code),
            UNIQUE (province, id)
        );

        -- A data set of one period on its way to publication; the stage follows its matter.
        CREATE TABLE data_release (
            province   text        NOT NULL,
            id         uuid        NOT NULL,
            data_set   text        NOT NULL,
            period     text        NOT NULL,
            stage      text        NOT NULL CHECK (stage IN ('specified', 'collected', 'verified', 'processed',
                                                             'approved', 'published', 'stopped')),
            matter     uuid        NOT NULL,
            opens_on   date        NOT NULL,
            due_on     date        NOT NULL CHECK (due_on >= opens_on),
            changed_at timestamptz NOT NULL,
            PRIMARY KEY (province, id),
            FOREIGN KEY (province, data_set) REFERENCES data_set (province, code)
        );
        -- One at a time; after a stopped one another may begin.
        CREATE UNIQUE INDEX data_release_one ON data_release (province, data_set, period) WHERE stage <> 'stopped';

        CREATE TABLE data_finding (
            province     text        NOT NULL,
            data_set     text        NOT NULL,
            period       text        NOT NULL,
            organisation text        NOT NULL,
            kind         text        NOT NULL CHECK (kind IN ('hard', 'soft', 'outlier')),
            about        text        NOT NULL,
            message_th   text        NOT NULL,
            message_en   text,
            value        bigint,
            score        bigint,
            state        text        NOT NULL CHECK (state IN ('open', 'followUp', 'explained', 'resolved')),
            note         text,
            changed_at   timestamptz NOT NULL,
            PRIMARY KEY (province, data_set, period, organisation, kind, about),
            FOREIGN KEY (province, data_set) REFERENCES data_set (province, code),
            CONSTRAINT data_finding_explained CHECK (state <> 'explained' OR note IS NOT NULL)
        );
        """)
}
