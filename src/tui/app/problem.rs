//! The walk from one problem to the next.

use super::{App, Update};
use crate::tui::keymap::Action;
use crate::tui::problems::{self, Place};
use crate::tui::screens::{Jump, ViewContext};

/// How long a problem stays in the last row, unless a key takes it away earlier.
const PROBLEM_SECONDS: i64 = 60;

impl App {
    /// What everything is drawn with.
    pub fn view_context(&self) -> ViewContext<'_> {
        ViewContext {
            snapshot: &self.shown,
            // Nothing grows old on a frozen screen.
            now: self.pause.as_ref().map_or(self.now, |pause| pause.since),
            theme: self.theme,
            zone: self.zone,
            target_percent: self.profile.target_percent,
            before: self.before(),
        }
    }

    /// Goes to the problem behind the one that was shown last, round and round, and says what it is.
    pub(super) fn next_problem(&mut self) -> Update {
        let problems = problems::problems(&self.view_context());
        let shown =
            self.problem.and_then(|id| problems.iter().position(|problem| problem.id == id));
        let place = shown.map_or(0, |place| (place + 1) % problems.len());
        let Some(problem) = problems.get(place) else {
            self.problem = None;
            return self.remark(self.theme.language.choose(
                "nothing is wrong: every rule is kept, and all was read",
                "nada anda mal: toda regla se cumple, y todo se leyó",
            ));
        };
        self.problem = Some(problem.id);
        let mut update = match problem.place {
            Place::Screen(screen) => {
                let mut update = self.show(screen);
                update.effects.extend(self.leave_detail().effects);
                update
            }
            Place::Category(category) => self.with_screen(|_, context| {
                context.jump(Jump::Category(category));
                true
            }),
        };
        let line = problems::line(problem, place + 1, problems.len(), self.theme.language);
        self.remark_for(&line, PROBLEM_SECONDS);
        update.redraw = true;
        update
    }

    /// Closes what is open on the screen in view, so that the list is seen.
    fn leave_detail(&mut self) -> Update {
        let is_open = !self.current().actions().contains(&Action::Open)
            && self.current().actions().contains(&Action::Back);
        if !is_open {
            return Update::default();
        }
        self.with_screen(|screen, context| screen.update(Action::Back, context))
    }
}
