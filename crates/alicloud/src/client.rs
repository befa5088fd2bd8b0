//! The two clients, and what carries their requests.

mod asynchronous;
pub mod blocking;
mod bulk;
mod pages;
mod proxies;
mod transport;

pub use self::{
    asynchronous::{Client, drive},
    pages::{Items, Pages},
    proxies::Proxies,
    transport::{BoxTransport, Transport},
};
