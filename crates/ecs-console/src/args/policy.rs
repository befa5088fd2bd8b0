//! Arguments of `ecs-console policy`.

use clap::ValueEnum;

use super::help::EXIT_STATUS;

/// Print the minimal RAM policy that the commands need.
///
/// Attach the policy to the RAM user or role whose credentials call the API. The policy allows the
/// calls for all instances. To allow the calls for some instances only, narrow Resource, for
/// example to acs:ecs:*:*:instance/i-bp1. The url command needs the permission
/// ecs:DescribeInstanceVncUrl, which gives access to the terminal of the instance.
#[derive(clap::Args)]
#[command(before_long_help = EXAMPLES, after_long_help = EXIT_STATUS)]
pub(crate) struct PolicyArgs {
    /// Include only the permissions for these commands; by default, for all commands
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
