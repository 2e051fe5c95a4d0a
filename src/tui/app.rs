//! The dashboard's state, and what changes it: [`App::update`] decides, the loop acts, the view shows.

mod digest;
mod find;
mod live;
mod look;
mod news;
mod palette;
mod past;
mod problem;
mod prompt;
mod share;
mod traffic;
mod writes;

pub use super::profile::Profile;
pub use digest::Past as DigestPast;
pub use palette::Kept;
pub use past::{Past, Pause, Replay};

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyEvent, KeyEventKind};
use ratatui::layout::{Rect, Size};

use self::digest::DigestState;
use self::traffic::TrafficState;
use super::alarm::Alarm;
use super::cursor::Towards;
use super::face::Face;
use super::keymap::{self, Action, Key, KeyMap};
use super::layout::{self, Footer};
use super::live::Live;
use super::msg::{Effect, Msg};
use super::overlay::{Dialog, Help, ShareOverlay};
use super::palette::Palette;
use super::problems::ProblemId;
use super::prompt::{Earlier, Prompt};
use super::screens::{Data, Screen, ScreenId, Screens, UpdateContext, Wishes};
use super::theme::Theme;
use super::time::Zone;
use crate::model::{Link, RecordState, Snapshot, Text, say};
use crate::reel::{Budget, Reel};
use crate::refresh::desk::DeskState;

/// How long a notice stays, unless a key takes it away earlier.
const NOTICE_SECONDS: i64 = 8;

/// Why a pane cannot have the whole screen.
const ONE_PANE: Text =
    Text::new("one pane has this screen already", "un solo panel ocupa ya esta pantalla");

/// A passing remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The remark.
    pub text: String,
    until: DateTime<Utc>,
}

/// The state.
pub struct App {
    /// The time on screen.
    pub now: DateTime<Utc>,
    /// The terminal's size.
    pub size: Size,
    /// Colours.
    pub theme: Theme,
    /// Which key does what.
    pub keys: KeyMap,
    /// How times are written.
    pub zone: Zone,
    /// Who and what is looked at.
    pub profile: Profile,
    /// The screen in view.
    pub screen: ScreenId,
    /// All screens.
    pub screens: Screens,
    /// The help, where it is open.
    pub help: Option<Help>,
    /// The dialog that asks before something is written, where it is open.
    pub dialog: Option<Dialog>,
    /// What the desk knows, which writes.
    pub desk: Arc<DeskState>,
    /// Why nothing may be written from here, where nothing may.
    pub job_refused: Option<String>,
    /// What is being taken along, where that is open.
    pub share_overlay: Option<ShareOverlay>,
    /// Where exports are written.
    pub export_folder: String,
    /// The filter being typed.
    pub prompt: Option<Prompt>,
    /// The filters of this session.
    pub earlier: Earlier,
    /// The command being typed.
    pub palette: Option<Palette>,
    /// Filters that are kept under a name.
    kept: Vec<Kept>,
    /// Whether they are kept for later sessions, too.
    is_keeping: bool,
    /// The problem that was shown last.
    problem: Option<ProblemId>,
    /// A passing remark.
    pub notice: Option<Notice>,
    /// Whether the view is frozen, and at which moment.
    pub pause: Option<Pause>,
    /// The recording that is shown in place of a database, where one is.
    pub replay: Option<Replay>,
    /// How the recording of this run goes, where there is one.
    pub record: Option<RecordState>,
    /// What there is to compare the figures with.
    digest: DigestState,
    /// The polls that can be gone back to.
    pub reel: Reel,
    /// What makes itself heard; silent until it is given rules.
    pub alarm: Alarm,
    /// The settings that are followed, as they were read last.
    live: Live,
    /// How the way to the terminal does, and what is done about it.
    pub traffic: TrafficState,
    /// Whether it is night by the settings.
    is_due_night: bool,
    /// Why the configuration cannot be read, since it was changed.
    pub unread: Option<String>,
    /// The figures on screen.
    pub shown: Arc<Snapshot>,
    latest: Arc<Snapshot>,
    /// The interval that was asked for last; the poller may not have said so yet.
    interval: Duration,
    generation: u64,
    face: Face,
    /// Whether leaving was asked for while a run of ours is active.
    is_leaving: bool,
    /// The screen as text, where it is to be left behind.
    pub parting: Option<String>,
}

/// What an update asks of the loop.
#[derive(Debug, Default)]
pub struct Update {
    /// Whether anything on screen has changed.
    pub redraw: bool,
    /// What is to be done.
    pub effects: Vec<Effect>,
}

impl App {
    /// The state at the start.
    pub fn new(
        profile: Profile,
        theme: Theme,
        snapshot: Arc<Snapshot>,
        now: DateTime<Utc>,
        size: Size,
    ) -> Self {
        let mut app = Self {
            now,
            size,
            theme,
            keys: KeyMap::default(),
            zone: Zone::default(),
            profile,
            screen: ScreenId::Overview,
            screens: Screens::default(),
            help: None,
            dialog: None,
            desk: Arc::default(),
            job_refused: None,
            share_overlay: None,
            export_folder: String::new(),
            prompt: None,
            earlier: Earlier::default(),
            palette: None,
            kept: Vec::new(),
            is_keeping: false,
            problem: None,
            notice: None,
            pause: None,
            replay: None,
            record: None,
            digest: DigestState::default(),
            reel: Reel::new(Budget::DASHBOARD),
            alarm: Alarm::default(),
            live: Live::default(),
            traffic: TrafficState::new(now),
            is_due_night: false,
            unread: None,
            shown: Arc::clone(&snapshot),
            interval: snapshot.interval,
            latest: snapshot,
            generation: 0,
            face: Face::default(),
            is_leaving: false,
            parting: None,
        };
        if !matches!(app.latest.link, Link::Connecting { .. }) {
            app.keep_poll();
        }
        app.face = Face::of(&app);
        app
    }

    /// The screen in view.
    pub fn current(&self) -> &dyn Screen {
        self.screens.get(self.screen)
    }

    /// The texts that change with time alone.
    pub fn face(&self) -> &Face {
        &self.face
    }

    /// Takes in what happened.
    pub fn update(&mut self, msg: Msg) -> Update {
        let mut update = match msg {
            Msg::Key(event) if event.kind != KeyEventKind::Release => self.key(event),
            Msg::Key(_) => Update::default(),
            Msg::Paste(text) => self.paste(&text),
            Msg::Resize(size) => {
                self.size = size;
                Update { redraw: true, ..Update::default() }
            }
            Msg::Snapshot(snapshot) => self.snapshot(snapshot),
            Msg::Reply(reply) => self.reply(&reply),
            Msg::Desk(desk) => self.desk_news(desk),
            Msg::Share(news) => self.share_news(news),
            Msg::Record(state) => {
                self.record = Some(state);
                Update::default()
            }
            Msg::Kept(news) => self.kept_news(news),
            Msg::Reload(reload) => self.reload(reload),
            Msg::Traffic(traffic) => self.traffic_news(traffic),
            Msg::Tick(now) => {
                self.now = now;
                Update::default()
            }
            Msg::Busy => {
                self.interval = self.latest.interval;
                self.remark(self.theme.language.choose(
                    "busy: the last request is not done yet",
                    "ocupado: el último pedido aún no termina",
                ))
            }
        };
        if self.notice.as_ref().is_some_and(|notice| notice.until <= self.now) {
            self.notice = None;
            update.redraw = true;
        }
        update.redraw |= self.turn_night() | self.refresh_face();
        update
    }

    /// Makes the texts anew that change with time; says whether one has changed.
    fn refresh_face(&mut self) -> bool {
        let face = Face::of(self);
        let is_new = face != self.face;
        self.face = face;
        is_new
    }

    fn key(&mut self, event: KeyEvent) -> Update {
        self.notice = None;
        let press = self.keys.press(event);
        if matches!(press.key, Key::Ctrl(_))
            && let Some(update) = self.ctrl(press.action)
        {
            return update;
        }
        if let Some(help) = self.help.as_mut().filter(|help| help.is_typing()) {
            help.type_key(event);
            return Update { redraw: true, ..Update::default() };
        }
        if self.prompt.is_some() {
            return self.type_filter(event);
        }
        if self.palette.is_some() {
            return self.palette_key(event);
        }
        if self.help.is_none() && self.dialog.is_some() {
            return self.dialog_key(press);
        }
        if self.help.is_none() && self.share_overlay.is_some() {
            return self.share_key(press);
        }
        if let Some(action) = press.action {
            return self.act(action);
        }
        let (key, help) = (press.key.label(), self.keys.label(Action::Help));
        self.remark(&say!(
            self.theme.language,
            "{key} does nothing here · {help} shows the keys",
            "{key} no hace nada aquí · {help} muestra las teclas"
        ))
    }

    /// A chord with Ctrl: leaving and suspending at any time, everything else where nothing asks or is typed; nothing
    /// where it edits what is typed.
    fn ctrl(&mut self, action: Option<Action>) -> Option<Update> {
        let is_typing = self.prompt.is_some()
            || self.palette.is_some()
            || self.help.as_ref().is_some_and(Help::is_typing);
        let is_asking = self.dialog.is_some() || self.share_overlay.is_some();
        match action {
            Some(action @ (Action::Quit | Action::QuitKeeping | Action::Suspend)) => {
                Some(self.act(action))
            }
            _ if is_typing => None,
            Some(action) if !is_asking => Some(self.act(action)),
            _ => Some(Update::default()),
        }
    }

    fn act(&mut self, action: Action) -> Update {
        let body = self.body();
        if let Some(help) = &mut self.help {
            match action {
                Action::Help | Action::Open => self.help = None,
                Action::Show(screen) => {
                    self.help = None;
                    return self.show(screen);
                }
                Action::Quit | Action::QuitKeeping => return self.leave_by(action),
                Action::Suspend => return effect(Effect::Suspend),
                Action::Back if !help.update(action, &self.keys, body) => self.help = None,
                _ => drop(help.update(action, &self.keys, body)),
            }
            return Update { redraw: true, ..Update::default() };
        }
        if let Some(update) = self.traffic_key(action).or_else(|| self.digest_key(action)) {
            return update;
        }
        if let Some(reason) = self.past_refusal(action) {
            return self.remark(&reason);
        }
        match action {
            Action::Digest => self.open_digest(),
            Action::Traffic => self.open_traffic(),
            Action::Show(screen) => self.show(screen),
            Action::Older
            | Action::Newer
            | Action::MuchOlder
            | Action::MuchNewer
            | Action::Live => self.travel(action),
            Action::Help => {
                self.help = Some(Help::default());
                Update { redraw: true, ..Update::default() }
            }
            Action::Filter => self.open_prompt(),
            Action::Command => self.open_palette(),
            Action::NextProblem => self.next_problem(),
            Action::NextMatch => self.find(Towards::Next),
            Action::PreviousMatch => self.find(Towards::Previous),
            Action::Pause => self.toggle_pause(),
            Action::PollNow => {
                let mut update =
                    self.remark(self.theme.language.choose("polling now", "consultando ahora"));
                update.effects.push(Effect::PollNow);
                update
            }
            Action::IntervalLonger | Action::IntervalShorter => self.step_interval(action),
            Action::LocalTime => {
                self.zone = self.zone.other();
                Update { redraw: true, ..Update::default() }
            }
            Action::Glyphs | Action::Night => self.change_look(action),
            Action::Quit | Action::QuitKeeping => self.leave_by(action),
            Action::Suspend => effect(Effect::Suspend),
            Action::RefreshJob => self.open_job(),
            Action::Copy | Action::Note | Action::Export | Action::Sql => self.share(action),
            Action::Zoom if !self.current().can_zoom() => {
                self.remark(ONE_PANE.of(self.theme.language))
            }
            Action::Snooze => {
                let (key, language) = (self.keys.label(action), self.theme.language);
                let words = self.alarm.snooze(self.now, self.zone, &key, language);
                self.remark(&words)
            }
            Action::Back if self.current().filter().is_some() => {
                self.with_screen(|screen, context| {
                    screen.set_filter(None, context);
                    true
                })
            }
            _ => self.pass_on(action),
        }
    }

    /// Lets the screen in view carry out a key, or says that it cannot.
    fn pass_on(&mut self, action: Action) -> Update {
        let mut is_known = false;
        let mut update = self.with_screen(|screen, context| {
            is_known = screen.update(action, context);
            true
        });
        if !is_known && action != Action::Back {
            let language = self.theme.language;
            let help = keymap::help(action, language);
            let remark = self.remark(&say!(
                language,
                "not on this screen: {help}",
                "no en esta pantalla: {help}"
            ));
            update.effects.extend(remark.effects);
        }
        update
    }

    fn show(&mut self, screen: ScreenId) -> Update {
        self.screen = screen;
        self.prompt = None;
        self.palette = None;
        let mut update = self.with_screen(|screen, context| screen.on_data(Data::Entered, context));
        update.redraw = true;
        update
    }

    fn with_screen(
        &mut self,
        change: impl FnOnce(&mut dyn Screen, &mut UpdateContext<'_>) -> bool,
    ) -> Update {
        self.with(self.screen, change)
    }

    /// Lets a screen change itself; follows it where it jumps to another screen.
    fn with(
        &mut self,
        id: ScreenId,
        change: impl FnOnce(&mut dyn Screen, &mut UpdateContext<'_>) -> bool,
    ) -> Update {
        let mut wishes = Wishes::default();
        let place = (self.body(), self.theme.language);
        let shown = Arc::clone(&self.shown);
        let generation = &mut self.generation;
        let mut context = UpdateContext::new(&shown, self.now, place, generation, &mut wishes);
        let redraw = change(self.screens.get_mut(id), &mut context);
        if let Some(jump) = wishes.jump.take() {
            let generation = &mut self.generation;
            let mut context = UpdateContext::new(&shown, self.now, place, generation, &mut wishes);
            self.screen = self.screens.follow(jump, &mut context);
        }
        if self.is_past() {
            // Answers would be of today.
            wishes.effects.retain(|effect| !matches!(effect, Effect::Ask(_)));
        }
        if let Some(text) = wishes.remark {
            self.remark(&text);
        }
        if let Some(person) = wishes.decide {
            wishes.effects.extend(self.open_decision(*person));
        }
        Update { redraw, effects: wishes.effects }
    }

    /// Where everything stands on a terminal of this size. What asks for an answer shows its own keys, and has the last row
    /// too unless a remark stands there.
    pub fn parts(&self, size: Size) -> layout::Frame {
        let is_asking = self.dialog.is_some() || self.share_overlay.is_some();
        let footer = match () {
            () if self.has_words() => Footer::Words,
            () if is_asking => Footer::Nothing,
            () => Footer::Keys,
        };
        layout::frame(size, self.face.banners.len(), footer)
    }

    /// Whether something is typed or said in the last row.
    pub fn has_words(&self) -> bool {
        self.prompt.is_some() || self.palette.is_some() || self.notice.is_some()
    }

    /// Where the screen in view stands, and what lies over it.
    fn body(&self) -> Rect {
        self.parts(self.size).body
    }

    /// Shows a passing remark.
    pub fn remark(&mut self, text: &str) -> Update {
        self.remark_for(text, NOTICE_SECONDS)
    }

    fn remark_for(&mut self, text: &str, seconds: i64) -> Update {
        let until = self.now + TimeDelta::seconds(seconds);
        self.notice = Some(Notice { text: text.to_owned(), until });
        Update { redraw: true, ..Update::default() }
    }
}

fn effect(effect: Effect) -> Update {
    Update { redraw: true, effects: vec![effect] }
}
