//! Terminals behind slow lines: one that answers late, one that stops reading, one that has gone.
//!
//! `SCOUTWATCH_STALL_SECONDS=60 cargo test --test pty traffic` stops reading for a whole minute.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::escapes::frames;
use crate::pty::{Pty, patience};
use crate::world::{assert_ends_well, dashboard, on_demo_data, quit};

/// What the program asks with a frame, and what a terminal says to it.
const QUESTION: &[u8] = b"\x1b[5n";
const ANSWER: &str = "\x1b[0n";

/// A terminal that answers, each question after the same while.
struct Answering {
    pty: Pty,
    delay: Duration,
    read: usize,
    due: VecDeque<Instant>,
}

impl Answering {
    /// Nothing that was asked so far has been answered.
    fn new(pty: Pty) -> Self {
        Self { pty, delay: Duration::ZERO, read: 0, due: VecDeque::new() }
    }

    /// Takes in what has come, and gives the answers that are due.
    fn answer(&mut self) {
        let now = Instant::now();
        let new = self.pty.bytes_since(self.read);
        let find =
            |bytes: &[u8]| bytes.windows(QUESTION.len()).position(|window| window == QUESTION);
        let mut rest = new.as_slice();
        while let Some(at) = find(rest) {
            let taken = at + QUESTION.len();
            (rest, self.read) = (&rest[taken..], self.read + taken);
            self.due.push_back(now + self.delay);
        }
        while self.due.front().is_some_and(|due| *due <= now) {
            self.due.pop_front();
            self.pty.send(ANSWER);
        }
    }

    /// Lets time pass.
    fn pass(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.pty.pass(Duration::from_millis(20));
            self.answer();
        }
    }

    /// Lets time pass until the screen shows a text.
    fn wait_for(&mut self, text: &str) {
        let deadline = Instant::now() + patience();
        while !self.pty.screen().contains(text) {
            assert!(Instant::now() < deadline, "no {text:?}\n{}", self.pty.describe());
            self.pass(Duration::from_millis(20));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_answers_late_gets_less_and_is_told_why() {
    let (_database, pty) = on_demo_data(&["--interval", "1s"]).await;
    let mut terminal = Answering::new(pty);
    terminal.pass(Duration::from_millis(1_500));
    assert!(!terminal.pty.screen().contains("LOW TRAFFIC"), "{}", terminal.pty.describe());
    terminal.delay = Duration::from_millis(1_300);
    for _ in 0..2 {
        terminal.pty.send("j");
        terminal.pass(Duration::from_millis(1_600));
    }
    terminal.wait_for("LOW TRAFFIC");
    terminal.wait_for("the terminal lags");
    terminal.pty.send("b");
    terminal.wait_for("Traffic and round trips");
    terminal.wait_for("slowest of the last 32 1.3 s");
    // Whoever wants all the same gets it.
    terminal.pty.send("bb");
    terminal.delay = Duration::ZERO;
    terminal.wait_for("▸ full");
    assert!(!terminal.pty.screen().contains("LOW TRAFFIC"), "{}", terminal.pty.describe());
    terminal.pass(Duration::from_millis(100));
    quit(terminal.pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_stops_finds_the_newest_frame_and_nothing_piled_up_before_it() {
    let stall = std::env::var("SCOUTWATCH_STALL_SECONDS").ok().and_then(|text| text.parse().ok());
    let stall = Duration::from_secs(stall.unwrap_or(6));
    let (database, pty) = on_demo_data(&["--interval", "1s"]).await;
    let client = database.connect().await;
    let mut terminal = Answering::new(pty);
    terminal.pass(Duration::from_millis(1_500));
    terminal.pty.hold(true);
    let mark = terminal.pty.mark();
    let end = Instant::now() + stall;
    let mut keys = "2345678".chars().cycle();
    while Instant::now() < end {
        client.batch_execute(include_str!("../../sql/demo/step.sql")).await.unwrap();
        terminal.pty.send(&keys.next().unwrap().to_string());
        terminal.pty.pass(Duration::from_millis(500));
    }
    terminal.pty.send("1");
    terminal.pty.pass(Duration::from_millis(200));
    terminal.pty.hold(false);
    terminal.pty.pass(Duration::from_millis(200));
    // Two keys and a poll of the first second, then one frame each half minute.
    let waited = terminal.pty.bytes_since(mark);
    let most = 4 + stall.as_secs() as usize / 30;
    assert!(
        frames(&waited).len() <= most && waited.len() <= most * 5_000,
        "{} frames, {} bytes",
        frames(&waited).len(),
        waited.len()
    );
    println!(
        "a reader that stopped for {stall:?} found {} bytes in {} frames",
        waited.len(),
        frames(&waited).len()
    );
    terminal.wait_for("━2 Backlog");
    terminal.wait_for("LIVE");
    terminal.pass(Duration::from_millis(100));
    quit(terminal.pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_after_the_key_that_quits_is_typed_into_no_shell() {
    let (_database, pty) = on_demo_data(&["--interval", "1h"]).await;
    let mut terminal = Answering::new(pty);
    terminal.pass(Duration::from_millis(300));
    terminal.delay = Duration::from_millis(250);
    terminal.pty.send("3");
    terminal.pass(Duration::from_millis(100));
    let mark = terminal.pty.mark();
    terminal.pty.send("q");
    terminal.pass(Duration::from_secs(1));
    assert_ends_well(&mut terminal.pty, 0);
    // The terminal echoes what is typed once it is the shell's.
    let after = terminal.pty.bytes_since(mark);
    assert!(!after.windows(3).any(|window| window == b"[0n"), "{}", after.escape_ascii());
}

/// The most bytes at 80×24 where little is to be sent.
const FIRST_PAINT: usize = 2_500;
const POLL: usize = 600;

#[tokio::test(flavor = "multi_thread")]
async fn with_little_traffic_a_screen_costs_half_and_an_idle_half_minute_next_to_nothing() {
    let database = crate::installed::database_with(crate::installed::Contents::Demo).await;
    let client = database.connect().await;
    let start = |interval| {
        dashboard(&database.url, &["--interval", interval])
            .variable("SCOUTWATCH_DISPLAY_TRAFFIC", Some("low"))
            .spawn()
    };
    let quiet = start("1h");
    quiet.wait_for("LIVE");
    let painted = quiet.settle();
    assert!(painted <= FIRST_PAINT, "{painted} bytes");
    quiet.pass(Duration::from_secs(8));
    let idle = quiet.bytes_since(painted).len();
    assert!(idle <= 100, "{idle} bytes");
    quit(quiet);

    let busy = start("1s");
    busy.wait_for("LIVE");
    let mut mark = busy.settle();
    for _ in 0..4 {
        client.batch_execute(include_str!("../../sql/demo/step.sql")).await.unwrap();
        busy.pass(Duration::from_millis(1_200));
        let bytes = busy.bytes_since(mark);
        for frame in frames(&bytes) {
            assert!(frame.len() <= POLL, "{} bytes: {}", frame.len(), frame.escape_ascii());
        }
        mark = busy.mark();
    }
    println!("little traffic: {painted} bytes to paint");
    quit(busy);
}
