//! What has changed since the last exit, or since the moment that was asked for.

use chrono::{DateTime, TimeDelta, Utc};

use super::{App, Update};
use crate::model::digest::{Before, Digest, Origin, words};
use crate::tui::digest::DigestPage;
use crate::tui::keymap::Action;

/// Who comes back sooner than this has not been away: no page is put before the figures.
const AWAY: TimeDelta = TimeDelta::minutes(5);

/// What there is to compare with.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The moment that was asked for.
    pub asked: Option<DateTime<Utc>>,
    /// Earlier moments that are known.
    pub known: Vec<Before>,
}

/// The digest of this run.
#[derive(Debug, Default)]
pub(super) struct DigestState {
    past: Past,
    /// Whether the first figures are still awaited, to tell what has changed.
    is_due: bool,
    /// The open page.
    page: Option<DigestPage>,
}

impl App {
    /// Tells what has changed as soon as there are figures.
    pub fn compare_with(&mut self, past: Past) {
        // A recording tells its own story, from its first poll on, when it is asked for.
        let is_due = self.replay.is_none() || past.asked.is_some();
        self.digest = DigestState { past, is_due, page: None };
        self.tell_digest();
    }

    /// What has changed by the figures on screen.
    pub fn digest(&self) -> Option<Digest> {
        let (now, Past { asked, known }) = (self.view_context().now, &self.digest.past);
        if self.replay.is_some() {
            // A recording is compared with itself: with the poll that was asked for, or its first.
            let known: Vec<_> = self.kept_before(Origin::Recording).into_iter().collect();
            return Digest::of(*asked, &known, &self.shown, now);
        }
        // At a first start nothing is known but what has been polled since.
        let is_earlier =
            |before: &Before| self.shown.link.polled_at().is_none_or(|shown| before.at < shown);
        let is_wanted = asked.is_some() || known.is_empty();
        let kept = is_wanted.then(|| self.kept_before(Origin::Kept).filter(is_earlier)).flatten();
        let known: Vec<_> = known.iter().cloned().chain(kept).collect();
        Digest::of(*asked, &known, &self.shown, now)
    }

    /// The kept poll that is nearest to the moment that was asked for, or the first.
    fn kept_before(&self, origin: Origin) -> Option<Before> {
        let serial = match self.digest.past.asked {
            Some(asked) => self.reel.nearest(asked)?,
            None => self.reel.oldest()?,
        };
        Before::of(&*self.reel.get(serial).ok()?, self.reel.at(serial)?, origin)
    }

    /// The open page, with what it tells.
    pub fn digest_page(&self) -> Option<(DigestPage, Digest)> {
        Some((self.digest.page?, self.digest()?))
    }

    /// Opens the page at the first figures, where there is something to tell.
    pub(super) fn tell_digest(&mut self) {
        if !self.digest.is_due || self.shown.metrics.value.is_none() {
            return;
        }
        self.digest.is_due = false;
        let Some(digest) = self.digest() else { return };
        let was_away = digest.base.is_none_or(|(at, _)| self.now - at >= AWAY);
        let was_asked = digest.asked.is_some();
        if digest.changes.is_empty() && (digest.gaps.is_empty() || !was_asked) {
            let zone = self.zone;
            let language = self.theme.language;
            self.remark(&words::nothing(&digest, language, &|at| zone.moment(at, language)));
        } else if was_asked || was_away {
            self.digest.page = Some(DigestPage::default());
        }
    }

    /// Opens the page, or says that there is nothing to compare with.
    pub(super) fn open_digest(&mut self) -> Update {
        if self.shown.metrics.value.is_none() {
            return self.remark(
                self.theme.language.choose("there are no figures yet", "aún no hay cifras"),
            );
        }
        if self.digest().is_none() {
            return self.remark(self.theme.language.choose(
                "nothing is known to compare with; --since TIME names a moment",
                "no hay nada con qué comparar; --since HORA nombra un momento",
            ));
        }
        self.digest.page = Some(DigestPage::default());
        Update { redraw: true, ..Update::default() }
    }

    /// Lets the open page carry out a key. A key that it does not know closes it and is carried out.
    pub(super) fn digest_key(&mut self, action: Action) -> Option<Update> {
        let (mut page, digest) = self.digest_page()?;
        if matches!(action, Action::Back | Action::Open | Action::Digest) {
            self.digest.page = None;
        } else if page.update(action, &digest, &self.view_context(), self.body()) {
            self.digest.page = Some(page);
        } else {
            self.digest.page = None;
            return None;
        }
        Some(Update { redraw: true, ..Update::default() })
    }
}
