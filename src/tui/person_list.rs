//! A paged list with a person behind each row, and the evidence of the person that is open: the two
//! levels that backlog, conflicts, collection and liquidation share.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::cursor::Towards;
use super::keymap::Action;
use super::layout::split_top;
use super::paged::{Extract, Paged};
use super::pane::list_height;
use super::person::PersonPane;
use super::screens::{Data, UpdateContext, ViewContext};
use super::takeaway::Takeaway;
use super::widgets::figures::{self, Figure};
use crate::model::{Field, Filter, List, PersonKey, ScoutId, Text};

/// The person behind a row, or why there is none.
pub type PersonOf<T> = fn(&T) -> Result<PersonKey, Text>;

/// The keys of a person's evidence.
pub const PERSON_ACTIONS: &[Action] = &[Action::Decide, Action::Back];

/// The list.
#[derive(Clone, Debug)]
pub struct PersonList<T> {
    rows: Paged<T>,
    person_of: PersonOf<T>,
    person: Option<PersonPane>,
}

impl<T: Clone> PersonList<T> {
    /// A list of which nothing is loaded.
    pub fn new(list: List, extract: Extract<T>, person_of: PersonOf<T>) -> Self {
        Self { rows: Paged::new(list, extract), person_of, person: None }
    }

    /// The rows.
    pub fn rows(&self) -> &Paged<T> {
        &self.rows
    }

    /// Turns to another list, or to the same with other conditions, from its first row.
    pub fn set_list(&mut self, list: List, context: &mut UpdateContext<'_>) {
        self.rows.set_list(list, context);
    }

    /// Shows the evidence of a person.
    pub fn open(&mut self, key: PersonKey, context: &mut UpdateContext<'_>) {
        self.person = Some(PersonPane::open(key, context));
    }

    /// Whether a person's evidence is in view.
    pub fn is_open(&self) -> bool {
        self.person.is_some()
    }

    /// The filter on the rows, as long as these are in view.
    pub fn filter(&self) -> Option<&str> {
        if self.is_open() { None } else { self.rows.filter() }
    }

    /// What the rows can be filtered by.
    pub fn fields(&self) -> &'static [Field] {
        self.rows.fields()
    }

    /// Filters the rows.
    pub fn set_filter(&mut self, filter: Option<Filter>, context: &mut UpdateContext<'_>) {
        self.rows.set_filter(filter, context);
    }

    /// Goes to the nearest row in a direction that a filter fits.
    pub fn seek(&mut self, filter: &Filter, towards: Towards, context: &mut UpdateContext<'_>) {
        self.rows.seek(filter, towards, context);
    }

    /// Reads again what is in view.
    pub fn renew(&mut self, context: &mut UpdateContext<'_>) {
        match &mut self.person {
            Some(person) => person.renew(context),
            None => self.rows.renew(context),
        }
    }

    /// Carries out a key; `area` is where the list stands among other parts of the screen.
    pub fn update(&mut self, action: Action, area: Rect, context: &mut UpdateContext<'_>) -> bool {
        match (&mut self.person, action) {
            (Some(_), Action::Back) => {
                self.person = None;
                self.rows.renew(context);
                true
            }
            (Some(person), Action::Decide) => {
                match person.detail() {
                    Some(detail) => context.decide(detail),
                    None => context.remark(
                        context
                            .language
                            .choose("the evidence is not here yet", "la evidencia aún no llega"),
                    ),
                }
                true
            }
            (Some(person), _) => person.update(action, context.area, context.language),
            (None, Action::Open) => {
                match self.rows.selected().map(self.person_of) {
                    Some(Ok(key)) => self.open(key, context),
                    Some(Err(reason)) => context.remark(reason.of(context.language)),
                    None => {}
                }
                true
            }
            (None, _) => self.rows.update(action, list_height(area), context),
        }
    }

    /// Takes news; says whether anything on screen has changed.
    pub fn on_data(&mut self, data: Data<'_>, context: &mut UpdateContext<'_>) -> bool {
        match data {
            Data::Reply(reply) => {
                self.rows.receive(reply, context)
                    || self.person.as_mut().is_some_and(|person| person.receive(reply, context))
            }
            Data::Entered | Data::Snapshot => {
                self.renew(context);
                true
            }
        }
    }

    /// What can be taken along of the person that is open; nothing where none is.
    pub fn takeaway(&self, path: &str, context: &ViewContext<'_>) -> Option<Takeaway> {
        self.person.as_ref().map(|person| person.takeaway(path, context))
    }

    /// Draws the person that is open; says whether one is. `path` is how the user came here.
    pub fn view_person(
        &self,
        path: &str,
        context: &ViewContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) -> bool {
        if let Some(person) = &self.person {
            person.view(path, context, area, buffer);
        }
        self.is_open()
    }
}

/// Rows that a list keeps before the figures above it give way: rule, heading and four rows.
const LIST_ROWS: u16 = 6;

/// Where the figures above a list stand, with so many lines before them, and where the list.
pub fn split_totals(area: Rect, figures: &[Figure], lines: usize) -> (Rect, Rect) {
    let wanted = figures::height(figures, area.width) + lines as u16;
    split_top(area, wanted.min(area.height.saturating_sub(LIST_ROWS)))
}

/// The scout that a list is narrowed to: the selected row's, or nobody's where there was one before.
pub fn chosen_scout(
    current: Option<ScoutId>,
    selected: Option<ScoutId>,
    context: &mut UpdateContext<'_>,
) -> Option<ScoutId> {
    if current.is_none() && selected.is_none() {
        context.remark(context.language.choose(
            "the selected row has no scout to narrow the list to",
            "la fila seleccionada no tiene un scout al que limitar la lista",
        ));
    }
    if current.is_some() { None } else { selected }
}
