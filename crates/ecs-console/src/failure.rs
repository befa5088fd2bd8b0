//! What can go wrong, as the user is told.

mod summary;

use std::{
    borrow::Cow,
    error::Error,
    fmt::{Display, Write},
};

use alicloud::{ApiError, CommonErrorCode, CommonErrorKind, ErrorCode, PagingError};
use alicloud_ecs::{
    DescribeInstanceVncUrlErrorCode, DescribeInstancesErrorCode, DescribeRegionsErrorCode,
};

pub(crate) use self::summary::Summary;

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
    /// Some of several instances have no URL.
    Several(Summary),
    /// Something on this machine failed: what, and why.
    Local(&'static str, Box<dyn Error>),
}

impl Failure {
    pub(crate) fn input(culprit: &str, problem: impl Display) -> Self {
        Self::Input(format!("{culprit}: {problem}"))
    }

    /// Of the call that asks whether an instance runs Windows: it is for the user to say where that
    /// call will never tell.
    pub(crate) fn windows_unknown(error: alicloud::Error) -> Self {
        if lacks_permission(&error) || matches!(error, alicloud::Error::Decode(_)) {
            Self::WindowsUnknown(Some(error))
        } else {
            Self::Call(error)
        }
    }

    /// The exit status: 2 for what the user gave, 1 for the rest.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Input(_) | Self::Call(alicloud::Error::Request(_)) => 2,
            Self::Call(alicloud::Error::Credentials(error)) if !error.is_transient() => 2,
            Self::Several(summary) => summary.status(),
            Self::Call(_) | Self::WindowsUnknown(_) | Self::Local(..) => 1,
        }
    }

    /// What happened and what to do about it, without a line break at the end.
    pub(crate) fn report(&self) -> String {
        match self {
            Self::Usage(text) => text.trim_end().to_owned(),
            Self::Input(text) => format!("error: {text}\n\nFor more information, try '--help'."),
            Self::Several(summary) => format!("error: {summary}"),
            Self::Local(..) | Self::Call(_) | Self::WindowsUnknown(_) => self.refusal(),
        }
    }

    /// What happened, what to do about it, and the vendor's page on it.
    fn refusal(&self) -> String {
        let mut report = format!("error: {}", self.what());
        // A String takes all text.
        if let Some(advice) = self.advice() {
            let _ = write!(report, "\nhelp: {advice}");
        }
        if let Some(page) = self.api().and_then(ApiError::recommend) {
            let _ = write!(report, "\nsee: {page}");
        }
        report
    }

    /// What happened, in one line unless credentials were looked for in several places.
    pub(crate) fn what(&self) -> String {
        match self {
            Self::Usage(text) | Self::Input(text) => text.clone(),
            Self::Call(error) => chain(error),
            Self::WindowsUnknown(error) => {
                let why = error.as_ref().map_or_else(
                    || "DescribeInstances doesn't list it".to_owned(),
                    |error| chain(error),
                );
                format!("whether the instance runs Windows is unknown: {why}")
            }
            Self::Several(summary) => summary.to_string(),
            Self::Local(what, source) => format!("{what}: {}", chain(&**source)),
        }
    }

    /// What to do about it.
    pub(crate) fn advice(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Call(error) => advice(error),
            Self::WindowsUnknown(_) => Some(SAY_WINDOWS.into()),
            Self::Usage(_) | Self::Input(_) | Self::Several(_) | Self::Local(..) => None,
        }
    }

    fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Call(error) | Self::WindowsUnknown(Some(error)) => error.api(),
            _ => None,
        }
    }
}

impl From<alicloud::Error> for Failure {
    fn from(error: alicloud::Error) -> Self {
        Self::Call(error)
    }
}

/// What to do where the instance's operating system can't be learnt.
const SAY_WINDOWS: &str = "Say it with --windows=true or --windows=false, or have the user granted \
                           the permission ecs:DescribeInstances for the instance.";

/// Whether the server refused the call for what the caller may do.
fn lacks_permission(error: &alicloud::Error) -> bool {
    error.known().map(CommonErrorCode::kind) == Some(CommonErrorKind::Permission)
}

/// What to do about a failed call.
fn advice(error: &alicloud::Error) -> Option<Cow<'static, str>> {
    match error {
        alicloud::Error::Paging(PagingError::Bound { .. }) => {
            Some("Narrow the list with --name or --status.".into())
        }
        // The commands call no operation that writes.
        alicloud::Error::Transport(error) if error.may_have_been_sent() => {
            Some("The server may have got the call. It only reads, so it is safe to repeat.".into())
        }
        alicloud::Error::Credentials(_) => error
            .advice()
            .map(|advice| format!("{advice} Without an account, try --emulator.").into()),
        _ => None
            .or_else(|| described::<DescribeInstanceVncUrlErrorCode>(error))
            .or_else(|| described::<DescribeInstancesErrorCode>(error))
            .or_else(|| described::<DescribeRegionsErrorCode>(error))
            .map(Cow::from)
            .or_else(|| error.advice()),
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
