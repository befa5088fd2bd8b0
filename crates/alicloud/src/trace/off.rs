//! Replaces `trace.rs` without the feature `tracing`. No function creates a span or an event.

use std::time::Duration;

use crate::{
    api::{Api, Endpoint, Product},
    error::{Error, Redact},
    reply::Reply,
    request::Response,
};

pub(crate) struct Trace;

#[derive(Default)]
pub(crate) struct Answer {}

pub(crate) struct Subscriber;

impl Answer {
    pub(crate) fn of(_: &Response, _: Option<&Reply<'_>>, _: Option<&Redact>) -> Self {
        Self {}
    }
}

impl Trace {
    pub(crate) fn new(_: &Api, _: Option<&Endpoint>, _: Option<&str>) -> Self {
        Self
    }

    pub(crate) fn attempted(&self, _: u32, _: &Answer, _: Option<&Error>, _: Duration) {}

    pub(crate) fn repeats(&self, _: Duration) {}

    pub(crate) fn ended(&self, _: u32, _: Option<&Error>, _: impl FnOnce() -> Duration) {}
}

pub(crate) fn guessed(_: &Product, _: Option<&str>, _: &Endpoint) {}

impl Subscriber {
    pub(crate) fn current() -> Self {
        Self
    }

    pub(crate) fn with<T>(&self, action: impl FnOnce() -> T) -> T {
        action()
    }
}
