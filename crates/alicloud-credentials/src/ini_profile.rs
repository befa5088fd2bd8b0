//! The profiles of the vendor's SDKs.

mod section;

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use crate::{
    Ask, Config, Fetched, Fetching, ProfileProblem, Provider, ProviderError, Settings,
    document::{Document, shown},
    file::is_missing,
    ini_profile::section::Found,
    profile::{Choice, DEFAULT, Keys, Profile, follow},
    variable,
};

/// A profile in the ini file that the vendor's SDKs share.
///
/// The file is what [`CREDENTIALS_FILE`](variable::CREDENTIALS_FILE) names, else
/// `~/.alibabacloud/credentials`, else `~/.alibabacloud/credentials.ini`. The profile is what
/// [`Config::profile`] says, else [`PROFILE`](variable::PROFILE) and its other names, else `default`.
/// Once a file has served, it alone is read.
///
/// ```ini
/// [default]
/// type = access_key
/// access_key_id = testid
/// access_key_secret = testsecret
/// ```
///
/// | `type` | reads | leads to |
/// |---|---|---|
/// | `access_key` | `access_key_id`, `access_key_secret` | the key |
/// | `sts` | the same and `security_token` | the key |
/// | `ecs_ram_role` | `role_name` (optional) | [`InstanceRole`](crate::InstanceRole) |
/// | `ram_role_arn` | `access_key_id`, `access_key_secret`, `role_arn`; `security_token` if it is there | [`AssumeRole`](crate::AssumeRole) |
/// | `oidc_role_arn` | `role_arn`, `oidc_provider_arn`, `oidc_token_file_path` | [`OidcRole`](crate::OidcRole) |
///
/// The letter case of a type doesn't matter. Where a role is assumed, these count, too:
/// `role_session_name`, `role_session_expiration` (seconds), `policy`, `external_id` (not with OIDC),
/// and `sts_endpoint`, `sts_region`, `enable_vpc` for the security token service (STS).
/// [`ROLE_ARN`](variable::ROLE_ARN), [`ROLE_SESSION_NAME`](variable::ROLE_SESSION_NAME) and
/// [`EXTERNAL_ID`](variable::EXTERNAL_ID) stand in for a role, a name and an external id that the
/// profile lacks.
///
/// A profile that sets one of these is refused, since the vendor's SDKs would call another host or as
/// somebody else: `bearer_token`, `host`, `private_key_file`, `public_key_id`, `enable` unless it is
/// `true`, and `policy` where no role is assumed. So is one of the types `rsa_key_pair` and `bearer`.
///
/// A line is a section's name, a comment, or a key and its value with `=` or `:` between them. Any
/// other line makes the file unusable, and the error names the line by its number. So do keys before
/// the first section, a second section of the profile's name, and a second value of one of its keys.
///
/// - `#` or `;` begins a comment at the beginning of a line and behind a blank. Elsewhere it is part
///   of the value.
/// - Quotes `"` or `'` around a value are no part of it. A `#` between them begins no comment.
/// - Keys are in any letter case, names of sections are not.
/// - A value ends with its line, and has no references: `%` stands for itself.
#[derive(Clone, Debug, Default)]
pub struct IniProfile {
    choice: Choice,
    /// The file that has given credentials.
    served: Arc<OnceLock<PathBuf>>,
}

const TYPES: &[&str] = &[
    "access_key",
    "sts",
    "ecs_ram_role",
    "ram_role_arn",
    "oidc_role_arn",
];

/// Those that the vendor's SDKs have besides.
const UNSUPPORTED_TYPES: [&str; 2] = ["rsa_key_pair", "bearer"];
const KEYS: Keys = Keys {
    role_arn: "role_arn",
    session_name: "role_session_name",
    duration: "role_session_expiration",
    oidc_token_file: "oidc_token_file_path",
    instance_role: "role_name",
    token: "security_token",
    unsupported: &["bearer_token", "host", "private_key_file", "public_key_id"],
};

impl IniProfile {
    /// The profile that `config` names or leaves to the environment, with its endpoints of STS and the
    /// metadata service.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            choice: Choice { path: None, config },
            served: Arc::default(),
        }
    }

    /// Sets the file to read.
    #[must_use]
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.choice.path = Some(path.into());
        self.served = Arc::default();
        self
    }

    /// The file's path, and what it has for the name `profile`.
    async fn section(&self, ask: &Ask, profile: &str) -> Result<(PathBuf, Found), ProviderError> {
        // Another file must not serve because this one can't be found for a moment.
        if let Some(path) = self.served.get().or(self.choice.path.as_ref()) {
            let path = path.clone();
            return read(ask, path, profile).await;
        }
        if let Some(path) = ask.variable(variable::CREDENTIALS_FILE) {
            let section = read(ask, path.into(), profile).await;
            return section
                .map_err(|error| error.of_file_named_by(Some(variable::CREDENTIALS_FILE)));
        }
        let mut paths = Vec::new();
        if let Some(home) = ask.home() {
            for name in ["credentials", "credentials.ini"] {
                let path = home.join(".alibabacloud").join(name);
                match read(ask, path.clone(), profile).await {
                    Err(error) if is_missing(&error) => paths.push(path),
                    outcome => return outcome,
                }
            }
        }
        Err(ProviderError::NoFile {
            paths,
            variable: variable::CREDENTIALS_FILE,
        })
    }

    fn provider(&self, ask: &Ask, section: &Document) -> Result<Box<dyn Provider>, ProfileProblem> {
        let profile = Profile {
            document: section,
            keys: &KEYS,
            ask,
            config: &self.choice.config,
            settings: Settings::default(),
        };
        let kind = section.needed_text("type")?.to_ascii_lowercase();
        if let Some(mode) = UNSUPPORTED_TYPES.into_iter().find(|name| *name == kind) {
            return Err(ProfileProblem::UnsupportedMode { mode });
        }
        profile.check(["ram_role_arn", "oidc_role_arn"].contains(&&*kind))?;
        if section.flag("enable")? == Some(false) {
            return Err(ProfileProblem::TurnedOff);
        }
        Ok(match &*kind {
            "access_key" => Box::new(profile.permanent_key()?),
            "sts" => Box::new(profile.temporary_key()?),
            "ecs_ram_role" => Box::new(profile.instance_role()?),
            "ram_role_arn" => Box::new(profile.assume_role(profile.access_key()?)?),
            "oidc_role_arn" => Box::new(profile.oidc_role()?),
            other => {
                return Err(ProfileProblem::UnknownMode {
                    key: "type",
                    mode: shown(other),
                    known: TYPES.to_vec(),
                });
            }
        })
    }
}

impl Provider for IniProfile {
    fn name(&self) -> &'static str {
        "ini profile"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            let profile = self.located(ask).await?;
            self.follow(ask, profile).await
        })
    }
}

impl IniProfile {
    /// The chosen profile, which is in the file.
    pub(crate) async fn located(&self, ask: &Ask) -> Result<LocatedInIni, ProviderError> {
        let named = self.choice.config.named_profile(ask)?;
        let name = named.as_ref().map_or(DEFAULT, |named| &named.name);
        match self.section(ask, name).await? {
            (path, Found::Section(section)) => Ok(LocatedInIni {
                path,
                name: name.to_owned(),
                section,
            }),
            (path, Found::Others(_)) if named.is_none() => Err(ProviderError::NoProfile {
                path,
                profile: DEFAULT,
            }),
            (path, Found::Others(known)) => Err(ProviderError::Profile {
                path,
                profile: name.to_owned(),
                problem: ProfileProblem::Missing {
                    variable: named.as_ref().and_then(|named| named.variable),
                    known,
                },
            }),
        }
    }

    pub(crate) async fn follow(
        &self,
        ask: &Ask,
        profile: LocatedInIni,
    ) -> Result<Fetched, ProviderError> {
        let LocatedInIni {
            path,
            name,
            section,
        } = profile;
        let provider = self.provider(ask, &section);
        // The section can go; what it said is in the provider.
        drop(section);
        let fetched = follow(ask, &path, &name, provider).await?;
        // It fails if another fetch has set it first; then that file stays.
        let _ = self.served.set(path);
        Ok(fetched)
    }
}

/// A profile, and the file that has it.
pub(crate) struct LocatedInIni {
    path: PathBuf,
    name: String,
    section: Document,
}

async fn read(ask: &Ask, path: PathBuf, profile: &str) -> Result<(PathBuf, Found), ProviderError> {
    let text = ask.text_file(&path).await?;
    match section::section(&text, profile) {
        Ok(section) => Ok((path, section)),
        Err(problem) => Err(ProviderError::File {
            path,
            named_by: None,
            problem,
        }),
    }
}

#[cfg(test)]
mod tests;
