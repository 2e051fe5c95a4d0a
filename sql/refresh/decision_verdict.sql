-- Purpose: whether a person's decision may be recorded, and what will be said of it in the ledger. Written once for decide.sql and
--          decide_create.sql, which have it in the place of "verdict" in braces.
-- Parameters: those of decide.sql.
-- Columns of verdict (one row): person_key uuid; scout_id int4; reason text, without the blanks around it; decision jsonb, which goes
--          into evidence_json; outcome text, as in decide.sql.

given as not materialized (
    select
        $1::uuid as person_key,
        $2::integer as scout_id,
        $3::text as reason,
        $4::text as fingerprint
),
verdict as materialized (
    select
        given.person_key,
        given.scout_id,
        btrim(given.reason) as reason,
        jsonb_build_object('decision', jsonb_build_object(
            'scout_id', given.scout_id,
            'reason', btrim(given.reason),
            'decided_by', session_user,
            'application', current_setting('application_name'),
            'at', now(),
            'evidence_fingerprint', given.fingerprint
        )) as decision,
        case
            when btrim(given.reason) = '' then 'NO_REASON'
            when person.person_key is null then 'NOBODY'
            when person.evidence_fingerprint is distinct from
                given.fingerprint then 'CHANGED'
            when not exists (
                select
                from ops.v_scout_attribution_raw as named
                where named.person_key = given.person_key
                    and named.scout_id = given.scout_id
            ) then 'NOT_NAMED'
            else 'RECORDED'
        end as outcome
    from given
    left join ops.v_scout_attribution_person as person
        on person.person_key = given.person_key
)
