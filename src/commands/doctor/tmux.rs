//! What tmux says of itself and of the terminal around it: asked once, without a shell, within a bound.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::model::text::clean;

/// How long tmux may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Options and client in one line; options are expanded like any other name.
const FORMAT: &str = "#{version}|#{client_utf8}|#{client_termfeatures}|#{escape-time}|#{default-terminal}|\
                      #{bell-action}|#{allow-passthrough}";

/// What matters of a tmux.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tmux {
    /// Such as 3.3a.
    pub(super) version: String,
    /// Whether it writes UTF-8 to the terminal; `None` where nobody looks at it.
    pub(super) is_utf8: Option<bool>,
    /// What it takes the terminal to know; empty where it is too old to say.
    pub(super) features: Vec<String>,
    /// How long it waits behind Esc, in milliseconds.
    pub(super) escape_time: Option<u32>,
    /// What it calls itself.
    pub(super) default_terminal: String,
    /// Whether a bell is passed on.
    pub(super) rings: bool,
    /// Whether sequences that are wrapped are passed on.
    pub(super) passes_through: bool,
}

/// Asks the tmux around this process.
///
/// # Errors
/// Why it does not answer, in words.
pub(super) async fn ask() -> Result<Tmux, String> {
    let output = Command::new("tmux")
        .args(["display-message", "-p", FORMAT])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output();
    match timeout(PATIENCE, output).await {
        Err(_elapsed) => Err(format!("tmux did not answer within {} s", PATIENCE.as_secs())),
        Ok(Err(error)) => Err(format!("tmux cannot be run: {error}")),
        Ok(Ok(output)) if !output.status.success() => {
            Err(format!("tmux does not answer ({})", output.status))
        }
        Ok(Ok(output)) => {
            let text = clean(&String::from_utf8_lossy(&output.stdout));
            read(&text).ok_or_else(|| format!("tmux answers otherwise than expected: {text}"))
        }
    }
}

/// Understands the answer to [`FORMAT`].
fn read(text: &str) -> Option<Tmux> {
    let mut fields = text.trim().split('|');
    let version = fields.next()?.to_owned();
    let is_utf8 = match fields.next()? {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    };
    let features = fields.next()?.split(',').filter(|name| !name.is_empty());
    let features = features.map(str::to_owned).collect();
    let escape_time = fields.next()?.parse().ok();
    let default_terminal = fields.next()?.to_owned();
    let rings = fields.next()? != "none";
    let passes_through = matches!(fields.next()?, "1" | "on" | "all" | "2");
    Some(Tmux { version, is_utf8, features, escape_time, default_terminal, rings, passes_through })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_of_tmux_is_understood() {
        let tmux = read("3.3a|1|bpaste,clipboard,title|500|tmux-256color|any|0\n").unwrap();
        let features = ["bpaste", "clipboard", "title"].map(str::to_owned).to_vec();
        assert_eq!(
            tmux,
            Tmux {
                version: "3.3a".to_owned(),
                is_utf8: Some(true),
                features,
                escape_time: Some(500),
                default_terminal: "tmux-256color".to_owned(),
                rings: true,
                passes_through: false,
            }
        );
        let old = read("3.0|||500|screen|none|").unwrap();
        assert_eq!((old.is_utf8, old.features.len(), old.rings), (None, 0, false));
        assert_eq!(read("what?"), None);
    }
}
