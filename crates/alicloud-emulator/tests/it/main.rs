//! What the emulator promises: through [`alicloud_emulator::Gateway`] where no socket is needed,
//! through real connections where one is.

#![expect(
    clippy::unwrap_used,
    reason = "the tests' own helpers unwrap as tests do"
)]

mod access;
mod acs3;
mod call;
mod control;
mod envelopes;
mod faults;
mod http_edge;
mod instances;
mod operation;
mod password;
mod regions;
mod secrets;
mod travel;
mod vnc_url;
mod wire;
