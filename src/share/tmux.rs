//! The buffer of tmux: the program is asked, the text goes through its standard input and no shell.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::time::timeout;

/// How long tmux may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Puts a text into the buffer, and where tmux can, on the terminal's clipboard.
///
/// # Errors
/// Why it is not there, in words.
pub(super) async fn load(text: &str) -> Result<(), String> {
    // Before 3.2 it knows no -w, which hands the buffer on to the terminal.
    match run(&["load-buffer", "-w", "-"], text).await {
        Err(Refused::Told(_)) => run(&["load-buffer", "-"], text).await,
        outcome => outcome,
    }
    .map_err(|refused| match refused {
        Refused::Silent => format!("tmux did not answer within {} s", PATIENCE.as_secs()),
        Refused::Told(words) => words,
    })
}

enum Refused {
    /// There was no answer in time.
    Silent,
    /// It was not done, in words.
    Told(String),
}

async fn run(arguments: &[&str], text: &str) -> Result<(), Refused> {
    let work = async {
        let mut child = Command::new("tmux")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("tmux cannot be run: {error}"))?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that does not read to the end says by its status that it failed.
            let _ = stdin.write_all(text.as_bytes()).await;
            let _ = stdin.shutdown().await;
        }
        let status = child.wait().await.map_err(|error| format!("tmux is gone: {error}"))?;
        if status.success() { Ok(()) } else { Err(format!("tmux refused the buffer ({status})")) }
    };
    match timeout(PATIENCE, work).await {
        Ok(outcome) => outcome.map_err(Refused::Told),
        Err(_elapsed) => Err(Refused::Silent),
    }
}
