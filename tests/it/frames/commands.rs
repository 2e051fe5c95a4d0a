//! The command line, the way from match to match, and the walk from problem to problem.

use scoutwatch::model::KeptFilter;
use scoutwatch::tui::msg::{Effect, Msg};
use scoutwatch::tui::screens::ScreenId;
use scoutwatch::tui::theme::Theme;

use super::places::{PLACES, State};
use super::{check, titled};
use crate::dashboard::Dashboard;
use crate::fixtures::{self, Database, Texts};

fn dashboard(size: (u16, u16)) -> Dashboard {
    Dashboard::new(size, Theme::ansi(), fixtures::normal(), Database::Full(Texts::Plain))
}

fn last_row(dashboard: &Dashboard) -> String {
    dashboard.frame().text().lines().last().unwrap_or_default().to_owned()
}

#[test]
fn a_command_is_typed_by_name() {
    let mut frames = String::new();
    for (keys, size) in
        [("3:", (80, 24)), ("3:con", (80, 24)), ("1:job", (60, 15)), ("4:only<Tab><Tab>", (60, 15))]
    {
        let mut dashboard = dashboard(size);
        dashboard.press(keys);
        check(&dashboard, keys);
        frames += &titled(&dashboard, keys);
    }
    insta::assert_snapshot!("commands", frames);
}

#[test]
fn every_action_can_be_called_by_its_name() {
    let mut dashboard = dashboard((80, 24));
    let names: Vec<_> = dashboard.app.commands().into_iter().map(|command| command.name).collect();
    for name in names.iter().filter(|name| !name.ends_with("NAME")) {
        dashboard.press(&format!("1:{name}<Enter>"));
        check(&dashboard, name);
        assert!(!last_row(&dashboard).contains("no command"), "{name}");
        dashboard.press("<Esc><Esc><Esc>");
    }
    dashboard.press("1:trend<Enter>");
    assert!(dashboard.frame().text().contains("━Days"));
    dashboard.press(":xyzzy<Enter>");
    assert!(last_row(&dashboard).contains("no command is called \"xyzzy\""));
    dashboard.press(":refresh job<Enter>");
    assert!(last_row(&dashboard).contains("read-only"), "{}", last_row(&dashboard));
}

#[test]
fn a_filter_is_kept_under_a_name_and_comes_back_with_its_screen() {
    let mut dashboard = dashboard((80, 24));
    dashboard.press(":save x<Enter>");
    assert!(last_row(&dashboard).contains("no filter is in force"));
    dashboard.press("5/status=failed<Enter>:save bad runs<Enter>");
    assert!(last_row(&dashboard).contains("kept as \"bad runs\""), "{}", last_row(&dashboard));
    dashboard.press("<Esc>1:filter bad runs<Enter>");
    assert!(dashboard.frame().text().contains("filter: status=failed ("));
    dashboard.press(":filter worse<Enter>");
    assert!(last_row(&dashboard).contains("no filter is kept as \"worse\""));
}

#[test]
fn matches_are_walked_where_the_filter_is_gone_and_nothing_is_claimed_that_is_not_so() {
    let mut dashboard = dashboard((80, 24));
    dashboard.press("5n");
    assert!(last_row(&dashboard).contains("no filter yet"), "{}", last_row(&dashboard));
    // Every third row is let through by a filter of the fixtures.
    dashboard.press("/ab<Enter><Esc>");
    for expected in ["4 of 137", "7 of 137", "10 of 137"] {
        dashboard.press("n");
        assert!(dashboard.frame().text().contains(expected), "{}", dashboard.frame().text());
    }
    dashboard.press("N");
    assert!(dashboard.frame().text().contains("7 of 137"));
    // Beyond what is loaded the database is asked.
    for _ in 0..40 {
        dashboard.press("n");
    }
    assert!(dashboard.frame().text().contains("127 of 137"), "{}", dashboard.frame().text());
    dashboard.press("nnnn");
    assert!(dashboard.frame().text().contains("136 of 137"), "{}", dashboard.frame().text());
    assert!(last_row(&dashboard).contains("no row below this one fits 'ab'"));
    dashboard.press("/ab<Enter>gn");
    assert!(dashboard.frame().text().contains("2 of 46"), "{}", dashboard.frame().text());
    dashboard.press("<Esc>/nothing<Enter><Esc>N");
    assert!(last_row(&dashboard).contains("no row above this one fits 'nothing'"));
    dashboard.press("2/oldest>200d<Enter><Esc>n");
    let text = dashboard.frame().text();
    assert!(text.lines().any(|line| line.starts_with(" ▸ B")), "{text}");
}

#[test]
fn problems_are_walked_worst_first() {
    let mut frames = String::new();
    for (state, presses) in [
        (State::Normal, 3),
        (State::Missing, 1),
        (State::Denied, 2),
        (State::Lost, 1),
        (State::Empty, 2),
    ] {
        let mut dashboard = state.at(&PLACES[0], (80, 24));
        for _ in 0..presses {
            dashboard.press("!");
            check(&dashboard, "a problem");
            frames += &titled(&dashboard, &format!("{state:?}"));
        }
    }
    let mut dashboard = dashboard((60, 15));
    dashboard.press("!");
    frames += &titled(&dashboard, "narrow");
    insta::assert_snapshot!("problems", frames);
}

#[test]
fn a_kept_filter_goes_to_its_task_and_comes_back_from_an_earlier_session() {
    let mut dashboard = State::Normal.at(&PLACES[0], (80, 24));
    let earlier = KeptFilter {
        name: "bad runs".to_owned(),
        screen: "Jobs".to_owned(),
        text: "status=failed".to_owned(),
    };
    let of_no_screen = KeptFilter { screen: "Weather".to_owned(), ..earlier.clone() };
    dashboard.app.remember(vec![earlier.clone(), of_no_screen]);
    dashboard.press(":filter bad runs<Enter>");
    assert_eq!(dashboard.app.screen, ScreenId::Jobs);
    assert_eq!(dashboard.app.current().filter(), Some("status=failed"));
    dashboard.press(":save again");
    let effects = dashboard.press_for_effects("<Enter>");
    assert_eq!(effects, [Effect::Keep(KeptFilter { name: "again".to_owned(), ..earlier })]);
    assert!(last_row(&dashboard).contains("kept as \"again\": :filter again"));
    dashboard.tell(Msg::Kept(Err("no room".to_owned())));
    assert!(last_row(&dashboard).contains("kept for this session alone: no room"));
    dashboard.press(&format!(":save {}<Enter>", "x".repeat(41)));
    assert!(last_row(&dashboard).contains("a name has at most 40 characters"));
}
