import Postgres

extension ReportingMigrations {
    /// Contents are read piece by piece: the database must not unpack all of one for each piece.
    static let pieces = Migration(
        "reporting-0013-pieces",
        #"""
        ALTER TABLE report_content ALTER COLUMN content SET STORAGE EXTERNAL;
        ALTER TABLE report_draft ALTER COLUMN content SET STORAGE EXTERNAL;
        """#)

    /// What names a document or an export locks its row, which the database lets only those do who may update something
    /// of it: they may, and the trigger refuses it all the same.
    static let referredTo = Migration(
        "reporting-0014-referred-to",
        #"""
        CREATE FUNCTION reporting_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END;
        $$;

        CREATE TRIGGER document_never_changes
            BEFORE UPDATE ON document FOR EACH ROW EXECUTE FUNCTION reporting_never_changes();
        CREATE TRIGGER emenscr_export_never_changes
            BEFORE UPDATE ON emenscr_export FOR EACH ROW EXECUTE FUNCTION reporting_never_changes();

        GRANT UPDATE (id) ON document, emenscr_export TO CURRENT_USER;
        """#)
}
