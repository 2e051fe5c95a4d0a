//! The task that answers questions, one at a time, the newest first and only.

use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{Reply, Request, Source};
use crate::model::{Answer, Ask, Failure, FailureKind};

/// How much longer than its own deadline a source is waited for.
pub(super) const GRACE: Duration = Duration::from_millis(500);

/// Runs until the token is cancelled or nobody can ask any more.
pub(super) async fn run<S: Source>(
    source: S,
    mut questions: watch::Receiver<Option<Request>>,
    replies: mpsc::Sender<Reply>,
    limit: Duration,
    token: CancellationToken,
) {
    let work = async {
        while questions.changed().await.is_ok() {
            while let Some(request) = newest(&mut questions) {
                // A newer question drops the future of the older one, which ends it on the server too.
                tokio::select! {
                    biased;
                    changed = questions.changed() => {
                        if changed.is_err() {
                            return;
                        }
                    }
                    () = reply(&source, request, &replies, limit) => break,
                }
            }
        }
    };
    token.run_until_cancelled(work).await;
}

/// The newest question.
fn newest(questions: &mut watch::Receiver<Option<Request>>) -> Option<Request> {
    questions.borrow_and_update().clone()
}

/// Answers one question. Waits where the front end has not taken the answers before it.
async fn reply<S: Source>(
    source: &S,
    request: Request,
    replies: &mpsc::Sender<Reply>,
    limit: Duration,
) {
    let outcome = answer(source, &request.ask, limit).await;
    if let Err(failure) = &outcome {
        tracing::debug!(%failure, generation = request.generation, "a question has no answer");
    }
    let reply = Reply { generation: request.generation, outcome };
    if replies.send(reply).await.is_err() {
        tracing::debug!("nobody waits for answers any more");
    }
}

async fn answer<S: Source>(source: &S, ask: &Ask, limit: Duration) -> Result<Answer, Failure> {
    tokio::time::timeout(limit.saturating_add(GRACE), source.answer(ask)).await.unwrap_or_else(
        |_elapsed| {
            Err(Failure::new(
                FailureKind::Deadline,
                format!("no answer within {}", humantime::format_duration(limit)),
            ))
        },
    )
}
