//! Arguments of `ecs-console instances` and `ecs-console regions`.

use alicloud_ecs::{DescribeInstances, DescribeRegions};
use clap::{ValueEnum, builder::NonEmptyStringValueParser};

use super::{
    CallArgs, RegionArgs,
    help::{CALL_ENVIRONMENT, EXIT_STATUS, JSON},
};

/// List the instances of a region.
///
/// The list leaves out instances that the user has no permission to see.
#[derive(clap::Args)]
#[command(
    override_usage = "ecs-console instances [--region-id <ID>] [OPTIONS]\n       \
                      ecs-console instances --emulator [OPTIONS]",
    before_long_help = INSTANCES_EXAMPLES,
    after_long_help = format!("{JSON}\n\n{CALL_ENVIRONMENT}\n\n{EXIT_STATUS}"),
)]
pub(crate) struct InstancesArgs {
    #[command(flatten)]
    pub(crate) region: RegionArgs,

    /// List only instances in this state
    #[arg(long, value_name = "STATE", value_parser = STATES)]
    pub(crate) status: Option<String>,

    /// List only instances with this name, in which * matches any text
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) name: Option<String>,

    #[command(flatten)]
    pub(crate) call: CallArgs,

    /// Print the list in this format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) output: InstancesOutput,
}

/// List the regions that the account can use.
#[derive(clap::Args)]
#[command(
    before_long_help = REGIONS_EXAMPLES,
    after_long_help = format!("{JSON}\n\n{CALL_ENVIRONMENT}\n\n{EXIT_STATUS}"),
)]
pub(crate) struct RegionsArgs {
    /// Show the names of regions in this language [default of the API: zh-CN]
    #[arg(long, value_parser = LANGUAGES)]
    pub(crate) language: Option<String>,

    #[command(flatten)]
    pub(crate) call: CallArgs,

    /// Print the list in this format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) output: RegionsOutput,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum InstancesOutput {
    /// Table with a header line
    #[default]
    Table,
    /// JSON array with all fields and their API names
    Json,
    /// One instance id on each line, as url --instance-id - reads them
    Ids,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum RegionsOutput {
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
  ecs-console instances --region-id cn-hangzhou --status Running --name 'web-*'
  ecs-console instances --region-id cn-hangzhou --output ids | ecs-console url --instance-id - \\
    --region-id cn-hangzhou";

const REGIONS_EXAMPLES: &str = "\
Examples:
  ecs-console regions --emulator
  ecs-console regions --language en-US --output json";
