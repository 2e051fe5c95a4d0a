//! The runbook: both languages have the same commands, and each of them does what the text around it says.

mod blocks;

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use scoutwatch::db::cluster::Cluster;
use tokio_postgres::Client;

use crate::binary::environment_of;
use crate::database::{TestDatabase, environment, test_options};
use crate::installed::{Contents, fill};
use crate::refresh::{execute, value};
use crate::serve::Served;
use blocks::{Block, Kind, blocks};

const ENGLISH: &str = include_str!("../../docs/runbooks/scout_attribution_observability.md");
const SPANISH: &str = include_str!("../../docs/runbooks/scout_attribution_observability.es.md");

/// What makes a run of the demo's data do everything that a run can do: leads that point at scouts, and a person whose
/// event names a scout and who has no ledger row.
const MORE: &str = "
    alter table public.module_ct_cabinet_leads add column referral_link_id integer;
    update public.module_ct_cabinet_leads as lead set referral_link_id = scout.scout_id
    from (select min(scout_id) as scout_id from public.module_ct_scouts_list where scout_id > 0) as scout
    where lead.id % 7 = 0;
    insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level)
    values ('00000000-0000-0000-0000-000000000007', now(), now(), 'LOW');
    insert into observational.lead_events (source_table, source_pk, event_date, person_key, scout_id, created_at)
    select 'elsewhere', 'of-7', current_date, '00000000-0000-0000-0000-000000000007', min(scout_id), now()
    from public.module_ct_scouts_list where scout_id > 0";

/// Everything that a run may change, but for the moment of the change.
const ATTRIBUTION: &str = "
    select md5(string_agg(line, ',' order by line)) from (
        select to_jsonb(person)::text as line from canon.identity_registry as person
        union all select to_jsonb(link)::text from canon.identity_links as link
        union all select to_jsonb(event)::text from observational.lead_events as event
        union all select (to_jsonb(ledger) - 'updated_at')::text from observational.lead_ledger as ledger
    ) as everything";

const CLAIMS: &str = "
    select md5(string_agg(to_jsonb(claim)::text, ',' order by to_jsonb(claim)::text))
    from public.module_ct_yango_claims as claim";

#[test]
fn both_languages_have_the_same_commands_links_and_codes() {
    let (english, spanish) = (blocks(ENGLISH), blocks(SPANISH));
    assert!(english.len() > 25, "{} blocks", english.len());
    assert_eq!(english.len(), spanish.len());
    for (one, other) in english.iter().zip(&spanish) {
        assert_eq!(
            (one.kind, &one.text),
            (other.kind, &other.text),
            "lines {}, {}",
            one.line,
            other.line
        );
    }
    for pattern in [
        r"(?m)^#+ ",
        r"(?m)^\| [A-E] ",
        r"\b[0-9]{2}[0-9A-Z][0-9A-Z]{2}\b",
        r"\]\(\.\./[a-z./]+\)",
        "`[^`\n]+`",
    ] {
        let pattern = regex::Regex::new(pattern).unwrap();
        let found = |text| {
            pattern.find_iter(text).map(|found| found.as_str().to_owned()).collect::<Vec<_>>()
        };
        let (mut one, mut other) = (found(ENGLISH), found(SPANISH));
        one.sort();
        other.sort();
        assert_eq!(one, other, "{pattern}");
    }
    for link in regex::Regex::new(r"\]\(([a-z_./]+)\)").unwrap().captures_iter(ENGLISH) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/runbooks").join(&link[1]);
        assert!(file.exists(), "{}", file.display());
    }
}

#[test]
fn what_needs_another_machine_names_files_and_options_that_there_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pattern = |text| regex::Regex::new(text).unwrap();
    let (option, file) = (pattern(" -([A-Z][A-Za-z]+)"), pattern("docs/deploy/[A-Za-z0-9.-]+"));
    let command = pattern("scoutwatch (refresh --.*)");
    let mut seen = 0;
    for block in blocks(ENGLISH) {
        let text = block.text.replace('\\', "/");
        match block.kind {
            Kind::Host => {
                let checked = Command::new("sh").args(["-n", "-c", &block.text]).status().unwrap();
                assert!(checked.success(), "{block:?}");
            }
            Kind::PowerShell => {
                let script =
                    std::fs::read_to_string(root.join("docs/deploy/refresh-task.ps1")).unwrap();
                for option in option.captures_iter(&text) {
                    assert!(script.contains(&format!("${}", &option[1])), "{}", &option[1]);
                }
            }
            Kind::Sh | Kind::Sql | Kind::Toml => continue,
        }
        for file in file.find_iter(&text) {
            assert!(root.join(file.as_str()).is_file(), "{}", file.as_str());
            seen += 1;
        }
        for command in command.captures_iter(&text) {
            let words = std::iter::once("scoutwatch").chain(command[1].split_whitespace());
            assert!(scoutwatch::cli::parse(words.map(Into::into)).is_ok(), "{}", &command[1]);
        }
    }
    assert!(seen >= 5, "{seen} files");
}

/// Where the blocks are run.
struct Place {
    url: String,
    home: tempfile::TempDir,
    endpoint: Option<Served>,
    run_id: String,
    person: String,
    /// Whether the line was passed that opens psql with the number of the run, who and why.
    has_variables: bool,
}

impl Place {
    fn config(&self) -> String {
        self.home.path().join("config.toml").display().to_string()
    }

    fn of(&self, role: &str) -> String {
        format!("{} user={role}", self.url)
    }

    /// A command in the environment that the runbook's beginning describes.
    fn command(&self, program: &str) -> Command {
        let binary = Path::new(env!("CARGO_BIN_EXE_scoutwatch")).parent().unwrap();
        let endpoint = self.endpoint.as_ref().map(|served| format!("http://{}", served.address()));
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(environment_of(&self.of("scoutwatch_viewer")))
            .env("HOME", self.home.path())
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", binary.display()))
            .env("SCOUTWATCH_CONFIG", self.config())
            .env("SCOUTWATCH_JOB_DATABASE_URL", self.of("scoutwatch_operator"))
            .env("OWNER_URL", &self.url)
            .env("PERSON", &self.person)
            .env("USER", "ana")
            .envs(endpoint.map(|endpoint| ("ENDPOINT", endpoint)))
            .stdin(Stdio::null());
        command
    }

    /// What a block printed, which has to succeed.
    fn perform(&mut self, block: &Block) -> String {
        self.has_variables |= block.text.contains("--set run_id=");
        let variables = [
            format!("--set=run_id={}", self.run_id),
            format!("--set=person={}", self.person),
            "--set=by=ana".to_owned(),
            "--set=reason=wrong mapping".to_owned(),
        ];
        let output = match block.kind {
            Kind::Sh => self.command("sh").args(["-eu", "-c", &block.text]).output(),
            Kind::Sql => self
                .command("psql")
                .args(["--no-psqlrc", "--quiet", "--csv", "--set=ON_ERROR_STOP=1", "--file=-"])
                .args(variables.iter().filter(|_| self.has_variables))
                .arg(&self.url)
                .stdin(block.as_stdin())
                .output(),
            Kind::Toml => {
                std::fs::write(self.config(), &block.text).unwrap();
                return String::new();
            }
            Kind::Host | Kind::PowerShell => return String::new(),
        };
        let output: Output = output.unwrap();
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (stdout, stderr) = (said(&output.stdout), said(&output.stderr));
        assert!(output.status.success(), "line {}: {}\n{stdout}\n{stderr}", block.line, block.text);
        assert!(!stderr.contains("ERROR"), "line {}: {stderr}", block.line);
        stdout
    }
}

async fn text(client: &Client, query: &str) -> String {
    value::<Option<String>>(client, query).await.unwrap_or_default()
}

/// A server of the test's own, as it is before the runbook begins, and its owner.
async fn server() -> (Cluster, String, Client) {
    let start = || Cluster::start(&test_options(), &environment()).unwrap();
    let cluster = tokio::task::spawn_blocking(start).await.unwrap();
    let url = cluster.connection_string("postgres");
    fill(&TestDatabase { url: url.clone(), name: "postgres".to_owned() }, Contents::Older).await;
    let owner = crate::database::connect(&url).await;
    execute(&owner, MORE).await;
    (cluster, url, owner)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_and_query_does_its_work_and_an_undo_restores_every_row() {
    let (_cluster, url, owner) = server().await;
    let claims = text(&owner, CLAIMS).await;
    let person =
        text(&owner, "select person_key::text from ops.v_scout_attribution_conflicts limit 1")
            .await;
    let mut place = Place {
        url,
        home: tempfile::tempdir().unwrap(),
        endpoint: None,
        run_id: "0".to_owned(),
        person,
        has_variables: false,
    };
    std::fs::write(place.config(), "").unwrap();

    let (mut before, mut undone) = (String::new(), String::new());
    for block in blocks(ENGLISH) {
        if block.text.contains("curl ") {
            place.endpoint = Some(Served::on(&place.of("scoutwatch_viewer"), &[]));
            let served = place.endpoint.as_ref().unwrap();
            served.until("/readyz", "ready", |answer| answer.status == 200).await;
        }
        let is_first_run = block.text.contains("scoutwatch refresh\n");
        if is_first_run {
            before = text(&owner, ATTRIBUTION).await;
        }
        let said = place.perform(&block);
        if is_first_run {
            assert_ne!(text(&owner, ATTRIBUTION).await, before, "{said}");
            let newest = "select max(run_id)::text from ops.scoutwatch_runs";
            place.run_id = text(&owner, newest).await;
        }
        if block.text.starts_with("begin;") {
            let _ = write!(undone, "{said}");
            let again = place.perform(&block);
            let (of_the_run, rest) = again.lines().last().unwrap().split_once(',').unwrap();
            assert_ne!(of_the_run, "0", "the run did something of the kind: {again}");
            assert!(rest.split(',').all(|count| count == "0"), "only once: {again}");
        }
    }
    assert_eq!(text(&owner, ATTRIBUTION).await, before, "{undone}");
    assert_eq!(text(&owner, CLAIMS).await, claims, "claims are never written");
    let counts: Vec<Vec<i64>> = undone
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_digit()))
        .map(|line| line.split(',').map(|count| count.parse().unwrap()).collect())
        .collect();
    assert_eq!(counts.len(), 4, "{undone}");
    for counts in counts {
        let (of_the_run, done, audited) = (counts[0], counts[1], *counts.last().unwrap());
        assert!(done > 0 && done == of_the_run && audited == done, "{undone}");
    }
    let audited = format!(
        "select (select count(*) from ops.lead_ledger_scout_backfill_audit where backfill_method = 'UNDONE' and notes like 'ana: wrong mapping%' and ingestion_run_id = {0})
            + (select count(*) from ops.lead_events_scout_backfill_audit where action_type = 'UNDONE' and ingestion_run_id = {0})
            + (select count(*) from ops.identity_links_backfill_audit where action_type = 'UNDONE' and ingestion_run_id = {0})",
        place.run_id
    );
    assert!(value::<i64>(&owner, &audited).await >= 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_leaves_what_somebody_changed_since() {
    let (_cluster, url, owner) = server().await;
    let mut place = Place {
        url,
        home: tempfile::tempdir().unwrap(),
        endpoint: None,
        run_id: "0".to_owned(),
        person: String::new(),
        has_variables: false,
    };
    std::fs::write(place.config(), "").unwrap();
    let all = blocks(ENGLISH);
    let end = all.iter().position(|block| block.text.contains("scoutwatch refresh\n")).unwrap();
    for block in &all[..=end] {
        place.perform(block);
    }
    place.run_id = text(&owner, "select max(run_id)::text from ops.scoutwatch_runs").await;
    // A person decided otherwise, and a new event came for one who was linked.
    let decided = "
        update observational.lead_ledger as ledger set evidence_json = ledger.evidence_json || '{\"decision\": 1}'
        from (select person_key from ops.lead_ledger_scout_backfill_audit where notes is null order by id limit 1) as first
        where ledger.person_key = first.person_key
        returning ledger.person_key::text";
    let person = text(&owner, decided).await;
    let row = format!(
        "select to_jsonb(ledger)::text from observational.lead_ledger as ledger where person_key = '{person}'"
    );
    let kept = text(&owner, &row).await;
    let undo = all.iter().find(|block| block.text.starts_with("begin;")).unwrap();
    place.has_variables = true;
    let said = place.perform(undo);
    let counts: Vec<i64> =
        said.lines().last().unwrap().split(',').map(|count| count.parse().unwrap()).collect();
    assert_eq!((counts[1], counts[2]), (counts[0] - 1, counts[0] - 1), "{said}");
    assert_eq!(text(&owner, &row).await, kept);
}
