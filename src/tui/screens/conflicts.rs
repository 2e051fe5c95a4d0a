//! 3 Conflicts: persons that several scouts claim, and the evidence of one.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Data, Screen, UpdateContext, ViewContext};
use crate::model::format::{UNKNOWN, count};
use crate::model::{
    Answer, ConflictKind, ConflictRow, Field, Filter, Language, List, Page, PersonKey, SortColumn,
    Text,
};
use crate::tui::cursor::Towards;
use crate::tui::keymap::Action;
use crate::tui::pane::ListPane;
use crate::tui::person::source_names;
use crate::tui::person_list::{PERSON_ACTIONS, PersonList};
use crate::tui::takeaway::Takeaway;
use crate::tui::theme::Role;
use crate::tui::time::date;
use crate::tui::widgets::table::{Cell, Column};

const TITLE: Text = Text::new("3 Conflicts", "3 Conflictos");

const COLUMNS: [Column; 8] = [
    Column::text(Text::new("PERSON", "PERSONA"), 8).sorts(SortColumn::Key),
    Column::text(Text::new("KIND", "TIPO"), 14).sorts(SortColumn::Kind),
    Column::number(Text::same("SCOUTS"), 7).rank(2).sorts(SortColumn::Scouts),
    Column::text(Text::new("WHO", "QUIÉNES"), 14).grows(30),
    Column::number(Text::new("ROWS", "FILAS"), 5).rank(1).sorts(SortColumn::Events),
    Column::text(Text::new("FIRST", "PRIMERO"), 10).rank(3).sorts(SortColumn::First),
    Column::text(Text::new("LAST", "ÚLTIMO"), 10).sorts(SortColumn::Last),
    Column::text(Text::new("SOURCES", "FUENTES"), 30).rank(4),
];

/// The screen.
pub(super) struct Conflicts {
    persons: PersonList<ConflictRow>,
}

fn page_of(answer: &Answer) -> Option<&Page<ConflictRow>> {
    match answer {
        Answer::Conflicts(page) => Some(page),
        _ => None,
    }
}

impl Conflicts {
    pub(super) fn new() -> Self {
        let list = List::Conflicts(None);
        Self { persons: PersonList::new(list, page_of, |row| Ok(row.person_key)) }
    }

    /// Shows the evidence of a person.
    pub(super) fn open_person(&mut self, key: PersonKey, context: &mut UpdateContext<'_>) {
        self.persons.open(key, context);
    }

    /// The list.
    fn pane(&self, language: Language) -> ListPane<'_, ConflictRow> {
        ListPane {
            title: TITLE.of(language).to_owned(),
            noun: Text::new("conflicts", "conflictos"),
            paged: self.persons.rows(),
            columns: &COLUMNS,
            cells,
            condition: None,
            note: None,
        }
    }
}

impl Screen for Conflicts {
    fn title(&self, language: Language) -> Cow<'static, str> {
        TITLE.of(language).into()
    }

    fn actions(&self) -> &'static [Action] {
        if self.persons.is_open() {
            PERSON_ACTIONS
        } else {
            &[Action::Open, Action::Filter, Action::SortNext]
        }
    }

    fn asks(&self) -> bool {
        true
    }

    fn fields(&self) -> &'static [Field] {
        self.persons.fields()
    }

    fn filter(&self) -> Option<&str> {
        self.persons.filter()
    }

    fn set_filter(&mut self, filter: Option<Filter>, context: &mut UpdateContext<'_>) {
        self.persons.set_filter(filter, context);
    }

    fn seek(&mut self, filter: &Filter, towards: Towards, context: &mut UpdateContext<'_>) {
        self.persons.seek(filter, towards, context);
    }

    fn can_zoom(&self) -> bool {
        false
    }

    fn takeaway(&self, context: &ViewContext<'_>) -> Takeaway {
        match self.persons.takeaway(TITLE.of(context.theme.language), context) {
            Some(person) => person,
            None => self.pane(context.theme.language).takeaway(context),
        }
    }

    fn update(&mut self, action: Action, context: &mut UpdateContext<'_>) -> bool {
        self.persons.update(action, context.area, context)
    }

    fn on_data(&mut self, data: Data<'_>, context: &mut UpdateContext<'_>) -> bool {
        self.persons.on_data(data, context)
    }

    fn view(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        if self.persons.view_person(TITLE.of(context.theme.language), context, area, buffer) {
            return;
        }
        self.pane(context.theme.language).render(context, area, buffer);
    }
}

fn cells(row: &ConflictRow, context: &ViewContext<'_>) -> Vec<Cell> {
    let language = context.theme.language;
    let kind = match row.kind {
        None => Cell::new(UNKNOWN),
        Some(kind @ ConflictKind::Open) => Cell::with_role(kind.title(language), Role::Warn),
        Some(kind @ ConflictKind::ContradictsLedger) => Cell::new(kind.title(language)),
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
        source_names(&row.sources).into(),
    ]
}
