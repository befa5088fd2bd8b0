//! The state that the operations of the product read and change.

use std::{collections::BTreeMap, time::SystemTime};

use http::StatusCode;

use super::{Instance, InstanceStatus, Scenario, vnc_url::VncProxy};
use crate::protocol::{ApiError, Parameters};

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

/// The instances in their current state. A copy is independent of the original.
#[derive(Clone)]
pub(crate) struct Ecs {
    /// The scenario from the start, with all changes since.
    pub(crate) scenario: Scenario,
    pub(crate) vnc: VncProxy,
    /// The time at which each changing instance gets its next status.
    due: BTreeMap<String, SystemTime>,
    /// Whether `due` contains the changes that are part of the scenario.
    is_scheduled: bool,
    /// The number of instances that calls have created.
    created: u64,
    /// The number of earlier scenarios. Pagination tokens of an earlier scenario are invalid.
    pub(super) generation: u64,
}

impl Ecs {
    pub(crate) const PRODUCT: &str = "Ecs";
    pub(crate) const VERSION: &str = "2014-05-26";

    pub(crate) fn new(scenario: Scenario, authority: String) -> Self {
        Self {
            scenario,
            vnc: VncProxy::new(authority),
            due: BTreeMap::new(),
            is_scheduled: false,
            created: 0,
            generation: 0,
        }
    }

    /// Carries out the changes of status that are due at the time `now`.
    pub(crate) fn settle(&mut self, now: SystemTime) {
        if !self.is_scheduled {
            self.is_scheduled = true;
            for instance in self.scenario.instances_mut() {
                schedule(instance, &mut self.due, now);
            }
        }
        let scenario = &mut self.scenario;
        self.due.retain(|instance_id, at| {
            let is_due = *at <= now;
            if let (true, Some(instance)) = (is_due, scenario.instance_mut(instance_id)) {
                instance.reach_next_status();
            }
            !is_due
        });
    }

    /// Gives an instance the status `through`, and the status `to` when its
    /// [`ready_after`](Instance::ready_after) is over.
    pub(super) fn change_status(
        &mut self,
        instance_id: &str,
        through: InstanceStatus,
        to: InstanceStatus,
        now: SystemTime,
    ) {
        if let Some(instance) = self.scenario.instance_mut(instance_id) {
            instance.status = through;
            instance.next_status = Some(to);
            schedule(instance, &mut self.due, now);
        }
    }

    /// An instance id that no instance has.
    pub(super) fn new_instance_id(&mut self) -> String {
        loop {
            self.created += 1;
            let id = format!("i-emulator-new-{:04}", self.created);
            if self.scenario.find(&id).is_none() {
                return id;
            }
        }
    }

    /// Replaces the scenario and drops what calls have changed. The issued `VncUrl`s stay valid.
    pub(crate) fn begin(&mut self, scenario: Scenario) {
        self.scenario = scenario;
        self.due.clear();
        self.is_scheduled = false;
        self.created = 0;
        self.generation += 1;
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

    /// The instance that `InstanceId` names, which may be in any region.
    pub(super) fn instance(&self, parameters: &Parameters) -> Result<&Instance, ApiError> {
        let instance_id = parameters.required("InstanceId")?;
        self.scenario.find(instance_id).ok_or(INVALID_INSTANCE_ID)
    }

    pub(super) fn instance_mut(
        &mut self,
        parameters: &Parameters,
    ) -> Result<&mut Instance, ApiError> {
        let instance_id = parameters.required("InstanceId")?;
        self.scenario
            .instance_mut(instance_id)
            .ok_or(INVALID_INSTANCE_ID)
    }

    /// The instance with this id in this region.
    pub(super) fn instance_in(&self, region_id: &str, id: &str) -> Result<&Instance, ApiError> {
        self.scenario
            .find(id)
            .filter(|instance| instance.region_id == region_id)
            .ok_or(INVALID_INSTANCE_ID)
    }
}

/// Notes when an instance gets its next status, if it has one. An instance that needs no time gets
/// it at once.
fn schedule(instance: &mut Instance, due: &mut BTreeMap<String, SystemTime>, now: SystemTime) {
    due.remove(&instance.id);
    if instance.ready_after.is_zero() {
        instance.reach_next_status();
    }
    // A time that can't be expressed never comes.
    if let (Some(_), Some(at)) = (instance.next_status, now.checked_add(instance.ready_after)) {
        due.insert(instance.id.clone(), at);
    }
}
