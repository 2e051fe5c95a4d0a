//! What is taken along, on a real server: the SQL that is shown is the SQL of the screen, and an export is the whole list.

mod exports;

use std::process::{Command, Stdio};

use scoutwatch::db::queries;
use scoutwatch::model::{
    Answer, Ask, Category, ClaimFilter, ConflictKind, Filter, List, Listed, PageRequest,
    PaymentStatus, PersonKey, Position, ScoutId,
};
use scoutwatch::share::{ListView, MAX_ROWS, Statement, statement};

use crate::database::{TestDatabase, shared_cluster};
use crate::handles::open;
use crate::installed::{Contents, database_with, snapshot};

/// The rows that a script prints in psql, each as its columns by name.
async fn psql(database: &TestDatabase, script: &str) -> Vec<Vec<(String, String)>> {
    let beside = shared_cluster().await.programs().folder.join("psql");
    let program = if beside.is_file() { beside } else { "psql".into() };
    let (url, script) = (database.url.clone(), script.to_owned());
    let printed = tokio::task::spawn_blocking(move || {
        let mut child = Command::new(program)
            .args(["--no-psqlrc", "--quiet", "--csv", "--set=ON_ERROR_STOP=1", "--dbname", &url])
            // Old settings change how a literal is read.
            .env("PGOPTIONS", "-c standard_conforming_strings=off -c escape_string_warning=off")
            .env("PGCLIENTENCODING", "UTF8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), script.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && words.is_empty(), "{words}\n{script}");
        String::from_utf8(output.stdout).unwrap()
    });
    let printed = printed.await.unwrap();
    let mut reader = csv::Reader::from_reader(printed.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let named = |record: csv::StringRecord| {
        heads.iter().zip(&record).map(|(head, value)| (head.to_owned(), value.to_owned())).collect()
    };
    reader.records().map(|record| named(record.unwrap())).collect()
}

fn column(rows: &[Vec<(String, String)>], name: &str) -> Vec<String> {
    let value = |row: &Vec<(String, String)>| {
        row.iter().find(|(head, _)| head == name).map(|(_, value)| value.clone()).unwrap()
    };
    rows.iter().map(value).collect()
}

/// The keys of the rows of a list as the screen gets them.
async fn shown(database: &TestDatabase, view: &ListView) -> Vec<String> {
    fn keys<T>(rows: &[Listed<T>]) -> Vec<String> {
        rows.iter().map(|row| row.cursor.row_key.clone()).collect()
    }
    let request = PageRequest {
        filter: view.filter.clone(),
        sort: view.sort,
        position: Position::Start { skip: 0 },
        limit: MAX_ROWS,
    };
    let mut transaction = snapshot(&open(&database.url, "screen")).await;
    let answer = queries::answer(&mut transaction, &Ask::Page(view.list, request)).await.unwrap();
    match answer {
        Answer::Backlog(page) => keys(&page.rows),
        Answer::Conflicts(page) => keys(&page.rows),
        Answer::Collection(page, _) => keys(&page.rows),
        Answer::Liquidation(page, _) => keys(&page.rows),
        Answer::Alerts(page) => keys(&page.rows),
        Answer::Runs(page) => keys(&page.rows),
        Answer::Person(_) => panic!("a page was asked for"),
    }
}

fn lists() -> Vec<List> {
    let mut lists = List::EVERY.to_vec();
    lists.extend(Category::ALL.map(|category| List::Backlog(Some(category))));
    lists.push(List::Conflicts(Some(ConflictKind::Open)));
    let claims = ClaimFilter {
        missing_only: true,
        payment_status: Some(PaymentStatus::Unpaid),
        ..ClaimFilter::default()
    };
    lists.push(List::Collection(claims));
    lists.push(List::Collection(ClaimFilter { conflicts_only: true, ..ClaimFilter::default() }));
    lists.push(List::Collection(ClaimFilter { scout: Some(ScoutId(7)), ..ClaimFilter::default() }));
    lists
}

/// Filters of every kind, with texts that would get out of a literal that is not one.
const FILTERS: [&str; 14] = [
    "",
    "a",
    "!a or 7",
    "~^.*o$",
    "'; drop table ops.none; --",
    "\"it's \\\\ :name :'name' $1 $$\"",
    "scout=7",
    "scout!=7 a",
    "age>30d",
    "person=d",
    "status=paid",
    "amount>=100.50",
    "last>2026-01-31 or first<2025-06-01",
    "conflict=yes !(events>3)",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_sql_of_every_list_gives_in_psql_the_rows_on_screen_in_their_order() {
    let database = database_with(Contents::Demo).await;
    let (mut compared, mut rows) = (0, 0);
    for list in lists() {
        let filters = FILTERS.iter().filter_map(|text| match *text {
            "" => Some(None),
            text => Filter::parse(text, list.fields()).ok().map(Some),
        });
        for (place, filter) in filters.enumerate() {
            let sorts = list.sorts();
            let mut sort = sorts[place % sorts.len()];
            sort.descending ^= place % 2 == 1;
            let view = ListView { list, filter, sort };
            let script = statement(&Statement::List(view.clone())).unwrap();
            let printed = psql(&database, &script).await;
            assert_eq!(column(&printed, "row_key"), shown(&database, &view).await, "{script}");
            (compared, rows) = (compared + 1, rows + printed.len());
        }
    }
    assert!(compared > 80 && rows > 5_000, "{compared} statements, {rows} rows");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sql_of_lists_reads_older_views_too() {
    let database = database_with(Contents::Older).await;
    for list in List::EVERY.into_iter().filter(|list| !matches!(list, List::Runs)) {
        let view = ListView { list, filter: None, sort: list.sorts()[0] };
        let script = statement(&Statement::List(view.clone())).unwrap();
        let printed = psql(&database, &script).await;
        assert_eq!(column(&printed, "row_key"), shown(&database, &view).await, "{script}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sql_of_the_figures_gives_in_psql_the_figures_on_screen() {
    let database = database_with(Contents::Demo).await;
    let mut transaction = snapshot(&open(&database.url, "screen")).await;
    let overview = queries::overview(&mut transaction, 400).await.unwrap();
    let metrics = overview.metrics.unwrap();
    let printed = psql(&database, &statement(&Statement::Figures).unwrap()).await;
    for (name, value) in [
        ("total_persons", metrics.total_persons),
        ("satisfactory", metrics.satisfactory),
        ("missing", metrics.missing),
        ("conflicts", metrics.conflicts),
        ("backlog_c", metrics.backlog.get(Category::C).unwrap()),
    ] {
        assert_eq!(column(&printed, name), [value.to_string()], "{name}");
    }
    let printed = psql(&database, &statement(&Statement::Days(30)).unwrap()).await;
    let days = overview.daily.unwrap();
    let expected = days.iter().rev().take(30).rev().map(|day| day.missing.to_string());
    assert_eq!(column(&printed, "missing"), expected.collect::<Vec<_>>());
    let printed = psql(&database, &statement(&Statement::NewestConflicts).unwrap()).await;
    let conflicts = overview.conflicts.unwrap();
    let expected: Vec<_> = conflicts.iter().map(|row| row.person_key.to_string()).collect();
    assert_eq!(column(&printed, "person_key"), expected);
    let printed = psql(&database, &statement(&Statement::NewestRuns).unwrap()).await;
    let expected: Vec<_> =
        overview.runs.unwrap().iter().map(|run| run.run_id.to_string()).collect();
    assert_eq!(column(&printed, "run_id"), expected);
    let key: PersonKey = conflicts[0].person_key;
    let detail = queries::person(&mut transaction, key).await.unwrap().unwrap();
    let script = statement(&Statement::Person(key)).unwrap();
    let (profile, evidence) = script.split_once(";\n").unwrap();
    assert_eq!(psql(&database, &format!("{profile};\n")).await.len(), 1);
    let printed = psql(&database, evidence).await;
    let expected: Vec<_> = detail.evidence.iter().map(|row| row.source_pk.clone()).collect();
    assert_eq!(column(&printed, "source_pk"), expected);
}
