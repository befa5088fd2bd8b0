//! `ecs-console instances` and `ecs-console regions`.

use alicloud_ecs::{DescribeInstances, DescribeRegions};
use clap::{ValueEnum, builder::NonEmptyStringValueParser};

use super::{
    CallArgs, RegionArgs,
    help::{CALL_ENVIRONMENT, EXIT_STATUS},
};

/// List the instances of a region.
///
/// A user without permission to see an instance gets a list without it.
#[derive(clap::Args)]
#[command(
    override_usage = "ecs-console instances [--region-id <ID>] [OPTIONS]\n       \
                      ecs-console instances --emulator [OPTIONS]",
    after_help = format!("{INSTANCES_EXAMPLES}\n\n{CALL_ENVIRONMENT}\n\n{EXIT_STATUS}"),
)]
pub(crate) struct InstancesArgs {
    #[command(flatten)]
    pub(crate) region: RegionArgs,

    /// Only instances in this state
    #[arg(long, value_parser = STATES)]
    pub(crate) status: Option<String>,

    /// Only instances of this name, in which a * stands for any text
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) name: Option<String>,

    #[command(flatten)]
    pub(crate) call: CallArgs,

    /// What stdout gets
    #[arg(long, value_enum, default_value_t)]
    pub(crate) output: ListOutput,
}

/// List the regions that the account can use.
#[derive(clap::Args)]
#[command(after_help = format!("{REGIONS_EXAMPLES}\n\n{CALL_ENVIRONMENT}\n\n{EXIT_STATUS}"))]
pub(crate) struct RegionsArgs {
    /// Language of the names; by default the API's, which is Chinese
    #[arg(long, value_parser = LANGUAGES)]
    pub(crate) language: Option<String>,

    #[command(flatten)]
    pub(crate) call: CallArgs,

    /// What stdout gets
    #[arg(long, value_enum, default_value_t)]
    pub(crate) output: ListOutput,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum ListOutput {
    /// Columns under their names
    #[default]
    Table,
    /// One list with all that the API tells, under its own names
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
