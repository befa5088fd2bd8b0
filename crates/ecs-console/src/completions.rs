//! `ecs-console completions`: a completion script for a shell.

use crate::{args::CompletionsArgs, command_line, failure::Failure, system::System};

/// Prints the completion script for the shell in `args`.
pub(crate) fn run(args: &CompletionsArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let mut script = Vec::new();
    let mut parser = command_line::parser();
    clap_complete::generate(args.shell, &mut parser, env!("CARGO_PKG_NAME"), &mut script);
    // In the script for bash, clap_complete takes the hyphen in the program's name for the start of
    // a command in some labels, so that the labels don't match.
    let script = String::from_utf8_lossy(&script).replace("ecs__subcmd__console", "ecs__console");
    system.streams.print_generated(script.as_bytes())
}
