//! `ecs-console` prints the URL that shows the terminal of an ECS instance in a browser.
//!
//! ```sh
//! cargo run -p ecs-console -- url --emulator
//! ```
//!
//! Everything is a function of the arguments and a `System`; this file alone
//! knows the process.

mod args;
mod batch;
mod browser;
mod console_output;
mod dispatch;
mod emulator;
mod escape;
mod failure;
mod instance_ids;
mod line;
mod list;
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
    // Not locked, because other threads log there what calls do.
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
