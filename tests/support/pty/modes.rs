//! The settings of a terminal.

use std::path::PathBuf;

use portable_pty::MasterPty;
use rustix::fs::{Mode, OFlags};

/// The settings of a terminal, as far as they can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Modes {
    input: u32,
    output: u32,
    control: u32,
    local: u32,
}

impl Modes {
    pub(crate) fn of(master: &dyn MasterPty) -> Self {
        let path: PathBuf = master.tty_name().unwrap();
        let terminal =
            rustix::fs::open(path, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let settings = rustix::termios::tcgetattr(terminal).unwrap();
        Self {
            input: settings.input_modes.bits(),
            output: settings.output_modes.bits(),
            control: settings.control_modes.bits(),
            local: settings.local_modes.bits(),
        }
    }

    /// Whether every key reaches the program at once and unseen.
    pub(crate) fn is_raw(&self) -> bool {
        use rustix::termios::LocalModes;
        let cooked = LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
        self.local & cooked.bits() == 0
    }
}
