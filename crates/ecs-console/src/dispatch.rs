//! Runs the command that the arguments select, and returns the exit status.

use std::{ffi::OsString, process::ExitCode};

use indicatif::ProgressDrawTarget;

use crate::{
    args::Command, command_line, completions, emulator, failure::Failure, list, man, policy,
    system::System, trace, url,
};

/// Runs the command that `args` select. The first argument is the name of the program.
pub(crate) fn run(args: impl Iterator<Item = OsString>, system: &mut System<'_>) -> ExitCode {
    let line: Vec<OsString> = args.collect();
    if command_line::asks_for_json(&line) {
        system.streams.use_json();
    }
    match try_run(&line, system) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            system.streams.report(&failure);
            ExitCode::from(failure.status())
        }
    }
}

fn try_run(line: &[OsString], system: &mut System<'_>) -> Result<(), Failure> {
    let args = match command_line::parse(line) {
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
        Command::Completions(args) => completions::run(&args, system),
        Command::Man(args) => man::run(&args, system),
    }
}
