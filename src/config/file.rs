//! Reads a configuration file by the table of keys.
//!
//! The table stands in for a derived serde type, because a message has to name the line and the key, suggest
//! the right name for a wrong one, report every mistake at once, and never repeat the text of a line that
//! may hold a password.

mod own;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::error::{ConfigError, Problem};
use crate::config::keys::{self, Form, Spec};
use crate::config::suggest::nearest;
use crate::model::DatabaseUrl;
use crate::model::text::clean;

/// The largest file that is read, in bytes.
const MOST_BYTES: u64 = 1 << 20;

/// One value of the file.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) spec: &'static Spec,
    /// The profile it stands in.
    pub(super) profile: Option<String>,
    pub(super) text: String,
    pub(super) line: usize,
}

/// One line of `[keys]` or `[theme]`.
#[derive(Clone, Debug)]
pub(super) struct OwnEntry {
    pub(super) section: &'static str,
    pub(super) profile: Option<String>,
    pub(super) name: String,
    pub(super) words: Vec<String>,
    pub(super) line: usize,
}

/// What a file says.
#[derive(Clone, Debug, Default)]
pub(super) struct FileContent {
    pub(super) path: PathBuf,
    pub(super) entries: Vec<Entry>,
    /// The lines of the sections whose names are not in the table.
    pub(super) own: Vec<OwnEntry>,
    /// The profiles it has, empty ones too.
    pub(super) profiles: Vec<String>,
}

/// Reads and parses the file.
pub(super) fn read(path: &Path) -> Result<FileContent, ConfigError> {
    let (text, mode) = read_text(path)?;
    let content = parse(path, &text)?;
    check_mode(&content, mode)?;
    Ok(content)
}

/// The text of the file, and its permission bits where there are any.
fn read_text(path: &Path) -> Result<(String, Option<u32>), Problem> {
    let problem = |message: String| Problem::new(show(path), message);
    let failed = |error: std::io::Error| {
        problem(match error.kind() {
            ErrorKind::NotFound => "there is no such file".to_owned(),
            ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
            _ => format!("it cannot be read: {error}"),
        })
    };
    if std::fs::metadata(path).map_err(failed)?.is_dir() {
        return Err(problem("it is a folder; name the file in it".to_owned()));
    }
    let file = File::open(path).map_err(failed)?;
    let mode = file.metadata().ok().and_then(|metadata| permission_bits(&metadata));
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(problem(
            "it is larger than 1 MiB; this cannot be a configuration file".to_owned(),
        ));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = good.split(|byte| *byte == b'\n').count();
        Problem::new(
            format_args!("{}:{line}", show(path)),
            "it is not UTF-8; save the file in that encoding",
        )
    })?;
    Ok((text, mode))
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "there are no such bits on other systems")]
fn permission_bits(metadata: &std::fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;
    Some(metadata.mode() & 0o777)
}

#[cfg(not(unix))]
fn permission_bits(_metadata: &std::fs::Metadata) -> Option<u32> {
    None
}

/// A file that holds a password belongs to its owner alone.
fn check_mode(content: &FileContent, mode: Option<u32>) -> Result<(), Problem> {
    let Some(mode) = mode.filter(|mode| mode & 0o077 != 0) else { return Ok(()) };
    let secret = content.entries.iter().find(|entry| {
        entry.spec.form == Form::Url && DatabaseUrl::new(entry.text.as_str()).holds_secret()
    });
    let Some(entry) = secret else { return Ok(()) };
    Err(Problem::at(
        format_args!("{}:{}", show(&content.path), entry.line),
        &full_path(entry),
        format!(
            "it holds a password, and the mode of the file is {mode:04o}: others may read it. Run chmod 600 \
             on it, or move the password to ~/.pgpass"
        ),
    ))
}

/// `profile.NAME.section.name`, as it could be written in the file.
pub(super) fn full_path(entry: &Entry) -> String {
    let path = entry.spec.path();
    entry.profile.as_ref().map_or_else(|| path.clone(), |name| format!("profile.{name}.{path}"))
}

/// A path that is safe to print.
pub(super) fn show(path: &Path) -> String {
    clean(&path.to_string_lossy())
}

/// Parses the text; every wrong key and every value of a wrong type is reported.
pub(super) fn parse(path: &Path, text: &str) -> Result<FileContent, ConfigError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Lines { path, text };
    let table = DeTable::parse(text).map_err(|error| syntax_problem(&lines, &error))?;
    let mut reader = Reader {
        lines,
        content: FileContent { path: path.to_owned(), ..FileContent::default() },
        problems: Vec::new(),
    };
    reader.read_top(table.get_ref(), None);
    if reader.problems.is_empty() {
        reader.content.entries.sort_by_key(|entry| entry.line);
        reader.content.own.sort_by_key(|entry| entry.line);
        return Ok(reader.content);
    }
    reader.problems.sort_by_key(|(line, _)| *line);
    Err(ConfigError { problems: reader.problems.into_iter().map(|(_, problem)| problem).collect() })
}

/// Turns byte offsets into line numbers.
#[derive(Clone, Copy)]
struct Lines<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Lines<'_> {
    fn number(&self, offset: usize) -> usize {
        self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
    }

    fn place(&self, line: usize) -> String {
        format!("{}:{line}", show(self.path))
    }
}

/// The words of the parser, without its excerpt of the line, which may hold a password.
fn syntax_problem(lines: &Lines<'_>, error: &toml::de::Error) -> Problem {
    let line = lines.number(error.span().map_or(0, |span| span.start));
    let message = format!("this is not TOML: {}", clean(error.message()));
    let key = lines
        .text
        .lines()
        .nth(line.saturating_sub(1))
        .and_then(|text| text.split_once('='))
        .map(|(key, _)| key.trim())
        .filter(|key| keys::ALL.iter().any(|spec| spec.name == *key || spec.path() == *key));
    match key {
        Some(key) => Problem::at(lines.place(line), key, message),
        None => Problem::new(lines.place(line), message),
    }
}

struct Reader<'a> {
    lines: Lines<'a>,
    content: FileContent,
    problems: Vec<(usize, Problem)>,
}

type Named<'t, 'i> = (&'t Spanned<std::borrow::Cow<'i, str>>, &'t Spanned<DeValue<'i>>);

impl Reader<'_> {
    /// Reads the top of the file, or of a profile.
    fn read_top(&mut self, table: &DeTable<'_>, profile: Option<&str>) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if profile.is_none() && name == "profile" {
                self.read_profiles((key, value));
            } else if !name.is_empty() && keys::SECTIONS.iter().any(|(section, _)| *section == name)
            {
                match value.get_ref().as_table() {
                    Some(section) => self.read_section(section, name, profile),
                    None => self.reject(key, name, section_words(name, profile)),
                }
            } else if let Some(section) = own::section(name) {
                self.read_own((key, value), section, profile);
            } else {
                self.read_value((key, value), "", profile);
            }
        }
    }

    fn read_profiles(&mut self, (key, value): Named<'_, '_>) {
        let Some(profiles) = value.get_ref().as_table() else {
            self.reject(
                key,
                "profile",
                "a profile is a section of its own, [profile.NAME]; the one to use is named by default_profile"
                    .to_owned(),
            );
            return;
        };
        for (key, value) in profiles {
            let name = key.get_ref().as_ref();
            let path = format!("profile.{}", clean(name));
            if !is_profile_name(name) {
                self.reject(
                    key,
                    &path,
                    "the name of a profile has 1 to 32 letters, digits, - and _".to_owned(),
                );
                continue;
            }
            match value.get_ref().as_table() {
                Some(table) => {
                    self.content.profiles.push(name.to_owned());
                    self.read_top(table, Some(name));
                }
                None => self.reject(
                    key,
                    &path,
                    format!("it is a section; write [{path}] on a line of its own"),
                ),
            }
        }
    }

    fn read_section(&mut self, table: &DeTable<'_>, section: &str, profile: Option<&str>) {
        for named in table {
            self.read_value(named, section, profile);
        }
    }

    fn read_value(&mut self, (key, value): Named<'_, '_>, section: &str, profile: Option<&str>) {
        let name = key.get_ref().as_ref();
        let found = keys::ALL.iter().find(|spec| {
            spec.section == section
                && spec.name == name
                && (profile.is_none() || spec.is_allowed_in_profile())
        });
        let Some(spec) = found.copied() else {
            let words = unknown_key(section, name, profile);
            self.reject(key, &path_of(section, name, profile), words);
            return;
        };
        match text_of(spec.form, value.get_ref()) {
            Ok(text) => self.content.entries.push(Entry {
                spec,
                profile: profile.map(str::to_owned),
                text,
                line: self.lines.number(key.span().start),
            }),
            Err(words) => self.reject(key, &path_of(section, name, profile), words),
        }
    }

    fn reject(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, path: &str, words: String) {
        let line = self.lines.number(key.span().start);
        self.problems.push((line, Problem::at(self.lines.place(line), path, words)));
    }
}

fn path_of(section: &str, name: &str, profile: Option<&str>) -> String {
    let profile = profile.map(|name| format!("profile.{name}."));
    let section = if section.is_empty() { String::new() } else { format!("{section}.") };
    format!("{}{section}{}", profile.unwrap_or_default(), clean(name))
}

fn section_words(name: &str, profile: Option<&str>) -> String {
    format!("it is a section; write [{}] on a line of its own", path_of("", name, profile))
}

fn is_profile_name(name: &str) -> bool {
    (1..=32).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// What to say of a key that the table does not have at this place.
fn unknown_key(section: &str, name: &str, profile: Option<&str>) -> String {
    if profile.is_some() && section.is_empty() && name == keys::DEFAULT_PROFILE.spec.name {
        return "it stands at the top of the file, not in a profile".to_owned();
    }
    let here = keys::ALL.iter().filter(|spec| spec.section == section).map(|spec| spec.name);
    let sections =
        keys::SECTIONS.iter().map(|(section, _)| *section).filter(|_| section.is_empty());
    if let Some(near) = nearest(name, here.chain(sections).filter(|word| !word.is_empty())) {
        return format!("there is no such key; did you mean {near}?");
    }
    if let Some(spec) = keys::ALL.iter().find(|spec| spec.name == name) {
        let header = path_of("", spec.section, profile);
        return if spec.section.is_empty() {
            "there is no such key here; it stands above the sections".to_owned()
        } else {
            format!("there is no such key here; it belongs to [{header}]")
        };
    }
    let known: Vec<&str> =
        keys::ALL.iter().filter(|spec| spec.section == section).map(|spec| spec.name).collect();
    format!("there is no such key; known here: {}", known.join(", "))
}

/// The value as text, if TOML gave it the type that the form asks for.
fn text_of(form: Form, value: &DeValue<'_>) -> Result<String, String> {
    let text = match (form, value) {
        (_, DeValue::String(text)) if form.is_quoted() => Some(text.to_string()),
        (Form::Switch, DeValue::Boolean(switch)) => Some(switch.to_string()),
        (Form::Count { .. } | Form::Percent, DeValue::Integer(number)) => {
            // One that is too large stays as it is written, and is refused for its size.
            let value = i64::from_str_radix(number.as_str(), number.radix());
            Some(value.map_or_else(|_| number.as_str().to_owned(), |value| value.to_string()))
        }
        (Form::Percent, DeValue::Float(number)) => Some(number.as_str().to_owned()),
        _ => None,
    };
    text.ok_or_else(|| {
        let quotes = if form.is_quoted() { "in quotes" } else { "without quotes" };
        format!("it is of the type {}; write {} {quotes}", value.type_str(), form.words())
    })
}
