//! `ecs-console instances` and `ecs-console regions`: lists, as a table, as JSON, or as ids.

use alicloud::paging::PagedItems;
use alicloud_ecs::{DescribeInstances, DescribeRegions, describe_regions::Region};

use crate::{
    args::{InstancesArgs, InstancesOutput, RegionsArgs, RegionsOutput},
    failure::Failure,
    system::System,
    table::table,
    target::{Target, retry},
};

/// The maximum page size of the API.
const PAGE: i64 = 100;

/// Lists the instances that match `args`, from all pages.
pub(crate) fn instances(args: &InstancesArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let retry = retry(&args.call);
    let (target, region) = Target::of_region(&args.region, &args.call, retry, system)?;
    let mut operation = DescribeInstances::new(region.id).max_results(PAGE);
    operation.status.clone_from(&args.status);
    operation.instance_name.clone_from(&args.name);
    let instances = target
        .client
        .items(operation)
        .map_err(|error| Failure::from(error).about_region(region.similar.as_deref()))?;
    match args.output {
        InstancesOutput::Table => print_table(INSTANCE, &instances, instance, system),
        InstancesOutput::Json => system.streams.print_json(&instances),
        InstancesOutput::Ids => {
            let ids = instances.iter().map(|instance| &instance.instance_id);
            system.streams.print(ids)
        }
    }?;
    if instances.is_empty() {
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
    match args.output {
        RegionsOutput::Table => print_table(REGION, &reply.regions, region, system),
        RegionsOutput::Json => system.streams.print_json(&reply.regions),
    }
}

const REGION: [&str; 3] = ["REGION ID", "NAME", "ENDPOINT"];

fn region(region: &Region) -> [String; 3] {
    [
        region.region_id.clone(),
        region.local_name.clone().unwrap_or_default(),
        region.region_endpoint.clone().unwrap_or_default(),
    ]
}

/// Prints `items` as a table with the columns of `head`.
fn print_table<T, const N: usize>(
    head: [&str; N],
    items: &[T],
    row: impl Fn(&T) -> [String; N],
    system: &mut System<'_>,
) -> Result<(), Failure> {
    let rows: Vec<_> = items.iter().map(row).collect();
    system.streams.print(table(head, &rows))
}
