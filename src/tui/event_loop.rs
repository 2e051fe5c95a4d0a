//! The loop: waits for something to happen, lets the state decide, does what it asks, draws once.
//!
//! Generic over the terminal and over the stream of events, so that a test drives the whole program in
//! memory. It awaits nothing but the next event; the database is somebody else's business.
//!
//! A terminal that has not taken in the last frame gets no other one: the newest waits until it has.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::Event;
use futures_util::{FutureExt, Stream, StreamExt};
use ratatui::backend::Backend;
use ratatui::layout::Size;
use ratatui::{Frame, Terminal};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout_at};
use tokio_util::sync::CancellationToken;

use super::app::{App, Update};
use super::live::Reload;
use super::msg::{Effect, Input, Msg};
use super::traffic::Traffic;
use super::view::view;
use crate::clock::Clock;
use crate::kept::{self, Keeper};
use crate::model::{KeptFilter, RecordState};
use crate::poller::{Command, Handle};
use crate::refresh::desk::{Desk, DeskState, Order};
use crate::share::{self, News, Outlet};

/// Time between two looks at the clock. A look that changes no text draws nothing.
const TICK: Duration = Duration::from_secs(1);

/// The most events taken in before a frame is drawn.
const BURST: usize = 512;

/// How long an answer of the terminal is waited for before somebody else gets it, to whom it would be typed keys.
const FAREWELL: Duration = Duration::from_millis(500);

/// What the loop needs of the real terminal beside drawing.
pub trait Stage {
    /// Sends a finished frame to the terminal.
    fn commit(&mut self) -> io::Result<()>;

    /// Sends what is no part of a frame to the terminal: a bell, a notification.
    fn send(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Hands the terminal to the shell and returns when it is ours again; says why where it cannot.
    fn suspend(&mut self) -> Result<(), String>;

    /// The terminal has answered the question that rode along with a frame.
    fn answered(&mut self) {}

    /// Whether such an answer is on its way.
    fn awaits_answer(&self) -> bool {
        false
    }

    /// Whether the terminal has not taken in what it was sent, so that another frame had better wait.
    fn is_behind(&self) -> bool {
        false
    }

    /// How the way to the terminal does.
    fn traffic(&mut self) -> Traffic {
        Traffic::default()
    }
}

/// What the loop runs: the dashboard or the wallboard.
pub trait Program {
    /// Takes in what happened, and says what is to be done.
    fn update(&mut self, msg: Msg) -> Update;

    /// Draws everything.
    fn view(&self, frame: &mut Frame<'_>);

    /// Shows a passing remark, where there is a place for one.
    fn remark(&mut self, text: &str);
}

impl Program for App {
    fn update(&mut self, msg: Msg) -> Update {
        self.update(msg)
    }

    fn view(&self, frame: &mut Frame<'_>) {
        view(self, frame);
    }

    fn remark(&mut self, text: &str) {
        self.remark(text);
    }
}

/// Where news comes from, and orders go to.
#[derive(Debug)]
pub struct Feeds {
    /// The task that reads the database.
    pub poller: Handle,
    /// The task that runs the refresh job; `None` where it may not be run.
    pub desk: Option<Desk>,
    /// The task that brings things out; `None` where nothing is taken along.
    pub outlet: Option<Outlet>,
    /// How the recording of this run goes; `None` where there is none.
    pub record: Option<watch::Receiver<RecordState>>,
    /// The task that keeps filters for later sessions; `None` where there is no place for them.
    pub keeper: Option<Keeper>,
    /// Tells when the configuration has changed; `None` where nobody watches it.
    pub settings: Option<mpsc::Receiver<Reload>>,
}

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The user left.
    Quit,
    /// Somebody asked the program to stop.
    Stopped,
    /// The terminal has gone.
    HangUp,
    /// The poller has gone, which only a panic can do.
    PollerGone,
}

/// Runs a program until the user leaves, the token is cancelled or the terminal goes.
///
/// # Errors
/// Where drawing fails: the terminal has gone in another way.
pub async fn run<B, S>(
    terminal: &mut Terminal<B>,
    mut events: S,
    feeds: Feeds,
    app: &mut impl Program,
    clock: &Clock,
    stop: &CancellationToken,
    stage: &mut impl Stage,
) -> Result<Ending, DrawError<B::Error>>
where
    B: Backend,
    S: Stream<Item: Into<Input>> + Unpin,
{
    let Feeds { poller: mut handle, mut desk, mut outlet, mut record, mut keeper, mut settings } =
        feeds;
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    draw(terminal, app, stage)?;
    let mut is_owed = false;
    loop {
        let first = tokio::select! {
            biased;
            () = stop.cancelled() => {
                farewell(&mut events, stage).await;
                return Ok(Ending::Stopped);
            }
            event = events.next() => match event {
                Some(input) => Happening::Input(input.into()),
                None => return Ok(Ending::HangUp),
            },
            Some(reply) = handle.replies.recv() => Happening::Msg(Msg::Reply(Box::new(reply))),
            changed = handle.snapshots.changed() => {
                if changed.is_err() {
                    // What stops the program stops the poller too, in the middle of this wait.
                    let was_asked = stop.is_cancelled();
                    return Ok(if was_asked { Ending::Stopped } else { Ending::PollerGone });
                }
                let snapshot = Arc::clone(&handle.snapshots.borrow_and_update());
                Happening::Msg(Msg::Snapshot(snapshot))
            }
            state = desk_news(desk.as_mut()) => Happening::Msg(Msg::Desk(state)),
            news = share_news(outlet.as_mut()) => Happening::Msg(Msg::Share(news)),
            state = record_news(record.as_mut()) => Happening::Msg(Msg::Record(state)),
            news = keeper_news(keeper.as_mut()) => Happening::Msg(Msg::Kept(news)),
            reload = settings_news(settings.as_mut()) => Happening::Msg(Msg::Reload(reload)),
            _ = ticks.tick() => Happening::Msg(Msg::Tick(clock.now())),
        };
        let mut redraw = is_owed | app.update(Msg::Tick(clock.now())).redraw;
        let mut next = Some(first);
        let mut taken = 0;
        while let Some(happening) = next {
            let msg = match happening {
                Happening::Msg(msg) => Some(msg),
                Happening::Input(Input::Answer) => {
                    stage.answered();
                    None
                }
                Happening::Input(Input::Event(event)) => {
                    if matches!(event, Event::Resize(..)) {
                        repaint(terminal)?;
                    }
                    message(event)
                }
            };
            if let Some(msg) = msg {
                let update = app.update(msg);
                redraw |= update.redraw;
                for effect in update.effects {
                    match effect {
                        Effect::Quit => {
                            farewell(&mut events, stage).await;
                            return Ok(Ending::Quit);
                        }
                        Effect::Suspend => {
                            farewell(&mut events, stage).await;
                            if let Err(reason) = stage.suspend() {
                                app.remark(&reason);
                            }
                            repaint(terminal)?;
                            redraw = true;
                        }
                        Effect::Share(order) => take_along(outlet.as_ref(), order, app),
                        Effect::Alarm(bytes) | Effect::Send(bytes) => stage.send(&bytes)?,
                        Effect::Ask(request) => send(&handle, Command::Ask(request), app),
                        Effect::Order(order) => pass_on(desk.as_ref(), order, app),
                        Effect::Keep(filter) => keep(keeper.as_ref(), filter, app),
                        Effect::Judge(lines) => send(&handle, Command::Judge(lines), app),
                        Effect::PollNow => send(&handle, Command::PollNow, app),
                        Effect::SetInterval(interval) => {
                            send(&handle, Command::SetInterval(interval), app);
                        }
                    }
                }
            }
            taken += 1;
            next = if taken < BURST {
                match ready(&mut events, &mut handle) {
                    Ready::Nothing => None,
                    Ready::Closed => return Ok(Ending::HangUp),
                    Ready::Happening(happening) => Some(happening),
                }
            } else {
                None
            };
        }
        redraw |= app.update(Msg::Traffic(stage.traffic())).redraw;
        is_owed = redraw && stage.is_behind();
        if redraw && !is_owed {
            draw(terminal, app, stage)?;
        }
    }
}

/// Waits until the terminal owes no answer, but not for long; keys that come meanwhile are meant for nobody.
async fn farewell<S: Stream<Item: Into<Input>> + Unpin>(events: &mut S, stage: &mut impl Stage) {
    let until = Instant::now() + FAREWELL;
    while stage.awaits_answer() {
        match timeout_at(until, events.next()).await {
            Ok(Some(input)) => {
                if input.into() == Input::Answer {
                    stage.answered();
                }
            }
            Ok(None) | Err(_) => return,
        }
    }
}

/// Drawing failed.
#[derive(Debug, thiserror::Error)]
pub enum DrawError<E> {
    /// The backend could not draw.
    #[error("cannot draw: {0}")]
    Backend(E),
    /// The frame could not be sent.
    #[error("cannot write to the terminal: {0}")]
    Commit(#[from] io::Error),
}

enum Happening {
    Input(Input),
    Msg(Msg),
}

enum Ready {
    Nothing,
    Closed,
    Happening(Happening),
}

/// What has happened already, without waiting.
fn ready<S: Stream<Item: Into<Input>> + Unpin>(events: &mut S, handle: &mut Handle) -> Ready {
    match events.next().now_or_never() {
        Some(Some(input)) => return Ready::Happening(Happening::Input(input.into())),
        Some(None) => return Ready::Closed,
        None => {}
    }
    match handle.replies.try_recv() {
        Ok(reply) => Ready::Happening(Happening::Msg(Msg::Reply(Box::new(reply)))),
        Err(_) => Ready::Nothing,
    }
}

fn message(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) => Some(Msg::Key(key)),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(width, height) => Some(Msg::Resize(Size::new(width, height))),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}

/// What the desk knows once it knows something new; never where there is no desk, or its task has ended.
async fn desk_news(desk: Option<&mut Desk>) -> Arc<DeskState> {
    if let Some(desk) = desk
        && desk.state.changed().await.is_ok()
    {
        return Arc::clone(&desk.state.borrow_and_update());
    }
    std::future::pending().await
}

/// What the outlet tells; never where there is none, or its task has ended.
async fn share_news(outlet: Option<&mut Outlet>) -> News {
    if let Some(outlet) = outlet
        && let Some(news) = outlet.news.recv().await
    {
        return news;
    }
    std::future::pending().await
}

/// What the configuration says once it has changed; never where nobody watches it.
async fn settings_news(settings: Option<&mut mpsc::Receiver<Reload>>) -> Reload {
    if let Some(settings) = settings
        && let Some(reload) = settings.recv().await
    {
        return reload;
    }
    std::future::pending().await
}

/// How the recording goes once that changes; never where there is none, or its task has ended.
async fn record_news(record: Option<&mut watch::Receiver<RecordState>>) -> RecordState {
    if let Some(record) = record
        && record.changed().await.is_ok()
    {
        return record.borrow_and_update().clone();
    }
    std::future::pending().await
}

/// What became of a filter; never where none is kept, or the task has ended.
async fn keeper_news(keeper: Option<&mut Keeper>) -> kept::News {
    if let Some(keeper) = keeper
        && let Some(news) = keeper.news.recv().await
    {
        return news;
    }
    std::future::pending().await
}

fn keep(keeper: Option<&Keeper>, filter: KeptFilter, app: &mut impl Program) {
    if keeper.is_none_or(|keeper| keeper.orders.try_send(filter).is_err()) {
        app.update(Msg::Busy);
    }
}

fn take_along(outlet: Option<&Outlet>, order: share::Order, app: &mut impl Program) {
    if outlet.is_none_or(|outlet| outlet.orders.try_send(order).is_err()) {
        app.update(Msg::Busy);
    }
}

fn pass_on(desk: Option<&Desk>, order: Order, app: &mut impl Program) {
    // Where there is no desk, the keys that order something say why.
    if desk.is_some_and(|desk| desk.orders.try_send(order).is_err()) {
        app.update(Msg::Busy);
    }
}

fn send(handle: &Handle, command: Command, app: &mut impl Program) {
    if handle.commands.try_send(command).is_err() {
        app.update(Msg::Busy);
    }
}

fn draw<B: Backend>(
    terminal: &mut Terminal<B>,
    app: &impl Program,
    stage: &mut impl Stage,
) -> Result<(), DrawError<B::Error>> {
    terminal.draw(|frame| app.view(frame)).map_err(DrawError::Backend)?;
    stage.commit()?;
    Ok(())
}

/// Forgets what is on the terminal, so that the next frame is drawn whole. `Terminal::clear` would do the
/// same and ask the terminal where its cursor is, which some never answer.
fn repaint<B: Backend>(terminal: &mut Terminal<B>) -> Result<(), DrawError<B::Error>> {
    terminal.backend_mut().clear().map_err(DrawError::Backend)?;
    terminal.swap_buffers();
    Ok(())
}
