//! All checks together: the worst of them, the exit status, and the JSON document.

use std::time::Duration;

use serde::Serialize;

use super::check::{Check, Checks, Group, Subject, Verdict};
use crate::exit::ExitStatus;

/// What a visit found.
pub(super) struct Report {
    /// `database@host:port` and no secret; `None` where the settings make no sense.
    pub(super) target: Option<String>,
    /// One for every subject.
    pub(super) checks: Checks,
    /// The database could not be reached, or was lost on the way.
    pub(super) is_unreachable: bool,
    pub(super) took: Duration,
}

impl Report {
    /// The worst of all that was looked at.
    pub(super) fn verdict(&self) -> Verdict {
        let made = self.checks.values().map(|check| check.verdict);
        made.filter(|verdict| *verdict != Verdict::Skipped).max().unwrap_or(Verdict::Unknown)
    }

    pub(super) fn count(&self, verdict: Verdict) -> usize {
        self.checks.values().filter(|check| check.verdict == verdict).count()
    }

    fn fails(&self, subject: Subject) -> bool {
        self.checks.get(&subject).is_some_and(|check| check.verdict == Verdict::Fail)
    }

    /// Warnings leave it at 0; the first thing that stands in the way decides otherwise.
    pub(super) fn status(&self) -> ExitStatus {
        if self.fails(Subject::Settings) {
            ExitStatus::Usage
        } else if self.is_unreachable {
            ExitStatus::Unreachable
        } else if self.fails(Subject::Rights) {
            ExitStatus::Refused
        } else if self.verdict() >= Verdict::Unknown {
            ExitStatus::Failed
        } else {
            ExitStatus::Done
        }
    }

    /// The document.
    pub(super) fn body(&self) -> Body<'_> {
        Body {
            version: env!("CARGO_PKG_VERSION"),
            target: self.target.as_deref(),
            verdict: self.verdict(),
            exit_code: self.status().code(),
            took_ms: u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX),
            counts: Counts {
                ok: self.count(Verdict::Ok),
                warn: self.count(Verdict::Warn),
                fail: self.count(Verdict::Fail),
                skipped: self.count(Verdict::Skipped),
                unknown: self.count(Verdict::Unknown),
            },
            checks: self
                .checks
                .iter()
                .map(|(subject, check)| Entry { name: *subject, group: subject.group(), check })
                .collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Body<'a> {
    version: &'static str,
    target: Option<&'a str>,
    verdict: Verdict,
    exit_code: u8,
    took_ms: u64,
    counts: Counts,
    checks: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Counts {
    ok: usize,
    warn: usize,
    fail: usize,
    skipped: usize,
    unknown: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: Subject,
    group: Group,
    #[serde(flatten)]
    check: &'a Check,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(checks: &[(Subject, Check)], is_unreachable: bool) -> Report {
        Report {
            target: None,
            checks: checks.iter().cloned().collect(),
            is_unreachable,
            took: Duration::ZERO,
        }
    }

    #[test]
    fn warnings_and_what_was_skipped_leave_the_status_at_0_and_the_gravest_reason_decides_otherwise()
     {
        let status = |checks: &[(Subject, Check)], lost| report(checks, lost).status().code();
        let warn = (Subject::Tls, Check::warn("w"));
        let skipped = (Subject::Tmux, Check::skipped("s"));
        assert_eq!(status(&[warn.clone(), skipped], false), 0);
        assert_eq!(status(&[warn.clone(), (Subject::Poll, Check::unknown("u"))], false), 1);
        let rights = (Subject::Rights, Check::fail("r"));
        let schema = (Subject::Schema, Check::fail("s"));
        assert_eq!(status(std::slice::from_ref(&schema), false), 1);
        assert_eq!(status(&[rights.clone(), schema.clone()], false), 5);
        assert_eq!(status(&[rights.clone(), schema.clone()], true), 4);
        assert_eq!(status(&[(Subject::Settings, Check::fail("c")), rights, schema], true), 2);
    }

    #[test]
    fn subjects_are_listed_in_their_order() {
        assert!(Subject::ALL.is_sorted());
    }
}
