#![doc = include_str!("../README.md")]

mod credentials;
mod ecs;
mod emulator;
mod expiring_keys;
mod fault;
mod gateway;
mod identifiers;
mod protocol;

pub use self::{
    credentials::Credentials,
    ecs::{Instance, InstanceStatus, OsType, Scenario, VncUrlStatus},
    emulator::{Emulator, EmulatorBuilder},
    fault::Fault,
    gateway::{Gateway, ReceivedRequest},
};
