//! Pages: walked forward and backward they are the list that one reading gives.

use scoutwatch::db::pool::ReadTransaction;
use scoutwatch::db::queries;
use scoutwatch::model::{
    Answer, Ask, Category, ClaimFilter, Cursor, Filter, LiquidationFilter, LiquidationStatus, List,
    PageRequest, PaymentStatus, Position, ScoutId, Sort,
};

use crate::handles::open;
use crate::installed::{Contents, database_with, snapshot};

const EVERY_LIST: [List; 6] = [
    List::Backlog(None),
    List::Conflicts(None),
    List::Collection(ALL_CLAIMS),
    List::Liquidation(LiquidationFilter { status: None, scout: None }),
    List::Alerts,
    List::Runs,
];

const ALL_CLAIMS: ClaimFilter =
    ClaimFilter { missing_only: false, conflicts_only: false, scout: None, payment_status: None };

/// A page without its rows' types.
#[derive(Clone, Debug, PartialEq)]
struct Read {
    rows: Vec<(Cursor, String)>,
    before: i64,
    matching: i64,
    total: i64,
}

impl Read {
    fn keys(&self) -> Vec<String> {
        self.rows.iter().map(|(cursor, _)| cursor.row_key.clone()).collect()
    }
}

macro_rules! read {
    ($page:expr) => {{
        let page = $page;
        Read {
            rows: page
                .rows
                .into_iter()
                .map(|listed| (listed.cursor, format!("{:?}", listed.row)))
                .collect(),
            before: page.before,
            matching: page.matching,
            total: page.total,
        }
    }};
}

fn parsed(list: List, text: &str) -> Filter {
    Filter::parse(text, list.fields()).unwrap()
}

async fn read(
    transaction: &mut ReadTransaction,
    list: List,
    filter: Option<&str>,
    sort: Sort,
    position: Position,
    limit: i64,
) -> Read {
    let filter = filter.map(|text| parsed(list, text));
    let ask = Ask::Page(list, PageRequest { filter, sort, position, limit });
    match queries::answer(transaction, &ask).await.unwrap() {
        Answer::Backlog(page) => read!(page),
        Answer::Conflicts(page) => read!(page),
        Answer::Collection(page, _) => read!(page),
        Answer::Liquidation(page, _) => read!(page),
        Answer::Alerts(page) => read!(page),
        Answer::Runs(page) => read!(page),
        Answer::Person(_) => panic!("no list"),
    }
}

fn both_ways(list: List) -> Vec<Sort> {
    list.sorts()
        .iter()
        .flat_map(|sort| [Sort::ascending(sort.column), Sort::descending(sort.column)])
        .collect()
}

/// Walks the list in pages of `size` and holds each against `whole`.
async fn walk(
    transaction: &mut ReadTransaction,
    list: List,
    filter: Option<&str>,
    sort: Sort,
    whole: &Read,
    size: i64,
) {
    let case = format!("{list:?} {sort:?} {filter:?}");
    let length = i64::try_from(whole.rows.len()).unwrap();
    let part = |from: i64, to: i64| {
        let bound = |at: i64| usize::try_from(at.clamp(0, length)).unwrap();
        &whole.rows[bound(from)..bound(to)]
    };
    let check = |page: &Read, from: i64, to: i64| {
        assert_eq!(page.rows, part(from, to), "{case} {from}..{to}");
        assert_eq!(page.before, from, "{case}");
        assert_eq!((page.matching, page.total), (whole.matching, whole.total), "{case}");
    };

    let mut at = 0;
    let mut position = Position::Start { skip: 0 };
    loop {
        let page = read(transaction, list, filter, sort, position, size).await;
        check(&page, at, (at + size).min(length));
        let Some((last, _)) = page.rows.last() else { break };
        at += i64::try_from(page.rows.len()).unwrap();
        position = Position::After(last.clone());
    }
    assert_eq!(at, length, "{case}");

    position = Position::End;
    loop {
        let page = read(transaction, list, filter, sort, position, size).await;
        check(&page, (at - size).max(0), at);
        let Some((first, _)) = page.rows.first() else { break };
        at -= i64::try_from(page.rows.len()).unwrap();
        position = Position::Before(first.clone());
    }
    assert_eq!(at, 0, "{case}");

    for at in [0, length / 3, length - 1] {
        if let Some((cursor, _)) = part(at, at + 1).first() {
            let from = Position::From(cursor.clone());
            check(&read(transaction, list, filter, sort, from, 5).await, at, (at + 5).min(length));
        }
        let start = Position::Start { skip: at };
        if at >= 0 {
            let page = read(transaction, list, filter, sort, start, 5).await;
            check(&page, at, (at + 5).min(length));
        }
    }
    let beyond = Position::Start { skip: length + 7 };
    check(&read(transaction, list, filter, sort, beyond, 5).await, length, length);
}

async fn walk_every_list(contents: Contents, sorts: impl Fn(List) -> Vec<Sort>) {
    let database = database_with(contents).await;
    let pool = open(&database.url, "pages");
    let mut transaction = snapshot(&pool).await;
    for list in EVERY_LIST {
        for sort in sorts(list) {
            let start = Position::Start { skip: 0 };
            let whole = read(&mut transaction, list, None, sort, start, 10_000).await;
            let mut keys = whole.keys();
            assert_eq!(i64::try_from(keys.len()).unwrap(), whole.total, "{list:?}");
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), whole.rows.len(), "{list:?}: a row key is not unique");
            let in_order = whole.rows.windows(2).all(|pair| {
                if sort.descending { pair[0].0 > pair[1].0 } else { pair[0].0 < pair[1].0 }
            });
            assert!(in_order, "{list:?} {sort:?}");
            walk(&mut transaction, list, None, sort, &whole, whole.total / 3 + 1).await;
        }
    }
    transaction.finish().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_of_the_demo_is_walked_in_every_order() {
    walk_every_list(Contents::Demo, both_ways).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_of_the_older_views_is_walked_in_every_order() {
    walk_every_list(Contents::Older, |list| list.sorts().to_vec()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_of_nobody_is_empty() {
    walk_every_list(Contents::Empty, both_ways).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_lets_the_same_rows_through_on_every_page() {
    let database = database_with(Contents::Demo).await;
    let pool = open(&database.url, "filtered");
    let mut transaction = snapshot(&pool).await;
    for (list, text) in [
        (List::Backlog(None), "munoz"),
        (List::Backlog(Some(Category::A)), "QUISPE"),
        (List::Conflicts(None), "migra"),
        (List::Collection(ALL_CLAIMS), "unpaid"),
        (List::Liquidation(LiquidationFilter::default()), "2026-"),
        (List::Alerts, "lead-00001"),
        (List::Runs, "timeout"),
        (List::Runs, "%"),
        (List::Backlog(None), "no such text"),
    ] {
        let sort = list.sorts()[0];
        let start = Position::Start { skip: 0 };
        let whole = read(&mut transaction, list, Some(text), sort, start.clone(), 10_000).await;
        let all = read(&mut transaction, list, None, sort, start, 10_000).await;
        assert_eq!(whole.total, all.total, "{list:?}");
        assert!(whole.matching < all.matching || text == "2026-", "{list:?} {text}");
        assert_eq!(i64::try_from(whole.rows.len()).unwrap(), whole.matching);
        assert!(whole.rows.iter().all(|row| all.rows.contains(row)), "{list:?}");
        walk(&mut transaction, list, Some(text), sort, &whole, 7).await;
    }
    let sort = List::Backlog(None).sorts()[0];
    let start = || Position::Start { skip: 0 };
    let count = async |transaction: &mut ReadTransaction, text| {
        read(transaction, List::Backlog(None), Some(text), sort, start(), 1).await.matching
    };
    let plain = count(&mut transaction, "munoz").await;
    assert!(plain > 0);
    assert_eq!(count(&mut transaction, "MUÑOZ").await, plain);
    assert_eq!(count(&mut transaction, "").await, 1676);
    assert_eq!(count(&mut transaction, "\0").await, 1676);
    transaction.finish().await.unwrap();
}

#[tokio::test]
async fn the_filters_of_each_list_partition_it() {
    let database = database_with(Contents::Demo).await;
    let pool = open(&database.url, "filters");
    let mut transaction = snapshot(&pool).await;
    let mut total = async |list: List| {
        let start = Position::Start { skip: 0 };
        read(&mut transaction, list, None, list.sorts()[0], start, 1).await.total
    };
    let mut backlog = Vec::new();
    for category in Category::ALL {
        backlog.push(total(List::Backlog(Some(category))).await);
    }
    assert_eq!(backlog, [193, 2, 1308, 168, 5]);
    assert_eq!(total(List::Collection(ALL_CLAIMS)).await, 417);
    let missing = ClaimFilter { missing_only: true, ..ALL_CLAIMS };
    assert_eq!(total(List::Collection(missing)).await, 417 - 363);
    let in_conflict = ClaimFilter { conflicts_only: true, ..ALL_CLAIMS };
    let in_conflict = total(List::Collection(in_conflict)).await;
    assert!(in_conflict > 0 && in_conflict < 50, "{in_conflict}");
    let mut by_status = 0;
    for status in PaymentStatus::ALL {
        let filter = ClaimFilter { payment_status: Some(status), ..ALL_CLAIMS };
        by_status += total(List::Collection(filter)).await;
    }
    assert_eq!(by_status, 417);
    let mut by_scout = 0;
    for scout in 1..=30 {
        let filter = ClaimFilter { scout: Some(ScoutId(scout)), ..ALL_CLAIMS };
        by_scout += total(List::Collection(filter)).await;
    }
    assert_eq!(by_scout, 363);
    let blocked = LiquidationFilter { status: Some(LiquidationStatus::Blocked), scout: None };
    assert_eq!(total(List::Liquidation(blocked)).await, 8);
}

#[tokio::test]
async fn totals_sum_up_what_the_filters_let_through_and_not_the_page() {
    for contents in [Contents::Demo, Contents::Older] {
        let database = database_with(contents).await;
        let pool = open(&database.url, "totals");
        let mut transaction = snapshot(&pool).await;
        let request = |filter: Option<&str>| PageRequest {
            filter: filter.map(|text| parsed(List::Collection(ALL_CLAIMS), text)),
            sort: List::Collection(ALL_CLAIMS).sorts()[0],
            position: Position::Start { skip: 0 },
            limit: 3,
        };
        let mut claims = async |filter, text| {
            let ask = Ask::Page(List::Collection(filter), request(text));
            let Answer::Collection(page, totals) =
                queries::answer(&mut transaction, &ask).await.unwrap()
            else {
                panic!("claims");
            };
            assert_eq!(page.matching, totals.claims);
            totals
        };
        let all = claims(ALL_CLAIMS, None).await;
        assert_eq!((all.claims, all.with_scout), (417, 363));
        assert_eq!(all.paid + all.misapplied + all.unpaid, all.expected);
        assert!(all.overdue < all.unpaid && !all.overdue.is_zero());
        let missing = claims(ClaimFilter { missing_only: true, ..ALL_CLAIMS }, None).await;
        assert_eq!((missing.claims, missing.with_scout), (417 - 363, 0));
        assert_eq!(missing.expected, all.without_scout);
        let unpaid = claims(ALL_CLAIMS, Some("UNPAID")).await;
        assert_eq!(unpaid.expected, all.unpaid);

        let ask = Ask::Page(List::Liquidation(LiquidationFilter::default()), request(None));
        let Answer::Liquidation(page, totals) =
            queries::answer(&mut transaction, &ask).await.unwrap()
        else {
            panic!("the liquidation base");
        };
        assert_eq!((page.matching, page.rows.len()), (totals.rows, 3));
        assert_eq!(totals.pending + totals.blocked_conflict + totals.blocked_identity, totals.rows);
        transaction.finish().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_changes_between_pages_shows_no_row_twice_and_leaves_none_out() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let pool = open(&database.url, "changing");
    for sort in List::Backlog(None).sorts() {
        let list = List::Backlog(Some(Category::C));
        let start = Position::Start { skip: 0 };
        let mut transaction = snapshot(&pool).await;
        let at_first = read(&mut transaction, list, None, *sort, start.clone(), 10_000).await;
        transaction.finish().await.unwrap();

        let mut seen = Vec::new();
        let mut position = start;
        loop {
            let mut transaction = snapshot(&pool).await;
            let page = read(&mut transaction, list, None, *sort, position, 200).await;
            transaction.finish().await.unwrap();
            let Some((last, _)) = page.rows.last() else { break };
            position = Position::After(last.clone());
            seen.extend(page.keys());
            // Persons come and go, here and there; the cursor's own row among them.
            let gone = &last.row_key;
            let change = format!(
                "delete from canon.identity_links where person_key = '{gone}';
                 delete from canon.identity_registry where person_key = '{gone}';
                 insert into canon.identity_registry
                    (person_key, created_at, updated_at, confidence_level, primary_full_name)
                 select gen_random_uuid(), now() - n * interval '50 days', now(), 'LOW', chr(64 + n)
                 from generate_series(1, 20) as n"
            );
            client.batch_execute(&change).await.unwrap();
        }
        let mut unique = seen.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), seen.len(), "{sort:?}: a row was shown twice");
        for key in at_first.keys() {
            assert!(unique.binary_search(&key).is_ok(), "{sort:?}: a row was left out");
        }
    }
}

#[tokio::test]
async fn a_cursor_whose_row_is_gone_still_has_its_place() {
    let database = database_with(Contents::Demo).await;
    let pool = open(&database.url, "place");
    let mut transaction = snapshot(&pool).await;
    let list = List::Runs;
    let sort = Sort::ascending(list.sorts()[0].column);
    let whole = read(&mut transaction, list, None, sort, Position::Start { skip: 0 }, 10_000).await;
    let (cursor, _) = &whole.rows[10];
    // A run that never was, right behind the eleventh.
    let ghost = Cursor { row_key: format!("{}x", cursor.row_key), ..cursor.clone() };
    for position in [Position::From(ghost.clone()), Position::After(ghost.clone())] {
        let page = read(&mut transaction, list, None, sort, position, 3).await;
        assert_eq!((page.before, &page.rows[..]), (11, &whole.rows[11..14]));
    }
    let page = read(&mut transaction, list, None, sort, Position::Before(ghost), 3).await;
    assert_eq!((page.before, &page.rows[..]), (8, &whole.rows[8..11]));
    let none = read(&mut transaction, list, None, sort, Position::End, 0).await;
    assert_eq!((none.rows.len(), none.before, none.total), (0, whole.total, whole.total));
}
