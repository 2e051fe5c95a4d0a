//! From which of the ways out on what a person copies may leave the program.

/// The first way that may be taken; those after it follow where it is not open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum WayOut {
    /// The best that there is.
    #[default]
    Auto,
    /// The buffer of tmux.
    Tmux,
    /// The terminal's clipboard.
    Osc52,
    /// A file.
    File,
    /// The screen: nothing leaves the terminal.
    Screen,
}

impl WayOut {
    /// Every way, in the order in which they follow one another.
    pub const ALL: [Self; 5] = [Self::Auto, Self::Tmux, Self::Osc52, Self::File, Self::Screen];

    /// The word in the configuration file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Tmux => "tmux",
            Self::Osc52 => "osc52",
            Self::File => "file",
            Self::Screen => "screen",
        }
    }

    /// Whether a way may be taken where this is the first.
    pub fn takes(self, way: Self) -> bool {
        self <= way
    }
}
