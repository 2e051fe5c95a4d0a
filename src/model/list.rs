//! Lists that are read page by page, and what is asked about them.
//!
//! A page is found by the row that it begins behind (keyset), never by counting from the start, so that
//! a list may change between two pages without rows being shown twice or left out.

mod fields;

pub(super) use fields::CATEGORIES;

use serde::Serialize;

use super::{
    Alert, BacklogRow, Category, Claim, ClaimFilter, ClaimTotals, ConflictKind, ConflictRow, Field,
    Filter, LiquidationFilter, LiquidationRow, LiquidationTotals, PersonDetail, PersonKey, Run,
};

/// What a list is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortColumn {
    /// The person's key, or the row's own where it has no person.
    Key,
    /// The person's or driver's name.
    Name,
    /// The backlog category.
    Category,
    /// The kind of conflict.
    Kind,
    /// The scout.
    Scout,
    /// How many scouts are named.
    Scouts,
    /// How many events or pieces of evidence.
    Events,
    /// The oldest date.
    First,
    /// The newest date.
    Last,
    /// When the row began to exist.
    Created,
    /// When something was due.
    Due,
    /// An amount of money.
    Amount,
    /// The milestone.
    Milestone,
    /// The status.
    Status,
    /// When a run began.
    Started,
    /// How long a run took.
    Duration,
    /// Which job.
    Job,
}

impl SortColumn {
    /// The word on screen, on the command line and in the query's parameter.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Name => "name",
            Self::Category => "category",
            Self::Kind => "kind",
            Self::Scout => "scout",
            Self::Scouts => "scouts",
            Self::Events => "events",
            Self::First => "first",
            Self::Last => "last",
            Self::Created => "created",
            Self::Due => "due",
            Self::Amount => "amount",
            Self::Milestone => "milestone",
            Self::Status => "status",
            Self::Started => "started",
            Self::Duration => "duration",
            Self::Job => "job",
        }
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub column: SortColumn,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl Sort {
    /// Smallest first.
    pub const fn ascending(column: SortColumn) -> Self {
        Self { column, descending: false }
    }

    /// Greatest first.
    pub const fn descending(column: SortColumn) -> Self {
        Self { column, descending: true }
    }
}

/// The place of a row in a list's order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cursor {
    /// The value that the list is ordered by, as the query writes it.
    pub sort_key: String,
    /// The row's own key, which makes the order total.
    pub row_key: String,
}

/// Where a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Position {
    /// At the first row, or so many rows behind it.
    Start {
        /// Rows left out.
        skip: i64,
    },
    /// At the end: the last rows.
    End,
    /// With this row, or where it would stand.
    From(Cursor),
    /// Behind this row.
    After(Cursor),
    /// In front of this row.
    Before(Cursor),
}

/// What is asked of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// Only rows that fulfil this.
    pub filter: Option<Filter>,
    /// The order.
    pub sort: Sort,
    /// Where the page begins.
    pub position: Position,
    /// The most rows.
    pub limit: i64,
}

impl PageRequest {
    /// The page `number`, from 1, of so many rows in the list's first order.
    pub fn numbered(list: &List, number: u32, rows: u32) -> Self {
        Self {
            filter: None,
            sort: list.sorts().first().copied().unwrap_or(Sort::ascending(SortColumn::Key)),
            position: Position::Start {
                skip: i64::from(number.saturating_sub(1)) * i64::from(rows),
            },
            limit: i64::from(rows),
        }
    }
}

/// A row with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<T> {
    /// The row.
    pub row: T,
    /// Its place.
    pub cursor: Cursor,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The rows, in the order asked for.
    pub rows: Vec<Listed<T>>,
    /// How many rows stand in front of the first one.
    pub before: i64,
    /// How many rows the filter lets through.
    pub matching: i64,
    /// How many rows there are without the filter.
    pub total: i64,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), before: 0, matching: 0, total: 0 }
    }
}

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// Persons without a scout, of one category or of all.
    Backlog(Option<Category>),
    /// Persons in conflict, of one kind or of both.
    Conflicts(Option<ConflictKind>),
    /// Claims.
    Collection(ClaimFilter),
    /// The liquidation base.
    Liquidation(LiquidationFilter),
    /// Cabinet leads whose person has no scout.
    Alerts,
    /// Runs of every job.
    Runs,
}

impl List {
    /// The list as a whole, whatever conditions narrow this one.
    pub const EVERY: [Self; 6] = [
        Self::Backlog(None),
        Self::Conflicts(None),
        Self::Runs,
        Self::Collection(ClaimFilter {
            missing_only: false,
            conflicts_only: false,
            scout: None,
            payment_status: None,
        }),
        Self::Liquidation(LiquidationFilter { status: None, scout: None }),
        Self::Alerts,
    ];

    /// Its name on the command line.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Backlog(_) => "backlog",
            Self::Conflicts(_) => "conflicts",
            Self::Collection(_) => "collection",
            Self::Liquidation(_) => "liquidation",
            Self::Alerts => "alerts",
            Self::Runs => "jobs",
        }
    }

    /// What the list can be filtered by, beside words and patterns.
    pub const fn fields(&self) -> &'static [Field] {
        match self {
            Self::Backlog(_) => fields::BACKLOG,
            Self::Conflicts(_) => fields::CONFLICTS,
            Self::Collection(_) => fields::COLLECTION,
            Self::Liquidation(_) => fields::LIQUIDATION,
            Self::Alerts => fields::ALERTS,
            Self::Runs => fields::RUNS,
        }
    }

    /// What the list can be ordered by; the first is the default.
    pub const fn sorts(&self) -> &'static [Sort] {
        match self {
            Self::Backlog(_) => {
                const {
                    &[
                        Sort::descending(SortColumn::Last),
                        Sort::ascending(SortColumn::First),
                        Sort::descending(SortColumn::Events),
                        Sort::ascending(SortColumn::Created),
                        Sort::ascending(SortColumn::Scout),
                        Sort::ascending(SortColumn::Name),
                        Sort::ascending(SortColumn::Category),
                        Sort::ascending(SortColumn::Key),
                    ]
                }
            }
            Self::Conflicts(_) => {
                const {
                    &[
                        Sort::descending(SortColumn::Last),
                        Sort::ascending(SortColumn::First),
                        Sort::descending(SortColumn::Scouts),
                        Sort::descending(SortColumn::Events),
                        Sort::descending(SortColumn::Kind),
                        Sort::ascending(SortColumn::Key),
                    ]
                }
            }
            Self::Collection(_) => {
                const {
                    &[
                        Sort::ascending(SortColumn::Due),
                        Sort::descending(SortColumn::Amount),
                        Sort::descending(SortColumn::Milestone),
                        Sort::ascending(SortColumn::Status),
                        Sort::ascending(SortColumn::Scout),
                        Sort::ascending(SortColumn::Name),
                    ]
                }
            }
            Self::Liquidation(_) => {
                const {
                    &[
                        Sort::descending(SortColumn::Last),
                        Sort::ascending(SortColumn::Scout),
                        Sort::ascending(SortColumn::Status),
                        Sort::descending(SortColumn::Amount),
                        Sort::ascending(SortColumn::Key),
                    ]
                }
            }
            Self::Alerts => {
                const {
                    &[
                        Sort::descending(SortColumn::Created),
                        Sort::ascending(SortColumn::Scout),
                        Sort::ascending(SortColumn::Key),
                    ]
                }
            }
            Self::Runs => {
                const {
                    &[
                        Sort::descending(SortColumn::Started),
                        Sort::descending(SortColumn::Duration),
                        Sort::ascending(SortColumn::Status),
                        Sort::ascending(SortColumn::Job),
                    ]
                }
            }
        }
    }
}

/// Something to read once, beside the poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A page of a list.
    Page(List, PageRequest),
    /// Everything about one person.
    Person(PersonKey),
}

/// The answer to an [`Ask`].
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Persons without a scout.
    Backlog(Page<BacklogRow>),
    /// Persons in conflict.
    Conflicts(Page<ConflictRow>),
    /// Claims, with sums over all that match.
    Collection(Page<Claim>, ClaimTotals),
    /// The liquidation base, with counts over all that match.
    Liquidation(Page<LiquidationRow>, LiquidationTotals),
    /// Cabinet leads whose person has no scout.
    Alerts(Page<Alert>),
    /// Runs.
    Runs(Page<Run>),
    /// One person; `None` where nobody has the key.
    Person(Option<Box<PersonDetail>>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_list_offers_the_same_order_twice() {
        let lists = [
            List::Backlog(None),
            List::Conflicts(None),
            List::Collection(ClaimFilter::default()),
            List::Liquidation(LiquidationFilter::default()),
            List::Alerts,
            List::Runs,
        ];
        for list in lists {
            let mut names: Vec<_> = list.sorts().iter().map(|sort| sort.column.name()).collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "{list:?}");
        }
    }
}
