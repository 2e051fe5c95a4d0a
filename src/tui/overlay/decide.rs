//! A person's decision who brought somebody in: which scout of those that the evidence names, and why. What
//! records it is shown as SQL in any case; where it may be recorded from here, it is asked for last.

mod pages;

use crossterm::event::{Event, KeyCode};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};

use super::Answer;
use super::confirm::{Confirm, Verdict, Words};
use super::sheet::Sheet;
use crate::config::Glyphs;
use crate::model::decision::{MAX_REASON, reason};
use crate::model::{
    Decision, Evidence, Language, Permit, PersonDetail, PersonProfile, Recorded, ScoutId, Text,
    Undecided, say, text,
};
use crate::refresh::desk::{DeskState, Order};
use crate::tui::app::Profile;
use crate::tui::cursor::{Cursor, step};
use crate::tui::keymap::{Key, Press};
use crate::tui::pane::below_rule;
use crate::tui::screens::ViewContext;
use crate::tui::scroll::Scroll;
use crate::tui::theme::Theme;
use crate::tui::time::Zone;

/// What is asked.
const WORDS: Words = Words {
    yes: Text::new("records it", "registrarla"),
    to: Text::new("To record it, type", "Para registrarla, escribir"),
    nothing: Text::new("nothing was recorded", "no se registró nada"),
};

/// The open dialog. The person and the evidence are those that were shown when it was opened, whatever is read
/// or reordered below it.
#[derive(Clone, Debug)]
pub struct DecideDialog {
    confirm: Confirm,
    /// Why nothing may be written from here, whatever the database says.
    refused: Option<String>,
    person: PersonDetail,
    choices: Vec<Choice>,
    cursor: Cursor,
    reason: Input,
    /// What is wrong with the reason.
    problem: Option<Undecided>,
    stage: Stage,
    shows_sql: bool,
    scroll: Scroll,
}

/// How far the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Choosing a scout.
    Scout,
    /// Saying why.
    Reason,
    /// Saying yes.
    Confirm,
    /// It was given to the desk.
    Sent,
}

/// A scout that the evidence names.
#[derive(Clone, Debug)]
struct Choice {
    scout_id: ScoutId,
    rows: usize,
    /// The best row that names the scout.
    best: Evidence,
}

/// Whether it may be recorded from here.
enum Standing<'a> {
    /// That is being found out.
    Awaited,
    /// It may.
    Permitted(&'a Permit),
    /// It may not.
    Refused(Refused<'a>),
}

/// Why it may not be recorded from here.
enum Refused<'a> {
    /// The dashboard writes nothing at all.
    Here(&'a str),
    /// The rules or the database are against it.
    There(&'a Undecided),
}

impl Refused<'_> {
    /// Why.
    fn sentence(&self, language: Language) -> String {
        match self {
            Self::Here(reason) => (*reason).to_owned(),
            Self::There(undecided) => undecided.sentence(language),
        }
    }

    /// What can be done.
    fn hint(&self, language: Language) -> Option<String> {
        match self {
            Self::Here(_) => None,
            Self::There(undecided) => undecided.hint(language),
        }
    }
}

impl DecideDialog {
    /// Opens it on a person as shown; `refused` says why nothing may be written from here. Nothing opens where
    /// no evidence names a scout.
    pub fn open(profile: &Profile, refused: Option<String>, person: PersonDetail) -> Option<Self> {
        let choices: Vec<_> = person
            .scouts()
            .into_iter()
            .filter(|scout| scout.0 > 0)
            .filter_map(|scout_id| choice(&person, scout_id))
            .collect();
        (!choices.is_empty()).then(|| Self {
            confirm: Confirm::open(profile),
            refused,
            person,
            choices,
            cursor: Cursor::default(),
            reason: Input::default(),
            problem: None,
            stage: Stage::Scout,
            shows_sql: false,
            scroll: Scroll::default(),
        })
    }

    /// What has to be found out for it, where anybody has to be asked.
    pub fn question(&self) -> Option<Order> {
        let decision = self.decision();
        (self.refused.is_none() && decision.fingerprint.is_some()).then_some(Order::MayDecide {
            person_key: decision.person_key,
            has_ledger_row: decision.has_ledger_row,
        })
    }

    /// Carries out a key; `area` is where the dialog stands.
    pub fn update(&mut self, press: Press, desk: &DeskState, theme: Theme, area: Rect) -> Answer {
        match press.key {
            Key::Named(KeyCode::Esc) => return self.back(),
            Key::Named(KeyCode::Tab) if self.stage != Stage::Sent => {
                self.show_sql(!self.shows_sql);
                return Answer::Stay;
            }
            _ => {}
        }
        match self.stage {
            _ if self.shows_sql => self.scroll(press, desk, theme, area),
            Stage::Scout => self.choose(press, desk, theme, area),
            Stage::Reason => self.type_reason(press, desk),
            Stage::Confirm => self.answer(press, desk, theme, area),
            Stage::Sent if press.key == Key::Named(KeyCode::Enter) => Answer::Close,
            Stage::Sent => self.scroll(press, desk, theme, area),
        }
    }

    /// Takes pasted text into the reason; says whether one is being typed.
    pub fn paste(&mut self, pasted: &str) -> bool {
        let is_typing = self.stage == Stage::Reason && !self.shows_sql;
        if is_typing {
            self.problem = None;
            for character in text::clean(pasted).chars() {
                self.type_character(|input| {
                    input.handle(InputRequest::InsertChar(character));
                });
            }
        }
        is_typing
    }

    /// One step back; out of the dialog from the first and from the last.
    fn back(&mut self) -> Answer {
        if self.shows_sql {
            self.show_sql(false);
            return Answer::Stay;
        }
        self.scroll = Scroll::default();
        self.confirm.reset();
        self.stage = match self.stage {
            Stage::Scout | Stage::Sent => return Answer::Close,
            Stage::Reason => Stage::Scout,
            Stage::Confirm => Stage::Reason,
        };
        Answer::Stay
    }

    fn show_sql(&mut self, shows_sql: bool) {
        self.shows_sql = shows_sql;
        self.scroll = Scroll::default();
    }

    fn choose(&mut self, press: Press, desk: &DeskState, theme: Theme, area: Rect) -> Answer {
        if press.key == Key::Named(KeyCode::Enter) {
            self.stage = Stage::Reason;
        } else if let Some(by) = press.action.and_then(|action| step(action, 1)) {
            let height = pages::choices_height(self, desk, theme, area);
            let rows = self.choices.len();
            self.cursor = self.cursor.moved(by, rows).visible(height, rows);
        }
        Answer::Stay
    }

    fn type_reason(&mut self, press: Press, desk: &DeskState) -> Answer {
        self.problem = None;
        match press.key {
            Key::Named(KeyCode::Enter) => {
                let problem = self.decision().problem();
                self.problem = problem.filter(|problem| *problem != Undecided::NoFingerprint);
                if self.problem.is_some() {
                    return Answer::Stay;
                }
                match self.standing(desk) {
                    Standing::Refused(_) => self.show_sql(true),
                    Standing::Awaited | Standing::Permitted(_) => self.stage = Stage::Confirm,
                }
            }
            Key::Char(_) | Key::Named(KeyCode::Backspace) => self.type_character(|input| {
                input.handle_event(&Event::Key(press.event));
            }),
            _ => {}
        }
        Answer::Stay
    }

    /// Changes what is typed, unless it becomes too long or holds what no terminal should see.
    fn type_character(&mut self, change: impl FnOnce(&mut Input)) {
        let mut changed = self.reason.clone();
        change(&mut changed);
        let typed = changed.value();
        if typed.chars().count() <= MAX_REASON && text::clean(typed) == typed {
            self.reason = changed;
        }
    }

    fn answer(&mut self, press: Press, desk: &DeskState, theme: Theme, area: Rect) -> Answer {
        let is_ready =
            matches!(self.standing(desk), Standing::Permitted(_)) && desk.recording.is_none();
        match self.confirm.update(press.event, is_ready) {
            Verdict::Yes => {
                self.stage = Stage::Sent;
                self.scroll = Scroll::default();
                Answer::Order(Order::Decide(Box::new(self.decision())))
            }
            Verdict::No => Answer::Close,
            Verdict::Typing => Answer::Stay,
            Verdict::Other => self.scroll(press, desk, theme, area),
        }
    }

    fn scroll(&mut self, press: Press, desk: &DeskState, theme: Theme, area: Rect) -> Answer {
        if let Some(action) = press.action {
            // The time zone does not change how lines are broken by more than a row.
            let (_, sheet) = self.sheet(desk, theme, Zone::Utc, area);
            sheet.scroll(&mut self.scroll, action, area);
        }
        Answer::Stay
    }

    /// The decision as it stands.
    fn decision(&self) -> Decision {
        let chosen = self.choices.get(self.cursor.selected).or(self.choices.first());
        let profile = self.profile();
        Decision {
            person_key: self.person.person_key,
            scout_id: chosen.map_or(ScoutId(0), |choice| choice.scout_id),
            reason: reason(self.reason.value()),
            fingerprint: profile.and_then(|profile| profile.fingerprint.clone()),
            has_ledger_row: profile.is_none_or(|profile| profile.ledger.is_some()),
        }
    }

    fn profile(&self) -> Option<&PersonProfile> {
        self.person.profile.as_ref()
    }

    fn standing<'a>(&'a self, desk: &'a DeskState) -> Standing<'a> {
        let refuse = |undecided| Standing::Refused(Refused::There(undecided));
        if let Some(reason) = &self.refused {
            return Standing::Refused(Refused::Here(reason));
        }
        if self.profile().is_none_or(|profile| profile.fingerprint.is_none()) {
            return refuse(&Undecided::NoFingerprint);
        }
        match &desk.permit {
            Some((person_key, answer)) if *person_key == self.person.person_key => match answer {
                Ok(permit) => Standing::Permitted(permit),
                Err(undecided) => refuse(undecided),
            },
            _ => Standing::Awaited,
        }
    }

    /// What became of it, once that is known.
    fn outcome<'a>(&self, desk: &'a DeskState) -> Option<&'a Result<Recorded, Undecided>> {
        let (person_key, outcome) = desk.recorded.as_deref()?;
        (*person_key == self.person.person_key).then_some(outcome)
    }

    /// What is told, with its title.
    fn sheet(&self, desk: &DeskState, theme: Theme, zone: Zone, area: Rect) -> (Text, Sheet) {
        let cells = area.width;
        match self.stage {
            _ if self.shows_sql => {
                let is_true = theme.glyphs != Glyphs::Ascii || self.reason.value().is_ascii();
                // A copy would have other letters than were typed.
                let title = if is_true {
                    Text::new("the SQL", "el SQL")
                } else {
                    Text::new(
                        "the SQL: not for copying from ASCII",
                        "el SQL: no copiarlo desde ASCII",
                    )
                };
                (title, pages::sql(self, desk, theme, cells))
            }
            Stage::Scout => (
                Text::new("which scout?", "¿qué scout?"),
                pages::scouts(self, desk, theme, zone, area),
            ),
            Stage::Reason => (Text::new("why?", "¿por qué?"), pages::reason(self, theme, cells)),
            Stage::Confirm => {
                (Text::new("record it?", "¿registrarla?"), pages::confirm(self, desk, theme, cells))
            }
            Stage::Sent => match self.outcome(desk) {
                None => {
                    (Text::new("recording…", "registrando…"), pages::recording(self, theme, cells))
                }
                Some(Ok(recorded)) => (
                    Text::new("recorded", "registrada"),
                    pages::recorded(self, recorded, theme, zone, cells),
                ),
                Some(Err(undecided)) => {
                    let title = if undecided.is_certain() {
                        Text::new("not recorded", "no registrada")
                    } else {
                        Text::new("recorded?", "¿registrada?")
                    };
                    (title, pages::undecided(undecided, theme, cells))
                }
            },
        }
    }

    /// Draws.
    pub fn view(
        &self,
        desk: &DeskState,
        context: &ViewContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        if below_rule(area).is_none() {
            return;
        }
        let (title, sheet) = self.sheet(desk, context.theme, context.zone, area);
        let language = context.theme.language;
        let (on, title) = (self.confirm.on(), title.of(language));
        let title = say!(language, "Decide on {on} › {title}", "Decidir en {on} › {title}");
        sheet.view(title, self.scroll, context.theme, area, buffer);
    }
}

fn choice(person: &PersonDetail, scout_id: ScoutId) -> Option<Choice> {
    let naming = || person.evidence.iter().filter(|row| row.scout_id == Some(scout_id));
    Some(Choice { scout_id, rows: naming().count(), best: naming().next()?.clone() })
}
