//! The errors of providers.

mod advice;
mod problem;

use std::{borrow::Cow, error, fmt, path::PathBuf, sync::Arc, time::Duration};

use alicloud::{
    error::{CredentialsError, EndpointError, TransportError, TransportErrorKind},
    http::StatusCode,
};

pub use self::problem::{
    DocumentProblem, FileProblem, ProcessProblem, ProfileProblem, ServiceProblem, VariableProblem,
};

/// The reason why a provider has no credentials.
///
/// Most messages name the setting to correct. No message shows a value that may be a secret.
///
/// `Display` prints what failed, and [`source`](error::Error::source) returns the cause. A
/// [`ChainError`] prints the error of each provider with its causes.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProviderError {
    /// The environment variable that enables the provider is unset or empty.
    Unset {
        /// The variable.
        variable: &'static str,
    },
    /// An environment variable disables the provider.
    Disabled {
        /// The variable.
        variable: &'static str,
    },
    /// The default files of the provider don't exist.
    NoFile {
        /// The paths of the default files. The list is empty if the home directory is unknown.
        paths: Vec<PathBuf>,
        /// The environment variable that can name another file.
        variable: &'static str,
    },
    /// The file has no profile `default`, and no other profile was named.
    NoProfile {
        /// The file.
        path: PathBuf,
        /// The name of the profile.
        profile: &'static str,
    },
    /// The metadata service doesn't respond, probably because this machine is not an ECS instance.
    ///
    /// A failed connection suggests that this machine is not an instance. After a timeout, the
    /// machine may still be an instance.
    NoMetadata {
        /// The transport error of the request.
        error: TransportError,
    },
    /// An environment variable has an unusable value, or is missing although other variables need
    /// it.
    Variable {
        /// The variable.
        name: &'static str,
        /// The problem with the variable.
        problem: VariableProblem,
    },
    /// A file can't be used.
    File {
        /// The file.
        path: PathBuf,
        /// The environment variable or the profile key that names the file. `None` for a default
        /// path and for a path from the program.
        named_by: Option<&'static str>,
        /// The problem with the file.
        problem: FileProblem,
    },
    /// A profile in a file can't be used.
    Profile {
        /// The file.
        path: PathBuf,
        /// The name of the profile.
        profile: String,
        /// The problem with the profile.
        problem: ProfileProblem,
    },
    /// A process failed or printed no usable credentials.
    Process {
        /// The program of the process, without arguments.
        program: String,
        /// The problem with the process.
        problem: ProcessProblem,
    },
    /// A service other than STS returned no usable credentials. The service is the metadata
    /// service, CloudSSO, OAuth, or the server of a credentials URI.
    Service {
        /// The name of the service.
        service: &'static str,
        /// The problem with the service.
        problem: ServiceProblem,
    },
    /// A call to the security token service (STS) failed.
    Sts {
        /// The operation: `AssumeRole` or `AssumeRoleWithOIDC`.
        action: &'static str,
        /// The role to assume.
        role_arn: String,
        /// The error of the call. If STS refused the call, the error has a code, a message and a
        /// request id.
        error: Box<alicloud::Error>,
    },
    /// The reply of STS has no usable credentials.
    StsReply {
        /// The operation.
        action: &'static str,
        /// The problem with the reply.
        problem: DocumentProblem,
    },
    /// The name of the instance's role is not valid.
    RoleName(String),
    /// The duration of the role session is not between 900 s and 43 200 s.
    Duration(Duration),
    /// The endpoint of a provider can't be used.
    Endpoint(EndpointError),
    /// No provider of a chain has credentials.
    Chain(ChainError),
    /// The error of a provider from another crate. The error must not contain a secret, because its
    /// message may be logged.
    Other(Box<dyn error::Error + Send + Sync>),
    /// The VPC endpoint of the security token service needs a region, and no region is configured.
    NoRegion,
    /// The access token of a profile is missing, has expired or was refused. The user must log in
    /// again with the vendor's command line.
    LoggedOut {
        /// The name of the profile.
        profile: String,
        /// The mode of the profile: `CloudSSO` or `OAuth`.
        mode: &'static str,
        /// The HTTP status of the service. `None` if no request was sent.
        status: Option<StatusCode>,
    },
    /// The provider awaits a future that [`Ask`](crate::Ask) did not create, or `step` was called
    /// after the end of the fetch.
    Stalled,
    /// The provider had no result within this time.
    TimedOut(Duration),
    /// The fetch was dropped before it had a result. The runtime of the fetch, or the call that
    /// drove the fetch, has ended.
    Abandoned,
    /// An environment variable disables the mode of the chosen profile.
    ModeDisabled {
        /// The mode.
        mode: &'static str,
        /// The variable.
        variable: &'static str,
    },
}

impl ProviderError {
    /// Whether the provider is not configured.
    ///
    /// If this method returns `false`, the error is a configuration mistake or a failure.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        match self {
            Self::Unset { .. }
            | Self::Disabled { .. }
            | Self::NoFile { .. }
            | Self::NoProfile { .. }
            | Self::Service {
                problem: ServiceProblem::NoRole,
                ..
            } => true,
            // After a timeout, the machine may still be an instance.
            Self::NoMetadata { error } => error.kind() == TransportErrorKind::Connect,
            Self::Chain(chain) => {
                chain.profile.is_none() && chain.tried().all(|(_, error)| error.is_absent())
            }
            _ => false,
        }
    }

    /// Whether a retry may help, for example because a service was busy or unreachable.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Service { problem, .. } => problem.is_transient(),
            Self::Process { problem, .. } => {
                matches!(problem, ProcessProblem::TimedOut(_))
            }
            Self::Sts { error, .. } => error.is_transient(),
            Self::Profile {
                problem: ProfileProblem::Provider(error),
                ..
            } => error.is_transient(),
            Self::Chain(chain) => chain.tried().any(|(_, error)| error.is_transient()),
            Self::TimedOut(_) | Self::Abandoned => true,
            _ => false,
        }
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset { variable } => write!(f, "{variable} is unset or empty"),
            Self::Disabled { variable } => write!(f, "the provider is disabled by {variable}"),
            Self::NoFile { paths, variable } => {
                if paths.is_empty() {
                    return write!(
                        f,
                        "{variable} is not set, and the home directory is unknown"
                    );
                }
                write!(f, "{variable} is not set, and no file exists at ")?;
                for (index, path) in paths.iter().enumerate() {
                    let separator = if index == 0 { "" } else { " or " };
                    write!(f, "{separator}{}", path.display())?;
                }
                Ok(())
            }
            Self::NoProfile { path, profile } => {
                write!(f, "{} has no profile {profile:?}", path.display())
            }
            Self::NoRegion => f.write_str(
                "the VPC endpoint of the security token service needs a region: set \
                 ALIBABA_CLOUD_STS_REGION, ALIBABA_CLOUD_REGION_ID, or sts_region in the profile",
            ),
            Self::LoggedOut {
                profile,
                mode,
                status,
            } => {
                match status {
                    None => f.write_str("the login is missing or expired")?,
                    Some(status) => write!(f, "the login was refused (HTTP {})", status.as_u16())?,
                }
                let profile = word(profile);
                write!(
                    f,
                    ": run aliyun configure --profile {profile} --mode {mode}"
                )
            }
            Self::NoMetadata { .. } => f.write_str("the metadata service doesn't respond"),
            Self::Variable { name, problem } => write!(f, "{name} {problem}"),
            Self::File {
                path,
                named_by,
                problem,
            } => {
                write!(f, "{}", path.display())?;
                if let Some(name) = named_by {
                    write!(f, " (named by {name})")?;
                }
                write!(f, " {problem}")
            }
            Self::Profile {
                path,
                profile,
                problem,
            } => write!(f, "{}, profile {profile:?}: {problem}", path.display()),
            Self::Process { program, problem } => write!(f, "the process {program:?} {problem}"),
            Self::Service { service, problem } => write!(f, "{service} {problem}"),
            Self::Sts {
                action, role_arn, ..
            } => write!(f, "{action} for role {role_arn:?} failed"),
            Self::StsReply { action, problem } => write!(f, "the reply to {action} {problem}"),
            Self::RoleName(name) => write!(
                f,
                "{name:?} is not a valid role name: use at most 64 letters, digits and the \
                 characters - _ ."
            ),
            Self::Duration(duration) => write!(
                f,
                "the role session duration {} s is not between 900 s and 43200 s",
                duration.as_secs()
            ),
            Self::Endpoint(_) => f.write_str("the endpoint can't be used"),
            Self::Chain(error) => fmt::Display::fmt(error, f),
            Self::Other(error) => fmt::Display::fmt(error, f),
            Self::Stalled => f.write_str(
                "the provider stalled: it awaits a future that Ask did not create, or the fetch \
                 has already ended",
            ),
            Self::TimedOut(limit) => {
                write!(f, "the provider had no result within {} s", limit.as_secs())
            }
            Self::Abandoned => {
                f.write_str("the credentials fetch was dropped before it had a result")
            }
            Self::ModeDisabled { mode, variable } => write!(
                f,
                "the mode {mode} is disabled by {variable}: unset the variable or choose another \
                 profile"
            ),
        }
    }
}

impl error::Error for ProviderError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::NoMetadata { error }
            | Self::Service {
                problem: ServiceProblem::Transport(error),
                ..
            } => Some(error),
            Self::Endpoint(error)
            | Self::Variable {
                problem: VariableProblem::Endpoint(error),
                ..
            }
            | Self::Profile {
                problem: ProfileProblem::StsRegion(error) | ProfileProblem::Endpoint { error, .. },
                ..
            } => Some(error),
            Self::File {
                problem: FileProblem::Unreadable(error),
                ..
            }
            | Self::Process {
                problem: ProcessProblem::Unrunnable(error),
                ..
            } => Some(error),
            Self::Profile {
                problem: ProfileProblem::Provider(error),
                ..
            } => error.source(),
            Self::Sts { error, .. } => Some(&**error),
            Self::Other(error) => error.source(),
            _ => None,
        }
    }
}

/// Quotes `text` for a shell command line, if needed.
fn word(text: &str) -> Cow<'_, str> {
    // Quoting fails only for NUL, which can't be part of a shell argument.
    shlex::try_quote(text).unwrap_or_else(|_| format!("{text:?}").into())
}

impl ProviderError {
    /// Records the variable or key that names the file. Other errors stay as they are.
    pub(crate) fn of_file_named_by(self, name: Option<&'static str>) -> Self {
        match self {
            Self::File { path, problem, .. } => Self::File {
                path,
                named_by: name,
                problem,
            },
            other => other,
        }
    }
}

impl ProviderError {
    /// Converts the error for the calls that wait for the credentials.
    pub(crate) fn shared(error: Arc<Self>) -> CredentialsError {
        let advice = error.advice();
        let is_transient = error.is_transient();
        let mut error = CredentialsError::new(error);
        if let Some(advice) = advice {
            error = error.with_advice(advice);
        }
        if is_transient {
            error = error.transient();
        }
        error
    }
}

impl From<ProviderError> for CredentialsError {
    fn from(error: ProviderError) -> Self {
        ProviderError::shared(Arc::new(error))
    }
}

/// Converts the error into [`alicloud::Error::Credentials`] with its advice. So one function can
/// load a session and send calls with `?`.
impl From<ProviderError> for alicloud::Error {
    fn from(error: ProviderError) -> Self {
        CredentialsError::from(error).into()
    }
}

impl From<EndpointError> for ProviderError {
    fn from(error: EndpointError) -> Self {
        Self::Endpoint(error)
    }
}

/// The providers of a [`Chain`](crate::Chain) that were tried, with their errors.
///
/// `Display` prints an introductory line and one line for each provider, without a trailing line
/// break.
#[derive(Debug)]
pub struct ChainError {
    pub(crate) tried: Vec<(&'static str, ProviderError)>,
    /// The profile that must exist.
    pub(crate) profile: Option<String>,
}

impl ChainError {
    /// The profile that was not found, if the program or an environment variable names a profile.
    ///
    /// Returns `None` if no profile is named, or if a variable names the profile and no profile
    /// file was read.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// The names of the tried providers with their errors, in the order of the attempts.
    pub fn tried(&self) -> impl Iterator<Item = (&'static str, &ProviderError)> {
        self.tried.iter().map(|(name, error)| (*name, error))
    }
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no credentials were found")?;
        if let Some(profile) = &self.profile {
            write!(f, " for the profile {profile:?}")?;
        }
        f.write_str(":")?;
        for (name, error) in self.tried() {
            write!(f, "\n  {name}: {}", alicloud::error::chain(error))?;
        }
        Ok(())
    }
}

impl error::Error for ChainError {}
