//! Arguments of `ecs-console completions` and `ecs-console man`.

use std::path::PathBuf;

use clap_complete::Shell;

use super::help::EXIT_STATUS;

/// Print a completion script for a shell.
#[derive(clap::Args)]
#[command(before_long_help = COMPLETIONS_EXAMPLES, after_long_help = EXIT_STATUS)]
pub(crate) struct CompletionsArgs {
    /// Complete commands and options in this shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// Print a man page, or write all man pages into a directory.
#[derive(clap::Args)]
#[command(before_long_help = MAN_EXAMPLES, after_long_help = EXIT_STATUS)]
pub(crate) struct ManArgs {
    /// Print the page of this command; by default, of ecs-console
    #[arg(conflicts_with = "out")]
    pub(crate) command: Option<String>,

    /// Write the pages of all commands into this directory
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  source <(ecs-console completions bash)
  ecs-console completions fish > ~/.config/fish/completions/ecs-console.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  ecs-console man url | man -l -
  ecs-console man --out ~/.local/share/man/man1";
