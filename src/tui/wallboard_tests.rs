use std::sync::Weak;

use super::*;
use crate::model::{Failure, FailureKind, Link};

fn at(number: u64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(12 * number as i64)
}

#[test]
fn weeks_of_polls_and_outages_leave_nothing_but_the_newest() {
    let interval = Duration::from_secs(12);
    let first = Arc::new(Snapshot::connecting(at(0), interval));
    let settings = Settings { rotate: Duration::from_secs(30), unlock: 'u', code: None };
    let (profile, size) = (Profile::default(), Size::new(80, 24));
    let mut wallboard = Wallboard::new(profile, Theme::ansi(), settings, first, at(0), size);
    let mut told: [Weak<Snapshot>; 8] = Default::default();
    for number in 1..=100_000_u64 {
        let mut snapshot = Snapshot::connecting(at(0), interval);
        snapshot.sequence = number;
        snapshot.metrics.taken_at = Some(at(number));
        snapshot.link = if number.is_multiple_of(7) {
            let failure = Failure::new(FailureKind::Unreachable, "refused");
            let polled_at = Some(at(number - 1));
            Link::Lost { since: at(number), polled_at, failure, retry_at: at(number + 1) }
        } else {
            Link::Live { polled_at: at(number), took: Duration::ZERO }
        };
        let snapshot = Arc::new(snapshot);
        told[(number % 8) as usize] = Arc::downgrade(&snapshot);
        wallboard.update(Msg::Tick(at(number)));
        wallboard.update(Msg::Snapshot(snapshot));
        let kept = told.iter().filter(|told| told.strong_count() > 0).count();
        assert_eq!(kept, 1, "{number}");
        assert!(wallboard.face.ages.len() <= 2, "{:?}", wallboard.face.ages);
    }
}
