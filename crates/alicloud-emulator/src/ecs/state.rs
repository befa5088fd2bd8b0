//! The state that the operations of the product read and change.

use http::StatusCode;

use super::{Scenario, vnc_url::VncProxy};
use crate::protocol::{ApiError, Parameters};

const INVALID_REGION_ID: ApiError = ApiError::new(
    StatusCode::NOT_FOUND,
    "InvalidRegionId.NotFound",
    "The specified RegionId does not exist.",
);

pub(crate) struct Ecs {
    pub(crate) scenario: Scenario,
    pub(crate) vnc: VncProxy,
}

impl Ecs {
    pub(crate) const PRODUCT: &str = "Ecs";
    pub(crate) const VERSION: &str = "2014-05-26";

    pub(crate) fn new(scenario: Scenario, authority: String) -> Self {
        Self {
            scenario,
            vnc: VncProxy::new(authority),
        }
    }

    /// Replaces the scenario and drops what calls have changed. The issued `VncUrl`s stay valid.
    pub(crate) fn begin(&mut self, scenario: Scenario) {
        self.scenario = scenario;
    }

    /// The region id of a call, which must be in the scenario.
    pub(super) fn region_id<'a>(&self, parameters: &'a Parameters) -> Result<&'a str, ApiError> {
        let region_id = parameters.required("RegionId")?;
        if self.scenario.has_region(region_id) {
            Ok(region_id)
        } else {
            Err(INVALID_REGION_ID)
        }
    }
}
