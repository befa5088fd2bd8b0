//! The profiles of the vendor's command line.

use std::path::{Path, PathBuf};

use alicloud::Endpoint;

use crate::{
    Ask, Config, DocumentProblem, Fetching, FileProblem, ProfileProblem, Provider, ProviderError,
    Settings,
    document::{Document, shown},
    file::is_missing,
    login::Login,
    outside,
    profile::{Choice, Keys, Profile, follow, unknown_mode},
    variable,
};

/// A profile that the vendor's command line, `aliyun configure`, has written.
///
/// The file is `~/.aliyun/config.json` or what [`CONFIG_FILE`](variable::CONFIG_FILE) names. The
/// profile is what [`profile`](Self::profile) says, else [`PROFILE`](variable::PROFILE), else
/// `current` in the file, else `default`. [`CLI_PROFILE_DISABLED`](variable::CLI_PROFILE_DISABLED)
/// turns the provider off.
///
/// | `mode` | reads | leads to |
/// |---|---|---|
/// | `AK` | `access_key_id`, `access_key_secret` | the key |
/// | `StsToken` | the same and `sts_token` | the key |
/// | `RamRoleArn` | the same, the token if there is one, and `ram_role_arn` | [`AssumeRole`](crate::AssumeRole) |
/// | `ChainableRamRoleArn` | `source_profile`, `ram_role_arn` | [`AssumeRole`](crate::AssumeRole) over that profile |
/// | `RamRoleArnWithRoleName` | `ram_role_name` (optional), `ram_role_arn` | [`AssumeRole`](crate::AssumeRole) over [`InstanceRole`](crate::InstanceRole) |
/// | `EcsRamRole` | `ram_role_name` (optional) | [`InstanceRole`](crate::InstanceRole) |
/// | `OIDC` | `ram_role_arn`, `oidc_provider_arn`, `oidc_token_file` | [`OidcRole`](crate::OidcRole) |
/// | `External` | `process_command` | [`ExternalProcess`](crate::ExternalProcess) |
/// | `CredentialsURI` | `credentials_uri` | [`CredentialsUri`](crate::CredentialsUri) |
/// | `CloudSSO` | `access_key_id`, `access_key_secret`, `sts_token` until `sts_expiration` (seconds since 1970); then `cloud_sso_sign_in_url`, `cloud_sso_account_id`, `cloud_sso_access_config`, and `access_token` until `cloud_sso_access_token_expire` | the stored session, or a new one from CloudSSO |
/// | `OAuth` | the same session; then `oauth_site_type` (`CN` or `INTL`), and `oauth_access_token` until `oauth_access_token_expire` | the stored session, or a new one from the vendor's OAuth service |
///
/// `process_command` is split into words as by a POSIX shell: blanks separate words, quotes group
/// them, and a backslash keeps the next character. On Windows a backslash stands for itself, except
/// for `\"` between double quotes. Nothing is expanded, and `#` begins no comment.
/// [`DISABLE_EXTERNAL_PROCESS`](variable::DISABLE_EXTERNAL_PROCESS) makes profiles of the modes
/// `External` and `CredentialsURI` an error.
///
/// The letter case of a mode doesn't matter. Without a mode, the keys tell which one it is.
///
/// Whoever logged in for `CloudSSO` or `OAuth` has to do so again when the access token has expired:
/// nothing is written back to the file, and so the refresh token, which is good for one use, isn't
/// used.
///
/// Where a role is assumed, these count, too: `ram_session_name`, `expired_seconds`, `policy`,
/// `external_id`, and `sts_endpoint`, `sts_region`, `enable_vpc` for the security token service (STS).
/// [`ROLE_ARN`](variable::ROLE_ARN), [`ROLE_SESSION_NAME`](variable::ROLE_SESSION_NAME) and
/// [`EXTERNAL_ID`](variable::EXTERNAL_ID) stand in for a role, a name and an external id that the
/// profile lacks. A chain of `source_profile`s has at most 16 profiles.
///
/// A profile that sets one of these is refused, since the vendor's command line would call as
/// somebody else: `bearer_token`, `bearer_token_header_key`, `key_pair_name`, `private_key`. So is one
/// of the modes `RsaKeyPair`, `BearerToken` and `Anonymous`.
#[derive(Clone, Debug, Default)]
pub struct CliProfile(Choice);

/// How many profiles there may be in a row: each is one call of the security token service.
const LONGEST_CHAIN: usize = 16;
const MODES: &[&str] = &[
    "AK",
    "StsToken",
    "RamRoleArn",
    "ChainableRamRoleArn",
    "RamRoleArnWithRoleName",
    "EcsRamRole",
    "OIDC",
    "External",
    "CredentialsURI",
    "CloudSSO",
    "OAuth",
];
/// Those that the vendor's command line has besides.
const UNSUPPORTED_MODES: &[&str] = &["RsaKeyPair", "BearerToken", "Anonymous"];
const KEYS: Keys = Keys {
    role_arn: "ram_role_arn",
    session_name: "ram_session_name",
    duration: "expired_seconds",
    oidc_token_file: "oidc_token_file",
    instance_role: "ram_role_name",
    token: "sts_token",
    unsupported: &[
        "bearer_token",
        "bearer_token_header_key",
        "key_pair_name",
        "private_key",
    ],
};
/// What a file's profile is called that nobody named.
const DEFAULT: &str = "default";

impl CliProfile {
    pub(crate) fn with(config: &Config) -> Self {
        Self(Choice {
            path: None,
            config: config.clone(),
        })
    }

    /// Sets the file to read.
    #[must_use]
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    /// Sets the profile to take.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.0.config = self.0.config.profile(name);
        self
    }

    /// Sets where the security token service is, whatever the profile says.
    #[must_use]
    pub fn sts_endpoint(mut self, endpoint: Endpoint) -> Self {
        self.0.config = self.0.config.sts_endpoint(endpoint);
        self
    }

    /// Sets where the metadata service is.
    #[must_use]
    pub fn metadata_endpoint(mut self, endpoint: Endpoint) -> Self {
        self.0.config = self.0.config.metadata_endpoint(endpoint);
        self
    }
}

impl Provider for CliProfile {
    fn name(&self) -> &'static str {
        "CLI profile"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            let file = CliConfig::of(ask, self.0.path.clone()).await?;
            let profile = file.chosen(ask, &self.0.config)?;
            let provider = file.provider_of(ask, &profile, &self.0.config);
            // The file can go; what it said is in the provider.
            let path = file.path.clone();
            drop(file);
            follow(ask, &path, &profile, provider).await
        })
    }
}

/// What the chosen profile says about calls; nothing if there is no such profile.
pub(crate) async fn settings(ask: &Ask, config: &Config) -> Result<Settings, ProviderError> {
    let file = match CliConfig::of(ask, None).await {
        Ok(file) => file,
        Err(error) if error.is_absent() => return Ok(Settings::default()),
        Err(error) => return Err(error),
    };
    let profile = match file.chosen(ask, config) {
        Ok(profile) => profile,
        Err(error) if error.is_absent() => return Ok(Settings::default()),
        Err(error) => return Err(error),
    };
    let settings = match file.find(&profile) {
        Some(document) => Settings::of_profile(document),
        None => Ok(Settings::default()),
    };
    settings.map_err(|problem| ProviderError::Profile {
        path: file.path.clone(),
        profile,
        problem,
    })
}

/// The file.
struct CliConfig {
    path: PathBuf,
    document: Document,
    profiles: Vec<Document>,
}

impl CliConfig {
    /// The file at `path`, or where the environment says, or in the home directory.
    async fn of(ask: &Ask, path: Option<PathBuf>) -> Result<Self, ProviderError> {
        if variable::is_true(ask, variable::CLI_PROFILE_DISABLED) {
            return Err(ProviderError::Disabled {
                variable: variable::CLI_PROFILE_DISABLED,
            });
        }
        let named = || ask.variable(variable::CONFIG_FILE).map(PathBuf::from);
        if let Some(path) = path.or_else(named) {
            return Self::read(ask, path).await;
        }
        let default = ask.home().map(|home| home.join(".aliyun/config.json"));
        let absent = |paths| ProviderError::NoFile {
            paths,
            variable: variable::CONFIG_FILE,
        };
        let path = default.ok_or_else(|| absent(Vec::new()))?;
        match Self::read(ask, path.clone()).await {
            Err(error) if is_missing(&error) => Err(absent(vec![path])),
            outcome => outcome,
        }
    }

    async fn read(ask: &Ask, path: PathBuf) -> Result<Self, ProviderError> {
        let text = ask.text_file(&path).await?;
        let parsed = Document::parse(text.as_bytes()).and_then(|mut document| {
            let profiles = document.take_list("profiles")?;
            Ok((document, profiles))
        });
        match parsed {
            Ok((document, profiles)) => Ok(Self {
                path,
                document,
                profiles,
            }),
            Err(problem) => Err(in_file(&path, problem)),
        }
    }

    /// The name of the profile to take. If nobody names one, it is the default one, and there has to
    /// be such a profile.
    fn chosen(&self, ask: &Ask, config: &Config) -> Result<String, ProviderError> {
        if let Some(named) = config.named_profile(ask)? {
            return Ok(named);
        }
        let current = self.document.text("current");
        match current.map_err(|problem| in_file(&self.path, problem))? {
            Some(current) if current != DEFAULT => Ok(current.to_owned()),
            _ if self.find(DEFAULT).is_some() => Ok(DEFAULT.to_owned()),
            _ => Err(ProviderError::NoProfile {
                path: self.path.clone(),
                profile: DEFAULT,
            }),
        }
    }

    /// The first profile of that name, as in the vendor's tools.
    fn find(&self, name: &str) -> Option<&Document> {
        self.profiles
            .iter()
            .find(|profile| name_of(profile) == Some(name))
    }

    fn provider_of(
        &self,
        ask: &Ask,
        name: &str,
        config: &Config,
    ) -> Result<Box<dyn Provider>, ProfileProblem> {
        let settings = self.find(name).map(Settings::of_profile).transpose()?;
        Sources {
            file: self,
            ask,
            config,
            settings,
        }
        .provider(name, &mut Vec::new())
    }
}

fn name_of(profile: &Document) -> Option<&str> {
    profile.text("name").ok().flatten()
}

fn in_file(path: &Path, problem: DocumentProblem) -> ProviderError {
    ProviderError::File {
        path: path.to_owned(),
        problem: FileProblem::Document(problem),
    }
}

/// The chosen profile and those that it has for sources.
struct Sources<'f> {
    file: &'f CliConfig,
    ask: &'f Ask,
    config: &'f Config,
    /// What the chosen profile says about calls.
    settings: Option<Settings>,
}

impl Sources<'_> {
    /// What the profile `name` leads to. `above` are the profiles that it is the source of.
    fn provider(
        &self,
        name: &str,
        above: &mut Vec<String>,
    ) -> Result<Box<dyn Provider>, ProfileProblem> {
        let is_cycle = above.iter().any(|profile| profile == name);
        above.push(name.to_owned());
        if is_cycle {
            let profiles = std::mem::take(above);
            return Err(ProfileProblem::Cycle { profiles });
        }
        if above.len() > LONGEST_CHAIN {
            return Err(ProfileProblem::TooDeep {
                limit: LONGEST_CHAIN,
            });
        }
        let known = || {
            let names = self.file.profiles.iter().filter_map(name_of);
            names.map(shown).collect()
        };
        let document = self.file.find(name);
        let document = document.ok_or_else(|| ProfileProblem::Missing { known: known() })?;
        let profile = Profile {
            document,
            keys: &KEYS,
            ask: self.ask,
            config: self.config,
            settings: self.settings.clone(),
        };
        let mode = mode(document)?;
        if UNSUPPORTED_MODES.contains(&&*mode) {
            return Err(ProfileProblem::UnsupportedMode { mode });
        }
        profile.check()?;
        Ok(match &*mode {
            "AK" => Box::new(profile.permanent_key()?),
            "StsToken" => Box::new(profile.temporary_key()?),
            "RamRoleArn" => Box::new(profile.assume_role(profile.access_key()?)?),
            "ChainableRamRoleArn" => {
                let source = document.needed_text("source_profile")?;
                let source = self
                    .provider(source, above)
                    .map_err(|problem| self.in_source(source, problem))?;
                Box::new(profile.assume_role(source)?)
            }
            "RamRoleArnWithRoleName" => Box::new(profile.assume_role(profile.instance_role()?)?),
            "EcsRamRole" => Box::new(profile.instance_role()?),
            "OIDC" => Box::new(profile.oidc_role()?),
            "External" => Box::new(outside::process(document)?),
            "CredentialsURI" => Box::new(outside::uri(document)?),
            "CloudSSO" => Box::new(Login::cloud_sso(name, document)?),
            "OAuth" => Box::new(Login::oauth(name, document)?),
            other => return Err(unknown_mode("mode", other, MODES)),
        })
    }

    /// A problem of the profile that another names as its source. That of a whole chain is that of
    /// both.
    fn in_source(&self, source: &str, problem: ProfileProblem) -> ProfileProblem {
        if matches!(
            problem,
            ProfileProblem::Cycle { .. } | ProfileProblem::TooDeep { .. }
        ) {
            return problem;
        }
        ProfileProblem::Provider(Box::new(ProviderError::Profile {
            path: self.file.path.clone(),
            profile: source.to_owned(),
            problem,
        }))
    }
}

/// The mode as the vendor's documentation writes it; the one that the keys tell if there is none.
fn mode(profile: &Document) -> Result<String, DocumentProblem> {
    let has = |key| profile.is_set(key);
    let mode = match profile.text("mode")? {
        Some(mode) => {
            let known = MODES.iter().chain(UNSUPPORTED_MODES).copied();
            let known = { known }.find(|known| known.eq_ignore_ascii_case(mode));
            return Ok(known.unwrap_or(mode).to_owned());
        }
        None if has("access_key_id") && has("access_key_secret") => {
            if has("sts_token") {
                "StsToken"
            } else if has("ram_role_arn") {
                "RamRoleArn"
            } else {
                "AK"
            }
        }
        None if has("private_key") && has("key_pair_name") => "RsaKeyPair",
        None if has("ram_role_name") => "EcsRamRole",
        None if has("process_command") => "External",
        None if ["oidc_provider_arn", "oidc_token_file", "ram_role_arn"]
            .into_iter()
            .all(has) =>
        {
            "OIDC"
        }
        None if has("cloud_sso_sign_in_url") => "CloudSSO",
        None if has("bearer_token") => "BearerToken",
        None => return Err(DocumentProblem::Missing("mode")),
    };
    Ok(mode.to_owned())
}

#[cfg(test)]
mod tests;
