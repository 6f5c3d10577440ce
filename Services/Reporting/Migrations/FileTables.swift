import Postgres

extension ReportingMigrations {
    /// Which job makes a file, so that each is made but once, and the hash of each file: of those that are made anew for
    /// everybody who asks (rows as CSV) the hash alone is kept.
    static let files = Migration(
        "reporting-0015-files",
        #"""
        CREATE TABLE report_file_job (
            province text NOT NULL,
            report   uuid NOT NULL,
            name     text NOT NULL,
            job      uuid,
            PRIMARY KEY (province, report, name),
            FOREIGN KEY (province, report) REFERENCES report (province, id)
        );

        ALTER TABLE report_file ALTER COLUMN bytes DROP NOT NULL;
        ALTER TABLE report_file ALTER COLUMN bytes SET STORAGE EXTERNAL;
        ALTER TABLE report_file ADD COLUMN sha256 text;
        ALTER TABLE report_file ADD COLUMN size bigint;
        UPDATE report_file SET sha256 = encode(sha256(bytes), 'hex'), size = length(bytes);
        ALTER TABLE report_file ALTER COLUMN sha256 SET NOT NULL;
        ALTER TABLE report_file ALTER COLUMN size SET NOT NULL;
        ALTER TABLE report_file ADD CONSTRAINT report_file_hashed
            CHECK (bytes IS NULL OR sha256 = encode(sha256(bytes), 'hex') AND size = length(bytes));
        """#)
}
