//! The page about filters: how they are written, and what each list can be filtered by.

use super::{categories, history, log_records};
use crate::model::filter::{Field, FieldKind};
use crate::model::{ClaimFilter, Language, LiquidationFilter, List};

const GRAMMAR: &str = "\
# Filters

Generated from the fields of the lists; `UPDATE=1 cargo test --test it` writes it anew.

`/` filters the list in view at every key, and `show LIST --filter` takes the same text. Lists that the database
pages are filtered by the database, all of their rows.

| write | to see rows |
|---|---|
| `munoz lima` | that contain both words, upper and lower case being the same; in names, accents too |
| `\"two words\"` | that contain these words beside each other; `\"\"` inside is a quotation mark |
| `!munoz` `!(a b)` | that do not |
| `a or b c` | that contain `a`, or both `b` and `c`; parentheses group |
| `scout=12` | with a field that is equal; also `!=` `<` `<=` `>` `>=` |
| `age>30d` | older than 30 days: a length of time is compared in whole units, as ages are shown (`s m h d w y`) |
| `persons>=1k` `amount<99.50` | with more, with less: `k` is a thousand, `M` a million |
| `last>=2026-11-01` | with a date from that day on |
| `person=9e3779b9` | whose key begins so |
| `scout=none` `scout!=none` | where it is not known, where it is |
| `~^mu[nñ]oz` | of which some text fits a pattern; `^` and `$` are its ends |
| `name~qui.+e` | of which this text fits it |

A value that is not known fulfils no condition but `!=` and `=none`. Where a row has several values, one of them has
to fulfil it. Patterns are regular expressions that mean the same to this program and to PostgreSQL; those that
would not are refused. What is not understood is told while it is typed, with its place, and the last filter
that was understood stays in force. `↑` and `↓` in the prompt walk the filters of the session; `:save NAME` keeps one
with its screen for every later session, and `:filter NAME` shows it again. Fifty are kept, in `filters.json` in
`$XDG_STATE_HOME/scoutwatch`, else `~/.local/state/scoutwatch`; a name that is used again replaces the filter, and the
oldest makes room for one more. A file that is damaged is renamed to `filters.json.broken`, with a warning on
the Log screen.

While a filter is in force every row fits it. When Esc has cleared it, `n` and `N` go to the next row that it fits
and to the one before, among all rows of the list: where they are not loaded, the database is asked.

On a database with CT4's older views some fields cannot be asked; the list says so and keeps its rows.
";

/// The page as the text of docs/filters.md.
pub fn markdown() -> String {
    let lists: [(&str, &[Field]); 9] = [
        ("Categories (screens 1 and 2)", categories::FIELDS),
        ("Persons of the backlog (2, `show backlog`)", List::Backlog(None).fields()),
        ("Conflicts (3, `show conflicts`)", List::Conflicts(None).fields()),
        ("Days (4)", history::FIELDS),
        ("Runs (5, `show jobs`)", List::Runs.fields()),
        (
            "Claims (6, `show collection`)",
            const {
                List::Collection(ClaimFilter {
                    missing_only: false,
                    conflicts_only: false,
                    scout: None,
                    payment_status: None,
                })
                .fields()
            },
        ),
        (
            "Liquidation (7, `show liquidation`)",
            const { List::Liquidation(LiquidationFilter { status: None, scout: None }).fields() },
        ),
        ("Alerts (`show alerts`)", List::Alerts.fields()),
        ("Log (8)", log_records::FIELDS),
    ];
    let mut lines = vec![GRAMMAR.trim_end().to_owned()];
    for (title, fields) in lists {
        lines.extend([String::new(), format!("## {title}"), String::new()]);
        lines
            .extend(["| field | what it is | a value is |".to_owned(), "|---|---|---|".to_owned()]);
        for field in fields {
            let value = match field.kind {
                FieldKind::Choice(choices) => {
                    let words: Vec<_> =
                        choices.iter().map(|choice| format!("`{}`", choice.word)).collect();
                    words.join(" ")
                }
                kind => kind.words(Language::English),
            };
            lines.push(format!("| `{}` | {} | {value} |", field.word(), field.help));
        }
    }
    lines.join("\n") + "\n"
}
