SELECT json_strip_nulls(json_build_object(
         'id', p.id, 'province', p.province, 'code', p.code, 'kind', p.kind, 'level', p.level,
         'name', json_build_object('th', p.name_th, 'en', p.name_en), 'firstYear', p.first_year,
         'lastYear', p.last_year, 'organisation', p.organisation, 'higher', to_json(p.higher),
         'currentVersion', p.current_version, 'draftVersion', p.draft_version,
         'versions', (SELECT json_agg(made.version)
                        FROM (SELECT json_build_object(
                                       'number', v.number,
                                       'state', CASE WHEN v.sealed THEN 'announced' ELSE 'draft' END,
                                       'announcedOn', v.announced_on, 'letterNumber', v.letter_number,
                                       'signedBy', CASE WHEN v.signed_by_th IS NOT NULL
                                                        THEN json_build_object('th', v.signed_by_th, 'en', v.signed_by_en)
                                                   END,
                                       'reason', v.reason,
                                       'screening', (SELECT json_build_object('matter', s.matter, 'state', s.state)
                                                       FROM plan_screening s
                                                      WHERE s.province = v.province AND s.plan = v.plan
                                                        AND s.number = v.number
                                                      ORDER BY s.matter DESC
                                                      LIMIT 1),
                                       'createdAt',
                                       to_char(v.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS version
                                FROM plan_version v
                               WHERE v.province = p.province AND v.plan = p.id
                               ORDER BY v.number) made),
         'version', p.version))::text
  FROM plan p
 WHERE p.province = $1 AND p.code = $2
   AND (p.current_version IS NOT NULL OR p.province = ANY ('{TH}'::text[])
        OR coalesce((SELECT true
                       FROM organisation_reach r
                      WHERE r.ancestor = ANY ('{TH}'::text[]) AND r.relation = 'either'
                        AND r.descendant = p.organisation
                      LIMIT 1), false))
