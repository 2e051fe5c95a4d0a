//! Draws the wallboard.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::face::link_word;
use super::{Code, Page, Wallboard, digits, plan, tiles};
use crate::config::Glyphs;
use crate::model::format::{UNKNOWN, count_or_unknown, percent_up};
use crate::model::{Category, Run, Severity, Text, say};
use crate::tui::layout::{split_left, split_top};
use crate::tui::profile::Origin;
use crate::tui::screens::ViewContext;
use crate::tui::text::{Align, cut, fit, width, wrap};
use crate::tui::theme::Role;
use crate::tui::widgets::chart::{self, Unit};
use crate::tui::widgets::lines;
use crate::tui::widgets::rule::Rule;
use crate::tui::{history, pane, runs};

/// Days in the chart.
const DAYS: usize = 30;

/// Rows of the backlog with its rule.
const BACKLOG_ROWS: u16 = Category::ALL.len() as u16 + 1;

/// The fewest rows of a chart above the backlog.
const CHART_ROWS: u16 = 4;

/// Draws everything.
pub(super) fn view(wallboard: &Wallboard, frame: &mut Frame<'_>) {
    let area = frame.area();
    let stage = plan::stage(area, wallboard.face.shift);
    let buffer = frame.buffer_mut();
    let context = ViewContext {
        snapshot: &wallboard.snapshot,
        now: wallboard.now,
        theme: wallboard.theme,
        zone: wallboard.zone,
        target_percent: wallboard.profile.target_percent,
        before: None,
    };
    if !plan::is_roomy(area) {
        return small(wallboard, &context, stage, buffer);
    }
    let parts = plan::frame(stage);
    match wallboard.page {
        Page::Gauges => {
            let gauges = tiles::gauges(&context);
            let texts: Vec<_> = gauges.iter().map(|gauge| gauge.text.clone()).collect();
            // In ASCII a code is no code.
            let is_readable = wallboard.theme.glyphs != Glyphs::Ascii;
            let code = wallboard.settings.code.as_ref().filter(|_| is_readable);
            let Some(board) = plan::board(parts.body, &texts, code.map(Code::size)) else {
                return small(wallboard, &context, stage, buffer);
            };
            let distrust = wallboard.face.distrust.as_ref();
            for (gauge, tile) in gauges.iter().zip(&board.tiles) {
                gauge.draw(distrust, board.digits, &context, *tile, buffer);
            }
            month(&context, board.chart, buffer);
            if let Some((code, place)) = code.zip(board.code) {
                code.draw(place, buffer, context.theme.style(Role::Strong));
            }
        }
        Page::Trend => trend(&context, parts.body, buffer),
        Page::Jobs => jobs(&context, parts.body, buffer),
    }
    header(wallboard, parts.header, buffer);
    worst(wallboard, parts.worst, buffer);
    keys(wallboard, stage, buffer);
}

fn header(wallboard: &Wallboard, area: Rect, buffer: &mut Buffer) {
    let theme = wallboard.theme;
    let (profile, face) = (&wallboard.profile, &wallboard.face);
    let mut left = vec![Span::raw(" ")];
    left.extend(profile.block(theme));
    let (word, role) = link_word(wallboard);
    let page = Page::ALL.iter().position(|page| *page == wallboard.page).unwrap_or_default() + 1;
    let turn =
        (!wallboard.settings.rotate.is_zero()).then(|| format!("{page}/{}", Page::ALL.len()));
    let right = [face.record.map(str::to_owned), turn, Some(face.clock.clone())];
    let right = format!("{} ", right.into_iter().flatten().collect::<Vec<_>>().join("   "));
    let ages = face.ages.join(" · ");
    let taken: usize = left.iter().map(Span::width).sum();
    let room = usize::from(area.width).saturating_sub(taken + width(word) + width(&right) + 6);
    let origin = Origin::of(profile, wallboard.snapshot.identity.as_ref());
    let news = face.unread.as_ref().map_or(width(&ages), |unread| width(unread) + 2);
    let origin = origin.within(room.saturating_sub(news).max(8), theme.language);
    left.push(Span::styled(origin, theme.style(Role::Strong)));
    left.push(Span::raw("  "));
    left.push(Span::styled(word, theme.style(role)));
    left.push(Span::raw("  "));
    let used: usize = left.iter().map(Span::width).sum();
    let room = usize::from(area.width).saturating_sub(used + width(&right));
    // Settings that nobody has read are worth more than ages, which come back by themselves.
    if let Some(unread) = &face.unread {
        let text = cut(&format!(" {unread} "), room);
        left.push(Span::styled(text.clone(), theme.style(Role::Banner)));
        let ages = format!("  {ages}");
        left.push(Span::raw(fit(&ages, room.saturating_sub(width(&text)), Align::Left)));
    } else {
        left.push(Span::raw(fit(&ages, room, Align::Left)));
    }
    left.push(Span::styled(right, theme.style(Role::Strong)));
    lines(area, buffer, [Line::from(left)]);
}

/// The worst thing, in a bar across the screen; it takes the free row below it, where one is not enough.
fn worst(wallboard: &Wallboard, area: Rect, buffer: &mut Buffer) {
    let style = if wallboard.face.distrust.is_some() {
        wallboard.theme.style(Role::Crit)
    } else {
        let worst = wallboard.snapshot.health.worst();
        wallboard.theme.severity(worst.map_or(Severity::Ok, |finding| finding.severity))
    };
    let (cells, height) = (usize::from(area.width), usize::from(area.height));
    let mut words = wrap(&worst_words(wallboard), cells.saturating_sub(1).max(1));
    if words.len() > height {
        let rest = words.split_off(height.saturating_sub(1)).join(" ");
        words.push(rest);
    }
    for (row, words) in area.rows().zip(&words) {
        let words = fit(&format!(" {words}"), cells, Align::Left);
        buffer.set_stringn(row.x, row.y, words, cells, style);
    }
}

fn worst_words(wallboard: &Wallboard) -> String {
    let worst = &wallboard.face.worst;
    say!(wallboard.theme.language, "worst now: {worst}", "lo peor ahora: {worst}")
}

/// What the keys do, over the last row, while somebody tries them.
fn keys(wallboard: &Wallboard, stage: Rect, buffer: &mut Buffer) {
    let Some((words, row)) = wallboard.face.keys.as_ref().zip(stage.rows().next_back()) else {
        return;
    };
    let words = fit(&format!(" {words}"), usize::from(row.width), Align::Left);
    buffer.set_string(row.x, row.y, words, wallboard.theme.style(Role::Banner));
}

/// The share of satisfactory persons over a month, as large as the area allows.
fn month(context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
    let Some(body) = pane::below_rule(area) else { return };
    let panel = &context.snapshot.daily;
    let unit = Unit::Percent { target: context.target_percent };
    let series = history::series(context.snapshot, DAYS);
    let language = context.theme.language;
    let title = say!(language, "% satisfactory, {DAYS} days", "% satisfactorio, {DAYS} días");
    let mut rule = pane::with_age(Rule::new(title), panel, context);
    if let Some(series) = &series {
        let target = context.target_percent;
        rule = rule
            .note_if(series.extent())
            .note_if(history::change_note(series))
            .note(chart::target_note(target, language))
            .note_if(series.axis_start(unit, language));
    }
    rule.render(area, buffer, context.theme);
    match series {
        Some(series) => chart::render(body, buffer, context.theme, &series, unit),
        None => pane::absence(panel.failure.as_ref(), context, body, buffer),
    }
}

fn trend(context: &ViewContext<'_>, body: Rect, buffer: &mut Buffer) {
    let backlog_rows = if body.height > BACKLOG_ROWS + CHART_ROWS { BACKLOG_ROWS + 1 } else { 0 };
    let (chart, rest) = split_top(body, body.height - backlog_rows);
    month(context, chart, buffer);
    backlog(context, split_top(rest, 1).1, buffer);
}

/// Persons without a scout by category, the most first, each with a bar.
fn backlog(context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
    let Some(body) = pane::below_rule(area) else { return };
    let panel = &context.snapshot.metrics;
    let title = context.theme.language.choose("Persons without a scout", "Personas sin scout");
    pane::with_age(Rule::new(title), panel, context).render(area, buffer, context.theme);
    let Some(metrics) = &panel.value else {
        return pane::absence(panel.failure.as_ref(), context, body, buffer);
    };
    let mut categories = Category::ALL;
    categories.sort_by_key(|category| std::cmp::Reverse(metrics.backlog.get(*category)));
    let most = categories.iter().filter_map(|category| metrics.backlog.get(*category)).max();
    let most = most.unwrap_or_default().max(1) as f64;
    let rows = categories.into_iter().map(|category| {
        let persons = metrics.backlog.get(category);
        let share = persons.and_then(|persons| {
            crate::model::metrics::percent(persons, metrics.missing).map(percent_up)
        });
        let share = share.map_or_else(|| UNKNOWN.to_owned(), |share| format!("{share}%"));
        let figures = format!(
            " {}  {}{}{}  ",
            category.letter(),
            fit(category.title(context.theme.language), 28, Align::Left),
            fit(&count_or_unknown(persons), 11, Align::Right),
            fit(&share, 8, Align::Right),
        );
        let room = usize::from(body.width).saturating_sub(width(&figures) + 1);
        let filled = persons.unwrap_or_default() as f64 / most * room as f64;
        Line::from(vec![
            Span::raw(figures),
            Span::styled(bar(filled), context.theme.style(Role::Title)),
        ])
    });
    lines(body, buffer, rows);
}

/// A bar of so many cells, to the eighth of a cell; what is there is seen.
fn bar(cells: f64) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (cells.max(0.0) * 8.0).ceil() as usize;
    let part = PARTS.get(eighths % 8).copied().unwrap_or_default();
    "█".repeat(eighths / 8) + part
}

/// The age of the last run in large digits, what it did, and the runs before.
fn jobs(context: &ViewContext<'_>, body: Rect, buffer: &mut Buffer) {
    let gauges = tiles::gauges(context);
    let panel = &context.snapshot.runs;
    let mut rest = body;
    if let Some(gauge) = gauges.last()
        && let Some(size) = digits::Size::largest(
            std::slice::from_ref(&gauge.text),
            body.width / 2,
            (body.height / 2).saturating_sub(3),
        )
    {
        let (top, below) = split_top(body, size.rows + 3);
        let (tile, facts) = split_left(top, (size.cells(&gauge.text) + 8).max(body.width / 3));
        gauge.draw(None, size, context, Rect { height: size.rows + 2, ..tile }, buffer);
        let facts = Rect { x: facts.x + 1, width: facts.width.saturating_sub(1), ..facts };
        last_run(context, facts, buffer);
        rest = below;
    }
    let Some(list) = pane::below_rule(rest) else { return };
    let title =
        context.theme.language.choose("Runs, newest first", "Ejecuciones, las últimas primero");
    pane::with_age(Rule::new(title), panel, context).render(rest, buffer, context.theme);
    match &panel.value {
        Some(found) => {
            lines(list, buffer, found.iter().map(|run| runs::line(run, context, list.width)));
        }
        None => pane::absence(panel.failure.as_ref(), context, list, buffer),
    }
}

/// What the last run of the refresh job did.
fn last_run(context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
    let Some(body) = pane::below_rule(area) else { return };
    let run = context.snapshot.runs.value.iter().flatten().find(|run| run.is_refresh());
    let language = context.theme.language;
    let title = run.map_or_else(
        || language.choose("Refresh", "Actualización").to_owned(),
        |run| {
            let number = run.run_id;
            say!(language, "Refresh run {number}", "Actualización {number}")
        },
    );
    Rule::new(title).render(area, buffer, context.theme);
    let Some(run) = run else { return };
    lines(body, buffer, facts(run, context));
}

fn facts(run: &Run, context: &ViewContext<'_>) -> Vec<Line<'static>> {
    let language = context.theme.language;
    let (word, role) = runs::state(run, language);
    let fact = |name: Text, value: String| {
        let name =
            Span::styled(fit(name.of(language), 9, Align::Left), context.theme.style(Role::Dim));
        Line::from(vec![name, Span::raw(value)])
    };
    let mut facts = vec![Line::styled(word, context.theme.style(role))];
    facts.push(fact(Text::new("started", "inicio"), context.zone.moment(run.started_at, language)));
    facts.extend(
        run.completed_at
            .map(|at| fact(Text::new("ended", "fin"), context.zone.moment(at, language))),
    );
    facts.push(fact(Text::new("took", "duró"), runs::took(run)));
    let outcome = Some(runs::outcome(run, language)).filter(|outcome| !outcome.is_empty());
    facts.push(fact(
        Text::new("changed", "cambió"),
        outcome.unwrap_or_else(|| language.choose("nothing", "nada").to_owned()),
    ));
    let by: Vec<_> = [run.trigger.clone(), run.host.clone()].into_iter().flatten().collect();
    if !by.is_empty() {
        facts.push(fact(Text::new("by", "por"), by.join(language.choose(" on ", " en "))));
    }
    facts
}

/// The figures in lines, for a terminal that has no room for more: the worst first.
fn small(wallboard: &Wallboard, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
    let cells = usize::from(area.width);
    let face = &wallboard.face;
    let mut rows = Vec::new();
    rows.extend(face.distrust.as_ref().map(|instead| {
        let style = wallboard.theme.style(Role::Crit);
        let words = format!("~ {}", instead.within(cells.saturating_sub(2)));
        tiles::whole_or_shape(&words, "", cells, style)
    }));
    rows.extend(tiles::list(&tiles::gauges(context), face.distrust.is_none(), context, cells));
    let worst = wrap(&worst_words(wallboard), cells).into_iter().take(2);
    let origin = Origin::of(&wallboard.profile, wallboard.snapshot.identity.as_ref());
    let clock = [Some(face.clock.as_str()), face.record].into_iter().flatten();
    let clock = clock.collect::<Vec<_>>().join(" ");
    let origin = origin.within(cells.saturating_sub(width(&clock) + 1), wallboard.theme.language);
    let unread = face.unread.clone();
    let rest = worst.chain(unread).chain([face.ages.join(" · "), format!("{clock} {origin}")]);
    rows.extend(rest.map(|text| Line::raw(cut(&text, cells))));
    lines(area, buffer, rows);
    keys(wallboard, area, buffer);
}
