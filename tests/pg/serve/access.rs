//! Who may read, who may run the job, and what is said to everybody else.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use super::{ATTRIBUTION, OPERATOR, READER, Served, token_file};
use crate::binary::{run, scoutwatch};
use crate::http::{Answer, request, send};
use crate::installed::{Contents, database_with};

fn ask(served: &Served, method: &str, path: &str, token: Option<&str>, body: &str) -> Answer {
    let bearer = token.map(|token| format!("Bearer {token}"));
    let mut headers: Vec<(&str, &str)> = vec![("Content-Type", "application/json")];
    headers.extend(bearer.as_deref().map(|bearer| ("Authorization", bearer)));
    send(served.address, &request(method, path, &headers, body))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_says_who_may_read_and_who_may_run_the_job() {
    let url = database_with(Contents::Demo).await.url;
    let (served, _files) = Served::with_tokens(&url, &[("SCOUTWATCH_JOB_ALLOW_SUPERUSER", "true")]);
    let metrics = format!("{ATTRIBUTION}/metrics");
    let run_now = format!("{ATTRIBUTION}/run-now");
    for (method, path, token, status) in [
        ("GET", metrics.as_str(), None, 401),
        ("GET", &metrics, Some("somebody-somebody"), 401),
        ("GET", &metrics, Some(READER), 200),
        ("GET", &metrics, Some(OPERATOR), 200),
        ("GET", "/metrics", None, 401),
        ("GET", "/healthz", None, 200),
        ("GET", "/openapi.json", None, 200),
        ("POST", &run_now, None, 401),
        ("POST", &run_now, Some("somebody-somebody"), 401),
        ("POST", &run_now, Some(READER), 403),
    ] {
        let answer = ask(&served, method, path, token, "");
        assert_eq!(answer.status, status, "{method} {path} {token:?}: {answer:?}");
        assert_eq!(answer.header("www-authenticate").is_some(), status == 401);
    }
    let begun = ask(&served, "POST", &run_now, Some(OPERATOR), "{}");
    assert_eq!(begun.status, 200, "{begun:?}");
    let run_id = begun.json()["run_id"].clone();
    assert_eq!(begun.json()["status"], json!("RUNNING"));
    let status = served_until_ended(&served, &run_id).await;
    assert_eq!(
        (&status["last_run"]["trigger"], &status["status"]),
        (&json!("http"), &json!("COMPLETED"))
    );
}

async fn served_until_ended(served: &Served, run_id: &Value) -> Value {
    let began = std::time::Instant::now();
    loop {
        let status =
            ask(served, "GET", &format!("{ATTRIBUTION}/job-status"), Some(READER), "").json();
        if status["last_run"]["run_id"] == *run_id && status["last_run"]["ended_at"] != Value::Null
        {
            return status;
        }
        assert!(began.elapsed() < super::PATIENCE, "{status}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_operators_token_or_read_only_nobody_runs_the_job() {
    let url = database_with(Contents::Demo).await.url;
    let run_now = format!("{ATTRIBUTION}/run-now");
    let open = Served::on(&url, &[]);
    let answer = ask(&open, "POST", &run_now, Some(OPERATOR), "");
    assert_eq!((answer.status, answer.json()["code"].as_str()), (403, Some("forbidden")));
    let (read_only, _files) = Served::with_tokens(&url, &[("SCOUTWATCH_READ_ONLY", "true")]);
    let answer = ask(&read_only, "POST", &run_now, Some(OPERATOR), "");
    assert_eq!(answer.status, 403, "{answer:?}");
    assert!(answer.json()["detail"].as_str().unwrap().contains("read_only"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_gets_its_own_status_and_a_sentence() {
    let url = database_with(Contents::Demo).await.url;
    let (served, _files) = Served::with_tokens(&url, &[]);
    let run_now = format!("{ATTRIBUTION}/run-now");
    let asked = |query: &str| format!("{ATTRIBUTION}{query}");
    let large = "x".repeat(2_000);
    for (method, path, body, status, code) in [
        ("GET", asked("/backlog?page=0"), "", 422, "bad_parameter"),
        ("GET", asked("/backlog?page_size=1001"), "", 422, "bad_parameter"),
        ("GET", asked("/backlog?page=1&page=2"), "", 422, "bad_parameter"),
        ("GET", asked("/backlog?category=A&category=B"), "", 422, "bad_parameter"),
        ("GET", asked("/backlog?category=F"), "", 422, "bad_parameter"),
        ("GET", asked("/backlog?category=%ff"), "", 422, "bad_parameter"),
        ("GET", asked("/metrics/daily?days=366"), "", 422, "bad_parameter"),
        ("GET", asked("/metrics/daily?days=2026-11-24"), "", 422, "bad_parameter"),
        ("GET", format!("{}?scout_id=-1", super::COLLECTION), "", 422, "bad_parameter"),
        ("GET", format!("{}?conflicts_only=perhaps", super::COLLECTION), "", 422, "bad_parameter"),
        ("GET", asked("/nothing"), "", 404, "no_such_path"),
        ("POST", asked("/metrics"), "", 405, "wrong_method"),
        ("DELETE", run_now.clone(), "", 405, "wrong_method"),
        ("POST", run_now.clone(), "{\"force\":true}", 422, "bad_body"),
        ("POST", run_now.clone(), "{", 422, "bad_body"),
        ("POST", run_now.clone(), &large, 413, "body_too_large"),
    ] {
        let answer = ask(&served, method, &path, Some(OPERATOR), body);
        assert_eq!(
            (answer.status, answer.json()["code"].as_str()),
            (status, Some(code)),
            "{method} {path}: {answer:?}"
        );
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(
            detail.len() > 20
                && !detail.contains("select")
                && !detail.contains("deserialize")
                && !detail.contains("field"),
            "{detail}"
        );
        assert_eq!(answer.header("allow").is_some(), status == 405, "{answer:?}");
    }
    let form =
        request("POST", &run_now, &[("Authorization", &format!("Bearer {OPERATOR}"))], "a=1");
    assert_eq!(send(served.address, &form).status, 415);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_refused_without_words() {
    let url = database_with(Contents::Empty).await.url;
    let served = Served::on(&url, &[]);
    let header = "h".repeat(20_000);
    let large = request("GET", "/healthz", &[("X-Large", &header)], "");
    let broken = b"GET /healthz HTTP/1.1\r\nHost : local host\r\n\r\n".to_vec();
    for (bytes, status) in [(large, 431), (broken, 400)] {
        let answer = send(served.address, &bytes);
        assert_eq!((answer.status, answer.body.as_str()), (status, ""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_is_not_there_has_no_options_either() {
    let url = database_with(Contents::Empty).await.url;
    let served = Served::on(&url, &[("SCOUTWATCH_SERVE_ALLOWED_ORIGINS", "https://ct4.example")]);
    let preflight = |path: &str| {
        let headers = [("Origin", "https://ct4.example"), ("Access-Control-Request-Method", "GET")];
        send(served.address, &request("OPTIONS", path, &headers, ""))
    };
    let known = preflight(&format!("{ATTRIBUTION}/backlog"));
    assert_eq!(known.status, 200, "{known:?}");
    assert_eq!(known.header("access-control-allow-origin"), Some("https://ct4.example"));
    for path in ["/nothing", "/", &format!("{ATTRIBUTION}/nothing")] {
        let answer = preflight(path);
        assert_eq!((answer.status, answer.json()["code"].as_str()), (404, Some("no_such_path")));
    }
}

/// What a request for a page of persons is answered that names a host.
fn named(served: &Served, host: &str, token: Option<&str>) -> Answer {
    let token = token.map_or(String::new(), |token| format!("Authorization: Bearer {token}\r\n"));
    let text = format!(
        "GET {ATTRIBUTION}/backlog?page_size=1 HTTP/1.1\r\nHost: {host}\r\n{token}Connection: close\r\n\r\n"
    );
    send(served.address, text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_gives_its_own_name_to_this_machine_reads_no_names_of_persons() {
    let url = database_with(Contents::Demo).await.url;
    let served = Served::on(
        &url,
        &[
            ("SCOUTWATCH_SERVE_ALLOWED_ORIGINS", "https://ct4.example:8443"),
            ("SCOUTWATCH_SERVE_HOSTS", "watch.example, 192.0.2.7"),
        ],
    );
    for own in [
        "localhost",
        "localhost:8787",
        "127.0.0.1:8787",
        "[::1]",
        "ct4.example",
        "CT4.EXAMPLE:8443",
        "watch.example",
        "192.0.2.7:80",
    ] {
        assert_eq!(named(&served, own, None).status, 200, "{own}");
    }
    for other in ["evil.example", "evil.example:8787", "localhost.evil.example", "192.0.2.8", ""] {
        let answer = named(&served, other, None);
        assert_eq!(
            (answer.status, answer.json()["code"].as_str()),
            (421, Some("wrong_host")),
            "{other}: {answer:?}"
        );
        assert!(answer.json()["detail"].as_str().unwrap().contains("serve.hosts"), "{answer:?}");
    }
    // Whoever shows a token is no page of somebody else's.
    let (guarded, _files) = Served::with_tokens(&url, &[]);
    assert_eq!(named(&guarded, "evil.example", Some(READER)).status, 200);
    assert_eq!(named(&guarded, "evil.example", None).status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_pages_of_configured_origins_may_ask() {
    let url = database_with(Contents::Empty).await.url;
    let served = Served::on(
        &url,
        &[("SCOUTWATCH_SERVE_ALLOWED_ORIGINS", "https://ct4.example, http://localhost:3000")],
    );
    let allowed = |origin| {
        let asked = request("GET", "/healthz", &[("Origin", origin)], "");
        send(served.address, &asked).header("access-control-allow-origin").map(str::to_owned)
    };
    assert_eq!(allowed("https://ct4.example").as_deref(), Some("https://ct4.example"));
    assert_eq!(allowed("https://other.example"), None);
    assert_eq!(allowed("null"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_file_that_is_not_safe_or_not_right_is_refused_at_the_start() {
    let url = database_with(Contents::Empty).await.url;
    let said = |token: &str, mode: u32| {
        let file = token_file(token);
        file.as_file().set_permissions(std::fs::Permissions::from_mode(mode)).unwrap();
        let mut process = scoutwatch(&url, &["serve", "--listen", "127.0.0.1:0"]);
        process.env("SCOUTWATCH_SERVE_READ_TOKEN_FILE", file.path());
        let said = run(process);
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(!said.stderr.contains(token) || token.is_empty(), "{said:?}");
        said.stderr
    };
    assert!(said(READER, 0o644).contains("chmod 600"));
    assert!(said("short", 0o600).contains("line 3"));
    assert!(said("", 0o600).contains("no token"));
    let mut process = scoutwatch(&url, &["serve", "--listen", "127.0.0.1:0"]);
    process.env("SCOUTWATCH_SERVE_READ_TOKEN_FILE", "/nonexistent/tokens");
    let said = run(process);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.stderr.contains("serve.read_token_file: /nonexistent/tokens"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_taken_is_named() {
    let url = database_with(Contents::Empty).await.url;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = run(scoutwatch(&url, &["serve", "--listen", &address]));
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stderr.contains(&address) && said.stderr.contains("--listen"), "{said:?}");
}
