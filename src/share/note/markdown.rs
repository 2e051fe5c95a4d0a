//! Text of anybody's in Markdown: it is shown as it is, links nowhere, calls nobody and breaks no table.

use crate::model::format::UNKNOWN;

/// The longest text within a line, in characters.
const LONGEST: usize = 200;

/// A table; its cells may hold any text.
pub(super) fn table(heads: &[&str], rows: Vec<Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(heads.iter().map(|head| quoted(head)).collect());
    text.extend(["|", &"---|".repeat(heads.len()), "\n"]);
    for row in rows {
        text += &line(row.iter().map(|cell| quoted(cell)).collect());
    }
    text
}

/// A text within a line or a cell. Whatever Markdown might read in it makes it code, where nothing is read.
pub(super) fn quoted(text: &str) -> String {
    // A line break ends a row, even in code.
    let flat = text.replace(['\n', '\r', '\t'], " ");
    let flat = cut(flat.trim());
    if flat.is_empty() {
        return if text.is_empty() { String::new() } else { UNKNOWN.to_owned() };
    }
    let is_word = flat.chars().all(|character| character.is_alphanumeric() || character == '_')
        && !flat.starts_with('_')
        && !flat.ends_with('_');
    let is_link = flat.contains("://") || flat.contains("www.");
    if is_word || (flat.chars().all(is_plain) && !is_link) {
        return flat;
    }
    let fence = "`".repeat(longest_run(&flat) + 1);
    // A backslash in front of a bar would take the bar's own away.
    let cell = flat.replace("\\|", "\\ |").replace('|', "\\|");
    let gap = if flat.starts_with('`') || flat.ends_with('`') { " " } else { "" };
    format!("{fence}{gap}{cell}{gap}{fence}")
}

/// No text makes the note unreadable by its length.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A block of code in a language.
pub(super) fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end())
}

/// Whether a character means nothing in Markdown, in the middle of a line.
fn is_plain(character: char) -> bool {
    character.is_alphanumeric() || " .,:;%()/+-'›–·…▲▼Δ?=".contains(character)
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_stands_as_it_is_and_anything_else_is_code() {
        for (text, shown) in [
            ("Muñoz Peña", "Muñoz Peña"),
            ("1,308 (17.5%)", "1,308 (17.5%)"),
            ("", ""),
            (" \n", "–"),
            ("a|b", "`a\\|b`"),
            ("a\\|b", "`a\\ \\|b`"),
            ("*b*", "`*b*`"),
            ("<img src=x>", "`<img src=x>`"),
            ("@channel", "`@channel`"),
            ("see https://evil.example", "`see https://evil.example`"),
            ("www.evil.example", "`www.evil.example`"),
            ("`code` ``", "``` `code` `` ```"),
            ("two\nlines", "two lines"),
            ("# head", "`# head`"),
            ("[x](javascript:1)", "`[x](javascript:1)`"),
        ] {
            assert_eq!(quoted(text), shown, "{text:?}");
        }
    }

    #[test]
    fn no_cell_breaks_its_table() {
        let rows = vec![vec!["a\n| --- |".to_owned(), "|".to_owned()]];
        assert_eq!(table(&["x", "y"], rows), "| x | y |\n|---|---|\n| `a \\| --- \\|` | `\\|` |\n");
    }

    #[test]
    fn no_text_ends_the_block_that_it_stands_in() {
        assert_eq!(fenced("sql", "a\n````\nb\n"), "`````sql\na\n````\nb\n`````\n");
        assert_eq!(fenced("sql", "a"), "```sql\na\n```\n");
    }
}
