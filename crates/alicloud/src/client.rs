//! The async client, the blocking client, and their transports.

mod asynchronous;
pub mod blocking;
mod bulk;
mod dry_run;
mod pages;
mod proxies;
mod reply_meta;
mod transport;

pub use self::{
    asynchronous::{Client, drive},
    bulk::Results,
    pages::{Items, Pages},
    proxies::Proxies,
    reply_meta::ReplyMeta,
    transport::{BoxTransport, Transport},
};
