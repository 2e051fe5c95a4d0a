//! Plain types that every layer speaks: no I/O, no tokio, no ratatui.

pub mod alarm;
pub mod backlog;
pub mod claim;
mod color;
pub mod conflict;
pub mod database_url;
pub mod decision;
pub mod digest;
pub mod environment;
pub mod failure;
pub mod filter;
pub mod forecast;
pub mod format;
pub mod health;
mod host_name;
pub mod ids;
pub mod kept_filter;
pub mod language;
pub mod list;
pub mod metrics;
mod night;
pub mod person;
pub mod phrases;
pub mod record_state;
pub mod refresh;
pub mod replay;
pub mod run;
pub mod snapshot;
pub mod text;
pub mod trust;
mod way_out;
pub mod web_address;

pub use alarm::{AlarmRules, Notify, QuietHours};
pub use backlog::{BacklogRow, Category, PerCategory};
pub use claim::{
    Alert, Claim, ClaimFilter, ClaimTotals, LiquidationFilter, LiquidationRow, LiquidationStatus,
    LiquidationTotals, PaymentStatus, Source,
};
pub use color::Color;
pub use conflict::{ConflictKind, ConflictRow};
pub use database_url::DatabaseUrl;
pub use decision::{Decision, Fingerprint, Permit, Recorded, Undecided};
pub use environment::Environment;
pub use failure::{Failure, FailureKind};
pub use filter::{Field, Filter, SyntaxError};
pub use forecast::Pace;
pub use health::{Finding, Health, Margins, Rule, Severity, Thresholds};
pub use host_name::HostName;
pub use ids::{PersonKey, ScoutId};
pub use kept_filter::{KeptFilter, MAX_NAME};
pub(crate) use language::say;
pub use language::{Language, Said, Text};
pub use list::{Answer, Ask, Cursor, List, Listed, Page, PageRequest, Position, Sort, SortColumn};
pub use metrics::{Baseline, BaselineOrigin, Baselines, DailyPoint, Figures, LastJob, Metrics};
pub use night::Night;
pub use person::{Evidence, Ledger, PersonDetail, PersonProfile};
pub use record_state::RecordState;
pub use refresh::{
    CancelAnswer, CheckResult, Misfit, Outcome, Plan, PlanCounts, PlannedStep, Progress, Receipt,
    Refusal, RunningRun, Skip, StepName, StepReport, StepState, StopAnswer, Trigger, Verdict,
    WhyReadOnly,
};
pub use replay::Replay;
pub use run::{Run, RunProgress, RunStatus, RunStep};
pub use snapshot::{Freshness, Identity, Link, Panel, Snapshot};
pub use trust::{Cause, Distrust};
pub use way_out::WayOut;
pub use web_address::{WebAddress, WebOrigin};
