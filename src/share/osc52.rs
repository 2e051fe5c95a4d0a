//! The sequence that asks a terminal to put a text on its clipboard. No terminal answers it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The longest text that is sent: terminals drop a sequence of more than 100,000 bytes, some without a word.
pub(super) const MAX_BYTES: usize = 74_000;

/// The longest string that `screen` passes on in one piece.
const SCREEN_PIECE: usize = 740;

/// What stands between this program and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Between {
    /// Nothing.
    Nothing,
    /// tmux, which passes on what is wrapped where `allow-passthrough` is on.
    Tmux,
    /// GNU screen, which passes on what is wrapped, in pieces.
    Screen,
}

/// The bytes that bring a text to the clipboard.
pub(super) fn sequence(text: &str, between: Between) -> Vec<u8> {
    let bare = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    let sent = match between {
        Between::Nothing => bare,
        Between::Tmux => format!("\x1bPtmux;{}\x1b\\", bare.replace('\x1b', "\x1b\x1b")),
        Between::Screen => {
            // The sequence is ASCII, so that its bytes are its characters.
            let characters: Vec<_> = bare.chars().collect();
            let wrap = |piece: &[char]| format!("\x1bP{}\x1b\\", piece.iter().collect::<String>());
            characters.chunks(SCREEN_PIECE).map(wrap).collect()
        }
    };
    sent.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str, between: Between) -> String {
        String::from_utf8(sequence(text, between)).unwrap()
    }

    #[test]
    fn a_text_is_sent_in_base64_so_that_nothing_in_it_drives_the_terminal() {
        assert_eq!(sent("5f1d\x07\x1b]", Between::Nothing), "\x1b]52;c;NWYxZAcbXQ==\x07");
        assert_eq!(sent("a", Between::Tmux), "\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\");
        assert_eq!(sent("a", Between::Screen), "\x1bP\x1b]52;c;YQ==\x07\x1b\\");
    }

    #[test]
    fn screen_gets_pieces_that_it_passes_on() {
        let text = "x".repeat(5_000);
        let wrapped = sent(&text, Between::Screen);
        let pieces: Vec<_> = wrapped.split("\x1b\\").filter(|piece| !piece.is_empty()).collect();
        assert!(pieces.len() > 5 && pieces.iter().all(|piece| piece.len() <= SCREEN_PIECE + 2));
        let joined: String =
            pieces.iter().map(|piece| piece.strip_prefix("\x1bP").unwrap()).collect();
        assert_eq!(joined, sent(&text, Between::Nothing));
    }

    #[test]
    fn the_longest_text_stays_below_the_limit_of_terminals() {
        assert!(sequence(&"x".repeat(MAX_BYTES), Between::Nothing).len() <= 100_000);
    }
}
