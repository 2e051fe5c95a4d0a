-- Purpose: indexes on CT4's own tables that would make scoutwatch cheaper. scoutwatch never creates them: the tables belong to
--          another application. doctor shows the ones that are missing; whoever owns the tables decides.
-- Run by: nobody but a person, one statement at a time, outside a transaction (`concurrently` does not lock out writers).

-- One person's links. Without it, asking for one person reads all of canon.identity_links (about 25 ms at 270 000 links instead of
-- 0.1 ms), and asking for a list of persons does so for each of them.
create index concurrently if not exists scoutwatch_identity_links_by_person
    on canon.identity_links (person_key);
