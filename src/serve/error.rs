//! What a client is told when something is wrong: a status, a code for programs, a sentence for people.
//!
//! Neither SQL nor an address is ever in it. What the database said is in the log of the service.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::model::{Failure, FailureKind, Refusal};

/// What went wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// One sentence, and what to do where that is known.
    detail: String,
    /// The same for a program: `no_database`, `missing_view`, `bad_parameter`.
    code: &'static str,
    /// The run that is active, where that is what stands against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    run_id: Option<i64>,
}

/// Why a request has no answer.
#[derive(Clone, Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    problem: Problem,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, problem: Problem { detail: detail.into(), code, run_id: None } }
    }

    pub(super) fn no_database() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "no_database",
            "the database cannot be reached now; it is tried again by itself",
        )
    }

    pub(super) fn no_such_path() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_such_path",
            "there is nothing here; /openapi.json lists what there is",
        )
    }

    pub(super) fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "wrong_method",
            "this path does not take this method",
        )
    }

    /// What a parameter should be.
    pub(super) fn bad_parameter(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_parameter", detail)
    }

    pub(super) fn bad_body(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_body", detail)
    }

    pub(super) fn body_too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "nothing that is sent here needs so much",
        )
    }

    pub(super) fn wrong_media_type() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "wrong_media_type",
            "a body has to be JSON, with Content-Type: application/json",
        )
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "this needs a token that is known here: Authorization: Bearer TOKEN",
        )
    }

    pub(super) fn wrong_host() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "wrong_host",
            "without a token this is answered under the names of its own machine alone; serve.hosts adds others",
        )
    }

    pub(super) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    pub(super) fn too_slow() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too_slow",
            "no answer came in time; try again later",
        )
    }

    /// Too many different pages are asked for at once.
    pub(super) fn overloaded() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "overloaded",
            "too many other pages are being read; try again later",
        )
    }

    pub(super) fn standby_behind() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "standby_behind",
            "the figures come from a standby that is behind its primary, or cut off from it",
        )
    }

    /// Another run is active.
    pub(super) fn busy(run_id: Option<i64>) -> Self {
        let which = run_id.map_or_else(|| "a run".to_owned(), |run_id| format!("run {run_id}"));
        let mut error =
            Self::new(StatusCode::CONFLICT, "busy", format!("{which} of the job is active"));
        error.problem.run_id = run_id;
        error
    }

    /// Why `view` cannot be read.
    pub(super) fn unread(view: &str, failure: &Failure) -> Self {
        tracing::warn!(view, %failure, "an answer is missing");
        let missing = |detail| Self::new(StatusCode::NOT_FOUND, "missing_view", detail);
        let unavailable =
            |code, detail: &str| Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail);
        match failure.kind {
            FailureKind::Missing => {
                missing(format!("{view} is missing; `scoutwatch schema install` makes it"))
            }
            FailureKind::Shape => missing(format!(
                "{view} is not as expected; `scoutwatch schema install` brings it up to date"
            )),
            FailureKind::Denied => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "denied",
                format!(
                    "this service may not read {view}; `scoutwatch schema grant --viewer ROLE` gives its role the right"
                ),
            ),
            FailureKind::StatementTimeout | FailureKind::LockTimeout | FailureKind::Deadline => {
                unavailable("too_slow", "the database did not answer in time; try again later")
            }
            FailureKind::Resources | FailureKind::Contention => {
                unavailable("overloaded", "the database has too much to do; try again later")
            }
            FailureKind::Unreachable
            | FailureKind::Unavailable
            | FailureKind::Authentication
            | FailureKind::ReadOnly => Self::no_database(),
            FailureKind::Other => unavailable(
                "failed",
                "the database refused this for a reason of its own; the log of this service says which",
            ),
        }
    }

    /// The same for those who want to know whether to ask again, and not what is missing.
    pub(super) fn for_now(self) -> Self {
        Self { status: StatusCode::SERVICE_UNAVAILABLE, ..self }
    }

    /// Why the job was not begun.
    pub(super) fn refused(refusal: &Refusal) -> Self {
        if let Refusal::Busy(running) = refusal {
            return Self::busy(running.run_id);
        }
        tracing::warn!(%refusal, "the job was not begun");
        match refusal {
            Refusal::NotInstalled { .. } | Refusal::TooOld { .. } => Self::new(
                StatusCode::NOT_FOUND,
                "not_installed",
                "the job's tables are missing or old; `scoutwatch schema install` makes them",
            ),
            Refusal::Failure(failure) => Self::unread("the database", failure),
            other => Self::new(StatusCode::SERVICE_UNAVAILABLE, "refused", why_refused(other)),
        }
    }
}

/// What stands against the job until somebody changes it, without an address or a name.
const fn why_refused(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Pooler { .. } => {
            "the job cannot run through a pooler that moves sessions; job.database_url has to name the server itself"
        }
        Refusal::ReadOnlyServer { .. } => {
            "the job cannot run where nothing can be written; job.database_url has to name the primary"
        }
        Refusal::MissingRights { .. } => {
            "the job's role lacks rights; `scoutwatch schema grant --operator ROLE` gives them"
        }
        _ => {
            "the job cannot run as this service is set up; its log says why, and so does `scoutwatch doctor`"
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.problem)).into_response();
        let headers = response.headers_mut();
        match self.status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            _ => {}
        }
        response
    }
}

/// What any reader may be told in place of an answer, for the description of the interface.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only its description is used")]
pub(super) enum Problems {
    /// A token is needed.
    #[response(status = 401)]
    Unauthorized(Problem),
    /// A view is missing; the sentence says which command makes it.
    #[response(status = 404)]
    Missing(Problem),
    /// Without a token, it was asked for under a name that is not its own.
    #[response(status = 421)]
    WrongHost(Problem),
    /// A parameter is not what it should be.
    #[response(status = 422)]
    BadParameter(Problem),
    /// There is no database now.
    #[response(status = 503)]
    NoDatabase(Problem),
}

/// What else somebody may be told who wants to run the job.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only its description is used")]
pub(super) enum RunProblems {
    /// A token is needed.
    #[response(status = 401)]
    Unauthorized(Problem),
    /// The token is not an operator's, or nobody may run the job from here.
    #[response(status = 403)]
    Forbidden(Problem),
    /// The job's tables are missing.
    #[response(status = 404)]
    Missing(Problem),
    /// A run is active; it is named.
    #[response(status = 409)]
    Busy(Problem),
    /// The body is too large.
    #[response(status = 413)]
    TooLarge(Problem),
    /// The body is not JSON.
    #[response(status = 415)]
    WrongMediaType(Problem),
    /// The body is not an empty object.
    #[response(status = 422)]
    BadBody(Problem),
    /// The job cannot run now.
    #[response(status = 503)]
    Unavailable(Problem),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WhyReadOnly;

    #[test]
    fn a_database_that_refuses_is_not_called_out_of_reach() {
        let failure = Failure::new(FailureKind::Other, "22012 reading a.sql: division by zero");
        let error = ApiError::unread("ops.v_dim_scouts", &failure);
        assert_eq!((error.status.as_u16(), error.problem.code), (503, "failed"));
        assert!(!error.problem.detail.contains("division"), "{error:?}");
    }

    #[test]
    fn a_job_that_cannot_run_is_told_what_to_change_and_no_address() {
        let endpoint = || "db1:5432".to_owned();
        let (role, rights) = ("viewer".to_owned(), vec!["insert on a.b".to_owned()]);
        for (refusal, words) in [
            (Refusal::Pooler { endpoint: endpoint() }, "the server itself"),
            (
                Refusal::ReadOnlyServer { endpoint: endpoint(), why: WhyReadOnly::Standby },
                "the primary",
            ),
            (Refusal::MissingRights { role, rights }, "--operator ROLE"),
        ] {
            let ApiError { status, problem } = ApiError::refused(&refusal);
            assert_eq!((status.as_u16(), problem.code), (503, "refused"));
            assert!(problem.detail.contains(words), "{problem:?}");
            assert!(!problem.detail.contains("db1"), "{problem:?}");
        }
    }
}
