//! Runs the command that the arguments select, and returns the exit status.

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

/// Runs the command that `args` select. The first argument is the name of the program.
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
        // The parser also returns the texts of `--help` and `--version` as errors.
        Err(help) if !help.use_stderr() => {
            return system.streams.print(help.render().to_string().lines());
        }
        Err(error) => return Err(Failure::Usage(error.render().to_string())),
    };
    (system.trace)(trace::level(args.verbose));
    if args.verbose > 0 {
        // The log of `-v` shows the progress of the calls, so the progress bar is hidden.
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
