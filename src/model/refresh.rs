//! The refresh job: what starts it, what its steps are, what it would do, what it does and what it did.

mod check;
mod plan;
mod progress;
pub(in crate::model) mod reason;
mod receipt;
mod refusal;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::Language;

pub use check::{CheckResult, Verdict};
pub use plan::{Plan, PlanCounts, PlannedStep, RunningRun};
pub use progress::{CancelAnswer, Progress, StopAnswer};
pub use reason::{Misfit, Skip, WhyReadOnly};
pub use receipt::{Outcome, Receipt, StepReport, StepState};
pub use refusal::Refusal;

/// What starts a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A person, with the key in the dashboard.
    Key,
    /// A person, with `scoutwatch refresh`.
    Command,
    /// A timer of the operating system.
    Cron,
    /// `scoutwatch refresh --every`.
    Schedule,
    /// A request to the HTTP API.
    Http,
}

impl Trigger {
    /// Every trigger.
    pub const ALL: [Self; 5] = [Self::Key, Self::Command, Self::Cron, Self::Schedule, Self::Http];

    /// The word in the database.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Command => "command",
            Self::Cron => "cron",
            Self::Schedule => "schedule",
            Self::Http => "http",
        }
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.label())
    }
}

impl FromStr for Trigger {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|trigger| trigger.label().eq_ignore_ascii_case(text)).ok_or_else(
            || format!("'{text}' is no trigger; use key, command, cron, schedule or http"),
        )
    }
}

/// A step of the job. The order of the variants is the order of the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// Registrations get the link to their person.
    IdentityLinks,
    /// Events get the scout of their cabinet lead.
    LeadEvents,
    /// Ledger rows get the one scout that the events name.
    LeadLedger,
    /// Today's figures go into the history.
    Snapshot,
    /// The ten checks.
    Verify,
}

impl StepName {
    /// Every step, in order.
    pub const ALL: [Self; 5] =
        [Self::IdentityLinks, Self::LeadEvents, Self::LeadLedger, Self::Snapshot, Self::Verify];

    /// The word in the database.
    pub const fn label(self) -> &'static str {
        match self {
            Self::IdentityLinks => "identity_links",
            Self::LeadEvents => "lead_events",
            Self::LeadLedger => "lead_ledger",
            Self::Snapshot => "snapshot",
            Self::Verify => "verify",
        }
    }

    /// A few words for a person.
    pub const fn title(self, language: Language) -> &'static str {
        match self {
            Self::IdentityLinks => {
                language.choose("link registrations to persons", "vincular registros con personas")
            }
            Self::LeadEvents => {
                language.choose("map cabinet leads to scouts", "asignar scouts a leads de gabinete")
            }
            Self::LeadLedger => language.choose(
                "take the events' scout to the ledger",
                "llevar el scout de eventos al libro",
            ),
            Self::Snapshot => language.choose("store today's figures", "guardar las cifras de hoy"),
            Self::Verify => language.choose("verify", "verificar"),
        }
    }

    /// The number of the step, counted from 1.
    pub const fn number(self) -> i32 {
        match self {
            Self::IdentityLinks => 1,
            Self::LeadEvents => 2,
            Self::LeadLedger => 3,
            Self::Snapshot => 4,
            Self::Verify => 5,
        }
    }

    /// Reads the word of the database.
    pub fn from_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.label() == label)
    }
}

impl fmt::Display for StepName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_steps_are_numbered_in_order() {
        for trigger in Trigger::ALL {
            assert_eq!(trigger.label().parse(), Ok(trigger));
        }
        for (step, number) in StepName::ALL.into_iter().zip(1..) {
            assert_eq!(StepName::from_label(step.label()), Some(step));
            assert_eq!(step.number(), number);
        }
        assert!("moon".parse::<Trigger>().is_err());
    }
}
