//! The sets of figures that can be written: one file each, with the columns of its rows and the body of its
//! JSON document.
//!
//! Where CT4's web interface has a document of the same figures, ours has its fields, under its names and
//! with its types, and then our own.

pub mod alerts;
pub mod backlog;
pub mod collection;
pub mod conflicts;
pub mod daily;
pub mod jobs;
pub mod liquidation;
pub mod metrics;
pub mod person;
pub mod sources;

use serde::Serialize;
use utoipa::ToSchema;

use crate::model::Page;

/// Where a page of rows stands in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Pagination {
    /// Which page, from 1.
    pub page: i64,
    /// The most rows of a page.
    pub page_size: i64,
    /// Rows of the whole list that the filters let through.
    pub total: i64,
    /// Pages that they fill.
    pub total_pages: i64,
}

impl Pagination {
    /// The page `page` of `page_size` rows in a list of `total`.
    pub const fn new(page: i64, page_size: i64, total: i64) -> Self {
        let pages = if page_size > 0 {
            total.saturating_add(page_size).saturating_sub(1) / page_size
        } else {
            0
        };
        Self { page, page_size, total, total_pages: pages }
    }

    /// How many rows stand in front of the page.
    pub const fn skipped(self) -> i64 {
        self.page.saturating_sub(1).saturating_mul(self.page_size)
    }
}

/// One page of a list, with what is known about the whole of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing<R, T = ()> {
    /// The rows, in their order.
    pub rows: Vec<R>,
    /// Where they stand.
    pub pagination: Pagination,
    /// How many rows there are without the text that is searched for.
    pub unfiltered: i64,
    /// What is known about all rows that the filters let through.
    pub totals: T,
}

impl<R, T> Listing<R, T> {
    /// The page `number` of `page_size` rows, with what is known about all rows that match.
    pub fn of(page: Page<R>, number: i64, page_size: i64, totals: T) -> Self {
        Self {
            pagination: Pagination::new(number, page_size, page.matching),
            unfiltered: page.total,
            rows: page.rows.into_iter().map(|listed| listed.row).collect(),
            totals,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_may_be_short_and_an_empty_list_has_none() {
        let pages = |total| Pagination::new(1, 50, total).total_pages;
        assert_eq!([pages(0), pages(1), pages(50), pages(51), pages(1308)], [0, 1, 1, 2, 27]);
        assert_eq!(Pagination::new(3, 50, 200).skipped(), 100);
        assert_eq!(Pagination::new(i64::MAX, i64::MAX, i64::MAX).skipped(), i64::MAX);
        assert_eq!(Pagination::new(1, 0, 9).total_pages, 0);
    }
}
