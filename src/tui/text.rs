//! Text that fits: cut, padded and aligned by the cells it takes on a terminal.

use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Where text stands in a field that is wider than it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// At the right: numbers.
    Right,
}

/// Cells that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to `cells`, with an ellipsis where something is missing. A figure at the end is whole, or it is missing, too:
/// nobody can see of `1,6…` how much it is.
pub fn cut(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let Some(room) = cells.checked_sub(1) else {
        return String::new();
    };
    let (kept, _) = text.split_at(end_within(text, room));
    let last = kept.rsplit(' ').next().unwrap_or_default();
    let is_figure = |character: char| character.is_ascii_digit() || "+-▲▼,.:".contains(character);
    let is_cut_figure = last.ends_with(|end: char| end.is_ascii_digit() || ",.:".contains(end))
        && last.contains(|digit: char| digit.is_ascii_digit())
        && last.chars().all(is_figure);
    let kept = if is_cut_figure { kept.strip_suffix(last).unwrap_or(kept) } else { kept };
    format!("{kept}…")
}

/// The line cut to `cells`, with an ellipsis where something is missing.
pub fn cut_line(line: Line<'_>, cells: usize) -> Line<'_> {
    if line.width() <= cells {
        return line;
    }
    let mut room = cells;
    let mut spans = Vec::new();
    for span in line.spans {
        let needed = span.width();
        if needed < room {
            room -= needed;
            spans.push(span);
        } else {
            // What follows does not fit, so this span says that something is missing, even if it fits.
            let text = cut(&format!("{} …", span.content), room);
            spans.push(Span::styled(text, span.style));
            break;
        }
    }
    Line { spans, ..line }
}

/// The text in a field of exactly `cells`.
pub fn fit(text: &str, cells: usize, align: Align) -> String {
    let text = cut(text, cells);
    let padding = " ".repeat(cells - width(&text).min(cells));
    match align {
        Align::Left => text + &padding,
        Align::Right => padding + &text,
    }
}

/// The text in lines of at most `cells`, broken at spaces where there are any.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let lines = flow(text.split(' ').map(|word| (word, ())), cells);
    lines
        .into_iter()
        .map(|line| line.into_iter().map(|(word, ())| word).collect::<Vec<_>>().join(" "))
        .collect()
}

/// The styled text in lines of at most `cells`, broken at spaces where there are any.
pub fn wrap_line(line: &Line<'_>, cells: usize) -> Vec<Line<'static>> {
    let words =
        line.spans.iter().flat_map(|span| span.content.split(' ').map(|word| (word, span.style)));
    flow(words, cells)
        .into_iter()
        .map(|words| {
            let mut spans: Vec<Span<'static>> = Vec::new();
            for (word, style) in words {
                match spans.last_mut() {
                    Some(last) if last.style == style => {
                        let text = last.content.to_mut();
                        text.push(' ');
                        text.push_str(word);
                    }
                    Some(_) => spans.extend([Span::raw(" "), Span::styled(word.to_owned(), style)]),
                    None => spans.push(Span::styled(word.to_owned(), style)),
                }
            }
            Line::from(spans)
        })
        .collect()
}

/// Words put into lines; one that is longer than a line is broken.
fn flow<'a, T: Copy>(
    words: impl Iterator<Item = (&'a str, T)>,
    cells: usize,
) -> Vec<Vec<(&'a str, T)>> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut used = 0;
    for (mut word, mark) in words.filter(|(word, _)| !word.is_empty()) {
        if !line.is_empty() && used + 1 + width(word) > cells {
            lines.push(std::mem::take(&mut line));
        }
        while line.is_empty() && width(word) > cells {
            let (head, tail) = word.split_at(end_within(word, cells));
            if head.is_empty() {
                break;
            }
            lines.push(vec![(head, mark)]);
            word = tail;
        }
        used = if line.is_empty() { 0 } else { used + 1 } + width(word);
        line.push((word, mark));
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// How much of a text fits into `cells`, in bytes.
fn end_within(text: &str, cells: usize) -> usize {
    let mut used = 0;
    text.grapheme_indices(true)
        .find(|(_, grapheme)| {
            used += width(grapheme);
            used > cells
        })
        .map_or(text.len(), |(index, _)| index)
}

/// The cells that a line which is typed has, and what stands behind it: nothing where the line would have too few.
pub fn typing(cells: usize, help: &str) -> (usize, &str) {
    const AT_LEAST: usize = 24;
    // The sign in front, and the cursor.
    let room = cells.saturating_sub(3);
    match room.checked_sub(width(help)).filter(|room| *room >= AT_LEAST) {
        Some(room) => (room, help),
        None => (room.max(1), ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(cut("Peña", 4), "Peña");
        assert_eq!(cut("Peñaloza", 4), "Peñ…");
        assert_eq!(cut("東京都", 4), "東…");
        assert_eq!(cut("x", 0), "");
    }

    #[test]
    fn numbers_stand_at_the_right() {
        assert_eq!(fit("12", 4, Align::Right), "  12");
        assert_eq!(fit("ab", 4, Align::Left), "ab  ");
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("", 3), Vec::<String>::new());
    }

    #[test]
    fn words_keep_their_style_over_lines() {
        let bold = ratatui::style::Style::new().bold();
        let line = Line::from(vec![Span::raw("one two"), Span::styled("three four", bold)]);
        let lines = wrap_line(&line, 8);
        assert_eq!(
            lines.iter().map(Line::to_string).collect::<Vec<_>>(),
            ["one two", "three", "four"]
        );
        assert_eq!(lines[2].spans[0].style, bold);
        assert_eq!(cut_line(line, 11).to_string(), "one twothr…");
    }

    proptest! {
        #[test]
        fn a_field_is_exactly_as_wide_as_asked(text in "\\PC{0,40}", cells in 0_usize..30) {
            prop_assert_eq!(width(&fit(&text, cells, Align::Left)), cells);
        }

        #[test]
        fn a_wrapped_line_is_never_wider(text in "[a-zñ東 ]{0,60}", cells in 2_usize..20) {
            for line in wrap(&text, cells) {
                prop_assert!(width(&line) <= cells);
            }
        }
    }
}
