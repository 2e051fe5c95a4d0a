//! Who and what is looked at, and how that is said where there is much room for it and where there is little.

use ratatui::style::Style;
use ratatui::text::Span;

use super::text::{cut, width};
use super::theme::Theme;
use crate::model::{Color, Identity, Language, say};

/// Cells that a host or a role takes where room is scarce.
const SHORT: usize = 20;

/// Who and what the dashboard looks at, as far as it is known before the first poll.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// The word at the left of the header, such as PROD.
    pub label: String,
    /// Whether the word warns.
    pub is_production: bool,
    /// The word's own colour.
    pub color: Option<Color>,
    /// Database and host.
    pub target: String,
    /// Whether writes are switched off by the configuration.
    pub is_read_only: bool,
    /// The share of satisfactory persons to reach, in percent.
    pub target_percent: f64,
}

impl Profile {
    /// How the word is drawn.
    pub fn style(&self, theme: Theme) -> Style {
        theme.label(self.is_production, self.color)
    }

    /// The word as a block, and a free cell behind it; nothing where there is no word.
    pub fn block(&self, theme: Theme) -> Vec<Span<'static>> {
        if self.label.is_empty() {
            return Vec::new();
        }
        vec![Span::styled(format!(" {} ", self.label), self.style(theme)), Span::raw(" ")]
    }
}

/// Where figures come from: database, host and role.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    database: &'a str,
    host: Option<&'a str>,
    role: Option<&'a str>,
}

/// How much is said of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Nothing.
    Absent,
    /// Its beginning.
    Short,
    /// Everything.
    Whole,
}

impl<'a> Origin<'a> {
    /// What is known of it. Of several hosts the one that answers is what people want to know.
    pub fn of(profile: &'a Profile, identity: Option<&'a Identity>) -> Self {
        let (database, host) = match profile.target.rsplit_once('@') {
            Some((database, host)) => (database, Some(host)),
            None => (profile.target.as_str(), None),
        };
        let Some(identity) = identity else { return Self { database, host, role: None } };
        Self {
            database: if identity.host.is_some() { &identity.database } else { database },
            host: identity.host.as_deref().or(host),
            role: Some(identity.role.as_str()).filter(|role| !role.is_empty()),
        }
    }

    /// The database.
    pub const fn database(&self) -> &'a str {
        self.database
    }

    /// As much of it as fits into so many cells: the role gives way first, then the host.
    pub fn within(&self, cells: usize, language: Language) -> String {
        use Extent::{Absent, Short, Whole};
        let steps = [(Whole, Whole), (Short, Short), (Whole, Absent), (Short, Absent)];
        let said = |(host, role)| self.database.to_owned() + &self.rest(host, role, language);
        let fitting = steps.into_iter().map(said).find(|words| width(words) <= cells);
        fitting.unwrap_or_else(|| cut(self.database, cells))
    }

    /// What stands behind the database's name: where it is, and as whom it is asked.
    pub fn rest(&self, host: Extent, role: Extent, language: Language) -> String {
        let host = said(self.host, host).map_or_else(String::new, |host| format!("@{host}"));
        let role = said(self.role, role)
            .map_or_else(String::new, |role| say!(language, " as {role}", " como {role}"));
        host + &role
    }
}

fn said(part: Option<&str>, extent: Extent) -> Option<String> {
    match extent {
        Extent::Absent => None,
        Extent::Short => part.map(|part| cut(part, SHORT)),
        Extent::Whole => part.map(str::to_owned),
    }
}

/// What else is to be known before anything is believed or done here, in a word each.
pub fn marks(profile: &Profile, identity: Option<&Identity>) -> Vec<&'static str> {
    let is_standby = identity.is_some_and(|identity| identity.in_recovery);
    let words = [profile.is_read_only.then_some("[RO]"), is_standby.then_some("standby")];
    words.into_iter().flatten().collect()
}
