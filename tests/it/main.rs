//! The integration tests, with one module per topic.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed setup step should fail the test"
)]

mod allocations;
mod bulk;
mod clients;
mod codegen;
mod compiler_messages;
mod console;
mod credentials;
mod docs;
mod ecs_waiters;
mod endpoints;
mod erasure;
mod exchange;
mod faults;
mod fixture;
mod freshness;
mod golden;
mod idempotency;
mod layering;
mod lifecycle;
mod messages;
mod model;
mod module_order;
mod options;
mod paging;
mod planted;
mod readme;
mod regressions;
mod replies;
mod scale;
mod secrets;
mod signing;
mod testing;
mod trace;
mod waiter;
