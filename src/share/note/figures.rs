//! The figures of the incident note, and how they have changed.

use chrono::TimeDelta;

use super::markdown;
use crate::model::format::{UNKNOWN, age, count, count_or_unknown, percent_down, signed};
use crate::model::{Baseline, BaselineOrigin, Category, Figures, Language, Metrics, say};

/// The table of the figures, with their changes since earlier moments.
pub(super) fn table(metrics: &Metrics, baselines: &[&Baseline], language: Language) -> String {
    let mut heads =
        language.choose(["figure", "now"], ["cifra", "ahora"]).map(str::to_owned).to_vec();
    heads.extend(baselines.iter().map(|baseline| since(baseline, metrics, language)));
    let heads: Vec<_> = heads.iter().map(String::as_str).collect();
    markdown::table(&heads, rows(metrics, baselines, language))
}

/// The heading of the changes since an earlier moment.
fn since(baseline: &Baseline, metrics: &Metrics, language: Language) -> String {
    let elapsed: TimeDelta = metrics.snapshot_timestamp - baseline.at;
    let elapsed = age(elapsed);
    match baseline.origin {
        BaselineOrigin::Polled => {
            say!(language, "change in {elapsed}", "cambio en {elapsed}")
        }
        BaselineOrigin::Stored => {
            say!(language, "change in {elapsed}, stored day", "cambio en {elapsed}, día guardado")
        }
    }
}

fn rows(metrics: &Metrics, baselines: &[&Baseline], language: Language) -> Vec<Vec<String>> {
    let share = metrics.percent_satisfactory();
    let percent = share.map_or_else(|| UNKNOWN.to_owned(), percent_down);
    let (some, all) = (count(metrics.satisfactory), count(metrics.total_persons));
    let mut points = vec![
        language.choose("satisfactory", "satisfactorio").to_owned(),
        say!(language, "{percent}% ({some} of {all})", "{percent}% ({some} de {all})"),
    ];
    points.extend(baselines.iter().map(|then| {
        let change = share.zip(then.figures.percent_satisfactory()).map(|(now, then)| now - then);
        change.map_or_else(
            || UNKNOWN.to_owned(),
            |change| say!(language, "{change:+.1} points", "{change:+.1} puntos"),
        )
    }));
    let counted = |name: String, now: Option<i64>, then: &dyn Fn(&Figures) -> Option<i64>| {
        let mut row = vec![name, count_or_unknown(now)];
        row.extend(baselines.iter().map(|baseline| {
            let change = now.zip(then(&baseline.figures)).map(|(now, then)| now - then);
            change.map_or_else(|| UNKNOWN.to_owned(), signed)
        }));
        row
    };
    let missing = language.choose("missing", "sin scout").to_owned();
    let conflicts = language.choose("open conflicts", "conflictos abiertos").to_owned();
    let mut rows = vec![
        points,
        counted(missing, Some(metrics.missing), &|then| Some(then.missing)),
        counted(conflicts, Some(metrics.conflicts), &|then| then.conflicts),
    ];
    rows.extend(Category::ALL.into_iter().map(|category| {
        let (letter, title) = (category.letter(), category.title(language));
        let name = say!(language, "backlog {letter}: {title}", "pendientes {letter}: {title}");
        counted(name, metrics.backlog.get(category), &|then| then.backlog.get(category))
    }));
    rows
}
