//! Filters while they are typed: what is not understood, what can be asked, what stays in force.

use scoutwatch::tui::theme::Theme;

use super::{check, titled};
use crate::dashboard::Dashboard;
use crate::fixtures::{self, Database, Texts};

fn dashboard(size: (u16, u16)) -> Dashboard {
    Dashboard::new(size, Theme::ansi(), fixtures::normal(), Database::Full(Texts::Plain))
}

#[test]
fn what_is_typed_is_read_at_every_key_and_what_is_not_understood_is_told() {
    let mut frames = String::new();
    for (keys, size) in [
        ("3/", (80, 24)),
        ("3/scout=12", (80, 24)),
        ("3/scout=12 foo=1", (80, 24)),
        ("3/scout=12 foo=1", (60, 15)),
        ("5/~(", (60, 15)),
        ("2/persons>=1k", (80, 24)),
        ("4/missing>1.67k percent<17.5", (60, 15)),
    ] {
        let mut dashboard = dashboard(size);
        dashboard.press(keys);
        check(&dashboard, keys);
        frames += &titled(&dashboard, keys);
    }
    insta::assert_snapshot!("filters", frames);
}

#[test]
fn the_last_filter_that_is_understood_stays_in_force() {
    let mut dashboard = dashboard((80, 24));
    dashboard.press("3/ab<Enter>/ scout=");
    let text = dashboard.frame().text();
    assert!(
        text.contains("filter: ab scout (") && text.contains("at 10: scout is a number"),
        "{text}"
    );
    dashboard.press("<Enter>");
    assert!(dashboard.frame().text().contains("at 10:"), "Enter keeps no nonsense");
    dashboard.press("4");
    let text = dashboard.frame().text();
    assert!(text.contains("filter: ab scout=4 (") && !text.contains("at 10:"), "{text}");
    dashboard.press("<Esc>");
    let text = dashboard.frame().text();
    assert!(text.contains("filter: ab (") && text.contains("/ filter"), "{text}");
}

#[test]
fn earlier_filters_come_back_on_any_list() {
    let mut dashboard = dashboard((80, 24));
    dashboard.press("3/kind=open<Enter>/<Up>");
    assert!(dashboard.frame().text().contains("filter: kind=open ("));
    dashboard.press("<Enter>5/failed<Enter><Esc>/<Up><Up>");
    let text = dashboard.frame().text();
    assert!(text.contains("unknown field \"kind\"") && text.contains("/kind=open"), "{text}");
    dashboard.press("<Down><Enter>");
    assert!(dashboard.frame().text().contains("filter: failed ("));
}
