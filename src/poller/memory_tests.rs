use proptest::prelude::*;

use super::*;
use crate::poller::sample::{day, metrics, noon};

fn at(minutes: i64) -> DateTime<Utc> {
    noon() + TimeDelta::minutes(minutes)
}

fn remember(memory: &mut Memory, minutes: i64) {
    memory.remember(&metrics(minutes.rem_euclid(1000), at(minutes)));
}

#[test]
fn the_nearest_poll_to_an_hour_ago_counts_if_it_is_near_enough() {
    let mut memory = Memory::default();
    for minutes in [0, 5, 12, 49, 51, 71] {
        remember(&mut memory, minutes);
    }
    let hour = |minutes| memory.baselines(at(minutes), None).hour.map(|baseline| baseline.at);
    assert_eq!(hour(60), Some(at(0)));
    assert_eq!(hour(68), Some(at(5)), "3 minutes from it, and the other 4");
    assert_eq!(hour(82), Some(at(12)), "10 minutes from it");
    assert_eq!(hour(95), None);
    assert_eq!(hour(111), Some(at(51)));
}

#[test]
fn a_day_ago_is_a_poll_or_a_stored_day() {
    let mut memory = Memory::default();
    remember(&mut memory, 0);
    let now = at(24 * 60 + 59);
    let stored = [day(now.date_naive(), now - TimeDelta::hours(24))];
    let day = memory.baselines(now, Some(&stored)).day.unwrap();
    assert_eq!((day.at, day.origin), (at(0), BaselineOrigin::Polled));
    let day = memory.baselines(now + TimeDelta::minutes(2), Some(&stored)).day.unwrap();
    assert_eq!(day.origin, BaselineOrigin::Stored);
    assert_eq!(memory.baselines(now + TimeDelta::minutes(2), None).day, None);
}

#[test]
fn a_stored_day_counts_by_when_it_was_measured() {
    let now = noon();
    let measured = |hours_ago: i64| day(now.date_naive(), now - TimeDelta::hours(hours_ago));
    let chosen =
        |days: &[DailyPoint]| stored_day(now, days).map(|baseline| (now - baseline.at).num_hours());
    assert_eq!(chosen(&[measured(47), measured(30), measured(15), measured(3)]), Some(30));
    assert_eq!(chosen(&[measured(49), measured(11)]), None);
    let mut reconstructed = measured(24);
    reconstructed.is_reconstructed = Some(true);
    let mut older_view = measured(24);
    (older_view.is_final, older_view.is_reconstructed) = (None, None);
    assert_eq!(chosen(&[reconstructed, older_view]), None);
}

#[test]
fn a_clock_that_was_set_back_leaves_no_polls_of_the_future() {
    let mut memory = Memory::default();
    remember(&mut memory, 0);
    remember(&mut memory, 600);
    remember(&mut memory, 1);
    assert!(memory.polls.iter().all(|(moment, _)| *moment <= at(1)));
}

#[test]
fn weeks_of_polls_and_outages_are_a_day_of_minutes() {
    let mut memory = Memory::default();
    let mut now = noon();
    for number in 0..100_000 {
        // Every hundredth time the database is away for half an hour, once in a while for three days.
        now += match number {
            _ if number % 20_000 == 19_999 => TimeDelta::days(3),
            _ if number % 100 == 99 => TimeDelta::minutes(30),
            _ => TimeDelta::seconds(12),
        };
        memory.remember(&metrics(number % 1000, now));
        assert!(memory.polls.len() <= CAPACITY);
    }
    assert!(memory.polls.capacity() <= 2 * CAPACITY, "{}", memory.polls.capacity());
    assert!(memory.polls.front().is_some_and(|(first, _)| now - *first <= REACH));
}

proptest! {
    #[test]
    fn memory_is_bounded_in_order_and_never_invents(
        steps in prop::collection::vec(-30_i64..1500, 1..300),
    ) {
        let mut memory = Memory::default();
        let mut now = noon();
        for (number, step) in steps.iter().enumerate() {
            now += TimeDelta::seconds(*step);
            memory.remember(&metrics(i64::try_from(number % 1000).unwrap(), now));
            let baselines = memory.baselines(now, None);
            if let Some(hour) = baselines.hour {
                let age = now - hour.at;
                prop_assert!(age >= TimeDelta::minutes(50) && age <= TimeDelta::minutes(70));
                prop_assert!(memory.polls.contains(&(hour.at, hour.figures)));
            }
            if let Some(day) = baselines.day {
                let age = now - day.at;
                prop_assert!(age >= TimeDelta::hours(23) && age <= TimeDelta::hours(25));
            }
        }
        prop_assert!(memory.polls.len() <= CAPACITY);
        let moments: Vec<_> = memory.polls.iter().map(|(at, _)| *at).collect();
        prop_assert!(moments.windows(2).all(|pair| pair[1] - pair[0] >= RESOLUTION));
        prop_assert!(moments.first().is_none_or(|first| now - *first <= REACH));
    }
}
