//! Taking along what is in view: copying, the incident note, the export, the SQL; and what became of it.

use crossterm::event::KeyCode;

use super::{App, Update, effect};
use crate::model::text::clean;
use crate::model::{Language, Text, say};
use crate::share::note::{Note, View};
use crate::share::{News, Order, Parcel, Way, statement};
use crate::tui::keymap::{Action, Key, Press};
use crate::tui::layout;
use crate::tui::msg::Effect;
use crate::tui::overlay::{Chooser, ExportDialog, Outcome, ShareOverlay, TextPage};
use crate::tui::takeaway::{PERSON_KEY, Takeaway};

/// How long it is told where something went.
const TOLD_SECONDS: i64 = 20;

/// Why a list is not there where the past is shown.
const OF_TODAY: Text =
    Text::new("this list is known of today alone", "esta lista solo se conoce de hoy");

impl App {
    /// Carries out one of the keys that take something along.
    pub(super) fn share(&mut self, action: Action) -> Update {
        let language = self.theme.language;
        let takeaway = if self.is_past() && self.current().asks() {
            Takeaway::nothing(self.current().title(language).into_owned(), OF_TODAY)
        } else {
            self.current().takeaway(&self.view_context())
        };
        let opened = match action {
            Action::Note => return self.copy_note(takeaway),
            Action::Copy => Chooser::open(takeaway.title, takeaway.choices)
                .map(ShareOverlay::Chooser)
                .ok_or_else(|| {
                    say!(
                        language,
                        "no row is selected here to copy from",
                        "aquí no hay fila seleccionada que copiar"
                    )
                }),
            Action::Export => ExportDialog::open(takeaway, &self.export_folder, language)
                .map(|dialog| ShareOverlay::Export(Box::new(dialog)))
                .map_err(|reason| {
                    let reason = reason.of(language);
                    say!(
                        language,
                        "there is nothing to export: {reason}",
                        "no hay nada que exportar: {reason}"
                    )
                }),
            _ => sql(&takeaway, language)
                .map(|sql| ShareOverlay::Text(sql_page(&takeaway, sql, language))),
        };
        match opened {
            Ok(overlay) => {
                self.share_overlay = Some(overlay);
                Update { redraw: true, ..Update::default() }
            }
            Err(reason) => self.remark(&reason),
        }
    }

    /// Lets the open overlay carry out a key.
    pub(super) fn share_key(&mut self, press: Press) -> Update {
        if layout::is_tiny(self.size) && press.key != Key::Named(KeyCode::Esc) {
            return Update::default();
        }
        let (theme, area) = (self.theme, self.body());
        let Some(overlay) = &mut self.share_overlay else { return Update::default() };
        let outcome = overlay.update(press, theme, area);
        if matches!(outcome, Outcome::Close | Outcome::Leave(_)) {
            self.share_overlay = None;
        }
        match outcome {
            Outcome::Stay | Outcome::Close => Update { redraw: true, ..Update::default() },
            Outcome::Order(order) | Outcome::Leave(order) => effect(Effect::Share(order)),
        }
    }

    /// Takes what became of it.
    pub(super) fn share_news(&mut self, news: News) -> Update {
        if self.share_overlay.as_mut().is_some_and(|overlay| overlay.hear(&news)) {
            return Update { redraw: true, ..Update::default() };
        }
        let language = self.theme.language;
        let (what, way) = match news {
            News::Handed(what, way) => (what, way),
            News::Exported(Ok(exported)) => {
                let path = exported.path.display();
                let words = say!(language, "exported to {path}", "exportado a {path}");
                return self.remark(&clean(&words));
            }
            News::Exported(Err(error)) => return self.remark(&clean(&error.sentence(language))),
            News::Progress { .. } | News::Cancelled => return Update::default(),
        };
        let mut update = Update { redraw: true, ..Update::default() };
        let words = match way {
            Way::Tmux => say!(
                language,
                "copied to the tmux buffer: {what}",
                "copiado al búfer de tmux: {what}"
            ),
            Way::Terminal(bytes) => {
                update.effects.push(Effect::Send(bytes));
                say!(
                    language,
                    "sent to the terminal's clipboard (OSC 52): {what}",
                    "enviado al portapapeles de la terminal (OSC 52): {what}"
                )
            }
            Way::File(path) => {
                let path = path.display();
                say!(language, "written to {path}: {what}", "escrito en {path}: {what}")
            }
            Way::Screen(parcel, closed) => {
                let reason = closed.sentence(language);
                // What is being asked or written already keeps its place.
                if self.share_overlay.is_none() && self.dialog.is_none() {
                    let page = TextPage::last_way(parcel, &clean(&reason), language);
                    self.share_overlay = Some(ShareOverlay::Text(page));
                    return update;
                }
                say!(language, "not copied: {what}: {reason}", "no copiado: {what}: {reason}")
            }
        };
        self.remark_for(&clean(&words), TOLD_SECONDS);
        update
    }

    fn copy_note(&mut self, takeaway: Takeaway) -> Update {
        let language = self.theme.language;
        let sql = sql(&takeaway, language);
        let first = takeaway.choices.first().filter(|choice| choice.name == PERSON_KEY);
        let selected = first.map(|choice| format!("{} {}", PERSON_KEY.of(language), choice.text));
        let Takeaway { title, columns, rows, place, filter, condition, sort, taken_at, .. } =
            takeaway;
        let view =
            View { title, columns, rows, place, filter, condition, selected, sort, taken_at, sql };
        let note = Note {
            now: self.view_context().now,
            written: self.pause.as_ref().map(|_| self.now),
            label: &self.profile.label,
            target: &self.profile.target,
            is_read_only: self.profile.is_read_only,
            snapshot: &self.shown,
            view,
        };
        let text = note.markdown(language);
        let what = language.choose("the incident note", "la nota de incidente").to_owned();
        effect(Effect::Share(Order::Copy(Parcel { what, name: "note", ending: "md", text })))
    }
}

/// The SQL behind a view, with a line in front that says which, or why there is none.
fn sql(takeaway: &Takeaway, language: Language) -> Result<String, String> {
    let asked = takeaway.statement.as_ref().map_err(|reason| reason.of(language).to_owned())?;
    let sql = statement(asked).map_err(|failure| failure.words(language))?;
    let mut head = format!("-- scoutwatch {}: {}", env!("CARGO_PKG_VERSION"), takeaway.title);
    let is_list = matches!(takeaway.subject, Ok(crate::share::Subject::List(_)));
    let [filter, order] = language.choose(["filter", "order"], ["filtro", "orden"]);
    for (name, words) in [(filter, &takeaway.filter), (order, &takeaway.sort)] {
        if let Some(words) = words {
            // A filter and an order of what is held whole are no part of the statement.
            let by = language
                .choose(" (by scoutwatch, not in the SQL)", " (de scoutwatch, no está en el SQL)");
            let by = if is_list { "" } else { by };
            head.extend(["\n-- ", name, ": ", &clean(words), by]);
        }
    }
    Ok(format!("{head}\n{sql}"))
}

fn sql_page(takeaway: &Takeaway, sql: String, language: Language) -> TextPage {
    let what = language.choose("the SQL", "el SQL").to_owned();
    let title = format!("{} › {what}", takeaway.title);
    TextPage::sql(title, Parcel { what, name: "query", ending: "sql", text: sql })
}
