//! The operations that start, stop, reboot and delete instances.

use std::{collections::BTreeSet, time::SystemTime};

use http::StatusCode;

use super::{Ecs, Instance, InstanceStatus, numbered::numbered};
use crate::protocol::{ApiError, Fields, Parameters, Value, fields};

pub(super) const INCORRECT_INSTANCE_STATUS: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "IncorrectInstanceStatus",
    "The current status of the resource does not support this operation.",
);
const INITIALIZING: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "IncorrectInstanceStatus.Initializing",
    "The specified instance status does not support this operation.",
);

/// A change of the status of instances.
struct Command {
    /// The status that the instance must have.
    from: InstanceStatus,
    /// The status for the time that the change takes.
    through: InstanceStatus,
    to: InstanceStatus,
}

const START: Command = Command {
    from: InstanceStatus::Stopped,
    through: InstanceStatus::Starting,
    to: InstanceStatus::Running,
};
const STOP: Command = Command {
    from: InstanceStatus::Running,
    through: InstanceStatus::Stopping,
    to: InstanceStatus::Stopped,
};
const REBOOT: Command = Command {
    from: InstanceStatus::Running,
    through: InstanceStatus::Starting,
    to: InstanceStatus::Running,
};

pub(super) fn start_instance(
    ecs: &mut Ecs,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Fields, ApiError> {
    START.apply_to_one(ecs, parameters, now)
}

pub(super) fn start_instances(
    ecs: &mut Ecs,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Fields, ApiError> {
    START.apply_to_all(ecs, parameters, now)
}

pub(super) fn stop_instance(
    ecs: &mut Ecs,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Fields, ApiError> {
    STOP.apply_to_one(ecs, parameters, now)
}

pub(super) fn stop_instances(
    ecs: &mut Ecs,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Fields, ApiError> {
    STOP.apply_to_all(ecs, parameters, now)
}

pub(super) fn reboot_instance(
    ecs: &mut Ecs,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Fields, ApiError> {
    REBOOT.apply_to_one(ecs, parameters, now)
}

pub(super) fn reboot_instances(
    ecs: &mut Ecs,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Fields, ApiError> {
    REBOOT.apply_to_all(ecs, parameters, now)
}

pub(super) fn delete_instance(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let instance = ecs.instance(parameters)?;
    check_deletable(instance, parameters)?;
    let id = instance.id.clone();
    ecs.scenario.remove(&id);
    Ok(Fields::new())
}

/// Deletes all instances, or none if one of them can't be deleted.
pub(super) fn delete_instances(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let ids = instance_ids(ecs, parameters)?;
    for id in &ids {
        let instance = ecs.scenario.find(id);
        instance.map_or(Ok(()), |instance| check_deletable(instance, parameters))?;
    }
    ids.into_iter().for_each(|id| ecs.scenario.remove(id));
    Ok(Fields::new())
}

impl Command {
    fn apply_to_one(
        &self,
        ecs: &mut Ecs,
        parameters: &Parameters,
        now: SystemTime,
    ) -> Result<Fields, ApiError> {
        let instance = ecs.instance(parameters)?;
        self.check(instance)?;
        let id = instance.id.clone();
        ecs.change_status(&id, self.through, self.to, now);
        Ok(Fields::new())
    }

    /// Changes the status of all instances, or of none if one of them has a wrong status. With
    /// `BatchOptimization=SuccessFirst`, instances with a wrong status are left out, and the reply
    /// contains the error of each.
    fn apply_to_all(
        &self,
        ecs: &mut Ecs,
        parameters: &Parameters,
        now: SystemTime,
    ) -> Result<Fields, ApiError> {
        let ids = instance_ids(ecs, parameters)?;
        let success_first = parameters.given("BatchOptimization") == Some("SuccessFirst");
        if !success_first {
            for id in &ids {
                let instance = ecs.scenario.find(id);
                instance.map_or(Ok(()), |instance| self.check(instance))?;
            }
        }
        let responses = ids
            .into_iter()
            .filter_map(|id| {
                let instance = ecs.scenario.find(id)?;
                let before = instance.status;
                let checked = self.check(instance);
                if checked.is_ok() {
                    ecs.change_status(id, self.through, self.to, now);
                }
                let (code, message, current) = match checked {
                    Ok(()) => ("200".into(), "success".into(), self.through),
                    Err(error) => (error.code, error.message, before),
                };
                Some(Value::from([
                    ("InstanceId", id.into()),
                    ("Code", (&*code).into()),
                    ("Message", (&*message).into()),
                    ("PreviousStatus", before.as_str().into()),
                    ("CurrentStatus", current.as_str().into()),
                ]))
            })
            .collect();
        let responses = Value::from([("InstanceResponse", responses)]);
        Ok(fields([("InstanceResponses", responses)]))
    }

    fn check(&self, instance: &Instance) -> Result<(), ApiError> {
        if instance.status == self.from {
            Ok(())
        } else {
            Err(INCORRECT_INSTANCE_STATUS)
        }
    }
}

/// A stopped instance can be deleted, and with `Force` also a running one.
fn check_deletable(instance: &Instance, parameters: &Parameters) -> Result<(), ApiError> {
    match instance.status {
        InstanceStatus::Stopped => Ok(()),
        InstanceStatus::Running if parameters.is_true("Force") => Ok(()),
        InstanceStatus::Pending => Err(INITIALIZING),
        _ => Err(INCORRECT_INSTANCE_STATUS),
    }
}

/// The ids of a call, which must all be instances of its region.
fn instance_ids<'a>(ecs: &Ecs, parameters: &'a Parameters) -> Result<Vec<&'a str>, ApiError> {
    let region_id = ecs.region_id(parameters)?;
    let mut ids = numbered(parameters, "InstanceId");
    if ids.is_empty() {
        return Err(ApiError::missing_parameter("InstanceId"));
    }
    for id in &ids {
        ecs.instance_in(region_id, id)?;
    }
    let mut seen = BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    Ok(ids)
}
