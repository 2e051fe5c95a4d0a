//! One run in full: its state and what that means, when and by whom, every step, the whole error.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::facts::facts;
use super::keymap::Action;
use super::pane::below_rule;
use super::person::or_unknown;
use super::runs;
use super::screens::ViewContext;
use super::scroll::Scroll;
use super::text::wrap;
use super::theme::{Role, Theme};
use super::widgets::rule::Rule;
use super::widgets::table::{self, Cell, Column};
use super::widgets::{indented, lines, named};
use crate::model::format::{UNKNOWN, count, count_or_unknown, duration, signed};
use crate::model::{Language, Run, RunStatus, RunStep, Text, say};

const STEPS: [Column; 5] = [
    Column::text(Text::new("STEP", "PASO"), 16),
    Column::number(Text::new("CHANGED", "CAMBIOS"), 9),
    Column::number(Text::new("REJECTED", "RECHAZOS"), 9).rank(1),
    Column::number(Text::new("TOOK", "DURÓ"), 7).rank(2),
    Column::text(Text::new("NOTE", "NOTA"), 20).grows(90).rank(3),
];

/// What the row's stats say and the page shows in a better place.
const TOLD: [&str; 3] = ["steps", "trigger", "host"];

/// The most rows that a page has; beyond it a text is not worth scrolling through.
const MAX_ROWS: usize = 1_000;

/// The part of a page that is taller than the room is scrolled to.
#[derive(Clone, Copy, Debug, Default)]
pub struct RunDetail {
    scroll: Scroll,
}

impl RunDetail {
    /// Scrolls.
    pub fn update(&mut self, action: Action, run: &Run, area: Rect, language: Language) -> bool {
        let Some(body) = below_rule(area) else { return false };
        // Neither colours nor the time zone change how long the page is.
        let theme = Theme::mono().with_language(language);
        let rows = Page::of(run, theme, |_| UNKNOWN.to_owned(), area.width).rows();
        self.scroll.update(action, usize::from(body.height), rows)
    }

    /// Draws; `title` is how the user came here.
    pub fn view(
        &self,
        run: &Run,
        mut rule: Rule,
        context: &ViewContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let Some(body) = below_rule(area) else { return };
        let page = Page::of(run, context.theme, |at| context.zone.full(at), area.width);
        let below = self.scroll.below(usize::from(body.height), page.rows());
        if below > 0 {
            rule = rule.note(format!("↓ {below}"));
        }
        rule.render(area, buffer, context.theme);
        self.scroll.view(&page.draw(context.theme, area.width), body, buffer);
    }
}

/// Everything about a run, in parts that stand below each other.
struct Page {
    head: Vec<Line<'static>>,
    steps: Vec<Vec<Cell>>,
    steps_note: String,
    /// Notes of steps where the table has no room for them.
    notes: Vec<Line<'static>>,
    error: Vec<Line<'static>>,
    /// What the run's row says beside its steps.
    facts: Vec<Line<'static>>,
}

impl Page {
    fn of(
        run: &Run,
        theme: Theme,
        moment: impl Fn(chrono::DateTime<chrono::Utc>) -> String,
        cells: u16,
    ) -> Self {
        let language = theme.language;
        let note_width = table::growing_width(&STEPS, cells, theme);
        let changed = run.steps.iter().filter(|step| runs::changes_data(step));
        let changed = changed.filter_map(|step| step.changed).fold(0, i64::saturating_add);
        let facts = run.summary.as_ref().map(|summary| facts(summary, &TOLD, language));
        let notes = run
            .steps
            .iter()
            .filter(|_| note_width == 0)
            .filter_map(|step| Some(format!("{}: {}", step.name, step.note(language)?)));
        Self {
            head: head(run, theme, moment, cells),
            steps: run
                .steps
                .iter()
                .flat_map(|step| step_rows(step, language, note_width))
                .collect(),
            steps_note: steps_note(run.steps.len(), changed, language),
            notes: notes.flat_map(|note| indented(&note, cells, Style::new())).collect(),
            facts: facts
                .unwrap_or_default()
                .iter()
                .flat_map(|fact| indented(fact, cells, Style::new()))
                .collect(),
            error: indented(
                run.error.as_deref().unwrap_or_default(),
                cells,
                theme.style(Role::Warn),
            ),
        }
    }

    fn rows(&self) -> usize {
        let block = |rows: usize| if rows > 0 { rows + 1 } else { 0 };
        let steps = if self.steps.is_empty() { 0 } else { 1 + self.steps.len() + self.notes.len() };
        let others = block(self.error.len()) + block(steps) + block(self.facts.len());
        (self.head.len() + others).min(MAX_ROWS)
    }

    fn draw(self, theme: Theme, cells: u16) -> Buffer {
        let area = Rect::new(0, 0, cells, self.rows() as u16);
        let mut page = Buffer::empty(area);
        let mut rest = area;
        let mut take = |rows: usize| {
            let (top, below) = super::layout::split_top(rest, rows as u16);
            rest = below;
            top
        };
        lines(take(self.head.len()), &mut page, self.head);
        if !self.error.is_empty() {
            Rule::new("Error").render(take(1), &mut page, theme);
            lines(take(self.error.len()), &mut page, self.error);
        }
        if !self.steps.is_empty() {
            Rule::new(theme.language.choose("Steps", "Pasos")).note(self.steps_note).render(
                take(1),
                &mut page,
                theme,
            );
            let style = table::Style { theme, focused: false, sort: None };
            let rows = take(1 + self.steps.len());
            table::render(rows, &mut page, style, &STEPS, self.steps, None);
            lines(take(self.notes.len()), &mut page, self.notes);
        }
        if !self.facts.is_empty() {
            Rule::new(theme.language.choose("Stats", "Detalles")).render(take(1), &mut page, theme);
            lines(take(self.facts.len()), &mut page, self.facts);
        }
        page
    }
}

fn head(
    run: &Run,
    theme: Theme,
    moment: impl Fn(chrono::DateTime<chrono::Utc>) -> String,
    cells: u16,
) -> Vec<Line<'static>> {
    let language = theme.language;
    let (word, role) = runs::state(run, language);
    let state = Line::from(Span::styled(word, theme.style(role)));
    let ended = run.completed_at.map_or_else(|| UNKNOWN.to_owned(), &moment);
    let mut head = named(language.choose("STATE", "ESTADO"), &state, theme, cells);
    if let Some(meaning) = meaning(run) {
        head.extend(named("", &Line::raw(meaning.of(language)), theme, cells));
    }
    for (name, text) in [
        (Text::new("JOB", "TAREA"), run.job_type.clone()),
        (Text::new("STARTED", "INICIO"), moment(run.started_at)),
        (Text::new("ENDED", "FIN"), ended),
        (
            match run.completed_at {
                Some(_) => Text::new("TOOK", "DURÓ"),
                None => Text::new("OPEN FOR", "LLEVA"),
            },
            runs::took(run),
        ),
        (Text::new("TRIGGER", "ORIGEN"), or_unknown(run.trigger.as_ref())),
        (Text::same("HOST"), or_unknown(run.host.as_ref())),
    ] {
        head.extend(named(name.of(language), &Line::raw(text), theme, cells));
    }
    head
}

fn steps_note(steps: usize, changed: i64, language: Language) -> String {
    let changed = signed(changed);
    if steps == 1 {
        return say!(
            language,
            "1 step, {changed} rows changed",
            "1 paso, {changed} filas cambiadas"
        );
    }
    let steps = count(steps as i64);
    say!(
        language,
        "{steps} steps, {changed} rows changed",
        "{steps} pasos, {changed} filas cambiadas"
    )
}

/// What a state means that does not explain itself.
fn meaning(run: &Run) -> Option<Text> {
    match (&run.status, run.has_living_runner) {
        (RunStatus::Running, Some(false)) => Some(Text::new(
            "Its runner is gone: nobody works on this run. The next trigger closes it.",
            "Su ejecutor ya no está: nadie trabaja en esta ejecución. La próxima la cerrará.",
        )),
        (RunStatus::Running, None) => Some(Text::new(
            "Whether a runner stands behind this row cannot be known on this database.",
            "En esta base de datos no se puede saber si hay un ejecutor detrás de esta fila.",
        )),
        (RunStatus::Unknown(_), _) => Some(Text::new(
            "This program does not know the status in the row.",
            "Este programa no conoce el estado que dice la fila.",
        )),
        _ => None,
    }
}

/// The rows of a step: its figures beside the first line of its note.
fn step_rows(step: &RunStep, language: Language, note_width: usize) -> Vec<Vec<Cell>> {
    let took = step.duration_ms.and_then(|milliseconds| u64::try_from(milliseconds).ok());
    let note = step.note(language).unwrap_or_default();
    let mut notes = wrap(&note, note_width.max(1)).into_iter();
    let first = notes.next().unwrap_or_default();
    let mut rows = vec![vec![
        step.name.clone().into(),
        Cell::with_role(count_or_unknown(step.changed), Role::Strong),
        count_or_unknown(step.rejected).into(),
        took.map_or_else(
            || UNKNOWN.to_owned(),
            |milliseconds| duration(std::time::Duration::from_millis(milliseconds)),
        )
        .into(),
        first.into(),
    ]];
    if note_width > 0 {
        rows.extend(notes.map(|note| {
            let mut cells: Vec<Cell> = vec!["".into(); STEPS.len() - 1];
            cells.push(note.into());
            cells
        }));
    }
    rows
}
