//! The one way to read a page of any list.
//!
//! A list is a statement of its own (`list_*.sql`) with its columns, a row key, the text it is ordered by
//! and the text it is searched in. `keyed.sql` and `page.sql` stand around it and do the rest.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::filter::{Columns, Matching, refuse_absent};
use crate::db::decode::RowExt;
use crate::db::pool::{Parameter, ReadTransaction};
use crate::db::sql::{Sql, embed, sql};
use crate::model::{Cursor, Failure, Listed, Page, PageRequest, Position};

const PAGE: Sql<'static> = sql!("queries/page.sql");
const KEYED: Sql<'static> = sql!("queries/keyed.sql");

/// The first parameter of a list's own.
pub(super) const FIRST_OWN: usize = 10;

/// The most rows of a page: as many as `show --limit` takes.
pub const MAX_PAGE: i64 = 100_000;

/// A list's statement, and how to read it twice: once for the counts, once for the rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListText<'a> {
    sql: Sql<'a>,
    storage: &'static str,
    view: &'static str,
    columns: Columns,
}

impl<'a> ListText<'a> {
    /// A list of which every column is cheap: it is computed once, in full. `view` is what it reads, and `columns` say
    /// where its fields are.
    pub(super) const fn whole(sql: Sql<'a>, view: &'static str, columns: Columns) -> Self {
        Self { sql, storage: "materialized", view, columns }
    }

    /// A list with columns that cost a query a row: they are computed for the rows of the page alone.
    pub(super) const fn narrow(sql: Sql<'a>, view: &'static str, columns: Columns) -> Self {
        Self { sql, storage: "not materialized", view, columns }
    }

    /// Where its fields are.
    pub(super) const fn columns(self) -> Columns {
        self.columns
    }

    /// The list with its filter inside `keyed.sql` inside `wrapper`.
    pub(super) fn inside(self, wrapper: Sql<'_>, matching: &Matching) -> String {
        let keyed = embed(KEYED.text, "list", self.sql.text);
        let keyed = embed(&keyed, "matches", &matching.text);
        embed(&embed(wrapper.text, "storage", self.storage), "keyed", &keyed)
    }
}

/// One page of a list; `own` are its own parameters, from `$10` on.
pub(super) async fn read_page<T>(
    transaction: &mut ReadTransaction,
    list: ListText<'_>,
    request: &PageRequest,
    own: &[Parameter<'_>],
    decode: impl Fn(&Row) -> Result<T, Failure>,
) -> Result<Page<T>, Failure> {
    let filter = request.filter.as_ref();
    let matching = Matching::of(filter, list.columns, FIRST_OWN + own.len())?;
    refuse_absent(transaction, list.view, list.columns, filter).await?;
    let asked = Asked::of(request, &matching);
    let text = list.inside(PAGE, &matching);
    let statement = Sql { file: list.sql.file, text: &text };
    let read = |row: &Row| PageRow::decode(row, &decode);
    let rows = transaction.read(statement, &asked.parameters(own), read).await?;
    Ok(assemble(&request.position, asked.skip, rows))
}

/// The one row of a statement that sums up what the filters of a list let through.
pub(super) async fn read_totals<T>(
    transaction: &mut ReadTransaction,
    totals: Sql<'_>,
    list: ListText<'_>,
    request: &PageRequest,
    own: &[Parameter<'_>],
    decode: impl Fn(&Row) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let filter = request.filter.as_ref();
    let matching = Matching::of(filter, list.columns, FIRST_OWN + own.len())?;
    let text = list.inside(totals, &matching);
    let statement = Sql { file: totals.file, text: &text };
    let asked = Asked::of(request, &matching);
    transaction.read_one(statement, &asked.parameters(own), decode).await
}

/// The parameters `$1` to `$9`.
struct Asked<'a> {
    matching: &'a Matching,
    sort: &'static str,
    descending: bool,
    backward: bool,
    sort_key: Option<&'a str>,
    row_key: Option<&'a str>,
    inclusive: bool,
    skip: i64,
    limit: i64,
}

impl<'a> Asked<'a> {
    fn of(request: &'a PageRequest, matching: &'a Matching) -> Self {
        let (cursor, backward, inclusive, skip) = match &request.position {
            Position::Start { skip } => (None, false, false, (*skip).max(0)),
            Position::End => (None, true, false, 0),
            Position::From(cursor) => (Some(cursor), false, true, 0),
            Position::After(cursor) => (Some(cursor), false, false, 0),
            Position::Before(cursor) => (Some(cursor), true, false, 0),
        };
        Self {
            matching,
            sort: request.sort.column.name(),
            descending: request.sort.descending,
            backward,
            sort_key: cursor.map(|cursor| cursor.sort_key.as_str()),
            row_key: cursor.map(|cursor| cursor.row_key.as_str()),
            inclusive,
            skip,
            limit: request.limit.clamp(0, MAX_PAGE),
        }
    }

    fn parameters<'p>(&'p self, own: &[Parameter<'p>]) -> Vec<Parameter<'p>> {
        let mut parameters: Vec<Parameter<'p>> = vec![
            (&self.matching.reads_texts, Type::BOOL),
            (&self.sort, Type::TEXT),
            (&self.descending, Type::BOOL),
            (&self.backward, Type::BOOL),
            (&self.sort_key, Type::TEXT),
            (&self.row_key, Type::TEXT),
            (&self.inclusive, Type::BOOL),
            (&self.skip, Type::INT8),
            (&self.limit, Type::INT8),
        ];
        parameters.extend_from_slice(own);
        parameters.extend(self.matching.parameters());
        parameters
    }
}

/// A row of `page.sql`: the counts, and a row of the list unless the page is empty.
struct PageRow<T> {
    counts: Counts,
    listed: Option<Listed<T>>,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    total: i64,
    matching: i64,
    /// Matching rows in front of the cursor.
    ahead: i64,
    /// Whether the cursor's own row is among the matching ones.
    has_cursor: bool,
}

impl<T> PageRow<T> {
    fn decode(row: &Row, decode: &impl Fn(&Row) -> Result<T, Failure>) -> Result<Self, Failure> {
        let counts = Counts {
            total: row.read("total")?,
            matching: row.read("matching")?,
            ahead: row.read("ahead")?,
            has_cursor: row.read("has_cursor")?,
        };
        // The cursor is not for the eye and has to come back as it went, so it is not cleaned.
        let listed = match row.read_optional::<String>("row_key")? {
            None => None,
            Some(row_key) => Some(Listed {
                row: decode(row)?,
                cursor: Cursor { sort_key: row.read("sort_key")?, row_key },
            }),
        };
        Ok(Self { counts, listed })
    }
}

/// Puts the rows into the list's order and works out how many stand in front of them.
fn assemble<T>(position: &Position, skip: i64, found: Vec<PageRow<T>>) -> Page<T> {
    let counts = found.first().map(|row| row.counts).unwrap_or_default();
    let mut rows: Vec<_> = found.into_iter().filter_map(|row| row.listed).collect();
    let length = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let before = match position {
        Position::Start { .. } => skip.min(counts.matching),
        Position::End => counts.matching - length,
        Position::From(_) => counts.ahead,
        Position::After(_) => counts.ahead + i64::from(counts.has_cursor),
        Position::Before(_) => counts.ahead - length,
    };
    if matches!(position, Position::End | Position::Before(_)) {
        rows.reverse();
    }
    Page { rows, before, matching: counts.matching, total: counts.total }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(counts: Counts, key: Option<&str>) -> PageRow<String> {
        let listed = key.map(|key| Listed {
            row: key.to_owned(),
            cursor: Cursor { sort_key: String::new(), row_key: key.to_owned() },
        });
        PageRow { counts, listed }
    }

    fn keys(page: &Page<String>) -> String {
        page.rows.iter().map(|listed| listed.row.as_str()).collect()
    }

    #[test]
    fn rows_that_were_read_backward_are_turned_round() {
        let counts = Counts { total: 9, matching: 5, ahead: 4, has_cursor: true };
        let cursor = Cursor { sort_key: String::new(), row_key: "e".to_owned() };
        let found = || vec![row(counts, Some("d")), row(counts, Some("c"))];
        let page = assemble(&Position::Before(cursor.clone()), 0, found());
        assert_eq!((keys(&page).as_str(), page.before, page.matching, page.total), ("cd", 2, 5, 9));
        let page = assemble(&Position::End, 0, found());
        assert_eq!((keys(&page).as_str(), page.before), ("cd", 3));
        let page = assemble(&Position::After(cursor.clone()), 0, found());
        assert_eq!((keys(&page).as_str(), page.before), ("dc", 5));
        let page = assemble(&Position::From(cursor), 0, found());
        assert_eq!(page.before, 4);
    }

    #[test]
    fn an_empty_page_still_counts() {
        let counts = Counts { total: 9, matching: 3, ahead: 0, has_cursor: false };
        let page = assemble(&Position::Start { skip: 7 }, 7, vec![row(counts, None)]);
        assert!(page.rows.is_empty());
        assert_eq!((page.before, page.matching, page.total), (3, 3, 9));
        let page = assemble(&Position::Start { skip: 0 }, 0, Vec::<PageRow<String>>::new());
        assert_eq!(page, Page::default());
    }

    #[test]
    fn every_placeholder_is_filled() {
        let sql = Sql { file: "queries/list.sql", text: "select 1 as one" };
        let list = ListText::whole(sql, "ops.list", |_| None);
        let matching = Matching::of(None, list.columns, FIRST_OWN).unwrap();
        let text = list.inside(PAGE, &matching);
        assert!(text.contains("select 1 as one"));
        assert!(!text.contains('{'), "{text}");
    }
}
