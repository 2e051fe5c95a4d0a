//! What the process says to its caller when it ends.

use std::io;
use std::process::ExitCode;

use crate::model::{Failure, FailureKind, Refusal};

/// The exit status of the program; scripts rely on these numbers.
///
/// `check` has its own convention, see [`ExitStatus::Monitoring`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: done.
    Done,
    /// 1: a check failed, or a read failed on a server that answers.
    Failed,
    /// 2: wrong usage or configuration.
    Usage,
    /// 3: busy; a run is active, or the server takes no more work now.
    Busy,
    /// 4: the database cannot be reached, or it refuses the login.
    Unreachable,
    /// 5: refused; the role or the profile may not do this.
    Refused,
    /// The monitoring-plugin convention of `check`.
    Monitoring(MonitoringStatus),
    /// 128 and the number of the signal that ended the program, as shells have it.
    Signal(i32),
}

/// What `check` says to a monitoring system: 0 OK, 1 WARN, 2 CRIT, 3 UNKNOWN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonitoringStatus {
    /// 0: every figure is in order.
    Ok,
    /// 1: a figure passed its warning limit.
    Warn,
    /// 2: a figure passed its critical limit.
    Crit,
    /// 3: not measured.
    Unknown,
}

impl ExitStatus {
    /// The number that the caller sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Done | Self::Monitoring(MonitoringStatus::Ok) => 0,
            Self::Failed | Self::Monitoring(MonitoringStatus::Warn) => 1,
            Self::Usage | Self::Monitoring(MonitoringStatus::Crit) => 2,
            Self::Busy | Self::Monitoring(MonitoringStatus::Unknown) => 3,
            Self::Unreachable => 4,
            Self::Refused => 5,
            Self::Signal(number) => 128_u8.saturating_add(u8::try_from(number).unwrap_or(127)),
        }
    }
}

impl From<&io::Error> for ExitStatus {
    /// For output that could not be written: a reader that has seen enough (`| head`) is no failure.
    fn from(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Done } else { Self::Failed }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}

impl From<FailureKind> for ExitStatus {
    fn from(kind: FailureKind) -> Self {
        match kind {
            FailureKind::Unreachable
            | FailureKind::Unavailable
            | FailureKind::Authentication
            | FailureKind::Deadline => Self::Unreachable,
            FailureKind::Denied | FailureKind::ReadOnly => Self::Refused,
            FailureKind::LockTimeout | FailureKind::Contention => Self::Busy,
            FailureKind::StatementTimeout
            | FailureKind::Missing
            | FailureKind::Shape
            | FailureKind::Resources
            | FailureKind::Other => Self::Failed,
        }
    }
}

impl From<&Failure> for ExitStatus {
    fn from(failure: &Failure) -> Self {
        failure.kind.into()
    }
}

impl From<&Refusal> for ExitStatus {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::Busy(_) => Self::Busy,
            Refusal::Superuser { .. }
            | Refusal::ReadOnlyServer { .. }
            | Refusal::MissingRights { .. } => Self::Refused,
            Refusal::Pooler { .. } | Refusal::Mapping { .. } => Self::Usage,
            Refusal::NotInstalled { .. }
            | Refusal::TooOld { .. }
            | Refusal::UnknownJobType { .. }
            | Refusal::Unguarded { .. } => Self::Failed,
            Refusal::Failure(failure) => failure.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_that_the_handbook_names() {
        let codes = [
            ExitStatus::Done,
            ExitStatus::Failed,
            ExitStatus::Usage,
            ExitStatus::Busy,
            ExitStatus::Unreachable,
            ExitStatus::Refused,
        ]
        .map(ExitStatus::code);
        assert_eq!(codes, [0, 1, 2, 3, 4, 5]);
        let plugin = [
            MonitoringStatus::Ok,
            MonitoringStatus::Warn,
            MonitoringStatus::Crit,
            MonitoringStatus::Unknown,
        ]
        .map(|status| ExitStatus::Monitoring(status).code());
        assert_eq!(plugin, [0, 1, 2, 3]);
    }

    #[test]
    fn a_dead_server_and_a_refused_right_have_their_own_numbers() {
        assert_eq!(ExitStatus::from(FailureKind::Unreachable), ExitStatus::Unreachable);
        assert_eq!(ExitStatus::from(FailureKind::Deadline), ExitStatus::Unreachable);
        assert_eq!(ExitStatus::from(FailureKind::Denied), ExitStatus::Refused);
        assert_eq!(ExitStatus::from(FailureKind::Missing), ExitStatus::Failed);
        assert_eq!(ExitStatus::from(FailureKind::LockTimeout), ExitStatus::Busy);
    }
}
