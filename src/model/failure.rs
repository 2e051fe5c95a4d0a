//! Why a read failed, in the words that people see.
//!
//! A failure is data: a panel keeps it beside its last rows, a command prints it. It is classified by
//! SQLSTATE and never by message text, which a server may translate.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Language, Text, phrases};

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
    pub const fn title(self, language: Language) -> &'static str {
        let title = match self {
            Self::Unreachable => Text::new("unreachable", "inalcanzable"),
            Self::Unavailable => Text::new("unavailable", "no disponible"),
            Self::Authentication => Text::new("login refused", "ingreso rechazado"),
            Self::Deadline => Text::new("no answer", "sin respuesta"),
            Self::StatementTimeout => Text::new("statement timeout", "límite de tiempo"),
            Self::LockTimeout => Text::new("lock timeout", "bloqueo"),
            Self::Missing => Text::new("missing", "falta"),
            Self::Shape => Text::new("unexpected shape", "forma inesperada"),
            Self::Denied => Text::new("denied", "denegado"),
            Self::ReadOnly => Text::new("read only", "solo lectura"),
            Self::Contention => Text::new("contention", "contención"),
            Self::Resources => Text::new("out of resources", "sin recursos"),
            Self::Other => Text::same("error"),
        };
        title.of(language)
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

impl Failure {
    /// What failed, in a language; a server's own words stay as they are.
    pub fn said(&self, language: Language) -> String {
        phrases::failure(&self.message, language)
    }

    /// What could be done, in a language.
    pub fn advice(&self, language: Language) -> Option<String> {
        self.hint.as_deref().map(|hint| phrases::failure(hint, language))
    }

    /// Everything about it in one line, in a language.
    pub fn words(&self, language: Language) -> String {
        let code = self.sqlstate.as_ref().map_or_else(String::new, |code| format!("{code} "));
        let advice = self.advice(language).map_or_else(String::new, |hint| format!(" ({hint})"));
        format!("{code}{}{advice}", self.said(language))
    }
}

/// What programs read is English.
impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words(Language::English))
    }
}

impl std::error::Error for Failure {}
