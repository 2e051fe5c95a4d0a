//! 5 Jobs: the runs of every job, and one of them in full.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Data, Screen, UpdateContext, ViewContext};
use crate::model::{Answer, Field, Filter, Language, List, Page, Run, Sort, SortColumn, Text, say};
use crate::share::{ListView, Statement, Subject};
use crate::tui::cursor::Towards;
use crate::tui::keymap::Action;
use crate::tui::layout::split_left;
use crate::tui::paged::Paged;
use crate::tui::pane::{ListPane, list_height, read_rule};
use crate::tui::person::or_unknown;
use crate::tui::run_detail::RunDetail;
use crate::tui::runs;
use crate::tui::takeaway::{Takeaway, choices};
use crate::tui::theme::Role;
use crate::tui::widgets::table::{Cell, Column};

const TITLE: Text = Text::new("5 Jobs", "5 Tareas");

/// From this width on the selected run stands in full beside the list.
const WIDE: u16 = 170;

/// The width of the list beside a run.
const LIST_WIDTH: u16 = 96;

const COLUMNS: [Column; 8] = [
    Column::number(Text::same("ID"), 4),
    Column::text(Text::new("JOB", "TAREA"), 13).sorts(SortColumn::Job),
    Column::text(Text::new("STATE", "ESTADO"), 10).sorts(SortColumn::Status),
    Column::number(Text::new("STARTED", "INICIO"), 17).rank(1).sorts(SortColumn::Started),
    Column::number(Text::new("TOOK", "DURÓ"), 5).sorts(SortColumn::Duration),
    Column::text(Text::new("TRIGGER", "ORIGEN"), 10).rank(3),
    Column::text(Text::same("HOST"), 14).rank(4),
    Column::text(Text::new("RESULT", "RESULTADO"), 12).grows(90).rank(2),
];

/// The screen.
pub(super) struct Jobs {
    runs: Paged<Run>,
    opened: Option<(Run, RunDetail)>,
}

fn page_of(answer: &Answer) -> Option<&Page<Run>> {
    match answer {
        Answer::Runs(page) => Some(page),
        _ => None,
    }
}

impl Jobs {
    pub(super) fn new() -> Self {
        Self { runs: Paged::new(List::Runs, page_of), opened: None }
    }

    /// Shows the list.
    pub(super) fn show_list(&mut self, context: &mut UpdateContext<'_>) {
        self.opened = None;
        self.runs.renew(context);
    }

    /// Takes the opened run from the list again, as long as it is there.
    fn renew_opened(&mut self) {
        if let Some((run, _)) = &mut self.opened {
            let rows = self.runs.rows().iter().map(|listed| &listed.row);
            if let Some(renewed) = rows.into_iter().find(|row| row.run_id == run.run_id) {
                run.clone_from(renewed);
            }
        }
    }

    fn detail(
        &self,
        run: &Run,
        detail: RunDetail,
        context: &ViewContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let title = path(run, context.theme.language);
        let rule = read_rule(title, self.runs.taken_at(), self.runs.failure(), context);
        detail.view(run, rule.focused(self.opened.is_some()), context, area, buffer);
    }
}

fn path(run: &Run, language: Language) -> String {
    let (title, id, job) = (TITLE.of(language), run.run_id, runs::job_name(run, language));
    say!(language, "{title} › run {id} {job}", "{title} › ejecución {id} {job}")
}

impl Jobs {
    /// The list.
    fn pane(&self, language: Language) -> ListPane<'_, Run> {
        ListPane {
            title: TITLE.of(language).to_owned(),
            noun: Text::new("runs", "ejecuciones"),
            paged: &self.runs,
            columns: &COLUMNS,
            cells,
            condition: None,
            note: None,
        }
    }
}

impl Screen for Jobs {
    fn title(&self, language: Language) -> Cow<'static, str> {
        match &self.opened {
            None => TITLE.of(language).into(),
            Some((run, _)) => path(run, language).into(),
        }
    }

    fn actions(&self) -> &'static [Action] {
        if self.opened.is_some() {
            &[Action::Back]
        } else {
            &[Action::Open, Action::Filter, Action::SortNext]
        }
    }

    fn asks(&self) -> bool {
        true
    }

    fn fields(&self) -> &'static [Field] {
        self.runs.fields()
    }

    fn filter(&self) -> Option<&str> {
        if self.opened.is_some() { None } else { self.runs.filter() }
    }

    fn set_filter(&mut self, filter: Option<Filter>, context: &mut UpdateContext<'_>) {
        self.runs.set_filter(filter, context);
    }

    fn seek(&mut self, filter: &Filter, towards: Towards, context: &mut UpdateContext<'_>) {
        self.runs.seek(filter, towards, context);
    }

    fn can_zoom(&self) -> bool {
        false
    }

    fn takeaway(&self, context: &ViewContext<'_>) -> Takeaway {
        match &self.opened {
            Some((run, _)) => run_takeaway(run, self.runs.taken_at(), context),
            None => self.pane(context.theme.language).takeaway(context),
        }
    }

    fn update(&mut self, action: Action, context: &mut UpdateContext<'_>) -> bool {
        match (&mut self.opened, action) {
            (Some(_), Action::Back) => self.opened = None,
            (Some((run, detail)), _) => {
                return detail.update(action, run, context.area, context.language);
            }
            (None, Action::Open) => {
                let selected = self.runs.selected().cloned();
                self.opened = selected.map(|run| (run, RunDetail::default()));
            }
            (None, _) => return self.runs.update(action, list_height(context.area), context),
        }
        true
    }

    fn on_data(&mut self, data: Data<'_>, context: &mut UpdateContext<'_>) -> bool {
        match data {
            Data::Reply(reply) => {
                let is_ours = self.runs.receive(reply, context);
                if is_ours {
                    self.renew_opened();
                }
                is_ours
            }
            Data::Entered | Data::Snapshot => {
                self.runs.renew(context);
                true
            }
        }
    }

    fn view(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        if let Some((run, detail)) = &self.opened {
            return self.detail(run, *detail, context, area, buffer);
        }
        let selected = self.runs.selected().filter(|_| area.width >= WIDE);
        let (list, beside) = match selected {
            Some(_) => split_left(area, LIST_WIDTH),
            None => (area, Rect { width: 0, ..area }),
        };
        self.pane(context.theme.language).render(context, list, buffer);
        if let Some(run) = selected {
            self.detail(run, RunDetail::default(), context, beside, buffer);
        }
    }
}

/// What can be taken along of one run.
fn run_takeaway(run: &Run, taken_at: Option<DateTime<Utc>>, context: &ViewContext<'_>) -> Takeaway {
    let mut takeaway = Takeaway::unread(path(run, context.theme.language));
    takeaway.set_rows((&COLUMNS, context.theme.language), 0, std::iter::once(cells(run, context)));
    takeaway.taken_at = taken_at;
    takeaway.choices = choices(run);
    // The list of the one run that has this number.
    let list = List::Runs;
    if let Ok(filter) = Filter::parse(&format!("id={}", run.run_id), list.fields()) {
        let sort = Sort::descending(SortColumn::Started);
        let view = ListView { list, filter: Some(filter), sort };
        takeaway.subject = Ok(Subject::List(view.clone()));
        takeaway.statement = Ok(Statement::List(view));
    }
    takeaway
}

fn cells(run: &Run, context: &ViewContext<'_>) -> Vec<Cell> {
    let language = context.theme.language;
    let (word, role) = runs::state(run, language);
    vec![
        run.run_id.to_string().into(),
        runs::job_name(run, language).into(),
        Cell::with_role(word, role),
        context.zone.dated(run.started_at).into(),
        runs::took(run).into(),
        or_unknown(run.trigger.as_ref()).into(),
        or_unknown(run.host.as_ref()).into(),
        Cell::with_role(runs::outcome(run, language), Role::Dim),
    ]
}
