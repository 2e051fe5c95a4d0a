//! The backend: what differs between two frames, in as few bytes as a slow line deserves, and none where
//! nothing differs.
//!
//! ratatui's own names a place for every word, spells a colour in ten bytes and closes each frame with four
//! resets, also an empty one. It takes its sequences from crossterm, which writes broken ones where
//! `NO_COLOR` is set; colours are the theme's business here.

use std::cell::{Cell as Shared, RefCell};
use std::io::{self, Write};
use std::rc::Rc;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// Collects a frame, so that it reaches the terminal in one write.
#[derive(Clone, Debug, Default)]
pub struct FrameBuffer(Rc<RefCell<Vec<u8>>>);

impl FrameBuffer {
    /// What was collected since the last time.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.borrow_mut())
    }
}

impl Write for FrameBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// From this many blanks at the end of a row on, erasing is shorter than writing them.
const WORTH_ERASING: usize = 4;

/// Writes frames to `writer`; `size` tells how large the terminal is.
pub struct LeanBackend<W, S> {
    writer: W,
    size: S,
    /// The width of the frame, which ratatui asks for before it draws one.
    columns: Shared<u16>,
    cursor: Option<Cursor>,
    is_cursor_shown: Option<bool>,
    look: Look,
}

/// Where the terminal's cursor stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cursor {
    place: Position,
    /// Whether every terminal agrees: they differ on the width of many characters.
    is_certain: bool,
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Look {
    foreground: Color,
    background: Color,
    modifier: Modifier,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        Self { foreground: cell.fg, background: cell.bg, modifier: cell.modifier }
    }

    /// The parameters that turn one look into another.
    fn change(self, to: Self) -> String {
        let loses = !to.modifier.contains(self.modifier)
            || (to.foreground == Color::Reset && self.foreground != Color::Reset)
            || (to.background == Color::Reset && self.background != Color::Reset);
        if loses && to == Self::default() {
            return String::new();
        }
        let mut codes = Vec::new();
        let mut from = self;
        if loses {
            codes.push("0".to_owned());
            from = Self::default();
        }
        let added = to.modifier - from.modifier;
        codes.extend(
            ATTRIBUTES
                .into_iter()
                .filter(|(modifier, _)| added.contains(*modifier))
                .map(|(_, code)| code.to_string()),
        );
        if to.foreground != from.foreground {
            codes.push(color(to.foreground, 30));
        }
        if to.background != from.background {
            codes.push(color(to.background, 40));
        }
        codes.join(";")
    }
}

const ATTRIBUTES: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// A colour's parameter: `base` is 30 for the text, 40 for the ground behind it.
fn color(color: Color, base: u8) -> String {
    let number = match color {
        Color::Reset => base + 9,
        Color::Black => base,
        Color::Red => base + 1,
        Color::Green => base + 2,
        Color::Yellow => base + 3,
        Color::Blue => base + 4,
        Color::Magenta => base + 5,
        Color::Cyan => base + 6,
        Color::Gray => base + 7,
        Color::DarkGray => base + 60,
        Color::LightRed => base + 61,
        Color::LightGreen => base + 62,
        Color::LightYellow => base + 63,
        Color::LightBlue => base + 64,
        Color::LightMagenta => base + 65,
        Color::LightCyan => base + 66,
        Color::White => base + 67,
        Color::Indexed(index) => return format!("{};5;{index}", base + 8),
        Color::Rgb(red, green, blue) => return format!("{};2;{red};{green};{blue}", base + 8),
    };
    number.to_string()
}

impl<W: Write, S: Fn() -> io::Result<Size>> LeanBackend<W, S> {
    /// A backend that knows nothing of what is on the terminal.
    pub fn new(writer: W, size: S) -> Self {
        Self {
            writer,
            size,
            columns: Shared::new(0),
            cursor: None,
            is_cursor_shown: None,
            look: Look::default(),
        }
    }

    fn take_look(&mut self, look: Look) -> io::Result<()> {
        if look != self.look {
            write!(self.writer, "\x1b[{}m", self.look.change(look))?;
            self.look = look;
        }
        Ok(())
    }

    /// Moves the cursor: not at all where the last character has left it there, by steps where it is
    /// certain where from, else to the place by its numbers.
    fn go_to(&mut self, place: Position) -> io::Result<()> {
        match self.cursor {
            Some(cursor) if cursor.place == place => return Ok(()),
            Some(Cursor { place: from, is_certain: true })
                if from.y == place.y && from.x < place.x =>
            {
                match place.x - from.x {
                    1 => write!(self.writer, "\x1b[C")?,
                    steps => write!(self.writer, "\x1b[{steps}C")?,
                }
            }
            _ if place.x == 0 => write!(self.writer, "\x1b[{}H", place.y + 1)?,
            _ => write!(self.writer, "\x1b[{};{}H", place.y + 1, place.x + 1)?,
        }
        self.cursor = Some(Cursor { place, is_certain: true });
        Ok(())
    }

    fn print(&mut self, symbol: &str) -> io::Result<()> {
        self.writer.write_all(symbol.as_bytes())?;
        if let Some(cursor) = &mut self.cursor {
            cursor.place.x += 1;
            cursor.is_certain &= symbol.len() == 1;
        }
        Ok(())
    }

    fn show(&mut self, is_shown: bool) -> io::Result<()> {
        if self.is_cursor_shown != Some(is_shown) {
            let end = if is_shown { 'h' } else { 'l' };
            write!(self.writer, "\x1b[?25{end}")?;
            self.is_cursor_shown = Some(is_shown);
        }
        Ok(())
    }
}

/// A cell that differs, with its place.
type Change<'a> = (u16, u16, &'a Cell);

/// How many of the first changes are blanks side by side.
fn blanks(changes: &[Change<'_>]) -> usize {
    let Some((left, top, _)) = changes.first() else { return 0 };
    changes
        .iter()
        .enumerate()
        .take_while(|(index, (x, y, cell))| {
            y == top
                && usize::from(*x) == usize::from(*left) + index
                && cell.symbol() == " "
                && Look::of(cell) == Look::default()
        })
        .count()
}

impl<W: Write, S: Fn() -> io::Result<Size>> Backend for LeanBackend<W, S> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = Change<'a>>,
    {
        let changes: Vec<_> = content.collect();
        let mut rest = changes.as_slice();
        while let [(x, y, cell), others @ ..] = rest {
            self.go_to(Position::new(*x, *y))?;
            self.take_look(Look::of(cell))?;
            let blank = blanks(rest);
            let end = usize::from(*x) + blank;
            if blank >= WORTH_ERASING && end == usize::from(self.columns.get()) {
                write!(self.writer, "\x1b[K")?;
                rest = rest.get(blank..).unwrap_or_default();
            } else {
                self.print(cell.symbol())?;
                rest = others;
            }
        }
        self.take_look(Look::default())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.show(false)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.show(true)
    }

    /// Nobody is asked: some terminals never answer.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.cursor.map(|cursor| cursor.place).ok_or_else(|| io::ErrorKind::Unsupported.into())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.go_to(position.into())
    }

    /// Forgets everything about the terminal too.
    fn clear(&mut self) -> io::Result<()> {
        self.is_cursor_shown = None;
        self.look = Look::default();
        write!(self.writer, "\x1b[m")?;
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.cursor = None;
        self.writer.write_all(match region {
            ClearType::All => b"\x1b[2J",
            ClearType::AfterCursor => b"\x1b[J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[K",
        })
    }

    fn size(&self) -> io::Result<Size> {
        let size = (self.size)()?;
        self.columns.set(size.width);
        Ok(size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::backend::CrosstermBackend;
    use ratatui::style::Style;
    use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

    const SIZE: Size = Size::new(16, 4);

    type Tested = Terminal<LeanBackend<FrameBuffer, fn() -> io::Result<Size>>>;

    fn terminal() -> (Tested, FrameBuffer) {
        let sent = FrameBuffer::default();
        let backend = LeanBackend::new(sent.clone(), (|| Ok(SIZE)) as fn() -> _);
        (Terminal::new(backend).unwrap(), sent)
    }

    /// Draws texts at places, and gives the bytes that it took.
    fn draw(tested: &mut (Tested, FrameBuffer), texts: &[(u16, u16, &str, Style)]) -> String {
        let view = |frame: &mut Frame<'_>| {
            for (x, y, text, style) in texts {
                frame.buffer_mut().set_string(*x, *y, text, *style);
            }
        };
        tested.0.draw(view).unwrap();
        String::from_utf8(tested.1.take()).unwrap()
    }

    #[test]
    fn the_same_frame_again_is_not_a_byte() {
        let mut terminal = terminal();
        let frame = [(3, 1, "LIVE", Style::new().fg(Color::Green))];
        assert_eq!(draw(&mut terminal, &frame), "\x1b[2;4H\x1b[32mLIVE\x1b[m\x1b[?25l");
        assert_eq!(draw(&mut terminal, &frame), "");
    }

    #[test]
    fn a_word_behind_a_word_is_a_step_away_and_behind_a_strange_one_a_place() {
        let mut terminal = terminal();
        let plain = Style::new();
        draw(&mut terminal, &[]);
        assert_eq!(draw(&mut terminal, &[(0, 0, "a b  c", plain)]), "\x1b[1Ha\x1b[Cb\x1b[2Cc");
        assert_eq!(draw(&mut terminal, &[(0, 0, "a é  d", plain)]), "\x1b[1;3Hé\x1b[1;6Hd");
    }

    #[test]
    fn what_goes_to_the_end_of_a_row_is_erased() {
        let mut terminal = terminal();
        let bold = Style::new().add_modifier(Modifier::BOLD);
        draw(&mut terminal, &[(2, 2, "fourteen cells", bold)]);
        assert_eq!(draw(&mut terminal, &[(2, 2, "four", bold)]), "\x1b[3;7H\x1b[K");
    }

    #[test]
    fn a_look_is_changed_in_one_sequence() {
        let red = Look { foreground: Color::Red, modifier: Modifier::BOLD, ..Look::default() };
        let plain = Look::default();
        assert_eq!(plain.change(red), "1;31");
        assert_eq!(red.change(plain), "");
        assert_eq!(red.change(Look { modifier: Modifier::DIM, ..red }), "0;2;31");
        assert_eq!(red.change(Look { foreground: Color::Cyan, ..red }), "36");
        assert_eq!(color(Color::Rgb(1, 2, 3), 40), "48;2;1;2;3");
    }

    #[test]
    fn a_cursor_is_shown_once_and_again_after_the_terminal_was_somebody_elses() {
        let (mut terminal, sent) = terminal();
        let mut type_at = |x, is_strange: bool| {
            if is_strange {
                terminal.backend_mut().clear().unwrap();
            }
            terminal.draw(|frame| frame.set_cursor_position((x, 3))).unwrap();
            String::from_utf8(sent.take()).unwrap()
        };
        assert_eq!(type_at(1, false), "\x1b[?25h\x1b[4;2H");
        assert_eq!(type_at(1, false), "");
        assert_eq!(type_at(2, false), "\x1b[C");
        assert_eq!(type_at(2, true), "\x1b[m\x1b[2J\x1b[?25h\x1b[4;3H");
    }

    prop_compose! {
        fn style()(
            color in prop::sample::select(vec![Color::Reset, Color::Red, Color::Cyan]),
            // A terminal has one weight: bold and dim together are an emulator's choice.
            weight in prop::sample::select(vec![Modifier::empty(), Modifier::BOLD, Modifier::DIM]),
            reversed in any::<bool>(),
        ) -> Style {
            let modifier = if reversed { weight | Modifier::REVERSED } else { weight };
            Style::reset().fg(color).add_modifier(modifier)
        }
    }

    type Texts = Vec<(u16, u16, String, Style)>;

    fn frames(alphabet: &'static str) -> impl Strategy<Value = Vec<Texts>> {
        let text = (0..SIZE.width, 0..SIZE.height, alphabet, style());
        prop::collection::vec(prop::collection::vec(text, 0..6), 1..6)
    }

    /// Draws frames one after another with our backend and with ratatui's own, and compares what an
    /// emulator makes of them.
    fn compare(frames: &[Texts], with_looks: bool) {
        crossterm::style::force_color_output(true);
        let mut ours = terminal();
        let sent = FrameBuffer::default();
        let viewport = Viewport::Fixed(SIZE.into());
        let theirs = CrosstermBackend::new(sent.clone());
        let mut theirs = Terminal::with_options(theirs, TerminalOptions { viewport }).unwrap();
        let [rows, columns] = [SIZE.height, SIZE.width].map(|n| n.try_into().unwrap());
        let mut emulators = [(); 2].map(|()| vt100::Parser::new(rows, columns, 0));
        for texts in frames {
            let texts: Vec<_> =
                texts.iter().map(|(x, y, text, style)| (*x, *y, text.as_str(), *style)).collect();
            emulators[0].process(draw(&mut ours, &texts).as_bytes());
            let view = |frame: &mut Frame<'_>| {
                for (x, y, text, style) in &texts {
                    frame.buffer_mut().set_string(*x, *y, text, *style);
                }
            };
            theirs.draw(view).unwrap();
            emulators[1].process(&sent.take());
            let [ours, theirs] = emulators.each_ref().map(|one| cells(one.screen(), with_looks));
            assert_eq!(ours, theirs);
        }
    }

    /// The characters, and how they look. A blank that was written is one that was never there.
    fn cells(screen: &vt100::Screen, with_looks: bool) -> String {
        let places = (0..SIZE.height).flat_map(|y| (0..SIZE.width).map(move |x| (y, x)));
        let cells = places.filter_map(|(y, x)| screen.cell(y, x)).map(|cell| {
            let marks = [cell.bold(), cell.dim(), cell.inverse()];
            let look = format!("{marks:?} {:?}", cell.fgcolor());
            let look = if with_looks { look.as_str() } else { "" };
            format!("{:?} {look}\n", cell.contents().trim_end())
        });
        cells.collect()
    }

    proptest! {
        #[test]
        fn a_terminal_shows_what_was_drawn(frames in frames("[ a-cñ▲]{0,16}")) {
            compare(&frames, true);
        }

        // How the blank looks that is left of half a wide character is an emulator's choice.
        #[test]
        fn a_terminal_shows_wide_characters_too(frames in frames("[ a-c▲東]{0,16}")) {
            compare(&frames, false);
        }
    }
}
