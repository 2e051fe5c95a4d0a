//! Writes the settings for people, all from the table of keys.

use std::fmt::Write as _;

use crate::config::Config;
use crate::config::keys::{self, Form, Spec};

/// Where the comments of the example file break, in characters.
const WIDTH: usize = 100;

/// Opens the example file.
const EXAMPLE_HEAD: &str = "\
# scoutwatch: every setting with its default.
#
# Copy it to ~/.config/scoutwatch/config.toml, or for every user to /etc/scoutwatch/config.toml, and
# take the # away from what you want otherwise. Stronger than this file are, the strongest first: an
# option, an environment variable (both are named with each setting), the chosen profile.
# `scoutwatch config show` prints what counts and where it comes from.
#
# A file that holds a password must be readable by its owner alone: chmod 600 config.toml
";

/// Closes the example file.
const EXAMPLE_PROFILES: &str = "
# Profiles: one for each database, chosen by --profile NAME, SCOUTWATCH_PROFILE or default_profile. A
# profile may hold everything above but default_profile, and is stronger than what stands above.
#[profile.production]
#label = \"PROD\"
#production = true
#color = \"red\"
#read_only = true
#[profile.production.database]
#url = \"postgresql://scoutwatch@db.example.com:5432/ct4?sslmode=verify-full\"
#[profile.production.poll]
#interval = \"30s\"

#[profile.staging]
#label = \"STAGING\"
#[profile.staging.database]
#url = \"host=staging.example.com dbname=ct4 user=scoutwatch\"
";

/// Opens the handbook page.
const HANDBOOK_HEAD: &str = "\
# Configuration

<!-- Written by the tests from src/config/keys.rs; `UPDATE=1 cargo test --test it config` rewrites it. -->

A setting is taken from the first of these places that says something:

1. an option on the command line,
2. an environment variable,
3. the chosen profile of the configuration file,
4. the configuration file,
5. the default.

`scoutwatch config show` prints every setting with its value and that place. `config.example.toml` holds
every setting with its default.

## The file

TOML. The first of these is read:

1. the file that `--config FILE` names,
2. the file that `SCOUTWATCH_CONFIG` names,
3. `scoutwatch/config.toml` in `$XDG_CONFIG_HOME`, else in `~/.config`,
4. `/etc/scoutwatch/config.toml`.

A file that is named must exist. A key that is not known, a value that does not fit, or a value of the wrong
type is an error that names the file, the line and the key; all errors are reported at once, those of
profiles that are not chosen too. A file that holds a password must be readable by its owner alone
(`chmod 600`).

## While the dashboard runs

The dashboard and the wallboard look at the file every second and read it again once a change has stood still for one.
At once take effect: `poll.interval`, everything in `[health]`, `[alarm]` and `[display]` but `display.wallboard`, and your
own `[keys]` and `[theme]`. The others are named on the screen and take effect at the next start: what names the database
does not change under its figures. A file that cannot be used changes nothing; what is wrong with it stays on the screen,
with its line, until it is mended.

## Profiles

`[profile.NAME]` describes one database. It may hold every setting but `default_profile`, in the same
sections: `[profile.NAME.database]`, `[profile.NAME.poll]` and so on. It is chosen by `--profile NAME`,
`SCOUTWATCH_PROFILE` or `default_profile`; `--profile \"\"` chooses none.

## The database

The connection string is, the strongest first: `--database-url`, `SCOUTWATCH_DATABASE_URL`, `DATABASE_URL`,
the profile's, the file's. Where none is given, the variables and files of libpq decide (`PGHOST`, `PGPORT`,
`PGUSER`, `PGDATABASE`, `PGPASSWORD`, `PGSERVICE`, `~/.pgpass` and more).

A password on the command line is refused, since every user of the machine can read it there. Nothing that
scoutwatch prints or logs holds a password; `***` stands in its place.

## Colours and logs

`display.color = \"auto\"` uses colours on a terminal, unless `NO_COLOR` is set or `TERM` names one without
them, such as `dumb`, `vt220` or `xterm-mono`.

Commands log to standard error: warnings, and more with `-v`, `-vv`, `-vvv`. The dashboard logs to its Log
screen, and to `log.file` if that is set: one file a day (`dashboard.log` becomes
`dashboard.2026-11-24.log`, by UTC), seven are kept, 32 MiB a day at most. `SCOUTWATCH_LOG`, else `RUST_LOG`,
sets a finer filter for both, such as `scoutwatch=debug,tokio_postgres=info`.
";

/// One's own keys, for the example file.
const EXAMPLE_OWN: &str = "
# ---- Which key of the dashboard does what ----
# The name of an action, as `:` lists it, and its key, or a list of keys; \"\" takes the keys away.
# docs/keys.md lists the names and the built-in keys; Esc and Ctrl-C stay as they are.
[keys]
#\"refresh job\" = \"T\"
#pause = [\"F2\", \"Space\"]

# ---- Colours and weights of your own, over those of display.theme ----
# A role, with a colour (red, bright-red, default, 0 to 255, #rrggbb), bold, dim, italic, underlined, reversed or
# plain. docs/configuration.md lists the roles.
[theme]
#warn = \"#ff8800 bold\"
#selected = \"bold underlined\"
";

/// One's own keys, for the handbook page.
const HANDBOOK_OWN: &str = "
## One's own keys

`[keys]` gives the actions of the dashboard other keys, and `[profile.NAME.keys]` does for one profile:

```toml
[keys]
\"refresh job\" = \"T\"           # in place of t
pause = [\"F2\", \"Space\"]        # two keys; hints show the first
decide = \"\"                     # no key; still there by name, :decide
```

An action is called as the command line (`:`) calls it; spaces may be written as underscores. A key is one
character as typed (`t` and `T` are two), `Space`, or a name as the help prints it, in any case: `Up`, `Down`,
`Left`, `Right`, `PgUp`, `PgDn`, `Home`, `End`, `Insert`, `Del`, `Tab`, `Shift-Tab`, `Enter`, `Backspace`, `F1`
to `F12`, `Ctrl-A` to `Ctrl-Z` but for `Ctrl-H`, `-I`, `-J` and `-M`, which a terminal sends as other keys. What is
named stands in place of the built-in keys of that action. `Esc` always goes back and `Ctrl-C` always leaves.

The program does not start where a key would do two things (both places are named), where a name is of nothing
(the nearest is suggested), and where help or quit has no key. Help, hints and command line show the keys in force;
the letters inside a dialog, which stand in it, stay as they are. [keys.md](keys.md) lists the names and the
built-in keys.

## One's own colours

`[theme]` changes what `display.theme` gives, and `[profile.NAME.theme]` does for one profile:

```toml
[theme]
warn = \"#ff8800\"                # the weight stays as the theme has it
selected = \"bold underlined\"    # so does the colour
crit = [\"9\", \"reversed\"]
```

A colour is one of the terminal's own by name (`red`, `bright-red`, `default` for its foreground) or by number from 0
to 15, one of 256 by number, or `#rrggbb`. Weights are `bold`, `dim`, `italic`, `underlined`, `reversed`, and `plain` for
none. A terminal with fewer colours shows the nearest of 256, and of 16 that of the theme; `NO_COLOR` and
`display.theme = \"mono\"` leave the weights alone, and by night (`V`) weights are those of the night.

The roles: `text`, `dim`, `strong`, `title`, `focused_title`, `heading`, `key`, `ok`, `warn`, `crit`, `unknown`,
`selected`, `banner` (the past, pauses, trouble), `strip` (the job at work), `production` (the word of such a profile).
A role, a colour or a weight that does not exist is refused with file and line.
";

/// The rows of `config show`: every setting, its value as the file would write it, and its origin.
pub fn shown(config: &Config) -> String {
    let rows: Vec<[String; 3]> = config
        .settings
        .iter()
        .map(|setting| {
            let value = written(setting.spec.form, &setting.value);
            [setting.spec.path(), value, setting.origin.to_string()]
        })
        .chain(config.own.iter().filter(|own| own.is_in_force).map(|own| {
            [format!("{}.{}", own.section, own.name), own.written(), own.origin.to_string()]
        }))
        .collect();
    let mut widths = [0; 2];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let [key_width, value_width] = widths;
    let mut text = String::new();
    for [key, value, origin] in &rows {
        line(&mut text, format_args!("{key:key_width$}  {value:value_width$}  {origin}"));
    }
    text
}

/// The text of `config.example.toml`.
pub fn example() -> String {
    let mut text = EXAMPLE_HEAD.to_owned();
    for (section, about) in keys::SECTIONS {
        line(&mut text, format_args!("\n# ---- {} ----", capitalized(about)));
        if !section.is_empty() {
            line(&mut text, format_args!("[{section}]"));
        }
        for spec in keys::ALL.iter().filter(|spec| spec.section == *section) {
            text.push('\n');
            comment(&mut text, &capitalized(spec.meaning));
            let option = spec.option.map(|option| format!(", {option}")).unwrap_or_default();
            comment(
                &mut text,
                &format!("{} [{}{option}]", capitalized(&spec.form.words()), spec.variable()),
            );
            let value = written(spec.form, spec.default);
            line(&mut text, format_args!("#{} = {value}", spec.name));
        }
    }
    text.push_str(EXAMPLE_OWN);
    text.push_str(EXAMPLE_PROFILES);
    text
}

/// The text of `docs/configuration.md`.
pub fn handbook() -> String {
    let mut text = HANDBOOK_HEAD.to_owned();
    for (section, about) in keys::SECTIONS {
        let title = if section.is_empty() {
            "Above the sections".to_owned()
        } else {
            format!("`[{section}]`")
        };
        line(&mut text, format_args!("\n## {title}\n\n{}.\n", capitalized(about)));
        line(&mut text, format_args!("| key | default | values | variable, option | meaning |"));
        line(&mut text, format_args!("|---|---|---|---|---|"));
        for spec in keys::ALL.iter().filter(|spec| spec.section == *section) {
            line(&mut text, row(spec));
        }
    }
    text.push_str(HANDBOOK_OWN);
    text
}

fn row(spec: &Spec) -> String {
    let option = spec.option.map(|option| format!(", `{option}`")).unwrap_or_default();
    format!(
        "| `{}` | `{}` | {} | `{}`{option} | {} |",
        spec.name,
        written(spec.form, spec.default),
        spec.form.words(),
        spec.variable(),
        capitalized(spec.meaning)
    )
}

/// The value as TOML writes it.
fn written(form: Form, value: &str) -> String {
    if form.is_quoted() {
        toml::Value::String(value.to_owned()).to_string()
    } else {
        value.to_owned()
    }
}

/// Appends comment lines that hold the words.
fn comment(text: &mut String, words: &str) {
    let mut length = 0;
    for word in words.split_whitespace() {
        let needed = word.chars().count() + 1;
        if length > 0 && length + needed > WIDTH {
            text.push('\n');
            length = 0;
        }
        if length == 0 {
            text.push('#');
            length = 1;
        }
        text.push(' ');
        text.push_str(word);
        length += needed;
    }
    text.push('\n');
}

fn line(text: &mut String, content: impl std::fmt::Display) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{content}");
}

fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
