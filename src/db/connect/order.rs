//! In which order the hosts are tried.
//!
//! As written, or at random. A host that was silent until its time was up, or until whoever waited gave up,
//! goes to the end for a while: otherwise a dead first host would use up every deadline and the living
//! second one would never be reached.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long a silent host stays at the end.
const DEMOTED_FOR: Duration = Duration::from_secs(60);

/// The order of a list of hosts, and which of them were silent lately.
#[derive(Debug)]
pub(super) struct Order {
    shuffle: bool,
    /// For each host, until when it stays at the end.
    silent: Mutex<Vec<Option<Instant>>>,
}

impl Order {
    pub(super) fn new(hosts: usize, shuffle: bool) -> Self {
        Self { shuffle, silent: Mutex::new(vec![None; hosts]) }
    }

    /// The indices of the hosts in the order in which they are to be tried now.
    pub(super) fn next(&self) -> Vec<usize> {
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut indices: Vec<usize> = (0..silent.len()).collect();
        if self.shuffle {
            shuffle(&mut indices);
        }
        let now = Instant::now();
        indices.sort_by_key(|index| {
            silent.get(*index).copied().flatten().is_some_and(|until| until > now)
        });
        indices
    }

    /// Watches one try: unless [`Watch::answered`] is called, the host counts as silent.
    pub(super) fn watch(&self, index: usize) -> Watch<'_> {
        Watch { order: self, index, answered: false }
    }
}

/// A try that is going on.
pub(super) struct Watch<'order> {
    order: &'order Order,
    index: usize,
    answered: bool,
}

impl Watch<'_> {
    /// The host said something, good or bad.
    pub(super) fn answered(mut self) {
        self.answered = true;
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        let until = (!self.answered).then(|| Instant::now() + DEMOTED_FOR);
        let mut silent = self.order.silent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = silent.get_mut(self.index) {
            *entry = until;
        }
    }
}

/// Brings a list into a random order. The standard library's hash keys are the source: enough to spread
/// load, and no more is asked of it.
pub(super) fn shuffle<T>(items: &mut [T]) {
    for end in (1..items.len()).rev() {
        let random = RandomState::new().hash_one(end);
        let chosen = usize::try_from(random % (end as u64 + 1)).unwrap_or(0);
        items.swap(end, chosen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_silent_host_goes_to_the_end_for_a_minute() {
        let order = Order::new(3, false);
        assert_eq!(order.next(), [0, 1, 2]);
        drop(order.watch(0));
        assert_eq!(order.next(), [1, 2, 0]);
        order.watch(1).answered();
        assert_eq!(order.next(), [1, 2, 0]);
        drop(order.watch(1));
        assert_eq!(order.next(), [2, 0, 1]);
        tokio::time::advance(DEMOTED_FOR).await;
        assert_eq!(order.next(), [0, 1, 2]);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_forgives() {
        let order = Order::new(2, false);
        drop(order.watch(0));
        order.watch(0).answered();
        assert_eq!(order.next(), [0, 1]);
    }

    #[test]
    fn a_random_order_has_every_host_once_and_differs() {
        let order = Order::new(6, true);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..200 {
            let mut indices = order.next();
            seen.insert(indices.clone());
            indices.sort_unstable();
            assert_eq!(indices, [0, 1, 2, 3, 4, 5]);
        }
        assert!(seen.len() > 20, "{}", seen.len());
    }
}
