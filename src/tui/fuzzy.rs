//! How well a name fits what somebody has typed of it.

/// How well `typed` fits `name`; the less the better, nothing where it does not. Upper and lower case are the same.
///
/// A beginning fits best, then the beginning of a later word, then a part, then letters in their order.
pub fn rank(typed: &str, name: &str) -> Option<u8> {
    let typed = typed.trim().to_lowercase();
    let name = name.to_lowercase();
    if name.starts_with(&typed) {
        return Some(0);
    }
    if name.contains(&format!(" {typed}")) {
        return Some(1);
    }
    if name.contains(&typed) {
        return Some(2);
    }
    let mut letters = name.chars();
    let mut wanted = typed.chars().filter(|letter| !letter.is_whitespace());
    wanted.all(|letter| letters.any(|found| found == letter)).then_some(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_fits_better_than_letters_somewhere() {
        for (typed, name, expected) in [
            ("", "pause", Some(0)),
            ("Pa", "pause", Some(0)),
            ("only", "conflicts only", Some(1)),
            ("flict", "conflicts", Some(2)),
            ("cfl", "conflicts", Some(3)),
            ("c o", "conflicts only", Some(3)),
            ("xx", "conflicts", None),
            ("sesuap", "pause", None),
        ] {
            assert_eq!(rank(typed, name), expected, "{typed} {name}");
        }
    }
}
