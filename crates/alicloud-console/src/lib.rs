#![doc = include_str!("../README.md")]

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
