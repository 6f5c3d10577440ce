import Postgres

extension BudgetMigrations {
    /// Transfers that the plans service decides: what it is still to be told, and how far its events were read.
    static let agenda = Migration(
        "budget-0013-agenda",
        #"""
        ALTER TABLE budget_transfer
            ADD COLUMN agenda            text CHECK (agenda IN ('plans')),
            ADD COLUMN agenda_step       text,
            ADD COLUMN agenda_step_kind  text,
            ADD COLUMN decision          text,
            ADD COLUMN decided_on        date,
            ADD COLUMN resolution        uuid,
            ADD COLUMN observations      text,
            ADD COLUMN agenda_problem_th text,
            ADD COLUMN agenda_problem_en text,
            -- Raised by each event of its matter; what was seen of the matter was at least as new as `agenda_seen`.
            ADD COLUMN agenda_news       bigint NOT NULL DEFAULT 0,
            ADD COLUMN agenda_seen       bigint NOT NULL DEFAULT 0,
            ADD CONSTRAINT budget_transfer_agenda_seen CHECK (agenda_seen <= agenda_news);
        CREATE INDEX budget_transfer_with_news ON budget_transfer (province, id) WHERE agenda_seen < agenda_news;

        -- Written with what is to be told, told after it: nothing is lost while the other service is away.
        CREATE TABLE transfer_agenda_call (
            province      text        NOT NULL,
            transfer      uuid        NOT NULL,
            number        smallint    NOT NULL CHECK (number BETWEEN 1 AND 3),
            call          text        NOT NULL CHECK (call IN ('open', 'execute', 'withdraw')),
            date          date        NOT NULL,
            letter_number text,
            note          text,
            retry_at      timestamptz NOT NULL,
            answered_at   timestamptz,
            refused       boolean     NOT NULL DEFAULT false,
            PRIMARY KEY (province, transfer, call),
            FOREIGN KEY (province, transfer) REFERENCES budget_transfer (province, id)
        );
        CREATE INDEX transfer_agenda_call_waiting ON transfer_agenda_call (retry_at)
            WHERE answered_at IS NULL AND NOT refused;

        CREATE TABLE agenda_following (
            peer         text        PRIMARY KEY,
            read_through bigint      NOT NULL CHECK (read_through >= 0),
            heard_at     timestamptz NOT NULL
        );
        """#)
}
