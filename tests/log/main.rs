//! The log screen with real records. Their buffer is one a process, so these tests have a process of their
//! own, and are one test.

// `cfg(test)` tells clippy that helper functions are tests too; it always holds here.
#[expect(dead_code, reason = "the frames use the rest of it")]
#[cfg(test)]
#[path = "../support/dashboard.rs"]
mod dashboard;
#[cfg(test)]
#[path = "../support/fixtures.rs"]
#[expect(dead_code, reason = "shared with tests that need more of it")]
mod fixtures;

#[cfg(test)]
mod tests {
    use scoutwatch::tui::theme::Theme;
    use tracing_subscriber::layer::SubscriberExt as _;

    use crate::dashboard::Dashboard;
    use crate::fixtures::{self, Database, Texts};

    /// The rows of the log, without header, rule and keys, each without its time.
    fn rows(dashboard: &Dashboard) -> Vec<String> {
        let text = dashboard.frame().text();
        let rows: Vec<_> = text.lines().skip(2).collect();
        let rows = rows[..rows.len() - 1].iter().filter(|row| !row.is_empty());
        rows.map(|row| row.get(12..).unwrap_or(row).to_owned()).collect()
    }

    #[test]
    fn the_log_shows_follows_scrolls_and_filters_what_the_program_logs() {
        tui_logger::set_default_level(tui_logger::LevelFilter::Trace);
        let subscriber = tracing_subscriber::registry().with(tui_logger::TuiTracingSubscriberLayer);
        let _guard = tracing::subscriber::set_default(subscriber);
        let full = Database::Full(Texts::Plain);
        let mut dashboard = Dashboard::new((60, 12), Theme::ansi(), fixtures::normal(), full);
        dashboard.press("8");
        assert!(dashboard.frame().text().contains("nothing logged yet"));

        tracing::info!(target: "scoutwatch::poller", "polled");
        tracing::warn!(
            target: "scoutwatch::poller::schedule",
            attempt = 3,
            "the database does not answer\u{1b}[2J and this line is long enough to be wrapped"
        );
        tracing::error!(target: "rustls", "handshake refused");
        dashboard.press("18");
        assert_eq!(
            rows(&dashboard)[1..],
            [
                "INFO   poller: polled",
                "WARN   poller::schedule: attempt: 3 the database",
                "       does not answer\\u{1b}[2J and this line is",
                "       long enough to be wrapped",
                "ERROR  rustls: handshake refused",
            ]
        );
        let roles = dashboard.frame().roles(Theme::ansi());
        assert!(roles.lines().nth(7).is_some_and(|row| row.contains("ccccc")), "{roles}");

        dashboard.press("/rustls<Enter>");
        assert_eq!(rows(&dashboard).len(), 2);
        assert!(dashboard.frame().text().contains("filter: rustls (1 of 3)"));
        dashboard.press("<Esc>/nothing like it<Enter>");
        assert!(dashboard.frame().text().contains("0 of 3 records match"));
        dashboard.press("<Esc>");

        for number in 0..5_000 {
            tracing::debug!(target: "scoutwatch::poller", "number {number}");
        }
        dashboard.turn_to(fixtures::normal(), full);
        let last = |dashboard: &Dashboard| rows(dashboard).last().cloned().unwrap_or_default();
        assert_eq!(last(&dashboard), "DEBUG  poller: number 4999");
        dashboard.press("<PgUp>");
        let above = last(&dashboard);
        assert_eq!(above, "DEBUG  poller: number 4991");
        tracing::info!(target: "scoutwatch::poller", "newer");
        dashboard.turn_to(fixtures::normal(), full);
        assert_eq!(last(&dashboard), above, "what is read stays where it is");
        assert!(dashboard.frame().text().contains("newer line"));
        dashboard.press("G");
        assert_eq!(last(&dashboard), "INFO   poller: newer");
    }
}
