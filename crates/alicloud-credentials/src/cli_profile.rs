//! The profiles of the vendor's command line.

use std::path::{Path, PathBuf};

use crate::{
    Ask, Config, DocumentProblem, Fetched, Fetching, FileProblem, ProfileProblem, Provider,
    ProviderError, Settings,
    document::{Document, shown},
    file::is_missing,
    login::Login,
    outside,
    profile::{Choice, DEFAULT, Keys, Profile, follow},
    variable,
};

/// A profile that the vendor's command line, `aliyun configure`, has written.
///
/// The file is `~/.aliyun/config.json` or what [`CONFIG_FILE`](variable::CONFIG_FILE) names. The
/// profile is what [`Config::profile`] says, else [`PROFILE`](variable::PROFILE) and its other
/// names, else
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
/// The letter case of a mode doesn't matter. Without a mode, the keys tell it: an id and a secret mean
/// `StsToken` with a token, else `RamRoleArn` with a role, else `AK`; without both, the first of
/// `EcsRamRole`, `External`, `OIDC` and `CloudSSO` that has its keys.
///
/// `region_id`, `endpoint_type` (`vpc` or `public`) and `endpoint` say where calls go:
/// [`Config::settings`] tells them.
///
/// When the access token of `CloudSSO` or `OAuth` has expired, log in again. The refresh token is never
/// used: it works once, and this crate doesn't write to the file.
///
/// Where a role is assumed, these count, too: `ram_session_name`, `expired_seconds`, `policy`,
/// `external_id`, and `sts_endpoint`, `sts_region`, `enable_vpc` for the security token service (STS).
/// [`ROLE_ARN`](variable::ROLE_ARN), [`ROLE_SESSION_NAME`](variable::ROLE_SESSION_NAME) and
/// [`EXTERNAL_ID`](variable::EXTERNAL_ID) stand in for a role, a name and an external id that the
/// profile lacks. A chain of `source_profile`s has at most 16 profiles.
///
/// A profile that sets one of these is refused, since the vendor's command line would call as
/// somebody else: `bearer_token`, `bearer_token_header_key`, `key_pair_name`, `private_key`, and
/// `policy` where no role is assumed. So is one of the modes `RsaKeyPair`, `BearerToken` and `Anonymous`.
#[derive(Clone, Debug, Default)]
pub struct CliProfile(Choice);

/// How many profiles there may be in a row: each is one call of the security token service.
const LONGEST_CHAIN: usize = 16;
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

impl CliProfile {
    /// The profile that `config` names or leaves to the environment, with its endpoints of STS and the
    /// metadata service.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self(Choice { path: None, config })
    }

    /// Sets the file to read.
    #[must_use]
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.path = Some(path.into());
        self
    }
}

impl Provider for CliProfile {
    fn name(&self) -> &'static str {
        "CLI profile"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            let profile = self.located(ask).await?;
            self.follow(ask, profile).await
        })
    }
}

impl CliProfile {
    /// The chosen profile, which is in the file.
    pub(crate) async fn located(&self, ask: &Ask) -> Result<LocatedInCli, ProviderError> {
        let file = CliConfig::of(ask, self.0.path.clone()).await?;
        let named = self.0.config.named_profile(ask)?;
        let name = match &named {
            Some(named) => named.name.clone(),
            None => file.current()?,
        };
        match file.find(&name) {
            Some(_) => Ok(LocatedInCli { file, name }),
            None => {
                let variable = named.and_then(|named| named.variable);
                Err(file.in_profile(&name, file.missing(variable)))
            }
        }
    }

    pub(crate) async fn follow(
        &self,
        ask: &Ask,
        profile: LocatedInCli,
    ) -> Result<Fetched, ProviderError> {
        let LocatedInCli { file, name } = profile;
        let provider = file.provider(ask, &name, &self.0.config);
        // The file can go; what it said is in the provider.
        let path = file.path.clone();
        drop(file);
        follow(ask, &path, &name, provider).await
    }
}

/// A profile, and the file that has it.
pub(crate) struct LocatedInCli {
    file: CliConfig,
    name: String,
}

impl LocatedInCli {
    /// What it says about calls.
    pub(crate) fn settings(&self) -> Result<Settings, ProviderError> {
        let document = self.file.find(&self.name);
        let settings = document.map(Settings::of_profile).transpose();
        settings
            .map(Option::unwrap_or_default)
            .map_err(|problem| self.file.in_profile(&self.name, problem))
    }
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
        if let Some(path) = path {
            return Self::read(ask, path).await;
        }
        if let Some(path) = ask.variable(variable::CONFIG_FILE) {
            let file = Self::read(ask, path.into()).await;
            return file.map_err(|error| error.of_file_named_by(Some(variable::CONFIG_FILE)));
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

    /// The name of the profile to take where nobody names one. If the file doesn't either, it is the
    /// default one, and there has to be such a profile.
    fn current(&self) -> Result<String, ProviderError> {
        let current = self.document.text("current");
        match current.map_err(|problem| in_file(&self.path, problem))? {
            // The vendor's command line writes `default` into a file without profiles.
            Some(current) if current != DEFAULT || !self.profiles.is_empty() => {
                Ok(current.to_owned())
            }
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

    fn missing(&self, variable: Option<&'static str>) -> ProfileProblem {
        let known = self.profiles.iter().filter_map(name_of);
        ProfileProblem::Missing {
            variable,
            known: known.map(shown).collect(),
        }
    }

    fn in_profile(&self, name: &str, problem: ProfileProblem) -> ProviderError {
        ProviderError::Profile {
            path: self.path.clone(),
            profile: name.to_owned(),
            problem,
        }
    }

    /// What the profile `name` leads to.
    fn provider(
        &self,
        ask: &Ask,
        name: &str,
        config: &Config,
    ) -> Result<Box<dyn Provider>, ProfileProblem> {
        let chosen = self.find(name).ok_or_else(|| self.missing(None))?;
        Sources {
            file: self,
            ask,
            config,
            settings: Settings::of_profile(chosen)?,
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
        named_by: None,
        problem: FileProblem::Document(problem),
    }
}

/// The chosen profile and its sources.
struct Sources<'f> {
    file: &'f CliConfig,
    ask: &'f Ask,
    config: &'f Config,
    /// What the chosen profile says about calls.
    settings: Settings,
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
        let document = self.file.find(name);
        let document = document.ok_or_else(|| self.file.missing(None))?;
        let profile = Profile {
            document,
            keys: &KEYS,
            ask: self.ask,
            config: self.config,
            settings: self.settings.clone(),
        };
        let mode = Mode::of(document)?;
        profile.check(mode.assumes_role())?;
        Ok(match mode {
            Mode::Ak => Box::new(profile.permanent_key()?),
            Mode::StsToken => Box::new(profile.temporary_key()?),
            Mode::RamRoleArn => Box::new(profile.assume_role(profile.access_key()?)?),
            Mode::ChainableRamRoleArn => {
                let source = document.needed_text("source_profile")?;
                let source = self
                    .provider(source, above)
                    .map_err(|problem| self.in_source(source, problem))?;
                Box::new(profile.assume_role(source)?)
            }
            Mode::RamRoleArnWithRoleName => {
                Box::new(profile.assume_role(profile.instance_role()?)?)
            }
            Mode::EcsRamRole => Box::new(profile.instance_role()?),
            Mode::Oidc => Box::new(profile.oidc_role()?),
            Mode::External => Box::new(outside::process(document)?),
            Mode::CredentialsUri => Box::new(outside::uri(document)?),
            Mode::CloudSso => Box::new(Login::cloud_sso(name, document)?),
            Mode::OAuth => Box::new(Login::oauth(name, document)?),
        })
    }

    /// A problem of the profile that another names as its source. A cycle, or a chain that is too
    /// long, is reported once, for the first profile.
    fn in_source(&self, source: &str, problem: ProfileProblem) -> ProfileProblem {
        if matches!(
            problem,
            ProfileProblem::Cycle { .. } | ProfileProblem::TooDeep { .. }
        ) {
            return problem;
        }
        ProfileProblem::Provider(Box::new(self.file.in_profile(source, problem)))
    }
}

/// Where the credentials of a profile come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Ak,
    StsToken,
    RamRoleArn,
    ChainableRamRoleArn,
    RamRoleArnWithRoleName,
    EcsRamRole,
    Oidc,
    External,
    CredentialsUri,
    CloudSso,
    OAuth,
}

/// As the vendor's documentation writes them.
const MODES: [(&str, Mode); 11] = [
    ("AK", Mode::Ak),
    ("StsToken", Mode::StsToken),
    ("RamRoleArn", Mode::RamRoleArn),
    ("ChainableRamRoleArn", Mode::ChainableRamRoleArn),
    ("RamRoleArnWithRoleName", Mode::RamRoleArnWithRoleName),
    ("EcsRamRole", Mode::EcsRamRole),
    ("OIDC", Mode::Oidc),
    ("External", Mode::External),
    ("CredentialsURI", Mode::CredentialsUri),
    ("CloudSSO", Mode::CloudSso),
    ("OAuth", Mode::OAuth),
];

/// Those that the vendor's command line has besides.
const UNSUPPORTED_MODES: [&str; 3] = ["RsaKeyPair", "BearerToken", "Anonymous"];

impl Mode {
    /// The mode that a profile names, in any letter case, or else the one that its keys tell.
    fn of(profile: &Document) -> Result<Self, ProfileProblem> {
        let Some(named) = profile.text("mode")? else {
            return Self::of_keys(profile);
        };
        let is_named = |name: &str| name.eq_ignore_ascii_case(named);
        if let Some((_, mode)) = MODES.iter().find(|(name, _)| is_named(name)) {
            return Ok(*mode);
        }
        Err(
            match UNSUPPORTED_MODES.into_iter().find(|name| is_named(name)) {
                Some(mode) => ProfileProblem::UnsupportedMode { mode },
                None => ProfileProblem::UnknownMode {
                    key: "mode",
                    mode: shown(named),
                    known: MODES.iter().map(|(name, _)| *name).collect(),
                },
            },
        )
    }

    fn assumes_role(self) -> bool {
        matches!(
            self,
            Self::RamRoleArn
                | Self::ChainableRamRoleArn
                | Self::RamRoleArnWithRoleName
                | Self::Oidc
        )
    }

    /// By the rules of the vendor's command line, in their order.
    fn of_keys(profile: &Document) -> Result<Self, ProfileProblem> {
        let has = |key: &&str| profile.is_set(key);
        let has_all = |keys: &[&str]| keys.iter().all(has);
        if has_all(&["access_key_id", "access_key_secret"]) {
            return Ok(match (has(&"sts_token"), has(&"ram_role_arn")) {
                (true, _) => Self::StsToken,
                (false, true) => Self::RamRoleArn,
                (false, false) => Self::Ak,
            });
        }
        let unsupported = |mode| Err(ProfileProblem::UnsupportedMode { mode });
        if has_all(&["private_key", "key_pair_name"]) {
            return unsupported("RsaKeyPair");
        }
        for (keys, mode) in [
            (&["ram_role_name"][..], Self::EcsRamRole),
            (&["process_command"], Self::External),
            (
                &["oidc_provider_arn", "oidc_token_file", "ram_role_arn"],
                Self::Oidc,
            ),
            (&["cloud_sso_sign_in_url"], Self::CloudSso),
        ] {
            if has_all(keys) {
                return Ok(mode);
            }
        }
        match has(&"bearer_token") {
            true => unsupported("BearerToken"),
            false => Err(DocumentProblem::Missing("mode").into()),
        }
    }
}

#[cfg(test)]
mod tests;
