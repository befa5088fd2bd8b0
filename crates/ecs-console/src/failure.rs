//! What can go wrong, as the user is told.

use std::{
    error::Error,
    fmt::{Display, Write},
};

use alicloud::ErrorCode;
use alicloud_ecs::DescribeInstanceVncUrlErrorCode;

/// Why a command did not do what it was asked for.
pub(crate) enum Failure {
    /// The command line was refused by the parser; the text is whole.
    Usage(String),
    /// An argument or a variable has a value that can't be used; the text names it. Nothing was
    /// sent.
    Input(String),
    /// The call failed.
    Call(alicloud::Error),
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
            Self::Call(_) | Self::Local(..) => 1,
        }
    }

    /// What happened and what to do about it, without a line break at the end.
    pub(crate) fn report(&self) -> String {
        match self {
            Self::Usage(text) => text.trim_end().to_owned(),
            Self::Input(text) => format!("error: {text}\n\nFor more information, try '--help'."),
            Self::Local(what, source) => format!("error: {what}: {}", chain(&**source)),
            Self::Call(error) => {
                let mut report = format!("error: {}", chain(error));
                if let Some(advice) = advice(error) {
                    // A String takes all text.
                    let _ = write!(report, "\nhelp: {advice}");
                }
                if let Some(page) = error.api().and_then(|api| api.recommend()) {
                    let _ = write!(report, "\nsee: {page}");
                }
                report
            }
        }
    }
}

impl From<alicloud::Error> for Failure {
    fn from(error: alicloud::Error) -> Self {
        Self::Call(error)
    }
}

/// What to do about a failed call. The one operation that is called only reads, so it can always
/// be repeated.
fn advice(error: &alicloud::Error) -> Option<&'static str> {
    match error {
        alicloud::Error::Api(_) => error
            .known::<DescribeInstanceVncUrlErrorCode>()?
            .description(),
        alicloud::Error::Transport(error) if error.may_have_been_sent() => {
            Some("The server may have got the call. It only reads, so it is safe to repeat.")
        }
        alicloud::Error::Transport(_) => {
            Some("Nothing was sent, so it is safe to repeat. Check network, endpoint and proxy.")
        }
        alicloud::Error::Unexpected(_) => {
            Some("Something other than the API answered. Check endpoint and proxy.")
        }
        _ => None,
    }
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
