//! A fuzzer that knows only `/openapi.json`: whatever it asks, the answer is one that is described there.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{OPERATOR, READER, Served};
use crate::database::fresh_database;
use crate::http::{Answer, request, send};
use crate::installed::{Contents, OLDER_VIEWER, database_with};

/// Values that no parameter expects, in the form of an address.
const HOSTILE: [&str; 14] = [
    "",
    "0",
    "-1",
    "1.5",
    "1e3",
    "99999999999999999999",
    "null",
    "true",
    "%00",
    "%27%3B+drop+table+x%3B--",
    "%F0%9F%92%A9",
    "%ff%fe",
    "A+B",
    "..%2F..%2Fetc%2Fpasswd",
];

/// Bodies, and what they are said to be.
const BODIES: [(&str, &str); 10] = [
    ("application/json", "{}"),
    ("application/json; charset=utf-8", " { } "),
    ("application/json", "{\"page\":1}"),
    ("application/json", "[]"),
    ("application/json", "null"),
    ("application/json", "\"{}\""),
    ("application/json", "{"),
    ("application/json", "{}{}"),
    ("text/plain", "{}"),
    ("application/x-www-form-urlencoded", "a=1"),
];

/// Parts of an address, and whether the description allows them.
type Asked = Vec<(String, bool)>;

/// A schema of the description that stands on its own.
fn validator(description: &Value, schema: &Value) -> jsonschema::Validator {
    let mut whole = schema.clone();
    whole["components"] = description["components"].clone();
    jsonschema::options().build(&whole).expect("the schema is one")
}

/// What a parameter's schema allows, at its edges.
fn allowed(schema: &Value, description: &Value) -> Vec<String> {
    let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    let schema = name.map_or(schema, |name| &description["components"]["schemas"][name]);
    let mut values: Vec<String> = [&schema["minimum"], &schema["maximum"], &schema["default"]]
        .into_iter()
        .filter(|value| !value.is_null())
        .map(Value::to_string)
        .collect();
    for value in schema["enum"].as_array().into_iter().flatten() {
        values.extend(value.as_str().map(str::to_owned));
    }
    for one in schema["oneOf"].as_array().into_iter().flatten() {
        values.extend(allowed(one, description));
    }
    if schema["type"] == "boolean" {
        values.extend(["true".to_owned(), "false".to_owned()]);
    }
    values
}

/// What one parameter is asked for with.
fn values(parameter: &Value, description: &Value) -> Asked {
    let allowed = allowed(&parameter["schema"], description);
    assert!(!allowed.is_empty(), "{parameter}");
    let name = parameter["name"].as_str().unwrap();
    let asked = |value: &str, is_allowed| (format!("{name}={value}"), is_allowed);
    let hostile = HOSTILE.iter().map(|value| asked(value, false));
    allowed.iter().map(|value| asked(value, true)).chain(hostile).collect()
}

/// Every parameter alone, and every two of them together: all that is allowed, and some that is not.
fn queries(operation: &Value, description: &Value) -> Asked {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters: Vec<Asked> =
        parameters.map(|parameter| values(parameter, description)).collect();
    let mut queries = vec![(String::new(), true)];
    for (place, one) in parameters.iter().enumerate() {
        queries.extend(one.iter().map(|(query, is_allowed)| (format!("?{query}"), *is_allowed)));
        for other in &parameters[place..] {
            for (first, is_first) in one.iter().take(5) {
                for (second, is_second) in other.iter().rev().step_by(4).chain(&other[..2]) {
                    // The same parameter twice is not allowed, whatever it says.
                    let is_allowed = *is_first && *is_second && !std::ptr::eq(one, other);
                    queries.push((format!("?{first}&{second}"), is_allowed));
                }
            }
        }
    }
    queries
}

/// A service under test, and what was found.
struct Fuzzer {
    served: Served,
    description: Value,
    asked: BTreeMap<u16, usize>,
    wrong: Vec<String>,
}

impl Fuzzer {
    fn new(served: Served) -> Self {
        let description = served.get("/openapi.json").json();
        Self { served, description, asked: BTreeMap::new(), wrong: Vec::new() }
    }

    fn complain(&mut self, asked: &str, answer: &Answer, what: &str) {
        let body: String = answer.body.chars().take(200).collect();
        self.wrong.push(format!("{asked}: {} {body}: {what}", answer.status));
    }

    /// Asks, and holds the answer against the description.
    fn ask(&mut self, method: &str, path: &str, token: &str, body: Option<(&str, &str)>) -> Answer {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("Authorization", bearer.as_str())];
        headers.extend(body.map(|(media_type, _)| ("Content-Type", media_type)));
        let body = body.map_or("", |(_, body)| body);
        let asking = request(&method.to_uppercase(), path, &headers, body);
        let answer = send(self.served.address, &asking);
        *self.asked.entry(answer.status).or_default() += 1;
        let asked = format!("{method} {path} {body}");
        let template = path.split('?').next().unwrap();
        let operation = &self.description["paths"][template][method];
        let described = operation["responses"][answer.status.to_string()].clone();
        if described.is_null() || answer.status == 500 {
            self.complain(&asked, &answer, "it is not described");
            return answer;
        }
        let schema = &described["content"]["application/json"]["schema"];
        if !schema.is_null() {
            let validator = validator(&self.description, schema);
            let document = answer.json();
            let errors: Vec<String> =
                validator.iter_errors(&document).map(|error| error.to_string()).collect();
            for error in errors {
                self.complain(&asked, &answer, &error);
            }
        }
        answer
    }

    fn ask_with_parameters(&mut self, method: &str, path: &str, operation: &Value) {
        for (query, is_allowed) in queries(operation, &self.description.clone()) {
            let whole = format!("{path}{query}");
            let answer = self.ask(method, &whole, OPERATOR, None);
            if is_allowed && answer.status == 422 {
                self.complain(&whole, &answer, "the description says otherwise");
            }
        }
        for token in [READER, "nobody-nobody-nobody"] {
            self.ask(method, path, token, None);
        }
    }

    fn ask_with_bodies(&mut self, method: &str, path: &str, operation: &Value) {
        let described = &operation["requestBody"];
        if described.is_null() {
            return;
        }
        let schema = &described["content"]["application/json"]["schema"];
        let validator = validator(&self.description, schema);
        let large = format!("{{\"a\":\"{}\"}}", "x".repeat(5_000));
        for (media_type, body) in BODIES.into_iter().chain([("application/json", large.as_str())]) {
            let answer = self.ask(method, path, OPERATOR, Some((media_type, body)));
            let document = serde_json::from_str(body).ok();
            let is_allowed = media_type.starts_with("application/json")
                && document.is_some_and(|document| validator.is_valid(&document));
            if is_allowed == matches!(answer.status, 413 | 415 | 422) {
                self.complain(body, &answer, "the description says otherwise");
            }
        }
    }

    /// Asks for everything; gives how often each status was answered.
    fn run(mut self) -> BTreeMap<u16, usize> {
        let paths = self.description["paths"].clone();
        for (path, methods) in paths.as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                self.ask_with_parameters(method, path, operation);
                self.ask_with_bodies(method, path, operation);
            }
        }
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        self.asked
    }
}

/// It has seen what it should.
fn assert_seen(asked: &BTreeMap<u16, usize>, statuses: &[u16]) {
    assert!(statuses.iter().all(|status| asked.contains_key(status)), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_asked_the_answer_is_one_that_is_described() {
    let url = database_with(Contents::Demo).await.url;
    let (served, _files) = Served::with_tokens(&url, &[("SCOUTWATCH_JOB_ALLOW_SUPERUSER", "true")]);
    let asked = Fuzzer::new(served).run();
    assert_seen(&asked, &[200, 401, 403, 409, 413, 415, 422]);
    assert!(!asked.contains_key(&503), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_holds_where_nothing_is_installed() {
    let url = fresh_database("fuzzed").await.url;
    let (served, _files) = Served::with_tokens(&url, &[("SCOUTWATCH_JOB_ALLOW_SUPERUSER", "true")]);
    assert_seen(&Fuzzer::new(served).run(), &[200, 401, 403, 404, 413, 415, 422, 503]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_holds_on_the_older_views() {
    let url = database_with(Contents::Older).await.url;
    let (served, _files) = Served::with_tokens(&format!("{url} user={OLDER_VIEWER}"), &[]);
    assert_seen(&Fuzzer::new(served).run(), &[200, 401, 403, 404, 422]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_holds_without_a_database() {
    let (served, _files) = Served::with_tokens("host=/nonexistent dbname=ct4 user=nobody", &[]);
    assert_seen(&Fuzzer::new(served).run(), &[200, 401, 403, 413, 415, 422, 503]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_says_which_token_opens_what() {
    let url = database_with(Contents::Empty).await.url;
    let (served, _files) = Served::with_tokens(&url, &[]);
    let described = served.get("/openapi.json").json();
    let of = |described: &Value, method: &str, path: &str| {
        described["paths"][path][method]["security"].clone()
    };
    let (metrics, run_now) =
        (format!("{}/metrics", super::ATTRIBUTION), format!("{}/run-now", super::ATTRIBUTION));
    assert_eq!(of(&described, "get", &metrics), json!([{"reader": []}, {"operator": []}]));
    assert_eq!(of(&described, "post", &run_now), json!([{"operator": []}]));
    assert_eq!(of(&described, "get", "/healthz"), Value::Null);
    for name in ["reader", "operator"] {
        let scheme = &described["components"]["securitySchemes"][name];
        assert_eq!((&scheme["type"], &scheme["scheme"]), (&json!("http"), &json!("bearer")));
    }
    assert_eq!(described["paths"][&run_now]["post"]["requestBody"]["required"], json!(false));
    let open = Served::on(&url, &[]).get("/openapi.json").json();
    assert_eq!(of(&open, "get", &metrics), json!([{}, {"reader": []}, {"operator": []}]));
}
