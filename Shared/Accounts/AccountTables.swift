import Postgres

/// Accounts are few beside what people do with them, as the directory is: on a distributed database these tables are
/// reference tables.
enum AccountTables {
    static let migration = Migration(
        "accounts-0001-people",
        #"""
        CREATE TABLE account (
            id            uuid        PRIMARY KEY,
            name          text        NOT NULL CONSTRAINT account_name UNIQUE CHECK (name = lower(name)),
            display_name  text        NOT NULL,
            subject       text        NOT NULL CONSTRAINT account_subject UNIQUE,
            organisation  text        NOT NULL CONSTRAINT account_organisation REFERENCES organisation (code) DEFERRABLE,
            password      text,
            totp_secret   bytea       CHECK (octet_length(totp_secret) = 20),
            totp_step     bigint      NOT NULL DEFAULT 0,
            created_at    timestamptz NOT NULL,
            created_by    text        NOT NULL,
            disabled_at   timestamptz,
            version       bigint      NOT NULL DEFAULT 1
        );
        CREATE INDEX account_place ON account (organisation, id);

        CREATE TABLE account_invitation (
            digest     bytea       PRIMARY KEY CHECK (octet_length(digest) = 32),
            account    uuid        NOT NULL REFERENCES account (id),
            reset_totp boolean     NOT NULL DEFAULT false,
            expires_at timestamptz NOT NULL,
            used_at    timestamptz
        );
        CREATE INDEX account_invitation_account ON account_invitation (account);

        CREATE TABLE account_session (
            id               uuid        PRIMARY KEY,
            digest           bytea       NOT NULL CONSTRAINT account_session_digest UNIQUE
                             CHECK (octet_length(digest) = 32),
            account          uuid        NOT NULL REFERENCES account (id),
            started_at       timestamptz NOT NULL,
            seen_at          timestamptz NOT NULL,
            expires_at       timestamptz NOT NULL CHECK (expires_at > started_at),
            ended_at         timestamptz,
            waits_for_code   boolean     NOT NULL DEFAULT false,
            hat_role         text,
            hat_organisation text,
            agent            text        NOT NULL,
            address          text        NOT NULL,
            via              text        NOT NULL CHECK (via IN ('password', 'provider')),
            CHECK ((hat_role IS NULL) = (hat_organisation IS NULL))
        );
        CREATE INDEX account_session_account ON account_session (account, id) WHERE ended_at IS NULL;
        CREATE INDEX account_session_age ON account_session (expires_at);

        -- Counted by the name that was typed, whether or not there is such an account: nobody learns which there are.
        CREATE TABLE sign_in_attempt (
            name         text        PRIMARY KEY,
            failures     integer     NOT NULL,
            failed_at    timestamptz NOT NULL,
            locked_until timestamptz
        );

        CREATE TABLE account_identity (
            issuer  text NOT NULL,
            subject text NOT NULL,
            account uuid NOT NULL REFERENCES account (id),
            PRIMARY KEY (issuer, subject)
        );

        CREATE TABLE provider_visit (
            state      bytea       PRIMARY KEY CHECK (octet_length(state) = 32),
            nonce      text        NOT NULL,
            verifier   text        NOT NULL,
            return_to  text        NOT NULL,
            account    uuid        REFERENCES account (id),
            expires_at timestamptz NOT NULL
        );
        """#)

    /// Counted by network address, beside the count by name.
    static let addresses = Migration(
        "accounts-0002-sign-in-addresses",
        """
        CREATE TABLE sign_in_address (
            address    text        PRIMARY KEY,
            used_until timestamptz NOT NULL
        ) WITH (fillfactor = 70);
        -- What somebody had typed when the session ended, until the way back from the provider.
        ALTER TABLE provider_visit ADD COLUMN kept text;
        CREATE INDEX account_identity_account ON account_identity (account);
        """)

    /// An invitation is taken up at the provider.
    static let invitations = Migration(
        "accounts-0003-invitations-at-the-provider",
        """
        ALTER TABLE provider_visit ADD COLUMN invitation bytea CHECK (octet_length(invitation) = 32);
        ALTER TABLE provider_visit ADD CHECK (account IS NULL OR invitation IS NULL);
        """)
}
