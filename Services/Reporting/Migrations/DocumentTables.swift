import Postgres

extension ReportingMigrations {
    /// Official documents as they were given, and the PDFs made of them. Neither is ever changed.
    static let documents = Migration(
        "reporting-0002-documents",
        #"""
        CREATE TABLE document (
            province     text        NOT NULL,
            id           uuid        NOT NULL,
            organisation text        NOT NULL,
            kind         text        NOT NULL,
            number       text,
            subject      text        NOT NULL,
            content      bytea       NOT NULL,
            sha256       text        NOT NULL,
            job          uuid        NOT NULL,
            created_at   timestamptz NOT NULL,
            created_by   text        NOT NULL,
            PRIMARY KEY (province, id),
            CONSTRAINT document_hashed CHECK (sha256 = encode(sha256(content), 'hex'))
        );

        CREATE INDEX document_by_id ON document (id);
        CREATE INDEX document_by_organisation ON document (province, organisation, id DESC);

        CREATE TABLE document_file (
            province text  NOT NULL,
            document uuid  NOT NULL,
            bytes    bytea NOT NULL,
            sha256   text  NOT NULL,
            PRIMARY KEY (province, document),
            FOREIGN KEY (province, document) REFERENCES document (province, id),
            CONSTRAINT document_file_hashed CHECK (sha256 = encode(sha256(bytes), 'hex'))
        );

        REVOKE UPDATE, DELETE, TRUNCATE ON document, document_file FROM PUBLIC, CURRENT_USER;
        """#)
}
