//! Bytes from a terminal become keys and answers.
//!
//! crossterm's own reader loses keys that come together with a new size, spins on a terminal that has gone,
//! and takes an arrow key for Esc where a slow line delivers it in pieces.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use crate::tui::msg::Input;

const ESCAPE: u8 = 0x1b;
const CTRL_C: u8 = 0x03;

/// What ends a paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// The most bytes of a paste that are kept.
const LONGEST_PASTE: usize = 4096;

/// The longest escape sequence.
const LONGEST_SEQUENCE: usize = 32;

/// Takes bytes in pieces of any length and gives what they mean.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    bytes: Vec<u8>,
    paste: Option<Vec<u8>>,
}

/// What stands at the beginning of some bytes.
enum Found {
    /// A key, and how many bytes it takes.
    Key(usize, KeyEvent),
    /// The beginning of a paste.
    Paste(usize),
    /// The answer to a question.
    Answer(usize),
    /// Nothing that we know.
    Unknown(usize),
    /// Something that goes on.
    Part,
}

impl Decoder {
    /// Takes what has come.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<Input> {
        self.bytes.extend_from_slice(bytes);
        self.decode(false)
    }

    /// Whether what has come may be the beginning of something longer: a lone Esc, half a character.
    pub(super) fn is_waiting(&self) -> bool {
        !self.bytes.is_empty() && self.paste.is_none()
    }

    /// Takes what waits as it stands, since nothing has followed.
    pub(super) fn settle(&mut self) -> Vec<Input> {
        self.decode(true)
    }

    fn decode(&mut self, is_all: bool) -> Vec<Input> {
        let mut inputs = Vec::new();
        while !self.bytes.is_empty() {
            if self.paste.is_some() {
                if !self.paste(&mut inputs) {
                    break;
                }
                continue;
            }
            let length = match find(&self.bytes) {
                Found::Key(length, key) => {
                    inputs.push(Event::Key(key).into());
                    length
                }
                Found::Paste(length) => {
                    self.paste = Some(Vec::new());
                    length
                }
                Found::Answer(length) => {
                    inputs.push(Input::Answer);
                    length
                }
                Found::Unknown(length) => length,
                Found::Part if !is_all => break,
                Found::Part => {
                    if self.bytes.first() == Some(&ESCAPE) {
                        inputs.push(Event::Key(KeyCode::Esc.into()).into());
                    }
                    1
                }
            };
            self.bytes.drain(..length);
        }
        inputs
    }

    /// Takes the text of a paste; says whether the paste has ended. Ctrl-C ends one whose end was lost.
    fn paste(&mut self, inputs: &mut Vec<Input>) -> bool {
        let Some(paste) = &mut self.paste else { return true };
        let end = self.bytes.windows(PASTE_END.len()).position(|window| window == PASTE_END);
        let broken_off = self.bytes.iter().position(|byte| *byte == CTRL_C);
        if let Some(at) = broken_off.filter(|at| end.is_none_or(|end| *at < end)) {
            self.bytes.drain(..at);
            self.paste = None;
            return true;
        }
        // The last bytes may be the beginning of the end.
        let length = end.unwrap_or(self.bytes.len().saturating_sub(PASTE_END.len() - 1));
        let room = LONGEST_PASTE.saturating_sub(paste.len());
        paste.extend(self.bytes.drain(..length).take(room));
        if end.is_some() {
            self.bytes.drain(..PASTE_END.len());
            inputs.push(Event::Paste(String::from_utf8_lossy(paste).into_owned()).into());
            self.paste = None;
        }
        end.is_some()
    }
}

fn find(bytes: &[u8]) -> Found {
    let key = |length, code: KeyCode| Found::Key(length, code.into());
    let control =
        |character| Found::Key(1, KeyEvent::new(KeyCode::Char(character), KeyModifiers::CONTROL));
    match bytes {
        [] | [ESCAPE] | [ESCAPE, b'[' | b'O'] | [ESCAPE, b'[', b'['] => Found::Part,
        // The function keys of the Linux console.
        [ESCAPE, b'[', b'[', last @ b'A'..=b'E', ..] => key(4, KeyCode::F(last - b'A' + 1)),
        [ESCAPE, b'[', rest @ ..] => sequence(rest),
        [ESCAPE, b'O', last, ..] => {
            named(*last, None).map_or(key(1, KeyCode::Esc), |code| key(3, code))
        }
        // Nothing is bound to Alt: somebody was quick.
        [ESCAPE, ..] => key(1, KeyCode::Esc),
        [b'\r' | b'\n', ..] => key(1, KeyCode::Enter),
        [b'\t', ..] => key(1, KeyCode::Tab),
        [0x7f | 0x08, ..] => key(1, KeyCode::Backspace),
        [0, ..] => control(' '),
        [byte @ ..0x1b, ..] => control(char::from(byte - 1 + b'a')),
        [byte @ 0x1c..0x20, ..] => control(char::from(byte - 0x1c + b'4')),
        [first, ..] => character(*first, bytes),
    }
}

/// What follows `ESC [`.
fn sequence(rest: &[u8]) -> Found {
    let is_parameter = |byte: &&u8| (0x20..0x40).contains(*byte);
    let parameters: Vec<u8> = rest.iter().take_while(is_parameter).copied().collect();
    let length = parameters.len() + 2;
    let last = match rest.get(parameters.len()) {
        Some(last @ 0x40..0x7f) => *last,
        None if length < LONGEST_SEQUENCE => return Found::Part,
        _ => return Found::Unknown(length),
    };
    let text = String::from_utf8(parameters).unwrap_or_default();
    let mut numbers = text.split(';').map(|number| number.parse::<u8>().ok());
    let first = numbers.next().flatten();
    let modifiers = numbers.next().flatten().unwrap_or(1).saturating_sub(1);
    match (named(last, first), last, first) {
        (Some(code), ..) => Found::Key(length + 1, KeyEvent::new(code, held(modifiers))),
        (None, b'~', Some(200)) => Found::Paste(length + 1),
        // Ready, or in trouble: either way it has read the question.
        (None, b'n', Some(0 | 3)) => Found::Answer(length + 1),
        _ => Found::Unknown(length + 1),
    }
}

/// The key of an escape sequence: by its last character, or where that is a tilde by its number.
fn named(last: u8, number: Option<u8>) -> Option<KeyCode> {
    Some(match (last, number.unwrap_or(1)) {
        (b'A', 1) => KeyCode::Up,
        (b'B', 1) => KeyCode::Down,
        (b'C', 1) => KeyCode::Right,
        (b'D', 1) => KeyCode::Left,
        (b'H', 1) | (b'~', 1 | 7) => KeyCode::Home,
        (b'F', 1) | (b'~', 4 | 8) => KeyCode::End,
        (b'Z', 1) => KeyCode::BackTab,
        (b'P'..=b'S', 1) => KeyCode::F(last - b'P' + 1),
        (b'~', 2) => KeyCode::Insert,
        (b'~', 3) => KeyCode::Delete,
        (b'~', 5) => KeyCode::PageUp,
        (b'~', 6) => KeyCode::PageDown,
        (b'~', number @ 11..=15) => KeyCode::F(number - 10),
        (b'~', number @ 17..=21) => KeyCode::F(number - 11),
        (b'~', number @ 23..=24) => KeyCode::F(number - 12),
        _ => return None,
    })
}

/// The modifiers of a sequence, one bit each.
fn held(bits: u8) -> KeyModifiers {
    [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)]
        .into_iter()
        .filter(|(bit, _)| bits & bit != 0)
        .fold(KeyModifiers::NONE, |all, (_, one)| all | one)
}

/// A character in UTF-8.
fn character(first: u8, bytes: &[u8]) -> Found {
    let length = match first {
        0x20..0x7f => 1,
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return Found::Unknown(1),
    };
    let Some(bytes) = bytes.get(..length) else { return Found::Part };
    let character = std::str::from_utf8(bytes).ok().and_then(|text| text.chars().next());
    character
        .map_or(Found::Unknown(1), |character| Found::Key(length, KeyCode::Char(character).into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decode(bytes: &[u8]) -> Vec<Input> {
        let mut decoder = Decoder::default();
        let mut events = decoder.take(bytes);
        events.extend(decoder.settle());
        events
    }

    fn keys(bytes: &[u8]) -> Vec<KeyCode> {
        let key = |input| match input {
            Input::Event(Event::Key(key)) => key.code,
            other => panic!("{other:?}"),
        };
        decode(bytes).into_iter().map(key).collect()
    }

    #[test]
    fn the_keys_of_the_table_are_known_in_every_dialect() {
        use KeyCode::*;
        assert_eq!(keys(b"\x1b[A\x1bOA\x1b[1;2B"), [Up, Up, Down]);
        assert_eq!(keys(b"\x1b[H\x1bOH\x1b[1~\x1b[7~"), [Home; 4]);
        assert_eq!(keys(b"\x1b[F\x1bOF\x1b[4~\x1b[8~"), [End; 4]);
        assert_eq!(keys(b"\x1b[5~\x1b[6~\x1b[Z\t"), [PageUp, PageDown, BackTab, Tab]);
        assert_eq!(keys(b"\x1bOP\x1b[11~\x1b[[A"), [F(1); 3]);
        assert_eq!(keys(b"\r\n\x7f\x08"), [Enter, Enter, Backspace, Backspace]);
        assert_eq!(keys("qñ東".as_bytes()), [Char('q'), Char('ñ'), Char('東')]);
        let ctrl = |character| KeyEvent::new(Char(character), KeyModifiers::CONTROL);
        assert_eq!(decode(b"\x03\x1a"), [ctrl('c'), ctrl('z')].map(|key| Event::Key(key).into()));
        let word = KeyEvent::new(Left, KeyModifiers::CONTROL);
        assert_eq!(decode(b"\x1b[1;5D"), [Event::Key(word).into()]);
    }

    #[test]
    fn a_lone_escape_waits_a_moment_and_a_quick_key_behind_it_is_a_key() {
        let mut decoder = Decoder::default();
        assert!(decoder.take(b"\x1b").is_empty());
        assert!(decoder.is_waiting());
        assert_eq!(decoder.settle(), [Event::Key(KeyCode::Esc.into()).into()]);
        assert!(!decoder.is_waiting());
        assert_eq!(keys(b"\x1bq"), [KeyCode::Esc, KeyCode::Char('q')]);
        assert_eq!(keys(b"\x1b\x1b[A"), [KeyCode::Esc, KeyCode::Up]);
        assert_eq!(keys(b"\x1bO"), [KeyCode::Esc, KeyCode::Char('O')]);
    }

    #[test]
    fn what_a_terminal_says_unasked_is_no_key() {
        assert_eq!(keys(b"\x1b[I\x1b[O\x1b[?62;22c\x1b[24;80R\x1b[<0;1;1Mq"), [KeyCode::Char('q')]);
        assert_eq!(keys(b"\xff\xc3q"), [KeyCode::Char('q')]);
    }

    #[test]
    fn the_answer_to_a_question_is_no_key_and_comes_in_pieces_too() {
        let key = Input::from(Event::Key(KeyCode::Char('q').into()));
        assert_eq!(decode(b"\x1b[0nq"), [Input::Answer, key]);
        assert_eq!(decode(b"\x1b[3n"), [Input::Answer]);
        let mut decoder = Decoder::default();
        assert!(decoder.take(b"\x1b[").is_empty() && decoder.take(b"0").is_empty());
        assert_eq!(decoder.take(b"n"), [Input::Answer]);
    }

    #[test]
    fn a_paste_is_one_text_and_no_keys() {
        assert_eq!(
            decode("\x1b[200~q\x1b[A\nñ\x1b[201~x".as_bytes()),
            [Event::Paste("q\x1b[A\nñ".to_owned()), Event::Key(KeyCode::Char('x').into())]
                .map(Input::from)
        );
        let mut decoder = Decoder::default();
        decoder.take(b"\x1b[200~text");
        assert!(!decoder.is_waiting(), "a paste may take its time");
        decoder.take(&[b'x'; 3 * LONGEST_PASTE]);
        let events = decoder.take(PASTE_END);
        let [Input::Event(Event::Paste(text))] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(text.len(), LONGEST_PASTE);
    }

    #[test]
    fn ctrl_c_leaves_a_paste_without_an_end() {
        let quit = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(decode(b"\x1b[200~text\x03"), [Event::Key(quit).into()]);
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "\x1b[A", "\x1bOP", "\x1b[1;5D", "\x1b[200~a\x1bb\x1b[201~", "ñ", "東", "q", "\x03",
                ]),
                0..12,
            ),
            cuts in prop::collection::vec(1_usize..5, 0..40),
        ) {
            let text = parts.concat();
            let mut rest = text.as_bytes();
            let mut decoder = Decoder::default();
            let mut events = Vec::new();
            for cut in cuts {
                let (piece, others) = rest.split_at(cut.min(rest.len()));
                events.extend(decoder.take(piece));
                rest = others;
            }
            events.extend(decoder.take(rest));
            prop_assert_eq!(events, decode(text.as_bytes()));
        }

        #[test]
        fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut decoder = Decoder::default();
            decoder.take(&bytes);
            decoder.settle();
            prop_assert!(!decoder.is_waiting());
        }
    }
}
