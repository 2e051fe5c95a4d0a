//! The pictures in the README: tested frames in colour, as SVG. `UPDATE=1` writes them anew.

use std::fmt::Write as _;
use std::path::Path;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr as _;

use super::places::{PLACES, State};

/// Sizes and the names of their pictures.
const PICTURES: [(&str, (u16, u16)); 3] =
    [("overview-80x24", (80, 24)), ("overview-120x40", (120, 40)), ("overview-200x60", (200, 60))];

/// A cell, in the units of a picture.
const WIDTH: usize = 9;
const HEIGHT: usize = 19;

const BACKGROUND: &str = "#16181d";
const FOREGROUND: &str = "#d5d8de";

/// A colour as a common dark terminal shows it.
fn shade(color: Color, default: &'static str) -> String {
    let named = match color {
        Color::Red | Color::LightRed => "#f07178",
        Color::Green | Color::LightGreen => "#a5d075",
        Color::Yellow | Color::LightYellow => "#e6c07b",
        Color::Magenta | Color::LightMagenta => "#c792ea",
        Color::Cyan | Color::LightCyan => "#7fd5e0",
        Color::Blue | Color::LightBlue => "#82aaff",
        Color::Black => BACKGROUND,
        Color::DarkGray => "#7f848e",
        Color::Gray | Color::White => FOREGROUND,
        Color::Rgb(red, green, blue) => return format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Reset | Color::Indexed(_) => default,
    };
    named.to_owned()
}

/// What a run of cells has in common.
#[derive(PartialEq)]
struct Look {
    ink: String,
    paper: String,
    modifiers: Modifier,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let (mut ink, mut paper) = (shade(cell.fg, FOREGROUND), shade(cell.bg, BACKGROUND));
        if cell.modifier.contains(Modifier::REVERSED) {
            std::mem::swap(&mut ink, &mut paper);
        }
        Self { ink, paper, modifiers: cell.modifier }
    }

    fn attributes(&self) -> String {
        let mut attributes = format!("fill=\"{}\"", self.ink);
        for (modifier, attribute) in [
            (Modifier::BOLD, " font-weight=\"bold\""),
            (Modifier::DIM, " opacity=\"0.6\""),
            (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        ] {
            if self.modifiers.contains(modifier) {
                attributes.push_str(attribute);
            }
        }
        attributes
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Draws cells that look alike, from column `x` of row `y`.
fn run(svg: &mut String, x: usize, y: usize, text: &str, look: &Look) {
    let (left, top, width) = (x * WIDTH, y * HEIGHT, text.width() * WIDTH);
    if look.paper != BACKGROUND {
        let paper = &look.paper;
        writeln!(svg, "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{HEIGHT}\" fill=\"{paper}\"/>").unwrap();
    }
    if !text.trim().is_empty() {
        let (base, attributes, text) = (top + 14, look.attributes(), escaped(text));
        writeln!(
            svg,
            "<text x=\"{left}\" y=\"{base}\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\" {attributes}>{text}</text>"
        )
        .unwrap();
    }
}

fn picture(frame: &Buffer, title: &str) -> String {
    let (columns, rows) = (usize::from(frame.area.width), usize::from(frame.area.height));
    let (width, height) = (columns * WIDTH, rows * HEIGHT);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-8 -8 {} {}\" role=\"img\">\n\
         <title>{title}</title>\n\
         <rect x=\"-8\" y=\"-8\" width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{BACKGROUND}\"/>\n\
         <g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"15\" xml:space=\"preserve\">\n",
        width + 16,
        height + 16
    );
    for (y, row) in frame.content.chunks(columns).enumerate() {
        let mut start = 0;
        while start < row.len() {
            let look = Look::of(&row[start]);
            let alike = row[start..].iter().take_while(|cell| Look::of(cell) == look).count();
            let mut text: String = row[start..start + alike].iter().map(Cell::symbol).collect();
            // A wide character covers the blank cell behind it.
            while text.width() > alike && text.ends_with(' ') {
                text.pop();
            }
            run(&mut svg, start, y, &text, &look);
            start += alike;
        }
    }
    svg + "</g>\n</svg>\n"
}

#[test]
fn the_pictures_show_the_overview_as_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    for (name, size) in PICTURES {
        let frame = State::Normal.at(&PLACES[0], size).frame();
        let title = format!("The overview at {} columns and {} rows", size.0, size.1);
        let svg = picture(&frame.0, &title);
        let path = folder.join(format!("{name}.svg"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &svg).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == svg, "{name}: UPDATE=1 cargo test --test it writes it anew");
        let readme = include_str!("../../../README.md");
        assert!(readme.contains(&format!("docs/pictures/{name}.svg")), "the README shows {name}");
    }
}
