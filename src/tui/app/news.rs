//! What the poller says: polls, and answers to the questions of the screens.

use std::sync::Arc;

use super::{App, Update};
use crate::model::{Link, Snapshot};
use crate::poller::Reply;
use crate::tui::msg::Effect;
use crate::tui::screens::{Data, ScreenId};

impl App {
    pub(super) fn snapshot(&mut self, snapshot: Arc<Snapshot>) -> Update {
        let is_new_poll = snapshot.sequence != self.latest.sequence;
        let is_live = |snapshot: &Snapshot| matches!(snapshot.link, Link::Live { .. });
        let is_back = is_live(&snapshot) && !is_live(&self.latest);
        let question = is_back.then(|| self.ask_for_rights()).flatten();
        self.latest = snapshot;
        if is_new_poll {
            self.keep_poll();
        }
        let alarm =
            self.alarm.hear(&self.latest, &self.profile.label, self.theme.language, self.now);
        let effects = alarm.map(Effect::Alarm).into_iter().chain(question);
        if let Some(pause) = &mut self.pause {
            pause.polls_missed += u64::from(is_new_poll);
            return Update { redraw: false, effects: effects.collect() };
        }
        self.shown = Arc::clone(&self.latest);
        // A glance at an active run is no poll: lists are read again with polls alone.
        let mut update = if is_new_poll {
            self.with_screen(|screen, context| screen.on_data(Data::Snapshot, context))
        } else {
            Update::default()
        };
        self.tell_digest();
        update.effects.extend(effects);
        update.redraw = true;
        update
    }

    pub(super) fn reply(&mut self, reply: &Reply) -> Update {
        let mut update = Update::default();
        for id in ScreenId::ALL {
            let one = self.with(id, |screen, context| screen.on_data(Data::Reply(reply), context));
            update.redraw |= one.redraw && id == self.screen;
            update.effects.extend(one.effects);
        }
        update
    }
}
