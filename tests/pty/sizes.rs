//! Terminals of every size, and sizes that change while somebody looks.

use crate::pty::Pty;
use crate::world::{on_demo_data, quit};

/// Waits for a frame that fills the terminal.
fn wait_for_frame(pty: &Pty, rows: u16) {
    pty.wait_until(&format!("a frame of {rows} rows"), |screen| {
        let contents = screen.contents();
        let last = contents.lines().nth(usize::from(rows) - 1);
        contents.contains("SATISFACTORY") && last.is_some_and(|line| line.contains("q quit"))
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_sizes_ends_in_the_right_frame() {
    let (_, mut pty) = on_demo_data(&[]).await;
    // A walk that visits every corner: nothing, a dot, a strip, a wall.
    let sizes =
        [(0, 0), (1, 1), (0, 24), (80, 0), (500, 200), (500, 1), (1, 200), (39, 7), (40, 8)];
    for round in 0..25_u16 {
        for (columns, rows) in sizes {
            pty.resize(columns + round % 3, rows);
            if round % 5 == 0 {
                pty.send(["1", "2", "3", "?", "?"][usize::from(round / 5)]);
            }
        }
    }
    pty.send("1");
    pty.resize(100, 30);
    wait_for_frame(&pty, 30);
    let frame = pty.screen();
    assert_eq!(frame.lines().count(), 30, "{frame}");

    // The same frame as after a calm change.
    pty.resize(80, 24);
    wait_for_frame(&pty, 24);
    pty.resize(100, 30);
    wait_for_frame(&pty, 30);
    // The header's ages move, and a blank at the end of a line looks like a cell that was never written.
    let without_ages = |screen: &str| {
        screen.lines().skip(1).map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(without_ages(&pty.screen()), without_ages(&frame));
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_size_has_a_frame_and_takes_keys() {
    let (_, mut pty) = on_demo_data(&[]).await;
    for (columns, rows) in [(1, 1), (20, 3), (40, 8), (60, 20), (80, 24), (120, 40), (500, 200)] {
        pty.resize(columns, rows);
        pty.settle();
        let screen = pty.screen();
        assert!(!screen.trim().is_empty(), "{columns}×{rows}");
        for line in screen.lines() {
            assert!(line.chars().count() <= usize::from(columns), "{columns}×{rows}: {line}");
        }
        pty.send("?");
        pty.send("?");
    }
    pty.resize(80, 24);
    wait_for_frame(&pty, 24);
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_without_a_size_gets_its_frame_with_its_size() {
    let database = crate::installed::database_with(crate::installed::Contents::Empty).await;
    let mut pty = crate::world::dashboard(&database.url, &[]).sized(0, 0).spawn();
    pty.wait_until("the terminal is taken", vt100::Screen::alternate_screen);
    pty.settle();
    assert!(pty.is_running());
    pty.resize(80, 24);
    wait_for_frame(&pty, 24);
    pty.send("?");
    pty.wait_for("Esc closes");
    pty.send("?");
    quit(pty);
}

/// A key after a new size costs no more than without one.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_size_is_drawn_once() {
    let (_, mut pty) = on_demo_data(&["--interval", "1h"]).await;
    pty.resize(100, 30);
    wait_for_frame(&pty, 30);
    let mark = pty.settle();
    pty.send("j");
    pty.settle();
    let bytes = pty.bytes_since(mark);
    assert!(!bytes.windows(4).any(|window| window == b"\x1b[2J"), "{}", bytes.escape_ascii());
    quit(pty);
}
