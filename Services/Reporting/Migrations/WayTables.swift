import Postgres
import Procedures

extension ReportingMigrations {
    /// The ways of reports: procedures, the matter of each report, and which step of it was taken.
    static let ways = Migration(
        "reporting-0006-ways",
        #"""
        ALTER TABLE report ADD COLUMN matter uuid;
        ALTER TABLE report_step ADD COLUMN procedure_step text;

        """# + ProceduresModule.inserts(ReportProcedures.all))
}
