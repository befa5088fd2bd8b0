//! `ecs-console instances` and `ecs-console regions`: lists, as a table or as JSON.

use alicloud::{paging::PagedItems, retry::Retry};
use alicloud_ecs::{DescribeInstances, DescribeRegions};
use serde::Serialize;

use crate::{
    args::{InstancesArgs, ListOutput, RegionsArgs},
    failure::Failure,
    system::System,
    table::table,
    target::Target,
};

/// The maximum page size of the API.
const PAGE: i64 = 100;

/// Lists the instances that match `args`, from all pages.
pub(crate) fn instances(args: &InstancesArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let retry = Retry::default();
    let (target, region_id) = Target::of_region(&args.region, &args.call, retry, system)?;
    let mut operation = DescribeInstances::new(region_id).max_results(PAGE);
    operation.status.clone_from(&args.status);
    operation.instance_name.clone_from(&args.name);
    let instances = target.client.items(operation)?;
    print(args.output, INSTANCE, &instances, instance, system)?;
    if instances.is_empty() && matches!(args.output, ListOutput::Table) {
        let note = "No instances found. \
                    Instances that the user has no permission to see are not listed.";
        system.streams.note([note]);
    }
    Ok(())
}

const INSTANCE: [&str; 7] = [
    "INSTANCE ID",
    "NAME",
    "STATUS",
    "OS",
    "TYPE",
    "PRIVATE IP",
    "PUBLIC IP",
];

fn instance(instance: &<DescribeInstances as PagedItems>::Item) -> [String; 7] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let vpc = instance.vpc_attributes.as_ref();
    let private = vpc.map(|vpc| &*vpc.private_ip_address);
    let elastic = instance.eip_address.as_ref();
    let elastic = elastic.and_then(|elastic| elastic.ip_address.as_ref());
    [
        instance.instance_id.clone(),
        text(&instance.instance_name),
        text(&instance.status),
        text(&instance.os_type),
        text(&instance.instance_type),
        addresses(
            private
                .unwrap_or_default()
                .iter()
                .chain(&instance.inner_ip_address),
        ),
        addresses(instance.public_ip_address.iter().chain(elastic)),
    ]
}

fn addresses<'a>(all: impl Iterator<Item = &'a String>) -> String {
    let given: Vec<&str> = all
        .map(String::as_str)
        .filter(|address| !address.is_empty())
        .collect();
    given.join(",")
}

/// Lists the regions.
pub(crate) fn regions(args: &RegionsArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let target = Target::central(&args.call, system)?;
    let mut operation = DescribeRegions::new();
    operation.accept_language.clone_from(&args.language);
    let reply = target.client.send(&operation)?;
    print(
        args.output,
        ["REGION ID", "NAME", "ENDPOINT"],
        &reply.regions,
        |region| {
            [
                region.region_id.clone(),
                region.local_name.clone().unwrap_or_default(),
                region.region_endpoint.clone().unwrap_or_default(),
            ]
        },
        system,
    )
}

/// Prints `items` as a table with the columns of `head`, or as JSON with all fields.
fn print<T: Serialize, const N: usize>(
    output: ListOutput,
    head: [&str; N],
    items: &[T],
    row: impl Fn(&T) -> [String; N],
    system: &mut System<'_>,
) -> Result<(), Failure> {
    match output {
        ListOutput::Table => {
            let rows: Vec<_> = items.iter().map(row).collect();
            system.streams.print(table(head, &rows))
        }
        ListOutput::Json => system.streams.print_json(&items),
    }
}
