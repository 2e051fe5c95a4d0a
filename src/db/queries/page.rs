//! The one way to read a page of any list.
//!
//! A list is a statement of its own (`list_*.sql`) with its columns, a row key, the text it is ordered by
//! and the text it is searched in. `keyed.sql` and `page.sql` stand around it and do the rest.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::db::decode::RowExt;
use crate::db::pool::{Parameter, ReadTransaction};
use crate::db::sql::{Sql, sql};
use crate::model::{Cursor, Failure, Listed, Page, PageRequest, Position};

const PAGE: Sql<'static> = sql!("queries/page.sql");
const KEYED: Sql<'static> = sql!("queries/keyed.sql");

/// The most rows of a page: as many as `show --limit` takes.
pub const MAX_PAGE: i64 = 100_000;

/// A list's statement, and how to read it twice: once for the counts, once for the rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListText<'a> {
    sql: Sql<'a>,
    storage: &'static str,
}

impl<'a> ListText<'a> {
    /// A list of which every column is cheap: it is computed once, in full.
    pub(super) const fn whole(sql: Sql<'a>) -> Self {
        Self { sql, storage: "materialized" }
    }

    /// A list with columns that cost a query a row: they are computed for the rows of the page alone.
    pub(super) const fn narrow(sql: Sql<'a>) -> Self {
        Self { sql, storage: "not materialized" }
    }

    /// The list inside `keyed.sql` inside `wrapper`.
    fn inside(self, wrapper: Sql<'_>) -> String {
        let keyed = insert(KEYED.text, "list", self.sql.text);
        insert(&insert(wrapper.text, "storage", self.storage), "keyed", &keyed)
    }
}

/// The statement with one text in the place of `{placeholder}`. Both are files of `sql/queries`.
pub(super) fn insert(statement: &str, placeholder: &str, text: &str) -> String {
    statement.replace(&format!("{{{placeholder}}}"), text)
}

/// One page of a list; `filters` are its own parameters, from `$10` on.
pub(super) async fn read_page<T>(
    transaction: &mut ReadTransaction,
    list: ListText<'_>,
    request: &PageRequest,
    filters: &[Parameter<'_>],
    decode: impl Fn(&Row) -> Result<T, Failure>,
) -> Result<Page<T>, Failure> {
    let asked = Asked::from(request);
    let text = list.inside(PAGE);
    let statement = Sql { file: list.sql.file, text: &text };
    let read = |row: &Row| PageRow::decode(row, &decode);
    let rows = transaction.read(statement, &asked.parameters(filters), read).await?;
    Ok(assemble(&request.position, asked.skip, rows))
}

/// The one row of a statement that sums up what the filters of a list let through.
pub(super) async fn read_totals<T>(
    transaction: &mut ReadTransaction,
    totals: Sql<'_>,
    list: ListText<'_>,
    request: &PageRequest,
    filters: &[Parameter<'_>],
    decode: impl Fn(&Row) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let text = list.inside(totals);
    let statement = Sql { file: totals.file, text: &text };
    transaction.read_one(statement, &Asked::from(request).parameters(filters), decode).await
}

/// The parameters `$1` to `$9`.
struct Asked<'a> {
    filter: Option<String>,
    sort: &'static str,
    descending: bool,
    backward: bool,
    sort_key: Option<&'a str>,
    row_key: Option<&'a str>,
    inclusive: bool,
    skip: i64,
    limit: i64,
}

impl<'a> From<&'a PageRequest> for Asked<'a> {
    fn from(request: &'a PageRequest) -> Self {
        let (cursor, backward, inclusive, skip) = match &request.position {
            Position::Start { skip } => (None, false, false, (*skip).max(0)),
            Position::End => (None, true, false, 0),
            Position::From(cursor) => (Some(cursor), false, true, 0),
            Position::After(cursor) => (Some(cursor), false, false, 0),
            Position::Before(cursor) => (Some(cursor), true, false, 0),
        };
        // PostgreSQL has no text with a NUL in it, so no row contains one.
        let filter = request.filter.as_ref().map(|text| text.replace('\0', ""));
        Self {
            filter: filter.filter(|text| !text.is_empty()),
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
}

impl Asked<'_> {
    fn parameters<'p>(&'p self, filters: &[Parameter<'p>]) -> Vec<Parameter<'p>> {
        let mut parameters: Vec<Parameter<'p>> = vec![
            (&self.filter, Type::TEXT),
            (&self.sort, Type::TEXT),
            (&self.descending, Type::BOOL),
            (&self.backward, Type::BOOL),
            (&self.sort_key, Type::TEXT),
            (&self.row_key, Type::TEXT),
            (&self.inclusive, Type::BOOL),
            (&self.skip, Type::INT8),
            (&self.limit, Type::INT8),
        ];
        parameters.extend_from_slice(filters);
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
        let list = ListText::whole(Sql { file: "queries/list.sql", text: "select 1 as one" });
        let text = list.inside(PAGE);
        assert!(text.contains("select 1 as one"));
        assert!(!text.contains('{'), "{text}");
    }
}
