//! The checks as one screen of text: a line each, what mends it below, nothing wider than the terminal.

use std::io::{self, Write};

use super::check::{Check, Mend, Place, Subject, Verdict};
use super::report::Report;
use crate::config::Glyphs;
use crate::output::Medium;
use crate::output::text::{width, wrap};

/// Cells of a line where nothing says how many there are.
const USUAL_WIDTH: usize = 80;
/// The narrowest and the widest line.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;
/// Where the finding begins.
const FINDING: usize = 22;
/// Where a line that mends begins.
const MEND: usize = 6;
/// The most parts and lines that mend that are shown of one check.
const MOST: usize = 6;

/// Writes all of it and flushes.
pub(super) fn write(
    report: &Report,
    medium: &Medium,
    glyphs: Glyphs,
    out: &mut dyn Write,
) -> io::Result<()> {
    let page = Page { medium, glyphs };
    let mut lines = vec![title(report)];
    for (subject, check) in &report.checks {
        page.check(*subject, check, &mut lines);
    }
    lines.push(summary(report));
    for line in lines {
        let line = if glyphs == Glyphs::Ascii { plain(&line) } else { line };
        writeln!(out, "{}", line.trim_end())?;
    }
    out.flush()
}

fn title(report: &Report) -> String {
    let target = report.target.as_deref().unwrap_or("no database");
    format!("scoutwatch {} doctor: {target}", env!("CARGO_PKG_VERSION"))
}

fn summary(report: &Report) -> String {
    let counted: Vec<String> = Verdict::ALL
        .into_iter()
        .filter_map(|verdict| {
            let count = report.count(verdict);
            (count > 0).then(|| format!("{count} {}", verdict.word()))
        })
        .collect();
    format!("{} · exit {}", counted.join(" · "), report.status().code())
}

struct Page<'a> {
    medium: &'a Medium,
    glyphs: Glyphs,
}

impl Page<'_> {
    fn width(&self) -> usize {
        let width = self.medium.width.unwrap_or(USUAL_WIDTH);
        width.clamp(*WIDTHS.start(), *WIDTHS.end())
    }

    fn check(&self, subject: Subject, check: &Check, lines: &mut Vec<String>) {
        let mut findings = wrap(&check.finding, self.width() - FINDING).into_iter();
        let verdict = check.verdict;
        lines.push(format!(
            "{} {:11}{}",
            self.painted(verdict, &format!("{} {:7}", self.shape(verdict), verdict.word())),
            subject.word(),
            findings.next().unwrap_or_default()
        ));
        lines.extend(findings.map(|line| format!("{:FINDING$}{line}", "")));
        // What is not looked at, or is well, asks for nothing.
        if matches!(verdict, Verdict::Ok | Verdict::Skipped) {
            return;
        }
        let wrong: Vec<_> =
            check.items.iter().filter(|item| item.verdict > Verdict::Skipped).collect();
        for item in wrong.iter().take(MOST) {
            let text = format!("{}: {}", item.name, item.finding);
            let mut lines_of_item = wrap(&text, self.width() - MEND).into_iter();
            lines.extend(lines_of_item.next().map(|line| format!("    - {line}")));
            lines.extend(lines_of_item.map(|line| format!("{:MEND$}{line}", "")));
        }
        lines.extend(more(wrong.len()));
        for mend in check.mend.iter().take(MOST) {
            self.mend(mend, lines);
        }
        lines.extend(more(check.mend.len()));
    }

    /// A line that mends, broken where it stays good to be copied.
    fn mend(&self, mend: &Mend, lines: &mut Vec<String>) {
        let end = if mend.place == Place::Sql { ";" } else { "" };
        let break_mark = if mend.place == Place::Shell { " \\" } else { "" };
        let text = format!("{}{end}", mend.text);
        let parts = match mend.place {
            // A setting is one word or a line of a file: it is not broken.
            Place::Setting => vec![text],
            _ if width(&text) <= self.width() - MEND => vec![text],
            _ => wrap(&text, self.width() - MEND - width(break_mark)),
        };
        let last = parts.len().saturating_sub(1);
        for (place, part) in parts.iter().enumerate() {
            let start = if place == 0 { "    → " } else { "      " };
            let end = if place < last { break_mark } else { "" };
            lines.push(format!("{start}{part}{end}"));
        }
    }

    const fn shape(&self, verdict: Verdict) -> &'static str {
        match (self.glyphs, verdict) {
            (Glyphs::Ascii, Verdict::Ok) => "o",
            (Glyphs::Ascii, Verdict::Warn) => "^",
            (Glyphs::Ascii, Verdict::Fail) => "X",
            (_, Verdict::Ok) => "●",
            (_, Verdict::Warn) => "▲",
            (_, Verdict::Fail) => "■",
            (_, Verdict::Unknown) => "?",
            (_, Verdict::Skipped) => "-",
        }
    }

    fn painted(&self, verdict: Verdict, text: &str) -> String {
        let rendition = match verdict {
            Verdict::Ok => "32",
            Verdict::Warn => "33",
            Verdict::Fail => "1;31",
            Verdict::Unknown => "35",
            Verdict::Skipped => return text.to_owned(),
        };
        if self.medium.color {
            format!("\u{1b}[{rendition}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Says that there is more than is shown.
fn more(count: usize) -> Option<String> {
    (count > MOST).then(|| format!("      {} more: --format json", count - MOST))
}

/// The line without what is not ASCII.
fn plain(line: &str) -> String {
    let line = line.replace('→', ">").replace('·', "|").replace('…', "~");
    line.replace('×', "x").replace('±', "+-").replace('–', "-")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn written(checks: &[(Subject, Check)], medium: &Medium, glyphs: Glyphs) -> String {
        let report = Report {
            target: Some("ct4@db1:5432".to_owned()),
            checks: checks.iter().cloned().collect(),
            is_unreachable: false,
            took: Duration::ZERO,
        };
        let mut out = Vec::new();
        write(&report, medium, glyphs, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn checks() -> Vec<(Subject, Check)> {
        let index = "create index concurrently if not exists scoutwatch_identity_links_by_person on \
                     canon.identity_links (person_key)";
        vec![
            (Subject::Tls, Check::ok("a unix socket")),
            (Subject::Indexes, Check::warn("1 index is missing").mended(Place::Sql, index)),
            (
                Subject::Rights,
                Check::fail("viewer may not read 1 of 18 views")
                    .mended(Place::Shell, "scoutwatch schema grant --viewer viewer"),
            ),
            (Subject::Tmux, Check::skipped("not inside tmux").mended(Place::Shell, "never shown")),
        ]
    }

    #[test]
    fn each_check_is_a_line_and_what_mends_it_stands_below() {
        assert_eq!(
            written(&checks(), &Medium::PIPE, Glyphs::Braille),
            "\
scoutwatch 0.1.0 doctor: ct4@db1:5432
● OK      TLS        a unix socket
▲ WARN    indexes    1 index is missing
    → create index concurrently if not exists
      scoutwatch_identity_links_by_person on canon.identity_links (person_key);
■ FAIL    rights     viewer may not read 1 of 18 views
    → scoutwatch schema grant --viewer viewer
- SKIPPED tmux       not inside tmux
1 OK · 1 WARN · 1 FAIL · 1 SKIPPED · exit 5
"
        );
    }

    #[test]
    fn a_narrow_terminal_without_utf_8_gets_shorter_lines_of_ascii() {
        let medium = Medium { is_terminal: true, width: Some(50), color: false, utc: true };
        let text = written(&checks(), &medium, Glyphs::Ascii);
        assert!(text.is_ascii(), "{text}");
        assert!(text.lines().all(|line| line.len() <= 50), "{text}");
        assert!(text.contains("X FAIL    rights"), "{text}");
    }

    #[test]
    fn a_long_command_for_a_shell_is_broken_as_a_shell_joins_it() {
        let command = format!("scoutwatch schema grant --viewer {}", "long_".repeat(9));
        let check = Check::fail("x").mended(Place::Shell, command);
        let medium = Medium { is_terminal: true, width: Some(60), color: true, utc: true };
        let text = written(&[(Subject::Rights, check)], &medium, Glyphs::Block);
        assert!(text.contains("scoutwatch schema grant --viewer \\\n"), "{text}");
        assert!(text.contains("\u{1b}[1;31m■ FAIL   \u{1b}[0m "), "{text}");
    }
}
