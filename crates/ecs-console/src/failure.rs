//! What can go wrong, as the user is told.

use std::{
    error::Error,
    fmt::{Display, Write},
};

use alicloud::{CommonErrorCode, CommonErrorKind, ErrorCode, PagingError};
use alicloud_ecs::{
    DescribeInstanceVncUrlErrorCode, DescribeInstancesErrorCode, DescribeRegionsErrorCode,
};

/// Why a command did not do what it was asked for.
pub(crate) enum Failure {
    /// The command line was refused by the parser; the text is whole.
    Usage(String),
    /// An argument or a variable has a value that can't be used; the text names it. Nothing was
    /// sent.
    Input(String),
    /// The call failed.
    Call(alicloud::Error),
    /// Nothing tells whether the instance runs Windows: the call that asks failed, or it doesn't
    /// list the instance although there is one.
    WindowsUnknown(Option<alicloud::Error>),
    /// Something on this machine failed: what, and why.
    Local(&'static str, Box<dyn Error>),
}

impl Failure {
    pub(crate) fn input(culprit: &str, problem: impl Display) -> Self {
        Self::Input(format!("{culprit}: {problem}"))
    }

    /// The exit status: 2 for what the user gave, 1 for the rest.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Input(_) | Self::Call(alicloud::Error::Request(_)) => 2,
            Self::Call(_) | Self::WindowsUnknown(_) | Self::Local(..) => 1,
        }
    }

    /// What happened and what to do about it, without a line break at the end.
    pub(crate) fn report(&self) -> String {
        match self {
            Self::Usage(text) => text.trim_end().to_owned(),
            Self::Input(text) => format!("error: {text}\n\nFor more information, try '--help'."),
            Self::Local(what, source) => format!("error: {what}: {}", chain(&**source)),
            Self::Call(error) => refusal(&chain(error), advice(error), Some(error)),
            Self::WindowsUnknown(error) => {
                let why = error.as_ref().map_or_else(
                    || "DescribeInstances doesn't list it".to_owned(),
                    |error| chain(error),
                );
                let what = format!("whether the instance runs Windows is unknown: {why}");
                refusal(&what, Some(SAY_WINDOWS), error.as_ref())
            }
        }
    }
}

impl From<alicloud::Error> for Failure {
    fn from(error: alicloud::Error) -> Self {
        Self::Call(error)
    }
}

/// What happened, what to do about it, and the vendor's page on it.
fn refusal(what: &str, advice: Option<&str>, error: Option<&alicloud::Error>) -> String {
    let mut report = format!("error: {what}");
    // A String takes all text.
    if let Some(advice) = advice {
        let _ = write!(report, "\nhelp: {advice}");
    }
    let api = error.and_then(alicloud::Error::api);
    if let Some(page) = api.and_then(|api| api.recommend()) {
        let _ = write!(report, "\nsee: {page}");
    }
    report
}

/// What to do where the instance's operating system can't be learnt.
const SAY_WINDOWS: &str = "Say it with --windows=true or --windows=false, or have the user granted \
                           the permission ecs:DescribeInstances for the instance.";

/// Whether the server refused the call for what the caller may do.
pub(crate) fn lacks_permission(error: &alicloud::Error) -> bool {
    error.known().map(CommonErrorCode::kind) == Some(CommonErrorKind::Permission)
}

/// What to do about a failed call. The operations that are called only read, so they can always be
/// repeated.
fn advice(error: &alicloud::Error) -> Option<&'static str> {
    match error {
        alicloud::Error::Api(_) => None
            .or_else(|| described::<DescribeInstanceVncUrlErrorCode>(error))
            .or_else(|| described::<DescribeInstancesErrorCode>(error))
            .or_else(|| described::<DescribeRegionsErrorCode>(error))
            .or_else(|| described::<CommonErrorCode>(error)),
        alicloud::Error::Transport(error) if error.may_have_been_sent() => {
            Some("The server may have got the call. It only reads, so it is safe to repeat.")
        }
        alicloud::Error::Transport(_) => {
            Some("Nothing was sent, so it is safe to repeat. Check network, endpoint and proxy.")
        }
        alicloud::Error::Unexpected(_) => {
            Some("Something other than the API answered. Check endpoint and proxy.")
        }
        alicloud::Error::Paging(PagingError::Bound { .. }) => {
            Some("Narrow the list with --name or --status.")
        }
        _ => None,
    }
}

fn described<C: ErrorCode>(error: &alicloud::Error) -> Option<&'static str> {
    error.known::<C>()?.description()
}

/// The error and what caused it, in one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_too_long_can_be_narrowed() {
        let report = |error: PagingError| Failure::Call(error.into()).report();
        let text = report(PagingError::Bound { pages: 1_000 });
        let (_, help) = text.split_once("\nhelp: ").unwrap();
        assert_eq!(help, "Narrow the list with --name or --status.");
        assert!(!report(PagingError::RepeatedToken).contains("\nhelp: "));
    }
}
