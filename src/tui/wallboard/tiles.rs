//! The four figures that the rules of health judge, each as a gauge with large digits or as one line.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::digits::Size;
use super::plan::INDENT;
use crate::model::format::UNKNOWN;
use crate::model::{Metrics, Rule, Severity, say};
use crate::tui::gauges;
use crate::tui::screens::ViewContext;
use crate::tui::text::{Align, cut, cut_line, fit, width};
use crate::tui::theme::{Role, shape};
use crate::tui::trust::Instead;
use crate::tui::widgets::lines;
use crate::tui::widgets::rule::Rule as RuleLine;

/// From so many cells on a figure in a line stands in columns.
const LINE: usize = 40;

/// Under a minute an age says that it is none; its seconds would be taken for digits.
const YOUNG: &str = "0m";

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gauge {
    rule: Rule,
    /// The figure as digits.
    pub(super) text: String,
    severity: Severity,
    /// How it has changed.
    change: Option<String>,
    /// What it should be.
    target: Option<String>,
}

/// The figures, in the order on screen.
pub(super) fn gauges(context: &ViewContext<'_>) -> Vec<Gauge> {
    let metrics = context.snapshot.metrics.value.as_ref();
    gauges::ORDER
        .into_iter()
        .map(|rule| Gauge {
            rule,
            text: metrics.map_or_else(|| UNKNOWN.to_owned(), |metrics| digits(rule, metrics)),
            severity: context.snapshot.health.severity_of(rule),
            change: metrics.and_then(|metrics| gauges::change(rule, metrics, context)),
            target: (rule == Rule::Satisfactory).then(|| target(context)),
        })
        .collect()
}

/// What the share should be.
fn target(context: &ViewContext<'_>) -> String {
    let percent = context.target_percent;
    say!(context.theme.language, "target {percent}%", "meta {percent}%")
}

/// The figure, with an age that is never so young that it changes at every poll.
fn digits(rule: Rule, metrics: &Metrics) -> String {
    match gauges::job_age(metrics) {
        Some(age) if rule == Rule::Job && age.num_minutes() < 1 => YOUNG.to_owned(),
        _ => gauges::figure(rule, metrics),
    }
}

impl Gauge {
    /// Draws it with large digits; `distrust` says why there are none.
    pub(super) fn draw(
        &self,
        distrust: Option<&Instead>,
        size: Size,
        context: &ViewContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let theme = context.theme;
        let rule =
            RuleLine::new(gauges::name(self.rule, theme.language)).note_if(self.target.clone());
        rule.render(area, buffer, theme);
        let room = Rect::new(
            area.x + INDENT,
            area.y + 1,
            area.width.saturating_sub(INDENT),
            size.rows.min(area.height.saturating_sub(1)),
        );
        if distrust.is_some() {
            hatch(room, buffer, theme.style(Role::Unknown));
        } else {
            let style = lit(theme.severity(self.severity));
            size.draw(&self.text, Position::new(room.x, room.y), buffer, style);
        }
        let below = Rect { y: room.bottom(), height: 1, ..room }.intersection(area);
        let cells = usize::from(below.width);
        let words = distrust.map(|instead| instead.within(cells));
        let mut state = self.state(words.as_deref(), context);
        if let Some(words) = words
            && state.width() > cells
        {
            // Since when is worth more than the last figure.
            state = Line::styled(words, theme.style(Role::Crit));
        }
        lines(below, buffer, [state]);
    }

    /// The verdict and the change; or why there is neither, and the last figure there was.
    fn state(&self, distrust: Option<&str>, context: &ViewContext<'_>) -> Line<'static> {
        let theme = context.theme;
        if let Some(words) = distrust {
            let taken_at = context.snapshot.metrics.taken_at;
            let was = taken_at
                .map(|at| {
                    let (text, at) = (&self.text, context.zone.minute(at));
                    say!(theme.language, "  was {text} at {at}", "  era {text} a las {at}")
                })
                .unwrap_or_default();
            let words = Span::styled(format!(" {words} "), theme.style(Role::Crit));
            return Line::from(vec![words, Span::styled(was, theme.style(Role::Dim))]);
        }
        let verdict = format!(" {} ", self.verdict());
        let mut line = Line::styled(verdict, theme.severity(self.severity));
        let change = self.change.iter().map(|change| Span::raw(format!("  {change}")));
        line.spans.extend(change);
        line
    }

    fn verdict(&self) -> String {
        format!("{} {}", shape(self.severity), self.severity.word())
    }

    /// The figure in a line; what matters most stands first, for it is cut at its end.
    fn line(&self, is_trusted: bool, context: &ViewContext<'_>, cells: usize) -> Line<'static> {
        let theme = context.theme;
        let name = gauges::name(self.rule, theme.language);
        let (verdict, text, style) = if is_trusted {
            (self.verdict(), self.text.as_str(), theme.severity(self.severity))
        } else {
            (shape(Severity::Unknown).to_owned(), UNKNOWN, theme.style(Role::Unknown))
        };
        if cells < LINE {
            return whole_or_shape(&verdict, &format!(" {text} {name}"), cells, style);
        }
        let change = self.change.clone().filter(|_| is_trusted).unwrap_or_default();
        let gap = " ".repeat(10_usize.saturating_sub(width(&verdict)));
        let text = fit(text, width(text).max(9), Align::Right);
        let rest = format!(
            "{gap}{text}  {}  {change}",
            fit(name, theme.language.choose(12, 13), Align::Left)
        );
        cut_line(Line::from(vec![Span::styled(verdict, style), Span::raw(rest)]), cells)
    }
}

/// The figures in lines, the worst first.
pub(super) fn list(
    gauges: &[Gauge],
    is_trusted: bool,
    context: &ViewContext<'_>,
    cells: usize,
) -> Vec<Line<'static>> {
    let mut gauges: Vec<_> = gauges.iter().collect();
    if is_trusted {
        gauges.sort_by_key(|gauge| std::cmp::Reverse(gauge.severity));
    }
    gauges.into_iter().map(|gauge| gauge.line(is_trusted, context, cells)).collect()
}

/// A line that says most at its beginning, down to the shape alone.
pub(super) fn whole_or_shape(
    verdict: &str,
    rest: &str,
    cells: usize,
    style: Style,
) -> Line<'static> {
    if width(verdict) > cells {
        return Line::styled(verdict.chars().take(1).collect::<String>(), style);
    }
    Line::styled(cut(&format!("{verdict}{rest}"), cells), style)
}

/// The style of digits: they are lit themselves, so nothing is reversed.
fn lit(style: Style) -> Style {
    Style { add_modifier: style.add_modifier - Modifier::REVERSED, ..style }
}

/// Strikes an area out.
fn hatch(area: Rect, buffer: &mut Buffer, style: Style) {
    for (row, place) in area.rows().enumerate() {
        for (column, cell) in place.columns().enumerate() {
            if (row + column) % 2 == 0
                && let Some(cell) = buffer.cell_mut((cell.x, cell.y))
            {
                cell.set_symbol("╱").set_style(style);
            }
        }
    }
}
