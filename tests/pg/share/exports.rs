//! Exports: whole, of one moment, cancelled without a trace.

use std::path::Path;
use std::time::Duration;

use scoutwatch::clock::Clock;
use scoutwatch::model::{Category, Filter, List};
use scoutwatch::share::{
    self, ExportError, Exported, Format, ListView, News, Order, Outlet, Settings, Subject,
};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::database::TestDatabase;
use crate::handles::{count_backends, open};
use crate::installed::{Contents, database_with};

/// An outlet that writes in this folder.
fn outlet(database: &TestDatabase, name: &str, folder: &Path) -> (Outlet, CancellationToken) {
    let settings = Settings {
        first: scoutwatch::model::WayOut::Auto,
        folders: vec![folder.to_owned()],
        in_tmux: false,
        in_screen: false,
        knows_clipboard: true,
    };
    let token = CancellationToken::new();
    let database = open(&database.url, name);
    let outlet =
        share::open(Some(database), settings, Clock::system(), token.clone(), &TaskTracker::new());
    (outlet, token)
}

fn list(list: List, filter: &str) -> Subject {
    let filter = (!filter.is_empty()).then(|| Filter::parse(filter, list.fields()).unwrap());
    Subject::List(ListView { list, filter, sort: list.sorts()[0] })
}

/// The end of an export, and how many figures came on the way.
async fn ended(outlet: &mut Outlet) -> (News, usize) {
    let mut figures = 0;
    loop {
        match outlet.news.recv().await.unwrap() {
            News::Progress { .. } => figures += 1,
            news => return (news, figures),
        }
    }
}

async fn exported(outlet: &mut Outlet, subject: Subject, format: Format) -> Exported {
    outlet.orders.send(Order::Export(Box::new(subject), format)).await.unwrap();
    match ended(outlet).await.0 {
        News::Exported(Ok(exported)) => exported,
        other => panic!("{other:?}"),
    }
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_has_every_row_once_whatever_pages_it_was_read_in() {
    let database = database_with(Contents::Demo).await;
    let persons = "insert into canon.identity_registry \
            (person_key, created_at, updated_at, confidence_level, primary_full_name) \
        select gen_random_uuid(), now(), now(), 'LOW', case when n % 2 = 0 then '=cmd()|x' else E'a,\"b\"' end \
        from generate_series(1, 21000) as n";
    database.connect().await.batch_execute(persons).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (mut outlet, _token) = outlet(&database, "export", folder.path());
    let backlog = List::Backlog(Some(Category::C));
    outlet.orders.send(Order::Export(Box::new(list(backlog, "")), Format::Csv)).await.unwrap();
    let (news, figures) = ended(&mut outlet).await;
    let News::Exported(Ok(csv)) = news else { panic!("{news:?}") };
    assert_eq!((csv.rows, csv.matching, figures), (22_308, 22_308, 3));
    assert_eq!(csv.bytes, std::fs::metadata(&csv.path).unwrap().len());
    let mut reader = csv::Reader::from_path(&csv.path).unwrap();
    let mut keys: Vec<String> =
        reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
    assert_eq!(keys.len(), 22_308);
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 22_308, "no row stands twice, and no header between");
    let text = std::fs::read_to_string(&csv.path).unwrap();
    assert!(text.contains(",'=cmd()|x,") && text.contains(",\"a,\"\"b\"\"\","));

    let json = exported(&mut outlet, list(backlog, ""), Format::Json).await;
    let document: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&json.path).unwrap()).unwrap();
    assert_eq!(document["backlog"].as_array().unwrap().len(), 22_308);
    assert_eq!(files(folder.path()), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_is_exported_with_its_filter_in_both_formats() {
    let database = database_with(Contents::Demo).await;
    let folder = tempfile::tempdir().unwrap();
    let (mut outlet, _token) = outlet(&database, "lists", folder.path());
    for whole in List::EVERY {
        for format in [Format::Csv, Format::Json] {
            let all = exported(&mut outlet, list(whole, ""), format).await;
            let some = exported(&mut outlet, list(whole, "!nothing-like-it age>=0d"), format).await;
            let none = exported(&mut outlet, list(whole, "nothing-like-it"), format).await;
            assert!(all.rows >= some.rows && none.rows == 0, "{whole:?} {all:?} {some:?} {none:?}");
            assert!(none.bytes > 0, "a header, or an empty document");
            let name = all.path.file_name().unwrap().to_str().unwrap().to_owned();
            assert!(name.starts_with(&format!("scoutwatch-{}-", whole.name())), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_broken_off_leaves_nothing_here_and_nothing_on_the_server() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    // Whoever reads the list waits, with its file begun.
    let slow = "create function slow() returns boolean language sql volatile as 'select pg_sleep(60) is null'; \
        create or replace view ops.v_scout_payment_base as \
            select person_key, driver_id, scout_id, origin_tag, source_table, attribution_date, \
                milestone_reached, milestone_date, eligible_7d, amount_payable, payment_status, block_reason \
            from ops.v_scout_payment_base_before where public.slow()";
    let rename = "alter view ops.v_scout_payment_base rename to v_scout_payment_base_before";
    client.batch_execute(rename).await.unwrap();
    client.batch_execute(slow).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (mut outlet, _token) = outlet(&database, "cancelled", folder.path());
    let whole = List::EVERY[4];
    outlet.orders.send(Order::Export(Box::new(list(whole, "")), Format::Csv)).await.unwrap();
    let is_reading = "state = 'active'";
    while count_backends(&client, "cancelled", is_reading).await == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(files(folder.path()), 1);
    outlet.orders.send(Order::Cancel).await.unwrap();
    assert_eq!(ended(&mut outlet).await.0, News::Cancelled);
    assert_eq!(files(folder.path()), 0);
    while count_backends(&client, "cancelled", is_reading).await > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_cannot_be_read_or_written_says_so_and_leaves_nothing() {
    let database = database_with(Contents::Demo).await;
    let folder = tempfile::tempdir().unwrap();
    database
        .connect()
        .await
        .batch_execute("drop view ops.v_scout_payment_base cascade")
        .await
        .unwrap();
    let (mut reading, _token) = outlet(&database, "missing", folder.path());
    let order = Order::Export(Box::new(list(List::EVERY[4], "")), Format::Csv);
    reading.orders.send(order.clone()).await.unwrap();
    let (news, _) = ended(&mut reading).await;
    assert!(matches!(news, News::Exported(Err(ExportError::Read(_)))), "{news:?}");
    assert_eq!(files(folder.path()), 0);
    let (mut writing, _token) = outlet(&database, "nowhere", &folder.path().join("none"));
    writing.orders.send(order).await.unwrap();
    let (news, _) = ended(&mut writing).await;
    let News::Exported(Err(error)) = news else { panic!("{news:?}") };
    assert!(matches!(error, ExportError::Write(_)), "{error:?}");
}
