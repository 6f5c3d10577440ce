import Postgres

extension IndicatorsMigrations {
    /// Answers are figures of who gave them, also in a round of a region or of the nation; but none of a province whose
    /// figures come from its own office's service.
    static let answersAsFigures = Migration(
        "indicators-0028-answers-as-figures",
        """
        CREATE OR REPLACE VIEW element_value AS
        SELECT v.province, v.element, v.period, v.organisation, v.categories, v.dimensions, v.state, v.number,
               '1' AS source
        FROM data_value v
        UNION ALL
        SELECT s.province, q.element, 'FY' || r.fiscal_year, s.organisation, '{}'::text[], '', a.state, a.number,
               '0' || r.code
        FROM question q
        JOIN round r      ON (r.province, r.id, r.questionnaire_version) = (q.province, q.round_id, q.version)
        JOIN submission s ON (s.province, s.round_id) = (r.province, r.id) AND s.state IN ('certified', 'accepted')
        JOIN answer a     ON (a.province, a.submission_id, a.question) = (s.province, s.id, q.code)
        WHERE q.element IS NOT NULL
          AND (s.province <> 'TH' OR s.organisation !~ '^[0-9]{2}(-|$)')
          AND NOT EXISTS (SELECT FROM followed_province f WHERE f.province = s.province)
        UNION ALL
        SELECT left(s.organisation, 2), q.element, 'FY' || r.fiscal_year, s.organisation, '{}'::text[], '', a.state,
               a.number, '0' || r.code
        FROM question q
        JOIN round r      ON (r.province, r.id, r.questionnaire_version) = (q.province, q.round_id, q.version)
        JOIN submission s ON (s.province, s.round_id) = (r.province, r.id) AND s.state IN ('certified', 'accepted')
        JOIN answer a     ON (a.province, a.submission_id, a.question) = (s.province, s.id, q.code)
        WHERE q.element IS NOT NULL AND q.province = 'TH'
          AND s.organisation ~ '^[0-9]{2}(-|$)'
          AND NOT EXISTS (SELECT FROM followed_province f WHERE f.province = left(s.organisation, 2));
        """)

    /// Counts changes of a round's figures, so that what follows from all of them is told again only after one.
    static let figureCounts = Migration(
        "indicators-0029-figure-counts", "ALTER TABLE round ADD COLUMN figures bigint NOT NULL DEFAULT 0")
}
