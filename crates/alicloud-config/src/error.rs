//! Why a provider has no credentials.

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

/// Why a provider has no credentials. Names what is to be mended, and shows no value that could be
/// a secret.
///
/// As everywhere, `Display` says what happened and [`source`](error::Error::source) why; only the
/// list of a [`Chain`](crate::Chain) has both in one text.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProviderError {
    /// The variable that would put the provider to use is not set, or empty.
    Unset {
        /// The variable.
        variable: &'static str,
    },
    /// A variable says that the provider is not to be used.
    Disabled {
        /// The variable.
        variable: &'static str,
    },
    /// None of the files that the provider reads by default is there.
    NoFile {
        /// The files; none if there is no home directory to look in.
        paths: Vec<PathBuf>,
        /// The variable that names another file.
        variable: &'static str,
    },
    /// A file has no profile `default`, and none was named.
    NoProfile {
        /// The file.
        path: PathBuf,
        /// The name.
        profile: &'static str,
    },
    /// No metadata service answers: this machine is no instance, most likely if it can't even be
    /// reached, and perhaps if time ran out.
    NoMetadata {
        /// What kept it from answering.
        error: TransportError,
    },
    /// A variable is set, or missing beside others that are, and can't be used like this.
    Variable {
        /// The variable.
        name: &'static str,
        /// What is wrong with it.
        problem: VariableProblem,
    },
    /// A file can't be used.
    File {
        /// The file.
        path: PathBuf,
        /// The variable, or the key of a profile, that names the file, if it has no usual place.
        named_by: Option<&'static str>,
        /// What is wrong with it.
        problem: FileProblem,
    },
    /// A profile in a file can't be used.
    Profile {
        /// The file.
        path: PathBuf,
        /// The profile's name.
        profile: String,
        /// What is wrong with it.
        problem: ProfileProblem,
    },
    /// A process gave no credentials.
    Process {
        /// Its program, without arguments.
        program: String,
        /// What is wrong.
        problem: ProcessProblem,
    },
    /// A service other than STS gave no credentials: the metadata service, CloudSSO, OAuth, or the server
    /// behind a credentials URI.
    Service {
        /// Which it was.
        service: &'static str,
        /// What is wrong.
        problem: ServiceProblem,
    },
    /// The security token service (STS) gave no credentials.
    Sts {
        /// The operation: `AssumeRole` or `AssumeRoleWithOIDC`.
        action: &'static str,
        /// The role that was to be assumed.
        role_arn: String,
        /// What came of the call; code, message and request id are in it.
        error: Box<alicloud::Error>,
    },
    /// What STS answered has no credentials in it.
    StsReply {
        /// The operation.
        action: &'static str,
        /// What is wrong with its reply.
        problem: DocumentProblem,
    },
    /// A text can't be the name of a role.
    RoleName(String),
    /// A role can't be assumed for so long or short a time: 900 s is the least, 43 200 s the most.
    Duration(Duration),
    /// A provider's endpoint can't be used.
    Endpoint(EndpointError),
    /// No provider of a chain has credentials.
    Chain(ChainError),
    /// An error of a provider outside of this crate. It must not hold a secret.
    Other(Box<dyn error::Error + Send + Sync>),
    /// The security token service has to be called from inside a virtual private cloud (VPC), and
    /// nothing says in which region.
    NoRegion,
    /// Somebody has to log in again with the vendor's command line: the access token of a profile has
    /// expired, or was refused.
    LoggedOut {
        /// The profile.
        profile: String,
        /// Its mode: `CloudSSO` or `OAuth`.
        mode: &'static str,
        /// What the service answered, if it was asked.
        status: Option<StatusCode>,
    },
    /// A provider waits for something that it did not ask for, or was asked again after its end.
    Stalled,
    /// The provider had no result within this time.
    TimedOut(Duration),
    /// The fetch was dropped before it had a result, because its runtime or the call that drove it
    /// ended.
    Abandoned,
    /// A variable turns off the mode of the profile that was chosen.
    ModeDisabled {
        /// The mode.
        mode: &'static str,
        /// The variable.
        variable: &'static str,
    },
}

impl ProviderError {
    /// Whether the provider was not meant to serve: nothing says that it should. Everything else is
    /// a mistake or a failure.
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
            // One that is silent may be there.
            Self::NoMetadata { error } => error.kind() == TransportErrorKind::Connect,
            Self::Chain(chain) => {
                chain.profile.is_none() && chain.tried().all(|(_, error)| error.is_absent())
            }
            _ => false,
        }
    }

    /// Whether trying again may help, since a service was busy or could not be reached.
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
            Self::Unset { variable } => write!(f, "{variable} is not set, or empty"),
            Self::Disabled { variable } => write!(f, "turned off by {variable}"),
            Self::NoFile { paths, variable } => {
                if paths.is_empty() {
                    return write!(f, "no home directory to look in, and {variable} is not set");
                }
                for (index, path) in paths.iter().enumerate() {
                    let separator = if index == 0 { "no file " } else { " or " };
                    write!(f, "{separator}{}", path.display())?;
                }
                write!(f, ", and {variable} is not set")
            }
            Self::NoProfile { path, profile } => {
                write!(f, "{} has no profile {profile:?}", path.display())
            }
            Self::NoRegion => f.write_str(
                "the security token service is to be called from inside a VPC, and no region is \
                 given: set ALIBABA_CLOUD_STS_REGION, ALIBABA_CLOUD_REGION_ID, or sts_region in the profile",
            ),
            Self::LoggedOut {
                profile,
                mode,
                status,
            } => {
                match status {
                    None => f.write_str("the login has expired")?,
                    Some(status) => write!(f, "the login was refused (HTTP {})", status.as_u16())?,
                }
                let profile = word(profile);
                write!(
                    f,
                    ": run aliyun configure --profile {profile} --mode {mode}"
                )
            }
            Self::NoMetadata { .. } => f.write_str("no metadata service answers"),
            Self::Variable { name, problem } => write!(f, "{name} {problem}"),
            Self::File {
                path,
                named_by,
                problem,
            } => {
                write!(f, "{}", path.display())?;
                if let Some(name) = named_by {
                    write!(f, ", which {name} names,")?;
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
            } => write!(f, "{action} of {role_arn:?} failed"),
            Self::StsReply { action, problem } => write!(f, "the reply of {action} {problem}"),
            Self::RoleName(name) => write!(f, "{name:?} is no name of a role"),
            Self::Duration(duration) => write!(
                f,
                "a role can't be assumed for {} s: 900 to 43200 are possible",
                duration.as_secs()
            ),
            Self::Endpoint(_) => f.write_str("the endpoint can't be used"),
            Self::Chain(error) => fmt::Display::fmt(error, f),
            Self::Other(error) => fmt::Display::fmt(error, f),
            Self::Stalled => f.write_str("the provider waits for something it did not ask for"),
            Self::TimedOut(limit) => write!(f, "no result within {} s", limit.as_secs()),
            Self::Abandoned => f.write_str("the fetch was dropped before it had a result"),
            Self::ModeDisabled { mode, variable } => write!(
                f,
                "the mode {mode} is turned off by {variable}: unset it or choose another profile"
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

/// A word of a command line, quoted if a shell would read it as something else.
fn word(text: &str) -> Cow<'_, str> {
    // It fails for NUL alone, which no shell takes.
    shlex::try_quote(text).unwrap_or_else(|_| format!("{text:?}").into())
}

impl ProviderError {
    /// The same about a file that `name` names.
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
    /// The error of the calls that wait for the credentials.
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

impl From<EndpointError> for ProviderError {
    fn from(error: EndpointError) -> Self {
        Self::Endpoint(error)
    }
}

/// Every provider of a [`Chain`](crate::Chain) that was tried, and why it did not serve.
///
/// `Display` is a line of introduction and a line for each provider, without a line break at the
/// end.
#[derive(Debug)]
pub struct ChainError {
    pub(crate) tried: Vec<(&'static str, ProviderError)>,
    /// The profile that had to be found.
    pub(crate) profile: Option<String>,
}

impl ChainError {
    /// The profile that had to be found: the one that the program names, or the one that a variable
    /// names if there are files with profiles.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// The names of the providers with what each said, in the order in which they were tried.
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
