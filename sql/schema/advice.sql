-- Purpose: indexes on CT4's own tables that would make scoutwatch cheaper. scoutwatch never creates them: the tables belong to
--          another application. doctor shows the ones that are missing; whoever owns the tables decides.
-- Run by: nobody but a person, one statement at a time, outside a transaction (`concurrently` does not lock out writers).
-- Measured with 200 000 persons, 365 000 links and 66 000 registrations.

-- One person's links. Without it, asking for one person reads all links of registrations and migrations (about 25 ms instead of
-- less than 1 ms), and asking for a list of persons does so for each of them.
create index concurrently if not exists scoutwatch_identity_links_by_person
    on canon.identity_links (person_key);

-- The source row of a link, which names it by the text of its id. Without these, asking for one person that has such a link reads
-- the whole source (about 10 ms for the registrations).
create index concurrently if not exists scoutwatch_scouting_daily_by_id_text
    on public.module_ct_scouting_daily ((id::text));
create index concurrently if not exists scoutwatch_migrations_by_id_text
    on public.module_ct_migrations ((id::text));
