//! The management terminal of an ECS instance: from `DescribeInstanceVncUrl` to a console URL.
//!
//! [`OpenConsole`] is an [`Operation`](alicloud::Operation): send it with any client, blocking or
//! async, and get a [`Console`]: a URL to open in a browser within 15 seconds.
//!
//! ```
//! use alicloud::{blocking::Client, error::TransportError, Anonymous, Request, Response, Session};
//! use alicloud_console::{Console, OpenConsole};
//!
//! // Stands in for a client of `alicloud-ureq` or `alicloud-reqwest`.
//! let transport = |_: Request| {
//!     let body = r#"{"RequestId":"1450F2D7","VncUrl":"ws%3A%2F%2Fvnc.example%2F%3Fs%3D1"}"#;
//!     Ok::<_, TransportError>(Response::new(body.into()))
//! };
//! let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?;
//! let client = Client::with_transport(session, transport);
//!
//! let console = client.send(&OpenConsole::new("cn-qingdao", "i-bp1").windows(true))?;
//! assert_eq!(
//!     console.url(),
//!     "https://g.alicdn.com/aliyun/ecs-console-vnc/0.0.7/index.html?\
//!      vncUrl=ws%3A%2F%2Fvnc.example%2F%3Fs%3D1&instanceId=i-bp1&isWindows=true",
//! );
//! assert_eq!(console.remaining(console.fetched_at()), Console::VALIDITY);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The page has to be told whether the instance runs Windows. [`RunsWindows`] is the operation that
//! asks for it, about up to 100 instances in one call.
//!
//! The parts can be used alone. [`VncUrl`] brings what the API returns to one form, [`ConsoleUrl`]
//! builds the URL on a [`ConsolePage`], and [`ReconnectBudget`] holds reconnects to the 30 a minute
//! that the vendor allows. All of them are pure: time is an argument.
//!
//! # Permissions
//!
//! [`OpenConsole`] needs the RAM permission `ecs:DescribeInstanceVncUrl`. Its name begins like those of
//! calls that only read, and `ecs:Describe*` covers it, which the system policy
//! `AliyunECSReadOnlyAccess` allows. **A read-only key therefore opens terminals.** A policy with this
//! statement denies it, whatever other policies allow:
//!
//! ```json
//! { "Effect": "Deny", "Action": "ecs:DescribeInstanceVncUrl", "Resource": "*" }
//! ```
//!
//! This crate knows neither transports nor signatures, reads no clock and opens no browser.

mod console;
mod console_page;
mod console_settings;
mod console_url;
mod open_console;
mod reconnect_budget;
mod runs_windows;
mod vnc_password;
mod vnc_url;

pub use self::{
    console::Console,
    console_page::{ConsolePage, ConsolePageError},
    console_settings::ConsoleSettings,
    console_url::{ConsoleUrl, ConsoleUrlError},
    open_console::OpenConsole,
    reconnect_budget::{Reconnect, ReconnectBudget},
    runs_windows::RunsWindows,
    vnc_password::{VncPassword, VncPasswordError},
    vnc_url::{VncUrl, VncUrlError},
};
