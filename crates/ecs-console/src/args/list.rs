//! Arguments of `ecs-console instances` and `ecs-console regions`.

use alicloud_ecs::{DescribeInstances, DescribeRegions};
use clap::{ValueEnum, builder::NonEmptyStringValueParser};

use super::{
    CallArgs, RegionArgs,
    help::{CALL_ENVIRONMENT, EXIT_STATUS},
};

/// List the instances of a region.
///
/// The list leaves out instances that the user has no permission to see.
#[derive(clap::Args)]
#[command(
    override_usage = "ecs-console instances [--region-id <ID>] [OPTIONS]\n       \
                      ecs-console instances --emulator [OPTIONS]",
    after_help = format!("{INSTANCES_EXAMPLES}\n\n{CALL_ENVIRONMENT}\n\n{EXIT_STATUS}"),
)]
pub(crate) struct InstancesArgs {
    #[command(flatten)]
    pub(crate) region: RegionArgs,

    /// List only instances in this state
    #[arg(long, value_parser = STATES)]
    pub(crate) status: Option<String>,

    /// List only instances with this name, in which * matches any text
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) name: Option<String>,

    #[command(flatten)]
    pub(crate) call: CallArgs,

    /// Print the list in this format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) output: ListOutput,
}

/// List the regions that the account can use.
#[derive(clap::Args)]
#[command(after_help = format!("{REGIONS_EXAMPLES}\n\n{CALL_ENVIRONMENT}\n\n{EXIT_STATUS}"))]
pub(crate) struct RegionsArgs {
    /// Show the names of regions in this language; the default of the API is Chinese
    #[arg(long, value_parser = LANGUAGES)]
    pub(crate) language: Option<String>,

    #[command(flatten)]
    pub(crate) call: CallArgs,

    /// Print the list in this format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) output: ListOutput,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum ListOutput {
    /// Table with a header line
    #[default]
    Table,
    /// JSON array with all fields and their API names
    Json,
}

const STATES: [&str; 5] = [
    DescribeInstances::STATUS_PENDING,
    DescribeInstances::STATUS_STARTING,
    DescribeInstances::STATUS_RUNNING,
    DescribeInstances::STATUS_STOPPING,
    DescribeInstances::STATUS_STOPPED,
];

const LANGUAGES: [&str; 3] = [
    DescribeRegions::ACCEPT_LANGUAGE_ZH_CN,
    DescribeRegions::ACCEPT_LANGUAGE_EN_US,
    DescribeRegions::ACCEPT_LANGUAGE_JA,
];

const INSTANCES_EXAMPLES: &str = "\
Examples:
  ecs-console instances --emulator
  ecs-console instances --region-id cn-hangzhou --status Running --name 'web-*'";

const REGIONS_EXAMPLES: &str = "\
Examples:
  ecs-console regions --emulator
  ecs-console regions --language en-US --output json";
