//! A panic while the dashboard holds the terminal: the terminal first, then the report.

use std::any::Any;
use std::fmt;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

use color_eyre::config::PanicHook;

/// What gives the terminal back.
type Restore = Box<dyn FnOnce() + Send>;

/// At most one, because there is one terminal.
static RESTORE: Mutex<Option<Restore>> = Mutex::new(None);

/// Forgets the callback when it is dropped.
#[must_use = "dropping it forgets the callback"]
pub struct RestoreGuard(());

impl fmt::Debug for RestoreGuard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RestoreGuard")
    }
}

impl Drop for RestoreGuard {
    fn drop(&mut self) {
        drop(take());
    }
}

/// Runs `restore` before the report of a panic is written, as long as the guard lives.
///
/// It runs once, in whatever thread panics first, so it must not wait for a lock that a drawing thread may
/// hold. A panic in a background task does not end the program: its owner has to notice the end of the task
/// and to leave, for the terminal is no longer its own. A second callback takes the place of the first.
pub fn before_panic_report(restore: impl FnOnce() + Send + 'static) -> RestoreGuard {
    *RESTORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(restore));
    RestoreGuard(())
}

fn take() -> Option<Restore> {
    RESTORE.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// Sets the panic hook of the process.
pub(super) fn install(hook: PanicHook) {
    std::panic::set_hook(Box::new(move |info| {
        // In a statement of its own, so that the lock is free again when the callback runs.
        let restore = take();
        if let Some(restore) = restore {
            restore();
        }
        // Standard error may be closed, and a panic in here would end the process without a word.
        let _ = writeln!(std::io::stderr(), "{}", hook.panic_report(info));
        // One line for the log file, which outlives the terminal. Last, since a log may wait for a lock.
        let message = message_of(info.payload());
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!("panic at {place}: {message}");
    }));
}

fn message_of(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn the_callback_runs_once_and_is_forgotten_with_its_guard() {
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        let guard = before_panic_report(move || {
            counted.fetch_add(1, Ordering::SeqCst);
        });
        take().unwrap()();
        assert!(take().is_none());
        assert_eq!(runs.load(Ordering::SeqCst), 1);
        drop(guard);

        drop(before_panic_report(|| {}));
        assert!(take().is_none());
    }
}
