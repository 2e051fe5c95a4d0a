//! Runners as processes, from outside.

use std::process::{ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};

use crate::runner::{Deed, ORDER, Order, SAYS, Said, TEST, When};
use crate::world::{PATIENCE, World};

/// A runner's process.
pub(crate) struct Runner {
    child: Child,
    /// Its number.
    pub(crate) process: u32,
}

/// How a runner's process ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its number.
    pub(crate) process: u32,
    /// What the system says.
    pub(crate) status: ExitStatus,
    /// What it says; nothing if it was killed.
    pub(crate) said: Option<Said>,
}

impl Ended {
    /// Whether it ended by a signal.
    pub(crate) fn is_killed(&self) -> bool {
        std::os::unix::process::ExitStatusExt::signal(&self.status).is_some()
    }

    /// How its run ended; `killed` if it was.
    pub(crate) fn how(&self) -> &str {
        self.said.as_ref().map_or("killed", |said| &said.how)
    }
}

impl Runner {
    /// Starts a runner in a world, with what is to happen to it.
    pub(crate) fn start(world: &World, fate: Option<(When, Deed)>) -> Self {
        Self::start_patient(world, fate, 0)
    }

    /// Starts a runner that tries again where it finds another one at work.
    pub(crate) fn start_patient(world: &World, fate: Option<(When, Deed)>, tries: usize) -> Self {
        let order =
            Order { url: world.url.clone(), admin_url: world.database.url.clone(), fate, tries };
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", TEST, "--nocapture"])
            .env(ORDER, serde_json::to_string(&order).unwrap())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let process = child.id().unwrap();
        Self { child, process }
    }

    /// Sends it a signal; it may have ended by itself, but it has not been waited for.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.process).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Waits for its end.
    pub(crate) async fn ended(mut self) -> Ended {
        let mut stdout = String::new();
        let mut stderr = String::new();
        let mut out = self.child.stdout.take().unwrap();
        let mut err = self.child.stderr.take().unwrap();
        let all = async {
            tokio::try_join!(out.read_to_string(&mut stdout), err.read_to_string(&mut stderr))
        };
        tokio::time::timeout(PATIENCE, all).await.expect("a runner ends").unwrap();
        let status = self.child.wait().await.unwrap();
        let said = stdout
            .lines()
            .find_map(|line| line.strip_prefix(SAYS))
            .map(|line| serde_json::from_str(line).unwrap());
        let ended = Ended { process: self.process, status, said };
        assert!(
            ended.is_killed() || ended.said.is_some(),
            "a runner ended without a word, {status}:\n{stdout}\n{stderr}"
        );
        ended
    }
}
