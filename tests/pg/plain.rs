//! `--plain` on a real server: what is written while it dies, comes back and is asked to stop.

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use scoutwatch::db::cluster::{Cluster, ClusterOptions};

use crate::database::{TestDatabase, environment};
use crate::installed::{Contents, database_with, fill};

/// A running `scoutwatch --plain`; ended with the test.
struct Plain {
    child: Child,
    lines: Option<Lines<BufReader<ChildStdout>>>,
}

impl Plain {
    fn on(url: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scoutwatch"))
            .args(["--plain", "--interval", "1s"])
            .env_clear()
            .envs([("HOME", "/nonexistent"), ("SCOUTWATCH_DATABASE_URL", url)])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines: Some(lines) }
    }

    /// Reads on until a line holds a text, and gives it without its time.
    fn until(&mut self, text: &str) -> String {
        for line in self.lines.iter_mut().flatten() {
            let line = line.unwrap();
            assert!(!line.contains('\x1b'), "{line:?}");
            let (time, words) = line.split_once(' ').unwrap();
            assert!(chrono::DateTime::parse_from_rfc3339(time).is_ok(), "{line}");
            assert!(time.ends_with('Z'), "{line}");
            if words.contains(text) {
                return words.to_owned();
            }
        }
        panic!("it ended before it said {text:?}");
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.child.id() as i32).unwrap(), signal).unwrap();
    }

    fn code(&mut self) -> Option<i32> {
        let deadline = Instant::now() + Duration::from_secs(30);
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::park_timeout(Duration::from_millis(20));
        }
        panic!("it never ends");
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_and_started_again_is_two_lines() {
    let mut cluster = Cluster::start(&ClusterOptions::default(), &environment()).unwrap();
    let url = cluster.connection_string("postgres");
    let database = TestDatabase { url: url.clone(), name: "postgres".to_owned() };
    fill(&database, Contents::Demo).await;
    let mut plain = Plain::on(&url);
    assert!(plain.until("start: watching").contains("a poll every 1s"));
    plain.until("database connected: role postgres, PostgreSQL ");
    assert!(plain.until("satisfactory").starts_with("satisfactory CRIT: 17.5 %, 32.5 points"));
    plain.until("backlog A 193, B 2, ");
    for _ in 0..2 {
        cluster.kill().unwrap();
        plain.until("database lost: ");
        cluster.start_again().unwrap();
        plain.until("database back after ");
    }
    let client = database.connect().await;
    client
        .batch_execute(
            "insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level) \
             values (gen_random_uuid(), now(), now(), 'LOW')",
        )
        .await
        .unwrap();
    assert!(plain.until("backlog ").contains("(+1); missing 1677"));
    plain.signal(Signal::TERM);
    plain.until("end: asked to stop");
    assert_eq!(plain.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_for_a_server_and_ends_when_nobody_reads_it() {
    let mut plain = Plain::on("host=/nonexistent user=nobody dbname=none");
    plain.until("database lost: ");
    plain.signal(Signal::INT);
    assert_eq!(plain.code(), Some(0));

    let database = database_with(Contents::Demo).await;
    let mut plain = Plain::on(&database.url);
    plain.until("backlog ");
    // The other end of the pipe goes, and nothing more is to be written.
    plain.lines = None;
    assert_eq!(plain.code(), Some(0));
}
