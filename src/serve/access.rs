//! Who may read, who may run the job, and which web pages may ask.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use subtle::ConstantTimeEq as _;
use tower_http::cors::CorsLayer;

use super::Service;
use super::error::ApiError;
use crate::model::{HostName, WebOrigin};

/// The shortest token: what cannot be guessed.
const SHORTEST: usize = 16;
/// The longest token: what fits a header.
const LONGEST: usize = 512;

/// A secret that a client shows. `Debug` does not tell it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

impl FromStr for Token {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if !(SHORTEST..=LONGEST).contains(&text.len()) {
            return Err(format!("a token has {SHORTEST} to {LONGEST} characters"));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("a token is made of visible ASCII characters, without blanks".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

impl Token {
    /// Whether it is the one that was shown; how long that takes does not tell where they differ.
    fn is(&self, shown: &str) -> bool {
        self.0.as_bytes().ct_eq(shown.as_bytes()).into()
    }
}

/// Who may do what.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Tokens that may read. Where there is none, anybody may.
    pub readers: Vec<Token>,
    /// Tokens that may read and run the job. Where there is none, nobody may run it.
    pub operators: Vec<Token>,
    /// Web pages that may ask from a browser.
    pub origins: Vec<WebOrigin>,
    /// The names under which readers without a token may ask, besides those of this machine; `None` is any. A web page
    /// of somebody else can give its own name this machine's address, and would then be let in by every browser here.
    pub hosts: Option<Vec<HostName>>,
}

/// What a client has shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Unknown,
    Reader,
    Operator,
}

impl Access {
    fn shown(&self, headers: &HeaderMap) -> Shown {
        let Some(value) = headers.get(header::AUTHORIZATION) else { return Shown::Nothing };
        let token = value.to_str().ok().and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        let Some(token) = token else { return Shown::Unknown };
        if self.operators.iter().any(|known| known.is(token)) {
            Shown::Operator
        } else if self.readers.iter().any(|known| known.is(token)) {
            Shown::Reader
        } else {
            Shown::Unknown
        }
    }

    /// Whether every name that a request gives is one of ours. Only a browser can be led here by a name, and it gives one.
    fn is_asked_by_name(&self, request: &Request) -> bool {
        let Some(hosts) = &self.hosts else { return true };
        let headers = request.headers().get_all(header::HOST).into_iter();
        let named = headers.map(|value| value.to_str().ok());
        let authority = request.uri().authority().map(|authority| Some(authority.as_str()));
        named.chain(authority).all(|name| {
            let name = name.and_then(HostName::of_authority);
            name.is_some_and(|name| name.is_loopback() || hosts.contains(&name))
        })
    }

    /// Lets the pages of the configured origins ask, and no other.
    pub(super) fn cross_origin(&self) -> CorsLayer {
        let origins =
            self.origins.iter().filter_map(|origin| HeaderValue::from_str(origin.as_str()).ok());
        CorsLayer::new()
            .allow_origin(origins.collect::<Vec<_>>())
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
    }
}

/// Lets readers pass.
pub(super) async fn may_read(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    match service.access.shown(request.headers()) {
        Shown::Reader | Shown::Operator => {}
        Shown::Nothing if service.access.readers.is_empty() => {
            if !service.access.is_asked_by_name(&request) {
                return Err(ApiError::wrong_host());
            }
        }
        Shown::Nothing | Shown::Unknown => return Err(ApiError::unauthorized()),
    }
    Ok(next.run(request).await)
}

/// Lets operators pass.
pub(super) async fn may_operate(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if service.access.operators.is_empty() {
        return Err(ApiError::forbidden(
            "nobody may run the job from here: serve.operator_token_file is not set",
        ));
    }
    match service.access.shown(request.headers()) {
        Shown::Operator => Ok(next.run(request).await),
        Shown::Reader => {
            Err(ApiError::forbidden("this token may read; running the job needs an operator's"))
        }
        Shown::Nothing | Shown::Unknown => Err(ApiError::unauthorized()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_visible_and_never_shown() {
        for wrong in
            ["", "short", "with a blank in it, long", "línea-de-veinte-letras", &"x".repeat(513)]
        {
            assert!(wrong.parse::<Token>().is_err(), "{wrong:?}");
        }
        let token: Token = "0123456789abcdef".parse().unwrap();
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert!(token.is("0123456789abcdef"));
        assert!(!token.is("0123456789abcdeg") && !token.is("0123456789abcde") && !token.is(""));
    }

    #[test]
    fn every_name_of_a_request_has_to_be_one_of_ours() {
        let hosts = Some(vec!["ct4.example".parse().unwrap()]);
        let access = Access { hosts, ..Access::default() };
        let is_ours = |uri: &str, hosts: &[&str]| {
            let mut request = Request::builder().uri(uri);
            for host in hosts {
                request = request.header(header::HOST, *host);
            }
            access.is_asked_by_name(&request.body(axum::body::Body::empty()).unwrap())
        };
        for ours in [&["localhost:8787"][..], &["127.0.0.1"], &["[::1]:1"], &["CT4.example"], &[]] {
            assert!(is_ours("/backlog", ours), "{ours:?}");
        }
        for other in [&["evil.example"][..], &["localhost", "evil.example"], &[""], &["a b"]] {
            assert!(!is_ours("/backlog", other), "{other:?}");
        }
        assert!(!is_ours("http://evil.example/backlog", &["localhost"]));
        assert!(Access::default().is_asked_by_name(
            &Request::builder().header(header::HOST, "any.example").body("".into()).unwrap()
        ));
    }

    #[test]
    fn a_token_is_read_from_the_header_or_is_not_known() {
        let access = Access {
            readers: vec!["reader-reader-reader".parse().unwrap()],
            operators: vec!["operator-operator-op".parse().unwrap()],
            ..Access::default()
        };
        let shown = |value: Option<&[u8]>| {
            let mut headers = HeaderMap::new();
            if let Some(value) = value {
                headers.insert(header::AUTHORIZATION, HeaderValue::from_bytes(value).unwrap());
            }
            access.shown(&headers)
        };
        assert!(shown(None) == Shown::Nothing);
        assert!(shown(Some(b"Bearer reader-reader-reader")) == Shown::Reader);
        assert!(shown(Some(b"bearer  operator-operator-op ")) == Shown::Operator);
        for wrong in [
            &b""[..],
            b"Bearer",
            b"Bearer ",
            b"Basic reader-reader-reader",
            b"reader-reader-reader",
            b"\xff",
        ] {
            assert!(shown(Some(wrong)) == Shown::Unknown, "{wrong:?}");
        }
    }
}
