/// Plans of twenty provinces, as many as are asked for: each office with ten goals and ninety projects, which serve the
/// province's goals, the master plan's and SDG4's, three links each; announced, so that everyone sees them.
struct PlansFilling {
    /// Offices in each province.
    let offices: Int

    static let provinces = 10...29

    init(elements: Int) {
        offices = max(1, elements / Self.provinces.count / 100)
    }

    /// One script; runs as the owner of the tables, once.
    var script: String {
        [
            "\\set ON_ERROR_STOP on", "SET maintenance_work_mem = '512MB'", "BEGIN", functions, organisations,
            "DROP INDEX element_text, element_short", "ALTER TABLE element DISABLE TRIGGER element_added",
            "ALTER TABLE link DISABLE TRIGGER link_added", plans, elements, links,
            "ALTER TABLE element ENABLE TRIGGER element_added", "ALTER TABLE link ENABLE TRIGGER link_added", indexes,
            "COMMIT", "VACUUM ANALYZE plan, plan_version, element, link, organisation, organisation_reach",
        ].map { $0.hasPrefix("\\") ? $0 : $0 + ";" }.joined(separator: "\n")
    }

    private var range: String {
        "generate_series(\(Self.provinces.lowerBound), \(Self.provinces.upperBound)) p"
    }

    /// Ids by what they are of, in the order of their making as the service's are.
    private let functions = """
        CREATE FUNCTION pg_temp.id(space integer, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
        $$ SELECT (lpad(to_hex(space), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid $$;
        CREATE FUNCTION pg_temp.office(p integer, n integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS
        $$ SELECT p * 1000000::bigint + n $$
        """

    private var organisations: String {
        """
        INSERT INTO organisation (province, code, id, kind, name_th, opened_on)
        VALUES ('TH', 'TH', pg_temp.id(1, 0), 'nation', 'ประเทศไทย', DATE '1970-01-01')
        ON CONFLICT DO NOTHING;
        INSERT INTO organisation (province, code, id, kind, name_th, parent, opened_on)
        SELECT p::text, p::text, pg_temp.id(1, p), 'province', 'จังหวัด ' || p, 'TH', DATE '1970-01-01' FROM \(range)
         UNION ALL
        SELECT p::text, p || '-B' || n, pg_temp.id(1, pg_temp.office(p, n)), 'school', 'โรงเรียน ' || n, p::text,
               DATE '1970-01-01'
          FROM \(range), generate_series(0, \(offices)) n
        ON CONFLICT DO NOTHING;
        INSERT INTO organisation_reach (ancestor, descendant, relation, depth)
        SELECT code, code, 'either', 0 FROM organisation WHERE id < pg_temp.id(2, 0)
         UNION ALL
        SELECT province, code, 'either', 1 FROM organisation WHERE id < pg_temp.id(2, 0) AND province <> code
         UNION ALL
        SELECT 'TH', code, 'either', 2 FROM organisation WHERE id < pg_temp.id(2, 0)
        ON CONFLICT DO NOTHING
        """
    }

    private var plans: String {
        """
        INSERT INTO plan (province, id, code, kind, level, name_th, first_year, last_year, organisation, higher,
                          current_version, created_at)
        VALUES ('TH', pg_temp.id(2, 1), 'BNS', 'nationalStrategy', 1, 'ยุทธศาสตร์', 2561, 2580, 'TH', '{}', 1, now()),
               ('TH', pg_temp.id(2, 2), 'BMP', 'masterPlan', 2, 'แผนแม่บท', 2561, 2580, 'TH', '{BNS}', 1, now()),
               ('TH', pg_temp.id(2, 3), 'BSDG', 'sustainableDevelopmentGoal', 2, 'SDG4', 2559, 2573, 'TH', '{}', 1, now());
        INSERT INTO plan (province, id, code, kind, level, name_th, first_year, last_year, organisation, higher,
                          current_version, created_at)
        SELECT p::text, pg_temp.id(2, pg_temp.office(p, n)), p || '-B' || n,
               CASE n WHEN 0 THEN 'provincialEducationPlan' ELSE 'schoolPlan' END, 3, 'แผน ' || p || ' ' || n, 2566, 2570,
               p || '-B' || n, CASE n WHEN 0 THEN ARRAY['BMP'] ELSE ARRAY['BMP', p || '-B0'] END, 1, now()
          FROM \(range), generate_series(0, \(offices)) n;
        INSERT INTO plan_version (province, plan, number, sealed, announced_on, created_at)
        SELECT province, id, 1, true, DATE '2022-12-14', now() FROM plan WHERE id < pg_temp.id(3, 0)
        """
    }

    private var elements: String {
        """
        INSERT INTO element (province, plan, plan_version, id, sealed, code, kind, text_th, place)
        SELECT 'TH', pg_temp.id(2, 1), 1, pg_temp.id(3, n), true, 'BZ' || n, 'goal', 'เป้าหมายยุทธศาสตร์ชาติที่ ' || n, n
          FROM generate_series(1, 40) n
         UNION ALL
        SELECT 'TH', pg_temp.id(2, 2), 1, pg_temp.id(3, 1000 + n), true, 'BY' || n, 'goal', 'เป้าหมายแผนแม่บทที่ ' || n, n
          FROM generate_series(1, 200) n
         UNION ALL
        SELECT 'TH', pg_temp.id(2, 3), 1, pg_temp.id(3, 2000 + n), true, 'BS' || n, 'goal', 'เป้าหมาย SDG4 ที่ ' || n, n
          FROM generate_series(1, 10) n
         UNION ALL
        SELECT p::text, pg_temp.id(2, pg_temp.office(p, 0)), 1, pg_temp.id(4, pg_temp.office(p, n)), true,
               p || '-B0-G' || n, 'goal', 'เป้าประสงค์จังหวัด ' || p || ' ที่ ' || n, n
          FROM \(range), generate_series(1, 45) n;
        INSERT INTO element (province, plan, plan_version, id, sealed, code, kind, text_th, organisation, place)
        SELECT p::text, pg_temp.id(2, pg_temp.office(p, n)), 1, pg_temp.id(5, pg_temp.office(p, n) * 1000 + g), true,
               p || '-B' || n || '-G' || g, 'goal', 'เป้าประสงค์ของสถานศึกษา ' || n || ' ที่ ' || g, p || '-B' || n, g
          FROM \(range), generate_series(1, \(offices)) n, generate_series(1, 10) g;
        INSERT INTO element (province, plan, plan_version, id, sealed, code, kind, parent, text_th, organisation, funding,
                             budget, tags, place)
        SELECT p::text, pg_temp.id(2, pg_temp.office(p, n)), 1, pg_temp.id(5, pg_temp.office(p, n) * 1000 + 100 + k), true,
               p || '-B' || n || '-P' || k, 'project', pg_temp.id(5, pg_temp.office(p, n) * 1000 + 1 + k % 10),
               'โครงการ' || (ARRAY['อ่านออกเขียนได้', 'ห้องสมุดมีชีวิต', 'โรงเรียนสีเขียว', 'เยี่ยมบ้านนักเรียน', 'ทักษะดิจิทัลครู',
                                 'ฝึกอาชีพระยะสั้น', 'นิเทศภายใน'])[1 + (k + n) % 7] || ' สถานศึกษา ' || n || ' รุ่นที่ ' || k,
               p || '-B' || n, 'funded', 100000 * k, '{synthetic}', k
          FROM \(range), generate_series(1, \(offices)) n, generate_series(1, 90) k
        """
    }

    /// Three from each goal and each project; an office serves a handful of the master plan's goals.
    private var links: String {
        """
        INSERT INTO link (province, plan, plan_version, element, to_element, kind, id, sealed, to_province, to_plan,
                          to_version)
        SELECT 'TH', pg_temp.id(2, 2), 1, pg_temp.id(3, 1000 + n), pg_temp.id(3, 1 + n % 40), 'xyzZ', pg_temp.id(6, n),
               true, 'TH', pg_temp.id(2, 1), 1
          FROM generate_series(1, 200) n
         UNION ALL
        SELECT p::text, pg_temp.id(2, pg_temp.office(p, 0)), 1, pg_temp.id(4, pg_temp.office(p, n)),
               pg_temp.id(3, 1001 + (p * 45 + n) % 200), 'xyzY1', pg_temp.id(6, pg_temp.office(p, n)), true, 'TH',
               pg_temp.id(2, 2), 1
          FROM \(range), generate_series(1, 45) n
         UNION ALL
        SELECT p::text, pg_temp.id(2, pg_temp.office(p, 0)), 1, pg_temp.id(4, pg_temp.office(p, n)),
               pg_temp.id(3, 2001 + n % 10), 'aligned', pg_temp.id(7, pg_temp.office(p, n)), true, 'TH',
               pg_temp.id(2, 3), 1
          FROM \(range), generate_series(1, 45) n;
        INSERT INTO link (province, plan, plan_version, element, to_element, kind, id, sealed, to_province, to_plan,
                          to_version)
        SELECT p::text, pg_temp.id(2, pg_temp.office(p, n)), 1, pg_temp.id(5, pg_temp.office(p, n) * 1000 + x),
               t.target, t.kind, pg_temp.id(7 + t.number, pg_temp.office(p, n) * 1000 + x), true, t.province, t.plan, 1
          FROM \(range), generate_series(1, \(offices)) n, generate_series(1, 190) x
         CROSS JOIN LATERAL (VALUES
               (1, 'xyzY1', 'TH', pg_temp.id(2, 2), pg_temp.id(3, 1001 + (n * 7 + x % 5) % 200)),
               (2, 'aligned', 'TH', pg_temp.id(2, 3), pg_temp.id(3, 2001 + x % 10)),
               (3, CASE WHEN x <= 10 THEN 'aligned' ELSE 'xyzY2' END,
                   CASE WHEN x <= 10 THEN p::text ELSE 'TH' END,
                   CASE WHEN x <= 10 THEN pg_temp.id(2, pg_temp.office(p, 0)) ELSE pg_temp.id(2, 2) END,
                   CASE WHEN x <= 10 THEN pg_temp.id(4, pg_temp.office(p, 1 + (n * 10 + x) % 45))
                        ELSE pg_temp.id(3, 1001 + (n * 7 + 100 + x % 3) % 200) END))
               AS t (number, kind, province, plan, target)
         WHERE x <= 10 OR x > 100
        """
    }

    private let indexes = """
        CREATE INDEX element_text ON element
         USING gin ((code || ' ' || text_th || ' ' || coalesce(text_en, '')) gin_trgm_ops)
          WITH (gin_pending_list_limit = 512);
        CREATE INDEX element_short ON element ((char_length(text_th)), id)
        """
}
