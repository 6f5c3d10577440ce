-- What plan.create does to the database, in one transaction, statement by statement.
\set n random(1, 9000000000000000)
BEGIN;
WITH claimed AS (
    INSERT INTO answered_call (subject, method, key, digest, answered_at)
    VALUES ('pgbench', 'plan.create', :n::text, decode(repeat('0f', 32), 'hex'), now())
    ON CONFLICT DO NOTHING
    RETURNING digest)
SELECT true, digest, NULL::bytea FROM claimed
UNION ALL
SELECT false, digest, answer FROM answered_call
 WHERE subject = 'pgbench' AND method = 'plan.create' AND key = :n::text;
SELECT EXISTS (SELECT FROM organisation WHERE code = '67-01');
WITH started AS (
    INSERT INTO plan
           (province, id, code, kind, level, name_th, name_en, first_year, last_year, organisation, higher,
            draft_version, created_at)
    VALUES ('67', md5(:n::text)::uuid, '67-' || :n::text, 'provincialEducationPlan', 3, 'แผน', 'Plan', 2566, 2570,
            '67-01', '{}', 1, now())
    RETURNING province, id, created_at)
INSERT INTO plan_version (province, plan, number, created_at)
SELECT province, id, 1, created_at FROM started;
SELECT p.province, p.id, p.code, p.kind, p.level, p.organisation, p.higher, p.first_year, p.last_year,
       p.current_version, p.draft_version, p.version, p.name_th, p.name_en
  FROM plan p
 WHERE p.id = md5(:n::text)::uuid OR (p.province = NULL AND p.code = NULL);
@plan@
 WHERE p.id = md5(:n::text)::uuid AND (p.current_version IS NOT NULL OR p.province = ANY ('{67}'::text[]));
WITH answered AS (
    UPDATE answered_call
       SET answer = convert_to('{"id": "01a1fe7d-e456-7aa1-b8e2-f1fffa582061", "province": "67", "code": "67-BENCH", "kind": "provincialEducationPlan", "level": 3, "name": {"th": "แผน", "en": "Plan"}, "firstYear": 2566, "lastYear": 2570, "organisation": "67-01", "higher": [], "draftVersion": 1, "versions": [{"number": 1, "state": "draft", "createdAt": "2026-11-21"}], "version": 1}', 'UTF8')
     WHERE subject = 'pgbench' AND method = 'plan.create' AND key = :n::text)
INSERT INTO audit_entry
       (id, at, subject, kind, method, request_id, organisation, target, details, events, digest)
VALUES (gen_random_uuid(), now(), 'pgbench', 'person', 'plan.create', '01a1fe7d-e456-72c5-938a-9808570b7342', '67-01',
        '67-' || :n::text,
        '[{"id": "01a1fe7d-e456-7aa1-b8e2-f1fffa582061", "province": "67", "code": "67-BENCH", "kind": "provincialEducationPlan", "level": 3, "name": {"th": "แผน", "en": "Plan"}, "firstYear": 2566, "lastYear": 2570, "organisation": "67-01", "higher": [], "draftVersion": 1, "versions": [{"number": 1, "state": "draft", "createdAt": "2026-11-21"}], "version": 1}]',
        '[{"id": "01a1fe7d-e456-7ff7-b0c5-aaf8b9cd7f58", "type": "plan.created", "subject": "67-BENCH", "data": {"id": "01a1fe7d-e456-7aa1-b8e2-f1fffa582061", "province": "67", "code": "67-BENCH", "kind": "provincialEducationPlan", "level": 3, "name": {"th": "แผน", "en": "Plan"}, "firstYear": 2566, "lastYear": 2570, "organisation": "67-01", "higher": [], "draftVersion": 1, "versions": [{"number": 1, "state": "draft", "createdAt": "2026-11-21"}], "version": 1}}]',
        decode(repeat('0f', 32), 'hex'));
COMMIT;
