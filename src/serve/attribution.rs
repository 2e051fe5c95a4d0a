//! Persons and their scouts: the headline, its history, the backlog, the conflicts.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use chrono::TimeDelta;

use super::Service;
use super::error::{ApiError, Problems};
use super::parameters::{CategoryQuery, DaysQuery, PageQuery, Valid};
use crate::model::{List, Panel, Snapshot};
use crate::output::Document;
use crate::output::subject::daily::{self, Daily};
use crate::output::subject::metrics::{self, Headline};
use crate::output::subject::{backlog, conflicts};

const METRICS_VIEW: &str = "ops.v_scout_attribution_metrics_snapshot";
const DAILY_VIEW: &str = "ops.v_scout_attribution_metrics_daily";
const CONFLICTS_VIEW: &str = "ops.v_scout_attribution_conflicts";
const BACKLOG_VIEW: &str = "ops.v_persons_without_scout_categorized";

/// What the newest poll read from `view`. A value that it could not read again is not passed off as new.
pub(super) fn fresh<'a, T>(panel: &'a Panel<T>, view: &str) -> Result<&'a T, ApiError> {
    if let Some(failure) = &panel.failure {
        return Err(ApiError::unread(view, failure));
    }
    panel.value.as_ref().ok_or_else(ApiError::no_database)
}

/// The headline of a poll.
pub(super) fn headline(snapshot: &Snapshot) -> Result<Headline, ApiError> {
    let metrics = fresh(&snapshot.metrics, METRICS_VIEW)?.clone();
    Ok(Headline { metrics, health: snapshot.health.clone() })
}

/// The figures of this moment, and the verdict on them
#[utoipa::path(
    get, path = "/api/v1/scouts/attribution/metrics", tag = "attribution",
    responses((status = 200, body = metrics::Body<'static>), Problems)
)]
pub(super) async fn metrics(State(service): State<Arc<Service>>) -> Result<Response, ApiError> {
    let snapshot = service.snapshot().await?;
    Ok(Json(headline(&snapshot)?.body()).into_response())
}

/// The figures of each day, the oldest first; a day without figures is left out
#[utoipa::path(
    get, path = "/api/v1/scouts/attribution/metrics/daily", tag = "attribution", params(DaysQuery),
    responses((status = 200, body = daily::Body), Problems)
)]
pub(super) async fn daily(
    State(service): State<Arc<Service>>,
    Valid(query): Valid<DaysQuery>,
) -> Result<Response, ApiError> {
    let snapshot = service.snapshot().await?;
    let all = fresh(&snapshot.daily, DAILY_VIEW)?;
    let newest = all.last().map(|day| day.date);
    let oldest = newest.map(|newest| newest - TimeDelta::days(i64::from(query.days) - 1));
    let days = all.iter().filter(|day| oldest.is_none_or(|oldest| day.date >= oldest));
    Ok(Json(Daily(days.cloned().collect()).body()).into_response())
}

/// Persons for whom the evidence names several scouts, the newest first
#[utoipa::path(
    get, path = "/api/v1/scouts/attribution/conflicts", tag = "attribution", params(PageQuery),
    responses((status = 200, body = conflicts::Body<'static>), Problems)
)]
pub(super) async fn conflicts(
    State(service): State<Arc<Service>>,
    Valid(page): Valid<PageQuery>,
) -> Result<Response, ApiError> {
    service.snapshot().await?;
    service.lists.page(List::Conflicts(None), page, CONFLICTS_VIEW).await
}

/// Persons without a scout
#[utoipa::path(
    get, path = "/api/v1/scouts/attribution/backlog", tag = "attribution", params(CategoryQuery, PageQuery),
    responses((status = 200, body = backlog::Body<'static>), Problems)
)]
pub(super) async fn backlog(
    State(service): State<Arc<Service>>,
    Valid(CategoryQuery { category }): Valid<CategoryQuery>,
    Valid(page): Valid<PageQuery>,
) -> Result<Response, ApiError> {
    service.snapshot().await?;
    service.lists.page(List::Backlog(category), page, BACKLOG_VIEW).await
}
