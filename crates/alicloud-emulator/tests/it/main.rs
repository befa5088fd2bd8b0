//! Tests of the emulator. Tests that need no socket call [`alicloud_emulator::Gateway`], and the
//! other tests use real connections.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of the tests unwrap, as tests do"
)]

mod access;
mod acs3;
mod call;
mod client_tokens;
mod control;
mod delivery;
mod describe_instances;
mod describe_regions;
mod envelopes;
mod faults;
mod hostile_calls;
mod http_edge;
mod instance_state;
mod official;
mod operation;
mod pagination_tokens;
mod parameters;
mod password;
mod schema_replies;
mod scripted_errors;
mod secrets;
mod vnc_url;
mod websocket;
