//! The HTTP interface of the real binary on a real server, asked by a client that knows the contract alone.

mod access;
mod connections;
mod documents;
mod drawn;
mod fuzz;
mod jobs;
mod many;
mod outages;
pub(crate) mod same;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::NamedTempFile;

use crate::binary::environment_of;
use crate::http::{Answer, get};

const ATTRIBUTION: &str = "/api/v1/scouts/attribution";
const LIQUIDATION: &str = "/api/v1/scouts/liquidation/base";
const COLLECTION: &str = "/api/v1/yango/cabinet/collection-with-scout";

const OPERATOR: &str = "operator-operator-operator";
const READER: &str = "reader-reader-reader";

/// Longer than anything here takes; only a hanging test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `scoutwatch serve`; ended with the test.
pub(crate) struct Served {
    child: Child,
    address: SocketAddr,
}

impl Served {
    pub(crate) fn on(url: &str, environment: &[(&str, &str)]) -> Self {
        Self::by(Command::new(env!("CARGO_BIN_EXE_scoutwatch")), url, environment)
    }

    /// By a command that the arguments are given to.
    fn by(mut command: Command, url: &str, environment: &[(&str, &str)]) -> Self {
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env_clear()
            .envs(environment_of(url))
            .envs([("SCOUTWATCH_POLL_INTERVAL", "1s")])
            .envs(environment.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        stderr.read_line(&mut said).unwrap();
        // What it logs later has to go somewhere.
        std::thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::sink()));
        let address = said.trim().strip_prefix("listening on http://").map(str::parse);
        let Some(Ok(address)) = address else { panic!("no address: {said:?}") };
        Self { child, address }
    }

    /// With the two tokens above.
    fn with_tokens(url: &str, environment: &[(&str, &str)]) -> (Self, [NamedTempFile; 2]) {
        let files = [token_file(READER), token_file(OPERATOR)];
        let [reader, operator] = files.each_ref().map(|file| file.path().to_str().unwrap());
        let tokens = [
            ("SCOUTWATCH_SERVE_READ_TOKEN_FILE", reader),
            ("SCOUTWATCH_SERVE_OPERATOR_TOKEN_FILE", operator),
        ];
        (Self::on(url, &[&tokens, environment].concat()), files)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        get(self.address, path)
    }

    /// Asks again until the answer is as wanted.
    pub(crate) async fn until(
        &self,
        path: &str,
        what: &str,
        is_wanted: impl Fn(&Answer) -> bool,
    ) -> Answer {
        let began = Instant::now();
        loop {
            let answer = self.get(path);
            if is_wanted(&answer) {
                return answer;
            }
            assert!(began.elapsed() < PATIENCE, "{what}: {answer:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Asks it to end, and waits for that.
    fn stop(mut self) -> ExitStatus {
        kill_process(Pid::from_raw(self.child.id() as i32).unwrap(), Signal::TERM).unwrap();
        self.child.wait().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A file that holds a token, readable by this user alone.
fn token_file(token: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    writeln!(file, "# who may\n\n{token}").unwrap();
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o600)).unwrap();
    file
}
