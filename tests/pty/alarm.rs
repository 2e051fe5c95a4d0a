//! The alarm as a terminal hears it.

use tokio_postgres::Client;

use crate::installed::{Contents, database_with};
use crate::pty::{Pty, Start};
use crate::world::{dashboard, quit};

/// With these a share of 17.56 % is well, and ten persons more without a scout make it worse.
const LINES: [(&str, &str); 3] = [
    ("SCOUTWATCH_HEALTH_SATISFACTORY_OK_PERCENT", "17.5"),
    ("SCOUTWATCH_HEALTH_SATISFACTORY_WARN_PERCENT", "10"),
    ("SCOUTWATCH_HEALTH_MISSING_WARN_PERCENT", "95"),
];

fn watching(url: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Pty {
    let start = dashboard(url, &[&["--interval", "1s"], arguments].concat());
    let with = |start: Start, (name, value): &(&str, &str)| start.variable(name, Some(value));
    let pty = LINES.iter().chain(variables).fold(start, with).spawn();
    pty.wait_for("LIVE");
    pty
}

async fn add_ten(client: &Client) {
    let persons = "insert into canon.identity_registry \
            (person_key, created_at, updated_at, confidence_level, primary_full_name) \
        select gen_random_uuid(), now(), now(), 'LOW', 'one of ten' from generate_series(1, 10)";
    client.batch_execute(persons).await.unwrap();
}

async fn remove_ten(client: &Client) {
    let persons = "delete from canon.identity_registry where primary_full_name = 'one of ten'";
    client.batch_execute(persons).await.unwrap();
}

fn count(pty: &Pty, byte: u8) -> usize {
    pty.bytes_since(0).into_iter().filter(|sent| *sent == byte).count()
}

const BELL: u8 = 0x07;

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_that_swings_about_its_line_rings_once() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let pty = watching(&database.url, &[], &[]);
    pty.wait_for("● OK");
    assert_eq!(count(&pty, BELL), 0);
    for _ in 0..3 {
        add_ten(&client).await;
        pty.wait_for("1,686");
        remove_ten(&client).await;
        pty.wait_for("1,676");
    }
    // The screen says what is; the ear hears of it once.
    pty.wait_gone("▲ WARN");
    assert_eq!(count(&pty, BELL), 1, "{}", pty.describe());
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_bad_at_the_start_and_what_is_snoozed_is_seen_and_not_heard() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let mut pty = watching(&database.url, &[], &[]);
    pty.send("a");
    pty.wait_for("no alarm until ");
    for key in ["2", "5", "8", "1"] {
        pty.send(key);
        pty.settle();
        assert!(pty.screen().lines().next().unwrap().contains("no alarm until "));
    }
    add_ten(&client).await;
    pty.wait_for("▲ WARN");
    assert_eq!(count(&pty, BELL), 0);
    quit(pty);
    let pty = watching(&database.url, &[], &[]);
    pty.wait_for("▲ WARN");
    pty.settle();
    assert_eq!(count(&pty, BELL), 0);
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallboard_in_tmux_sends_its_notification_through_it() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let variables = [
        ("SCOUTWATCH_ALARM_BELL", "false"),
        ("SCOUTWATCH_ALARM_NOTIFY", "osc777"),
        ("TMUX", "/tmp/tmux-0/default,1,0"),
    ];
    let mut pty = watching(&database.url, &["--wallboard"], &variables);
    add_ten(&client).await;
    pty.wait_for("▲ WARN");
    pty.settle();
    let sent = String::from_utf8_lossy(&pty.bytes_since(0)).into_owned();
    let begin = "\x1bPtmux;\x1b\x1b]777;notify;scoutwatch;WARN satisfactory 17.4 %";
    assert_eq!(sent.matches(begin).count(), 1, "{}", sent.escape_debug());
    assert_eq!(count(&pty, BELL), 0);
    pty.send("uq");
    crate::world::assert_ends_well(&mut pty, 0);
}
