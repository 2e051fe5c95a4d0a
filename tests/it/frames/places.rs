//! Where a user can be, and in what state the world can be meanwhile.

use scoutwatch::model::Snapshot;
use scoutwatch::tui::theme::Theme;

use crate::dashboard::Dashboard;
use crate::fixtures::{self, Database, Texts};

/// Where a user can be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Its name in snapshots.
    pub(super) name: &'static str,
    /// The keys that lead there.
    keys: &'static str,
}

const fn place(name: &'static str, keys: &'static str) -> Place {
    Place { name, keys }
}

/// Every place; the eight screens come first, in the order of their keys.
pub(super) const PLACES: &[Place] = &[
    place("overview", "1"),
    place("backlog", "2"),
    place("conflicts", "3"),
    place("trend", "4"),
    place("jobs", "5"),
    place("collection", "6"),
    place("liquidation", "7"),
    place("log", "8"),
    place("persons", "2<Down><Enter>"),
    place("evidence", "2<Down><Enter><Enter>"),
    place("conflict", "3<Enter>"),
    place("good_run", "5<Down><Enter>"),
    place("failed_run", "5<Down><Down><Enter>"),
    place("orphaned_run", "5<Down><Down><Down><Down><Enter>"),
    place("other_run", "5<Down><Down><Down><Enter>"),
    place("claim", "6<Enter>"),
    place("help", "2?"),
    place("prompt", "3/muñ"),
];

impl Place {
    /// Whether it is a screen as it is entered.
    pub(super) fn is_screen(&self) -> bool {
        self.keys.len() == 1
    }

    /// Whether what is seen there is asked for, and is not part of the poll.
    pub(super) fn asks(&self) -> bool {
        matches!(self.name, "conflicts" | "jobs" | "collection" | "liquidation")
    }

    /// Whether it is a list of rows of the database.
    pub(super) fn is_list(&self) -> bool {
        self.is_screen() && self.name != "log" || self.name == "persons"
    }
}

/// The state of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Loading,
    Normal,
    Empty,
    Late,
    Lost,
    Unread,
    Missing,
    Denied,
    Hostile,
}

impl State {
    pub(super) const ALL: [Self; 9] = [
        Self::Loading,
        Self::Normal,
        Self::Empty,
        Self::Late,
        Self::Lost,
        Self::Unread,
        Self::Missing,
        Self::Denied,
        Self::Hostile,
    ];

    pub(super) fn snapshot(self) -> Snapshot {
        match self {
            Self::Loading => fixtures::loading(),
            Self::Normal => fixtures::normal(),
            Self::Empty => fixtures::empty(),
            Self::Late => fixtures::late(),
            Self::Lost => fixtures::lost(),
            Self::Unread => fixtures::unread(),
            Self::Missing => fixtures::missing_view(),
            Self::Denied => fixtures::denied(),
            Self::Hostile => fixtures::hostile(),
        }
    }

    /// The database that answers meanwhile.
    pub(super) const fn database(self) -> Database {
        match self {
            Self::Loading | Self::Late => Database::Silent,
            Self::Normal | Self::Unread => Database::Full(Texts::Plain),
            Self::Empty => Database::Empty,
            Self::Lost => Database::Lost,
            Self::Missing => Database::WithoutConflicts,
            Self::Denied => Database::Denied,
            Self::Hostile => Database::Full(Texts::Hostile),
        }
    }

    /// The dashboard at a place, in colour.
    pub(super) fn at(self, place: &Place, size: (u16, u16)) -> Dashboard {
        self.with_theme(Theme::ansi(), place, size)
    }

    /// The dashboard at a place. What has become late, is lost or cannot be read any more was well when the user came there.
    pub(super) fn with_theme(self, theme: Theme, place: &Place, size: (u16, u16)) -> Dashboard {
        let since = match self {
            Self::Late => 36,
            Self::Lost | Self::Unread => 463,
            _ => 0,
        };
        let before = if since > 0 { Self::Normal } else { self };
        let mut dashboard =
            Dashboard::at(fixtures::ago(since), size, theme, before.snapshot(), before.database());
        dashboard.press(place.keys);
        if since > 0 {
            dashboard.turn_to(self.snapshot(), self.database());
        }
        dashboard
    }
}
