-- Purpose: invented data for the demo and the tests: any number of persons, the same data for the same settings.
-- Settings (both optional; `set` or `set local` them before):
--   scoutwatch.demo_persons   number of persons, default 2033. Every other total scales with it: round(total at 2033 * persons / 2033),
--                             and from 50 persons on each kind of problem occurs at least once.
--   scoutwatch.demo_now       timestamptz that the data ends at, default now(). Days are UTC days.
-- Leaves behind: rows in all tables of tables.sql, their sequences set behind the last id, statistics. No temporary object.
-- Needs a database in UTF8. Refuses to run where canon.identity_registry has rows: it never mixes with other data.
-- Totals at 2033 persons: 357 satisfactory; missing A 193, B 2, C 1308, D 168, E 5; 5 open conflicts (all of them E) and 3 that
-- contradict the ledger; 609 registrations with a scout, 367 of them of satisfactory persons; 417 claims, 363 with a scout.
-- How: every choice is a hash of a number and a salt, never random(). Within a category a person has a rank, and ranges of the
-- rank decide who gets which evidence; that is what makes the totals exact at any size.
-- All names, phones (900 000 000 and up), licences (Q00000001 and up) and documents are made up.

do $$
begin
    if exists (select from canon.identity_registry) then
        raise exception 'canon.identity_registry already has rows: the demo data is only for an empty database';
    end if;
end
$$;

-- Large expressions over few rows: compiling them takes longer than running them. Both settings are reset at the end.
set jit = off;
set work_mem = '128MB';

-- A number in [0, 1) that depends on its arguments alone.
create function pg_temp.demo_fraction(number bigint, salt bigint) returns double precision
language sql immutable
as $$ select (hashint8extended(number, salt) & 1073741823)::double precision / 1073741824::double precision $$;

-- Upper case that does not depend on the locale of the database.
create function pg_temp.demo_upper(word text) returns text
language sql immutable
as $$ select translate(upper(word), 'áéíóúüñ', 'ÁÉÍÓÚÜÑ') $$;

-- A phone as people type it.
create function pg_temp.demo_phone(number bigint, style integer) returns varchar
language sql immutable
as $$
    select case style % 5
        when 0 then '+51 ' || substr(number::text, 1, 3) || ' ' || substr(number::text, 4, 3) || ' ' || substr(number::text, 7)
        when 1 then number::text
        when 2 then '51' || number::text
        when 3 then substr(number::text, 1, 3) || '-' || substr(number::text, 4, 3) || '-' || substr(number::text, 7)
        else '(+51) ' || number::text
    end::varchar
$$;

-- A licence as people type it; style 1 is the normal form.
create function pg_temp.demo_license(letter text, number bigint, style integer) returns varchar
language sql immutable
as $$
    select case style % 4
        when 0 then lower(letter) || '-' || substr(lpad(number::text, 8, '0'), 1, 2) || '.' || substr(lpad(number::text, 8, '0'), 3, 3)
                    || ' ' || substr(lpad(number::text, 8, '0'), 6)
        when 1 then letter || lpad(number::text, 8, '0')
        when 2 then letter || ' ' || lpad(number::text, 8, '0')
        else ' ' || letter || '-' || lpad(number::text, 8, '0') || ' '
    end::varchar
$$;

-- ---------------------------------------------------------------------------------------------------------------------------
-- Totals, days, runs
-- ---------------------------------------------------------------------------------------------------------------------------

create temporary table demo_setting as
with asked as (
    select
        greatest(coalesce(nullif(current_setting('scoutwatch.demo_persons', true), ''), '2033')::integer, 0) as persons,
        coalesce(nullif(current_setting('scoutwatch.demo_now', true), '')::timestamp with time zone, now()) as now_at
),
scaled as (
    select
        asked.persons,
        asked.now_at,
        date_trunc('day', asked.now_at at time zone 'UTC') as midnight,
        (asked.persons >= 50)::integer as at_least,
        asked.persons / 2033::numeric as scale
    from asked
),
categories as (
    select
        scaled.persons,
        scaled.now_at,
        scaled.midnight::date as today,
        scaled.midnight at time zone 'UTC' as midnight_at,
        extract(epoch from (scaled.now_at at time zone 'UTC') - scaled.midnight)::double precision / 86400 as day_fraction,
        round(357 * scaled.scale)::integer as satisfactory,
        round(193 * scaled.scale)::integer as a,
        greatest(round(2 * scaled.scale)::integer, scaled.at_least) as b,
        round(168 * scaled.scale)::integer as d,
        greatest(round(5 * scaled.scale)::integer, scaled.at_least) as e,
        greatest(round(3 * scaled.scale)::integer, scaled.at_least) as contradicting,
        round(609 * scaled.scale)::integer as registrations,
        round(367 * scaled.scale)::integer as registrations_satisfactory,
        round(110 * scaled.scale)::integer as registrations_d,
        round(40 * scaled.scale)::integer as registrations_a,
        round(60 * scaled.scale)::integer as registrations_without_scout,
        round(24 * scaled.scale)::integer as unlinked_license,
        round(18 * scaled.scale)::integer as unlinked_phone,
        round(12 * scaled.scale)::integer as unlinked_ambiguous,
        round(30 * scaled.scale)::integer as migrations_unlinked,
        round(40 * scaled.scale)::integer as leads_unlinked,
        round(60 * scaled.scale)::integer as drivers_unlinked,
        round(417 * scaled.scale)::integer as claims,
        round(363 * scaled.scale)::integer as claims_with_scout,
        round(20 * scaled.scale)::integer as claims_without_person
    from scaled
),
registrations as (
    select
        categories.*,
        categories.persons - categories.satisfactory - categories.a - categories.b - categories.d - categories.e as c,
        -- ranks up to this one have a registration; some of them have two
        greatest(round(0.92 * categories.satisfactory)::integer, least(categories.satisfactory, 1)) as satisfactory_registered,
        -- ranks up to this one have no event
        round(0.16 * categories.satisfactory)::integer as satisfactory_eventless,
        -- the five patterns of an E person have 3, 1, 1, 2 and 2 registrations
        categories.e / 5 * 9 + (array[0, 3, 4, 5, 7])[categories.e % 5 + 1] as registrations_e
    from categories
),
remaining as (
    select
        registrations.*,
        registrations.registrations - registrations.registrations_satisfactory - registrations.registrations_e as registrations_left
    from registrations
),
linked as (
    select
        remaining.*,
        greatest(least(remaining.registrations_d, remaining.d, remaining.registrations_left), 0) as linked_d,
        greatest(least(remaining.registrations_a, remaining.a, remaining.registrations_left - remaining.registrations_d), 0) as linked_a,
        round(0.92 * remaining.c)::integer as c_drivers
    from remaining
)
select
    linked.*,
    greatest(linked.registrations_left - linked.linked_d - linked.linked_a, 0) as unlinked,
    array['José', 'María', 'Luis', 'Rosa', 'Ángel', 'Lucía', 'Jesús', 'Carmen', 'Iván', 'Inés', 'Óscar', 'Sofía', 'Raúl', 'Mónica',
          'Víctor', 'Andrea', 'Germán', 'Verónica', 'Edgar', 'Milagros', 'Wilmer', 'Yesenia', 'Hernán', 'Begoña', 'Julián', 'Noemí',
          'Percy', 'Flor', 'Ramón', 'Zoila']::text[] as first_names,
    array['Alberto', 'Isabel', 'Enrique', 'del Pilar', 'Martín', 'Belén', 'Fermín', 'Raquel', 'Adrián', 'Esther', 'Simón',
          'de los Ángeles', 'Tomás', 'Paola', 'Efraín', 'Ruth', 'Nicolás', 'Jimena', 'Joaquín', 'Elena']::text[] as middle_names,
    array['Quispe', 'Mamani', 'Flores', 'Ñaupari', 'Sánchez', 'Rodríguez', 'Huamán', 'Muñoz', 'Peña', 'Condori', 'Vásquez', 'Núñez',
          'Cárdenas', 'Yupanqui', 'Ibáñez', 'Chávez', 'Ordóñez', 'Castañeda', 'Ccahuana', 'Gutiérrez', 'Salazar', 'Zúñiga', 'Paredes',
          'León', 'Apaza', 'Briceño', 'Villafañe', 'Rojas', 'Ticona', 'Alarcón', 'Espinoza', 'Llanos', 'Bolaños', 'Pacheco', 'Güere',
          'Tello']::text[] as last_names,
    array['Lima', 'Arequipa', 'Trujillo', 'Chiclayo', 'Piura', 'Cusco', 'Ica', 'Huancayo']::text[] as cities
from linked;
analyze demo_setting;

-- The last 400 days: how many persons existed at the end of each, and how many ledger rows with a scout.
create temporary table demo_day as
with share_point (age, share) as (
    values (399, 15.4), (260, 16.6), (190, 15.9), (130, 16.3), (92, 15.0), (76, 14.5), (63, 14.2), (50, 14.7), (46, 15.4), (33, 16.5),
           (28, 16.1), (26, 17.1), (20, 17.0), (11, 16.7), (9, 17.3), (5, 17.15), (2, 17.5), (0, 17.56)
),
share_line as (
    select
        share_point.age as age_from,
        lead(share_point.age) over (order by share_point.age desc) as age_to,
        share_point.share as share_from,
        lead(share_point.share) over (order by share_point.age desc) as share_to
    from share_point
),
weighted as (
    select
        age.age,
        setting.today - age.age as day,
        setting.midnight_at - age.age * interval '24 hours' as starts_at,
        case age.age when 0 then setting.day_fraction else 1 end as fraction,
        (1 + 0.6 * (399 - age.age) / 399::double precision)
            * case extract(isodow from setting.today - age.age)::integer when 6 then 0.4 when 7 then 0.2 else 1 end
            * (0.65 + 0.7 * pg_temp.demo_fraction(age.age, 11))
            * (1 + 0.3 * sin(age.age / 9::double precision))
            * case age.age when 0 then setting.day_fraction else 1 end as weight,
        share_line.share_from
            + (share_line.share_to - share_line.share_from) * (share_line.age_from - age.age)
              / nullif(share_line.age_from - share_line.age_to, 0)::double precision
            + case when age.age > 0 then 0.08 * (pg_temp.demo_fraction(age.age, 12) - 0.5) else 0 end as share
    from demo_setting as setting
    cross join generate_series(0, 399) as age (age)
    join share_line
        on age.age between share_line.age_to and share_line.age_from
       and (age.age < share_line.age_from or age.age = 399)
),
summed as (
    select
        weighted.*,
        sum(weighted.weight) over (order by weighted.age desc) as weight_until
    from weighted
),
grown as (
    select
        summed.*,
        round(setting.persons * summed.weight_until / max(summed.weight_until) over ())::integer as persons_until,
        case summed.age
            when 0 then setting.satisfactory
            else least(
                round(setting.satisfactory * summed.share / 17.56 * summed.weight_until / max(summed.weight_until) over ())::integer,
                setting.satisfactory
            )
        end as ledger_target
    from summed
    cross join demo_setting as setting
),
climbed as (
    select
        grown.*,
        max(grown.ledger_target) over (order by grown.age desc) as ledger_until
    from grown
)
select
    climbed.age,
    climbed.day,
    climbed.starts_at,
    climbed.fraction,
    lag(climbed.persons_until, 1, 0) over (order by climbed.age desc) as persons_before,
    climbed.persons_until,
    lag(climbed.ledger_until, 1, 0) over (order by climbed.age desc) as ledger_before,
    climbed.ledger_until
from climbed;
analyze demo_day;

-- The refresh ran every four hours for 64 days; slot 0 is the newest. `ran_before` and `ran_after` name the nearest slot that
-- completed, so that nothing is said to have changed in a run that failed.
create temporary table demo_refresh as
with slot as (
    select
        slot.slot,
        setting.now_at - interval '21 minutes' - slot.slot * interval '4 hours'
            + case slot.slot when 0 then 0 else floor(9 * pg_temp.demo_fraction(slot.slot, 21)) end * interval '1 second' as started_at,
        case
            when slot.slot = 0 then 48000
            else 31000 + floor(43000 * pg_temp.demo_fraction(slot.slot, 22))::integer
        end as duration_ms,
        slot.slot in (5, 31, 64, 109, 240, 301, 355) or slot.slot between 170 and 178 as is_failed
    from demo_setting as setting
    cross join generate_series(0, 383) as slot (slot)
)
select
    slot.*,
    min(slot.slot) filter (where not slot.is_failed) over (order by slot.slot rows between current row and unbounded following) as ran_before,
    max(slot.slot) filter (where not slot.is_failed) over (order by slot.slot rows between unbounded preceding and current row) as ran_after
from slot;
analyze demo_refresh;

-- ---------------------------------------------------------------------------------------------------------------------------
-- Persons
-- ---------------------------------------------------------------------------------------------------------------------------

create temporary table demo_person as
with born as (
    select
        day.persons_before + position.position as n,
        day.age,
        day.starts_at
            + (position.position - 1 + pg_temp.demo_fraction(day.persons_before + position.position, 31))
              / (day.persons_until - day.persons_before) * day.fraction * interval '24 hours' as created_at
    from demo_day as day
    cross join lateral generate_series(1, day.persons_until - day.persons_before) as position (position)
),
-- Satisfactory persons are spread over all ages but the last days: a scout is never known on arrival.
satisfactory as (
    select
        born.*,
        row_number() over (
            order by born.n > 0.985 * setting.persons, pg_temp.demo_fraction(born.n, 32), born.n
        ) <= setting.satisfactory as is_satisfactory
    from born
    cross join demo_setting as setting
),
conflicting as (
    select
        satisfactory.*,
        not satisfactory.is_satisfactory and row_number() over (
            partition by satisfactory.is_satisfactory
            order by satisfactory.age > 90, pg_temp.demo_fraction(satisfactory.n, 33), satisfactory.n
        ) <= setting.e as is_e
    from satisfactory
    cross join demo_setting as setting
),
-- D and A are young: what is old was either attributed or never had an event.
propagating as (
    select
        conflicting.*,
        not conflicting.is_satisfactory and not conflicting.is_e and row_number() over (
            partition by conflicting.is_satisfactory or conflicting.is_e
            order by
                1 - conflicting.n / setting.persons::double precision + 0.2 * pg_temp.demo_fraction(conflicting.n, 34)
                    + (pg_temp.demo_fraction(conflicting.n, 35) > 0.55)::integer,
                conflicting.n
        ) <= setting.d as is_d
    from conflicting
    cross join demo_setting as setting
),
mapless as (
    select
        propagating.*,
        not propagating.is_satisfactory and not propagating.is_e and not propagating.is_d and row_number() over (
            partition by propagating.is_satisfactory or propagating.is_e or propagating.is_d
            order by
                1 - propagating.n / setting.persons::double precision + 0.35 * pg_temp.demo_fraction(propagating.n, 36)
                    + (pg_temp.demo_fraction(propagating.n, 37) > 0.7)::integer,
                propagating.n
        ) <= setting.a as is_a
    from propagating
    cross join demo_setting as setting
),
undecided as (
    select
        mapless.*,
        row_number() over (
            partition by mapless.is_satisfactory or mapless.is_e or mapless.is_d or mapless.is_a
            order by pg_temp.demo_fraction(mapless.n, 38), mapless.n
        ) as leftover_rank
    from mapless
),
categorized as (
    select
        undecided.n,
        undecided.created_at,
        case
            when undecided.is_satisfactory then 'S'
            when undecided.is_e then 'E'
            when undecided.is_d then 'D'
            when undecided.is_a then 'A'
            when undecided.leftover_rank <= setting.b then 'B'
            else 'C'
        end as category
    from undecided
    cross join demo_setting as setting
),
ranked as (
    select
        categorized.*,
        row_number() over by_chance as rank,
        lag(categorized.n) over by_chance as n_before,
        row_number() over by_age as age_rank
    from categorized
    window
        by_chance as (partition by categorized.category order by pg_temp.demo_fraction(categorized.n, 39), categorized.n),
        by_age as (partition by categorized.category order by categorized.n)
),
-- Who shares a licence or a phone with the person of the rank before: the two drivers that one registration fits.
shared as (
    select
        ranked.*,
        case
            when ranked.category = 'C'
             and ranked.rank > 10 + setting.unlinked_license + setting.unlinked_phone
             and ranked.rank <= 10 + setting.unlinked_license + setting.unlinked_phone + 2 * setting.unlinked_ambiguous
            then (ranked.rank - 10 - setting.unlinked_license - setting.unlinked_phone - 1)::integer
        end as shared_position
    from ranked
    cross join demo_setting as setting
),
-- Names that must not harm a terminal, a log or a table: one to a rank.
hostile (category, rank, full_name) as (
    values
        ('E', 2, 'Conflicto ' || chr(27) || '[2J' || chr(27) || '[31mRojo'),
        ('E', 4, 'Níquel ' || chr(8238) || 'odasrever' || chr(8236) || ' Pérez'),
        ('D', 3, chr(27) || ']52;c;c2NvdXR3YXRjaA==' || chr(7) || 'Portapapeles'),
        ('D', 7, 'Ana' || chr(10) || 'Línea' || chr(9) || 'Tabulada'),
        ('D', 11, '=SUM(A1:A9)'),
        ('A', 2, 'Cero' || chr(8203) || 'Ancho' || chr(8205) || chr(65279)),
        ('A', 3, repeat('Larguísimo ', 27) || 'Fin'),
        ('A', 6, 'Z' || repeat(chr(769), 40) || 'algo'),
        ('A', 9, ''),
        ('S', 6, '@cmd|'' /c calc''!A0'),
        ('S', 9, chr(27) || ']0;título' || chr(7) || 'Ventana'),
        ('S', 12, 'Retorno' || chr(13) || 'Oculto' || chr(8) || chr(8) || chr(155) || '2K'),
        ('B', 1, '司机 名字 ' || chr(128104) || chr(8205) || chr(128105) || chr(8205) || chr(128103)),
        ('C', 1, '"; drop table drivers; --'),
        ('C', 2, '<script>alert(1)</script>'),
        ('C', 3, '   ')
)
select
    shared.n,
    md5('scoutwatch demo person ' || shared.n)::uuid as person_key,
    shared.category,
    shared.rank::integer as rank,
    shared.age_rank::integer as age_rank,
    shared.created_at,
    -- in hours, as are all intervals below: a day of 23 or 25 hours in the session's time zone must not move anything
    make_interval(secs => extract(epoch from setting.now_at - shared.created_at)::double precision) as lived,
    case when shared.category = 'S' and shared.rank = 5 and setting.persons >= 50 then 31 else scout.scout_id end as scout_id,
    (scout.scout_id + 6) % 25 + 1 as second_scout_id,
    (scout.scout_id + 12) % 25 + 1 as third_scout_id,
    case shared.category when 'A' then shared.rank % 2 = 0 when 'C' then shared.rank <= setting.c_drivers else true end as has_driver,
    md5('scoutwatch demo driver ' || shared.n)::varchar as driver_id,
    900000000 + case when shared.shared_position % 4 = 3 then shared.n_before else shared.n end as phone,
    case when shared.shared_position % 4 = 1 then shared.n_before else shared.n end as license,
    part.first_name,
    part.middle_name,
    part.last_name,
    coalesce(hostile.full_name, concat_ws(' ', part.first_name, part.middle_name, part.last_name)) as full_name,
    setting.cities[1 + floor(power(pg_temp.demo_fraction(shared.n, 45), 2) * 8)::integer] as city
from shared
cross join demo_setting as setting
cross join lateral (
    select 1 + floor(25 * power(pg_temp.demo_fraction(shared.n, 40), 1.7))::integer as scout_id
) as scout
cross join lateral (
    select
        setting.first_names[1 + floor(30 * pg_temp.demo_fraction(shared.n, 41))::integer] as first_name,
        case
            when pg_temp.demo_fraction(shared.n, 42) < 0.6
            then setting.middle_names[1 + floor(20 * pg_temp.demo_fraction(shared.n, 42) / 0.6)::integer]
        end as middle_name,
        setting.last_names[1 + floor(36 * pg_temp.demo_fraction(shared.n, 43))::integer] || ' '
            || setting.last_names[1 + floor(36 * pg_temp.demo_fraction(shared.n, 44))::integer] as last_name
) as part
left join hostile on hostile.category = shared.category and hostile.rank = shared.rank;
create index on demo_person (category, rank);
analyze demo_person (n, category, rank, age_rank);

-- When each satisfactory person's ledger row got its scout: oldest persons first, never before the person was created.
-- Where the person's events name the scout, a refresh run did it.
create temporary table demo_ledger as
with due as (
    select
        day.ledger_before + position.position as age_rank,
        day.starts_at
            + (position.position - 1 + pg_temp.demo_fraction(day.ledger_before + position.position, 51))
              / (day.ledger_until - day.ledger_before) * day.fraction * interval '24 hours' as due_at
    from demo_day as day
    cross join lateral generate_series(1, day.ledger_until - day.ledger_before) as position (position)
),
decided as (
    select
        person.n,
        person.rank,
        person.created_at,
        greatest(due.due_at, person.created_at + person.lived * 0.5 * pg_temp.demo_fraction(person.n, 52)
                             * least(1, extract(epoch from interval '48 hours') / greatest(extract(epoch from person.lived), 1))) as decided_at
    from demo_person as person
    join due on due.age_rank = person.age_rank
    where person.category = 'S'
),
slotted as (
    select
        decided.*,
        greatest(ceil(extract(epoch from (setting.now_at - interval '21 minutes') - decided.decided_at) / 14400)::integer, 0) as slot
    from decided
    cross join demo_setting as setting
)
select
    slotted.n,
    case when run.slot is null then slotted.decided_at else run.started_at + run.duration_ms * 0.6 * interval '1 millisecond' end as decided_at,
    run.slot
from slotted
cross join demo_setting as setting
left join demo_refresh as asked on asked.slot = slotted.slot
left join demo_refresh as run
    on run.slot = asked.ran_before
   and slotted.rank > setting.satisfactory_eventless
   and run.started_at > slotted.created_at;
analyze demo_ledger;

-- ---------------------------------------------------------------------------------------------------------------------------
-- Sources: registrations, migrations, cabinet leads. `person_n` is null where nothing links the row to a person.
-- ---------------------------------------------------------------------------------------------------------------------------

create temporary table demo_registration as
with wanted as (
    -- satisfactory persons: all of their first registrations, then a second one for some
    select
        person.n as person_n,
        case
            when round_number.round_number = 0
             and person.rank > setting.satisfactory_registered - setting.contradicting
             and (setting.satisfactory_registered - person.rank) % 3 = 1
            then person.second_scout_id
            else person.scout_id
        end as scout_id,
        person.rank > setting.satisfactory_eventless and person.rank % 3 <> 1 as has_event,
        round_number.round_number as copy
    from demo_setting as setting
    cross join generate_series(0, setting.registrations_satisfactory / greatest(setting.satisfactory_registered, 1)) as round_number (round_number)
    join demo_person as person
        on person.category = 'S'
       and person.rank <= least(
               setting.satisfactory_registered,
               setting.registrations_satisfactory - round_number.round_number * setting.satisfactory_registered
           )
    union all
    -- persons of category E: three scouts, or one against a migration, or two
    select
        person.n,
        (array[person.scout_id, person.second_scout_id, person.third_scout_id])[copy.copy],
        false,
        copy.copy
    from demo_person as person
    cross join lateral generate_series(1, (array[3, 1, 1, 2, 2])[(person.rank - 1) % 5 + 1]) as copy (copy)
    where person.category = 'E'
    union all
    select person.n, person.scout_id, person.rank % 4 in (2, 3), 0
    from demo_person as person
    cross join demo_setting as setting
    where person.category = 'D' and person.rank <= setting.linked_d
    union all
    select person.n, person.scout_id, false, 0
    from demo_person as person
    cross join demo_setting as setting
    where person.category = 'A' and person.rank <= setting.linked_a
    union all
    -- linked, but nobody wrote down the scout
    select person.n, null::integer, false, 0
    from demo_person as person
    cross join demo_setting as setting
    where person.category = 'C' and person.rank <= least(setting.registrations_without_scout / 2, setting.c_drivers)
),
linked as (
    select
        wanted.person_n,
        wanted.scout_id,
        wanted.has_event,
        wanted.copy,
        person.full_name as driver_name,
        pg_temp.demo_phone(person.phone, (person.n % 5)::integer + wanted.copy) as driver_phone,
        case when person.has_driver then pg_temp.demo_license('Q', person.license, (person.n % 4)::integer + wanted.copy) end as driver_license,
        person.created_at
            + least(person.lived, (1 + 3 * wanted.copy) * interval '24 hours') * (0.2 + 0.75 * pg_temp.demo_fraction(person.n, 61 + wanted.copy))
            as created_at,
        person.n * 10 + wanted.copy as sort_number
    from wanted
    join demo_person as person on person.n = wanted.person_n
),
unlinked as (
    select
        position.position,
        case
            when position.position <= setting.unlinked_license then 'license'
            when position.position <= setting.unlinked_license + setting.unlinked_phone then 'phone'
            when position.position <= setting.unlinked_license + setting.unlinked_phone + setting.unlinked_ambiguous then 'ambiguous'
            else 'unknown'
        end as kind,
        case
            when position.position <= setting.unlinked_license then position.position
            when position.position <= setting.unlinked_license + setting.unlinked_phone then position.position - setting.unlinked_license
            else position.position - setting.unlinked_license - setting.unlinked_phone
        end as place,
        setting.unlinked,
        setting.satisfactory,
        setting.satisfactory_registered,
        setting.unlinked_license,
        setting.unlinked_phone,
        setting.persons,
        setting.now_at
    from demo_setting as setting
    cross join lateral generate_series(1, setting.unlinked) as position (position)
),
-- The person whose driver the registration fits, by licence or phone: a third of those found by licence are satisfactory already,
-- and one fits a driver whom no person is linked to.
unlinked_of_driver as (
    select
        unlinked.*,
        unlinked.kind = 'license' and unlinked.place = unlinked.unlinked_license and unlinked.place >= 8 as is_driver_without_person
    from unlinked
),
aimed as (
    select
        unlinked.*,
        case
            when unlinked.kind = 'license'
             and unlinked.place <= least(unlinked.unlinked_license / 3, unlinked.satisfactory - unlinked.satisfactory_registered)
            then 'S'
            when unlinked.is_driver_without_person then null
            when unlinked.kind <> 'unknown' then 'C'
        end as target_category,
        case
            when unlinked.kind = 'license'
             and unlinked.place <= least(unlinked.unlinked_license / 3, unlinked.satisfactory - unlinked.satisfactory_registered)
            then unlinked.satisfactory_registered + unlinked.place
            when unlinked.kind = 'license' then 10 + unlinked.place
            when unlinked.kind = 'phone' then 10 + unlinked.unlinked_license + unlinked.place
            when unlinked.kind = 'ambiguous' then 10 + unlinked.unlinked_license + unlinked.unlinked_phone + 2 * unlinked.place
        end as target_rank,
        -- the last two are one unknown person
        case
            when unlinked.kind = 'unknown' then case when unlinked.position = unlinked.unlinked then unlinked.position - 1 else unlinked.position end
        end as stranger
    from unlinked_of_driver as unlinked
),
stranded as (
    select
        null::bigint as person_n,
        case when aimed.target_category = 'S' then person.scout_id
             else 1 + floor(25 * power(pg_temp.demo_fraction(coalesce(aimed.stranger, aimed.position), 62), 1.7))::integer
        end as scout_id,
        false as has_event,
        case
            when aimed.stranger % 11 = 5 then chr(27) || '[5m' || 'Desconocido' || chr(27) || '[0m ' || aimed.stranger
            when aimed.stranger is not null then 'Desconocido Núñez ' || aimed.stranger
            when aimed.is_driver_without_person then 'Conductor Sin Persona'
            else pg_temp.demo_upper(person.full_name)
        end as driver_name,
        case
            when aimed.kind = 'phone' then pg_temp.demo_phone(person.phone, case aimed.place % 2 when 0 then 4 else 0 end)
            when aimed.kind = 'ambiguous' and aimed.place % 2 = 0 then pg_temp.demo_phone(person.phone, 0)
            when aimed.kind = 'unknown' then pg_temp.demo_phone(909000000 + aimed.stranger, aimed.position)
            when aimed.kind = 'license' and aimed.place % 3 = 0 then pg_temp.demo_phone(909500000 + aimed.place, 1)
        end as driver_phone,
        case
            when aimed.is_driver_without_person then pg_temp.demo_license('Q', aimed.persons + 1, 0)
            when aimed.kind = 'license' then pg_temp.demo_license('Q', person.license, case aimed.place % 4 when 1 then 3 else 0 end)
            when aimed.kind = 'ambiguous' and aimed.place % 2 = 1 then pg_temp.demo_license('Q', person.license, 0)
            when aimed.kind = 'unknown' then pg_temp.demo_license('Z', aimed.stranger, aimed.position)
            when aimed.kind = 'phone' and aimed.place % 2 = 0 then 'sin brevete'
        end as driver_license,
        aimed.now_at - interval '1080 hours' * (0.002 + 0.99 * pg_temp.demo_fraction(aimed.position, 63)) as created_at,
        -aimed.position as sort_number
    from aimed
    left join demo_person as person on person.category = aimed.target_category and person.rank = aimed.target_rank
    union all
    select
        null::bigint,
        null::integer,
        false,
        'Sin Reclutador ' || position.position,
        pg_temp.demo_phone(908000000 + position.position, position.position),
        null,
        setting.now_at - interval '2880 hours' * (0.01 + 0.98 * pg_temp.demo_fraction(position.position, 64)),
        -10000000000 - position.position
    from demo_setting as setting
    cross join lateral generate_series(1, setting.registrations_without_scout - setting.registrations_without_scout / 2) as position (position)
),
every as (
    select linked.person_n, linked.scout_id, linked.has_event, linked.driver_name, linked.driver_phone, linked.driver_license,
           linked.created_at, linked.sort_number
    from linked
    union all
    select stranded.person_n, stranded.scout_id, stranded.has_event, stranded.driver_name, stranded.driver_phone, stranded.driver_license,
           stranded.created_at, stranded.sort_number
    from stranded
)
select
    row_number() over (order by every.created_at, every.sort_number)::integer as id,
    every.*,
    (array['cabinet', 'calle', 'referido', 'feria', 'redes'])[1 + floor(5 * pg_temp.demo_fraction(every.sort_number, 65))::integer] as acquisition_method
from every;
analyze demo_registration;

create temporary table demo_migration as
with every as (
    select
        person.n as person_n,
        person.driver_id,
        case
            when person.category = 'E' then person.second_scout_id
            when person.category = 'C' then null
            when person.category = 'S'
             and person.rank > setting.satisfactory_registered - setting.contradicting
             and person.rank <= setting.satisfactory_registered
             and (setting.satisfactory_registered - person.rank) % 3 = 2
            then person.second_scout_id
            else person.scout_id
        end as scout_id,
        (person.category = 'S' and person.rank > setting.satisfactory_eventless and person.rank % 8 = 0)
            or (person.category = 'D' and person.rank % 16 = 1) as has_event,
        person.created_at + least(person.lived, interval '24 hours') * (0.2 + 0.75 * pg_temp.demo_fraction(person.n, 71)) as created_at,
        person.n as sort_number
    from demo_person as person
    cross join demo_setting as setting
    where (person.category = 'S' and person.rank % 4 = 0)
       or (person.category = 'S'
           and person.rank > setting.satisfactory_registered - setting.contradicting
           and person.rank <= setting.satisfactory_registered
           and (setting.satisfactory_registered - person.rank) % 3 = 2)
       or (person.category = 'D' and person.rank % 8 = 1)
       or (person.category = 'E' and (person.rank - 1) % 5 in (1, 2))
       or (person.category = 'C' and person.rank <= least(setting.migrations_unlinked, setting.c_drivers))
    union all
    select
        null::bigint,
        md5('scoutwatch demo stranger ' || position.position)::varchar,
        case when position.position % 3 > 0 then 1 + floor(25 * pg_temp.demo_fraction(position.position, 72))::integer end,
        false,
        setting.now_at - interval '3600 hours' * (0.01 + 0.98 * pg_temp.demo_fraction(position.position, 73)),
        -position.position
    from demo_setting as setting
    cross join lateral generate_series(1, setting.migrations_unlinked) as position (position)
)
select
    row_number() over (order by every.created_at, every.sort_number)::integer as id,
    every.*
from every;
analyze demo_migration;

create temporary table demo_lead as
with every as (
    select
        person.n as person_n,
        copy.copy,
        person.category <> 'C' as has_event,
        person.first_name,
        person.middle_name,
        person.last_name,
        person.phone,
        person.city,
        person.created_at
            + least(person.lived, case copy.copy when 1 then interval '3 hours' else interval '720 hours' end)
              * (0.05 + 0.9 * pg_temp.demo_fraction(person.n, 80 + copy.copy)) as created_at,
        person.n * 10 + copy.copy as sort_number
    from demo_person as person
    cross join demo_setting as setting
    cross join lateral generate_series(
        1,
        case person.category
            when 'A' then 1 + floor(3 * pg_temp.demo_fraction(person.n, 81))::integer
            when 'D' then 1 + floor(2 * pg_temp.demo_fraction(person.n, 81))::integer
            when 'S' then case
                when person.rank > setting.satisfactory_eventless then 1 + floor(1.6 * pg_temp.demo_fraction(person.n, 81))::integer
                else 0
            end
            when 'C' then (person.rank > setting.c_drivers or person.rank <= setting.c / 50)::integer
            else 0
        end
    ) as copy (copy)
    union all
    -- nobody yet: half of them have an event without a person
    select
        null::bigint,
        1,
        position.position % 2 = 0,
        setting.first_names[1 + floor(30 * pg_temp.demo_fraction(position.position, 85))::integer],
        null,
        setting.last_names[1 + floor(36 * pg_temp.demo_fraction(position.position, 86))::integer],
        907000000 + position.position,
        'Lima',
        setting.now_at - interval '1440 hours' * (0.002 + 0.99 * pg_temp.demo_fraction(position.position, 87)),
        -position.position
    from demo_setting as setting
    cross join lateral generate_series(1, setting.leads_unlinked) as position (position)
),
numbered as (
    select
        row_number() over (order by every.created_at, every.sort_number)::integer as id,
        every.*
    from every
)
select
    numbered.*,
    (case
        when pg_temp.demo_fraction(numbered.sort_number, 88) < 0.15 then null
        when numbered.sort_number = -2 then 'lead-' || chr(27) || '[7m' || chr(8238) || '2000000'
        else 'lead-' || lpad(numbered.id::text, 7, '0')
    end)::varchar as external_id
from numbered;
analyze demo_lead;

-- ---------------------------------------------------------------------------------------------------------------------------
-- Events: of leads, of registrations, of migrations
-- ---------------------------------------------------------------------------------------------------------------------------

create temporary table demo_event as
with lead_event as (
    select
        lead.id as lead_id,
        coalesce(lead.external_id, lead.id::text)::varchar as source_pk,
        lead.person_n,
        person.person_key,
        lead.copy,
        person.category,
        person.rank,
        lead.city,
        lead.created_at,
        case
            when person.n is null then case when lead.id % 2 = 0 then 1 + floor(25 * pg_temp.demo_fraction(lead.id, 91))::integer end
            when lead.copy > 1 then null
            when person.category = 'S'
             and person.rank > setting.satisfactory_registered - setting.contradicting
             and person.rank <= setting.satisfactory_registered
             and (setting.satisfactory_registered - person.rank) % 3 = 0
            then person.second_scout_id
            when person.category in ('S', 'D') then person.scout_id
        end as named_scout_id,
        -- how a D person's first event names the scout: 0 number in the payload, 1 string in the payload, 2 its registration does, 3 column
        case
            when person.category <> 'D' or person.n is null then 3
            when person.rank % 4 = 2 and person.rank > setting.linked_d then 3
            else person.rank % 4
        end as way,
        setting.persons
    from demo_lead as lead
    cross join demo_setting as setting
    left join demo_person as person on person.n = lead.person_n
    where lead.has_event
),
-- Payload values that look like a scout and are none.
malformed (kind, payload) as (
    values
        (0, '{"scout_id": "abc"}'::jsonb),
        (1, '{"scout_id": ""}'::jsonb),
        (2, '{"scout_id": "12.5"}'::jsonb),
        (3, '{"scout_id": 12.5}'::jsonb),
        (4, '{"scout_id": null}'::jsonb),
        (5, '{"scout_id": true}'::jsonb),
        (6, '{"scout_id": {}}'::jsonb),
        (7, '{"scout_id": []}'::jsonb),
        (8, '{"scout_id": " 7 "}'::jsonb),
        (9, '{"scout_id": "99999999999"}'::jsonb),
        (10, '{"scout_id": "-1"}'::jsonb),
        (11, '{"scout_id": 0}'::jsonb),
        (12, jsonb_build_object('scout_id', chr(1633) || chr(1634))),
        (13, '{"scout_id": 99999999999}'::jsonb),
        (14, '{"scout_id": "0"}'::jsonb),
        (15, '{"scout_id": -3}'::jsonb),
        (16, jsonb_build_object('scout_id', '7; ' || chr(27) || '[2J'))
),
-- Payloads of another shape: no key scout_id to look at, so nothing is malformed.
odd (kind, payload) as (
    values
        (0, null::jsonb),
        (1, 'null'::jsonb),
        (2, '42'::jsonb),
        (3, '"texto suelto"'::jsonb),
        (4, '["scout_id", 7]'::jsonb),
        (5, '{}'::jsonb),
        (6, '{"scout": {"scout_id": 7}}'::jsonb)
),
lead_payload as (
    select
        lead_event.*,
        case
            when lead_event.category = 'A' and lead_event.copy = 1 and lead_event.rank = 2 and lead_event.persons >= 50
            then jsonb_build_object('scout_id', repeat('9', 100000))
            when malformed.kind is not null then malformed.payload
            when odd.kind is not null then odd.payload
            when lead_event.way = 0 and lead_event.copy = 1
            then jsonb_build_object('origin', 'cabinet', 'city', lead_event.city, 'scout_id', lead_event.named_scout_id)
            when lead_event.way = 1 and lead_event.copy = 1
            then jsonb_build_object('origin', 'cabinet', 'city', lead_event.city, 'scout_id', lead_event.named_scout_id::text)
            else jsonb_build_object('origin', 'cabinet', 'city', lead_event.city)
        end as payload_json
    from lead_event
    left join malformed
        on lead_event.category = 'A' and lead_event.copy = 1 and lead_event.rank % 4 = 0
       and malformed.kind = lead_event.rank / 4 % 17
    left join odd
        on lead_event.category = 'A' and lead_event.copy = 1 and lead_event.rank % 4 = 1
       and odd.kind = lead_event.rank / 4 % 7
),
every as (
    select
        'module_ct_cabinet_leads'::varchar as source_table,
        lead_payload.source_pk,
        lead_payload.person_key,
        case when lead_payload.way = 3 then lead_payload.named_scout_id end as scout_id,
        lead_payload.payload_json,
        lead_payload.created_at
    from lead_payload
    union all
    select
        'module_ct_scouting_daily'::varchar,
        registration.id::varchar,
        person.person_key,
        registration.scout_id,
        jsonb_build_object('origin', 'scout_registration', 'acquisition_method', registration.acquisition_method),
        registration.created_at
    from demo_registration as registration
    join demo_person as person on person.n = registration.person_n
    where registration.has_event
    union all
    select
        'module_ct_migrations'::varchar,
        migration.id::varchar,
        person.person_key,
        migration.scout_id,
        null::jsonb,
        migration.created_at
    from demo_migration as migration
    join demo_person as person on person.n = migration.person_n
    where migration.has_event
)
select
    row_number() over (order by every.created_at, every.source_table collate "C", every.source_pk collate "C")::integer as id,
    every.*
from every;

-- ---------------------------------------------------------------------------------------------------------------------------
-- Links
-- ---------------------------------------------------------------------------------------------------------------------------

create temporary table demo_link as
with every as (
    select
        person.person_key,
        'drivers'::varchar as source_table,
        person.driver_id as source_pk,
        'R1_DRIVER_ID'::varchar as match_rule,
        100 as match_score,
        'HIGH'::public.confidencelevel as confidence_level,
        null::jsonb as evidence,
        person.created_at as linked_at,
        null::integer as slot
    from demo_person as person
    where person.has_driver
    union all
    select
        person.person_key,
        'module_ct_cabinet_leads'::varchar,
        coalesce(lead.external_id, lead.id::text)::varchar,
        case when lead.id % 4 = 0 then 'R3_PLATE_NAME' else 'R1_PHONE_EXACT' end::varchar,
        case when lead.id % 4 = 0 then 75 else 95 end,
        case when lead.id % 4 = 0 then 'MEDIUM' else 'HIGH' end::public.confidencelevel,
        jsonb_build_object('phone', lead.phone),
        lead.created_at,
        null::integer
    from demo_lead as lead
    join demo_person as person on person.n = lead.person_n
    union all
    select
        person.person_key,
        'module_ct_migrations'::varchar,
        migration.id::varchar,
        'R1_DRIVER_ID'::varchar,
        100,
        'HIGH'::public.confidencelevel,
        jsonb_build_object('driver_id', migration.driver_id),
        migration.created_at,
        null::integer
    from demo_migration as migration
    join demo_person as person on person.n = migration.person_n
    union all
    -- registrations with a scout of the last two months were linked by the refresh run that came after them
    select
        person.person_key,
        'module_ct_scouting_daily'::varchar,
        registration.id::varchar,
        case
            when run.slot is null then 'R2_LICENSE_EXACT'
            when registration.driver_license is null then 'BACKFILL_PHONE_MATCH'
            else 'BACKFILL_LICENSE_MATCH'
        end::varchar,
        case when run.slot is null then 85 when registration.driver_license is null then 70 else 80 end,
        case when run.slot is not null and registration.driver_license is null then 'MEDIUM' else 'HIGH' end::public.confidencelevel,
        jsonb_build_object('driver_phone', registration.driver_phone, 'driver_license', registration.driver_license),
        coalesce(run.started_at + run.duration_ms * 0.15 * interval '1 millisecond', registration.created_at),
        run.slot
    from demo_registration as registration
    join demo_person as person on person.n = registration.person_n
    cross join demo_setting as setting
    left join demo_refresh as asked
        on asked.slot = floor(extract(epoch from (setting.now_at - interval '21 minutes') - registration.created_at) / 14400)::integer
       and registration.scout_id is not null
    left join demo_refresh as run on run.slot = asked.ran_after
)
select
    row_number() over (order by every.linked_at, every.source_table collate "C", every.source_pk collate "C")::integer as id,
    every.*
from every;
analyze demo_link (slot);

-- ---------------------------------------------------------------------------------------------------------------------------
-- Runs, numbered by their start. What a run says it changed is what the links and the ledger say it changed.
-- ---------------------------------------------------------------------------------------------------------------------------

create temporary table demo_run as
with link_count as (
    select link.slot, count(*) as changed
    from demo_link as link
    where link.slot is not null
    group by link.slot
),
ledger_count as (
    select ledger.slot, count(*) as changed
    from demo_ledger as ledger
    where ledger.slot is not null
    group by ledger.slot
),
refresh as (
    select
        refresh.slot,
        refresh.started_at,
        refresh.started_at + refresh.duration_ms * interval '1 millisecond' as completed_at,
        case when refresh.is_failed then 'FAILED' else 'COMPLETED' end::public.runstatus as status,
        json_build_object(
            'steps', case
                when refresh.is_failed then json_build_array(
                    json_build_object('step', 'identity_links', 'changed', 0, 'rejected', 0, 'duration_ms', refresh.duration_ms * 15 / 100),
                    json_build_object('step', 'lead_events', 'skipped', 'no mapping configured', 'duration_ms', 3),
                    json_build_object('step', 'lead_ledger', 'changed', 0, 'error', '57014', 'duration_ms', refresh.duration_ms * 84 / 100)
                )
                else json_build_array(
                    json_build_object('step', 'identity_links', 'changed', coalesce(link_count.changed, 0),
                                      'rejected', refresh.slot % 4, 'duration_ms', refresh.duration_ms * 15 / 100),
                    json_build_object('step', 'lead_events', 'skipped', 'no mapping configured', 'duration_ms', 3),
                    json_build_object('step', 'lead_ledger', 'changed', coalesce(ledger_count.changed, 0),
                                      'rejected', refresh.slot % 3, 'duration_ms', refresh.duration_ms * 45 / 100),
                    json_build_object('step', 'snapshot', 'changed', 1, 'rejected', 0, 'duration_ms', refresh.duration_ms * 10 / 100),
                    json_build_object('step', 'verify', 'ok', 9, 'warn', 1, 'error', 0, 'duration_ms', refresh.duration_ms * 30 / 100)
                )
            end,
            'trigger', case when refresh.slot % 29 = 7 then 'manual' else 'cron' end,
            'host', case when refresh.slot % 5 = 2 then 'ct4-worker-2' else 'ct4-worker-1' end
        ) as stats,
        case
            when not refresh.is_failed then null
            when refresh.slot = 31 then 'deadlock detected' || chr(10) || 'DETAIL:  Process 4711 waits for ShareLock on transaction 90210.'
            when refresh.slot = 64 then 'terminating connection due to administrator command'
            when refresh.slot = 109 then 'could not serialize access due to concurrent update'
            when refresh.slot = 240 then 'invalid input: ' || chr(27) || '[2J' || chr(27) || ']52;c;c2NvdXQ=' || chr(7) || chr(8238) || 'txt'
            when refresh.slot = 301 then 'canceling statement due to lock timeout'
            else 'canceling statement due to statement timeout'
        end::varchar as error_message,
        'scout_attribution_refresh'::public.jobtype as job_type,
        null::date as scope_date_from,
        null::date as scope_date_to,
        true as incremental
    from demo_refresh as refresh
    left join link_count on link_count.slot = refresh.slot
    left join ledger_count on ledger_count.slot = refresh.slot
),
daily as (
    select
        day.age,
        day.day,
        day.starts_at,
        day.persons_until - day.persons_before as persons_created,
        day.persons_until,
        setting.now_at
    from demo_day as day
    cross join demo_setting as setting
    where day.age between 0 and 64
),
every as (
    select refresh.slot, refresh.started_at, refresh.completed_at, refresh.status, refresh.stats, refresh.error_message, refresh.job_type,
           refresh.scope_date_from, refresh.scope_date_to, refresh.incremental
    from refresh
    union all
    select
        null::integer,
        daily.starts_at + interval '5 hours 2 seconds',
        daily.starts_at + interval '5 hours 40 seconds' + daily.age % 17 * interval '1 second',
        'COMPLETED'::public.runstatus,
        json_build_object('drivers', daily.persons_until),
        null,
        'drivers_index_refresh'::public.jobtype,
        null::date,
        null::date,
        false
    from daily
    where daily.starts_at + interval '6 hours' < daily.now_at
    union all
    select
        null::integer,
        daily.starts_at + interval '6 hours 10 minutes 1 second',
        daily.starts_at + interval '6 hours 13 minutes' + daily.age % 41 * interval '1 second',
        case daily.age when 19 then 'FAILED' else 'COMPLETED' end::public.runstatus,
        case daily.age when 19 then null else json_build_object('persons_created', daily.persons_created, 'unmatched', daily.age % 5) end,
        case daily.age when 19 then 'connection to server was lost' end,
        'identity_run'::public.jobtype,
        daily.day - 1,
        daily.day,
        true
    from daily
    where daily.starts_at + interval '7 hours' < daily.now_at
)
select
    row_number() over (order by every.started_at, every.job_type)::integer as id,
    every.*
from every;
analyze demo_run;

-- ---------------------------------------------------------------------------------------------------------------------------
-- Into CT4's tables
-- ---------------------------------------------------------------------------------------------------------------------------

insert into public.module_ct_scouts_list (scout_id, name, raw_name, is_active, created_at, updated_at)
select
    scout.scout_id,
    scout.name,
    scout.raw_name,
    scout.is_active,
    (setting.midnight_at - (900 - 20 * scout.scout_id) * interval '24 hours') at time zone 'UTC',
    (setting.midnight_at - (30 + scout.scout_id) * interval '24 hours') at time zone 'UTC'
from demo_setting as setting
cross join lateral (
    select
        position.position as scout_id,
        case position.position
            when 25 then chr(27) || '[2J' || 'Ñusta' || chr(8238) || chr(7) || ' Hackeo'
            else setting.first_names[position.position] || ' ' || setting.last_names[(position.position * 7) % 36 + 1]
        end as name,
        case position.position
            when 25 then chr(27) || ']0;x' || chr(7) || ' ÑUSTA' || chr(9) || chr(10) || 'hackeo  '
            when 13 then '=1+1'
            when 7 then null
            else case position.position % 3
                when 0 then pg_temp.demo_upper('  ' || setting.first_names[position.position] || '   ' || setting.last_names[(position.position * 7) % 36 + 1])
                when 1 then translate(lower(setting.first_names[position.position] || ' ' || setting.last_names[(position.position * 7) % 36 + 1]),
                               'ÁÉÍÓÚÜÑ', 'áéíóúüñ')
                else setting.first_names[position.position] || ' ' || setting.last_names[(position.position * 7) % 36 + 1] || ' (LIMA)'
            end
        end as raw_name,
        position.position not in (6, 14, 23) as is_active
    from generate_series(1, 25) as position (position)
) as scout
order by scout.scout_id;

insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level, primary_phone, primary_document, primary_license,
                                     primary_full_name, flags)
select
    person.person_key,
    person.created_at,
    person.created_at + least(person.lived, interval '480 hours') * pg_temp.demo_fraction(person.n, 101),
    case when not person.has_driver then 'LOW' when person.n % 5 = 0 then 'MEDIUM' else 'HIGH' end::public.confidencelevel,
    person.phone::text,
    case when person.has_driver then lpad((person.n % 100000000)::text, 8, '0') end,
    case when person.has_driver then pg_temp.demo_license('Q', person.license, 1) end,
    case when person.n % 211 <> 0 then person.full_name end,
    case when not person.has_driver then '{"lead_only": true}'::jsonb end
from demo_person as person
order by person.n;

insert into ops.ingestion_runs (id, started_at, completed_at, status, stats, error_message, job_type, scope_date_from, scope_date_to, incremental)
select run.id, run.started_at, run.completed_at, run.status, run.stats, run.error_message, run.job_type, run.scope_date_from, run.scope_date_to,
       run.incremental
from demo_run as run
order by run.id;

insert into public.drivers (driver_id, full_name, phone, license_number, park_id, car_number, car_brand, car_model, work_status, hire_date,
                            created_at, updated_at)
select
    driver.driver_id,
    driver.full_name,
    pg_temp.demo_phone(driver.phone, (driver.n % 3)::integer),
    pg_temp.demo_license('Q', driver.license, 1),
    'park-' || driver.n % 3,
    'FK' || (driver.n % 10) || '-' || lpad((driver.n % 1000)::text, 3, '0'),
    (array['Toyota', 'Kia', 'Hyundai', 'Nissan'])[driver.n % 4 + 1],
    (array['Yaris', 'Rio', 'Accent', 'Versa'])[driver.n % 4 + 1],
    case when driver.n % 7 = 0 then 'fired' else 'working' end,
    (driver.created_at at time zone 'UTC')::date,
    driver.created_at at time zone 'UTC',
    driver.created_at at time zone 'UTC'
from (
    select person.n, person.driver_id, person.full_name, person.phone, person.license, person.created_at
    from demo_person as person
    where person.has_driver
    union all
    -- drivers that no person is linked to
    select
        setting.persons + position.position,
        md5('scoutwatch demo driver ' || setting.persons + position.position)::varchar,
        setting.first_names[position.position % 30 + 1] || ' ' || setting.last_names[position.position % 36 + 1],
        900000000 + setting.persons + position.position,
        setting.persons + position.position,
        setting.now_at - position.position % 300 * interval '24 hours'
    from demo_setting as setting
    cross join lateral generate_series(1::bigint, setting.drivers_unlinked::bigint) as position (position)
) as driver
order by driver.n;

insert into canon.drivers_index (driver_id, park_id, phone_norm, license_norm, plate_norm, full_name_norm, hire_date, snapshot_date, created_at,
                                 updated_at, brand_norm, model_norm)
select
    driver.driver_id,
    driver.park_id,
    -- some indexes keep the country code, some do not
    case when right(driver.phone, 1) in ('1', '2', '3') then '51' else '' end || right(translate(driver.phone, '+-() ', ''), 9),
    driver.license_number,
    replace(driver.car_number, '-', ''),
    translate(pg_temp.demo_upper(driver.full_name), 'ÁÉÍÓÚÜÑ', 'AEIOUUN'),
    driver.hire_date,
    setting.today,
    driver.created_at at time zone 'UTC',
    driver.updated_at at time zone 'UTC',
    upper(driver.car_brand),
    upper(driver.car_model)
from public.drivers as driver
cross join demo_setting as setting
order by driver.driver_id collate "C";

insert into public.module_ct_scouting_daily (id, scout_id, driver_name, driver_phone, driver_license, acquisition_method, registration_date, created_at)
select
    registration.id,
    registration.scout_id,
    registration.driver_name,
    registration.driver_phone,
    registration.driver_license,
    registration.acquisition_method,
    case when registration.id % 13 <> 0 then (registration.created_at at time zone 'UTC')::date end,
    registration.created_at at time zone 'UTC'
from demo_registration as registration
order by registration.id;

insert into public.module_ct_migrations (id, driver_id, scout_id, hire_date, created_at)
select
    migration.id,
    migration.driver_id,
    migration.scout_id,
    case when migration.id % 7 <> 0 then (migration.created_at at time zone 'UTC')::date end,
    migration.created_at at time zone 'UTC'
from demo_migration as migration
order by migration.id;

insert into public.module_ct_cabinet_leads (id, external_id, activation_city, last_name, first_name, middle_name, asset_plate_number, asset_model,
                                            park_phone, status, lead_created_at, created_at)
select
    lead.id,
    lead.external_id,
    lead.city,
    case lead.id % 97 when 13 then lead.last_name || chr(27) || '[1A' when 29 then '-2+3' else lead.last_name end,
    lead.first_name,
    lead.middle_name,
    'FK' || (lead.id % 10) || '-' || lpad((lead.id % 1000)::text, 3, '0'),
    (array['Yaris', 'Rio', 'Accent', 'Versa'])[lead.id % 4 + 1],
    pg_temp.demo_phone(lead.phone, lead.id % 5),
    (array['active', 'activated', 'new', 'rejected'])[1 + floor(4 * pg_temp.demo_fraction(lead.id, 102))::integer],
    (lead.created_at - interval '2 minutes') at time zone 'UTC',
    lead.created_at at time zone 'UTC'
from demo_lead as lead
order by lead.id;

insert into observational.lead_events (id, source_table, source_pk, event_date, person_key, scout_id, payload_json, created_at)
select
    event.id,
    event.source_table,
    event.source_pk,
    (event.created_at at time zone 'UTC')::date,
    event.person_key,
    event.scout_id,
    event.payload_json,
    event.created_at
from demo_event as event
order by event.id;

insert into canon.identity_links (id, person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, evidence,
                                  linked_at, run_id)
select
    link.id,
    link.person_key,
    link.source_table,
    link.source_pk,
    date_trunc('day', link.linked_at at time zone 'UTC') at time zone 'UTC',
    link.match_rule,
    link.match_score,
    link.confidence_level,
    link.evidence,
    link.linked_at,
    run.id
from demo_link as link
left join demo_run as run on run.slot = link.slot
order by link.id;

insert into observational.lead_ledger (person_key, attributed_source, attributed_scout_id, attribution_rule, attribution_score, confidence_level,
                                       evidence_json, decision_status, updated_at)
select
    person.person_key,
    case when ledger.slot is not null then 'cabinet_leads' when person.rank % 4 = 0 then 'migrations' else 'scouting_daily' end,
    person.scout_id,
    case when ledger.slot is not null then 'BACKFILL_SINGLE_SCOUT_FROM_EVENTS' else 'R_SCOUT_REGISTRATION' end,
    case when ledger.slot is not null then 90.00 else 70 + 25 * pg_temp.demo_fraction(person.n, 103) end::numeric(5,2),
    case when person.n % 9 = 0 then 'medium' else 'high' end::public.attributionconfidence,
    jsonb_build_object('scout_id', person.scout_id, 'trigger', case when ledger.slot is not null then 'refresh' else 'ingestion' end),
    'assigned'::public.decisionstatus,
    ledger.decided_at
from demo_person as person
join demo_ledger as ledger on ledger.n = person.n
union all
select
    person.person_key,
    case when person.category in ('A', 'D') then 'cabinet_leads' end,
    null::integer,
    case when person.category = 'B' then 'R_LEAD_ONLY' when person.rank % 2 = 0 then 'NO_SCOUT_IN_SOURCE' end,
    0::numeric(5,2),
    'low'::public.attributionconfidence,
    case when person.rank % 3 = 0 then '{}'::jsonb end,
    case when person.category = 'E' then 'conflict' else 'unassigned' end::public.decisionstatus,
    person.created_at + least(person.lived, interval '72 hours') * (0.1 + 0.85 * pg_temp.demo_fraction(person.n, 104))
from demo_person as person
where (person.category = 'D' and person.rank % 4 <> 3)
   or (person.category = 'A' and person.rank % 5 < 3)
   or person.category = 'B'
   or (person.category = 'E' and person.rank % 5 in (1, 3));

insert into public.module_ct_yango_claims (id, driver_id, person_key, driver_name, milestone_value, lead_date, expected_amount,
                                           yango_payment_status, payment_key, pay_date, reason_code, match_rule, match_confidence,
                                           identity_status, suggested_driver_id, is_reconcilable_enriched)
with candidate as (
    select
        person.n,
        person.category,
        person.rank,
        person.person_key,
        person.driver_id,
        person.full_name,
        person.created_at,
        reached.reached,
        row_number() over (
            partition by person.category = 'C'
            order by (person.category = 'E') desc, pg_temp.demo_fraction(person.n, 111), person.n, reached.reached
        ) as position
    from demo_person as person
    cross join demo_setting as setting
    cross join lateral generate_series(1, 1 + floor(3 * pg_temp.demo_fraction(person.n, 112))::integer) as reached (reached)
    -- the one scout who is in no list gets no claim, so that a claim's scout always has a name
    where (person.category in ('S', 'D', 'E') and person.scout_id <= 25)
       or (person.category = 'C' and person.rank <= least(setting.c_drivers, setting.claims))
),
every as (
    select
        candidate.n,
        candidate.driver_id,
        candidate.person_key,
        candidate.full_name,
        candidate.reached,
        candidate.created_at
    from candidate
    cross join demo_setting as setting
    where candidate.position <= case
        when candidate.category = 'C' then greatest(setting.claims - setting.claims_with_scout - setting.claims_without_person, 0)
        else setting.claims_with_scout
    end
    union all
    -- nobody: Yango names a driver whom no person is linked to, or no driver at all
    select
        -position.position,
        case when position.position % 2 = 0 then md5('scoutwatch demo claimant ' || position.position)::varchar end,
        null::uuid,
        case position.position when 3 then '+1' || chr(27) || '[9999C' else 'Cobranza Sin Persona ' || position.position end,
        1,
        setting.now_at - interval '2160 hours' * (0.02 + 0.97 * pg_temp.demo_fraction(position.position, 113))
    from demo_setting as setting
    cross join lateral generate_series(1, least(setting.claims_without_person, setting.claims - setting.claims_with_scout)) as position (position)
),
dated as (
    select
        every.*,
        (array[1, 5, 25])[every.reached] as milestone_value,
        greatest((every.created_at at time zone 'UTC')::date, setting.today - floor(100 * pg_temp.demo_fraction(every.n, 114))::integer) as lead_date,
        pg_temp.demo_fraction(every.n * 4 + every.reached, 115) as fate,
        setting.today
    from every
    cross join demo_setting as setting
),
settled as (
    select
        dated.*,
        case
            when dated.lead_date + 7 > dated.today then 'UNPAID'
            when dated.fate < 0.52 then 'PAID'
            when dated.fate < 0.57 then 'PAID_MISAPPLIED'
            else 'UNPAID'
        end as payment_status
    from dated
)
select
    row_number() over (order by settled.lead_date, settled.n, settled.reached)::integer,
    settled.driver_id,
    settled.person_key,
    settled.full_name,
    settled.milestone_value,
    settled.lead_date,
    case settled.milestone_value when 1 then 25.00 when 5 then 35.00 else 100.00 end,
    settled.payment_status,
    case when settled.payment_status <> 'UNPAID' then 'pay-' || lpad(abs(settled.n)::text, 7, '0') || '-' || settled.milestone_value end,
    case
        when settled.payment_status <> 'UNPAID'
        then settled.lead_date + 7 + floor((settled.today - settled.lead_date - 7) * pg_temp.demo_fraction(settled.n, 116))::integer
    end,
    case settled.payment_status when 'PAID' then 'payment_found' when 'PAID_MISAPPLIED' then 'payment_found_other_milestone' else 'no_payment_found' end,
    case when settled.person_key is null then 'none' when settled.n % 5 = 0 then 'name_unique' else 'driver_id' end,
    case when settled.person_key is null then 'unknown' when settled.n % 5 = 0 then 'medium' else 'high' end,
    case when settled.person_key is null then 'no_match' when settled.n % 5 = 0 then 'enriched' else 'confirmed' end,
    case when settled.person_key is null and settled.n % 3 = 0 then md5('scoutwatch demo claimant ' || settled.n)::varchar end,
    settled.person_key is not null
from settled
order by 1;

-- Sequences go behind the last id given above.
select pg_catalog.setval('ops.ingestion_runs_id_seq', greatest(max(run.id), 1), max(run.id) is not null) from ops.ingestion_runs as run;
select pg_catalog.setval('canon.identity_links_id_seq', greatest(max(link.id), 1), max(link.id) is not null) from canon.identity_links as link;
select pg_catalog.setval('observational.lead_events_id_seq', greatest(max(event.id), 1), max(event.id) is not null) from observational.lead_events as event;
select pg_catalog.setval('public.module_ct_scouting_daily_id_seq', greatest(max(registration.id), 1), max(registration.id) is not null)
from public.module_ct_scouting_daily as registration;
select pg_catalog.setval('public.module_ct_migrations_id_seq', greatest(max(migration.id), 1), max(migration.id) is not null)
from public.module_ct_migrations as migration;
select pg_catalog.setval('public.module_ct_cabinet_leads_id_seq', greatest(max(lead.id), 1), max(lead.id) is not null)
from public.module_ct_cabinet_leads as lead;
select pg_catalog.setval('public.module_ct_yango_claims_id_seq', greatest(max(claim.id), 1), max(claim.id) is not null)
from public.module_ct_yango_claims as claim;

drop table demo_run, demo_link, demo_event, demo_lead, demo_migration, demo_registration, demo_ledger, demo_person, demo_refresh, demo_day,
           demo_setting;
drop function pg_temp.demo_license(text, bigint, integer);
drop function pg_temp.demo_phone(bigint, integer);
drop function pg_temp.demo_upper(text);
drop function pg_temp.demo_fraction(bigint, bigint);

analyze ops.ingestion_runs, canon.identity_registry, canon.identity_links, canon.drivers_index, observational.lead_events,
        observational.lead_ledger, public.module_ct_scouting_daily, public.module_ct_migrations, public.module_ct_cabinet_leads,
        public.module_ct_scouts_list, public.drivers, public.module_ct_yango_claims;

reset work_mem;
reset jit;
