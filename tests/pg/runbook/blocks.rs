//! The fenced blocks of a page.

use std::io::{Seek as _, Write as _};
use std::process::Stdio;

/// How a block is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// By a shell.
    Sh,
    /// By a shell on a machine with systemd, cron or podman; here it is only looked at.
    Host,
    /// On Windows; here it is only looked at.
    PowerShell,
    /// By psql.
    Sql,
    /// It is the configuration file.
    Toml,
}

/// A block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Where it begins.
    pub(super) line: usize,
}

impl Block {
    /// A file with the text, to be read from its beginning.
    pub(super) fn as_stdin(&self) -> Stdio {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(self.text.as_bytes()).unwrap();
        file.rewind().unwrap();
        file.into()
    }
}

/// Every block of a page, in order. A language that nobody knows how to run fails.
pub(super) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_inside = false;
    for (index, line) in page.lines().enumerate() {
        if let Some(language) = line.strip_prefix("```") {
            is_inside = !is_inside;
            if is_inside {
                let kind = match language {
                    "sh" => Kind::Sh,
                    "sh host" => Kind::Host,
                    "powershell" => Kind::PowerShell,
                    "sql" => Kind::Sql,
                    "toml" => Kind::Toml,
                    other => panic!("line {}: nobody knows how to run {other:?}", index + 1),
                };
                blocks.push(Block { kind, text: String::new(), line: index + 1 });
            }
        } else if let Some(block) = blocks.last_mut().filter(|_| is_inside) {
            block.text += line;
            block.text.push('\n');
        }
    }
    assert!(!is_inside, "the last block has no end");
    blocks
}
