//! Command-line arguments.

mod call;
mod help;
mod list;
mod policy;
mod region;
mod url;
mod values;

use std::{ffi::OsString, net::SocketAddr};

use clap::{ArgAction, CommandFactory, Parser, Subcommand, error::ErrorKind};

pub(crate) use self::{
    call::{CallArgs, Format, Method, Signature, Transport},
    list::{InstancesArgs, ListOutput, RegionsArgs},
    policy::{Calling, PolicyArgs},
    region::RegionArgs,
    url::{Output, Page, UrlArgs},
    values::{InstanceSource, instance_id},
};
use self::{help::EXIT_STATUS, values::loopback};
use crate::escape::shown;

/// Prints the console URL of an Alibaba Cloud ECS instance, and lists instances and regions.
///
/// The console gives access to the screen and keyboard of the instance in a browser. The console
/// URL expires 15 seconds after it is fetched. To try the command without an account, run:
/// ecs-console url --emulator
#[derive(Parser)]
#[command(name = "ecs-console", bin_name = "ecs-console", version, after_help = EXIT_STATUS)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Log each call to stderr; repeat the option for more detail
    #[arg(short, long, action = ArgAction::Count, global = true, display_order = 900)]
    pub(crate) verbose: u8,
}

impl Args {
    /// Parses a command line, whose first word is the name of the program.
    pub(crate) fn of(line: impl Iterator<Item = OsString>) -> Result<Self, clap::Error> {
        let line: Vec<OsString> = line.collect();
        let args = Self::try_parse_from(&line).map_err(|error| {
            // The error message may quote arguments. So the command line is parsed again with
            // control characters replaced, which makes the message safe to print. If the second
            // parsing succeeds, the first error was about invalid UTF-8, and its message quotes no
            // argument.
            let shown = line
                .iter()
                .map(|arg| shown(&arg.to_string_lossy()).into_owned());
            Self::try_parse_from(shown).err().unwrap_or(error)
        })?;
        let conflict = match &args.command {
            Command::Url(url) => url.conflict(),
            Command::Instances(_)
            | Command::Regions(_)
            | Command::Policy(_)
            | Command::Emulator(_) => None,
        };
        conflict.map_or(Ok(args), |conflict| Err(refusal("url", conflict)))
    }
}

/// The error of the parser for conflicting arguments, with the usage text of `command`.
fn refusal(command: &str, conflict: String) -> clap::Error {
    let mut program = Args::command();
    program.build();
    match program.find_subcommand_mut(command) {
        Some(command) => command.error(ErrorKind::ArgumentConflict, conflict),
        None => program.error(ErrorKind::ArgumentConflict, conflict),
    }
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Url(UrlArgs),
    Instances(InstancesArgs),
    Regions(RegionsArgs),
    Policy(PolicyArgs),
    Emulator(EmulatorArgs),
}

/// Serve a local endpoint that checks signatures and simulates ECS instances.
///
/// The command prints the endpoint and test credentials as shell exports, and serves until it is
/// interrupted. Paste the exports into another shell. In that shell, ecs-console then calls the
/// emulator.
#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct EmulatorArgs {
    /// Listen on this loopback address and port; port 0 selects a free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = loopback)]
    pub(crate) listen: SocketAddr,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn no_argument_takes_a_secret() {
        fn check(command: &clap::Command) {
            for argument in command.get_arguments() {
                let name = argument.get_id().as_str();
                let is_secret = ["secret", "token", "password", "key"]
                    .iter()
                    .any(|word| name.contains(word));
                assert!(
                    !is_secret || !argument.get_action().takes_values(),
                    "every user of the machine can read the value of --{name}"
                );
            }
            command.get_subcommands().for_each(check);
        }
        check(&Args::command());
    }
}
