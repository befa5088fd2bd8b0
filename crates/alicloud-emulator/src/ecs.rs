//! The emulated operations of ECS and their answers.

mod console;
mod describe_instances;
mod describe_regions;
mod instance;
mod instance_attributes;
mod instance_commands;
mod numbered;
mod page;
mod run_instances;
mod scenario;
mod security_groups;
mod state;
mod tags;
mod vnc_url;
mod wildcard;

#[cfg(feature = "ecs")]
use std::sync::{Arc, LazyLock};
use std::time::SystemTime;

pub use self::{
    instance::{Instance, InstanceStatus, OsType},
    scenario::Scenario,
    vnc_url::VncUrlStatus,
};
pub(crate) use self::{
    state::Ecs,
    vnc_url::{VNC_PATH, VncOpening},
};
use crate::protocol::{ApiError, Fields, Parameters};
#[cfg(feature = "ecs")]
use crate::specification::Specification;

/// The specification of the product, which is parsed on the first use.
#[cfg(feature = "ecs")]
#[expect(
    clippy::expect_used,
    reason = "the test `reads_the_built_in_specification` reads the same text"
)]
pub(crate) fn specification() -> &'static Arc<Specification> {
    static SPECIFICATION: LazyLock<Arc<Specification>> = LazyLock::new(|| {
        let text = include_str!("ecs/facts.json");
        Arc::new(Specification::read(text).expect("the built-in specification is valid"))
    });
    &SPECIFICATION
}

/// An operation takes the parameters of an authentic call and returns the fields of the reply.
pub(crate) type Operation = fn(&mut Ecs, &Parameters, SystemTime) -> Result<Fields, ApiError>;

/// The code of an operation that reads or changes the instances, if this call is about instances.
pub(crate) fn operation(action: &str, parameters: &Parameters) -> Option<Operation> {
    let (operation, is_about_instances) = scripted(action)?;
    is_about_instances(parameters).then_some(operation)
}

/// Whether some calls of the operation read or change the instances.
pub(crate) fn has_operation(action: &str) -> bool {
    scripted(action).is_some()
}

/// A condition for the parameters of a call.
type Condition = fn(&Parameters) -> bool;

/// The code of an operation, and the condition for a call to be about instances.
fn scripted(action: &str) -> Option<(Operation, Condition)> {
    let operation: Operation = match action {
        "CreateInstance" => run_instances::create_instance,
        "DeleteInstance" => instance_commands::delete_instance,
        "DeleteInstances" => instance_commands::delete_instances,
        "DescribeInstanceAttribute" => instance_attributes::describe_instance_attribute,
        "DescribeInstanceStatus" => instance_attributes::describe_instance_status,
        "DescribeInstanceVncUrl" => console::describe_instance_vnc_url,
        "DescribeInstances" => describe_instances::describe_instances,
        "DescribeRegions" => describe_regions::describe_regions,
        "ModifyInstanceAttribute" => instance_attributes::modify_instance_attribute,
        "ModifyInstanceVncPasswd" => console::modify_instance_vnc_passwd,
        "RebootInstance" => instance_commands::reboot_instance,
        "RebootInstances" => instance_commands::reboot_instances,
        "RunInstances" => run_instances::run_instances,
        "StartInstance" => instance_commands::start_instance,
        "StartInstances" => instance_commands::start_instances,
        "StopInstance" => instance_commands::stop_instance,
        "StopInstances" => instance_commands::stop_instances,
        "JoinSecurityGroup" => security_groups::join_security_group,
        "LeaveSecurityGroup" => security_groups::leave_security_group,
        "ListTagResources" => tags::list_tag_resources,
        "TagResources" => tags::tag_resources,
        "UntagResources" => tags::untag_resources,
        _ => return None,
    };
    let is_about_instances: Condition = match action {
        "JoinSecurityGroup" | "LeaveSecurityGroup" => security_groups::is_about_an_instance,
        "ListTagResources" | "TagResources" | "UntagResources" => tags::is_about_instances,
        _ => |_| true,
    };
    Some((operation, is_about_instances))
}

#[cfg(all(test, feature = "ecs"))]
mod tests {
    use super::*;

    #[test]
    fn reads_the_built_in_specification() {
        assert!(specification().operation_names().count() > 300);
    }
}
