import Postgres

extension BudgetMigrations {
    /// What moved on a line on a day: so that a balance of any day, and an act of an earlier day, look at days and not at
    /// every posting.
    static let days = Migration(
        "budget-0016-line-days",
        #"""
        CREATE TABLE line_day (
            province     text   NOT NULL,
            line         uuid   NOT NULL,
            date         date   NOT NULL,
            received     bigint NOT NULL,
            transferred  bigint NOT NULL,
            available    bigint NOT NULL,
            reserved     bigint NOT NULL,
            committed    bigint NOT NULL,
            disbursed    bigint NOT NULL,
            returned     bigint NOT NULL,
            carried_over bigint NOT NULL,
            PRIMARY KEY (province, line, date),
            FOREIGN KEY (province, line) REFERENCES budget_line (province, id),
            CONSTRAINT line_day_balanced
                CHECK (received + transferred - returned - carried_over
                       = available + reserved + committed + disbursed)
        ) WITH (fillfactor = 75);
        INSERT INTO line_day
        SELECT province, line, date, sum(received), sum(transferred), sum(available), sum(reserved), sum(committed),
               sum(disbursed), sum(returned), sum(carried_over)
          FROM posting_effect
         GROUP BY province, line, date;
        REVOKE DELETE, TRUNCATE ON line_day FROM PUBLIC, CURRENT_USER;
        """#)
}
