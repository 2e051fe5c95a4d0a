//! "Did you mean …?" for a word that is not known.

/// The candidate that a typing mistake most likely stood for, if one is near enough.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be added, removed or changed (Levenshtein), upper and lower case being the same.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, letter) in left.to_lowercase().chars().enumerate() {
        let mut next = vec![index + 1];
        let mut left_cell = index + 1;
        for ((other, above_left), above) in right.iter().zip(&row).zip(row.iter().skip(1)) {
            let change = above_left + usize::from(*other != letter);
            left_cell = change.min(above + 1).min(left_cell + 1);
            next.push(left_cell);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_single_letter_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("Interval", "interval"), 0);
    }

    #[test]
    fn only_a_near_word_is_suggested() {
        let words = ["interval", "deadline", "url"];
        assert_eq!(nearest("intervall", words), Some("interval"));
        assert_eq!(nearest("uri", words), Some("url"));
        assert_eq!(nearest("password", words), None);
    }
}
