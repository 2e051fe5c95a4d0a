//! What has changed since a moment, in sentences, over the screen until it is closed.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::pane::below_rule;
use super::runs;
use super::screens::ViewContext;
use super::scroll::Scroll;
use super::text::{Align, fit, width};
use super::theme::{Role, shape};
use super::time::Zone;
use super::widgets::rule::Rule as RuleLine;
use super::widgets::{indented, lines};
use crate::model::digest::{Change, Digest, Gap, Origin};
use crate::model::format::{age, count};
use crate::model::{Language, PersonKey, Text, say};

/// The longest page.
const MAX_ROWS: u16 = 400;

/// The most persons named in a sentence.
const NAMED: usize = 4;

/// What is no nearer than this to another moment is told apart from it.
const SAME_MOMENT: TimeDelta = TimeDelta::minutes(1);

/// From here on a day and a month name no single day.
const ONE_YEAR: TimeDelta = TimeDelta::days(300);

/// The open digest.
#[derive(Clone, Copy, Debug, Default)]
pub struct DigestPage {
    /// How far it is scrolled.
    pub scroll: Scroll,
}

impl DigestPage {
    /// Scrolls; says whether the key does.
    pub fn update(
        &mut self,
        action: super::keymap::Action,
        digest: &Digest,
        context: &ViewContext<'_>,
        area: Rect,
    ) -> bool {
        let height = usize::from(area.height.saturating_sub(1));
        let rows = page(digest, context, area.width).len();
        self.scroll.update(action, height, rows)
    }

    /// Draws.
    pub fn view(self, digest: &Digest, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(body) = below_rule(area) else { return };
        let language = context.theme.language;
        let words = page(digest, context, area.width);
        let rows = (words.len() as u16).min(MAX_ROWS);
        let below = self.scroll.below(usize::from(body.height), usize::from(rows));
        RuleLine::new(language.choose("What has changed", "Qué cambió"))
            .focused(true)
            .note(language.choose("worst first", "lo peor primero"))
            .note(language.choose("Esc closes", "Esc: cerrar"))
            .note_if((below > 0).then(|| format!("↓ {below}")))
            .render(area, buffer, context.theme);
        let mut drawn = Buffer::empty(Rect::new(0, 0, body.width, rows));
        lines(drawn.area, &mut drawn, words);
        self.scroll.view(&drawn, body, buffer);
    }
}

fn page(digest: &Digest, context: &ViewContext<'_>, cells: u16) -> Vec<Line<'static>> {
    let (theme, zone) = (context.theme, context.zone);
    let language = theme.language;
    let head = head(digest, zone, context.now, language);
    let mut page = indented(&head, cells, theme.style(Role::Strong));
    page.push(Line::default());
    if digest.changes.is_empty() {
        page.push(Line::raw(
            language
                .choose(" Nothing that is known has changed.", " Nada de lo que se conoce cambió."),
        ));
    }
    let mut is_worse = true;
    for change in &digest.changes {
        if is_worse && !change.is_worse() && page.len() > 2 {
            page.push(Line::default());
        }
        is_worse = change.is_worse();
        let severity = change.severity();
        let verdict = format!(" {} {}", shape(severity), severity.word());
        let verdict = fit(&verdict, width(&verdict).max(9), Align::Left);
        let room = cells.saturating_sub(width(&verdict) as u16);
        for (index, mut line) in
            indented(&sentence(change, zone, language), room, theme.style(Role::Text))
                .into_iter()
                .enumerate()
        {
            let first = if index == 0 { verdict.clone() } else { " ".repeat(width(&verdict)) };
            line.spans.insert(0, Span::styled(first, theme.severity(severity)));
            page.push(line);
        }
    }
    if !digest.gaps.is_empty() {
        page.push(Line::default());
    }
    for gap in &digest.gaps {
        page.extend(indented(&not_known(*gap, zone, language), cells, theme.style(Role::Dim)));
    }
    page
}

/// What is compared with what.
pub fn head(digest: &Digest, zone: Zone, now: DateTime<Utc>, language: Language) -> String {
    let (moment, ago) = (|at| moment(at, zone, now), |at: DateTime<Utc>| age(now - at));
    match (digest.base, digest.asked) {
        (Some((at, Origin::LastExit)), None) => {
            let (ago, at) = (ago(at), moment(at));
            say!(
                language,
                "Since you left at {at}, {ago} ago.",
                "Desde la última salida, el {at}, hace {ago}."
            )
        }
        (Some((at, origin)), asked)
            if asked.is_none_or(|asked| (asked - at).abs() < SAME_MOMENT) =>
        {
            let (ago, at, source) = (ago(at), moment(at), source(origin, language));
            say!(
                language,
                "Since {at}, {ago} ago, as {source}.",
                "Desde el {at}, hace {ago}, según {source}."
            )
        }
        (Some((at, origin)), asked) => {
            let (ago, at, source) = (ago(at), moment(at), source(origin, language));
            let asked = asked.map_or_else(String::new, moment);
            say!(
                language,
                "Since {asked}. The nearest moment that is known is {at}, {ago} ago, as {source}.",
                "Desde el {asked}. El momento conocido más cercano es el {at}, hace {ago}, según {source}."
            )
        }
        (None, Some(asked)) => {
            let (ago, asked) = (ago(asked), moment(asked));
            say!(language, "Since {asked}, {ago} ago.", "Desde el {asked}, hace {ago}.")
        }
        (None, None) => String::new(),
    }
}

/// A moment to the minute, with the year where it might be another one.
fn moment(at: DateTime<Utc>, zone: Zone, now: DateTime<Utc>) -> String {
    if now - at < ONE_YEAR { zone.moment(at) } else { zone.dated(at) }
}

const fn source(origin: Origin, language: Language) -> &'static str {
    match origin {
        Origin::LastExit => language.choose("it was when you left", "la última salida"),
        Origin::Recording => language.choose("the recording has it", "la grabación"),
        Origin::History => language.choose("the daily history has it", "el historial diario"),
    }
}

/// That nothing has changed, in one line.
pub fn nothing(digest: &Digest, zone: Zone, language: Language) -> String {
    match (digest.base, digest.asked) {
        (Some((at, Origin::LastExit)), None) => {
            let at = zone.moment(at);
            say!(
                language,
                "nothing has changed since you left at {at}",
                "nada cambió desde la última salida, el {at}"
            )
        }
        (Some((at, _)), _) => {
            let at = zone.moment(at);
            say!(language, "nothing has changed since {at}", "nada cambió desde el {at}")
        }
        (None, _) => {
            say!(language, "nothing is known to compare with", "no se conoce nada con que comparar")
        }
    }
}

/// A change as a sentence.
pub fn sentence(change: &Change, zone: Zone, language: Language) -> String {
    match change {
        Change::Verdict { before, now } => {
            let (rule, detail, before) =
                (now.rule.title(language), now.words(language), before.word());
            say!(
                language,
                "{rule}: {detail}. It was {before}.",
                "{rule}: {detail}. Antes: {before}."
            )
        }
        Change::Failed(run) => {
            let at = zone.moment(run.completed_at.unwrap_or(run.started_at));
            let (job, number) = (runs::job_name(run, language), run.run_id);
            let unknown = language.choose("no reason given", "sin motivo conocido");
            let why = run.error.as_deref().unwrap_or(unknown);
            say!(
                language,
                "{job} run {number} failed at {at}: {why}",
                "La ejecución {number} de {job} falló el {at}: {why}"
            )
        }
        Change::Orphaned(run) => {
            let (job, number) = (runs::job_name(run, language), run.run_id);
            let at = zone.moment(run.started_at);
            say!(
                language,
                "{job} run {number} of {at} has lost its runner.",
                "La ejecución {number} de {job} del {at} perdió su ejecutor."
            )
        }
        Change::Conflicts { before, now } => {
            let what = language.choose("open conflicts", "Conflictos abiertos");
            amount(what, *before, *now, language)
        }
        Change::InConflict(persons) => {
            let names = names(persons, language);
            say!(
                language,
                "New among the newest conflicts: {names}.",
                "Nuevas personas entre los últimos conflictos: {names}."
            )
        }
        Change::Missing { before, now } => {
            amount(language.choose("without a scout", "Sin scout"), *before, *now, language)
        }
        Change::Backlog { category, before, now } => {
            let title = category.title(language);
            let what = say!(language, "in {category}, {title}", "En {category}, {title}");
            amount(&what, *before, *now, language)
        }
        Change::Satisfactory { before, now } => {
            amount(language.choose("satisfactory", "Satisfactorio"), *before, *now, language)
        }
        Change::Completed(1) => say!(
            language,
            "1 run of the refresh job ended well.",
            "1 ejecución de la tarea de actualización terminó bien."
        ),
        Change::Completed(runs) => say!(
            language,
            "{runs} runs of the refresh job ended well.",
            "{runs} ejecuciones de la tarea de actualización terminaron bien."
        ),
    }
}

fn amount(what: &str, before: i64, now: i64, language: Language) -> String {
    let (size, now_words) = (count((now - before).abs()), count(now));
    if now > before {
        say!(
            language,
            "{size} more {what}: {now_words} now.",
            "{what}: {size} más, ahora {now_words}."
        )
    } else {
        say!(
            language,
            "{size} fewer {what}: {now_words} now.",
            "{what}: {size} menos, ahora {now_words}."
        )
    }
}

fn names(persons: &[PersonKey], language: Language) -> String {
    let mut names: Vec<_> = persons.iter().take(NAMED).map(|person| person.short()).collect();
    let more = persons.len().saturating_sub(NAMED);
    if more > 0 {
        names.push(say!(language, "{more} more", "{more} más"));
    }
    names.join(", ")
}

/// Something that cannot be known, as a sentence.
fn not_known(gap: Gap, zone: Zone, language: Language) -> String {
    let words = match gap {
        Gap::Figures => Text::new(
            "No figures are known from around then: neither the last exit, nor a recording named with --record, nor a \
             measured day of the history is near it.",
            "No se conocen cifras de ese momento: ni la última salida, ni una grabación indicada con --record, ni un \
             día medido del historial están cerca.",
        ),
        Gap::Verdicts => Text::new(
            "How the rules stood then is not known.",
            "No se sabe cómo estaban entonces las reglas.",
        ),
        Gap::Conflicts => Text::new(
            "How many conflicts there were then is not known.",
            "No se sabe cuántos conflictos había entonces.",
        ),
        Gap::Backlog => Text::new(
            "How the backlog was split then is not known.",
            "No se sabe cómo se repartían entonces los pendientes.",
        ),
        Gap::Runs(oldest) => {
            let at = zone.moment(oldest);
            return say!(
                language,
                "Only the newest runs are known: of those before {at} nothing is told.",
                "Solo se conocen las últimas ejecuciones: nada se dice de las anteriores al {at}."
            );
        }
        Gap::NoRuns => Text::new("The runs cannot be read.", "No se pueden leer las ejecuciones."),
    };
    words.of(language).to_owned()
}
