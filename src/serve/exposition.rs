//! The figures in the text of `OpenMetrics`, for Prometheus. A scrape reads the newest poll and costs the database nothing.
//!
//! Figures that the newest poll did not read are left out: a value that is old would be recorded as one of this moment. The
//! verdicts are always there, because an alert can only fire on what is: without figures they are UNKNOWN.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::{Registry, Unit};

use super::Service;
use super::error::{ApiError, Problems};
use crate::model::{Category, Health, LastJob, Link, Metrics, Rule, Severity, Snapshot};

/// What the text is called.
const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Decimal = Gauge<f64, std::sync::atomic::AtomicU64>;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByCategory {
    category: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByRule {
    rule: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByStatus {
    status: String,
}

/// Every figure, for Prometheus
#[utoipa::path(
    get, path = "/metrics", tag = "service",
    responses((status = 200, body = String, content_type = "application/openmetrics-text"), Problems)
)]
pub(super) async fn metrics(State(service): State<Arc<Service>>) -> Result<Response, ApiError> {
    let snapshot = Arc::clone(&service.snapshots.borrow());
    let mut registry = Registry::with_prefix("scoutwatch");
    about_polls(&snapshot, &mut registry);
    about_server(&snapshot, &mut registry);
    let was_read = matches!(snapshot.link, Link::Live { .. }) && snapshot.metrics.failure.is_none();
    match snapshot.metrics.value.as_ref().filter(|_| was_read) {
        Some(metrics) => {
            about_persons(metrics, &mut registry);
            about_backlog(metrics, &mut registry);
            about_job(metrics.last_job.as_ref(), &mut registry);
            about_health(&snapshot.health, &mut registry);
        }
        None => about_health(&Health::unknown(), &mut registry),
    }
    about_cost(&mut registry);
    service.traffic.register(&mut registry);
    let mut text = String::new();
    encode(&mut text, &registry).map_err(|_| ApiError::too_slow())?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response())
}

fn seconds(moment: DateTime<Utc>) -> f64 {
    moment.timestamp_micros() as f64 / 1e6
}

fn about_polls(snapshot: &Snapshot, registry: &mut Registry) {
    let is_up = i64::from(matches!(snapshot.link, Link::Live { .. }));
    registry.register("up", "Whether the newest poll reached the database", ConstGauge::new(is_up));
    registry.register("polls", "Polls since the start", ConstCounter::new(snapshot.sequence));
    let interval = ConstGauge::new(snapshot.interval.as_secs_f64());
    registry.register_with_unit("poll_interval", "Time between two polls", Unit::Seconds, interval);
    if let Some(polled_at) = snapshot.link.polled_at() {
        let help = "When the database was last reached, since 1970";
        registry.register_with_unit(
            "poll_timestamp",
            help,
            Unit::Seconds,
            ConstGauge::new(seconds(polled_at)),
        );
    }
    if let Link::Live { took, .. } = snapshot.link {
        let took = ConstGauge::new(took.as_secs_f64());
        registry.register_with_unit(
            "poll_duration",
            "How long the newest poll took",
            Unit::Seconds,
            took,
        );
    }
}

/// What the figures come from: a primary, or a standby and how far that is behind.
fn about_server(snapshot: &Snapshot, registry: &mut Registry) {
    let Some(identity) = &snapshot.identity else { return };
    if !matches!(snapshot.link, Link::Live { .. }) {
        return;
    }
    let mut gauge = |name: &str, help: &str, is_so: bool| {
        registry.register(name, help, ConstGauge::new(i64::from(is_so)));
    };
    gauge("server_is_standby", "Whether the figures come from a standby", identity.in_recovery);
    let Some(replay) = &identity.replay else { return };
    let help = "Whether the standby is connected to a server that sends it changes";
    gauge("standby_is_streaming", help, replay.is_streaming);
    if let Some(lag) = replay.lag() {
        let lag = ConstGauge::new(lag.num_milliseconds() as f64 / 1e3);
        let help = "By how much the standby is behind, at most";
        registry.register_with_unit("standby_lag", help, Unit::Seconds, lag);
    }
}

fn about_persons(metrics: &Metrics, registry: &mut Registry) {
    let mut count =
        |name: &str, help: &str, value: i64| registry.register(name, help, ConstGauge::new(value));
    count("persons", "Persons", metrics.total_persons);
    count("persons_satisfactory", "Persons with a scout on the ledger", metrics.satisfactory);
    count("persons_missing", "Persons without a scout", metrics.missing);
    count("conflicts", "Persons for whom the evidence names several scouts", metrics.conflicts);
    if let Some(against) = metrics.conflicts_contradicting {
        count(
            "conflicts_contradicting_ledger",
            "Conflicts in which evidence disagrees with the ledger",
            against,
        );
    }
    if let Some(malformed) = metrics.malformed_scout_values {
        count("malformed_scout_values", "Payload values that name no valid scout", malformed);
    }
    if let Some(share) = metrics.percent_satisfactory() {
        let help = "Share of persons with a scout on the ledger, from 0 to 1";
        registry.register("persons_satisfactory_ratio", help, ConstGauge::new(share / 100.0));
    }
    if let Some(newest) = metrics.data_as_of {
        let help = "How new the data is, since 1970";
        registry.register_with_unit(
            "data_timestamp",
            help,
            Unit::Seconds,
            ConstGauge::new(seconds(newest)),
        );
    }
}

fn about_backlog(metrics: &Metrics, registry: &mut Registry) {
    let (persons, oldest) =
        (Family::<ByCategory, Gauge>::default(), Family::<ByCategory, Decimal>::default());
    for category in Category::ALL {
        let labels = ByCategory { category: category.letter() };
        if let Some(count) = metrics.backlog.get(category) {
            persons.get_or_create(&labels).set(count);
        }
        if let Some(moment) = metrics.oldest.get(category) {
            oldest.get_or_create(&labels).set(seconds(moment));
        }
    }
    registry.register("backlog_persons", "Persons without a scout, by why", persons);
    let help = "When the oldest of them was registered, since 1970";
    registry.register_with_unit("backlog_oldest_timestamp", help, Unit::Seconds, oldest);
}

fn about_job(job: Option<&LastJob>, registry: &mut Registry) {
    let Some(job) = job else { return };
    let status = Family::<ByStatus, Gauge>::default();
    status.get_or_create(&ByStatus { status: job.status.to_string() }).set(1);
    registry.register(
        "job_status",
        "How the newest run of the refresh job stands: 1 for its status",
        status,
    );
    // Not the view's whole seconds, in which most runs take none.
    if let (Some(began), Some(ended)) = (job.started_at, job.ended_at) {
        let took = ConstGauge::new((seconds(ended) - seconds(began)).max(0.0));
        registry.register_with_unit("job_duration", "How long that run took", Unit::Seconds, took);
    }
    let mut moment = |name: &str, help: &str, moment: Option<DateTime<Utc>>| {
        if let Some(moment) = moment {
            registry.register_with_unit(
                name,
                help,
                Unit::Seconds,
                ConstGauge::new(seconds(moment)),
            );
        }
    };
    moment("job_started_timestamp", "When that run began, since 1970", job.started_at);
    moment("job_ended_timestamp", "When that run ended, since 1970", job.ended_at);
}

/// The verdicts, with the numbers of `scoutwatch check`.
fn about_health(health: &Health, registry: &mut Registry) {
    let number = |severity: Severity| match severity {
        Severity::Ok => 0,
        Severity::Warn => 1,
        Severity::Crit => 2,
        Severity::Unknown => 3,
    };
    let rules = Family::<ByRule, Gauge>::default();
    for rule in Rule::ALL {
        rules.get_or_create(&ByRule { rule: rule.name() }).set(number(health.severity_of(rule)));
    }
    registry.register("rule_state", "0 OK, 1 WARN, 2 CRIT, 3 UNKNOWN", rules);
    let worst = ConstGauge::new(number(health.severity));
    registry.register("health_state", "The worst of them: 0 OK, 1 WARN, 2 CRIT, 3 UNKNOWN", worst);
}

/// What this process costs, as far as the system tells it.
fn about_cost(registry: &mut Registry) {
    let build = Family::<Vec<(&'static str, &'static str)>, Gauge>::default();
    build.get_or_create(&vec![("version", env!("CARGO_PKG_VERSION"))]).set(1);
    registry.register("build_info", "This program", build);
    let Some(cost) = crate::cost::now() else { return };
    let processor = ConstCounter::new(cost.processor_seconds);
    registry.register_with_unit(
        "process_cpu",
        "Processor time of this service",
        Unit::Seconds,
        processor,
    );
    let memory = ConstGauge::new(cost.resident_bytes);
    registry.register_with_unit(
        "process_resident_memory",
        "Memory of this service",
        Unit::Bytes,
        memory,
    );
}
