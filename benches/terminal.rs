//! What a user feels, measured in the release build through a pseudo-terminal, on a private server with
//! invented data: `cargo bench --bench terminal`, on a machine with nothing else to do. It takes five
//! minutes, and one with `-- --quick`. Nothing fails here; a figure beside its target tells.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement that cannot go on ends"
)]

use std::io::Write as _;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use scoutwatch::commands::demo::{Demo, DemoOptions};
use scoutwatch::config::Config;
use tokio_util::sync::CancellationToken;

use processes::{children_of, cpu_time, kilobytes};
use pty::{BEGIN, END, Pty, Start};

#[expect(dead_code, reason = "shared with the tests")]
#[path = "../tests/support/processes.rs"]
mod processes;
#[expect(dead_code, reason = "shared with the tests")]
#[path = "../tests/support/pty.rs"]
mod pty;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let config = Config::built_in().unwrap();
    let environment = scoutwatch::process::environment();
    let options = DemoOptions { persons: config.demo.persons, keep: false, bad_night: false };
    let mut words = std::io::stderr();
    let start = Demo::start(&config, &environment, options, &mut words);
    let demo = runtime.block_on(start).unwrap();
    let stop = CancellationToken::new();
    let url = demo.connection_string();

    let mut table = Table::default();
    starts(&url, &mut table);
    let life = runtime.spawn(demo.simulate(stop.clone()));
    for size in SIZES {
        bytes(&url, size, if is_quick { 8 } else { 30 }, &mut table);
    }
    at_rest(&url, if is_quick { 15 } else { 60 }, &mut table);
    busy(&url, if is_quick { 15 } else { 120 }, &mut table);
    stop.cancel();
    runtime.block_on(life).unwrap();
    echo(&url, &mut table);
    runtime.block_on(demo.stop(&mut words)).unwrap();
    table.print();
}

/// Figures with their targets.
#[derive(Default)]
struct Table(Vec<[String; 3]>);

impl Table {
    fn add(&mut self, what: impl Into<String>, figure: impl Into<String>, target: &str) {
        self.0.push([what.into(), figure.into(), target.to_owned()]);
    }

    fn print(&self) {
        let mut out = std::io::stdout().lock();
        for [what, figure, target] in &self.0 {
            writeln!(out, "{what:<44} {figure:>30}   {target}").unwrap();
        }
    }
}

fn dashboard(url: &str, arguments: &[&str]) -> Start {
    Start::scoutwatch(&[&["--database-url", url], arguments].concat())
}

/// Waits until the dashboard shows figures and has nothing to add.
fn shown(url: &str, size: (u16, u16), interval: &str) -> Pty {
    let pty = dashboard(url, &["--interval", interval]).sized(size.0, size.1).spawn();
    pty.wait_for("LIVE");
    pty.settle();
    pty
}

fn quit(mut pty: Pty) {
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0, "{}", pty.describe());
}

/// The middle one, and the longest.
fn spread(mut times: Vec<Duration>) -> String {
    times.sort();
    let milliseconds = |time: &Duration| time.as_secs_f64() * 1000.0;
    let middle = milliseconds(&times[times.len() / 2]);
    format!("{middle:.1} ms, longest {:.1} ms", milliseconds(times.last().unwrap()))
}

fn starts(url: &str, table: &mut Table) {
    let (mut first, mut figures) = (Vec::new(), Vec::new());
    for _ in 0..15 {
        let pty = dashboard(url, &[]).spawn();
        let live = pty.wait_for("LIVE");
        let painted = find(&pty.bytes_between(0, live), END).unwrap();
        first.push(pty.arrival(painted) - pty.started);
        figures.push(pty.arrival(live) - pty.started);
        quit(pty);
    }
    table.add("start to first frame", spread(first), "100 ms");
    table.add("start to figures", spread(figures), "300 ms");
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark).map(|place| place + mark.len())
}

/// The lengths of the frames.
fn frames(mut bytes: &[u8]) -> Vec<usize> {
    let mut lengths = Vec::new();
    while let Some(length) = find(bytes, END) {
        lengths.push(length);
        bytes = &bytes[length..];
    }
    lengths
}

fn bytes(url: &str, size: (u16, u16), seconds: u64, table: &mut Table) {
    let name = format!("{}×{}", size.0, size.1);
    let targets = if size == (80, 24) { ["5,000", "1,500", "100", "0"] } else { ["", "", "", "0"] };
    let mut pty = shown(url, size, "1h");
    let painted = pty.mark();
    table.add(format!("bytes, first paint, {name}"), painted.to_string(), targets[0]);
    let ticks = frames(&watch(&pty, 11));
    let longest = ticks.iter().max().copied().unwrap_or_default();
    table.add(
        format!("bytes, tick, {name}"),
        format!("{longest} at most, {} in 11 s", ticks.len()),
        targets[2],
    );
    pty.send(" ");
    pty.settle();
    let idle = watch(&pty, 5).len();
    table.add(format!("bytes, five idle seconds, {name}"), idle.to_string(), targets[3]);
    quit(pty);

    let pty = shown(url, size, "2s");
    let polls = watch(&pty, seconds);
    let lengths = frames(&polls);
    let longest = lengths.iter().max().copied().unwrap_or_default();
    let mean = polls.len() as u64 * 2 / seconds;
    table.add(
        format!("bytes, poll, {name}"),
        format!("{longest} at most, {mean} on average"),
        targets[1],
    );
    assert!(polls.starts_with(BEGIN));
    quit(pty);
}

/// What comes in so many seconds.
fn watch(pty: &Pty, seconds: u64) -> Vec<u8> {
    let mark = pty.mark();
    pty.pass(Duration::from_secs(seconds));
    pty.bytes_since(mark)
}

fn at_rest(url: &str, seconds: u64, table: &mut Table) {
    let pty = shown(url, (80, 24), "5s");
    let memory = kilobytes(pty.id(), "VmRSS").unwrap();
    let before = (Instant::now(), cpu_time(pty.id()).unwrap());
    pty.pass(Duration::from_secs(seconds));
    let worked = cpu_time(pty.id()).unwrap().saturating_sub(before.1);
    let share = worked.as_secs_f64() / before.0.elapsed().as_secs_f64() * 100.0;
    table.add("processor, polling every 5 s", format!("{share:.2} % of a core"), "0.5 %");
    table.add("memory at rest", megabytes(memory), "30 MB");
    quit(pty);
}

fn busy(url: &str, polls: u64, table: &mut Table) {
    let mut pty = shown(url, (200, 60), "1s");
    for round in 0..polls {
        pty.send(["2", "3", "4", "5", "6", "7", "8", "1"][(round % 8) as usize]);
        pty.pass(Duration::from_secs(1));
    }
    let (now, most) =
        (kilobytes(pty.id(), "VmRSS").unwrap(), kilobytes(pty.id(), "VmHWM").unwrap());
    table.add(
        format!("memory after {polls} polls and every screen"),
        format!("{}, {} at most", megabytes(now), megabytes(most)),
        "30 MB",
    );
    quit(pty);
}

fn megabytes(kilobytes: u64) -> String {
    format!("{:.1} MB", kilobytes as f64 / 1024.0)
}

/// The time from a key to what it does, while the server and all its sessions stand still.
fn echo(url: &str, table: &mut Table) {
    let folder = url.split_whitespace().find_map(|word| word.strip_prefix("host=")).unwrap();
    let folder = folder.trim_matches('\'');
    let text = std::fs::read_to_string(format!("{folder}/data/postmaster.pid")).unwrap();
    let server: u32 = text.lines().next().unwrap().parse().unwrap();
    let mut pty = shown(url, (80, 24), "1s");
    let mut processes = children_of(server);
    processes.push(server);
    let tell = |signal| {
        for id in &processes {
            let _ = kill_process(Pid::from_raw(*id as i32).unwrap(), signal);
        }
    };
    tell(Signal::STOP);
    pty.send("3");
    pty.wait_for("querying");
    let mut times = Vec::new();
    for _ in 0..50 {
        for is_open in [true, false] {
            let pressed = Instant::now();
            pty.send("?");
            let mark =
                if is_open { pty.wait_for("Esc closes") } else { pty.wait_gone("Esc closes") };
            times.push(pty.arrival(mark) - pressed);
        }
    }
    pty.wait_for("NO DATABASE");
    tell(Signal::CONT);
    pty.wait_for("LIVE");
    quit(pty);
    table.add("key to screen, database hangs", spread(times), "50 ms");
}
