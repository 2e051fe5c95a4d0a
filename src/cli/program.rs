//! What commands take that are about the program and its surroundings.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use super::{CheckFormat, TextFormat};

/// `serve`
#[derive(Clone, Copy, Debug, Args)]
pub struct ServeArguments {
    /// Where to listen, such as 127.0.0.1:8787 [env: SCOUTWATCH_SERVE_LISTEN]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
}

/// `completions`
#[derive(Clone, Copy, Debug, Args)]
pub struct CompletionsArguments {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// `man`
#[derive(Clone, Debug, Args)]
pub struct ManArguments {
    /// Write a page for each command to this folder, in place of the first to standard output
    #[arg(long, value_name = "FOLDER")]
    pub dir: Option<PathBuf>,
}

/// `doctor`
#[derive(Clone, Copy, Debug, Args)]
pub struct DoctorArguments {
    /// How to write the checks
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub format: TextFormat,
}

/// `check`
#[derive(Clone, Copy, Debug, Args)]
pub struct CheckArguments {
    /// How to write it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub format: CheckFormat,
}

/// `verify`
#[derive(Clone, Debug, Args)]
pub struct VerifyArguments {
    /// How to write the checks
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub format: TextFormat,
}
