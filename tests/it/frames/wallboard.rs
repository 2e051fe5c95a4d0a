//! The screen on the wall: what it shows at every size, when it turns its page, and that it never shows a
//! figure that cannot be trusted.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};
use scoutwatch::config::{ColorDepth, Glyphs, ThemeChoice};
use scoutwatch::model::{
    Health, Language, Link, PerCategory, RecordState, Snapshot, Thresholds, WebAddress,
};
use scoutwatch::tui::app::Update;
use scoutwatch::tui::event_loop::Program as _;
use scoutwatch::tui::live::{Live, Reload};
use scoutwatch::tui::msg::{Effect, Msg};
use scoutwatch::tui::theme::Theme;
use scoutwatch::tui::wallboard::{Code, Page, Settings, Wallboard};
use unicode_width::UnicodeWidthStr;

use crate::dashboard::Frame;
use crate::fixtures;

const SIZES: [(u16, u16); 7] = [(200, 60), (120, 40), (80, 24), (60, 15), (40, 8), (20, 5), (1, 1)];

fn settings() -> Settings {
    Settings { rotate: Duration::from_secs(30), unlock: 'u', code: None }
}

fn with_link() -> Settings {
    let link: WebAddress = "https://runbooks.example.com/scouts".parse().unwrap();
    Settings { code: Code::new(&link), ..settings() }
}

fn wallboard(settings: Settings, snapshot: Snapshot, size: (u16, u16)) -> Wallboard {
    speaking(Language::English, settings, snapshot, size)
}

/// A wallboard in a language.
fn speaking(
    language: Language,
    settings: Settings,
    snapshot: Snapshot,
    (width, height): (u16, u16),
) -> Wallboard {
    let (profile, theme) = (fixtures::profile(), Theme::ansi().with_language(language));
    let size = Size::new(width, height);
    Wallboard::new(profile, theme, settings, Arc::new(snapshot), fixtures::now(), size)
}

pub(super) fn drawn(wallboard: &Wallboard) -> Frame {
    let Size { width, height } = wallboard.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
    terminal.draw(|frame| wallboard.view(frame)).expect("a frame");
    Frame(terminal.backend().buffer().clone())
}

fn titled(title: &str, wallboard: &Wallboard) -> String {
    let Size { width, height } = wallboard.size;
    format!("=== {title}, {width}x{height}\n{}\n\n", drawn(wallboard).text())
}

/// Every rule holds, polled at a moment.
fn well(at: DateTime<Utc>) -> Snapshot {
    let mut snapshot = fixtures::normal();
    if let Some(metrics) = &mut snapshot.metrics.value {
        metrics.satisfactory = 1_870;
        metrics.missing = 163;
        metrics.backlog = PerCategory([93, 2, 48, 15, 5].map(Some));
        snapshot.health = Health::judge(metrics, &Thresholds::default());
    }
    snapshot.link = Link::Live { polled_at: at, took: Duration::from_millis(38) };
    snapshot.metrics.taken_at = Some(at);
    snapshot
}

/// Lets seconds pass, with a poll in each that is told unless it is lost.
fn pass(wallboard: &mut Wallboard, seconds: i64, poll: impl Fn(DateTime<Utc>) -> Option<Snapshot>) {
    for _ in 0..seconds {
        let now = wallboard.now + TimeDelta::seconds(1);
        wallboard.update(Msg::Tick(now));
        if let Some(snapshot) = poll(now) {
            wallboard.update(Msg::Snapshot(Arc::new(snapshot)));
        }
    }
}

fn press(wallboard: &mut Wallboard, key: char) -> Update {
    wallboard.update(Msg::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE)))
}

#[test]
fn the_gauges_at_every_size() {
    let frames: String = SIZES
        .into_iter()
        .map(|size| titled("gauges", &wallboard(settings(), fixtures::normal(), size)))
        .collect();
    insta::assert_snapshot!("wallboard_gauges", frames);
}

#[test]
fn the_wallboard_speaks_spanish() {
    let spanish = |snapshot, size| speaking(Language::Spanish, with_link(), snapshot, size);
    let mut frames = String::new();
    for size in SIZES {
        frames += &titled("gauges", &spanish(fixtures::normal(), size));
        frames += &titled("lost", &spanish(fixtures::lost(), size));
    }
    frames += &titled("loading", &spanish(fixtures::loading(), (80, 24)));
    for size in [(120, 40), (80, 24)] {
        let mut wallboard = spanish(well(fixtures::now()), size);
        for page in Page::ALL {
            frames += &titled(&format!("{page:?}"), &wallboard);
            pass(&mut wallboard, 30, |now| Some(well(now)));
        }
        press(&mut wallboard, 'x');
        frames += &titled("locked", &wallboard);
        press(&mut wallboard, 'u');
        frames += &titled("unlocked", &wallboard);
    }
    insta::assert_snapshot!("wallboard_spanish", frames);
}

#[test]
fn without_a_database_the_figures_are_struck_out() {
    let mut frames = String::new();
    for size in [(120, 40), (80, 24), (60, 15), (40, 8), (20, 5)] {
        frames += &titled("lost", &wallboard(settings(), fixtures::lost(), size));
    }
    frames += &titled("loading", &wallboard(settings(), fixtures::loading(), (80, 24)));
    insta::assert_snapshot!("wallboard_lost", frames);
}

#[test]
fn the_other_pages_and_the_code() {
    let mut frames = String::new();
    for size in [(200, 60), (120, 40), (80, 24)] {
        let mut wallboard = wallboard(with_link(), well(fixtures::now()), size);
        for page in Page::ALL {
            assert_eq!(wallboard.page(), page);
            frames += &titled(&format!("{page:?}"), &wallboard);
            pass(&mut wallboard, 30, |now| Some(well(now)));
        }
        assert_eq!(wallboard.page(), Page::Gauges);
    }
    insta::assert_snapshot!("wallboard_pages", frames);
}

#[test]
fn no_size_is_too_small_and_every_row_is_as_wide_as_the_terminal() {
    let mut sizes: Vec<_> = SIZES.to_vec();
    sizes.extend((0..12).flat_map(|width| (0..8).map(move |height| (width, height))));
    sizes.extend([(400, 100), (500, 3), (3, 200), (59, 15), (60, 14), (61, 16), (100, 18)]);
    for size in sizes {
        for snapshot in [
            fixtures::normal(),
            fixtures::loading(),
            fixtures::empty(),
            fixtures::lost(),
            fixtures::denied(),
            fixtures::missing_view(),
            fixtures::hostile(),
            well(fixtures::now()),
        ] {
            let mut wallboard = wallboard(with_link(), snapshot.clone(), size);
            for _ in 0..3 {
                let frame = drawn(&wallboard);
                for row in frame.rows() {
                    assert_eq!(row.width(), usize::from(size.0), "{size:?} {row:?}");
                }
                pass(&mut wallboard, 30, |_| None);
            }
        }
    }
}

#[test]
fn a_configuration_that_is_not_read_is_said_in_the_head_with_its_moment() {
    for (language, words) in [
        (Language::English, "SETTINGS NOT READ since 03:12Z"),
        (Language::Spanish, "CONFIGURACIÓN NO LEÍDA desde 03:12Z"),
    ] {
        for size in [(200, 60), (120, 40), (80, 24), (60, 15), (40, 8)] {
            let mut wallboard = speaking(language, settings(), well(fixtures::now()), size);
            let refused = || Msg::Reload(Reload::Refused("config.toml:2".to_owned()));
            assert!(wallboard.update(refused()).redraw);
            pass(&mut wallboard, 90, |now| Some(well(now)));
            wallboard.update(refused());
            let text = drawn(&wallboard).text();
            // The smallest head has room for the beginning alone.
            let least = if size.0 < 80 { 14 } else { words.chars().count() };
            let words: String = words.chars().take(least).collect();
            assert!(text.contains(&words), "{size:?}\n{text}");
            let live = Box::new(Live { theme: Theme::ansi(), ..Live::default() });
            wallboard.update(Msg::Reload(Reload::Read { live, waiting: Vec::new() }));
            assert!(!drawn(&wallboard).text().contains("NOT READ"));
        }
    }
}

#[test]
fn it_is_dark_by_night_and_follows_the_clock_and_the_settings() {
    // The word of production keeps its weight.
    const LABEL: usize = " PROD ".len();
    let lights = |wallboard: &Wallboard| {
        let bright = |cell: &&ratatui::buffer::Cell| !cell.modifier.contains(Modifier::DIM);
        drawn(wallboard).0.content.iter().filter(bright).count()
    };
    let mut wallboard = wallboard(settings(), well(fixtures::now()), (120, 40));
    let reload = |night: &str| {
        let night = night.parse().unwrap();
        let live = Box::new(Live { theme: Theme::ansi(), night, ..Live::default() });
        Msg::Reload(Reload::Read { live, waiting: Vec::new() })
    };
    assert!(lights(&wallboard) > 1_000);
    wallboard.update(reload("on"));
    assert_eq!(lights(&wallboard), LABEL);
    // It is 03:12:07 in UTC.
    wallboard.update(reload("22:00-03:13"));
    assert_eq!(lights(&wallboard), LABEL);
    pass(&mut wallboard, 54, |now| Some(well(now)));
    assert!(lights(&wallboard) > 1_000);
    let mut critical = well(wallboard.now);
    critical.health = fixtures::normal().health;
    wallboard.update(reload("on"));
    wallboard.update(Msg::Snapshot(Arc::new(critical)));
    assert!((LABEL + 1..1_000).contains(&lights(&wallboard)), "{}", lights(&wallboard));
}

#[test]
fn the_worst_thing_stands_first_on_a_small_screen() {
    for (size, first) in
        [((40, 8), "■ CRIT        17.5%  SATISFACTORY  …"), ((20, 5), "■ CRIT 17.5% SATISF…")]
    {
        let text = drawn(&wallboard(settings(), fixtures::normal(), size)).text();
        assert_eq!(text.lines().next().unwrap_or_default(), first);
    }
    let text = drawn(&wallboard(settings(), fixtures::lost(), (20, 5))).text();
    assert_eq!(text.lines().next().unwrap_or_default(), "~ NO DATA 00:07:43");
    assert!(!text.contains("17.5"), "{text}");
}

#[test]
fn pages_turn_by_themselves_and_stay_on_the_gauges_while_something_is_critical() {
    let mut wallboard = wallboard(settings(), well(fixtures::now()), (120, 40));
    pass(&mut wallboard, 30, |now| Some(well(now)));
    assert_eq!(wallboard.page(), Page::Trend);
    let critical = |now| {
        let mut snapshot = well(now);
        snapshot.health = fixtures::normal().health;
        Some(snapshot)
    };
    pass(&mut wallboard, 1, critical);
    assert_eq!(wallboard.page(), Page::Gauges);
    pass(&mut wallboard, 300, critical);
    assert_eq!(wallboard.page(), Page::Gauges);
    // Well again, the gauges have their full time first.
    pass(&mut wallboard, 29, |now| Some(well(now)));
    assert_eq!(wallboard.page(), Page::Gauges);
    pass(&mut wallboard, 2, |now| Some(well(now)));
    assert_eq!(wallboard.page(), Page::Trend);
    // Polls that say nothing new end in no data, on the gauges.
    pass(&mut wallboard, 61, |_| None);
    assert_eq!(wallboard.page(), Page::Gauges);
    assert!(drawn(&wallboard).text().contains("NO DATA 00:01:01"));
    pass(&mut wallboard, 1, |now| Some(well(now)));
    assert!(!drawn(&wallboard).text().contains("NO DATA"));
}

#[test]
fn a_page_that_never_turns_does_not() {
    let still = Settings { rotate: Duration::ZERO, ..settings() };
    let mut wallboard = wallboard(still, well(fixtures::now()), (120, 40));
    pass(&mut wallboard, 3_700, |now| Some(well(now)));
    assert_eq!(wallboard.page(), Page::Gauges);
}

#[test]
fn everything_moves_by_a_cell_once_an_hour() {
    let mut wallboard = wallboard(settings(), fixtures::normal(), (80, 24));
    let mut places = std::collections::HashSet::new();
    for hour in 0..8 {
        wallboard.update(Msg::Tick(fixtures::now() + TimeDelta::hours(hour)));
        let text = drawn(&wallboard).text();
        let row = text.lines().position(|line| line.contains("PROD")).unwrap();
        let column = text.lines().find_map(|line| line.find("PROD")).unwrap();
        places.insert((row, column));
    }
    assert_eq!(places.len(), 4);
}

#[test]
fn a_screen_on_which_nothing_changes_is_not_drawn() {
    let mut wallboard = wallboard(settings(), fixtures::normal(), (80, 24));
    let start = fixtures::now() + TimeDelta::seconds(10);
    wallboard.update(Msg::Tick(start));
    let drawn = (1..=40)
        .filter(|second| wallboard.update(Msg::Tick(start + TimeDelta::seconds(*second))).redraw)
        .count();
    // The age of the poll moves in steps of five seconds.
    assert!(drawn <= 10, "{drawn}");
}

#[test]
fn no_key_does_anything_but_the_one_that_unlocks_and_then_q() {
    let mut wallboard = wallboard(settings(), fixtures::normal(), (80, 24));
    let quits = |update: &Update| update.effects.contains(&Effect::Quit);
    for key in "q1t?/ r".chars() {
        let update = press(&mut wallboard, key);
        assert!(update.effects.is_empty(), "{key}");
    }
    assert!(drawn(&wallboard).text().contains("locked · u, then q leaves"));
    let control = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert!(wallboard.update(Msg::Key(control)).effects.is_empty());
    // Another key locks it again, and so does time.
    press(&mut wallboard, 'u');
    press(&mut wallboard, 'x');
    assert!(!quits(&press(&mut wallboard, 'q')));
    press(&mut wallboard, 'u');
    pass(&mut wallboard, 11, |_| None);
    assert!(!drawn(&wallboard).text().contains("locked"));
    assert!(!quits(&press(&mut wallboard, 'q')));
    press(&mut wallboard, 'u');
    assert!(drawn(&wallboard).text().contains("q leaves"));
    assert!(quits(&press(&mut wallboard, 'q')));
}

#[test]
fn the_code_is_black_on_white_without_colours_too() {
    for theme in [Theme::ansi(), Theme::mono()] {
        let size = Size::new(120, 40);
        let snapshot = Arc::new(fixtures::normal());
        let wallboard = Wallboard::new(
            fixtures::profile(),
            theme,
            with_link(),
            snapshot,
            fixtures::now(),
            size,
        );
        let frame = drawn(&wallboard);
        let paper = frame.0.content.iter().filter(|cell| cell.bg == Color::White);
        let printed = paper.filter(|cell| cell.fg == Color::Black).count();
        assert_eq!(printed % 37, 0);
        assert!(printed > 600, "{printed}");
        assert!(frame.text().contains("runbooks.example.com"));
    }
}

#[test]
fn in_ascii_the_digits_are_there_and_the_code_is_not() {
    let theme = Theme::new(ThemeChoice::Default, ColorDepth::Ansi, Glyphs::Ascii);
    let (size, snapshot) = (Size::new(120, 40), Arc::new(fixtures::normal()));
    let profile = fixtures::profile();
    let wallboard = Wallboard::new(profile, theme, with_link(), snapshot, fixtures::now(), size);
    let text = drawn(&wallboard).text();
    assert!(text.is_ascii() && text.contains("#########"), "{text}");
    assert!(!text.contains("runbooks.example.com"), "{text}");
}

#[test]
fn it_says_that_polls_are_recorded_and_that_they_are_not() {
    for size in SIZES.into_iter().filter(|(width, _)| *width >= 40) {
        let mut wallboard = wallboard(settings(), fixtures::normal(), size);
        assert!(!drawn(&wallboard).text().contains("REC"), "{size:?}");
        wallboard.update(Msg::Record(RecordState::default()));
        assert!(drawn(&wallboard).text().contains("REC"), "{size:?}");
        let failure = Some("the disk is full".to_owned());
        wallboard.update(Msg::Record(RecordState { failure }));
        assert!(drawn(&wallboard).text().contains("REC FAILED"), "{size:?}");
    }
}
