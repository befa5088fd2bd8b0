//! The management terminal of an ECS instance: from `DescribeInstanceVncUrl` to a console URL.
//!
//! [`OpenConsole`] is an [`Operation`](alicloud::Operation): send it with any client, blocking or
//! async, and get a [`Console`]: a URL to open in a browser within 15 seconds.
//!
//! The parts can be used alone. [`VncUrl`] brings what the API returns to one form, [`ConsoleUrl`]
//! builds the URL on a [`ConsolePage`], and [`ReconnectBudget`] holds reconnects to the 30 a minute
//! that the vendor allows. All of them are pure: time is an argument.
//!
//! This crate knows neither transports nor signatures.

mod console_url;
mod open_console;
mod page;
mod reconnect;
mod vnc_password;
mod vnc_url;

pub use self::{
    console_url::{ConsoleSettings, ConsoleUrl, ConsoleUrlError},
    open_console::{Console, OpenConsole},
    page::{ConsolePage, ConsolePageError},
    reconnect::{Reconnect, ReconnectBudget},
    vnc_password::{VncPassword, VncPasswordError},
    vnc_url::{VncUrl, VncUrlError},
};
