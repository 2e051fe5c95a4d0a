//! What can be taken along of what is in view: the selected row's values, the top rows, the whole as an export, the SQL
//! behind it. A screen tells it at the moment when a key asks; what moves afterwards changes nothing of it.

use chrono::{DateTime, Utc};

use super::order;
use super::paged::{Paged, Turning};
use super::screens::ViewContext;
use super::widgets::table::{Cell, Column};
use crate::model::{Language, Text};
use crate::share::note::Place;
use crate::share::{Field, ListView, Row, Statement, Subject, tabs};

/// The most rows in an incident note.
const TOP: usize = 10;

/// Why there is nothing.
const NO_ROWS_YET: Text = Text::new("nothing has been read yet", "aún no se ha leído nada");

/// What is to be known about rows that are still shown while others were asked for.
const OTHER_CONDITIONS: Text = Text::new(
    "these rows were read under other conditions",
    "estas filas se leyeron con otras condiciones",
);

/// What can be taken along.
#[derive(Clone, Debug)]
pub struct Takeaway {
    /// Where it is from.
    pub title: String,
    /// The headings of the top rows.
    pub columns: Vec<&'static str>,
    /// The top rows as they are shown, none cut.
    pub rows: Vec<Vec<String>>,
    /// Where they stand.
    pub place: Option<Place>,
    /// The filter.
    pub filter: Option<String>,
    /// What else narrows the rows, or is to be known about them.
    pub condition: Option<String>,
    /// The order.
    pub sort: Option<String>,
    /// When the rows were read.
    pub taken_at: Option<DateTime<Utc>>,
    /// What can be copied of the selected row, the likeliest first.
    pub choices: Vec<Choice>,
    /// What is exported, or why nothing is.
    pub subject: Result<Subject, Text>,
    /// What is asked of the database, or why that cannot be told.
    pub statement: Result<Statement, Text>,
}

/// Something to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it is.
    pub name: Text,
    /// The text.
    pub text: String,
}

impl Takeaway {
    /// A view of which nothing can be taken, and why.
    pub fn nothing(title: String, reason: Text) -> Self {
        Self {
            title,
            columns: Vec::new(),
            rows: Vec::new(),
            place: None,
            filter: None,
            condition: None,
            sort: None,
            taken_at: None,
            choices: Vec::new(),
            subject: Err(reason),
            statement: Err(reason),
        }
    }

    /// A view of which nothing has been read yet.
    pub fn unread(title: String) -> Self {
        Self::nothing(title, NO_ROWS_YET)
    }

    /// A list that is read page by page.
    pub fn of_list<T: Row + Clone>(
        title: String,
        paged: &Paged<T>,
        columns: &[Column],
        cells: fn(&T, &ViewContext<'_>) -> Vec<Cell>,
        context: &ViewContext<'_>,
    ) -> Self {
        let view = paged.view();
        let ListView { filter, sort, .. } = &view;
        let filter = filter.as_ref().map(|filter| filter.text().to_owned());
        let sort = Some(format!("{} {}", sort.column.name(), order::mark(*sort)));
        let rows: Vec<_> = paged.rows().iter().map(|listed| &listed.row).collect();
        let selected = paged.selected_place();
        let turning = paged.turning().map(|turning| match turning {
            Turning::Awaited | Turning::Failed => OTHER_CONDITIONS.of(context.theme.language),
        });
        let mut takeaway = Self {
            filter,
            sort,
            condition: turning.map(str::to_owned),
            taken_at: paged.taken_at(),
            choices: paged.selected().map(choices).unwrap_or_default(),
            subject: Ok(Subject::List(view.clone())),
            statement: Ok(Statement::List(view)),
            ..Self::unread(title)
        };
        takeaway.set_rows(
            (columns, context.theme.language),
            selected,
            rows.iter().map(|row| cells(row, context)),
        );
        let skipped = if selected < TOP { selected } else { 0 };
        takeaway.place = match paged.place() {
            Some(place) => {
                Some(Place { first: place - skipped as i64, matching: paged.matching() })
            }
            None => paged.taken_at().map(|_| Place { first: 0, matching: paged.matching() }),
        };
        takeaway
    }

    /// Puts the top rows in: from the first on, or from the selected one where that stands further down.
    pub fn set_rows(
        &mut self,
        (columns, language): (&[Column], Language),
        selected: usize,
        rows: impl Iterator<Item = Vec<Cell>>,
    ) {
        let skipped = if selected < TOP { 0 } else { selected };
        let texts = |cells: Vec<Cell>| cells.iter().map(|cell| cell.text().to_owned()).collect();
        self.columns = columns.iter().map(|column| column.title(language)).collect();
        self.rows = rows.skip(skipped).take(TOP).map(texts).collect();
    }

    /// Says where the top rows stand in a list that is held whole.
    pub fn set_place(&mut self, selected: usize, rows: usize) {
        let first = if selected < TOP { 0 } else { selected };
        self.place = Some(Place { first: first as i64 + 1, matching: rows as i64 });
    }
}

/// What can be copied of a row.
pub fn choices<R: Row>(row: &R) -> Vec<Choice> {
    let key = row.person().map(|key| Choice { name: PERSON_KEY, text: key.to_string() });
    key.into_iter().chain(of_fields(&row.fields())).collect()
}

/// The row as a whole, and each of its values.
pub fn of_fields(fields: &[Field]) -> Vec<Choice> {
    let known = fields.iter().filter(|field| !field.value.is_empty() && field.name != "person_key");
    // The name of a column is the same in every language.
    let name = |field: &Field| Text::new(field.name, field.name);
    let values = known.map(|field| Choice { name: name(field), text: field.value.clone() });
    let row = Choice { name: ROW, text: tabs(fields) };
    std::iter::once(row).chain(values).collect()
}

/// The key of a person.
pub const PERSON_KEY: Text = Text::new("person key", "clave de persona");

/// All values of a row.
pub const ROW: Text = Text::new("row", "fila");
