//! The whole dashboard in memory: keys and snapshots go in through channels, frames come out of a buffer,
//! time stands still until it is moved.

use std::cell::Cell;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures_util::stream::poll_fn;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use scoutwatch::clock::Clock;
use scoutwatch::model::{Answer, Ask, Failure, FailureKind, Link, List, Page, Snapshot};
use scoutwatch::poller::{Command, Handle, Reply};
use scoutwatch::tui::app::{App, Profile};
use scoutwatch::tui::event_loop::{Ending, Feeds, Stage, run};
use scoutwatch::tui::msg::Input;
use scoutwatch::tui::theme::Theme;

const CTRL_Z: KeyEvent = KeyEvent::new(KeyCode::Char('z'), KeyModifiers::CONTROL);

/// Counts frames.
#[derive(Default)]
struct Frames {
    drawn: usize,
    suspended: usize,
    sent: Vec<u8>,
    /// Whether the terminal has stopped taking in frames, and owes an answer.
    is_stuck: Rc<Cell<bool>>,
}

impl Stage for Frames {
    fn commit(&mut self) -> io::Result<()> {
        self.drawn += 1;
        Ok(())
    }

    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sent.extend(bytes);
        Ok(())
    }

    fn suspend(&mut self) -> Result<(), String> {
        assert!(!self.is_stuck.get(), "the answer would be typed into the shell");
        self.suspended += 1;
        Ok(())
    }

    fn answered(&mut self) {
        self.is_stuck.set(false);
    }

    fn awaits_answer(&self) -> bool {
        self.is_stuck.get()
    }

    fn is_behind(&self) -> bool {
        self.is_stuck.get()
    }
}

/// The far ends of the channels.
struct Wires {
    events: mpsc::UnboundedSender<Input>,
    is_stuck: Rc<Cell<bool>>,
    snapshots: watch::Sender<Arc<Snapshot>>,
    replies: mpsc::Sender<Reply>,
    commands: mpsc::Receiver<Command>,
    clock: Clock,
    stop: CancellationToken,
    snapshot: Snapshot,
}

impl Wires {
    fn key(&self, code: KeyCode) {
        self.events.send(Event::Key(KeyEvent::from(code)).into()).unwrap();
    }

    fn type_text(&self, text: &str) {
        for character in text.chars() {
            self.key(KeyCode::Char(character));
        }
    }

    fn publish(&mut self, change: impl FnOnce(&mut Snapshot)) {
        self.snapshot.sequence += 1;
        change(&mut self.snapshot);
        self.snapshots.send(Arc::new(self.snapshot.clone())).unwrap();
    }

    /// Lets the loop take in everything that has happened.
    async fn settle(&self) {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }

    fn asked(&mut self) -> Vec<Command> {
        let mut commands = Vec::new();
        while let Ok(command) = self.commands.try_recv() {
            commands.push(command);
        }
        commands
    }
}

/// What is left when the loop has ended.
struct Outcome {
    ending: Ending,
    frames: Frames,
    screen: String,
}

/// Runs the loop while `script` plays; the script ends with `q` where it does not end the loop itself.
async fn play<F>(script: F) -> Outcome
where
    F: AsyncFnOnce(&mut Wires),
{
    let clock = Clock::stepped(DateTime::from_timestamp(1_795_000_000, 0).unwrap());
    let stop = CancellationToken::new();
    let snapshot = Snapshot::connecting(clock.now(), Duration::from_secs(12));
    let (snapshot_sender, snapshots) = watch::channel(Arc::new(snapshot.clone()));
    let (reply_sender, replies) = mpsc::channel(8);
    let (command_sender, commands) = mpsc::channel(8);
    let (events, mut incoming) = mpsc::unbounded_channel::<Input>();
    let mut frames = Frames::default();
    let mut wires = Wires {
        events,
        is_stuck: Rc::clone(&frames.is_stuck),
        snapshots: snapshot_sender,
        replies: reply_sender,
        commands,
        clock: clock.clone(),
        stop: stop.clone(),
        snapshot: snapshot.clone(),
    };
    let poller = Handle { snapshots, replies, commands: command_sender };
    let feeds =
        Feeds { poller, desk: None, outlet: None, record: None, keeper: None, settings: None };
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    let size = Size::new(80, 24);
    let mut app =
        App::new(Profile::default(), Theme::ansi(), Arc::new(snapshot), clock.now(), size);
    let stream = poll_fn(move |context| incoming.poll_recv(context));
    let (ended, ()) = tokio::join!(
        run(&mut terminal, stream, feeds, &mut app, &clock, &stop, &mut frames),
        async {
            wires.settle().await;
            script(&mut wires).await;
            wires.settle().await;
            for code in [KeyCode::Esc, KeyCode::Char('q')] {
                let _ = wires.events.send(Event::Key(KeyEvent::from(code)).into());
            }
        }
    );
    let screen = terminal.backend().to_string();
    Outcome { ending: ended.unwrap(), frames, screen }
}

#[tokio::test(start_paused = true)]
async fn the_first_frame_is_there_before_anything_happens() {
    let outcome = play(async |_| {}).await;
    assert_eq!(outcome.ending, Ending::Quit);
    assert!(outcome.screen.contains("CONNECTING"), "{}", outcome.screen);
}

#[tokio::test(start_paused = true)]
async fn an_idle_screen_draws_nothing() {
    let outcome = play(async |wires: &mut Wires| {
        wires.key(KeyCode::Char(' '));
        wires.settle().await;
        for _ in 0..30 {
            tokio::time::advance(Duration::from_secs(1)).await;
            wires.settle().await;
        }
    })
    .await;
    // The first frame, the pause, and Esc: nothing for thirty seconds of waiting.
    assert!(outcome.frames.drawn <= 4, "{}", outcome.frames.drawn);
}

#[tokio::test(start_paused = true)]
async fn a_terminal_that_stops_gets_nothing_and_then_the_newest_frame() {
    let outcome = play(async |wires: &mut Wires| {
        wires.is_stuck.set(true);
        for round in 0..60 {
            let now = wires.clock.now();
            wires.publish(|snapshot| {
                snapshot.link = Link::Live { polled_at: now, took: Duration::from_millis(3) };
            });
            wires.key(KeyCode::Char(if round % 2 == 0 { '3' } else { '4' }));
            tokio::time::advance(Duration::from_secs(1)).await;
            wires.settle().await;
        }
        wires.key(KeyCode::Char('8'));
        wires.events.send(Input::Answer).unwrap();
        wires.settle().await;
    })
    .await;
    // The first frame, the newest one after the answer, and what the keys at the end change.
    assert!(outcome.frames.drawn <= 4, "{}", outcome.frames.drawn);
    assert!(outcome.screen.contains("━8 Log"), "{}", outcome.screen);
}

#[tokio::test(start_paused = true)]
async fn the_terminal_is_not_given_away_while_it_owes_an_answer() {
    let outcome = play(async |wires: &mut Wires| {
        wires.is_stuck.set(true);
        wires.events.send(Event::Key(CTRL_Z).into()).unwrap();
        wires.settle().await;
        assert!(wires.is_stuck.get());
        wires.events.send(Input::Answer).unwrap();
        wires.settle().await;
        // One that never answers keeps nobody here.
        wires.is_stuck.set(true);
    })
    .await;
    assert_eq!((outcome.ending, outcome.frames.suspended), (Ending::Quit, 1));
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_snapshots_is_a_few_frames() {
    let outcome = play(async |wires: &mut Wires| {
        for _ in 0..1000 {
            let now = wires.clock.now();
            wires.publish(|snapshot| {
                snapshot.link = Link::Live { polled_at: now, took: Duration::from_millis(3) };
                snapshot.metrics.taken_at = Some(now);
            });
        }
        wires.settle().await;
    })
    .await;
    assert!(outcome.frames.drawn <= 5, "{}", outcome.frames.drawn);
    assert!(outcome.screen.contains("LIVE"), "{}", outcome.screen);
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_keys_is_one_frame_and_each_key_counts() {
    let outcome = play(async |wires: &mut Wires| {
        for digit in "2345678".chars() {
            wires.key(KeyCode::Char(digit));
        }
        wires.settle().await;
        let asked = wires.asked();
        assert!(asked.len() >= 4, "{asked:?}");
    })
    .await;
    assert!(outcome.frames.drawn <= 5, "{}", outcome.frames.drawn);
}

#[tokio::test(start_paused = true)]
async fn keys_are_answered_while_the_database_says_nothing() {
    let outcome = play(async |wires: &mut Wires| {
        wires.key(KeyCode::Char('3'));
        wires.settle().await;
    })
    .await;
    assert!(outcome.screen.contains("3 Conflicts"), "{}", outcome.screen);
    assert!(outcome.screen.contains("querying"), "{}", outcome.screen);
}

#[tokio::test(start_paused = true)]
async fn a_full_channel_is_said_and_nothing_waits() {
    let outcome = play(async |wires: &mut Wires| {
        for _ in 0..40 {
            wires.key(KeyCode::Char('r'));
        }
        wires.settle().await;
        assert_eq!(wires.asked().len(), 8);
        wires.key(KeyCode::Char('r'));
    })
    .await;
    assert_eq!(outcome.ending, Ending::Quit);
}

#[tokio::test(start_paused = true)]
async fn a_late_answer_is_dropped() {
    let outcome = play(async |wires: &mut Wires| {
        wires.key(KeyCode::Char('3'));
        wires.type_text("/ab");
        wires.settle().await;
        let generations: Vec<_> = wires
            .asked()
            .into_iter()
            .filter_map(|command| match command {
                Command::Ask(request) => Some(request.generation),
                _ => None,
            })
            .collect();
        let failure = Failure::new(FailureKind::Other, "an old answer");
        for generation in &generations[..generations.len() - 1] {
            let reply = Reply { generation: *generation, outcome: Err(failure.clone()) };
            wires.replies.send(reply).await.unwrap();
        }
        wires.settle().await;
        let last = *generations.last().unwrap();
        let page = Answer::Conflicts(Page { total: 5, ..Page::default() });
        wires.replies.send(Reply { generation: last, outcome: Ok(page) }).await.unwrap();
        wires.settle().await;
        wires.key(KeyCode::Enter);
    })
    .await;
    assert!(!outcome.screen.contains("an old answer"), "{}", outcome.screen);
}

#[tokio::test(start_paused = true)]
async fn while_paused_figures_stand_still_and_polls_are_counted() {
    let outcome = play(async |wires: &mut Wires| {
        wires.key(KeyCode::Char(' '));
        wires.settle().await;
        for _ in 0..3 {
            wires.publish(|snapshot| snapshot.health = scoutwatch::model::Health::unknown());
            wires.settle().await;
        }
    })
    .await;
    assert!(outcome.screen.contains("PAUSED"), "{}", outcome.screen);
    assert!(outcome.screen.contains("3 polls behind"), "{}", outcome.screen);
}

#[tokio::test(start_paused = true)]
async fn a_lost_database_is_a_banner_and_never_an_exit() {
    let outcome = play(async |wires: &mut Wires| {
        let now = wires.clock.now();
        wires.publish(|snapshot| {
            snapshot.link = Link::Lost {
                since: now,
                polled_at: None,
                failure: Failure::new(FailureKind::Unreachable, "connection refused"),
                retry_at: now + chrono::TimeDelta::seconds(4),
            };
        });
        wires.settle().await;
    })
    .await;
    assert_eq!(outcome.ending, Ending::Quit);
    assert!(outcome.screen.contains("NO DATABASE"), "{}", outcome.screen);
    assert!(outcome.screen.contains("next try in 4s"), "{}", outcome.screen);
}

#[tokio::test(start_paused = true)]
async fn the_loop_ends_with_its_terminal_and_with_its_token() {
    let outcome = play(async |wires: &mut Wires| {
        wires.stop.cancel();
        wires.settle().await;
    })
    .await;
    assert_eq!(outcome.ending, Ending::Stopped);
    let outcome = play(async |wires: &mut Wires| {
        let (closed, _) = mpsc::unbounded_channel();
        wires.events = closed;
        wires.settle().await;
    })
    .await;
    assert_eq!(outcome.ending, Ending::HangUp);
    let outcome = play(async |wires: &mut Wires| {
        wires.snapshots = watch::channel(Arc::new(wires.snapshot.clone())).0;
        wires.settle().await;
    })
    .await;
    assert_eq!(outcome.ending, Ending::PollerGone);
}

#[tokio::test(start_paused = true)]
async fn ctrl_z_hands_the_terminal_over_and_draws_it_whole_again() {
    let outcome = play(async |wires: &mut Wires| {
        wires.events.send(Event::Key(CTRL_Z).into()).unwrap();
        wires.settle().await;
    })
    .await;
    assert_eq!(outcome.frames.suspended, 1);
    assert!(outcome.screen.contains("SATISFACTORY"), "{}", outcome.screen);
}

#[tokio::test(start_paused = true)]
async fn each_press_moves_the_interval_a_step_further() {
    play(async |wires: &mut Wires| {
        wires.type_text("++-r");
        wires.settle().await;
        let interval = |seconds| Command::SetInterval(Duration::from_secs(seconds));
        assert_eq!(wires.asked(), [interval(30), interval(60), interval(30), Command::PollNow]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn every_screen_with_a_list_asks_for_it_when_shown() {
    play(async |wires: &mut Wires| {
        wires.key(KeyCode::Char('3'));
        wires.settle().await;
        let asked = wires.asked();
        let [Command::Ask(request)] = asked.as_slice() else { panic!("{asked:?}") };
        assert!(matches!(request.ask, Ask::Page(List::Conflicts(None), _)));
    })
    .await;
}
