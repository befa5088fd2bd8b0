//! Failures of a command, and the messages about failures.

mod document;
mod name;
mod summary;

use std::{borrow::Cow, error::Error, fmt::Display, sync::Arc};

use alicloud::{
    KnownCode,
    error::{ApiError, DecodeProblem, PagingError, chain},
};
use alicloud_config::{ProfileProblem, ProviderError};
use alicloud_ecs::{describe_instance_vnc_url, describe_instances, describe_regions};

use self::document::Document;
pub(crate) use self::{name::NameProblem, summary::Summary};
use crate::nearest::nearest;

/// The reason why a command failed.
pub(crate) enum Failure {
    /// The parser refused the command line. The text is the complete message of the parser.
    Usage(String),
    /// An argument or an environment variable has an unusable value. The text names the argument or
    /// the variable. Nothing was sent.
    Input(String),
    /// The configuration of the vendor's tools can't be used. Nothing was sent.
    Configuration(ProviderError),
    /// The call failed.
    Call(alicloud::Error),
    /// The API refused the region, whose id is probably mistyped.
    Region {
        error: alicloud::Error,
        /// The known region with a similar id.
        similar: String,
    },
    /// It is unknown whether the instance runs Windows. Either the lookup with `DescribeInstances`
    /// failed, or its reply lacks the instance although the instance exists.
    WindowsUnknown(Option<alicloud::Error>),
    /// At least one of several instances has no URL.
    Several(Summary),
    /// No instance or several instances have the name of `--name`.
    Name(NameProblem),
    /// A local operation failed. The fields are the failed operation and its cause.
    Local(&'static str, Box<dyn Error>),
    /// The reader of stdout closed the pipe, as `| head` does.
    StdoutClosed,
    /// The signal with this number asked the process to end.
    Signal(u8),
}

impl Failure {
    pub(crate) fn input(culprit: &str, problem: impl Display) -> Self {
        Self::Input(format!("{culprit}: {problem}"))
    }

    /// `culprit` needs a feature that the program was built without.
    #[cfg(any(test, not(all(feature = "emulator", feature = "reqwest"))))]
    pub(crate) fn without_feature(culprit: &str, feature: &str) -> Self {
        Self::Input(format!(
            "{culprit} needs the feature {feature}, which this program was built without: repeat \
             its cargo install command with --features {feature}"
        ))
    }

    /// Converts an error of the call that looks up whether an instance runs Windows. Denied access
    /// and an unreadable reply become [`Self::WindowsUnknown`], because a retry would not help.
    pub(crate) fn windows_unknown(error: alicloud::Error) -> Self {
        if error.is_denied() || matches!(error, alicloud::Error::Decode(_)) {
            Self::WindowsUnknown(Some(error))
        } else {
            Self::Call(error)
        }
    }

    /// Adds the known region with a similar id if the API refused the region.
    pub(crate) fn about_region(self, similar: Option<&str>) -> Self {
        match (self, similar) {
            (Self::Call(error), Some(similar))
                if error.api().is_some_and(|api| api.code() == UNKNOWN_REGION) =>
            {
                Self::Region {
                    error,
                    similar: similar.to_owned(),
                }
            }
            (failure, _) => failure,
        }
    }

    /// Returns a failure if any instance in `summary` failed.
    pub(crate) fn of_several(summary: Summary) -> Result<(), Self> {
        if summary.failed() == 0 {
            Ok(())
        } else {
            Err(Self::Several(summary))
        }
    }

    /// The exit status: 2 for invalid input, 0 if the reader closed stdout, 128 + N for signal N,
    /// else 1.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::Input(_)
            | Self::Configuration(_)
            | Self::Call(alicloud::Error::Request(_)) => 2,
            Self::Call(alicloud::Error::Credentials(error)) if !error.is_transient() => 2,
            Self::Several(summary) => summary.status(),
            Self::Call(_)
            | Self::Region { .. }
            | Self::WindowsUnknown(_)
            | Self::Name(_)
            | Self::Local(..) => 1,
            Self::StdoutClosed => 0,
            Self::Signal(number) => 128 + number,
        }
    }

    /// The lines for stderr: the error, the advice, and the link to an explanation by the vendor.
    /// Empty if there is nothing to report.
    pub(crate) fn report(&self) -> Vec<String> {
        // All line breaks in this text come from the argument parser. `command_line::parse`
        // replaces the line breaks in quoted arguments.
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

    /// The JSON objects for stderr, one for each failed instance. Empty if there is nothing to
    /// report.
    pub(crate) fn documents(&self) -> Vec<Document> {
        match self {
            Self::Several(summary) => summary.documents(),
            Self::StdoutClosed | Self::Signal(_) => Vec::new(),
            _ => vec![Document::new(self)],
        }
    }

    /// The error message on one line, followed by a line for each detail. Each credentials source
    /// that was tried is a detail.
    pub(crate) fn what(&self) -> Vec<String> {
        match self {
            Self::Usage(text) | Self::Input(text) => vec![text.clone()],
            Self::Configuration(error) => {
                told_of_sources("the configuration can't be loaded", error)
            }
            Self::Call(error) | Self::Region { error, .. } => told(error),
            Self::WindowsUnknown(error) => {
                let why = error.as_ref().map_or_else(
                    || "DescribeInstances doesn't list the instance".to_owned(),
                    |error| chain(error).to_string(),
                );
                vec![format!(
                    "the operating system of the instance is unknown: {why}"
                )]
            }
            Self::Several(summary) => summary.what(),
            Self::Name(problem) => problem.what(),
            Self::Local(what, source) => vec![format!("{what}: {}", chain(&**source))],
            Self::StdoutClosed | Self::Signal(_) => Vec::new(),
        }
    }

    /// The advice about the failure.
    pub(crate) fn advice(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Configuration(error) => with_profile_hint(error.advice(), Some(error)),
            Self::Call(error) => advice(error),
            Self::Region { error, similar } => {
                let advice = advice(error).unwrap_or_default();
                let advice = format!("Did you mean the region {similar}? {advice}");
                Some(advice.trim_end().to_owned().into())
            }
            Self::WindowsUnknown(_) => Some(SAY_WINDOWS.into()),
            Self::Name(problem) => Some(problem.advice().into()),
            Self::Usage(_)
            | Self::Input(_)
            | Self::Several(_)
            | Self::Local(..)
            | Self::StdoutClosed
            | Self::Signal(_) => None,
        }
    }

    /// Adds this failure of `instance_ids` to `summary`.
    pub(crate) fn count(
        &self,
        summary: &mut Summary,
        instance_ids: impl IntoIterator<Item = String>,
    ) {
        let instance_ids = instance_ids.into_iter().collect();
        summary.add(instance_ids, self);
    }

    fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Call(error) | Self::Region { error, .. } | Self::WindowsUnknown(Some(error)) => {
                error.api()
            }
            _ => None,
        }
    }
}

impl From<alicloud::Error> for Failure {
    fn from(error: alicloud::Error) -> Self {
        Self::Call(error)
    }
}

/// The error code of the API for an unknown region.
const UNKNOWN_REGION: &str = "InvalidRegionId.NotFound";

/// The advice about an instance whose operating system is unknown.
const SAY_WINDOWS: &str = "Pass --windows=true or --windows=false, or grant the user the \
                           permission ecs:DescribeInstances for the instance.";

/// The advice about a failed call. The commands call only operations that read, so each call can
/// be repeated.
fn advice(error: &alicloud::Error) -> Option<Cow<'static, str>> {
    match error {
        alicloud::Error::Paging(PagingError::Bound { .. }) => {
            Some("Narrow the list with --name or --status.".into())
        }
        alicloud::Error::Transport(error) if error.may_have_been_sent() => {
            let advice = "The server may have received the call. \
                          Repeating the call is safe, because it only reads.";
            Some(advice.into())
        }
        alicloud::Error::Unexpected(reply) if reply.status().is_server_error() => {
            let advice = "A gateway did not get a response from the API. Try again later.";
            Some(advice.into())
        }
        alicloud::Error::Decode(error)
            if matches!(
                error.problem(),
                DecodeProblem::Syntax { .. } | DecodeProblem::NotUtf8
            ) =>
        {
            Some("The reply was damaged or truncated. Try again.".into())
        }
        alicloud::Error::Credentials(_) => {
            let advice = with_profile_hint(error.advice(), source(error));
            advice.map(|advice| format!("{advice} Without an account, try --emulator.").into())
        }
        _ => None
            .or_else(|| described::<describe_instance_vnc_url::ErrorCode>(error))
            .or_else(|| described::<describe_instances::ErrorCode>(error))
            .or_else(|| described::<describe_regions::ErrorCode>(error))
            .map(Cow::from)
            .or_else(|| error.advice()),
    }
}

/// Puts a hint before `advice` if the name of a profile is probably mistyped.
fn with_profile_hint(
    advice: Option<Cow<'static, str>>,
    error: Option<&ProviderError>,
) -> Option<Cow<'static, str>> {
    match error.and_then(similar_profile) {
        Some(profile) => {
            let advice = advice.unwrap_or_default();
            Some(
                format!("Did you mean the profile {profile:?}? {advice}")
                    .trim_end()
                    .to_owned()
                    .into(),
            )
        }
        None => advice,
    }
}

/// The profile whose name is similar to the missing profile.
fn similar_profile(error: &ProviderError) -> Option<&str> {
    match error {
        ProviderError::Profile {
            profile,
            problem: ProfileProblem::Missing { known, .. },
            ..
        } => nearest(profile, known.iter().map(String::as_str)),
        ProviderError::Chain(chain) => chain.tried().find_map(|(_, error)| similar_profile(error)),
        _ => None,
    }
}

fn described<C: KnownCode>(error: &alicloud::Error) -> Option<&'static str> {
    error.known::<C>()?.description()
}

/// The message about a failed call, with a line for each credentials source that was tried.
fn told(error: &alicloud::Error) -> Vec<String> {
    match source(error) {
        Some(source) => told_of_sources("the request can't be signed", source),
        None => vec![chain(error).to_string()],
    }
}

/// The error of the credentials provider, if that error made the call fail.
fn source(error: &alicloud::Error) -> Option<&ProviderError> {
    let alicloud::Error::Credentials(error) = error else {
        return None;
    };
    let cause = error.get_ref();
    // Calls that wait for the same fetch of credentials share its error.
    let shared = cause.downcast_ref::<Arc<ProviderError>>().map(|e| &**e);
    shared.or_else(|| cause.downcast_ref())
}

/// The message `what` with its cause, and with a line for each credentials source that was tried.
/// The text of `error` is not split into lines, because names of files and messages of servers in
/// that text may contain line breaks.
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
    fn advises_to_narrow_a_list_that_is_too_long() {
        let report = |error: PagingError| Failure::Call(error.into()).report();
        let lines = report(PagingError::Bound { pages: 1_000 });
        let help = "help: Narrow the list with --name or --status.";
        assert_eq!(lines[1..], [help]);
        assert_eq!(report(PagingError::RepeatedToken).len(), 1);
    }
}
