//! What is installed, what it rests on, and what protects and speeds it.

use super::check::{Check, Item, Place, Verdict};
use crate::db::queries::doctor::MissingIndex;
use crate::db::schema::contract;
use crate::db::schema::{ItemKind, ItemState, SchemaStatus, StatusItem};
use crate::model::format::count;
use crate::refresh::examine::MissingGuard;

/// Below so many rows a table is read faster than its index.
const SMALL_TABLE: i64 = 10_000;

const INSTALL: &str = "scoutwatch schema install";
const STATUS: &str = "scoutwatch schema status";

/// What is installed, and how it differs from what this program would install.
pub(super) fn schema(status: &SchemaStatus) -> Check {
    let wrong: Vec<&StatusItem> = status
        .items
        .iter()
        .filter(|item| item.kind != ItemKind::Source)
        .filter(|item| !item.state.is_good() && item.state != ItemState::Denied)
        .collect();
    let has = |wanted: fn(&StatusItem) -> bool| wrong.iter().any(|item| wanted(item));
    let mend = if status.can_be_installed() { INSTALL } else { STATUS };
    let items = wrong.iter().map(|item| of(item)).collect();
    if has(|item| item.kind == ItemKind::Required && item.state == ItemState::Missing) {
        return Check::fail("tables of CT4 are missing: this is not its database")
            .mended(Place::Advice, "connect to the database of CT4")
            .with_items(items);
    }
    if has(is_missing_contract) {
        let missing = wrong.iter().filter(|item| is_missing_contract(item)).count();
        let all = contract::VIEWS.len();
        return Check::fail(format!(
            "{missing} of the {all} views that scoutwatch reads are missing"
        ))
        .mended(Place::Shell, mend)
        .with_items(items);
    }
    if has(|item| {
        matches!(item.state, ItemState::Incompatible | ItemState::Changed | ItemState::Altered)
    }) {
        return Check::fail(format!("{} things are not as this program has them", wrong.len()))
            .mended(Place::Shell, mend)
            .with_items(items);
    }
    if has(|item| item.state == ItemState::Newer) {
        return Check::warn("a newer scoutwatch has installed it")
            .mended(Place::Advice, "use the newer program here too")
            .with_items(items);
    }
    if !wrong.is_empty() {
        return Check::warn(format!(
            "{} things are missing or older than this program's; figures are missing too",
            wrong.len()
        ))
        .mended(Place::Shell, mend)
        .with_items(items);
    }
    if let Some(enum_type) = &status.enum_without_refresh {
        return Check::warn(format!("the enum {enum_type} does not know the refresh job"))
            .mended(Place::Shell, INSTALL);
    }
    let views = status.items.iter().filter(|item| item.kind == ItemKind::View).count();
    let not_compared: Vec<&StatusItem> = status
        .items
        .iter()
        .filter(|item| is_defined(item) && item.state == ItemState::Unknown)
        .collect();
    if !not_compared.is_empty() {
        return Check::warn(format!(
            "{} of {} definitions cannot be compared: installed on another server, or restored",
            not_compared.len(),
            status.items.iter().filter(|item| is_defined(item)).count()
        ))
        .mended(Place::Shell, INSTALL)
        .with_items(not_compared.iter().map(|item| of(item)).collect());
    }
    let versions = status.items.iter().filter(|item| item.kind == ItemKind::Version);
    if versions.clone().any(|item| item.state == ItemState::Unknown) {
        Check::ok(format!("{views} views; this role may not see the version"))
    } else {
        Check::ok(format!("version {}, {views} views as this program has them", versions.count()))
    }
}

/// Whether the server renders a definition of it.
fn is_defined(item: &StatusItem) -> bool {
    matches!(item.kind, ItemKind::View | ItemKind::Function)
}

fn is_missing_contract(item: &StatusItem) -> bool {
    item.kind == ItemKind::View
        && item.state == ItemState::Missing
        && contract::VIEWS.iter().any(|view| view.name == item.name)
}

fn of(item: &StatusItem) -> Item {
    let state = item.state.word();
    let finding = match &item.detail {
        Some(detail) => format!("{state}, {detail}"),
        None => state.to_owned(),
    };
    Item { name: item.name.clone(), verdict: Verdict::Warn, finding }
}

/// Which optional sources are absent, and whether the views know it.
pub(super) fn sources(status: &SchemaStatus) -> Check {
    let sources: Vec<&StatusItem> =
        status.items.iter().filter(|item| item.kind == ItemKind::Source).collect();
    let in_state = |state| -> Vec<&str> {
        sources.iter().filter(|item| item.state == state).map(|item| item.name.as_str()).collect()
    };
    let items = sources
        .iter()
        .map(|item| {
            let verdict = if item.state == ItemState::Stale { Verdict::Warn } else { Verdict::Ok };
            Item { verdict, ..of(item) }
        })
        .collect();
    let (absent, stale) = (in_state(ItemState::Absent), in_state(ItemState::Stale));
    let all = sources.len();
    let check = if !stale.is_empty() {
        Check::warn("the views were installed before these sources came or went")
            .mended(Place::Shell, INSTALL)
    } else if absent.is_empty() {
        Check::ok(format!("all {all} are there"))
    } else {
        Check::ok(format!(
            "{} of {all}; taken for empty: {}",
            all - absent.len(),
            absent.join(", ")
        ))
    };
    check.with_items(items)
}

/// Whether something of ours is there that needs guards.
pub(super) fn is_installed(status: &SchemaStatus) -> bool {
    let mut tables = status.items.iter().filter(|item| item.kind == ItemKind::Table);
    tables.all(|item| item.state != ItemState::Missing)
}

/// What keeps runs apart and audits as they are.
pub(super) fn guards(missing: &[MissingGuard]) -> Check {
    if missing.is_empty() {
        return Check::ok("audits and closed days stay as they are; one run at a time");
    }
    let check = Check::fail(format!(
        "{} missing or switched off of what protects audits and runs",
        missing.len()
    ));
    let items = missing.iter().map(|guard| Item {
        name: guard.guard.clone(),
        verdict: Verdict::Fail,
        finding: "missing or switched off".to_owned(),
    });
    let check = check.with_items(items.collect());
    missing.iter().fold(check, |check, guard| check.mended(Place::Sql, guard.remedy.clone()))
}

/// Indexes that the views lean on, where the tables are large enough for it to matter.
pub(super) fn indexes(missing: &[MissingIndex]) -> Check {
    let needed: Vec<&MissingIndex> =
        missing.iter().filter(|index| index.row_count >= SMALL_TABLE).collect();
    let items = missing.iter().map(|index| Item {
        name: format!("{} ({})", index.relation, index.keys),
        verdict: if index.row_count >= SMALL_TABLE { Verdict::Warn } else { Verdict::Ok },
        finding: format!("about {} rows", count(index.row_count)),
    });
    let check = if needed.is_empty() {
        Check::ok(match missing.len() {
            0 => "all that the views lean on are there".to_owned(),
            absent => format!("{absent} absent on tables too small to need them"),
        })
    } else {
        Check::warn(format!("{} missing; a person's evidence is slow to open", needed.len()))
    };
    let check = check.with_items(items.collect());
    needed.iter().fold(check, |check, index| check.mended(Place::Sql, index.remedy.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(items: &[(ItemKind, &str, ItemState)]) -> SchemaStatus {
        SchemaStatus {
            database: "ct4".to_owned(),
            role: "viewer".to_owned(),
            items: items
                .iter()
                .map(|(kind, name, state)| StatusItem {
                    kind: *kind,
                    name: (*name).to_owned(),
                    state: *state,
                    detail: None,
                })
                .collect(),
            business_time_zone: None,
            enum_without_refresh: None,
        }
    }

    #[test]
    fn a_missing_view_fails_and_an_older_one_warns_with_the_command_that_mends_it() {
        let view = |name, state| status(&[(ItemKind::View, name, state)]);
        for (name, state, verdict, mend) in [
            ("ops.v_dim_scouts", ItemState::Missing, Verdict::Fail, Some(INSTALL)),
            ("ops.v_dim_scouts", ItemState::Incompatible, Verdict::Fail, Some(STATUS)),
            ("ops.v_dim_scouts", ItemState::Altered, Verdict::Fail, Some(INSTALL)),
            ("ops.v_dim_scouts", ItemState::Older, Verdict::Warn, Some(INSTALL)),
            ("ops.v_dim_scouts", ItemState::Unknown, Verdict::Warn, Some(INSTALL)),
            ("ops.v_scout_attribution_runs", ItemState::Missing, Verdict::Warn, Some(INSTALL)),
            ("ops.v_dim_scouts", ItemState::Denied, Verdict::Ok, None),
            ("ops.v_dim_scouts", ItemState::Ok, Verdict::Ok, None),
        ] {
            let check = schema(&view(name, state));
            assert_eq!(check.verdict, verdict, "{name} {state:?}");
            assert_eq!(check.mend.first().map(|mend| mend.text.as_str()), mend, "{name} {state:?}");
        }
        let foreign =
            status(&[(ItemKind::Required, "canon.identity_registry", ItemState::Missing)]);
        assert_eq!(schema(&foreign).finding, "tables of CT4 are missing: this is not its database");
    }

    #[test]
    fn an_absent_source_is_named_and_one_that_the_views_do_not_know_is_a_warning() {
        let found = |state| {
            let there = (ItemKind::Source, "public.drivers", ItemState::Ok);
            sources(&status(&[there, (ItemKind::Source, "canon.drivers_index", state)]))
        };
        assert_eq!(found(ItemState::Ok).finding, "all 2 are there");
        let absent = found(ItemState::Absent);
        assert_eq!(absent.finding, "1 of 2; taken for empty: canon.drivers_index");
        assert_eq!(absent.verdict, Verdict::Ok);
        assert_eq!(found(ItemState::Stale).verdict, Verdict::Warn);
    }

    #[test]
    fn an_index_is_asked_for_where_the_table_is_large() {
        let index = |row_count| MissingIndex {
            relation: "canon.identity_links".to_owned(),
            keys: "person_key".to_owned(),
            row_count,
            remedy: "the remedy".to_owned(),
        };
        assert_eq!(indexes(&[]).verdict, Verdict::Ok);
        assert_eq!(indexes(&[index(9_999)]).verdict, Verdict::Ok);
        let check = indexes(&[index(9_999), index(10_000)]);
        assert_eq!((check.verdict, check.mend.len(), check.items.len()), (Verdict::Warn, 1, 2));
    }
}
