//! What a JSON value says, as lines of a name and a value.

use serde_json::Value;

use crate::model::format::count;
use crate::model::{Language, say};

/// The most lines; a value that says more is no summary.
const MOST: usize = 60;

/// How deep objects are looked into.
const DEPTH: usize = 4;

/// The lines of an object, without the entries that `skip` names at its top; a list is counted.
pub fn facts(value: &Value, skip: &[&str], language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    if let Value::Object(entries) = value {
        for (name, value) in entries.iter().filter(|(name, _)| !skip.contains(&name.as_str())) {
            collect(name, value, DEPTH, language, &mut lines);
        }
    }
    lines
}

fn collect(name: &str, value: &Value, depth: usize, language: Language, lines: &mut Vec<String>) {
    if lines.len() >= MOST {
        return;
    }
    let words = match value {
        Value::Object(entries) if depth > 0 => {
            for (inner, value) in entries {
                collect(&format!("{name}.{inner}"), value, depth - 1, language, lines);
            }
            return;
        }
        Value::Object(_) => "…".to_owned(),
        Value::Array(items) => {
            let entries = count(items.len() as i64);
            say!(language, "{entries} entries", "{entries} elementos")
        }
        Value::Number(number) => number.as_i64().map_or_else(|| number.to_string(), count),
        Value::String(text) => text.clone(),
        Value::Null => crate::model::format::UNKNOWN.to_owned(),
        Value::Bool(value) => value.to_string(),
    };
    lines.push(format!("{name}: {words}"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_summary_of_any_shape_is_lines() {
        let stats = json!({
            "steps": [1, 2],
            "rows": {"seen": 12_345, "kept": null},
            "sources": ["a", "b"],
            "mode": "incremental",
        });
        assert_eq!(
            facts(&stats, &["steps"], Language::English),
            ["mode: incremental", "rows.kept: –", "rows.seen: 12,345", "sources: 2 entries"]
        );
        for odd in [json!(null), json!(3), json!([]), json!("text")] {
            assert_eq!(facts(&odd, &[], Language::English), Vec::<String>::new());
        }
    }

    #[test]
    fn a_deep_or_long_value_ends_somewhere() {
        let mut deep = json!(1);
        for _ in 0..50 {
            deep = json!({ "a": deep });
        }
        assert_eq!(facts(&deep, &[], Language::English), ["a.a.a.a.a: …"]);
        let long: serde_json::Map<_, _> =
            (0..1000).map(|number| (number.to_string(), json!(number))).collect();
        assert_eq!(facts(&Value::Object(long), &[], Language::English).len(), MOST);
    }
}
