//! From arguments to exit status.

use std::{ffi::OsString, process::ExitCode};

use indicatif::ProgressDrawTarget;

use crate::{
    args::{Args, Command},
    emulator,
    failure::Failure,
    list, policy,
    system::System,
    trace, url,
};

/// Does what `args` ask for; the first of them is the program's name.
pub(crate) fn run(args: impl Iterator<Item = OsString>, system: &mut System<'_>) -> ExitCode {
    match try_run(args, system) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            system.streams.note(failure.report());
            ExitCode::from(failure.status())
        }
    }
}

fn try_run(args: impl Iterator<Item = OsString>, system: &mut System<'_>) -> Result<(), Failure> {
    let args = match Args::of(args) {
        Ok(args) => args,
        // Help and version come this way too.
        Err(help) if !help.use_stderr() => {
            return system.streams.print(help.render().to_string().lines());
        }
        Err(error) => return Err(Failure::Usage(error.render().to_string())),
    };
    (system.trace)(trace::level(args.verbose));
    if args.verbose > 0 {
        // Its lines say how far calls have come.
        system.progress = &ProgressDrawTarget::hidden;
    }
    match args.command {
        Command::Url(args) => url::run(&args, system),
        Command::Instances(args) => list::instances(&args, system),
        Command::Regions(args) => list::regions(&args, system),
        Command::Policy(args) => policy::run(&args, system),
        Command::Emulator(args) => emulator::run(&args, system),
    }
}
