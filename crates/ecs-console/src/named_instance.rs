//! `--name`: finds the only instance with a name.

use alicloud_ecs::DescribeInstances;

use crate::{
    failure::{Failure, NameProblem},
    transport::Client,
};

/// The instance that has a name.
pub(crate) struct NamedInstance {
    pub(crate) id: String,
    /// Whether the instance runs Windows. `None` if the reply doesn't say.
    pub(crate) windows: Option<bool>,
}

/// Finds the only instance with exactly this name in the region.
pub(crate) fn find(client: &Client, region_id: &str, name: &str) -> Result<NamedInstance, Failure> {
    let mut operation = DescribeInstances::new(region_id).max_results(100);
    operation.instance_name = Some(name.to_owned());
    let listed = client.items(operation)?;
    let mut named = listed
        .into_iter()
        .filter(|instance| instance.instance_name.as_deref() == Some(name));
    match (named.next(), named.next()) {
        (Some(instance), None) => Ok(NamedInstance {
            id: instance.instance_id,
            windows: instance
                .os_type
                .filter(|os_type| !os_type.is_empty())
                .map(|os_type| os_type.eq_ignore_ascii_case("windows")),
        }),
        (None, _) => Err(Failure::Name(NameProblem::Missing {
            name: name.to_owned(),
            region_id: region_id.to_owned(),
        })),
        (Some(first), Some(second)) => {
            let all = [first, second].into_iter().chain(named);
            let matches = all.map(|instance| {
                let status = instance.status.unwrap_or_default();
                (instance.instance_id, status)
            });
            Err(Failure::Name(NameProblem::Ambiguous {
                name: name.to_owned(),
                matches: matches.collect(),
            }))
        }
    }
}
