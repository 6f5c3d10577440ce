/// A country: 77 provinces of ten agencies with 39 schools each (30,030 schools), 37 data elements, and as many figures
/// as are asked for, over three years and by sex. Runs once, as the owner of the tables.
struct IndicatorsFill {
    /// About so many figures; 10 million are all elements of all three years.
    let values: Int

    static let provinces = 10...86
    static let schools = 30_030
    /// Figures of one element and year: everything together, girls, boys.
    static let portion = schools * 3

    /// Elements of each year.
    private var elements: Int { min(max(values / Self.portion / 3, 1), 37) }

    var script: String {
        """
        \\set ON_ERROR_STOP on
        SET synchronous_commit = off; SET maintenance_work_mem = '512MB';
        SELECT count(*) > 0 AS is_filled FROM organisation WHERE code = '86-A10' \\gset
        \\if :is_filled
        \\q
        \\endif
        BEGIN;
        \(organisations)
        \(figures)
        COMMIT;
        VACUUM ANALYZE organisation, organisation_reach, data_element, data_value, figure_way;
        """
    }

    private let organisations = """
        INSERT INTO organisation (province, code, id, kind, name_th, parent, opened_on)
        VALUES ('TH', 'TH', gen_random_uuid(), 'nation', 'ประเทศไทย', NULL, '1970-01-01') ON CONFLICT DO NOTHING;
        INSERT INTO organisation (province, code, id, kind, name_th, parent, opened_on)
        SELECT p::text, p::text, gen_random_uuid(), 'province', 'จังหวัด', 'TH', '1970-01-01'
        FROM generate_series(10, 86) p ON CONFLICT DO NOTHING;
        INSERT INTO organisation (province, code, id, kind, name_th, parent, opened_on)
        SELECT p::text, p || '-A' || a, gen_random_uuid(), 'educationServiceArea', 'เขตพื้นที่', p::text, '1970-01-01'
        FROM generate_series(10, 86) p, generate_series(1, 10) a;
        INSERT INTO organisation (province, code, id, kind, name_th, parent, opened_on, district)
        SELECT p::text, p || '-S' || lpad((a * 39 + s - 39)::text, 4, '0'), gen_random_uuid(), 'school', 'โรงเรียน',
               p || '-A' || a, '1970-01-01', p || lpad(a::text, 2, '0')
        FROM generate_series(10, 86) p, generate_series(1, 10) a, generate_series(1, 39) s;
        INSERT INTO organisation_history (province, code, version, change, effective_on, name_th, parent, recorded_at)
        SELECT province, code, 1, 'opened', opened_on, name_th, parent, now() FROM organisation ON CONFLICT DO NOTHING;
        DELETE FROM organisation_reach;
        INSERT INTO organisation_reach (ancestor, descendant, relation, depth)
        WITH RECURSIVE up (descendant, ancestor, depth) AS (
            SELECT code, code, 0 FROM organisation
            UNION ALL
            SELECT up.descendant, o.parent, up.depth + 1 FROM up JOIN organisation o ON o.code = up.ancestor
            WHERE o.parent IS NOT NULL)
        SELECT ancestor, descendant, relation, depth
        FROM up CROSS JOIN (VALUES ('parent'), ('supervisor'), ('either')) AS r (relation)
        WHERE relation <> 'supervisor' OR depth = 0;
        UPDATE directory_state SET version = version + 1;
        INSERT INTO data_element (province, code, id, owner, name_th, unit_code, unit_th, period_type, decimals,
                                  minimum, maximum, dimensions, reported_by, version, changed_at)
        SELECT 'TH', 'TH-E' || e, gen_random_uuid(), 'TH', 'ข้อมูล', 'person', 'คน', 'fiscalYear', 0, 0, 50000000,
               '{sex}', '{}', 1, now()
        FROM generate_series(1, 37) e;
        INSERT INTO indicator (province, code, id, owner, name_th, unit_th, aggregation, direction, decimals, multiplier,
                               plan_elements, sdg_targets, rule_basis, rule_on_track_at, rule_behind_at, version,
                               changed_at, formula, unit_code)
        SELECT 'TH', 'TH-I' || e, gen_random_uuid(), 'TH', 'ตัวชี้วัด', 'ร้อยละ', 'formula', 'up', 2, 1000000, '{}', '{}',
               'target', 900000, 700000, 1, now(), 'percent({TH-E' || e || '}, {TH-E' || e % 3 + 1 || '})', 'percent'
        FROM generate_series(1, 37) e;
        """

    private var figures: String {
        """
        INSERT INTO data_value (province, element, period, organisation, categories, dimensions, element_province, state,
                                number, version, saved_at, saved_by)
        SELECT o.province, 'TH-E' || e, 'FY' || y, o.code,
               CASE c WHEN 0 THEN '{}' WHEN 1 THEN '{sex=female}' ELSE '{sex=male}' END::text[],
               CASE c WHEN 0 THEN '' ELSE 'sex' END, 'TH', 'value',
               (hashtext(o.code || e || y || c) & 511) * 10000, 1, now(), 'bench'
        FROM organisation o, generate_series(1, \(elements)) e, generate_series(2564, 2566) y, generate_series(0, 2) c
        WHERE o.kind = 'school'
        ORDER BY o.province, 2, 3, o.code;
        """
    }
}
