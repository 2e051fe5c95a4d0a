//! The first row: which database, how the link stands, how old the figures are. Where room is scarce, what matters least
//! gives way first, and nothing is cut that can be left out.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::app::App;
use super::face::Face;
use super::profile::{Extent, Origin, marks};
use super::text::{cut, width};
use super::theme::{Role, Theme};

/// What may stand in the row beside the word for the link and the age of the poll, which always do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Label,
    Marks,
    SnoozeEnd,
    Recording,
    Traffic,
    Name,
    DataAge,
    WholeName,
    Remark,
    Host,
    Role,
    Clock,
    WholeWords,
    WholeHost,
    WholeRole,
}

/// Every piece, what matters most first.
const BY_WORTH: [Piece; 15] = [
    Piece::Label,
    Piece::Marks,
    Piece::SnoozeEnd,
    Piece::Recording,
    Piece::Traffic,
    Piece::Name,
    Piece::DataAge,
    Piece::WholeName,
    Piece::Remark,
    Piece::Host,
    Piece::Role,
    Piece::Clock,
    Piece::WholeWords,
    Piece::WholeHost,
    Piece::WholeRole,
];

/// Free cells between the left and the right.
const GAP: usize = 2;

/// Cells that the database's name keeps, if anything of it is shown.
const SHORT_NAME: usize = 12;

/// Draws the row.
pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let identity = app.shown.identity.as_ref();
    let header = Header {
        face: app.face(),
        theme: app.theme,
        label: app.profile.block(app.theme),
        origin: Origin::of(&app.profile, identity),
        marks: marks(&app.profile, identity),
        remark: identity.and_then(|identity| identity.link_remark.as_deref()),
    };
    let cells = usize::from(area.width);
    let mut pieces = Vec::new();
    for piece in BY_WORTH {
        pieces.push(piece);
        if header.least(&pieces) > cells {
            pieces.pop();
        }
    }
    let spare = cells.saturating_sub(header.least(&pieces));
    let (left, right) = header.row(&pieces, SHORT_NAME + spare);
    let gap = cells.saturating_sub(cells_of(&left) + cells_of(&right));
    let row = left.into_iter().chain([Span::raw(" ".repeat(gap))]).chain(right);
    buffer.set_line(area.x, area.y, &row.collect::<Line<'_>>(), area.width);
}

/// What there is to be said.
struct Header<'a> {
    face: &'a Face,
    theme: Theme,
    label: Vec<Span<'static>>,
    origin: Origin<'a>,
    marks: Vec<&'static str>,
    remark: Option<&'a str>,
}

impl Header<'_> {
    /// The cells that these pieces take.
    fn least(&self, pieces: &[Piece]) -> usize {
        let (left, right) = self.row(pieces, SHORT_NAME);
        cells_of(&left) + GAP + cells_of(&right)
    }

    /// The row with these pieces: its left and its right.
    fn row(&self, pieces: &[Piece], name: usize) -> (Vec<Span<'static>>, Vec<Span<'static>>) {
        let has = |piece| pieces.contains(&piece);
        let (face, theme) = (self.face, self.theme);
        let mut left = vec![Span::raw(" ")];
        if has(Piece::Label) {
            left.extend(self.label.iter().cloned());
        }
        let who = self.who(pieces, name);
        if !who.is_empty() {
            left.push(Span::styled(who, theme.style(Role::Strong)));
            left.push(Span::raw("  "));
        }
        if let Some((word, role)) = &face.state {
            left.push(Span::styled(word.clone(), theme.style(*role)));
            left.push(Span::raw("  "));
        }
        let ages = face.ages.iter().take(if has(Piece::DataAge) { usize::MAX } else { 1 });
        let ages = ages.map(|age| if has(Piece::WholeWords) { &age.whole } else { &age.short });
        left.push(Span::raw(ages.map(String::as_str).collect::<Vec<_>>().join(" · ")));
        let snooze = face.snooze.as_ref().map(|snooze| {
            if has(Piece::SnoozeEnd) { snooze.whole.as_str() } else { &snooze.short }
        });
        let record = face.record.filter(|_| has(Piece::Recording));
        let traffic = face.traffic.filter(|_| has(Piece::Traffic));
        let clock = Some(face.clock.as_str()).filter(|_| has(Piece::Clock));
        let right: Vec<_> = [snooze, record, traffic, clock].into_iter().flatten().collect();
        let right = format!("{} ", right.join("  "));
        (left, vec![Span::styled(right, theme.style(Role::Dim))])
    }

    /// The database, its host, the role, and what else is to be known of them.
    fn who(&self, pieces: &[Piece], name: usize) -> String {
        let has = |piece| pieces.contains(&piece);
        let extent = |part, whole| match (has(part), has(whole)) {
            (_, true) => Extent::Whole,
            (true, false) => Extent::Short,
            (false, false) => Extent::Absent,
        };
        let database = self.origin.database();
        let name = match (has(Piece::Name), has(Piece::WholeName)) {
            (_, true) => database.to_owned(),
            (true, false) => cut(database, name),
            (false, false) => String::new(),
        };
        let rest = self.origin.rest(
            extent(Piece::Host, Piece::WholeHost),
            extent(Piece::Role, Piece::WholeRole),
            self.theme.language,
        );
        let who = name + &rest;
        let marks = self.marks.iter().copied().filter(|_| has(Piece::Marks));
        let remark = self.remark.filter(|_| has(Piece::Remark));
        let words = [who.as_str()].into_iter().chain(marks).chain(remark);
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

fn cells_of(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| width(&span.content)).sum()
}
