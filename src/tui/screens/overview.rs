//! 1 Overview: the figures with their verdicts, the backlog, the newest conflicts, the trend, the jobs.
//!
//! On a small terminal panes give way in this order: trend, conflicts, jobs. A large one gets panes
//! beside each other and a real chart.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Data, Jump, Screen, UpdateContext, ViewContext};
use crate::model::format::count;
use crate::model::{ConflictRow, Field, Filter, Language, PersonKey, Run, Text, say};
use crate::share::{Statement, Subject};
use crate::tui::categories::{self, Categories};
use crate::tui::choice::Choice;
use crate::tui::cursor::Towards;
use crate::tui::gauges;
use crate::tui::history;
use crate::tui::keymap::Action;
use crate::tui::layout::{split_left, split_top};
use crate::tui::newest;
use crate::tui::pane::{self, below_rule};
use crate::tui::runs;
use crate::tui::takeaway::{Takeaway, choices};
use crate::tui::theme::Role;
use crate::tui::widgets::chart::{self, Series, Unit};
use crate::tui::widgets::lines;
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::table;

/// From this width on panes stand beside each other.
const WIDE: u16 = 110;

/// From this width on there is a third column.
const VERY_WIDE: u16 = 180;

/// Days in the trend.
const TREND_DAYS: usize = 30;

/// Rows of the categories pane: rule, heading, five categories.
const CATEGORY_ROWS: u16 = 7;

/// Rows of what the rules of health say: rule and four findings.
const FINDING_ROWS: u16 = 5;

/// The fewest rows that the table of days is worth: rule, heading and three days.
const DAY_ROWS: u16 = 5;

/// The most rows of the trend; a taller chart says no more.
const TREND_ROWS: u16 = 19;

/// Runs in an incident note.
const JOB_ROWS: usize = 5;

const NO_RUN: Text = Text::new(" no job has run yet", " aún no se ejecutó ninguna tarea");
const NO_HISTORY: Text = Text::new(" no history stored yet", " aún no hay historia guardada");

/// The panes that take keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Pane {
    #[default]
    Backlog,
    Conflicts,
    Jobs,
}

impl Pane {
    const fn title(self, language: Language) -> &'static str {
        let title = match self {
            Self::Backlog => Text::new("2 Backlog", "2 Pendientes"),
            Self::Conflicts => Text::new("3 Conflicts, newest", "3 Conflictos, los nuevos"),
            Self::Jobs => Text::new("5 Jobs", "5 Tareas"),
        };
        title.of(language)
    }

    const fn next(self) -> Self {
        match self {
            Self::Backlog => Self::Conflicts,
            Self::Conflicts => Self::Jobs,
            Self::Jobs => Self::Backlog,
        }
    }
}

/// The screen.
#[derive(Default)]
pub(super) struct Overview {
    categories: Categories,
    focus: Pane,
    conflict: Choice<PersonKey>,
    /// Whether the pane that has the keys has all of the screen.
    is_zoomed: bool,
}

fn keys_of(rows: &[ConflictRow]) -> Vec<PersonKey> {
    rows.iter().map(|row| row.person_key).collect()
}

impl Screen for Overview {
    fn title(&self, language: Language) -> Cow<'static, str> {
        language.choose("1 Overview", "1 General").into()
    }

    fn actions(&self) -> &'static [Action] {
        match self.focus {
            Pane::Backlog => &[Action::Open, Action::NextPane, Action::Filter, Action::SortNext],
            Pane::Conflicts | Pane::Jobs => &[Action::Open, Action::NextPane],
        }
    }

    fn asks(&self) -> bool {
        false
    }

    fn fields(&self) -> &'static [Field] {
        categories::FIELDS
    }

    fn filter(&self) -> Option<&str> {
        self.categories.filter()
    }

    fn set_filter(&mut self, filter: Option<Filter>, _: &mut UpdateContext<'_>) {
        self.categories.set_filter(filter);
    }

    fn seek(&mut self, filter: &Filter, towards: Towards, context: &mut UpdateContext<'_>) {
        self.categories.seek(filter, towards, context);
    }

    fn can_zoom(&self) -> bool {
        true
    }

    fn takeaway(&self, context: &ViewContext<'_>) -> Takeaway {
        match self.focus {
            Pane::Backlog => {
                self.categories.takeaway(Pane::Backlog.title(context.theme.language), context)
            }
            Pane::Conflicts => self.conflict_takeaway(context),
            Pane::Jobs => job_takeaway(context),
        }
    }

    fn update(&mut self, action: Action, context: &mut UpdateContext<'_>) -> bool {
        let conflicts = context.snapshot.conflicts.value.as_deref().unwrap_or_default();
        match (action, self.focus) {
            (Action::NextPane, _) => self.focus = self.focus.next(),
            (Action::PreviousPane, _) => self.focus = self.focus.next().next(),
            (Action::Zoom, _) => self.is_zoomed = !self.is_zoomed,
            (Action::Back, _) if self.is_zoomed => self.is_zoomed = false,
            (Action::Open, Pane::Backlog) => {
                if let Some(category) = self.categories.selected(context.snapshot) {
                    context.jump(Jump::Backlog(category));
                }
            }
            (Action::Open, Pane::Conflicts) => {
                if let Some(person_key) = self.conflict.among(&keys_of(conflicts)) {
                    context.jump(Jump::Conflict(person_key));
                }
            }
            (Action::Open, Pane::Jobs) => context.jump(Jump::Jobs),
            (_, Pane::Backlog) => return self.categories.update(action, context.snapshot),
            (_, Pane::Conflicts) => {
                let keys = keys_of(conflicts);
                return self.conflict.update(action, &keys, keys.len());
            }
            (_, Pane::Jobs) => return false,
        }
        true
    }

    fn on_data(&mut self, data: Data<'_>, _: &mut UpdateContext<'_>) -> bool {
        !matches!(data, Data::Reply(_))
    }

    fn view(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        if self.is_zoomed {
            return match self.focus {
                Pane::Backlog => self.backlog(context, area, buffer),
                Pane::Conflicts => self.conflicts(context, area, buffer),
                Pane::Jobs => self.jobs(context, area, buffer),
            };
        }
        let (top, rest) = split_top(area, gauges::height(area));
        gauges::view(context, top, buffer);
        if area.width >= WIDE && rest.height >= 16 {
            self.wide(context, rest, buffer);
        } else {
            self.narrow(context, rest, buffer);
        }
    }
}

impl Overview {
    fn title_of(&self, pane: Pane, context: &ViewContext<'_>) -> String {
        let language = context.theme.language;
        let title = pane.title(language);
        let is_zoomed = self.is_zoomed && self.focus == pane;
        if is_zoomed {
            say!(language, "{title}, zoomed", "{title}, ampliado")
        } else {
            title.to_owned()
        }
    }

    fn conflict_takeaway(&self, context: &ViewContext<'_>) -> Takeaway {
        let mut takeaway =
            Takeaway::unread(Pane::Conflicts.title(context.theme.language).to_owned());
        takeaway.statement = Ok(Statement::NewestConflicts);
        let panel = &context.snapshot.conflicts;
        let Some(rows) = &panel.value else { return takeaway };
        let selected = self.conflict.cursor(&keys_of(rows), rows.len()).selected;
        takeaway.taken_at = panel.taken_at;
        takeaway.choices = rows.get(selected).map(choices).unwrap_or_default();
        takeaway.subject = Ok(Subject::Conflicts(rows.clone()));
        let cells = rows.iter().map(|row| newest::conflict(row, context));
        takeaway.set_rows((&newest::CONFLICTS, context.theme.language), selected, cells);
        takeaway.set_place(selected, rows.len());
        takeaway
    }

    fn wide(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let (area, right) = if area.width >= VERY_WIDE {
            split_left(area, area.width * 2 / 3)
        } else {
            (area, Rect { width: 0, ..area })
        };
        let (left, middle) = split_left(area, area.width * 58 / 100);
        let (top, bottom) = split_top(left, CATEGORY_ROWS + 1);
        self.backlog(context, top, buffer);
        let conflicts = context.snapshot.conflicts.value.as_ref().map_or(0, Vec::len) as u16;
        let (conflicts, findings) = if bottom.height >= 20 {
            // Rule, heading and a row to set off what follows.
            split_top(bottom, (conflicts + 3).clamp(6, bottom.height - FINDING_ROWS))
        } else {
            (bottom, Rect { height: 0, ..bottom })
        };
        self.conflicts(context, conflicts, buffer);
        gauges::findings(context, findings, buffer);
        if right.width == 0 {
            let (_, days) = split_top(findings, FINDING_ROWS + 1);
            if days.height >= DAY_ROWS {
                history::table(context, days, buffer);
            }
        }
        let (top, bottom) = split_top(middle, (middle.height * 55 / 100).min(TREND_ROWS));
        trend(context, top, buffer);
        self.jobs(context, bottom, buffer);
        history::table(context, right, buffer);
    }

    fn narrow(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let jobs = match area.height {
            0..9 => 0,
            9..14 => 2,
            14..19 => 3,
            _ => 4,
        };
        let trend_rows = if area.height >= 15 { 2 } else { 0 };
        let room = area.height - jobs - trend_rows;
        let conflicts = if room >= CATEGORY_ROWS + 3 { room - CATEGORY_ROWS } else { 0 };
        let (top, rest) = split_top(area, room.min(CATEGORY_ROWS));
        self.backlog(context, top, buffer);
        let (pane, rest) = split_top(rest, conflicts);
        self.conflicts(context, pane, buffer);
        let (pane, rest) = split_top(rest, trend_rows);
        trend(context, pane, buffer);
        self.jobs(context, rest, buffer);
    }

    fn backlog(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let focused = self.focus == Pane::Backlog;
        self.categories.view(
            &self.title_of(Pane::Backlog, context),
            focused,
            context,
            area,
            buffer,
        );
    }

    fn conflicts(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(body) = below_rule(area) else { return };
        let panel = &context.snapshot.conflicts;
        let focused = self.focus == Pane::Conflicts;
        let language = context.theme.language;
        let mut rule = Rule::new(self.title_of(Pane::Conflicts, context)).focused(focused);
        rule = pane::with_age(rule, panel, context);
        if let Some(metrics) = &context.snapshot.metrics.value {
            let (open, against) = (metrics.conflicts, metrics.conflicts_contradicting);
            let open = match open {
                1 => language.choose("1 open", "1 abierto").to_owned(),
                open => {
                    let open = count(open);
                    say!(language, "{open} open", "{open} abiertos")
                }
            };
            rule = rule.note(open).note_if(against.map(|against| {
                let against = count(against);
                say!(language, "{against} against the ledger", "{against} contra el libro")
            }));
        }
        rule.render(area, buffer, context.theme);
        let Some(rows) = &panel.value else {
            return pane::absence(panel.failure.as_ref(), context, body, buffer);
        };
        if rows.is_empty() {
            let checked = panel.taken_at.map_or_else(String::new, |at| context.zone.time(at));
            let words = say!(
                language,
                " 0 conflicts (checked {checked})",
                " 0 conflictos (revisado {checked})"
            );
            return lines(body, buffer, [Line::raw(words)]);
        }
        let height = usize::from(body.height.saturating_sub(1)).max(1);
        let cursor = self.conflict.cursor(&keys_of(rows), height);
        table::render(
            body,
            buffer,
            table::Style { theme: context.theme, focused, sort: None },
            &newest::CONFLICTS,
            rows.iter().skip(cursor.offset).take(height).map(|row| newest::conflict(row, context)),
            Some(cursor.selected - cursor.offset),
        );
    }

    fn jobs(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(body) = below_rule(area) else { return };
        let panel = &context.snapshot.runs;
        let focused = self.focus == Pane::Jobs;
        let rule = Rule::new(self.title_of(Pane::Jobs, context)).focused(focused);
        pane::with_age(rule, panel, context).render(area, buffer, context.theme);
        let Some(rows) = &panel.value else {
            return pane::absence(panel.failure.as_ref(), context, body, buffer);
        };
        if rows.is_empty() {
            return lines(body, buffer, [Line::raw(NO_RUN.of(context.theme.language))]);
        }
        lines(body, buffer, rows.iter().map(|run| runs::line(run, context, body.width)));
    }
}

fn job_takeaway(context: &ViewContext<'_>) -> Takeaway {
    let mut takeaway = Takeaway::unread(Pane::Jobs.title(context.theme.language).to_owned());
    takeaway.statement = Ok(Statement::NewestRuns);
    let panel = &context.snapshot.runs;
    let Some(rows) = &panel.value else { return takeaway };
    takeaway.taken_at = panel.taken_at;
    takeaway.choices = rows.first().map(choices).unwrap_or_default();
    takeaway.subject = Ok(Subject::Runs(rows.clone()));
    takeaway.columns = vec![context.theme.language.choose("RUN", "EJECUCIÓN")];
    let words = |run: &Run| vec![runs::line(run, context, u16::MAX).to_string().trim().to_owned()];
    takeaway.rows = rows.iter().take(JOB_ROWS).map(words).collect();
    takeaway.set_place(0, rows.len());
    takeaway
}

fn trend(context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
    let Some(body) = below_rule(area) else { return };
    let panel = &context.snapshot.daily;
    let series = history::series(context.snapshot, TREND_DAYS);
    let language = context.theme.language;
    let title = if area.width < WIDE / 2 {
        say!(language, "4 Trend {TREND_DAYS}d, %", "4 Tendencia {TREND_DAYS}d, %")
    } else {
        say!(
            language,
            "4 Trend {TREND_DAYS}d, % satisfactory",
            "4 Tendencia {TREND_DAYS}d, % satisf."
        )
    };
    let mut rule = Rule::new(title);
    rule = pane::with_age(rule, panel, context);
    let unit = Unit::Percent { target: context.target_percent };
    if let Some(series) = &series {
        rule = rule
            .note_if(series.extent())
            .note(chart::target_note(context.target_percent, language))
            .note_if(series.axis_start(unit, language));
    }
    rule.render(area, buffer, context.theme);
    match series.filter(|series: &Series| series.newest().is_some()) {
        Some(series) => {
            chart::render(body, buffer, context.theme, &series, unit);
        }
        None if panel.value.is_some() => {
            let dim = context.theme.style(Role::Dim);
            lines(body, buffer, [Line::from(Span::styled(NO_HISTORY.of(language), dim))]);
        }
        None => pane::absence(panel.failure.as_ref(), context, body, buffer),
    }
}
