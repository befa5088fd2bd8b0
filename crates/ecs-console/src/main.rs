#![doc = include_str!("../README.md")]

// The commands depend only on their arguments and a `System`. This file connects the `System` to
// the process.

mod args;
mod batch;
mod browser;
mod command_line;
mod completions;
mod console_output;
mod dispatch;
#[cfg(feature = "emulator")]
mod emulator;
#[cfg(not(feature = "emulator"))]
#[path = "emulator/absent.rs"]
mod emulator;
mod escape;
mod failure;
#[cfg(test)]
#[cfg(feature = "emulator")]
#[path = "../../../tests/it/golden.rs"]
mod golden;
mod instance_ids;
mod line;
mod list;
mod man;
#[cfg(test)]
#[cfg(feature = "emulator")]
mod messages;
mod named_instance;
mod nearest;
mod password;
mod policy;
mod progress;
mod streams;
mod system;
mod table;
mod target;
mod trace;
mod transport;
mod url;

use std::{env, io, process::ExitCode, time::SystemTime};

use indicatif::ProgressDrawTarget;

use crate::{streams::Streams, system::System};

fn main() -> ExitCode {
    let mut stdout = io::stdout().lock();
    // Stderr is not locked, because other threads write log lines to stderr.
    let mut stderr = io::stderr();
    let mut system = System {
        variable: &|name| env::var_os(name),
        stdin: &mut io::stdin().lock(),
        streams: Streams::new(&mut stdout, &mut stderr),
        now: &SystemTime::now,
        browse: &browser::browse,
        progress: &ProgressDrawTarget::stderr,
        trace: &trace::start,
    };
    dispatch::run(env::args_os(), &mut system)
}
