//! Why a read failed, in the words that people see.
//!
//! A failure is data: a panel keeps it beside its last rows, a command prints it. It is classified by
//! SQLSTATE and never by message text, which a server may translate.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What went wrong, as far as a program or a person has to act differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// No server answered: refused, reset, closed, name not found, TLS failed.
    Unreachable,
    /// The server answers, but takes no connection now: starting, stopping, full (57P03, 53300).
    Unavailable,
    /// Wrong password, unknown role or database (28xxx, 3D000).
    Authentication,
    /// Our own deadline passed: the server or the link hangs.
    Deadline,
    /// `statement_timeout` or a cancel on the server (57014).
    StatementTimeout,
    /// A lock was not granted in time (55P03).
    LockTimeout,
    /// A view, table, function or schema does not exist (42P01, 42883, 3F000).
    Missing,
    /// A column does not exist or has another type than the contract says (42703, decode errors).
    Shape,
    /// The role may not do this (42501).
    Denied,
    /// The server is read-only or a standby (25006, 0A000 on a standby).
    ReadOnly,
    /// A conflict with another transaction; the next try may succeed (40001, 40P01).
    Contention,
    /// The server ran out of disk, memory or locks (53xxx but 53300).
    Resources,
    /// Anything else; the message says it.
    Other,
}

impl FailureKind {
    /// Whether the whole server is out of reach, and not one object on it.
    pub const fn is_connection(self) -> bool {
        matches!(
            self,
            Self::Unreachable | Self::Unavailable | Self::Authentication | Self::Deadline
        )
    }

    /// The word shown in a pane's title.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Unavailable => "unavailable",
            Self::Authentication => "login refused",
            Self::Deadline => "no answer",
            Self::StatementTimeout => "statement timeout",
            Self::LockTimeout => "lock timeout",
            Self::Missing => "missing",
            Self::Shape => "unexpected shape",
            Self::Denied => "denied",
            Self::ReadOnly => "read only",
            Self::Contention => "contention",
            Self::Resources => "out of resources",
            Self::Other => "error",
        }
    }
}

/// One failed read or connection attempt. Its texts are clean (no control characters) and hold no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The class that decides what to do.
    pub kind: FailureKind,
    /// The five-character SQLSTATE, where a server said one.
    pub sqlstate: Option<String>,
    /// What failed and on what, one line.
    pub message: String,
    /// What a person can do about it.
    pub hint: Option<String>,
}

impl Failure {
    /// A failure of `kind` that says `message`.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, sqlstate: None, message: message.into(), hint: None }
    }

    /// The same failure with a line that says what to try.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same failure with the server's SQLSTATE.
    #[must_use]
    pub fn with_sqlstate(mut self, sqlstate: impl Into<String>) -> Self {
        self.sqlstate = Some(sqlstate.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sqlstate) = &self.sqlstate {
            write!(formatter, "{sqlstate} ")?;
        }
        formatter.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(formatter, " ({hint})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}
