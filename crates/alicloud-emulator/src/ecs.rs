//! The product: which operations there are and what they answer.

mod console;
mod instances;
mod pages;
mod regions;
mod scenario;
mod vnc;

use std::time::SystemTime;

use http::StatusCode;

pub(crate) use self::vnc::VNC_PATH;
use self::vnc::VncProxy;
pub use self::{
    scenario::{Instance, InstanceStatus, OsType, Scenario},
    vnc::VncUrlStatus,
};
use crate::gateway::{ApiError, Fields, Parameters};

const INVALID_REGION_ID: ApiError = ApiError::new(
    StatusCode::NOT_FOUND,
    "InvalidRegionId.NotFound",
    "The specified RegionId does not exist.",
);

/// An operation takes the parameters of an authentic call and yields the reply's fields.
type Operation = fn(&mut Ecs, &Parameters, SystemTime) -> Result<Fields, ApiError>;

const OPERATIONS: &[(&str, Operation)] = &[
    ("DescribeInstanceVncUrl", console::describe_instance_vnc_url),
    ("DescribeInstances", instances::describe_instances),
    ("DescribeRegions", regions::describe_regions),
    (
        "ModifyInstanceVncPasswd",
        console::modify_instance_vnc_passwd,
    ),
];

pub(crate) struct Ecs {
    scenario: Scenario,
    vnc: VncProxy,
}

impl Ecs {
    pub(crate) const VERSION: &str = "2014-05-26";

    pub(crate) fn new(scenario: Scenario, authority: String) -> Self {
        Self {
            scenario,
            vnc: VncProxy::new(authority),
        }
    }

    pub(crate) fn operation(action: &str) -> Option<Operation> {
        OPERATIONS
            .iter()
            .find(|(name, _)| *name == action)
            .map(|(_, operation)| *operation)
    }

    /// Whether nobody may call an operation.
    pub(crate) fn forbids(&self, action: &str) -> bool {
        self.scenario.forbids(action)
    }

    pub(crate) fn vnc_url_status(&mut self, vnc_url: &str, now: SystemTime) -> VncUrlStatus {
        self.vnc.url_status(vnc_url, now)
    }

    pub(crate) fn vnc_query_status(&mut self, query: &str, now: SystemTime) -> VncUrlStatus {
        self.vnc.query_status(query, now)
    }

    /// The region that a call is about.
    fn region_id<'a>(&self, parameters: &'a Parameters) -> Result<&'a str, ApiError> {
        let region_id = parameters.required("RegionId")?;
        if self.scenario.has_region(region_id) {
            Ok(region_id)
        } else {
            Err(INVALID_REGION_ID)
        }
    }
}
