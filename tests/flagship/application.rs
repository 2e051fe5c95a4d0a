//! CT4 goes on working while the job runs: what it writes is never overwritten, and decides what the job writes.

use scoutwatch::model::{Outcome, Progress, Trigger};
use scoutwatch::refresh::{Boundary, Observer, run_observed};
use tokio::sync::watch;
use tokio_postgres::Client;
use tokio_util::sync::CancellationToken;

use crate::dice::Dice;
use crate::rounds::clean_run;
use crate::world::{World, execute, handle, job};

/// Judges each change of the ledger in the moment of its statement, by base tables alone.
const JUDGE: &str = "
    create table witness.misattributed (person_key uuid, new_scout integer, scouts bigint, scout_id integer);
    create function witness.judge() returns trigger language plpgsql security definer as $$
    begin
        insert into witness.misattributed
        select new.person_key, new.attributed_scout_id, person.scouts, person.scout_id
        from (values (1)) as one_row (always)
        left join witness.persons as person on person.person_key = new.person_key
        where person.scouts is distinct from 1 or person.scout_id <> new.attributed_scout_id or person.events = 0;
        return null;
    end
    $$;
    create trigger zz_judge after update on observational.lead_ledger for each row
        when (session_user = 'OPERATOR') execute function witness.judge()";

/// What the application does to somebody; `{person}` whose ledger row has no scout, `{scout}` and `{number}`.
/// The last two are done to links.
const DEEDS: [&str; 11] = [
    "update observational.lead_ledger set attributed_scout_id = {scout}, decision_status = 'assigned', updated_at = now() where person_key = {person}",
    "update observational.lead_ledger set decision_status = 'conflict' where person_key = {person}",
    "update observational.lead_ledger set attributed_scout_id = null, decision_status = 'unassigned' where person_key = {anybody}",
    "insert into observational.lead_events (source_table, source_pk, event_date, person_key, scout_id, created_at) \
     values ('application', '{number}', current_date, {person}, {scout}, now())",
    "insert into observational.lead_events (source_table, source_pk, event_date, person_key, payload_json, created_at) \
     values ('application', '{number}', current_date, {person}, '{\"scout_id\": \"{scout}\"}', now())",
    "delete from observational.lead_events where person_key = {person}",
    "update observational.lead_events set scout_id = {scout}, payload_json = null where person_key = {person}",
    "update observational.lead_events set person_key = {anybody} where person_key = {person}",
    "update observational.lead_events set scout_id = {scout} where source_table = 'module_ct_cabinet_leads' and scout_id is null \
     and id % 200 = {number} % 200",
    "insert into canon.identity_links (person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at) \
     select {person}, 'module_ct_scouting_daily', min(id)::text, now(), 'APPLICATION', 100, 'HIGH', now() \
     from public.module_ct_scouting_daily as r where scout_id = {scout} and not exists \
     (select from canon.identity_links as l where l.source_table = 'module_ct_scouting_daily' and l.source_pk = r.id::text) having min(id) is not null",
    "update canon.identity_links set person_key = {person} where source_table in ('drivers', 'module_ct_migrations') and source_pk ~ '{number}$'",
];

/// The application, at every boundary of the run.
struct Application {
    client: Client,
    dice: Dice,
    deeds: &'static [&'static str],
    done: usize,
    refused: usize,
}

impl Observer for Application {
    async fn at(&mut self, boundary: Boundary<'_>) {
        if boundary.step.is_none() {
            return;
        }
        for _ in 0..self.dice.below(4) {
            self.act().await;
        }
    }
}

impl Application {
    async fn act(&mut self) {
        let seed = self.dice.next() >> 1;
        // Somebody, or one of those whom the job comes to next.
        let person = if self.dice.percent(50) {
            format!(
                "(select person_key from observational.lead_ledger where attributed_scout_id is null \
                 and person_key > md5('{seed}')::uuid order by person_key limit 1)"
            )
        } else {
            format!(
                "(select person_key from observational.lead_ledger where attributed_scout_id is null \
                 and person_key > (select person_key from ops.lead_ledger_scout_backfill_audit order by id desc limit 1) \
                 order by person_key limit 1 offset {})",
                self.dice.below(150)
            )
        };
        let anybody = format!(
            "(select person_key from observational.lead_ledger where person_key > md5('{seed} any')::uuid order by person_key limit 1)"
        );
        let text = self.deeds[self.dice.below(self.deeds.len())]
            .replace("{person}", &person)
            .replace("{anybody}", &anybody)
            .replace("{scout}", &(1 + self.dice.below(25)).to_string())
            .replace("{number}", &(seed % 1_000_000_000).to_string());
        match self.client.batch_execute(&text).await {
            Ok(()) => self.done += 1,
            // The job has locked the row, or there is nobody of that kind.
            Err(error)
                if error
                    .code()
                    .is_some_and(|code| ["55P03", "23502", "23505"].contains(&code.code())) =>
            {
                self.refused += 1;
            }
            Err(error) => panic!("{error:?}\n{text}"),
        }
    }
}

/// How a person's links are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Links {
    /// By reading all of them, which are few.
    Few,
    /// By an index.
    Indexed,
    /// By reading all of them, which takes long.
    Many,
}

async fn runs_in_the_middle_of(test: &str, links: Links) {
    let dice = Dice::new(test);
    let seed = dice.seed;
    let world = World::new(2_000).await;
    if links == Links::Indexed {
        world.execute("create index on canon.identity_links (person_key)").await;
    }
    // Many links without an index are read once for many batches, and CT4 may make new ones meanwhile.
    let deeds = if links == Links::Many { &DEEDS[..DEEDS.len() - 2] } else { &DEEDS[..] };
    let operator: String = world.value("select operator from witness.accepted").await;
    world.execute(&JUDGE.replace("OPERATOR", &operator)).await;
    let client = world.database.connect().await;
    execute(&client, "set lock_timeout = '20ms'; set jit = off").await;
    let mut application = Application { client, dice, deeds, done: 0, refused: 0 };
    let mut settings = scoutwatch::refresh::JobSettings { batch_rows: 60, ..job() };
    if links == Links::Many {
        settings.reread_links_up_to = 0;
    }
    let database = handle(&world.url, settings.process);
    for run in 0..2 {
        let when = format!("seed {seed}, run {run}");
        let (progress, _watched) = watch::channel(Progress::default());
        let cancel = CancellationToken::new();
        let receipt = run_observed(
            &database,
            &settings,
            Trigger::Command,
            cancel,
            progress,
            &mut application,
        )
        .await
        .unwrap();
        assert_eq!(receipt.outcome, Outcome::Completed, "{when}: {receipt:#?}");
        let wrong: Vec<String> = world
            .value("select coalesce(array_agg(to_jsonb(m)::text), '{}') from witness.misattributed as m")
            .await;
        assert!(wrong.is_empty(), "{when}: {} persons, as {wrong:#?}", wrong.len());
        world.check_while_others_write(&when).await;
    }
    let when = format!("seed {seed}, the clean run");
    clean_run(&world, &when).await;
    world.check_while_others_write(&when).await;
    world.check_end(&when).await;
    println!(
        "{test}: {} deeds of the application, {} refused; {:?} changed and audited",
        application.done,
        application.refused,
        world.done().await
    );
}

#[tokio::test]
async fn what_the_application_writes_meanwhile_is_never_overwritten_and_decides() {
    runs_in_the_middle_of("application", Links::Few).await;
}

#[tokio::test]
async fn the_same_where_an_index_leads_from_a_person_to_its_links() {
    runs_in_the_middle_of("application with an index", Links::Indexed).await;
}

#[tokio::test]
async fn the_same_of_ledger_and_events_where_reading_all_links_takes_long() {
    runs_in_the_middle_of("application with many links", Links::Many).await;
}

#[tokio::test]
async fn evidence_of_a_transaction_that_the_job_waited_for_counts() {
    let world = World::new(1_500).await;
    let application = world.database.connect().await;
    let person: String = world
        .value(
            "select p.person_key::text from witness.persons as p join observational.lead_ledger as l using (person_key) \
             where scouts = 1 and events > 0 and attributed_scout_id is null and decision_status = 'unassigned' order by 1 limit 1",
        )
        .await;
    execute(
        &application,
        &format!(
            "begin; update observational.lead_ledger set updated_at = now() where person_key = '{person}'; \
             insert into observational.lead_events (source_table, source_pk, event_date, person_key, scout_id, created_at) \
             select 'application', 'late', current_date, '{person}', 99, now()"
        ),
    )
    .await;
    let commit = async {
        let waits = "select count(*) > 0 from pg_stat_activity where datname = current_database() \
                     and application_name like 'scoutwatch job %' and wait_event_type = 'Lock'";
        world.becomes("the job waits for the application", waits).await;
        execute(&application, "commit").await;
    };
    tokio::join!(clean_run(&world, "the run that waits"), commit);
    world.check("the run that waits").await;
    let scout: Option<i32> = world
        .value(&format!("select attributed_scout_id from observational.lead_ledger where person_key = '{person}'"))
        .await;
    assert_eq!(scout, None);
    world.check_end("the run that waits").await;
}
