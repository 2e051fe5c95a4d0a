//! 3 Conflicts: persons that several scouts claim, and the evidence of one.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Data, Screen, UpdateContext, ViewContext};
use crate::model::format::{UNKNOWN, count};
use crate::model::{Answer, ConflictKind, ConflictRow, List, Page, PersonKey, SortColumn};
use crate::tui::keymap::Action;
use crate::tui::paged::Paged;
use crate::tui::pane::{ListPane, list_height};
use crate::tui::person::PersonPane;
use crate::tui::theme::Role;
use crate::tui::time::date;
use crate::tui::widgets::table::{Cell, Column};

const COLUMNS: [Column; 8] = [
    Column::text("PERSON", 8).sorts(SortColumn::Key),
    Column::text("KIND", 14).sorts(SortColumn::Kind),
    Column::number("SCOUTS", 7).rank(2).sorts(SortColumn::Scouts),
    Column::text("WHO", 14).grows(),
    Column::number("ROWS", 5).rank(1).sorts(SortColumn::Events),
    Column::text("FIRST", 10).rank(3).sorts(SortColumn::First),
    Column::text("LAST", 10).sorts(SortColumn::Last),
    Column::text("SOURCES", 30).rank(4),
];

/// The screen.
pub(super) struct Conflicts {
    persons: Paged<ConflictRow>,
    person: Option<PersonPane>,
}

fn page_of(answer: &Answer) -> Option<&Page<ConflictRow>> {
    match answer {
        Answer::Conflicts(page) => Some(page),
        _ => None,
    }
}

impl Conflicts {
    pub(super) fn new() -> Self {
        Self { persons: Paged::new(List::Conflicts(None), page_of), person: None }
    }

    /// Shows the evidence of a person.
    pub(super) fn open_person(&mut self, key: PersonKey, context: &mut UpdateContext<'_>) {
        self.person = Some(PersonPane::open(key, context));
    }
}

impl Screen for Conflicts {
    fn title(&self) -> Cow<'static, str> {
        "3 Conflicts".into()
    }

    fn actions(&self) -> &'static [Action] {
        if self.person.is_some() {
            &[Action::Back]
        } else {
            &[Action::Open, Action::Filter, Action::SortNext]
        }
    }

    fn filter(&self) -> Option<&str> {
        self.persons.filter()
    }

    fn set_filter(&mut self, filter: Option<String>, context: &mut UpdateContext<'_>) {
        self.persons.set_filter(filter, context);
    }

    fn update(&mut self, action: Action, context: &mut UpdateContext<'_>) -> bool {
        match (&mut self.person, action) {
            (Some(_), Action::Back) => {
                self.person = None;
                self.persons.renew(context);
                true
            }
            (Some(person), _) => person.update(action, context.area),
            (None, Action::Open) => {
                if let Some(row) = self.persons.selected() {
                    self.person = Some(PersonPane::open(row.person_key, context));
                }
                true
            }
            (None, _) => self.persons.update(action, list_height(context.area), context),
        }
    }

    fn on_data(&mut self, data: Data<'_>, context: &mut UpdateContext<'_>) -> bool {
        match (data, &mut self.person) {
            (Data::Reply(reply), person) => {
                self.persons.receive(reply, context.now)
                    || person.as_mut().is_some_and(|person| person.receive(reply, context))
            }
            (_, Some(person)) => {
                person.renew(context);
                true
            }
            (_, None) => {
                self.persons.renew(context);
                true
            }
        }
    }

    fn view(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        if let Some(person) = &self.person {
            return person.view("3 Conflicts", context, area, buffer);
        }
        ListPane {
            title: "3 Conflicts".to_owned(),
            noun: "conflicts",
            paged: &self.persons,
            columns: &COLUMNS,
            cells,
            condition: None,
        }
        .render(context, area, buffer);
    }
}

fn cells(row: &ConflictRow, _: &ViewContext<'_>) -> Vec<Cell> {
    let kind = match row.kind {
        None => Cell::new(UNKNOWN),
        Some(kind @ ConflictKind::Open) => Cell::with_role(kind.title(), Role::Warn),
        Some(kind @ ConflictKind::ContradictsLedger) => Cell::new(kind.title()),
    };
    let scouts: Vec<_> = row.scout_ids.iter().map(ToString::to_string).collect();
    vec![
        row.person_key.short().into(),
        kind,
        count(row.distinct_scout_count).into(),
        scouts.join(", ").into(),
        count(row.total_sources).into(),
        date(row.first_event_date).into(),
        date(row.last_event_date).into(),
        row.sources.join(" ").into(),
    ]
}
