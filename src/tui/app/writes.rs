//! What is written from the dashboard: the dialogs that ask first, and what the desk tells of it.

use std::sync::Arc;

use crossterm::event::KeyCode;

use super::{App, Update, effect};
use crate::model::{Language, PersonDetail, Recorded, Undecided, say};
use crate::refresh::desk::{DeskState, Order};
use crate::tui::keymap::{Action, Key, Press};
use crate::tui::layout;
use crate::tui::msg::Effect;
use crate::tui::overlay::{Answer, DecideDialog, Dialog, RefreshDialog};
use crate::tui::parting;
use crate::tui::runs;
use crate::tui::screens::{Data, ViewContext};

impl App {
    /// Leaves; while a run of ours is active, only when asked twice.
    pub(super) fn leave_by(&mut self, action: Action) -> Update {
        let parting = (action == Action::QuitKeeping).then(|| parting::text(self));
        let update = self.leave();
        self.parting = parting;
        update
    }

    fn leave(&mut self) -> Update {
        if self.desk.progress.is_none() || self.is_leaving {
            return effect(Effect::Quit);
        }
        self.is_leaving = true;
        let key = self.keys.label(Action::Quit);
        self.remark(&say!(
            self.theme.language,
            "a run of ours is active; {key} again stops it after the batch at hand and leaves",
            "una ejecución nuestra está activa; {key} otra vez la detiene tras el lote actual y sale"
        ))
    }

    /// Why the refresh job cannot be run from here, where that is known before a key asks for it.
    pub fn why_no_job(&self) -> Option<String> {
        let refused = self.desk.refused.as_ref();
        let language = self.theme.language;
        self.job_refused.clone().or_else(|| refused.map(|refusal| refusal.sentence(language)))
    }

    /// Why the key of an action writes nothing here, as far as that is known before it is pressed.
    pub fn why_not(&self, action: Action) -> Option<String> {
        match action {
            Action::RefreshJob => self.why_no_job(),
            Action::Decide => {
                let language = self.theme.language;
                let undecidable = self.desk.undecidable.as_ref();
                let reason = self
                    .job_refused
                    .clone()
                    .or_else(|| undecidable.map(|why| why.sentence(language)))?;
                Some(say!(
                    language,
                    "only shows the SQL: {reason}",
                    "solo muestra el SQL: {reason}"
                ))
            }
            _ => None,
        }
    }

    /// Finds out what the role may do, where there is a desk at all.
    pub(super) fn ask_for_rights(&self) -> Option<Effect> {
        self.job_refused.is_none().then_some(Effect::Order(Order::MayWrite))
    }

    /// Asks whether the refresh job shall run.
    pub(super) fn open_job(&mut self) -> Update {
        if let Some(reason) = self.why_no_job() {
            let key = self.keys.label(Action::RefreshJob);
            let language = self.theme.language;
            let refused = self.desk.refused.as_ref().filter(|_| self.job_refused.is_none());
            // A list of rights may be longer than there is room for: what mends it stands first.
            let remedy = refused.and_then(|refusal| refusal.hint(language));
            let remedy = remedy.map_or_else(String::new, |remedy| format!(" ({remedy})"));
            let mut update = self.remark(&say!(
                language,
                "{key} is not available{remedy}: {reason}",
                "{key} no está disponible{remedy}: {reason}"
            ));
            // Somebody may have granted meanwhile what was missing; the next press knows.
            update.effects.extend(self.ask_for_rights());
            return update;
        }
        self.dialog = Some(Dialog::Refresh(RefreshDialog::open(&self.profile)));
        effect(Effect::Order(Order::Plan))
    }

    /// Asks what a person decides about another, whose evidence is shown.
    pub(super) fn open_decision(&mut self, person: PersonDetail) -> Vec<Effect> {
        let refused = self.job_refused.clone();
        let Some(dialog) = DecideDialog::open(&self.profile, refused, person) else {
            self.remark(self.theme.language.choose(
                "no evidence names a scout: there is nobody to decide for",
                "ninguna evidencia nombra un scout: no hay por quién decidir",
            ));
            return Vec::new();
        };
        let question = dialog.question().map(Effect::Order);
        self.dialog = Some(Dialog::Decide(Box::new(dialog)));
        question.into_iter().collect()
    }

    /// Lets the dialog carry out a key.
    pub(super) fn dialog_key(&mut self, press: Press) -> Update {
        let area = self.body();
        if layout::is_tiny(self.size) && press.key != Key::Named(KeyCode::Esc) {
            // Nobody says yes to what is not on screen.
            return Update::default();
        }
        let mut effects = Vec::new();
        let Some(dialog) = &mut self.dialog else { return Update::default() };
        let context = ViewContext {
            // What is true now, also on a frozen screen.
            snapshot: &self.latest,
            now: self.now,
            theme: self.theme,
            zone: self.zone,
            target_percent: self.profile.target_percent,
            before: None,
        };
        match dialog.update(press, &self.desk, &context, area) {
            Answer::Stay => {}
            Answer::Close => self.dialog = None,
            Answer::Order(order) => effects.push(Effect::Order(order)),
        }
        Update { redraw: true, effects }
    }

    /// Takes what the desk knows; tells the end of a run, and what became of a decision, where no dialog does.
    pub(super) fn desk_news(&mut self, desk: Arc<DeskState>) -> Update {
        let language = self.theme.language;
        let before = std::mem::replace(&mut self.desk, desk);
        let has_begun = before.progress.is_none() && self.desk.progress.is_some();
        let has_ended = before.progress.is_some() && self.desk.progress.is_none();
        let has_decided = is_news(before.recorded.as_ref(), self.desk.recorded.as_ref());
        self.is_leaving &= self.desk.progress.is_some();
        let mut update = Update { redraw: true, ..Update::default() };
        if has_begun || has_ended || has_decided {
            update.effects.push(Effect::PollNow);
        }
        if has_ended
            && !matches!(self.dialog, Some(Dialog::Refresh(_)))
            && let Some(text) =
                self.desk.receipt.as_deref().map(|receipt| runs::receipt(receipt, language))
        {
            self.remark(&text);
        }
        if has_decided {
            // Whoever looks at the person sees what has become of it.
            let read = self.with_screen(|screen, context| screen.on_data(Data::Entered, context));
            update.effects.extend(read.effects);
            if !matches!(self.dialog, Some(Dialog::Decide(_)))
                && let Some(recorded) = self.desk.recorded.clone()
            {
                self.remark(&decision_words(&recorded.1, language));
            }
        }
        update
    }
}

/// Whether something is told now that was not told before.
fn is_news<T>(before: Option<&Arc<T>>, now: Option<&Arc<T>>) -> bool {
    now.is_some_and(|now| before.is_none_or(|before| !Arc::ptr_eq(before, now)))
}

/// What became of a decision, in one line.
fn decision_words(outcome: &Result<Recorded, Undecided>, language: Language) -> String {
    match outcome {
        Ok(recorded) => {
            let (scout, person) =
                (recorded.decision.scout_id, recorded.decision.person_key.short());
            say!(
                language,
                "recorded: scout {scout} for person {person}",
                "registrado: scout {scout} para la persona {person}"
            )
        }
        Err(undecided) if undecided.is_certain() => {
            say!(language, "nothing was recorded: {undecided}", "no se registró nada: {undecided}")
        }
        Err(undecided) => undecided.to_string(),
    }
}
