//! The HTTP interface: the figures of one poll for any number of readers, and the job for those who may run it.
//!
//! Every figure comes from the newest [`Snapshot`] of the one poller, so that a reader costs the database nothing and
//! cannot disagree with the dashboard. Pages of lists are read when they are asked for, at most once an interval each.
//! The documents are those of [`crate::output`], under the names that CT4's web interface relies on.
//!
//! The parts: `listener` takes connections; `traffic` stands around every request; `access` says who may; `parameters`
//! reads what is asked; `attribution`, `money`, `job`, `probes` and `exposition` answer; `error` says what went wrong;
//! `description` says who needs which token.

mod access;
mod attribution;
mod description;
mod error;
mod exposition;
mod job;
mod listener;
mod lists;
mod money;
mod parameters;
mod probes;
mod traffic;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::clock::Clock;
use crate::model::{Link, Snapshot};
use error::ApiError;

pub use access::{Access, Token};
pub use job::{Job, Runs};
pub use listener::{Limits, bind, listen};
pub use lists::Lists;
pub use traffic::Traffic;

/// How long a request may wait for the first poll of a service that has just been started.
const FIRST_POLL: Duration = Duration::from_secs(5);

/// What answers are made of.
pub struct Service {
    /// The newest poll.
    pub snapshots: watch::Receiver<Arc<Snapshot>>,
    /// Pages of lists.
    pub lists: Lists,
    /// The job; or why nobody may run it from here.
    pub runs: Result<Arc<Runs>, &'static str>,
    /// Who may.
    pub access: Access,
    /// What this service has done so far.
    pub traffic: Traffic,
    /// The time.
    pub clock: Clock,
}

impl Service {
    /// The newest poll, once there is one that reached the database.
    async fn snapshot(&self) -> Result<Arc<Snapshot>, ApiError> {
        let mut snapshots = self.snapshots.clone();
        let first = snapshots.wait_for(|now| !matches!(now.link, Link::Connecting { .. }));
        let snapshot = match tokio::time::timeout(FIRST_POLL, first).await {
            Ok(Ok(snapshot)) => Arc::clone(&snapshot),
            // The poller has gone, or has not come to an end yet.
            _ => return Err(ApiError::no_database()),
        };
        match snapshot.link {
            Link::Live { .. } => Ok(snapshot),
            _ => Err(ApiError::no_database()),
        }
    }
}

/// Every path. Who may do what is decided here, in one place.
pub fn router(service: Arc<Service>) -> Router {
    let mut readers = OpenApiRouter::new()
        .routes(routes!(attribution::metrics))
        .routes(routes!(attribution::daily))
        .routes(routes!(attribution::conflicts))
        .routes(routes!(attribution::backlog))
        .routes(routes!(job::status))
        .routes(routes!(money::liquidation))
        .routes(routes!(money::collection))
        .routes(routes!(exposition::metrics))
        .route_layer(from_fn_with_state(Arc::clone(&service), access::may_read));
    let mut operators = OpenApiRouter::new()
        .routes(routes!(job::run_now))
        .route_layer(from_fn_with_state(Arc::clone(&service), access::may_operate));
    description::for_readers(readers.get_openapi_mut(), &service.access);
    description::for_operators(operators.get_openapi_mut());
    let anybody =
        OpenApiRouter::new().routes(routes!(probes::healthz)).routes(routes!(probes::readyz));
    let (router, description) = OpenApiRouter::with_openapi(description::with_tokens())
        .merge(readers)
        .merge(operators)
        .merge(anybody)
        .split_for_parts();
    router
        .route("/openapi.json", get(axum::Json(description)))
        .method_not_allowed_fallback(async || ApiError::wrong_method())
        // Only of the paths that there are: it answers every OPTIONS, and a path that is not there has no options.
        .route_layer(service.access.cross_origin())
        .fallback(async || ApiError::no_such_path())
        .layer(from_fn_with_state(Arc::clone(&service), traffic::count))
        .layer(from_fn(traffic::guard))
        .with_state(service)
}

/// Answers on `listener` until `token` is cancelled; requests that have begun are answered then.
pub async fn serve(
    listener: tokio::net::TcpListener,
    service: Arc<Service>,
    token: CancellationToken,
) {
    listen(listener, router(service), Limits::of_process(), token).await;
}
