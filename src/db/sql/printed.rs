//! Statements for people: the text of a file with its parameters filled in, to be run by hand in psql.

use unicode_width::UnicodeWidthChar as _;

use super::Sql;

/// From here on a literal is continued on a new line, once a word has ended.
const LONG: usize = 24;
/// Here it is continued in the middle of a word.
const LONGEST: usize = 36;

/// The statement with its parameters filled in as literals; `None` is null. Comments are left out.
///
/// A long literal stands on several lines, which SQL joins: a line that is broken to fit a terminal must not
/// put its break into a text. Literals of the statement itself end on the line on which they begin.
pub(crate) fn printed(statement: Sql<'_>, parameters: &[Option<&str>]) -> String {
    statement
        .text
        .lines()
        .filter(|line| !line.is_empty() && !line.trim_start().starts_with("--"))
        .map(|line| filled(line, parameters) + "\n")
        .collect()
}

fn filled(line: &str, parameters: &[Option<&str>]) -> String {
    let indent = line.len() - line.trim_start().len();
    let mut text = String::new();
    for (index, part) in line.split('\'').enumerate() {
        if index > 0 {
            text.push('\'');
        }
        let is_code = index % 2 == 0;
        let mut rest = part;
        while is_code && let Some((before, behind)) = rest.split_once('$') {
            let after = behind.trim_start_matches(|character: char| character.is_ascii_digit());
            let number = &behind.strip_suffix(after).unwrap_or_default();
            let value = number.parse().ok().and_then(|number: usize| {
                number.checked_sub(1).and_then(|place| parameters.get(place))
            });
            text.push_str(before);
            match value {
                Some(value) => text.push_str(&literal(*value, indent)),
                None => text.extend(["$", number]),
            }
            rest = after;
        }
        text.push_str(rest);
    }
    text
}

/// A value as SQL reads it whatever the settings of the session.
fn literal(value: Option<&str>, indent: usize) -> String {
    let Some(value) = value else { return "null".to_owned() };
    let is_escaped = value.chars().any(|character| character == '\\' || character.is_control());
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut cells = 0;
    for character in value.chars() {
        let written = written(character);
        let wide = written.chars().map(|character| character.width().unwrap_or(1)).sum::<usize>();
        if cells + wide > LONGEST {
            pieces.push(std::mem::take(&mut piece));
            cells = 0;
        }
        piece.push_str(&written);
        cells += wide;
        if cells >= LONG && character == ' ' {
            pieces.push(std::mem::take(&mut piece));
            cells = 0;
        }
    }
    if !piece.is_empty() || pieces.is_empty() {
        pieces.push(piece);
    }
    let between = format!("'\n{}'", " ".repeat(indent + 4));
    format!("{}'{}'", if is_escaped { "e" } else { "" }, pieces.join(&between))
}

/// A character within quotes. One that asks for an escape makes the whole literal one with escapes.
fn written(character: char) -> String {
    match character {
        '\'' => "''".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        _ if character.is_control() => format!("\\u{:04x}", u32::from(character)),
        _ => character.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(text: &str) -> Sql<'_> {
        Sql { file: "t.sql", text }
    }

    #[test]
    fn parameters_stand_as_literals_and_comments_and_quoted_text_stay_out_of_it() {
        let text = "-- $1 is a name\n\nselect $1::text, '$1', '{\"a\": \"$2\"}', $2, $3, $10\n    -- more\nlimit 1;\n";
        assert_eq!(
            printed(statement(text), &[Some("x"), None]),
            "select 'x'::text, '$1', '{\"a\": \"$2\"}', null, $3, $10\nlimit 1;\n"
        );
    }

    #[test]
    fn no_text_gets_out_of_its_quotes() {
        let one = |value: &str| literal(Some(value), 0);
        assert_eq!(one(""), "''");
        assert_eq!(one("it's $1"), "'it''s $1'");
        assert_eq!(one("a\\'; b"), "e'a\\\\''; b'");
        assert_eq!(one("a\nb\u{1b}"), "e'a\\nb\\u001b'");
    }

    #[test]
    fn a_long_text_is_continued_after_a_word_where_there_are_words() {
        let text = "she showed the messages of that week, and he does not object";
        assert_eq!(
            literal(Some(text), 2),
            "'she showed the messages '\n      'of that week, and he does '\n      'not object'"
        );
        let word = "x".repeat(80);
        for line in literal(Some(&word), 0).lines() {
            assert!(line.trim().len() <= LONGEST + 2, "{line}");
        }
    }
}
