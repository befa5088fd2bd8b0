#![doc = include_str!("../README.md")]

mod arguments;
mod catalog;
mod control_error;
mod credentials;
mod ecs;
mod emulator;
mod expiring_map;
mod fault;
mod gateway;
pub mod guide;
mod idempotency;
mod identifiers;
mod invalid_reply;
mod operations;
mod prepared;
mod protocol;
mod schema_reply;
mod secret_names;
mod secret_values;
mod specification;

pub use self::{
    control_error::ControlError,
    credentials::Credentials,
    ecs::{Instance, InstanceStatus, OsType, Scenario, VncUrlStatus},
    emulator::{Emulator, EmulatorBuilder},
    fault::Fault,
    gateway::{Gateway, ReceivedRequest},
    invalid_reply::InvalidReply,
    prepared::{PreparedError, PreparedReply},
    specification::SpecificationError,
};
