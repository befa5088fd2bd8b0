//! From arguments to exit status.

use std::{ffi::OsString, process::ExitCode};

use clap::Parser;

use crate::{
    args::{Args, Command},
    emulator,
    failure::Failure,
    list,
    system::System,
    url,
};

/// Does what `args` ask for; the first of them is the program's name.
pub(crate) fn run(args: impl Iterator<Item = OsString>, system: &mut System<'_>) -> ExitCode {
    match try_run(args, system) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            system.note(&failure.report());
            ExitCode::from(failure.status())
        }
    }
}

fn try_run(args: impl Iterator<Item = OsString>, system: &mut System<'_>) -> Result<(), Failure> {
    match Args::try_parse_from(args) {
        Ok(args) => match args.command {
            Command::Url(args) => url::run(&args, system),
            Command::Instances(args) => list::instances(&args, system),
            Command::Regions(args) => list::regions(&args, system),
            Command::Emulator(args) => emulator::run(&args, system),
        },
        // Help and version come this way too.
        Err(error) if error.use_stderr() => Err(Failure::Usage(error.render().to_string())),
        Err(help) => system.print(&help.render().to_string()),
    }
}
