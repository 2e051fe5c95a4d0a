//! Keys and what they do: the one table behind the loop, the help overlay, the hint line and
//! docs/keys.md. [`KeyMap`] is that table with a person's own keys.

mod key;
mod map;
mod own;

use crossterm::event::KeyCode;

use super::screens::ScreenId;

pub use key::Key;
pub use map::{KeyMap, Press};

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Show a screen.
    Show(ScreenId),
    /// Select the row above.
    Up,
    /// Select the row below.
    Down,
    /// Go up by a page.
    PageUp,
    /// Go down by a page.
    PageDown,
    /// Select the first row.
    First,
    /// Select the last row.
    Last,
    /// Move to the next pane.
    NextPane,
    /// Move to the previous pane.
    PreviousPane,
    /// Open what is selected.
    Open,
    /// Go back: close the overlay, clear the filter, leave the detail.
    Back,
    /// Type a filter.
    Filter,
    /// Go to the next row that the last filter fits.
    NextMatch,
    /// Go to the row before that it fits.
    PreviousMatch,
    /// Order by the next column.
    SortNext,
    /// Turn the order round.
    SortReverse,
    /// Freeze what is shown; collection goes on.
    Pause,
    /// Go back to the poll before.
    Older,
    /// Go on to the poll behind.
    Newer,
    /// Go back ten minutes.
    MuchOlder,
    /// Go on ten minutes.
    MuchNewer,
    /// Show what is true now; in a recording, its last poll.
    Live,
    /// Tell what has changed since the last exit, or since a moment.
    Digest,
    /// Poll at once.
    PollNow,
    /// Poll less often.
    IntervalLonger,
    /// Poll more often.
    IntervalShorter,
    /// Run the refresh job.
    RefreshJob,
    /// Decide who brought a person in.
    Decide,
    /// Keep the alarm still for a while.
    Snooze,
    /// Show more or fewer days.
    Window,
    /// List only what has no scout.
    MissingOnly,
    /// List only what is in conflict, or blocked.
    ConflictsOnly,
    /// List only one payment status.
    PaymentStatus,
    /// List only rows of the selected row's scout.
    OneScout,
    /// Show times in UTC or local time.
    LocalTime,
    /// Draw with other characters.
    Glyphs,
    /// Light up no room.
    Night,
    /// Copy a value of the selected row.
    Copy,
    /// Copy an incident note.
    Note,
    /// Write what is in view into a file.
    Export,
    /// Show the SQL behind what is in view.
    Sql,
    /// Give the pane the whole screen, or back what it has taken.
    Zoom,
    /// Type the name of what is to be done.
    Command,
    /// Go to the next problem.
    NextProblem,
    /// Show the keys.
    Help,
    /// Leave.
    Quit,
    /// Hand the terminal back to the shell.
    Suspend,
}

/// Where an action stands in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Moving about.
    Move,
    /// Finding and ordering rows.
    List,
    /// Deciding when data is read.
    Data,
    /// Taking something along.
    Share,
    /// Everything else.
    Program,
}

impl Group {
    /// Every group, in the order of the help.
    pub const ALL: [Self; 5] = [Self::Move, Self::List, Self::Data, Self::Share, Self::Program];

    /// The heading in the help.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::List => "Lists",
            Self::Data => "Data",
            Self::Share => "Share",
            Self::Program => "Program",
        }
    }
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// What is done.
    pub action: Action,
    /// By which keys; the first is the one that hints show.
    pub keys: &'static [Key],
    /// The word in the hint line.
    pub hint: &'static str,
    /// The sentence in the help.
    pub help: &'static str,
    /// The heading it stands under.
    pub group: Group,
}

impl Binding {
    /// The name by which it can be called: the word of the hint line, but where two keys share one.
    pub const fn name(&self) -> &'static str {
        match self.action {
            Action::MissingOnly => "missing only",
            Action::ConflictsOnly => "conflicts only",
            Action::PaymentStatus => "payment status",
            Action::PollNow => "poll now",
            Action::SortReverse => "sort reverse",
            Action::RefreshJob => "refresh job",
            _ => self.hint,
        }
    }
}

const fn named(code: KeyCode) -> Key {
    Key::Named(code)
}

macro_rules! bindings {
    ($($action:expr, [$($key:expr),+], $hint:literal, $group:ident, $help:literal;)+) => {
        &[$(Binding {
            action: $action,
            keys: &[$($key),+],
            hint: $hint,
            help: $help,
            group: Group::$group,
        }),+]
    };
}

/// The table.
pub const BINDINGS: &[Binding] = bindings![
    Action::Show(ScreenId::Overview), [Key::Char('1')], "overview", Move, "Overview: all figures at a glance";
    Action::Show(ScreenId::Backlog), [Key::Char('2')], "backlog", Move, "Backlog: categories, persons, evidence";
    Action::Show(ScreenId::Conflicts), [Key::Char('3')], "conflicts", Move, "Conflicts: persons with several scouts";
    Action::Show(ScreenId::Trend), [Key::Char('4')], "trend", Move, "Trend: the daily history";
    Action::Show(ScreenId::Jobs), [Key::Char('5')], "jobs", Move, "Jobs: runs, their steps and errors";
    Action::Show(ScreenId::Collection), [Key::Char('6')], "collection", Move, "Collection: Yango's claims and scouts";
    Action::Show(ScreenId::Liquidation), [Key::Char('7')], "liquidation", Move, "Liquidation: what scouts are paid from";
    Action::Show(ScreenId::Log), [Key::Char('8')], "log", Move, "Log: what this program did";
    Action::Up, [named(KeyCode::Up), Key::Char('k')], "up", Move, "The row above";
    Action::Down, [named(KeyCode::Down), Key::Char('j')], "down", Move, "The row below";
    Action::PageUp, [named(KeyCode::PageUp)], "page up", Move, "A page up";
    Action::PageDown, [named(KeyCode::PageDown)], "page down", Move, "A page down";
    Action::First, [Key::Char('g'), named(KeyCode::Home)], "first", Move, "The first row";
    Action::Last, [Key::Char('G'), named(KeyCode::End)], "last", Move, "The last row";
    Action::NextPane, [named(KeyCode::Tab)], "pane", Move, "The next pane";
    Action::PreviousPane, [named(KeyCode::BackTab)], "pane back", Move, "The previous pane";
    Action::Zoom, [Key::Char('z')], "zoom", Move, "This pane alone, or all panes again";
    Action::Open, [named(KeyCode::Enter)], "open", Move, "Open what is selected";
    Action::Back, [named(KeyCode::Esc), named(KeyCode::Backspace)], "back", Move, "Back: close, clear the filter, leave";
    Action::Filter, [Key::Char('/')], "filter", List, "Show only rows that fulfil a filter";
    Action::NextMatch, [Key::Char('n')], "next match", List, "The next row that the last filter fits";
    Action::PreviousMatch, [Key::Char('N')], "match before", List, "The row before that it fits";
    Action::SortNext, [Key::Char('o')], "sort", List, "Order by the next column";
    Action::SortReverse, [Key::Char('O')], "reverse", List, "Turn the order round";
    Action::Window, [Key::Char('w')], "days", List, "Trend: 30, 90, 365 or 7 days";
    Action::MissingOnly, [Key::Char('m')], "missing", List, "Collection: only claims without a scout";
    Action::ConflictsOnly, [Key::Char('c')], "conflicts", List, "Only what is in conflict, or blocked";
    Action::PaymentStatus, [Key::Char('p')], "paid?", List, "Collection: unpaid, paid, misapplied, all";
    Action::OneScout, [Key::Char('i')], "one scout", List, "Only the selected row's scout, or all";
    Action::NextProblem, [Key::Char('!')], "next problem", Data, "The next problem, worst first";
    Action::Pause, [Key::Char(' ')], "pause", Data, "Freeze what is shown; collection goes on";
    Action::Older, [Key::Char('[')], "older", Data, "The poll before; what it changed is marked *";
    Action::Newer, [Key::Char(']')], "newer", Data, "The poll behind";
    Action::MuchOlder, [Key::Char('{')], "10m older", Data, "Ten minutes back";
    Action::MuchNewer, [Key::Char('}')], "10m newer", Data, "Ten minutes on";
    Action::Live, [Key::Char('\\')], "live", Data, "Live again; in a recording, its last poll";
    Action::Digest, [Key::Char('h')], "digest", Data, "What has changed since you left, or since --since";
    Action::PollNow, [Key::Char('r')], "poll", Data, "Poll the database now";
    Action::IntervalLonger, [Key::Char('+')], "slower", Data, "Poll less often";
    Action::IntervalShorter, [Key::Char('-')], "faster", Data, "Poll more often";
    Action::RefreshJob, [Key::Char('t')], "job", Data, "Run the refresh job";
    Action::Decide, [Key::Char('d')], "decide", Data, "Evidence: decide who brought a person in";
    Action::Snooze, [Key::Char('a')], "no alarm", Data, "No alarm for 15 minutes, 1 hour, 4 hours; as before";
    Action::Copy, [Key::Char('y')], "copy", Share, "Copy a value; y y: the person key, or the row";
    Action::Note, [Key::Char('Y')], "note", Share, "Copy an incident note in Markdown";
    Action::Export, [Key::Char('x')], "export", Share, "Export what is in view to CSV or JSON";
    Action::Sql, [Key::Char('s')], "SQL", Share, "The SQL behind what is in view, for psql";
    Action::LocalTime, [Key::Char('u')], "UTC", Program, "Times in UTC or local time";
    Action::Glyphs, [Key::Char('v')], "glyphs", Program, "Draw with braille, blocks or ASCII";
    Action::Night, [Key::Char('V')], "night", Program, "Night: nothing shines but CRIT";
    Action::Command, [Key::Char(':')], "command", Program, "Any of these by name; Tab lists them";
    Action::Help, [Key::Char('?'), named(KeyCode::F(1))], "help", Program, "These keys";
    Action::Quit, [Key::Char('q'), Key::Ctrl('c')], "quit", Program, "Leave";
    Action::Suspend, [Key::Ctrl('z')], "suspend", Program, "Back to the shell; fg returns";
];

/// The sentence of an action.
pub fn help(action: Action) -> &'static str {
    BINDINGS.iter().find(|binding| binding.action == action).map_or("", |binding| binding.help)
}

/// The table as the text of docs/keys.md.
pub fn markdown() -> String {
    let mut lines = vec![
        "# Keys".to_owned(),
        String::new(),
        "Generated from the table in `src/tui/keymap.rs`: the built-in keys. The help (`?`) shows those in force;\n\
         [configuration.md](configuration.md#ones-own-keys) says how to change them."
            .to_owned(),
    ];
    for group in Group::ALL {
        lines.extend([String::new(), format!("## {}", group.title()), String::new()]);
        lines.extend(["| key | name | what it does |".to_owned(), "|---|---|---|".to_owned()]);
        for binding in BINDINGS.iter().filter(|binding| binding.group == group) {
            let keys: Vec<_> =
                binding.keys.iter().map(|key| format!("`{}`", key.label())).collect();
            lines.push(format!("| {} | {} | {} |", keys.join(" "), binding.name(), binding.help));
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_key_does_two_things() {
        let mut seen = HashSet::new();
        for key in BINDINGS.iter().flat_map(|binding| binding.keys) {
            assert!(seen.insert(key.label()), "{key:?} stands twice");
        }
    }

    #[test]
    fn every_action_stands_once() {
        let actions: HashSet<_> = BINDINGS.iter().map(|binding| binding.action).collect();
        assert_eq!(actions.len(), BINDINGS.len());
    }

    #[test]
    fn no_name_means_two_things() {
        let names: HashSet<_> = BINDINGS.iter().map(Binding::name).collect();
        assert_eq!(names.len(), BINDINGS.len());
    }
}
