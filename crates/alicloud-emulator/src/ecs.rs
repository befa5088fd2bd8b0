//! The product: which operations there are and what they answer.

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

const INCORRECT_INSTANCE_STATUS: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "IncorrectInstanceStatus",
    "The current status of the resource does not support this operation.",
);
const INSTANCE_NOT_READY: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "InstanceNotReady",
    "The specified instance is not ready for use",
);
const INVALID_INSTANCE_ID: ApiError = ApiError::new(
    StatusCode::NOT_FOUND,
    "InvalidInstanceId.NotFound",
    "The specified InstanceId does not exist.",
);
const INVALID_REGION_ID: ApiError = ApiError::new(
    StatusCode::NOT_FOUND,
    "InvalidRegionId.NotFound",
    "The specified RegionId does not exist.",
);

/// An operation takes the parameters of an authentic call and yields the reply's fields.
type Operation = fn(&mut Ecs, &Parameters, SystemTime) -> Result<Fields, ApiError>;

const OPERATIONS: &[(&str, Operation)] =
    &[("DescribeInstanceVncUrl", Ecs::describe_instance_vnc_url)];

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

    pub(crate) fn vnc_url_status(&mut self, vnc_url: &str, now: SystemTime) -> VncUrlStatus {
        self.vnc.url_status(vnc_url, now)
    }

    pub(crate) fn vnc_query_status(&mut self, query: &str, now: SystemTime) -> VncUrlStatus {
        self.vnc.query_status(query, now)
    }

    fn describe_instance_vnc_url(
        &mut self,
        parameters: &Parameters,
        now: SystemTime,
    ) -> Result<Fields, ApiError> {
        let region_id = parameters.required("RegionId")?;
        let instance_id = parameters.required("InstanceId")?;
        if !self.scenario.has_region(region_id) {
            return Err(INVALID_REGION_ID);
        }
        let instance = self
            .scenario
            .instance(region_id, instance_id)
            .ok_or(INVALID_INSTANCE_ID)?;
        match instance.status {
            InstanceStatus::Running => Ok(vec![("VncUrl", self.vnc.issue(now))]),
            InstanceStatus::Pending => Err(INSTANCE_NOT_READY),
            InstanceStatus::Starting | InstanceStatus::Stopping | InstanceStatus::Stopped => {
                Err(INCORRECT_INSTANCE_STATUS)
            }
        }
    }
}
