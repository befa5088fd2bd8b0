#![doc = include_str!("../README.md")]

mod arguments;
mod catalog;
mod credentials;
mod ecs;
mod emulator;
mod expiring_keys;
mod fault;
mod gateway;
mod idempotency;
mod identifiers;
mod operations;
mod protocol;
mod schema_reply;
mod specification;

pub use self::{
    credentials::Credentials,
    ecs::{Instance, InstanceStatus, OsType, Scenario, VncUrlStatus},
    emulator::{Emulator, EmulatorBuilder},
    fault::Fault,
    gateway::{Gateway, ReceivedRequest},
    specification::SpecificationError,
};
