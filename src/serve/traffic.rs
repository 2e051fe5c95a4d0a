//! What stands around every request: its time, the headers of its answer, and the count of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::Service;
use super::error::ApiError;

/// The most time that an answer may take.
const LIMIT: Duration = Duration::from_secs(15);

/// Where the histogram of durations has its lines, in seconds.
const BUCKETS: [f64; 8] = [0.001, 0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 15.0];

/// What is counted of a request. Only paths that exist are told apart, so that nobody can make up new ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    path: String,
    status: u16,
}

/// What this service has done so far.
#[derive(Clone, Debug)]
pub struct Traffic {
    requests: Family<Labels, Counter>,
    seconds: Histogram,
}

impl Default for Traffic {
    fn default() -> Self {
        Self { requests: Family::default(), seconds: Histogram::new(BUCKETS) }
    }
}

impl Traffic {
    /// Adds what was counted to what is shown.
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register("http_requests", "Requests that were answered", self.requests.clone());
        registry.register("http_request_seconds", "How long answers took", self.seconds.clone());
    }
}

/// Counts a request and times it.
pub(super) async fn count(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    let path =
        request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let began = Instant::now();
    let response = next.run(request).await;
    service.traffic.seconds.observe(began.elapsed().as_secs_f64());
    let labels = Labels { path, status: response.status().as_u16() };
    service.traffic.requests.get_or_create(&labels).inc();
    response
}

/// Ends what takes too long, and says of every answer that it is for now and for the one who asked.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    let mut response = match tokio::time::timeout(LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_elapsed) => ApiError::too_slow().into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
