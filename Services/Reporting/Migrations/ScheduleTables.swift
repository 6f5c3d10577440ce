import Postgres

extension ReportingMigrations {
    /// To whom published reports were sent, and who has acknowledged them.
    static let deliveries = Migration(
        "reporting-0005-deliveries",
        #"""
        CREATE TABLE report_delivery (
            province        text        NOT NULL,
            id              uuid        NOT NULL,
            report          uuid        NOT NULL,
            receiver        text        NOT NULL,
            sent_on         date        NOT NULL,
            document        text,
            acknowledged_on date,
            acknowledgement text,
            recorded_by     text        NOT NULL,
            recorded_at     timestamptz NOT NULL,
            PRIMARY KEY (province, id),
            FOREIGN KEY (province, report) REFERENCES report (province, id),
            CONSTRAINT report_delivery_once UNIQUE (province, report, receiver),
            CONSTRAINT report_delivery_order CHECK (acknowledged_on >= sent_on),
            CHECK (acknowledged_on IS NOT NULL OR acknowledgement IS NULL)
        );

        CREATE INDEX report_delivery_by_id ON report_delivery (id);
        """#)
}

extension ReportingMigrations {
    /// The office's own map of its province.
    static let districts = Migration(
        "reporting-0012-districts",
        #"""
        CREATE TABLE district (
            province    text    NOT NULL,
            code        text    NOT NULL,
            name_th     text    NOT NULL,
            name_en     text,
            grid_column integer NOT NULL CHECK (grid_column BETWEEN 0 AND 49),
            grid_row    integer NOT NULL CHECK (grid_row BETWEEN 0 AND 49),
            shape       text,
            PRIMARY KEY (province, code),
            CONSTRAINT district_tile UNIQUE (province, grid_column, grid_row)
        );

        CREATE TABLE district_member (
            province     text NOT NULL,
            organisation text NOT NULL,
            district     text NOT NULL,
            PRIMARY KEY (province, organisation),
            FOREIGN KEY (province, district) REFERENCES district (province, code)
        );
        """#)
}
