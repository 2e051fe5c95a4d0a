//! What goes to the terminal, how soon the terminal answers, and whether it lags.
//!
//! A question rides along with a frame, and its answer comes back when the terminal has taken in all that was sent
//! before it. What has not been taken in is not added to: a terminal that stops for a minute is a frame or two
//! behind, and shows the newest one when it goes on.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::cost::Cost;

/// Bytes per second are told over this time.
const WINDOW: Duration = Duration::from_secs(10);

/// The answers that the median and the slowest are told of.
const ANSWERS: usize = 32;

/// An answer that takes this long is late.
pub const LATE: Duration = Duration::from_secs(1);

/// A question that has waited this long makes the terminal slow by itself; two late answers in a row do, too.
const STUCK: Duration = Duration::from_secs(3);

/// How long an answer is waited for before the terminal gets another frame without it.
const LOST: Duration = Duration::from_secs(30);

/// After so many questions without an answer the terminal counts as one that does not answer.
const SILENT: u32 = 3;

/// How long a terminal has to be quick until it is no longer slow; twice as long after each relapse.
const STAY: Duration = Duration::from_secs(60);
const LONGEST_STAY: Duration = Duration::from_secs(16 * 60);

/// Slow again this soon is a relapse.
const RELAPSE: Duration = Duration::from_secs(10 * 60);

/// How soon a terminal answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundTrip {
    /// The last answer.
    pub last: Duration,
    /// The middle one of the last 32.
    pub median: Duration,
    /// The slowest of them.
    pub slowest: Duration,
}

/// What is known of the way to the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traffic {
    /// Bytes since the start.
    pub bytes: u64,
    /// Bytes per second over the last ten seconds.
    pub per_second: u64,
    /// Frames since the start.
    pub frames: u64,
    /// Bytes of the last frame.
    pub last_frame: u64,
    /// How soon the terminal answers; `None` where it has never answered.
    pub round_trip: Option<RoundTrip>,
    /// How long the terminal owes an answer, where it is late.
    pub overdue: Option<Duration>,
    /// Whether the terminal lags so much that less should be sent.
    pub is_slow: bool,
    /// What this process costs, where the system tells it.
    pub cost: Option<Cost>,
}

/// Measures the way to the terminal.
#[derive(Debug, Default)]
pub struct Meter {
    facts: Traffic,
    /// What was sent lately.
    sent: VecDeque<(Instant, u64)>,
    answers: VecDeque<Duration>,
    /// The question that has no answer yet.
    asked: Option<Instant>,
    /// Questions without an answer since the last one.
    unanswered: u32,
    late_in_a_row: u32,
    /// When the terminal was slow last.
    slow_at: Option<Instant>,
    /// When it was last thought quick again.
    quick_since: Option<Instant>,
    stay: Duration,
}

impl Meter {
    /// Whether the next frame shall ask.
    pub fn may_ask(&self, now: Instant) -> bool {
        self.asked.is_none_or(|asked| now - asked >= LOST)
    }

    /// A frame is about to be sent that asks.
    pub fn ask(&mut self, now: Instant) {
        if self.asked.is_some() {
            self.unanswered += 1;
        }
        self.asked = Some(now);
    }

    /// So many bytes were sent, as a frame or past the frames; a full terminal held them up for `took`.
    pub fn sent(&mut self, bytes: usize, is_frame: bool, took: Duration, now: Instant) {
        let bytes = bytes as u64;
        self.facts.bytes += bytes;
        if is_frame {
            self.facts.frames += 1;
            self.facts.last_frame = bytes;
        }
        self.sent.push_back((now, bytes));
        self.forget_sent(now);
        if took >= LATE {
            self.judge(took, now);
        }
    }

    /// The terminal has answered.
    pub fn answered(&mut self, now: Instant) {
        let Some(asked) = self.asked.take() else { return };
        let took = now - asked;
        self.unanswered = 0;
        if self.answers.len() == ANSWERS {
            self.answers.pop_front();
        }
        self.answers.push_back(took);
        self.judge(took, now);
    }

    /// Nobody is asked for now, and no answer is awaited: somebody else has the terminal.
    pub fn pause(&mut self) {
        self.asked = None;
    }

    /// Whether an answer may still come: from a terminal that gives them, or that was asked just now.
    pub fn is_waiting(&self, now: Instant) -> bool {
        let is_young = |asked| now.saturating_duration_since(asked) < LATE;
        self.asked.is_some_and(|asked| self.is_known_to_answer() || is_young(asked))
    }

    /// Whether the terminal has not taken in what it was sent: another frame would only queue behind it.
    pub fn is_behind(&self, now: Instant) -> bool {
        self.overdue(now).is_some_and(|overdue| overdue < LOST)
    }

    /// What is known at this moment.
    pub fn facts(&mut self, now: Instant) -> Traffic {
        self.forget_sent(now);
        if self.overdue(now).is_some_and(|overdue| overdue >= STUCK) {
            self.become_slow(now);
        }
        let is_over = |slow_at: Instant| now.saturating_duration_since(slow_at) >= self.stay;
        if self.facts.is_slow && self.slow_at.is_none_or(is_over) {
            self.facts.is_slow = false;
            self.quick_since = Some(now);
        }
        let recent: u64 = self.sent.iter().map(|(_, bytes)| bytes).sum();
        Traffic {
            per_second: recent / WINDOW.as_secs(),
            round_trip: self.round_trip(),
            overdue: self.overdue(now),
            ..self.facts
        }
    }

    fn is_known_to_answer(&self) -> bool {
        !self.answers.is_empty() && self.unanswered < SILENT
    }

    fn overdue(&self, now: Instant) -> Option<Duration> {
        let waited = now.saturating_duration_since(self.asked?);
        // A question that follows one without an answer is late from the beginning.
        let is_late = waited >= LATE || self.unanswered > 0;
        (self.is_known_to_answer() && is_late).then_some(waited)
    }

    fn round_trip(&self) -> Option<RoundTrip> {
        let mut sorted: Vec<_> = self.answers.iter().copied().collect();
        sorted.sort_unstable();
        Some(RoundTrip {
            last: *self.answers.back()?,
            median: *sorted.get(sorted.len() / 2)?,
            slowest: *sorted.last()?,
        })
    }

    fn forget_sent(&mut self, now: Instant) {
        while self.sent.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) > WINDOW) {
            self.sent.pop_front();
        }
    }

    fn judge(&mut self, took: Duration, now: Instant) {
        if took < LATE {
            self.late_in_a_row = 0;
            return;
        }
        self.late_in_a_row += 1;
        if self.late_in_a_row >= 2 || took >= STUCK {
            self.become_slow(now);
        }
    }

    fn become_slow(&mut self, now: Instant) {
        if !self.facts.is_slow {
            let is_relapse = self
                .quick_since
                .is_some_and(|since| now.saturating_duration_since(since) < RELAPSE);
            self.stay = if is_relapse { (self.stay * 2).min(LONGEST_STAY) } else { STAY };
            self.facts.is_slow = true;
        }
        self.slow_at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A meter, and the moment at which it is.
    struct Tested {
        meter: Meter,
        now: Instant,
    }

    impl Tested {
        fn new() -> Self {
            Self { meter: Meter::default(), now: Instant::now() }
        }

        fn pass(&mut self, seconds: f64) {
            self.now += Duration::from_secs_f64(seconds);
        }

        /// Sends a frame, with a question where one may be asked.
        fn frame(&mut self, bytes: usize) {
            if self.meter.may_ask(self.now) {
                self.meter.ask(self.now);
            }
            self.meter.sent(bytes, true, Duration::ZERO, self.now);
        }

        /// Sends a frame and has it answered after a while.
        fn round(&mut self, seconds: f64) {
            self.frame(100);
            self.pass(seconds);
            self.meter.answered(self.now);
        }

        fn facts(&mut self) -> Traffic {
            self.meter.facts(self.now)
        }
    }

    #[test]
    fn bytes_are_counted_and_the_rate_is_that_of_the_last_ten_seconds() {
        let mut tested = Tested::new();
        tested.frame(4_000);
        tested.pass(5.0);
        tested.frame(1_000);
        let facts = tested.facts();
        assert_eq!((facts.bytes, facts.frames, facts.last_frame), (5_000, 2, 1_000));
        assert_eq!(facts.per_second, 500);
        tested.pass(6.0);
        assert_eq!(tested.facts().per_second, 100);
        tested.pass(5.0);
        assert_eq!(tested.facts().per_second, 0);
        assert_eq!(tested.facts().bytes, 5_000);
    }

    #[test]
    fn the_last_the_median_and_the_slowest_answer_are_told() {
        let mut tested = Tested::new();
        assert_eq!(tested.facts().round_trip, None);
        for tenths in [1, 9, 2, 3, 2] {
            tested.round(f64::from(tenths) / 10.0);
        }
        let round_trip = tested.facts().round_trip.unwrap();
        let milliseconds = [round_trip.last, round_trip.median, round_trip.slowest]
            .map(|time| (time.as_secs_f64() * 1_000.0).round() as u64);
        assert_eq!(milliseconds, [200, 200, 900]);
    }

    #[test]
    fn a_terminal_that_never_answers_is_neither_behind_nor_slow() {
        let mut tested = Tested::new();
        for _ in 0..500 {
            tested.frame(100);
            tested.pass(1.0);
            let now = tested.now;
            assert!(!tested.meter.is_behind(now) && !tested.meter.is_waiting(now));
        }
        let facts = tested.facts();
        assert_eq!((facts.round_trip, facts.overdue, facts.is_slow), (None, None, false));
    }

    #[test]
    fn a_terminal_that_stops_gets_a_frame_each_half_minute_and_then_all_of_them() {
        let mut tested = Tested::new();
        tested.round(0.01);
        let mut sent = Vec::new();
        for tenths in (0..2_000).step_by(2) {
            if !tested.meter.is_behind(tested.now) {
                sent.push(tenths);
                tested.frame(100);
            }
            tested.pass(0.2);
            assert_eq!(tested.facts().is_slow, (28..1_498).contains(&tenths), "{tenths}");
        }
        assert_eq!(sent[..8], [0, 2, 4, 6, 8, 300, 600, 900], "one each half minute");
        assert_eq!(sent[8..10], [902, 904], "then it counts as one that does not answer");
    }

    #[test]
    fn one_late_answer_is_an_accident_and_two_are_a_slow_terminal() {
        let mut tested = Tested::new();
        tested.round(1.5);
        assert!(!tested.facts().is_slow);
        tested.round(0.2);
        tested.round(1.5);
        assert!(!tested.facts().is_slow);
        tested.round(1.2);
        assert!(tested.facts().is_slow);
    }

    #[test]
    fn an_answer_that_stays_out_is_a_slow_terminal_before_it_comes() {
        let mut tested = Tested::new();
        tested.round(0.01);
        tested.frame(100);
        tested.pass(2.0);
        assert!(!tested.facts().is_slow && tested.meter.is_behind(tested.now));
        tested.pass(1.0);
        assert!(tested.facts().is_slow);
        assert_eq!(tested.facts().overdue, Some(Duration::from_secs(3)));
    }

    #[test]
    fn a_write_that_a_full_terminal_held_up_counts_as_a_late_answer() {
        let mut tested = Tested::new();
        tested.meter.sent(5_000, true, Duration::from_secs(4), tested.now);
        assert!(tested.facts().is_slow);
    }

    /// Makes the terminal slow, and gives how long it then has to be quick, in seconds.
    fn stay(tested: &mut Tested) -> u64 {
        tested.round(5.0);
        let mut seconds = 0;
        while tested.facts().is_slow {
            tested.round(0.1);
            tested.pass(0.9);
            seconds += 1;
        }
        seconds
    }

    #[test]
    fn a_quick_terminal_is_believed_after_a_minute_and_after_each_relapse_later() {
        let mut tested = Tested::new();
        assert_eq!([(); 6].map(|()| stay(&mut tested)), [60, 120, 240, 480, 960, 960]);
        tested.pass(601.0);
        assert_eq!(stay(&mut tested), 60);
    }

    #[test]
    fn nothing_is_owed_after_somebody_else_had_the_terminal() {
        let mut tested = Tested::new();
        tested.round(0.01);
        tested.frame(100);
        assert!(tested.meter.is_waiting(tested.now));
        tested.meter.pause();
        tested.pass(600.0);
        tested.meter.answered(tested.now);
        assert!(!tested.facts().is_slow && !tested.meter.is_behind(tested.now));
    }
}
