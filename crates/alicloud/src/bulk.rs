//! Many operations at once: for those who keep the results of
//! [`Client::send_all`](crate::Client::send_all), which is where the rules are.

pub use crate::client::Results;
