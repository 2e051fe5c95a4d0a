//! Logs and panics. A binary of its own, because hooks, subscriber and Log screen belong to the process.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget as _;
use scoutwatch::clock::Clock;
use scoutwatch::telemetry::{self, LogOptions};

/// What the Log screen shows.
fn log_screen() -> String {
    telemetry::gather();
    let area = Rect::new(0, 0, 160, 20);
    let mut buffer = Buffer::empty(area);
    tui_logger::TuiLoggerWidget::default().render(area, &mut buffer);
    buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect()
}

/// One test, since the steps share the process's only subscriber.
#[test]
fn the_dashboard_logs_to_its_screen_and_its_file_and_a_panic_gives_the_terminal_back_first() {
    telemetry::install_hooks(false).unwrap();
    assert!(telemetry::install_hooks(false).is_err());
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::stepped("2026-11-24T03:12:07Z".parse().unwrap());
    let options = LogOptions { level: tracing::Level::INFO, filter: None };
    let guard =
        telemetry::log_to_screen(&options, Some(folder.path().join("x.log")), &clock).unwrap();
    assert_eq!(guard.file_problem(), None);

    tracing::info!(target: "scoutwatch::poller", "polled");
    tracing::debug!(target: "scoutwatch::poller", "a detail");
    tracing::debug!(target: "tokio_postgres::query", "SELECT a statement");
    tracing::info!(target: "tokio_postgres::connection", "NOTICE of the server");
    tracing::warn!(target: "tokio_postgres::connection", "the link broke");
    tracing::info!(target: "hyper", "chatter");

    let restored = Arc::new(AtomicBool::new(false));
    let restore = {
        let restored = Arc::clone(&restored);
        move || restored.store(true, Ordering::SeqCst)
    };
    let restore_guard = telemetry::before_panic_report(restore);
    let panicked = std::thread::spawn(|| panic!("a mistake of ours")).join();
    assert!(panicked.is_err());
    assert!(restored.load(Ordering::SeqCst));
    drop(restore_guard);

    let screen = log_screen();
    drop(guard);
    let file = fs::read_to_string(folder.path().join("x.2026-11-24.log")).unwrap();
    for shown in [&screen, &file] {
        for present in
            ["polled", "the link broke", "panic at tests/logs/main.rs", "a mistake of ours"]
        {
            assert!(shown.contains(present), "{present} is missing: {shown}");
        }
        for absent in ["a detail", "SELECT", "NOTICE", "chatter"] {
            assert!(!shown.contains(absent), "{absent} is there: {shown}");
        }
    }

    let guard = telemetry::log_to_screen(&options, Some(folder.path().to_owned()), &clock).unwrap();
    assert!(guard.file_problem().unwrap().contains("names no file"));
    let screen = log_screen();
    assert!(screen.contains("no log file:"), "{screen}");
}
