//! `ecs-console policy`: the RAM policy that commands need.

use std::collections::BTreeSet;

use alicloud::{Api, Operation};
use alicloud_console::{OpenConsole, RunsWindows};
use alicloud_ecs::{DescribeInstances, DescribeRegions};
use clap::ValueEnum;
use serde::Serialize;

use crate::{
    args::{Calling, PolicyArgs},
    failure::Failure,
    system::System,
};

/// Prints the policy for the commands in `args`, or for all commands by default.
pub(crate) fn run(args: &PolicyArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let commands = match &*args.commands {
        [] => Calling::value_variants(),
        named => named,
    };
    let apis = commands.iter().flat_map(|command| apis(*command));
    let policy = Policy {
        version: "1",
        statement: [Statement {
            effect: "Allow",
            // Every ECS operation has a RAM action, so no operation is filtered out.
            action: apis.filter_map(|api| api.ram_action()).collect(),
            resource: "*",
        }],
    };
    system.streams.print_json(&policy)
}

/// The operations that a command sends. A test compares these operations with the calls that a
/// server receives.
fn apis(command: Calling) -> Vec<Api> {
    match command {
        Calling::Url => vec![
            RunsWindows::new("", [""]).api().clone(),
            OpenConsole::new("", "").api().clone(),
        ],
        Calling::Instances => vec![DescribeInstances::new("").api().clone()],
        Calling::Regions => vec![DescribeRegions::new().api().clone()],
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    version: &'static str,
    statement: [Statement; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    effect: &'static str,
    action: BTreeSet<String>,
    resource: &'static str,
}
