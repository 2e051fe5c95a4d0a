//! One check: what was looked at, the verdict, what was found, and the line that mends it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::Failure;

/// What is looked at, in the order in which it is shown. The names are those of the JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Subject {
    Settings,
    Connection,
    Tls,
    Version,
    Pooler,
    Primary,
    Clock,
    Timeouts,
    Schema,
    Sources,
    Guards,
    Indexes,
    Rights,
    Excess,
    Job,
    Poll,
    LastRun,
    Terminal,
    Colors,
    Characters,
    Clipboard,
    Tmux,
}

impl Subject {
    /// Every one.
    pub(super) const ALL: [Self; 22] = [
        Self::Settings,
        Self::Connection,
        Self::Tls,
        Self::Version,
        Self::Pooler,
        Self::Primary,
        Self::Clock,
        Self::Timeouts,
        Self::Schema,
        Self::Sources,
        Self::Guards,
        Self::Indexes,
        Self::Rights,
        Self::Excess,
        Self::Job,
        Self::Poll,
        Self::LastRun,
        Self::Terminal,
        Self::Colors,
        Self::Characters,
        Self::Clipboard,
        Self::Tmux,
    ];

    /// What it is about.
    pub(super) const fn group(self) -> Group {
        match self {
            Self::Settings
            | Self::Connection
            | Self::Tls
            | Self::Version
            | Self::Pooler
            | Self::Primary
            | Self::Clock
            | Self::Timeouts => Group::Connection,
            Self::Schema | Self::Sources | Self::Guards | Self::Indexes => Group::Schema,
            Self::Rights | Self::Excess | Self::Job => Group::Role,
            Self::Poll | Self::LastRun => Group::Work,
            Self::Terminal | Self::Colors | Self::Characters | Self::Clipboard | Self::Tmux => {
                Group::Terminal
            }
        }
    }

    /// The word in front of its line.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Connection => "connection",
            Self::Tls => "TLS",
            Self::Version => "version",
            Self::Pooler => "pooler",
            Self::Primary => "primary",
            Self::Clock => "clock",
            Self::Timeouts => "timeouts",
            Self::Schema => "schema",
            Self::Sources => "sources",
            Self::Guards => "guards",
            Self::Indexes => "indexes",
            Self::Rights => "rights",
            Self::Excess => "excess",
            Self::Job => "job",
            Self::Poll => "poll",
            Self::LastRun => "last run",
            Self::Terminal => "terminal",
            Self::Colors => "colours",
            Self::Characters => "characters",
            Self::Clipboard => "clipboard",
            Self::Tmux => "tmux",
        }
    }
}

/// What a check is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Group {
    Connection,
    Schema,
    Role,
    Work,
    Terminal,
}

/// How it is. The order is the order of attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    /// Nothing to do.
    Ok,
    /// Not looked at, with the reason.
    Skipped,
    /// It works; it could be better or safer.
    Warn,
    /// Looked at, and not found out.
    Unknown,
    /// Something does not work.
    Fail,
}

impl Verdict {
    /// Every verdict.
    pub(super) const ALL: [Self; 5] =
        [Self::Ok, Self::Warn, Self::Fail, Self::Skipped, Self::Unknown];

    /// The word on the screen.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Skipped => "SKIPPED",
            Self::Warn => "WARN",
            Self::Unknown => "UNKNOWN",
            Self::Fail => "FAIL",
        }
    }
}

/// Where a line that mends is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Place {
    /// In a shell.
    Shell,
    /// In psql, by the owner of what it names.
    Sql,
    /// In the configuration or the connection string.
    Setting,
    /// Nowhere: a person has to do something.
    Advice,
}

/// A line that mends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Mend {
    pub(super) place: Place,
    pub(super) text: String,
}

/// One part of what was looked at: a view, a right, an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Item {
    pub(super) name: String,
    pub(super) verdict: Verdict,
    pub(super) finding: String,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    pub(super) verdict: Verdict,
    /// One sentence.
    pub(super) finding: String,
    /// What mends it, ready to be copied.
    pub(super) mend: Vec<Mend>,
    /// Each part, where there are several.
    pub(super) items: Vec<Item>,
}

impl Check {
    fn new(verdict: Verdict, finding: impl Into<String>) -> Self {
        Self { verdict, finding: finding.into(), mend: Vec::new(), items: Vec::new() }
    }

    pub(super) fn ok(finding: impl Into<String>) -> Self {
        Self::new(Verdict::Ok, finding)
    }

    pub(super) fn warn(finding: impl Into<String>) -> Self {
        Self::new(Verdict::Warn, finding)
    }

    pub(super) fn fail(finding: impl Into<String>) -> Self {
        Self::new(Verdict::Fail, finding)
    }

    pub(super) fn skipped(reason: impl Into<String>) -> Self {
        Self::new(Verdict::Skipped, reason)
    }

    pub(super) fn unknown(reason: impl Into<String>) -> Self {
        Self::new(Verdict::Unknown, reason)
    }

    /// What the database said in place of an answer.
    pub(super) fn of_failure(verdict: Verdict, failure: &Failure) -> Self {
        let said = match &failure.sqlstate {
            Some(state) => format!("{state} {}", failure.message),
            None => failure.message.clone(),
        };
        let check = Self::new(verdict, said);
        match &failure.hint {
            Some(hint) => check.mended(Place::Advice, hint.clone()),
            None => check,
        }
    }

    /// The same with a line that mends it.
    #[must_use]
    pub(super) fn mended(mut self, place: Place, text: impl Into<String>) -> Self {
        self.mend.push(Mend { place, text: text.into() });
        self
    }

    /// The same with its parts.
    #[must_use]
    pub(super) fn with_items(mut self, items: Vec<Item>) -> Self {
        self.items = items;
        self
    }
}

/// Every check that was made.
pub(super) type Checks = BTreeMap<Subject, Check>;
