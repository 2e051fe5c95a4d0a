//! 2 Backlog: the categories, the persons of one, the evidence of one person.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Data, Screen, UpdateContext, ViewContext};
use crate::model::format::{UNKNOWN, age, count_or_unknown};
use crate::model::{
    Answer, BacklogRow, Category, Field, Filter, Language, List, Page, SortColumn, Text,
};
use crate::tui::categories::{self, Categories};
use crate::tui::cursor::Towards;
use crate::tui::keymap::Action;
use crate::tui::layout::split_top;
use crate::tui::pane::ListPane;
use crate::tui::person::{or_unknown, scout_or_unknown, source_names};
use crate::tui::person_list::{PERSON_ACTIONS, PersonList};
use crate::tui::takeaway::Takeaway;
use crate::tui::theme::Role;
use crate::tui::time::date;
use crate::tui::widgets::table::{Cell, Column};

const TITLE: Text = Text::new("2 Backlog", "2 Pendientes");

/// Rows of the categories: rule, heading, five categories, and one to set them off.
const CATEGORY_ROWS: u16 = 8;

const COLUMNS: [Column; 8] = [
    Column::text(Text::new("PERSON", "PERSONA"), 8).sorts(SortColumn::Key),
    Column::text(Text::new("NAME", "NOMBRE"), 22).grows(40).rank(1).sorts(SortColumn::Name),
    Column::number(Text::same("SCOUT"), 6).sorts(SortColumn::Scout),
    Column::number(Text::new("EVENTS", "EVENTOS"), 7).sorts(SortColumn::Events),
    Column::text(Text::new("FIRST", "PRIMERO"), 10).rank(3).sorts(SortColumn::First),
    Column::text(Text::new("LAST", "ÚLTIMO"), 10).sorts(SortColumn::Last),
    Column::number(Text::new("WAITS", "ESPERA"), 6).rank(2).sorts(SortColumn::Created),
    Column::text(Text::new("SOURCES", "FUENTES"), 26).rank(4),
];

/// The screen.
pub(super) struct Backlog {
    categories: Categories,
    opened: Option<Category>,
    persons: PersonList<BacklogRow>,
}

fn page_of(answer: &Answer) -> Option<&Page<BacklogRow>> {
    match answer {
        Answer::Backlog(page) => Some(page),
        _ => None,
    }
}

fn persons_of(category: Option<Category>) -> PersonList<BacklogRow> {
    PersonList::new(List::Backlog(category), page_of, |row| Ok(row.person_key))
}

impl Backlog {
    pub(super) fn new() -> Self {
        Self { categories: Categories::default(), opened: None, persons: persons_of(None) }
    }

    /// Shows the persons of a category.
    pub(super) fn open_category(&mut self, category: Category, context: &mut UpdateContext<'_>) {
        self.categories.select(category);
        self.opened = Some(category);
        self.persons = persons_of(Some(category));
        self.persons.renew(context);
    }

    /// Selects a category among the others.
    pub(super) fn show_category(&mut self, category: Category) {
        self.opened = None;
        self.categories.set_filter(None);
        self.categories.select(category);
    }

    /// Where a person's evidence stands: the person's key needs the room.
    fn short_path(&self, language: Language) -> String {
        let title = TITLE.of(language);
        self.opened.map_or_else(|| title.to_owned(), |category| format!("{title} › {category}"))
    }

    fn path(&self, language: Language) -> String {
        let title = TITLE.of(language);
        match self.opened {
            None => title.to_owned(),
            Some(category) => format!("{title} › {category} {}", category.title(language)),
        }
    }

    /// The list.
    fn pane(&self, language: Language) -> ListPane<'_, BacklogRow> {
        ListPane {
            title: self.path(language),
            noun: Text::new("persons", "personas"),
            paged: self.persons.rows(),
            columns: &COLUMNS,
            cells,
            condition: None,
            note: None,
        }
    }
}

impl Screen for Backlog {
    fn title(&self, language: Language) -> Cow<'static, str> {
        self.path(language).into()
    }

    fn actions(&self) -> &'static [Action] {
        match self.opened {
            None => &[Action::Open, Action::Filter, Action::SortNext],
            Some(_) if self.persons.is_open() => PERSON_ACTIONS,
            Some(_) => &[Action::Open, Action::Back, Action::Filter, Action::SortNext],
        }
    }

    fn asks(&self) -> bool {
        self.opened.is_some()
    }

    fn fields(&self) -> &'static [Field] {
        match self.opened {
            None => categories::FIELDS,
            Some(_) => self.persons.fields(),
        }
    }

    fn filter(&self) -> Option<&str> {
        match self.opened {
            None => self.categories.filter(),
            Some(_) => self.persons.filter(),
        }
    }

    fn set_filter(&mut self, filter: Option<Filter>, context: &mut UpdateContext<'_>) {
        match self.opened {
            None => self.categories.set_filter(filter),
            Some(_) => self.persons.set_filter(filter, context),
        }
    }

    fn seek(&mut self, filter: &Filter, towards: Towards, context: &mut UpdateContext<'_>) {
        match self.opened {
            None => self.categories.seek(filter, towards, context),
            Some(_) => self.persons.seek(filter, towards, context),
        }
    }

    fn can_zoom(&self) -> bool {
        false
    }

    fn takeaway(&self, context: &ViewContext<'_>) -> Takeaway {
        if self.opened.is_none() {
            return self.categories.takeaway(TITLE.of(context.theme.language), context);
        }
        match self.persons.takeaway(&self.path(context.theme.language), context) {
            Some(person) => person,
            None => self.pane(context.theme.language).takeaway(context),
        }
    }

    fn update(&mut self, action: Action, context: &mut UpdateContext<'_>) -> bool {
        match (action, self.opened) {
            (Action::Open, None) => {
                if let Some(category) = self.categories.selected(context.snapshot) {
                    self.open_category(category, context);
                }
                true
            }
            (Action::Back, Some(_)) if !self.persons.is_open() => {
                self.opened = None;
                true
            }
            (_, None) => self.categories.update(action, context.snapshot),
            (_, Some(_)) => self.persons.update(action, context.area, context),
        }
    }

    fn on_data(&mut self, data: Data<'_>, context: &mut UpdateContext<'_>) -> bool {
        match (data, self.opened) {
            (Data::Entered | Data::Snapshot, None) => true,
            _ => self.persons.on_data(data, context),
        }
    }

    fn view(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        if self.opened.is_none() {
            let (top, rest) = split_top(area, CATEGORY_ROWS);
            self.categories.view(TITLE.of(context.theme.language), true, context, top, buffer);
            return categories::advice(context, rest, buffer);
        }
        if self.persons.view_person(&self.short_path(context.theme.language), context, area, buffer)
        {
            return;
        }
        self.pane(context.theme.language).render(context, area, buffer);
    }
}

fn cells(row: &BacklogRow, context: &ViewContext<'_>) -> Vec<Cell> {
    let scout_role = if row.in_conflict == Some(true) { Role::Warn } else { Role::Text };
    vec![
        row.person_key.short().into(),
        or_unknown(row.primary_full_name.as_ref()).into(),
        Cell::with_role(scout_or_unknown(row.scout_id), scout_role),
        count_or_unknown(row.event_count).into(),
        date(row.first_event_date).into(),
        date(row.last_event_date).into(),
        row.person_created_at
            .map_or_else(|| UNKNOWN.to_owned(), |created| age(context.now - created))
            .into(),
        source_names(&row.source_tables).into(),
    ]
}
