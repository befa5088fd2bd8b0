//! The emulated operations of ECS and their answers.

mod console;
mod describe_instances;
mod describe_regions;
mod instance;
mod page;
mod scenario;
mod state;
mod vnc_url;

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

/// An operation takes the parameters of an authentic call and returns the fields of the reply.
type Operation = fn(&mut Ecs, &Parameters, SystemTime) -> Result<Fields, ApiError>;

pub(crate) fn operation(action: &str) -> Option<Operation> {
    Some(match action {
        "DescribeInstanceVncUrl" => console::describe_instance_vnc_url,
        "DescribeInstances" => describe_instances::describe_instances,
        "DescribeRegions" => describe_regions::describe_regions,
        "ModifyInstanceVncPasswd" => console::modify_instance_vnc_passwd,
        _ => return None,
    })
}
