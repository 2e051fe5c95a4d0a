//! A fuzzer that knows only `/openapi.json`: whatever it asks, the answer is one that is described there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{OPERATOR, READER, Served};
use crate::http::{request, send};
use crate::installed::{Contents, database_with};

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

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_asked_the_answer_is_one_that_is_described() {
    let url = database_with(Contents::Demo).await.url;
    let (served, _files) = Served::with_tokens(&url, &[("SCOUTWATCH_JOB_ALLOW_SUPERUSER", "true")]);
    let description = served.get("/openapi.json").json();
    let mut asked: BTreeMap<u16, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let mut queries = vec![String::new()];
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                let allowed = allowed(&parameter["schema"], &description);
                assert!(!allowed.is_empty(), "{path}: {parameter}");
                let hostile = HOSTILE.iter().map(|value| (*value).to_owned());
                queries.extend(
                    allowed.into_iter().chain(hostile).map(|value| format!("?{name}={value}")),
                );
            }
            for query in queries {
                for token in [OPERATOR, READER, "nobody-nobody-nobody"] {
                    let bearer = format!("Bearer {token}");
                    let asking = request(
                        &method.to_uppercase(),
                        &format!("{path}{query}"),
                        &[("Authorization", &bearer)],
                        "",
                    );
                    let answer = send(served.address, &asking);
                    *asked.entry(answer.status).or_default() += 1;
                    let status = answer.status.to_string();
                    let described = &operation["responses"][&status];
                    if described.is_null() || answer.status >= 500 {
                        wrong.push(format!("{method} {path}{query}: {status} is not described"));
                        continue;
                    }
                    let schema = &described["content"]["application/json"]["schema"];
                    if schema.is_null() {
                        continue;
                    }
                    let validator = validator(&description, schema);
                    let body = answer.json();
                    wrong.extend(
                        validator
                            .iter_errors(&body)
                            .map(|error| format!("{method} {path}{query}: {status}: {error}")),
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // It has seen what it should: answers, and refusals of each kind.
    for status in [200, 401, 403, 422] {
        assert!(asked.contains_key(&status), "{asked:?}");
    }
}
