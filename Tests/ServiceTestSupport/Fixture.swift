import Directory
import Postgres

/// The organisations that tests and replayed examples find: a nation, a region, a province with its education
/// office, a service area with two schools, and a municipality's school that another office guides.
public enum Fixture {
    /// Inserted into the template that test databases are cloned from.
    public static let organisations = Migration(
        "zzzz-fixture-organisations",
        """
        INSERT INTO organisation (province, code, id, kind, name_th, name_en, parent, supervisor, opened_on) VALUES
            ('TH', 'TH', '0192f0c1-0000-7000-8000-000000000001', 'nation', 'ประเทศไทย', 'Thailand', NULL, NULL,
             '1970-01-01'),
            ('TH', 'R17', '0192f0c1-0000-7000-8000-000000000002', 'region', 'ภาค 17', 'Region 17', 'TH', NULL,
             '1970-01-01'),
            ('67', '67', '0192f0c1-0000-7000-8000-000000000003', 'province', 'จังหวัดเพชรบูรณ์', 'Phetchabun', 'R17', NULL,
             '1970-01-01'),
            ('65', '65', '0192f0c1-0000-7000-8000-000000000004', 'province', 'จังหวัดพิษณุโลก', 'Phitsanulok', 'R17',
             NULL, '1970-01-01'),
            ('67', '67-01', '0192f0c1-0000-7000-8000-000000000005', 'provincialEducationOffice',
             'สำนักงานศึกษาธิการจังหวัดเพชรบูรณ์', 'Phetchabun Provincial Education Office', '67', NULL, '1970-01-01'),
            ('67', '67-02', '0192f0c1-0000-7000-8000-000000000006', 'educationServiceArea',
             'สำนักงานเขตพื้นที่การศึกษาประถมศึกษาเพชรบูรณ์ เขต 1', 'Phetchabun Primary ESAO 1', '67', NULL, '1970-01-01'),
            ('67', '67-17', '0192f0c1-0000-7000-8000-000000000007', 'agency',
             'สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดเพชรบูรณ์', 'Phetchabun Local Administration Office', '67', NULL,
             '1970-01-01'),
            ('67', '67-19', '0192f0c1-0000-7000-8000-000000000008', 'localGovernment', 'เทศบาลเมืองเพชรบูรณ์',
             'Phetchabun Town Municipality', '67', NULL, '1970-01-01'),
            ('67', '67-S0001', '0192f0c1-0000-7000-8000-000000000009', 'school', 'โรงเรียนตัวอย่าง 1',
             'Example School 1', '67-02', NULL, '1970-01-01'),
            ('67', '67-S0002', '0192f0c1-0000-7000-8000-000000000010', 'school', 'โรงเรียนตัวอย่าง 2',
             'Example School 2', '67-02', NULL, '1970-01-01'),
            ('67', '67-S0003', '0192f0c1-0000-7000-8000-000000000011', 'school', 'โรงเรียนตัวอย่าง 3',
             'Example School 3', '67-19', '67-17', '1970-01-01'),
            ('65', '65-01', '0192f0c1-0000-7000-8000-000000000012', 'provincialEducationOffice',
             'สำนักงานศึกษาธิการจังหวัดพิษณุโลก', 'Phitsanulok Provincial Education Office', '65', NULL, '1970-01-01');
        INSERT INTO organisation_history (province, code, version, change, effective_on, name_th, name_en, parent,
                                          supervisor, recorded_at)
        SELECT province, code, version, 'opened', opened_on, name_th, name_en, parent, supervisor, '2022-10-01Z'
          FROM organisation;
        INSERT INTO organisation_reach (ancestor, descendant, relation, depth)
        \(OrganisationReach.recomputed);
        """)
}
