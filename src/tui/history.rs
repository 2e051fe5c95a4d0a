//! The daily history as panes show it: a series up to today, and a table of days with the gaps between.

use std::borrow::Cow;

use chrono::{Days, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::Decimal;

use super::delta::arrow;
use super::pane::{self, below_rule};
use super::screens::ViewContext;
use super::theme::Role;
use super::time::weekday;
use super::widgets::chart::Series;
use super::widgets::rule::Rule;
use super::widgets::table::{self, Cell, Column};
use crate::model::filter::{Field, FieldKind, FieldName, Record, Value};
use crate::model::format::{UNKNOWN, count_or_unknown, percent_down, signed};
use crate::model::{Category, DailyPoint, Language, Snapshot, SortColumn, Text};

/// The columns of a day. There is no word for a day's share in [`SortColumn`], which speaks of lists
/// that the database orders: `Amount` stands for it here.
pub const COLUMNS: [Column; 13] = [
    Column::text(Text::new("DAY", "DÍA"), 16).sorts(SortColumn::Last),
    Column::number(Text::new("PERSONS", "TOTAL"), 7).rank(3),
    Column::number(Text::same("SATISF."), 7).rank(2),
    Column::number(Text::same("%"), 6).sorts(SortColumn::Amount),
    Column::number(Text::same("Δ1d"), 6).rank(1),
    Column::number(Text::new("MISSING", "SIN SC."), 8).sorts(SortColumn::Events),
    Column::number(Text::same("Δ1d"), 6).rank(4),
    Column::number(Text::same("CONFL."), 6).rank(5),
    Column::number(Text::same("A"), 5).rank(6),
    Column::number(Text::same("B"), 5).rank(6),
    Column::number(Text::same("C"), 6).rank(6),
    Column::number(Text::same("D"), 5).rank(6),
    Column::number(Text::same("E"), 5).rank(6),
];

/// What the days can be filtered by.
pub const FIELDS: &[Field] = &[
    Field::new(FieldName::Day, FieldKind::Date, "the day"),
    Field::new(FieldName::Persons, FieldKind::Number, "how many persons there were"),
    Field::new(FieldName::Satisfactory, FieldKind::Number, "how many had a scout"),
    Field::new(FieldName::Percent, FieldKind::Amount, "the same in percent"),
    Field::new(FieldName::Missing, FieldKind::Number, "how many had none"),
    Field::new(FieldName::Conflicts, FieldKind::Number, "how many conflicts were open"),
];

/// What the marks behind a day mean.
pub const MARKS: Text =
    Text::new("r worked out later · * not final", "r calculado después · * no definitivo");

/// A day: what was stored, if anything.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a> {
    /// The day.
    pub date: NaiveDate,
    /// What was stored for it.
    pub stored: Option<&'a DailyPoint>,
    /// What was stored for the day before.
    before: Option<&'a DailyPoint>,
}

impl Day<'_> {
    /// The share of satisfactory persons in percent.
    pub fn share(&self) -> Option<f64> {
        self.stored?.percent_satisfactory()
    }

    /// Missing persons.
    pub fn missing(&self) -> Option<i64> {
        self.stored.map(|day| day.missing)
    }

    /// Everything that a filter finds the day by.
    fn words(&self) -> String {
        let marks = match self.stored {
            None => "no data sin datos",
            Some(day) if day.is_reconstructed == Some(true) => {
                "reconstructed worked out later calculado después"
            }
            Some(day) if day.is_final == Some(false) => "not final no definitivo",
            Some(_) => "",
        };
        // Whoever looks for a day by its name may write it in either language.
        let [english, spanish] = Language::ALL
            .map(|language| format!("{} {}", weekday(self.date, language), self.label(language)));
        let date = self.date.format("%Y-%m-%d %-d %B");
        format!("{date} {english} {spanish} {marks}")
    }

    fn label(&self, language: Language) -> String {
        let mark = match self.stored {
            Some(day) if day.is_reconstructed == Some(true) => " r",
            Some(day) if day.is_final == Some(false) => " *",
            _ => "",
        };
        let name: String = weekday(self.date, language).chars().take(3).collect();
        format!("{} {name}{mark}", self.date)
    }

    fn share_change(&self) -> String {
        let change = self.share().zip(self.before.and_then(DailyPoint::percent_satisfactory));
        change.map_or_else(|| UNKNOWN.to_owned(), |(now, then)| points(now - then))
    }

    fn missing_change(&self) -> String {
        let change = self.missing().zip(self.before.map(|before| before.missing));
        change.map_or_else(|| UNKNOWN.to_owned(), |(now, then)| signed(now - then))
    }

    /// The cells of the day, in the order of [`COLUMNS`].
    pub fn cells(&self, language: Language) -> Vec<Cell> {
        let figure = |value: Option<i64>| -> Cell { count_or_unknown(value).into() };
        let share = self.share().map_or_else(|| UNKNOWN.to_owned(), percent_down);
        let label_role = if self.stored.is_some() { Role::Text } else { Role::Dim };
        let mut cells = vec![
            Cell::with_role(self.label(language), label_role),
            figure(self.stored.map(|day| day.total_persons)),
            figure(self.stored.map(|day| day.satisfactory)),
            Cell::with_role(share, Role::Strong),
            self.share_change().into(),
            figure(self.missing()),
            self.missing_change().into(),
            figure(self.stored.and_then(|day| day.conflicts)),
        ];
        cells.extend(Category::ALL.map(|category| {
            Cell::with_role(
                count_or_unknown(self.stored.and_then(|day| day.backlog.get(category))),
                Role::Dim,
            )
        }));
        cells
    }
}

impl Record for Day<'_> {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        vec![self.words().into()]
    }

    fn names(&self) -> Vec<Cow<'_, str>> {
        Vec::new()
    }

    fn value(&self, field: FieldName) -> Value<'_> {
        let stored = self.stored;
        match field {
            FieldName::Day => Value::Date(self.date),
            FieldName::Persons => Value::number(stored.map(|day| day.total_persons)),
            FieldName::Satisfactory => Value::number(stored.map(|day| day.satisfactory)),
            FieldName::Percent => {
                let share = self.share().and_then(|share| Decimal::try_from(share).ok());
                share.map_or(Value::Unknown, Value::Amount)
            }
            FieldName::Missing => Value::number(self.missing()),
            FieldName::Conflicts => Value::number(stored.and_then(|day| day.conflicts)),
            _ => Value::Unknown,
        }
    }
}

/// A change of a share in points, signed: `+0.04`. From one day to the next a tenth is much.
fn points(change: f64) -> String {
    let words = format!("{change:+.2}");
    if matches!(words.as_str(), "+0.00" | "-0.00") { "=".to_owned() } else { words }
}

/// The last day that a history is expected to have: its newest, unless it has fallen behind. A business
/// day may end up to a day later than the UTC day.
fn last_day(snapshot: &Snapshot) -> Option<NaiveDate> {
    let newest = snapshot.daily.value.as_ref()?.last()?.date;
    let clock = snapshot.metrics.value.as_ref().map(|metrics| metrics.snapshot_timestamp);
    let yesterday = clock.and_then(|now| now.date_naive().checked_sub_days(Days::new(1)));
    Some(yesterday.map_or(newest, |yesterday| newest.max(yesterday)))
}

/// The share of satisfactory persons of the last `days` days; nothing where no history was read.
pub fn series(snapshot: &Snapshot, days: usize) -> Option<Series> {
    series_of(snapshot, days, DailyPoint::percent_satisfactory)
}

/// Another figure of the last `days` days; nothing where no history was read.
pub fn series_of(
    snapshot: &Snapshot,
    days: usize,
    figure: impl Fn(&DailyPoint) -> Option<f64>,
) -> Option<Series> {
    let history = snapshot.daily.value.as_ref()?;
    Some(Series::of(history, last_day(snapshot)?, days, figure))
}

/// The change of a share from the oldest to the newest point: `▲0.7 /29d`.
pub fn change_note(series: &Series) -> Option<String> {
    let ((start, then), (end, now)) = (series.oldest()?, series.newest()?);
    let tenths = ((now - then) * 10.0).round();
    let size = format!("{:.1}", tenths.abs() / 10.0);
    (end > start).then(|| format!("{} /{}d", arrow(tenths, &size), (end - start).num_days()))
}

/// The last `most` days, newest first, from the first day that was ever stored on.
pub fn days(snapshot: &Snapshot, most: usize) -> Vec<Day<'_>> {
    let Some((history, end)) = snapshot.daily.value.as_deref().zip(last_day(snapshot)) else {
        return Vec::new();
    };
    let mut rest = history.iter().rev().skip_while(|day| day.date > end).peekable();
    let mut days = Vec::new();
    for date in std::iter::successors(Some(end), NaiveDate::pred_opt).take(most) {
        if rest.peek().is_none() {
            break;
        }
        let stored = rest.next_if(|day| day.date == date);
        let before = rest.peek().copied().filter(|day| Some(day.date) == date.pred_opt());
        days.push(Day { date, stored, before });
    }
    days
}

/// A table of the newest days.
pub fn table(context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
    if area.width == 0 {
        return;
    }
    let Some(body) = below_rule(area) else { return };
    let (panel, language) = (&context.snapshot.daily, context.theme.language);
    let rule = pane::with_age(
        Rule::new(language.choose("4 Days, newest first", "4 Días, primero el último")),
        panel,
        context,
    );
    rule.note(MARKS.of(language)).render(area, buffer, context.theme);
    if panel.value.is_none() {
        return pane::absence(panel.failure.as_ref(), context, body, buffer);
    }
    table::render(
        body,
        buffer,
        table::Style { theme: context.theme, focused: false, sort: None },
        &COLUMNS,
        days(context.snapshot, usize::from(body.height)).iter().map(|day| day.cells(language)),
        None,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use std::time::Duration;

    fn day(date: NaiveDate, satisfactory: i64) -> DailyPoint {
        DailyPoint::of_a_thousand(date, satisfactory)
    }

    fn snapshot(days: Vec<DailyPoint>) -> Snapshot {
        let mut snapshot = Snapshot::connecting(DateTime::UNIX_EPOCH, Duration::from_secs(12));
        snapshot.daily.value = Some(days);
        snapshot
    }

    #[test]
    fn a_day_that_was_not_stored_is_a_row_and_breaks_the_change() {
        let date = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let history = vec![day(date(18), 500), day(date(19), 520), day(date(21), 515)];
        let snapshot = snapshot(history);
        let rows: Vec<_> = days(&snapshot, 30)
            .iter()
            .map(|day| {
                (
                    day.label(Language::English),
                    day.share(),
                    day.share_change(),
                    day.missing_change(),
                )
            })
            .collect();
        let unknown = || UNKNOWN.to_owned();
        assert_eq!(
            rows,
            [
                ("2026-11-21 Sat".to_owned(), Some(51.5), unknown(), unknown()),
                ("2026-11-20 Fri".to_owned(), None, unknown(), unknown()),
                ("2026-11-19 Thu".to_owned(), Some(52.0), "+2.00".to_owned(), "-20".to_owned()),
                ("2026-11-18 Wed".to_owned(), Some(50.0), unknown(), unknown()),
            ]
        );
        assert_eq!(days(&snapshot, 2).len(), 2);
        assert_eq!(change_note(&series(&snapshot, 30).unwrap()).unwrap(), "▲1.5 /3d");
    }

    #[test]
    fn no_history_has_no_days() {
        assert!(days(&snapshot(Vec::new()), 30).is_empty());
        assert_eq!(series(&snapshot(Vec::new()), 30), None);
    }
}
