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
use crate::model::PersonKey;
use crate::model::digest::{Change, Digest, Gap, Origin};
use crate::model::format::{age, count};

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
        let words = page(digest, context, area.width);
        let rows = (words.len() as u16).min(MAX_ROWS);
        let below = self.scroll.below(usize::from(body.height), usize::from(rows));
        RuleLine::new("What has changed")
            .focused(true)
            .note("worst first")
            .note("Esc closes")
            .note_if((below > 0).then(|| format!("↓ {below}")))
            .render(area, buffer, context.theme);
        let mut drawn = Buffer::empty(Rect::new(0, 0, body.width, rows));
        lines(drawn.area, &mut drawn, words);
        self.scroll.view(&drawn, body, buffer);
    }
}

fn page(digest: &Digest, context: &ViewContext<'_>, cells: u16) -> Vec<Line<'static>> {
    let (theme, zone) = (context.theme, context.zone);
    let mut page = indented(&head(digest, zone, context.now), cells, theme.style(Role::Strong));
    page.push(Line::default());
    if digest.changes.is_empty() {
        page.push(Line::raw(" Nothing that is known has changed."));
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
            indented(&sentence(change, zone), room, theme.style(Role::Text)).into_iter().enumerate()
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
        page.extend(indented(&not_known(*gap, zone), cells, theme.style(Role::Dim)));
    }
    page
}

/// What is compared with what.
pub fn head(digest: &Digest, zone: Zone, now: DateTime<Utc>) -> String {
    let (moment, ago) = (|at| moment(at, zone, now), |at: DateTime<Utc>| age(now - at));
    match (digest.base, digest.asked) {
        (Some((at, Origin::LastExit)), None) => {
            format!("Since you left at {}, {} ago.", moment(at), ago(at))
        }
        (Some((at, origin)), asked)
            if asked.is_none_or(|asked| (asked - at).abs() < SAME_MOMENT) =>
        {
            format!("Since {}, {} ago, as {}.", moment(at), ago(at), source(origin))
        }
        (Some((at, origin)), asked) => format!(
            "Since {}. The nearest moment that is known is {}, {} ago, as {}.",
            asked.map_or_else(String::new, moment),
            moment(at),
            ago(at),
            source(origin)
        ),
        (None, Some(asked)) => format!("Since {}, {} ago.", moment(asked), ago(asked)),
        (None, None) => String::new(),
    }
}

/// A moment to the minute, with the year where it might be another one.
fn moment(at: DateTime<Utc>, zone: Zone, now: DateTime<Utc>) -> String {
    if now - at < ONE_YEAR { zone.moment(at) } else { zone.dated(at) }
}

const fn source(origin: Origin) -> &'static str {
    match origin {
        Origin::LastExit => "it was when you left",
        Origin::Recording => "the recording has it",
        Origin::History => "the daily history has it",
    }
}

/// That nothing has changed, in one line.
pub fn nothing(digest: &Digest, zone: Zone) -> String {
    match (digest.base, digest.asked) {
        (Some((at, Origin::LastExit)), None) => {
            format!("nothing has changed since you left at {}", zone.moment(at))
        }
        (Some((at, _)), _) => format!("nothing has changed since {}", zone.moment(at)),
        (None, _) => "nothing is known to compare with".to_owned(),
    }
}

/// A change as a sentence.
pub fn sentence(change: &Change, zone: Zone) -> String {
    match change {
        Change::Verdict { rule, before, detail, .. } => {
            format!("{}: {detail}. It was {}.", rule.name(), before.word())
        }
        Change::Failed(run) => {
            let at = zone.moment(run.completed_at.unwrap_or(run.started_at));
            let why = run.error.as_deref().unwrap_or("no reason given");
            format!("{} run {} failed at {at}: {why}", runs::job_name(run), run.run_id)
        }
        Change::Orphaned(run) => format!(
            "{} run {} of {} has lost its runner.",
            runs::job_name(run),
            run.run_id,
            zone.moment(run.started_at)
        ),
        Change::Conflicts { before, now } => amount("open conflicts", *before, *now),
        Change::InConflict(persons) => {
            format!("New among the newest conflicts: {}.", names(persons))
        }
        Change::Missing { before, now } => amount("without a scout", *before, *now),
        Change::Backlog { category, before, now } => {
            amount(&format!("in {category}, {}", category.title()), *before, *now)
        }
        Change::Satisfactory { before, now } => amount("satisfactory", *before, *now),
        Change::Completed(1) => "1 run of the refresh job ended well.".to_owned(),
        Change::Completed(runs) => format!("{runs} runs of the refresh job ended well."),
    }
}

fn amount(what: &str, before: i64, now: i64) -> String {
    let (size, now_words) = (count((now - before).abs()), count(now));
    if now > before {
        format!("{size} more {what}: {now_words} now.")
    } else {
        format!("{size} fewer {what}: {now_words} now.")
    }
}

fn names(persons: &[PersonKey]) -> String {
    let mut names: Vec<_> = persons.iter().take(NAMED).map(|person| person.short()).collect();
    let more = persons.len().saturating_sub(NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

/// Something that cannot be known, as a sentence.
fn not_known(gap: Gap, zone: Zone) -> String {
    match gap {
        Gap::Figures => "No figures are known from around then: neither the last exit, nor a recording named with \
                         --record, nor a measured day of the history is near it."
            .to_owned(),
        Gap::Verdicts => "How the rules stood then is not known.".to_owned(),
        Gap::Conflicts => "How many conflicts there were then is not known.".to_owned(),
        Gap::Backlog => "How the backlog was split then is not known.".to_owned(),
        Gap::Runs(oldest) => format!(
            "Only the newest runs are known: of those before {} nothing is told.",
            zone.moment(oldest)
        ),
        Gap::NoRuns => "The runs cannot be read.".to_owned(),
    }
}
