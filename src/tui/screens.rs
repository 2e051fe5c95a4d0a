//! The screens: a closed set, one file each, behind one small trait.

use std::borrow::Cow;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::cursor::Towards;
use super::keymap::Action;
use super::msg::Effect;
use super::takeaway::Takeaway;
use super::theme::Theme;
use super::time::Zone;
use crate::model::{Ask, Distrust, Field, Filter, Finding, Language, PersonDetail, Snapshot};
use crate::poller::{Reply, Request};

mod backlog;
mod collection;
mod conflicts;
mod jobs;
mod liquidation;
mod log;
mod overview;
mod trend;

/// Names a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScreenId {
    /// All figures at a glance.
    Overview,
    /// Missing persons by category.
    Backlog,
    /// Persons in conflict.
    Conflicts,
    /// The daily history.
    Trend,
    /// Runs of jobs.
    Jobs,
    /// Yango's claims.
    Collection,
    /// The liquidation base.
    Liquidation,
    /// This program's log.
    Log,
}

impl ScreenId {
    /// Every screen, in the order of its keys.
    pub const ALL: [Self; 8] = [
        Self::Overview,
        Self::Backlog,
        Self::Conflicts,
        Self::Trend,
        Self::Jobs,
        Self::Collection,
        Self::Liquidation,
        Self::Log,
    ];

    /// The digit that shows it.
    pub const fn digit(self) -> char {
        match self {
            Self::Overview => '1',
            Self::Backlog => '2',
            Self::Conflicts => '3',
            Self::Trend => '4',
            Self::Jobs => '5',
            Self::Collection => '6',
            Self::Liquidation => '7',
            Self::Log => '8',
        }
    }

    /// Its name for programs, the same in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Backlog => "Backlog",
            Self::Conflicts => "Conflicts",
            Self::Trend => "Trend",
            Self::Jobs => "Jobs",
            Self::Collection => "Collection",
            Self::Liquidation => "Liquidation",
            Self::Log => "Log",
        }
    }

    /// What people are told that it is called.
    pub const fn title(self, language: Language) -> &'static str {
        match language {
            Language::English => self.name(),
            Language::Spanish => match self {
                Self::Overview => "General",
                Self::Backlog => "Pendientes",
                Self::Conflicts => "Conflictos",
                Self::Trend => "Tendencia",
                Self::Jobs => "Tareas",
                Self::Collection => "Cobranza",
                Self::Liquidation => "Liquidación",
                Self::Log => "Registro",
            },
        }
    }
}

/// What a screen knows and may ask for while it decides.
pub struct UpdateContext<'a> {
    /// The figures on screen.
    pub snapshot: &'a Snapshot,
    /// The time on screen.
    pub now: DateTime<Utc>,
    /// Where the screen stands.
    pub area: Rect,
    /// The language that the screen speaks.
    pub language: Language,
    generation: &'a mut u64,
    wishes: &'a mut Wishes,
}

/// What a screen wants beside its own change.
#[derive(Debug, Default)]
pub struct Wishes {
    /// What the loop is to do.
    pub effects: Vec<Effect>,
    /// Another screen.
    pub jump: Option<Jump>,
    /// A passing remark in the last row.
    pub remark: Option<String>,
    /// A person, as shown, whom somebody wants to decide about.
    pub decide: Option<Box<PersonDetail>>,
}

/// A screen that another one wants shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jump {
    /// Missing persons of one category.
    Backlog(crate::model::Category),
    /// A category among the others.
    Category(crate::model::Category),
    /// The evidence of a person in conflict.
    Conflict(crate::model::PersonKey),
    /// The list of runs.
    Jobs,
}

impl<'a> UpdateContext<'a> {
    /// The surroundings of one decision.
    pub fn new(
        snapshot: &'a Snapshot,
        now: DateTime<Utc>,
        (area, language): (Rect, Language),
        generation: &'a mut u64,
        wishes: &'a mut Wishes,
    ) -> Self {
        Self { snapshot, now, area, language, generation, wishes }
    }

    /// Asks the poller; the answer carries the number returned.
    pub fn ask(&mut self, ask: Ask) -> u64 {
        *self.generation += 1;
        self.wishes.effects.push(Effect::Ask(Request { generation: *self.generation, ask }));
        *self.generation
    }

    /// Wants another screen shown.
    pub fn jump(&mut self, jump: Jump) {
        self.wishes.jump = Some(jump);
    }

    /// Wants to decide about a person, by what is shown.
    pub fn decide(&mut self, person: &PersonDetail) {
        self.wishes.decide = Some(Box::new(person.clone()));
    }

    /// Says why a key did nothing.
    pub fn remark(&mut self, text: impl Into<String>) {
        self.wishes.remark = Some(text.into());
    }
}

/// What a screen draws with.
#[derive(Clone, Copy)]
pub struct ViewContext<'a> {
    /// The figures on screen.
    pub snapshot: &'a Snapshot,
    /// The time on screen.
    pub now: DateTime<Utc>,
    /// Colours.
    pub theme: Theme,
    /// How times are written.
    pub zone: Zone,
    /// The share of satisfactory persons to reach, in percent.
    pub target_percent: f64,
    /// The poll before the one on screen, where changes are marked.
    pub before: Option<&'a Snapshot>,
}

impl ViewContext<'_> {
    /// Time between two polls.
    pub fn interval(&self) -> Duration {
        self.snapshot.interval
    }

    /// Since when a verdict is the same: a moment, or `before` one.
    pub fn beginning(&self, finding: &Finding) -> Option<String> {
        let language = self.theme.language;
        let time = |at| self.zone.beginning(at, finding.began_earlier, self.now, language);
        finding.beginning(language, time)
    }

    /// Why the figures are no figures of now; nothing where they are, or there are none.
    pub fn distrust(&self) -> Option<Distrust<'_>> {
        self.snapshot.metrics.value.as_ref()?;
        Distrust::of(self.snapshot, self.now)
    }
}

/// News for a screen.
#[derive(Clone, Copy, Debug)]
pub enum Data<'a> {
    /// The screen has come into view.
    Entered,
    /// The figures are new; only the screen in view is told.
    Snapshot,
    /// A question was answered; it may be another screen's.
    Reply(&'a Reply),
}

/// What every screen can do.
pub trait Screen {
    /// Where the user is, such as `Backlog › C legacy`.
    fn title(&self, language: Language) -> Cow<'static, str>;

    /// The keys of this screen beside those that work everywhere, for hints and for greying.
    fn actions(&self) -> &'static [Action];

    /// Whether what is in view is read by questions of its own, so that it is known of today alone.
    fn asks(&self) -> bool;

    /// What the list in view can be filtered by, beside words and patterns.
    fn fields(&self) -> &'static [Field];

    /// The filter on the list in view; `None` where there is no filter.
    fn filter(&self) -> Option<&str>;

    /// Filters the list in view; `None` takes the filter away.
    fn set_filter(&mut self, filter: Option<Filter>, context: &mut UpdateContext<'_>);

    /// Goes to the nearest row in a direction that a filter fits, or says that there is none. It is called only where the
    /// screen offers a filter and none is in force.
    fn seek(&mut self, filter: &Filter, towards: Towards, context: &mut UpdateContext<'_>);

    /// Whether one of several panes can have all of the screen.
    fn can_zoom(&self) -> bool;

    /// What can be taken along of what is in view.
    fn takeaway(&self, context: &ViewContext<'_>) -> Takeaway;

    /// Carries out a key; says whether it meant anything here.
    fn update(&mut self, action: Action, context: &mut UpdateContext<'_>) -> bool;

    /// Takes news; says whether anything on screen has changed.
    fn on_data(&mut self, data: Data<'_>, context: &mut UpdateContext<'_>) -> bool;

    /// Draws.
    fn view(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer);
}

/// Every screen with what it remembers.
pub struct Screens {
    overview: overview::Overview,
    backlog: backlog::Backlog,
    conflicts: conflicts::Conflicts,
    trend: trend::Trend,
    jobs: jobs::Jobs,
    collection: collection::Collection,
    liquidation: liquidation::Liquidation,
    log: log::Log,
}

impl Default for Screens {
    fn default() -> Self {
        Self {
            overview: overview::Overview::default(),
            backlog: backlog::Backlog::new(),
            conflicts: conflicts::Conflicts::new(),
            trend: trend::Trend::new(),
            jobs: jobs::Jobs::new(),
            collection: collection::Collection::new(),
            liquidation: liquidation::Liquidation::new(),
            log: log::Log::default(),
        }
    }
}

impl Screens {
    /// One screen, to look at.
    pub fn get(&self, id: ScreenId) -> &dyn Screen {
        match id {
            ScreenId::Overview => &self.overview,
            ScreenId::Backlog => &self.backlog,
            ScreenId::Conflicts => &self.conflicts,
            ScreenId::Trend => &self.trend,
            ScreenId::Jobs => &self.jobs,
            ScreenId::Collection => &self.collection,
            ScreenId::Liquidation => &self.liquidation,
            ScreenId::Log => &self.log,
        }
    }

    /// One screen, to change.
    pub fn get_mut(&mut self, id: ScreenId) -> &mut dyn Screen {
        match id {
            ScreenId::Overview => &mut self.overview,
            ScreenId::Backlog => &mut self.backlog,
            ScreenId::Conflicts => &mut self.conflicts,
            ScreenId::Trend => &mut self.trend,
            ScreenId::Jobs => &mut self.jobs,
            ScreenId::Collection => &mut self.collection,
            ScreenId::Liquidation => &mut self.liquidation,
            ScreenId::Log => &mut self.log,
        }
    }

    /// Goes where a jump leads and says which screen that is.
    pub fn follow(&mut self, jump: Jump, context: &mut UpdateContext<'_>) -> ScreenId {
        match jump {
            Jump::Backlog(category) => {
                self.backlog.open_category(category, context);
                ScreenId::Backlog
            }
            Jump::Category(category) => {
                self.backlog.show_category(category);
                ScreenId::Backlog
            }
            Jump::Conflict(person_key) => {
                self.conflicts.open_person(person_key, context);
                ScreenId::Conflicts
            }
            Jump::Jobs => {
                self.jobs.show_list(context);
                ScreenId::Jobs
            }
        }
    }
}

/// Surroundings for a test of one screen or list.
#[cfg(test)]
pub struct UpdateScratch {
    snapshot: Snapshot,
    generation: u64,
    wishes: Wishes,
}

#[cfg(test)]
impl Default for UpdateScratch {
    fn default() -> Self {
        Self {
            snapshot: Snapshot::connecting(DateTime::UNIX_EPOCH, Duration::from_secs(12)),
            generation: 0,
            wishes: Wishes::default(),
        }
    }
}

#[cfg(test)]
impl UpdateScratch {
    /// The context.
    pub fn context(&mut self) -> UpdateContext<'_> {
        UpdateContext::new(
            &self.snapshot,
            DateTime::UNIX_EPOCH,
            (Rect::new(0, 1, 80, 22), Language::English),
            &mut self.generation,
            &mut self.wishes,
        )
    }

    /// The effects asked for since the last call.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.wishes.effects)
    }
}
