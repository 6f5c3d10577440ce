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
