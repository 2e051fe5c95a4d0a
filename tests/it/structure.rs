//! The house rules that a compiler does not know: layers, sizes, one place for SQL, one table for keys.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What each top module may import from the crate. Arrows point down only: front ends never import each
/// other, and the dashboard never sees the database.
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("clock", &[]),
    ("cost", &[]),
    ("exit", &["model"]),
    ("voice", &["model"]),
    ("process", &["model"]),
    ("state_file", &["model"]),
    ("last_exit", &["model", "state_file"]),
    ("kept", &["model", "state_file"]),
    ("cli", &["model"]),
    ("config", &["model", "cli"]),
    ("telemetry", &["model", "clock"]),
    ("db", &["model", "clock"]),
    ("poller", &["model", "clock", "db"]),
    ("refresh", &["model", "clock", "db"]),
    ("reel", &["model"]),
    ("recording", &["model", "clock", "reel"]),
    ("output", &["model"]),
    ("share", &["model", "clock", "db", "output"]),
    ("plain", &["model", "clock", "poller"]),
    (
        "commands",
        &[
            "model", "clock", "exit", "process", "cli", "config", "db", "poller", "refresh",
            "share", "output", "voice",
        ],
    ),
    ("serve", &["model", "clock", "cost", "output", "poller"]),
    (
        "daemon",
        &[
            "model", "clock", "exit", "process", "cli", "config", "db", "poller", "refresh",
            "commands", "serve", "voice",
        ],
    ),
    ("tui", &["model", "clock", "cost", "config", "poller", "refresh", "reel", "share", "kept"]),
    (
        "dashboard",
        &[
            "model",
            "clock",
            "exit",
            "cli",
            "config",
            "telemetry",
            "db",
            "poller",
            "refresh",
            "share",
            "reel",
            "recording",
            "last_exit",
            "kept",
            "commands",
            "plain",
            "tui",
            "voice",
        ],
    ),
];

/// The longest a file may be, without its tests.
const MAX_LINES: usize = 500;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A source file without its unit tests and comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The top module that a source file belongs to; nothing for lib.rs and main.rs.
fn module(path: &Path) -> Option<String> {
    let relative = path.strip_prefix(root().join("src")).unwrap();
    let first = relative.components().next()?.as_os_str().to_str()?;
    let name = first.trim_end_matches(".rs").to_owned();
    (name != "lib" && name != "main").then_some(name)
}

/// The top modules that a piece of code names.
fn imports(code: &str) -> BTreeSet<String> {
    code.match_indices("crate::")
        .map(|(index, found)| &code[index + found.len()..])
        .map(|rest| {
            rest.chars()
                .take_while(|character| character.is_ascii_alphanumeric() || *character == '_')
                .collect::<String>()
        })
        .filter(|name| LAYERS.iter().any(|(module, _)| module == name))
        .collect()
}

#[test]
fn imports_point_down() {
    let mut wrong = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let Some(module) = module(&path) else { continue };
        let allowed = LAYERS.iter().find(|(name, _)| *name == module);
        let Some((_, allowed)) = allowed else {
            wrong.push(format!("{}: the module {module} has no layer", path.display()));
            continue;
        };
        for import in imports(&code(&path)) {
            if import != module && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{}: {module} imports {import}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_import_scan_sees_an_upward_arrow() {
    assert_eq!(
        imports("use crate::tui::view;\nlet x = crate::db::pool();"),
        BTreeSet::from(["tui".to_owned(), "db".to_owned()])
    );
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<_> = files(&root().join("src"), "rs")
        .into_iter()
        .filter_map(|path| {
            let lines = fs::read_to_string(&path)
                .unwrap()
                .split("#[cfg(test)]\nmod tests")
                .next()
                .unwrap_or_default()
                .lines()
                .count();
            (lines > MAX_LINES).then(|| format!("{}: {lines}", path.display()))
        })
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn main_is_short() {
    let main = fs::read_to_string(root().join("src/main.rs")).unwrap();
    assert!(main.lines().count() < 40);
}

#[test]
fn sql_lives_in_the_sql_folder() {
    const STATEMENTS: [&str; 9] = [
        "select ",
        "insert into ",
        "update ",
        "delete from ",
        "create ",
        "alter ",
        "drop ",
        "set local ",
        "begin;",
    ];
    let mut found = Vec::new();
    for path in files(&root().join("src"), "rs") {
        for line in code(&path).lines() {
            let text = line.to_lowercase();
            for statement in STATEMENTS {
                if text.contains(&format!("\"{statement}")) {
                    found.push(format!("{}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_sql_file_is_used_and_says_what_it_is_for() {
    let sources: String = files(&root().join("src"), "rs")
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let tests: String = files(&root().join("tests"), "rs")
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let mut wrong = Vec::new();
    for path in files(&root().join("sql"), "sql") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let stem = name.trim_end_matches(".sql").trim_end_matches(".absent");
        if !sources.contains(stem) && !tests.contains(stem) {
            wrong.push(format!("{} is not used", path.display()));
        }
        if !fs::read_to_string(&path).unwrap().starts_with("-- ") {
            wrong.push(format!("{} does not open with its purpose", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_generated_pages_are_those_of_the_program() {
    let pages = [
        ("docs/keys.md", scoutwatch::tui::keymap::markdown()),
        ("docs/filters.md", scoutwatch::tui::filters::markdown()),
    ];
    for (name, expected) in pages {
        let path = root().join(name);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &expected).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert!(written == expected, "{name} is old; UPDATE=1 cargo test writes it anew");
    }
}

#[test]
fn nothing_names_a_machine_of_its_makers() {
    let mut found = Vec::new();
    let folders = ["src", "sql", "tests", "docs", "benches"];
    for folder in folders.into_iter().filter(|folder| root().join(folder).is_dir()) {
        for ending in ["rs", "sql", "md", "toml", "sh"] {
            for path in files(&root().join(folder), ending) {
                let text = fs::read_to_string(&path).unwrap();
                // The pattern is put together, so that this file does not match itself.
                for place in ["work", "farm", "root/.cargo"] {
                    if text.contains(&format!("\"/{place}/"))
                        || text.contains(&format!(" /{place}/"))
                    {
                        found.push(format!("{}: /{place}/", path.display()));
                    }
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
