//! Doing by name what keys do, and filters that are kept under a name.

use crossterm::event::KeyEvent;

use super::{App, Update};
use crate::kept;
use crate::model::text::clean;
use crate::model::{Filter, KeptFilter, MAX_NAME, say};
use crate::tui::keymap::{Action, Binding, Key};
use crate::tui::msg::Effect;
use crate::tui::palette::{Answer, Command, Order, Palette, RECALL, SAVE};
use crate::tui::screens::{Data, ScreenId};

/// A filter that is kept under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    name: String,
    screen: ScreenId,
    text: String,
}

impl App {
    pub(super) fn open_palette(&mut self) -> Update {
        self.palette = Some(Palette::default());
        Update { redraw: true, ..Update::default() }
    }

    pub(super) fn palette_key(&mut self, event: KeyEvent) -> Update {
        let commands = self.commands();
        let Some(palette) = &mut self.palette else { return Update::default() };
        let answer = palette.key(event, &commands);
        if answer != Answer::Stay {
            self.palette = None;
        }
        match answer {
            Answer::Stay | Answer::Close => Update { redraw: true, ..Update::default() },
            Answer::Unknown(name) => {
                let lists = self.keys.label(Action::Command);
                self.remark(&say!(
                    self.theme.language,
                    "no command is called \"{name}\" · {lists} lists them all",
                    "ningún comando se llama \"{name}\" · {lists} los lista"
                ))
            }
            Answer::Do(Order::Act(action)) => match self.refusal(action) {
                Some(reason) => self.remark(&reason),
                None => self.act(action),
            },
            Answer::Do(Order::Save(name)) => self.keep(name),
            Answer::Do(Order::Recall(name)) => self.recall(&name),
        }
    }

    /// Everything that can be done by name.
    pub fn commands(&self) -> Vec<Command> {
        let language = self.theme.language;
        let of_key = |(binding, keys): (&Binding, &[Key])| Command {
            name: binding.name().to_owned(),
            key: keys.first().map(|key| key.label()).unwrap_or_default(),
            help: self
                .why_not(binding.action)
                .unwrap_or_else(|| binding.help.of(language).to_owned()),
            refused: self.refusal(binding.action),
            order: Order::Act(binding.action),
        };
        let is_other = |(binding, _): &(&Binding, &[Key])| binding.action != Action::Command;
        let mut commands: Vec<_> = self.keys.iter().filter(is_other).map(of_key).collect();
        commands.push(Command {
            name: say!(language, "{SAVE} NAME", "{SAVE} NOMBRE"),
            key: String::new(),
            help: language
                .choose("Keep the filter in force under a name", "Guardar el filtro con un nombre")
                .to_owned(),
            refused: self.current().filter().is_none().then(|| {
                language.choose("no filter is in force", "no hay filtro puesto").to_owned()
            }),
            order: Order::Save(String::new()),
        });
        commands.extend(self.kept.iter().map(|kept| Command {
            name: format!("{RECALL} {}", kept.name),
            key: String::new(),
            help: format!("{}: {}", kept.screen.title(language), kept.text),
            refused: None,
            order: Order::Recall(kept.name.clone()),
        }));
        commands
    }

    /// Why an action cannot be done now; nothing where it can.
    fn refusal(&self, action: Action) -> Option<String> {
        if let Some(reason) = self.past_refusal(action) {
            return Some(reason);
        }
        match action {
            Action::RefreshJob => self.why_not(action),
            Action::NextMatch | Action::PreviousMatch => self.find_refusal(),
            Action::Zoom => (!self.current().can_zoom())
                .then(|| super::ONE_PANE.of(self.theme.language).to_owned()),
            Action::SortReverse => self.absent(Action::SortNext),
            Action::PreviousPane => self.absent(Action::NextPane),
            Action::Open
            | Action::NextPane
            | Action::Filter
            | Action::SortNext
            | Action::Window
            | Action::MissingOnly
            | Action::ConflictsOnly
            | Action::PaymentStatus
            | Action::OneScout
            | Action::Decide => self.absent(action),
            _ => None,
        }
    }

    fn absent(&self, action: Action) -> Option<String> {
        let is_there = self.current().actions().contains(&action);
        let words = self.theme.language.choose("not on this screen", "no en esta pantalla");
        (!is_there).then(|| words.to_owned())
    }

    fn keep(&mut self, name: String) -> Update {
        let language = self.theme.language;
        let Some(text) = self.current().filter().map(str::to_owned) else {
            let key = self.keys.label(Action::Filter);
            return self.remark(&say!(
                language,
                "no filter is in force: {key} asks for one",
                "no hay filtro puesto: {key} pide uno"
            ));
        };
        if name.is_empty() {
            return self.remark(
                language.choose("write a name behind :save", "escribir un nombre detrás de :save"),
            );
        }
        if name.chars().nth(MAX_NAME).is_some() {
            return self.remark(&say!(
                language,
                "a name has at most {MAX_NAME} characters",
                "un nombre tiene como máximo {MAX_NAME} caracteres"
            ));
        }
        let remark = if self.is_keeping {
            say!(
                language,
                "kept as \"{name}\": :{RECALL} {name}",
                "guardado como \"{name}\": :{RECALL} {name}"
            )
        } else {
            say!(
                language,
                "kept as \"{name}\" until the program ends: :{RECALL} {name}",
                "guardado como \"{name}\" hasta salir del programa: :{RECALL} {name}"
            )
        };
        let screen = self.screen.name().to_owned();
        let filter = KeptFilter { name: name.clone(), screen, text: text.clone() };
        self.kept.retain(|kept| kept.name != name);
        self.kept.push(Kept { name, screen: self.screen, text });
        let mut update = self.remark(&remark);
        update.effects.extend(self.is_keeping.then_some(Effect::Keep(filter)));
        update
    }

    /// Takes the filters that are kept for later sessions; from here on others are kept beside them.
    pub fn remember(&mut self, filters: Vec<KeptFilter>) {
        self.is_keeping = true;
        let known = filters.into_iter().filter_map(|filter| {
            // One of a screen that this version does not have stays in the file.
            let screen = ScreenId::ALL.into_iter().find(|screen| screen.name() == filter.screen)?;
            Some(Kept { name: filter.name, screen, text: filter.text })
        });
        let mut kept: Vec<Kept> = known.collect();
        // One that could not be written is still there for this session.
        self.kept.retain(|own| kept.iter().all(|other| other.name != own.name));
        kept.append(&mut self.kept);
        self.kept = kept;
    }

    pub(super) fn kept_news(&mut self, news: kept::News) -> Update {
        match news {
            Ok(filters) => {
                self.remember(filters);
                Update { redraw: self.palette.is_some(), ..Update::default() }
            }
            Err(reason) => self.remark(&clean(&say!(
                self.theme.language,
                "kept for this session alone: {reason}",
                "guardado solo para esta sesión: {reason}"
            ))),
        }
    }

    fn recall(&mut self, name: &str) -> Update {
        let language = self.theme.language;
        let Some(kept) = self.kept.iter().find(|kept| kept.name == name).cloned() else {
            return self.remark(&say!(
                language,
                "no filter is kept as \"{name}\" · :{SAVE} NAME keeps one",
                "no hay filtro guardado como \"{name}\" · :{SAVE} NOMBRE guarda uno"
            ));
        };
        let mut update = Update { redraw: true, ..Update::default() };
        if self.screen != kept.screen {
            self.screen = kept.screen;
            update = self.with_screen(|screen, context| screen.on_data(Data::Entered, context));
        }
        match Filter::parse(&kept.text, self.current().fields()) {
            Err(error) => {
                let list = self.current().title(language).into_owned();
                let what = error.what.of(language);
                self.remark(&say!(
                    language,
                    "\"{name}\" is of another list than {list}: {what}",
                    "\"{name}\" es de otra lista que {list}: {what}"
                ))
            }
            Ok(filter) => {
                self.earlier.remember(&kept.text);
                let filtered = self.with_screen(|screen, context| {
                    screen.set_filter(Some(filter), context);
                    true
                });
                update.effects.extend(filtered.effects);
                update.redraw = true;
                update
            }
        }
    }
}
