//! How well a name fits what somebody has typed of it.

/// How well what is typed fits a text, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The text begins with it.
    Beginning,
    /// A later word begins with it.
    Word,
    /// It stands inside.
    Part,
    /// Its letters stand there in their order, with others between them.
    Letters,
}

/// How well `typed` fits `text`, where it does. Upper and lower case are the same.
pub fn fit(typed: &str, text: &str) -> Option<Fit> {
    let typed = typed.trim().to_lowercase();
    let text = text.to_lowercase();
    if text.starts_with(&typed) {
        return Some(Fit::Beginning);
    }
    if text.contains(&format!(" {typed}")) {
        return Some(Fit::Word);
    }
    if text.contains(&typed) {
        return Some(Fit::Part);
    }
    let mut letters = text.chars();
    let mut wanted = typed.chars().filter(|letter| !letter.is_whitespace());
    wanted.all(|letter| letters.any(|found| found == letter)).then_some(Fit::Letters)
}

/// Whether `typed` stands in `text` in one piece.
pub fn holds(text: &str, typed: &str) -> bool {
    fit(typed, text).is_some_and(|fit| fit < Fit::Letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_fits_better_than_letters_somewhere() {
        for (typed, name, expected) in [
            ("", "pause", Some(Fit::Beginning)),
            ("Pa", "pause", Some(Fit::Beginning)),
            ("only", "conflicts only", Some(Fit::Word)),
            ("flict", "conflicts", Some(Fit::Part)),
            ("cfl", "conflicts", Some(Fit::Letters)),
            ("c o", "conflicts only", Some(Fit::Letters)),
            ("xx", "conflicts", None),
            ("sesuap", "pause", None),
        ] {
            assert_eq!(fit(typed, name), expected, "{typed} {name}");
        }
    }
}
