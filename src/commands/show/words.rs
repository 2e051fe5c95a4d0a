//! What is to be said about figures, beside them: a line each, for standard error.

use super::read::Found;
use crate::cli::ShowSubject;
use crate::db::pool::ReadTransaction;
use crate::db::queries::{self, Absent};
use crate::model::Failure;
use crate::model::format::count;
use crate::output::subject::Pagination;
use crate::output::{Format, Hidden};

/// What a reader does not get where a view is CT4's older one, or is not there.
struct Loss {
    view: &'static str,
    /// Columns of ours that are shown.
    columns: &'static [&'static str],
    /// What they say.
    unavailable: &'static str,
}

/// The view behind a set of figures, and what an older one of that name does not say.
const fn loss(subject: &ShowSubject) -> Option<Loss> {
    Some(match subject {
        ShowSubject::Metrics => Loss {
            view: "ops.v_scout_attribution_metrics_snapshot",
            columns: &[
                "backlog_b_ledger_without_scout",
                "backlog_e_scout_in_source_only",
                "conflicts_contradicting_ledger",
                "malformed_scout_values",
                "backlog_a_oldest",
                "data_as_of",
            ],
            unavailable: "categories B and E, conflicts with the ledger, malformed scouts, ages, \
                          the age of the data",
        },
        ShowSubject::Daily(_) => Loss {
            view: "ops.v_scout_attribution_metrics_daily",
            columns: &["backlog_a", "conflicts_open", "is_final", "is_reconstructed"],
            unavailable: "categories, conflicts, and whether a day is closed",
        },
        ShowSubject::Backlog(_) => Loss {
            view: "ops.v_persons_without_scout_categorized",
            columns: &["events_with_scout", "in_conflict", "primary_full_name"],
            unavailable: "category E, scouts in events, conflicts, registration, name",
        },
        ShowSubject::Conflicts(_) => Loss {
            view: "ops.v_scout_attribution_conflicts",
            columns: &["kind"],
            unavailable: "the kind, and conflicts with the ledger",
        },
        ShowSubject::Person(_) => Loss {
            view: "ops.v_scout_attribution_person",
            columns: &[],
            unavailable: "registry, ledger, category, conflict",
        },
        ShowSubject::Jobs(_) => Loss {
            view: "ops.v_scout_attribution_runs",
            columns: &[],
            unavailable: "trigger, host, and whether a runner is alive",
        },
        ShowSubject::Collection(_) => Loss {
            view: "ops.v_yango_collection_with_scout",
            columns: &["in_conflict"],
            unavailable: "whether a person is in conflict",
        },
        ShowSubject::Liquidation(_) | ShowSubject::Alerts(_) | ShowSubject::Sources => return None,
    })
}

/// Says what the database has no columns for, if there is anything.
pub(super) async fn absence(
    transaction: &mut ReadTransaction,
    subject: &ShowSubject,
) -> Result<Option<String>, Failure> {
    let Some(loss) = loss(subject) else { return Ok(None) };
    let state = match queries::absent(transaction, loss.view, loss.columns).await? {
        Absent::Nothing => return Ok(None),
        Absent::Columns(_) => "is an older one",
        Absent::View => "is not there",
    };
    Ok(Some(format!(
        "note: {} {state}; unavailable: {}. `scoutwatch schema install` installs it",
        loss.view, loss.unavailable
    )))
}

/// Says where the page stands. A spreadsheet hears of it only where it does not hold the whole list; a JSON
/// document says it itself.
pub(super) fn position(found: &Found, format: Format) -> Option<String> {
    let (rows, pagination, unfiltered) = match found {
        Found::Backlog(list) => (list.rows.len(), list.pagination, list.unfiltered),
        Found::Conflicts(list) => (list.rows.len(), list.pagination, list.unfiltered),
        Found::Jobs(list) => (list.rows.len(), list.pagination, list.unfiltered),
        Found::Collection(list) => (list.rows.len(), list.pagination, list.unfiltered),
        Found::Liquidation(list) => (list.rows.len(), list.pagination, list.unfiltered),
        Found::Alerts(list) => (list.rows.len(), list.pagination, list.unfiltered),
        Found::Metrics(_) | Found::Daily(_) | Found::Person(_) | Found::Sources(_) => return None,
    };
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let is_whole = rows == pagination.total;
    match format {
        Format::Json => None,
        Format::Csv if is_whole => None,
        Format::Csv | Format::Table => Some(place(rows, pagination, unfiltered)),
    }
}

/// `rows 1–50 of 1,308 (page 1 of 27)`.
fn place(rows: i64, pagination: Pagination, unfiltered: i64) -> String {
    let Pagination { page, total, total_pages, .. } = pagination;
    let matching = if total < unfiltered {
        format!("{} that match, of {}", count(total), count(unfiltered))
    } else {
        count(total)
    };
    match rows {
        0 if total == 0 => format!("no rows of {matching}"),
        0 => format!("no rows on page {}: {matching} fill {}", count(page), pages(total_pages)),
        _ => {
            let first = pagination.skipped() + 1;
            let last = pagination.skipped() + rows;
            let span = if first == last {
                format!("row {}", count(first))
            } else {
                format!("rows {}–{}", count(first), count(last))
            };
            format!("{span} of {matching} (page {} of {})", count(page), count(total_pages))
        }
    }
}

fn pages(number: i64) -> String {
    format!("{} {}", count(number), if number == 1 { "page" } else { "pages" })
}

/// Says which columns a terminal has no room for.
pub(super) fn hidden(hidden: &Hidden) -> Option<String> {
    let names = hidden.0.join(", ");
    (!names.is_empty()).then(|| {
        format!("no room for {names}: a wider terminal, a pipe or --format csv shows them")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_where_it_stands() {
        let page = |page, total| Pagination::new(page, 50, total);
        for (rows, pagination, unfiltered, words) in [
            (50, page(1, 1308), 1308, "rows 1–50 of 1,308 (page 1 of 27)"),
            (8, page(27, 1308), 1308, "rows 1,301–1,308 of 1,308 (page 27 of 27)"),
            (1, page(1, 1), 1, "row 1 of 1 (page 1 of 1)"),
            (2, page(1, 2), 1676, "rows 1–2 of 2 that match, of 1,676 (page 1 of 1)"),
            (0, page(1, 0), 0, "no rows of 0"),
            (0, page(1, 0), 1676, "no rows of 0 that match, of 1,676"),
            (0, page(9, 120), 120, "no rows on page 9: 120 fill 3 pages"),
            (0, page(2, 3), 3, "no rows on page 2: 3 fill 1 page"),
        ] {
            assert_eq!(place(rows, pagination, unfiltered), words);
        }
    }

    #[test]
    fn what_is_hidden_is_named() {
        assert_eq!(hidden(&Hidden::default()), None);
        let words = hidden(&Hidden(vec!["WHY", "FIRST"])).unwrap();
        assert!(words.starts_with("no room for WHY, FIRST:"), "{words}");
    }
}
