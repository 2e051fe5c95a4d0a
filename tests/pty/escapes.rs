//! What a terminal is told, taken apart.

/// A piece of what was written to a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Characters to show.
    Text(String),
    /// A control character of its own.
    Control(u8),
    /// `ESC [`, with its parameters and its last character.
    Sequence(String, char),
    /// Any other escape sequence, and what is not UTF-8.
    Other(String),
}

/// Takes output apart.
pub(crate) fn pieces(mut bytes: &[u8]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    while let Some(&first) = bytes.first() {
        let (piece, length) = match first {
            0x1b => escape(bytes),
            0x00..0x20 | 0x7f => (Piece::Control(first), 1),
            _ => text(bytes),
        };
        pieces.push(piece);
        bytes = &bytes[length..];
    }
    pieces
}

fn escape(bytes: &[u8]) -> (Piece, usize) {
    if bytes.get(1) == Some(&b'[')
        && let Some(end) = bytes[2..].iter().position(|byte| (0x40..0x7f).contains(byte))
    {
        let parameters = String::from_utf8_lossy(&bytes[2..2 + end]).into_owned();
        return (Piece::Sequence(parameters, char::from(bytes[2 + end])), end + 3);
    }
    let length = bytes.len().min(24);
    (Piece::Other(bytes[..length].escape_ascii().to_string()), length)
}

fn text(bytes: &[u8]) -> (Piece, usize) {
    let end = bytes.iter().position(|byte| *byte < 0x20 || *byte == 0x7f).unwrap_or(bytes.len());
    match std::str::from_utf8(&bytes[..end]) {
        Ok(text) => (Piece::Text(text.to_owned()), end),
        Err(_) => (Piece::Other(bytes[..end].escape_ascii().to_string()), end),
    }
}

/// The numbers of all SGR sequences, one list a sequence.
pub(crate) fn styles(bytes: &[u8]) -> Vec<Vec<u16>> {
    let number = |text: &str| text.parse().unwrap_or(0);
    let numbers = |parameters: String| parameters.split(';').map(number).collect();
    pieces(bytes)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Sequence(parameters, 'm') => Some(numbers(parameters)),
            _ => None,
        })
        .collect()
}

/// The frames in output: what stands between the beginning and the end of a synchronized update.
pub(crate) fn frames(bytes: &[u8]) -> Vec<&[u8]> {
    use crate::pty::{BEGIN, END};
    let find =
        |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).position(|window| window == mark);
    let mut frames = Vec::new();
    let mut rest = bytes;
    while let Some(begin) = find(rest, BEGIN) {
        let Some(length) = find(&rest[begin..], END) else { break };
        let end = begin + length + END.len();
        frames.push(&rest[begin..end]);
        rest = &rest[end..];
    }
    frames
}

#[test]
fn output_is_taken_apart() {
    let pieces = pieces("\x1b[2;3Hñ\x07\x1b]52;c".as_bytes());
    assert_eq!(
        pieces,
        [
            Piece::Sequence("2;3".to_owned(), 'H'),
            Piece::Text("ñ".to_owned()),
            Piece::Control(7),
            Piece::Other("\\x1b]52;c".to_owned()),
        ]
    );
    assert_eq!(styles(b"\x1b[1m\x1b[38;5;6;49mx"), [vec![1], vec![38, 5, 6, 49]]);
}
