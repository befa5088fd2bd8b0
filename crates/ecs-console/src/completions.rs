//! `ecs-console completions`: a completion script for a shell.

use crate::{args::CompletionsArgs, command_line, failure::Failure, system::System};

/// Prints the completion script for the shell in `args`.
pub(crate) fn run(args: &CompletionsArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let mut script = Vec::new();
    let mut parser = command_line::parser();
    clap_complete::generate(args.shell, &mut parser, env!("CARGO_PKG_NAME"), &mut script);
    system.streams.print_generated(&script)
}
