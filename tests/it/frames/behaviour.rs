//! What stays where it is while rows come and go, orders turn and levels open and close.

use scoutwatch::refresh::desk::Order;
use scoutwatch::tui::theme::Theme;

use crate::dashboard::Dashboard;
use crate::fixtures::{self, Database, Texts, job};

fn dashboard() -> Dashboard {
    let full = Database::Full(Texts::Plain);
    Dashboard::new((80, 24), Theme::ansi(), fixtures::normal(), full)
}

/// The frame's text, the line with the selected row, and the title of the pane that has the keys.
fn look(dashboard: &Dashboard) -> (String, String, String) {
    let text = dashboard.frame().text();
    let line = |mark: &dyn Fn(&&str) -> bool| {
        text.lines().find(mark).unwrap_or_default().trim_end().to_owned()
    };
    let selected = line(&|line| line.starts_with(" ▸"));
    let title = line(&|line| line.starts_with('━'));
    (text.clone(), selected, title)
}

#[test]
fn a_selected_day_stays_selected_in_every_order_and_window() {
    let mut dashboard = dashboard();
    dashboard.press("4<Down><Down><Down>");
    for keys in ["", "o", "O", "o", "w", "/nov<Enter>", "<Esc>"] {
        let (text, selected, _) = look(dashboard.press(keys));
        assert!(selected.contains("2026-11-20"), "{keys}: {selected}\n{text}");
    }
}

#[test]
fn days_without_data_stand_last_where_a_figure_decides() {
    let mut dashboard = dashboard();
    for keys in ["4oG", "O", "oG", "O"] {
        let (text, selected, _) = look(dashboard.press(keys).press("G"));
        assert!(selected.contains('–') && selected.contains("2026-11-1"), "{keys}\n{text}");
    }
}

#[test]
fn an_opened_run_is_the_same_run_after_a_new_one_has_begun() {
    let mut dashboard = dashboard();
    let (text, ..) = look(dashboard.press("5<Enter>"));
    assert!(text.contains("run 4715 identity") && text.contains("▶ RUNNING"), "{text}");
    dashboard.turn_to(fixtures::normal(), Database::Later);
    let (text, ..) = look(&dashboard);
    assert!(text.contains("run 4715 identity") && text.contains("● OK"), "{text}");
    let (text, ..) = look(dashboard.press("<Esc>"));
    assert!(text.contains("4716"), "{text}");
}

#[test]
fn conditions_come_and_go_and_totals_follow_them() {
    let mut dashboard = dashboard();
    let (all, ..) = look(dashboard.press("6"));
    for keys in ["mm", "cc", "pppp", "ii", "mcpmcppp"] {
        let (text, _, title) = look(dashboard.press(keys));
        assert!(!title.contains("only:"), "{keys}: {title}");
        assert_eq!(text, all, "{keys}");
    }
    let (text, _, title) = look(dashboard.press("m"));
    assert!(title.contains("only: no scout"), "{title}");
    assert!(text.contains("S/ 22,260.00") && !text.contains("147,340.00"), "{text}");
}

#[test]
fn leaving_a_person_leads_back_to_the_filtered_list_and_then_out_of_the_filter() {
    for screen in ["3", "6", "7"] {
        let mut dashboard = dashboard();
        let (_, selected, _) = look(dashboard.press(screen).press("/ab<Enter><Down>"));
        let (text, ..) = look(dashboard.press("<Enter>"));
        assert!(text.contains("› person") && text.contains("Evidence"), "{text}");
        let (_, again, title) = look(dashboard.press("<Esc>"));
        assert_eq!(again, selected);
        assert!(title.contains("filter: ab"), "{title}");
        let (_, _, title) = look(dashboard.press("<Esc>"));
        assert!(!title.contains("filter"), "{title}");
    }
}

#[test]
fn a_list_says_that_it_shows_rows_of_other_conditions() {
    let mut dashboard = dashboard();
    dashboard.press("6");
    dashboard.turn_to(fixtures::normal(), Database::Silent);
    let (_, _, title) = look(dashboard.press("/ab<Enter>"));
    assert!(title.contains("querying…") && !title.contains("of 417"), "{title}");
    dashboard.turn_to(fixtures::normal(), Database::Lost);
    let (text, _, title) = look(&dashboard);
    assert!(title.contains("not applied: ── filter: ab"), "{text}");
}

#[test]
fn nobody_says_yes_to_a_dialog_that_is_not_on_screen() {
    let mut dashboard = dashboard();
    dashboard.app.job_refused = None;
    dashboard.app.profile.is_production = false;
    dashboard.press("t");
    dashboard.app.desk = std::sync::Arc::new(job::planned());
    dashboard.resize((30, 8));
    assert_eq!(dashboard.press_for_orders("y"), [], "the dialog is not on screen");
    dashboard.resize((80, 24));
    assert_eq!(dashboard.press_for_orders("y"), [Order::Run]);
}
