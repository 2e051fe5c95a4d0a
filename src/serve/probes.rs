//! Whether the service lives, and whether it has figures: for a supervisor and a load balancer.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use super::attribution;
use super::error::{ApiError, Problems};
use crate::model::{Freshness, Link};

/// That all is well.
#[derive(Serialize, ToSchema)]
pub(super) struct Well {
    /// `ok`
    status: &'static str,
}

/// The service lives
#[utoipa::path(get, path = "/healthz", tag = "service", responses((status = 200, body = Well)))]
pub(super) async fn healthz() -> Json<Well> {
    Json(Well { status: "ok" })
}

/// The service has figures, and they are not old
#[utoipa::path(get, path = "/readyz", tag = "service", responses((status = 200, body = Well), Problems))]
pub(super) async fn readyz(State(service): State<Arc<Service>>) -> Result<Response, ApiError> {
    let snapshot = Arc::clone(&service.snapshots.borrow());
    let Link::Live { polled_at, .. } = snapshot.link else { return Err(ApiError::no_database()) };
    if Freshness::of(polled_at, snapshot.interval, service.clock.now()) == Freshness::Stale {
        return Err(ApiError::too_slow());
    }
    attribution::headline(&snapshot).map_err(ApiError::for_now)?;
    let replay = snapshot.replay().map(|replay| replay.freshness(snapshot.interval));
    if replay == Some(Freshness::Stale) {
        return Err(ApiError::standby_behind());
    }
    Ok(Json(Well { status: "ok" }).into_response())
}
