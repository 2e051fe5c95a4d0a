-- Purpose: says of every column of our views and tables what it means, for psql's \d+ and for docs/sql.md, which is made of it.
-- Applied: at every installation, after the views: replacing a view keeps the comments of its columns.
-- How: a line names a relation, or * for every one, and columns with blanks between; the line of a relation goes before that of *.
--      The columns of Yango's claims are CT4's own. A test holds that no column is left out.

do $block$
declare
    said record;
begin
    for said in
        with meaning (relation, columns, text) as (
            values
                -- What means the same everywhere.
                ('*', 'person_key', 'the person, as in canon.identity_registry'),
                ('*', 'person_created_at', 'when the person was registered'),
                ('*', 'primary_full_name', 'the person''s name, as the registry has it'),
                ('*', 'driver_id', 'the driver, as CT4 numbers them'),
                ('*', 'driver_license', 'the driver''s licence, as the source has it'),
                ('*', 'driver_phone', 'the driver''s telephone, as the source has it'),
                ('*', 'driver_name', 'the driver''s name, as the source has it'),
                ('*', 'scout_id', 'the scout'),
                ('*', 'scout_name', 'the scout''s name; null where the list of scouts lacks it'),
                ('*', 'scout_name_normalized', 'the name in upper case, without leading, trailing or repeated blanks'),
                ('*', 'source_table', 'the table of the row'),
                ('*', 'source_pk', 'the key of the row in its table, as text'),
                ('*', 'origin_tag', 'what kind of evidence it is'),
                ('*', 'origin_tags', 'what kinds of evidence there are'),
                ('*', 'acquisition_method', 'how the driver was won, as the source has it'),
                ('*', 'attribution_date', 'the day of the evidence'),
                ('*', 'priority', 'the rank of the source: 1 ledger, 2 event, 3 migration, 4 registration'),
                ('*', 'category', 'A events without a scout, B ledger row without a scout, C no evidence, D scout in events and not in '
                    'the ledger, E scout in a source only; null where the ledger names a scout'),
                ('*', 'category_label', 'the category in words'),
                ('*', 'in_conflict', 'the evidence names two or more scouts'),
                ('*', 'event_count', 'the person''s events'),
                ('*', 'events_with_scout', 'those of them that name a scout'),
                ('*', 'first_event_date', 'day of the first event'),
                ('*', 'last_event_date', 'day of the last event'),
                ('*', 'changed_at', 'newest change of any row that this rests on'),
                ('*', 'malformed_scout_values', 'values in the place of a scout that are none, in events'),
                ('*', 'ledger_exists', 'the person has a row in the ledger'),
                ('*', 'ledger_scout_id', 'the scout of the ledger; null where it names none'),
                ('*', 'total_persons', 'persons in the registry'),
                ('*', 'satisfactory satisfactory_count persons_with_scout_satisfactory', 'persons whom the ledger attributes to a scout'),
                ('*', 'missing_count persons_missing_scout', 'persons whom the ledger attributes to no scout'),
                ('*', 'pct_satisfactory pct_scout_satisfactory', 'the share of the former in percent; null where there is nobody'),
                ('*', 'backlog_a backlog_a_events_without_scout', 'missing persons of category A'),
                ('*', 'backlog_b backlog_b_ledger_without_scout', 'missing persons of category B'),
                ('*', 'backlog_c backlog_c_legacy_no_events_no_ledger', 'missing persons of category C'),
                ('*', 'backlog_d backlog_d_scout_in_events_not_in_ledger', 'missing persons of category D'),
                ('*', 'backlog_e backlog_e_scout_in_source_only', 'missing persons of category E'),
                ('*', 'backlog_a_oldest backlog_b_oldest backlog_c_oldest backlog_d_oldest backlog_e_oldest',
                    'when the longest waiting person of the category was registered; null where there is none'),
                ('*', 'conflicts_open conflicts_count', 'persons in conflict of whom the ledger has decided nothing'),
                ('*', 'conflicts_contradicting conflicts_contradicting_ledger', 'persons in conflict of whom the ledger has decided'),
                ('*', 'newest_conflicts', 'the twenty newest persons in conflict, open ones first'),
                ('*', 'by_source_scouting_daily', 'satisfactory persons with a registration that names a scout'),
                ('*', 'by_source_cabinet_leads', 'satisfactory persons with an event of a cabinet lead that names a scout'),
                ('*', 'by_source_lead_ledger', 'satisfactory persons, since the ledger names the scout of each'),
                ('*', 'metric_date', 'the business day'),
                ('*', 'computed_at', 'when the figures were counted'),
                ('*', 'is_final', 'the day is over and its row stays'),
                ('*', 'is_reconstructed', 'made from timestamps afterwards: what they cannot prove is null'),
                ('*', 'run_id', 'the run, as in ops.ingestion_runs'),
                ('*', 'trigger', 'what began the run: key, command, cron, schedule, http'),
                ('*', 'host', 'the machine of the runner'),
                ('*', 'requested_by', 'who began the run: role@host pid'),
                ('*', 'step', 'the step where the run is, or was'),
                ('*', 'step_number', 'its number'),
                ('*', 'done', 'rows of the step that were dealt with'),
                ('*', 'estimate', 'rows of the step to deal with'),
                ('*', 'rate', 'rows a second'),
                ('*', 'rejected', 'rows of the step that were left as they are'),
                ('*', 'heartbeat_at', 'last sign of life of the runner'),
                ('*', 'cancel_requested_at', 'when somebody asked the run to stop'),
                ('*', 'cancel_requested_by', 'who asked'),
                ('*', 'error_message', 'why it failed'),
                ('*', 'evidence_json', 'what the job had before it when it decided'),
                ('*', 'backfill_timestamp', 'when the row was written'),
                ('*', 'ingestion_run_id', 'the run that wrote it; null for a person''s decision'),
                ('*', 'notes', 'the rest, in words; for a person''s decision its reason'),
                ('*', 'match_method', 'by what the person was known: LICENSE, PHONE or NEW_PERSON; null without a link'),
                ('*', 'action_type', 'what was done with the row'),
                ('*', 'license_norm license_key', 'the licence as it is compared: upper case letters and digits'),
                ('*', 'phone_norm phone_key', 'the telephone as it is compared: digits'),
                ('*', 'created_at', 'when the row was made'),
                ('*', 'updated_at', 'when the row was last changed'),
                ('*', 'id', 'the row''s number'),
                ('*', 'is_active', 'the scout works'),
                ('*', 'raw_name', 'the name as it was entered'),
                ('*', 'external_id', 'the lead''s key in the cabinet'),
                ('*', 'lead_created_at', 'when the lead was made; without a zone, as CT4 keeps it'),
                ('*', 'whole_row', 'the whole row, for the column that a configuration names'),
                ('*', 'hire_date', 'when the driver was hired'),
                ('*', 'registration_date', 'when the scout registered the driver'),
                ('*', 'name', 'the name as it was entered'),
                ('*', 'status', 'how it stands'),
                ('*', 'milestone_value', 'the milestone of the claim, in trips'),
                ('*', 'lead_date', 'day of the lead'),
                ('*', 'expected_amount', 'what Yango is to pay, in soles'),
                ('*', 'yango_due_date', 'when it is due'),
                ('*', 'days_overdue_yango', 'days since then'),
                ('*', 'overdue_bucket_yango', 'those days in groups'),
                ('*', 'yango_payment_status', 'PAID, PAID_MISAPPLIED or UNPAID'),
                ('*', 'payment_key pay_date', 'the payment, as CT4 found it'),
                ('*', 'reason_code match_rule match_confidence', 'how CT4 matched claim and payment'),
                ('*', 'identity_status', 'whether CT4 knows the claim''s person'),
                ('*', 'suggested_driver_id', 'the driver whom CT4 proposes'),
                ('*', 'is_reconcilable_enriched', 'whether CT4 could reconcile it'),

                ('v_dim_scouts', 'raw_name', 'the list''s raw_name, or its name where that is empty'),
                ('v_scout_attribution_raw', 'person_key', 'the person; null where the row has no link'),
                ('v_scout_attribution_raw', 'link_match_rule link_match_score', 'how CT4 linked the row to the person; null for the ledger and for '
                    'events'),
                ('v_scout_attribution', 'scout_id', 'the canonical scout: of the lowest priority number, then the latest day'),
                ('v_scout_attribution_person_facts', 'created_at', 'when the person was registered'),
                ('v_scout_attribution_person_facts', 'scout_min scout_max', 'least and greatest scout of all evidence; equal where it agrees, null '
                    'where there is none'),
                ('v_scout_attribution_person_facts', 'evidence_count', 'rows that name a scout'),
                ('v_scout_attribution_person_facts', 'cabinet_events_with_scout', 'events of cabinet leads that name a scout'),
                ('v_scout_attribution_person_facts', 'migration_scouts registration_scouts', 'one element a linked row, null where it names no scout'),
                ('v_scout_attribution_person_facts', 'first_evidence_date last_evidence_date', 'days of the first and last row that names a scout'),
                ('v_scout_attribution_person_facts', 'category_rank', '6 satisfactory, 5 D, 4 A, 3 E, 2 B, 1 C: to group by'),
                ('v_scout_attribution_person_facts', 'evidence_person_key', 'the person where any source has a row of it, else null'),
                ('v_scout_attribution_conflicts', 'distinct_scout_count', 'how many scouts are named'),
                ('v_scout_attribution_conflicts', 'scout_ids', 'those scouts, in ascending order'),
                ('v_scout_attribution_conflicts', 'sources', 'the tables of the evidence'),
                ('v_scout_attribution_conflicts', 'total_sources', 'its rows'),
                ('v_scout_attribution_conflicts', 'kind', 'OPEN: the ledger has decided nothing; CONTRADICTS_LEDGER: it has'),
                ('v_scout_attribution_conflicts', 'first_event_date last_event_date', 'days of the first and the last evidence'),
                ('v_scout_attribution_metrics_snapshot', 'last_job_id', 'the newest run of the refresh job'),
                ('v_scout_attribution_metrics_snapshot', 'last_job_status', 'how it stands'),
                ('v_scout_attribution_metrics_snapshot', 'last_job_started_at last_job_ended_at', 'when it began and ended'),
                ('v_scout_attribution_metrics_snapshot', 'last_job_duration_seconds', 'how long it took'),
                ('v_scout_attribution_metrics_snapshot', 'last_job_summary', 'what it did'),
                ('v_scout_attribution_metrics_snapshot', 'last_job_error', 'why it failed'),
                ('v_scout_attribution_metrics_snapshot', 'last_job_has_living_runner', 'whether a session holds the job''s lock; null unless it is '
                    'RUNNING, and on a standby'),
                ('v_scout_attribution_metrics_snapshot', 'snapshot_timestamp', 'the database''s clock when this was read'),
                ('v_scout_attribution_metrics_snapshot', 'data_as_of', 'newest change of any row that the figures rest on'),
                ('v_scout_attribution_metrics_snapshot', 'mode', 'how the figures are made: live'),
                ('v_scout_attribution_metrics_snapshot', 'business_day', 'the day to which they belong, which is not over yet'),
                ('v_persons_without_scout_categorized', 'scout_id', 'the scout that all evidence agrees on; null where none or several are named'),
                ('v_persons_without_scout_categorized', 'source_tables', 'the tables of the person''s rows'),
                ('v_persons_without_scout_categorized', 'distinct_scouts', 'how many scouts the evidence names'),
                ('v_persons_without_scout_categorized', 'first_event_date last_event_date', 'days of the first and the last event; for category E, of '
                    'the evidence'),
                ('v_yango_collection_with_scout', 'scout_id', 'the canonical scout of the claim''s person'),
                ('v_yango_collection_with_scout', 'scout_is_active', 'whether the scout works; null where the list lacks it'),
                ('v_yango_collection_with_scout', 'scout_quality_bucket', 'SATISFACTORY_LEDGER, EVENTS_ONLY, MIGRATIONS_ONLY, SCOUTING_DAILY_ONLY or '
                    'MISSING'),
                ('v_yango_collection_with_scout', 'is_scout_resolved', 'a scout is known'),
                ('v_yango_collection_with_scout', 'attributed_person_key', 'the claim''s person, else the one that its driver is linked to'),
                ('*', 'scout_source_table', 'the table of the evidence that made the scout canonical'),
                ('*', 'scout_source_pk', 'the key of that row'),
                ('*', 'scout_attribution_date', 'its day'),
                ('*', 'scout_priority', 'its rank'),
                ('v_scout_payment_base', 'milestone_reached milestone_date eligible_7d amount_payable', 'not computed here: another system does'),
                ('v_scout_payment_base', 'payment_status', 'PENDING or BLOCKED'),
                ('v_scout_payment_base', 'block_reason', 'CONFLICT: several scouts are named; NO_IDENTITY: the person has no link'),
                ('v_cabinet_leads_missing_scout_alerts', 'cabinet_lead_id', 'the lead''s number'),
                ('v_cabinet_leads_missing_scout_alerts', 'potential_scout_id', 'the scout that all evidence of the person agrees on'),
                ('v_cabinet_leads_missing_scout_alerts', 'has_scout_in_events', 'an event of the person names a scout'),
                ('v_scout_attribution_person', 'created_at updated_at', 'of the person''s row in the registry'),
                ('v_scout_attribution_person', 'confidence_level', 'how sure CT4 is of the person'),
                ('v_scout_attribution_person', 'primary_phone primary_document primary_license', 'as the registry has it'),
                ('v_scout_attribution_person', 'attributed_source attribution_rule attribution_score attribution_confidence decision_status '
                    'ledger_updated_at', 'of the ledger''s row'),
                ('v_scout_attribution_person', 'attributed_scout_id', 'the scout of the ledger'),
                ('*', 'is_satisfactory', 'the ledger names a scout'),
                ('*', 'conflict_kind', 'OPEN: the ledger has decided nothing; CONTRADICTS_LEDGER: it has; null without a conflict'),
                ('v_scout_attribution_person', 'migrations_with_scout registrations_with_scout', 'linked rows that name a scout'),
                ('v_scout_attribution_person', 'scout_id', 'the canonical scout'),
                ('v_scout_attribution_person', 'evidence_fingerprint', 'another one as soon as any evidence or the ledger''s row is another'),
                ('v_scout_attribution_runs', 'job_type', 'which job'),
                ('v_scout_attribution_runs', 'status', 'RUNNING, COMPLETED or FAILED'),
                ('v_scout_attribution_runs', 'started_at completed_at', 'when it began and ended'),
                ('v_scout_attribution_runs', 'duration_seconds', 'how long it took; null while it runs'),
                ('v_scout_attribution_runs', 'stats', 'what the job said of itself'),
                ('v_scout_attribution_runs', 'has_living_runner', 'of a RUNNING refresh: whether a session holds the job''s lock'),
                ('v_scout_attribution_sources', 'source', 'the source, without its schema'),
                ('v_scout_attribution_sources', 'is_optional', 'a deployment may lack it'),
                ('v_scout_attribution_sources', 'present', 'the installed views read it'),
                ('v_scout_attribution_sources', 'exists_now', 'it is in the database; where present is false, install again'),
                ('v_scout_attribution_sources', 'total_rows rows_with_scout', 'its rows, and those that name a scout'),
                ('v_scout_attribution_sources', 'linked_rows linked_with_scout', 'the same of rows that reach a person'),
                ('v_scout_attribution_sources', 'malformed_values', 'values in the place of a scout that are none'),
                ('v_scout_attribution_sources', 'newest', 'newest time stored in it; null where it keeps none'),
                ('v_scout_attribution_link_candidates', 'registration_id', 'the row of module_ct_scouting_daily'),
                ('v_scout_attribution_link_candidates', 'action', 'LINK to person_key, CREATE a person, AMBIGUOUS: several fit, SKIPPED: nothing to '
                    'go by'),
                ('v_scout_attribution_link_candidates', 'driver_id', 'the one driver that fits'),
                ('v_scout_attribution_link_candidates', 'person_key', 'the person of a LINK'),
                ('v_scout_attribution_link_candidates', 'group_id', 'of a CREATE: the lowest registration of the same person'),
                ('v_scout_attribution_link_candidates', 'reason', 'why there is no link, in words'),
                ('v_scout_attribution_event_candidates', 'event_id', 'the row of observational.lead_events'),
                ('v_scout_attribution_event_candidates', 'source_pk', 'the lead of the event'),
                ('v_scout_attribution_event_candidates', 'mapped_value', 'what the lead says in the configured column'),
                ('v_scout_attribution_event_candidates', 'scout_id', 'the one scout with that value'),
                ('v_scout_attribution_event_candidates', 'action', 'UPDATE, NO_MAPPING: no scout has that value, SEVERAL: more than one has'),
                ('v_scout_attribution_ledger_candidates', 'scout_id', 'the one scout that all evidence names'),
                ('v_scout_attribution_ledger_candidates', 'action', 'UPDATE the ledger''s row, CREATE one, CONFLICT: people decide, DECIDED_CONFLICT: '
                    'people have decided'),

                ('identity_links_backfill_audit', 'match_confidence match_score', 'how sure the job was'),
                ('identity_links_backfill_audit', 'action_type', 'CREATED, SKIPPED, AMBIGUOUS or ERROR'),
                ('lead_ledger_scout_backfill_audit', 'old_attributed_scout_id new_attributed_scout_id', 'the scout before and after'),
                ('lead_ledger_scout_backfill_audit', 'attribution_rule_old attribution_rule_new attribution_confidence_old '
                    'attribution_confidence_new evidence_json_old evidence_json_new', 'the ledger''s columns before and after'),
                ('lead_ledger_scout_backfill_audit', 'attribution_source', 'where the scout comes from'),
                ('lead_ledger_scout_backfill_audit', 'backfill_method', 'the job''s step, or that a person decided'),
                ('lead_events_scout_backfill_audit', 'old_scout_id new_scout_id', 'the event''s scout before and after'),
                ('lead_events_scout_backfill_audit', 'mapping_method mapping_confidence', 'how the lead points at the scout, and how surely'),
                ('lead_events_scout_backfill_audit', 'action_type', 'UPDATED, SKIPPED, NO_MAPPING or ERROR'),
                ('scout_attribution_daily_history', 'run_id', 'the run that stored it'),
                ('scoutwatch_runs', 'backend_pid', 'the server process of the runner'),
                ('scoutwatch_runs', 'nonce', 'a mark that the runner''s session has too'),
                ('scoutwatch_schema_versions', 'version', 'the number of the file'),
                ('scoutwatch_schema_versions', 'name', 'the rest of its name'),
                ('scoutwatch_schema_versions', 'sha256', 'its checksum when it was applied'),
                ('scoutwatch_schema_versions', 'applied_at', 'when that was'),
                (
                    'scoutwatch_schema_versions', 'definitions',
                    'of the newest file: the views and functions that the last installation left, as checksums, and its program'
                )
        ),
        flat as (
            select meaning.relation, column_name, meaning.text
            from meaning
            cross join lateral regexp_split_to_table(meaning.columns, ' ') as column_name
        )
        select chosen.relname, chosen.attname, chosen.text
        from (
            select distinct on (class.oid, attribute.attnum)
                class.oid,
                class.relname,
                attribute.attnum,
                attribute.attname,
                flat.text
            from pg_catalog.pg_class as class
            join pg_catalog.pg_attribute as attribute
                on attribute.attrelid = class.oid
                and attribute.attnum > 0
                and not attribute.attisdropped
            join flat
                on flat.relation in (class.relname::text, '*')
                and flat.column_name = attribute.attname::text
            where class.relnamespace = 'ops'::regnamespace
                and (
                    class.relkind = 'v'
                    and (
                        class.relname like 'v\_scout\_%' or class.relname like 'v\_scoutwatch\_%'
                        or class.relname in (
                            'v_persons_without_scout_categorized', 'v_yango_collection_with_scout',
                            'v_cabinet_leads_missing_scout_alerts', 'v_dim_scouts'
                        )
                    )
                    or class.relkind = 'r'
                    and class.relname in (
                        'identity_links_backfill_audit', 'lead_ledger_scout_backfill_audit', 'lead_events_scout_backfill_audit',
                        'scout_attribution_daily_history', 'scoutwatch_runs', 'scoutwatch_schema_versions'
                    )
                )
            order by class.oid, attribute.attnum, flat.relation = '*'
        ) as chosen
        where pg_catalog.col_description(chosen.oid, chosen.attnum) is distinct from chosen.text
        order by chosen.oid, chosen.attnum
    loop
        execute format('comment on column ops.%I.%I is %L', said.relname, said.attname, said.text);
    end loop;
end
$block$;
