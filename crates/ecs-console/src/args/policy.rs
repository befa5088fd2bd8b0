//! `ecs-console policy`.

use clap::ValueEnum;

use super::help::EXIT_STATUS;

/// Print the least RAM policy that the commands need.
///
/// Attach it to the RAM user or role whose credentials call the API. It allows the calls for all
/// instances; narrow Resource to allow some, such as acs:ecs:*:*:instance/i-bp1. Whoever may send
/// DescribeInstanceVncUrl, which url does, may open the terminal of the instance.
#[derive(clap::Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_STATUS}"))]
pub(crate) struct PolicyArgs {
    /// Only what these commands need; by default what all of them need
    #[arg(value_enum, value_name = "COMMAND")]
    pub(crate) commands: Vec<Calling>,
}

/// A command that calls the API.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Calling {
    Url,
    Instances,
    Regions,
}

const EXAMPLES: &str = "\
Examples:
  ecs-console policy
  ecs-console policy instances regions";
