//! What the emulator promises: through [`alicloud_emulator::Gateway`] where no socket is needed,
//! through real connections where one is.

#![expect(
    clippy::unwrap_used,
    reason = "the tests' own helpers unwrap as tests do"
)]

mod access;
mod acs3;
mod call;
mod delivery;
mod describe_instances;
mod describe_regions;
mod envelopes;
mod fault_endpoint;
mod faults;
mod http_edge;
mod operation;
mod parameters;
mod password;
mod secrets;
mod vnc_url;
