//! What can go wrong, as the user is told.

mod summary;

use std::{borrow::Cow, error::Error, fmt::Display, sync::Arc};

use alicloud::{
    KnownCode,
    error::{ApiError, PagingError, chain},
};
use alicloud_config::ProviderError;
use alicloud_ecs::{describe_instance_vnc_url, describe_instances, describe_regions};

pub(crate) use self::summary::Summary;

/// Why a command did not do what it was asked for.
pub(crate) enum Failure {
    /// The command line was refused by the parser; the text is whole.
    Usage(String),
    /// An argument or a variable has a value that can't be used; the text names it. Nothing was
    /// sent.
    Input(String),
    /// The configuration of the vendor's tools can't be used. Nothing was sent.
    Configuration(ProviderError),
    /// The call failed.
    Call(alicloud::Error),
    /// Nothing tells whether the instance runs Windows: the call that asks failed, or it doesn't
    /// list the instance although there is one.
    WindowsUnknown(Option<alicloud::Error>),
    /// Some of several instances have no URL.
    Several(Summary),
    /// Something on this machine failed: what, and why.
    Local(&'static str, Box<dyn Error>),
    /// Nobody reads stdout any more, as behind `| head`: the reader has what it wanted.
    StdoutClosed,
    /// This signal asked the process to end.
    Signal(u8),
}

impl Failure {
    pub(crate) fn input(culprit: &str, problem: impl Display) -> Self {
        Self::Input(format!("{culprit}: {problem}"))
    }

    /// Of the call that asks whether an instance runs Windows: it is for the user to say where that
    /// call will never tell.
    pub(crate) fn windows_unknown(error: alicloud::Error) -> Self {
        if error.is_denied() || matches!(error, alicloud::Error::Decode(_)) {
            Self::WindowsUnknown(Some(error))
        } else {
            Self::Call(error)
        }
    }

    /// A failure, if one of the instances in `summary` failed.
    pub(crate) fn of_several(summary: Summary) -> Result<(), Self> {
        if summary.failed() == 0 {
            Ok(())
        } else {
            Err(Self::Several(summary))
        }
    }

    /// The exit status: 2 for wrong input, 0 if the reader closed stdout, 128 + N for signal N, else 1.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::Input(_)
            | Self::Configuration(_)
            | Self::Call(alicloud::Error::Request(_)) => 2,
            Self::Call(alicloud::Error::Credentials(error)) if !error.is_transient() => 2,
            Self::Several(summary) => summary.status(),
            Self::Call(_) | Self::WindowsUnknown(_) | Self::Local(..) => 1,
            Self::StdoutClosed => 0,
            Self::Signal(number) => 128 + number,
        }
    }

    /// The lines that say what happened, what to do about it, and where the vendor explains it. None
    /// if there is nothing to say.
    pub(crate) fn report(&self) -> Vec<String> {
        // A line of the parser is the program's own. Arguments that it quotes have no line breaks.
        if let Self::Usage(text) = self {
            return text.trim_end().lines().map(str::to_owned).collect();
        }
        let mut lines = self.what();
        if let Some(first) = lines.first_mut() {
            first.insert_str(0, "error: ");
        }
        match self {
            Self::Input(_) => {
                lines.push(String::new());
                lines.push("For more information, try '--help'.".to_owned());
            }
            Self::Several(summary) => {
                lines.extend(summary.advice().map(|advice| format!("help: {advice}")));
            }
            _ => lines.extend(self.advice().map(|advice| format!("help: {advice}"))),
        }
        let page = self.api().and_then(ApiError::recommend);
        lines.extend(page.map(|page| format!("see: {page}")));
        lines
    }

    /// What happened: one line, and details on lines of their own. Each place where credentials were
    /// looked for is a detail.
    pub(crate) fn what(&self) -> Vec<String> {
        match self {
            Self::Usage(text) | Self::Input(text) => vec![text.clone()],
            Self::Configuration(error) => told_of_sources("no settings", error),
            Self::Call(error) => told(error),
            Self::WindowsUnknown(error) => {
                let why = error.as_ref().map_or_else(
                    || "DescribeInstances doesn't list it".to_owned(),
                    |error| chain(error).to_string(),
                );
                vec![format!(
                    "whether the instance runs Windows is unknown: {why}"
                )]
            }
            Self::Several(summary) => summary.what(),
            Self::Local(what, source) => vec![format!("{what}: {}", chain(&**source))],
            Self::StdoutClosed | Self::Signal(_) => Vec::new(),
        }
    }

    /// What to do about it.
    pub(crate) fn advice(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Configuration(error) => error.advice(),
            Self::Call(error) => advice(error),
            Self::WindowsUnknown(_) => Some(SAY_WINDOWS.into()),
            Self::Usage(_)
            | Self::Input(_)
            | Self::Several(_)
            | Self::Local(..)
            | Self::StdoutClosed
            | Self::Signal(_) => None,
        }
    }

    /// Adds this, which is what went wrong with `instance_ids`, to `summary`.
    pub(crate) fn count(
        &self,
        summary: &mut Summary,
        instance_ids: impl IntoIterator<Item = String>,
    ) {
        let instance_ids = instance_ids.into_iter().collect();
        summary.add(instance_ids, self.what(), self.advice(), self.status());
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
            .or_else(|| described::<describe_instance_vnc_url::ErrorCode>(error))
            .or_else(|| described::<describe_instances::ErrorCode>(error))
            .or_else(|| described::<describe_regions::ErrorCode>(error))
            .map(Cow::from)
            .or_else(|| error.advice()),
    }
}

fn described<C: KnownCode>(error: &alicloud::Error) -> Option<&'static str> {
    error.known::<C>()?.description()
}

/// What a failed call says, with a line for each place where credentials were looked for.
fn told(error: &alicloud::Error) -> Vec<String> {
    match source(error) {
        Some(source) => told_of_sources("the request can't be signed", source),
        None => vec![chain(error).to_string()],
    }
}

/// The error of whatever should have given credentials.
fn source(error: &alicloud::Error) -> Option<&ProviderError> {
    let alicloud::Error::Credentials(error) = error else {
        return None;
    };
    let cause = error.get_ref();
    // Calls that wait for one fetch share its error.
    let shared = cause.downcast_ref::<Arc<ProviderError>>().map(|e| &**e);
    shared.or_else(|| cause.downcast_ref())
}

/// `what`, and why. The text of an error about several places has them on lines, too; but there a
/// line break in a file's name or a server's message is another line.
fn told_of_sources(what: &str, error: &ProviderError) -> Vec<String> {
    let ProviderError::Chain(places) = error else {
        return vec![format!("{what}: {}", chain(error))];
    };
    let profile = places.profile();
    let profile = profile.map_or_else(String::new, |name| format!(" for the profile {name:?}"));
    let mut lines = vec![format!("{what}: no credentials were found{profile}:")];
    lines.extend(
        places
            .tried()
            .map(|(name, error)| format!("  {name}: {}", chain(error))),
    );
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_too_long_can_be_narrowed() {
        let report = |error: PagingError| Failure::Call(error.into()).report();
        let lines = report(PagingError::Bound { pages: 1_000 });
        let help = "help: Narrow the list with --name or --status.";
        assert_eq!(lines[1..], [help]);
        assert_eq!(report(PagingError::RepeatedToken).len(), 1);
    }
}
