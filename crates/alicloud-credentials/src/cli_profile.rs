//! The profiles of the vendor's command line.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use alicloud::Endpoint;

use crate::{
    Ask, AssumeRole, DocumentProblem, ExternalProcess, Fetching, FileProblem, InstanceRole,
    OidcRole, ProfileProblem, Provider, ProviderError,
    document::Document,
    file::is_missing,
    outside::{self, Outside},
    profile::{Choice, access_key, follow, unknown_mode},
    variable,
};

/// A profile that the vendor's command line, `aliyun configure`, has written.
///
/// The file is `~/.aliyun/config.json` or what [`CONFIG_FILE`](variable::CONFIG_FILE) names. The
/// profile is what [`profile`](Self::profile) says, else [`PROFILE`](variable::PROFILE), else
/// `current` in the file. [`CLI_PROFILE_DISABLED`](variable::CLI_PROFILE_DISABLED) turns the
/// provider off.
///
/// | `mode` | reads | leads to |
/// |---|---|---|
/// | `AK` | `access_key_id`, `access_key_secret` | the key |
/// | `StsToken` | the same and `sts_token` | the key |
/// | `RamRoleArn` | the same, the token if there is one, and `ram_role_arn` | [`AssumeRole`] |
/// | `ChainableRamRoleArn` | `source_profile`, `ram_role_arn` | [`AssumeRole`] over that profile |
/// | `EcsRamRole` | `ram_role_name` (optional) | [`InstanceRole`] |
/// | `OIDC` | `ram_role_arn`, `oidc_provider_arn`, `oidc_token_file` | [`OidcRole`] |
/// | `External` | `process_command` | [`ExternalProcess`] |
/// | `CredentialsURI` | `credentials_uri` | [`CredentialsUri`](crate::CredentialsUri) |
///
/// `process_command` is split into words as by a POSIX shell: blanks separate words, quotes group
/// them, and a backslash keeps the next character. On Windows a backslash stands for itself, except
/// for `\"` between double quotes. Nothing is expanded, and `#` begins no comment.
/// [`DISABLE_EXTERNAL_PROCESS`](variable::DISABLE_EXTERNAL_PROCESS) makes profiles of the last two
/// modes an error.
///
/// A chain of `source_profile`s has at most 16 profiles. Where a role is assumed, `ram_session_name`, `expired_seconds`, `sts_region` and `external_id`
/// count, too.
#[derive(Clone, Debug, Default)]
pub struct CliProfile(Choice);

/// How many profiles there may be in a row: each is one call of the security token service.
const LONGEST_CHAIN: usize = 16;
const MODES: &[&str] = &[
    "AK",
    "StsToken",
    "RamRoleArn",
    "ChainableRamRoleArn",
    "EcsRamRole",
    "OIDC",
    "External",
    "CredentialsURI",
];

impl CliProfile {
    /// Sets the file to read.
    #[must_use]
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    /// Sets the profile to take.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.0.profile = Some(name.into());
        self
    }

    /// Sets where the security token service is, whatever `sts_region` says.
    #[must_use]
    pub fn sts_endpoint(mut self, endpoint: Endpoint) -> Self {
        self.0.sts = Some(endpoint);
        self
    }

    /// Sets where the metadata service is.
    #[must_use]
    pub fn metadata_endpoint(mut self, endpoint: Endpoint) -> Self {
        self.0.metadata = Some(endpoint);
        self
    }

    async fn config(&self, ask: &Ask) -> Result<Config, ProviderError> {
        let named = ask.variable(variable::CONFIG_FILE).map(PathBuf::from);
        if let Some(path) = self.0.path.clone().or(named) {
            return Config::read(ask, path).await;
        }
        let default = ask.home().map(|home| home.join(".aliyun/config.json"));
        let absent = |paths| ProviderError::NoFile {
            paths,
            variable: variable::CONFIG_FILE,
        };
        let path = default.ok_or_else(|| absent(Vec::new()))?;
        match Config::read(ask, path.clone()).await {
            Err(error) if is_missing(&error) => Err(absent(vec![path])),
            outcome => outcome,
        }
    }
}

impl Provider for CliProfile {
    fn name(&self) -> &'static str {
        "CLI profile"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            if variable::is_true(ask, variable::CLI_PROFILE_DISABLED) {
                return Err(ProviderError::Disabled {
                    variable: variable::CLI_PROFILE_DISABLED,
                });
            }
            let config = self.config(ask).await?;
            let profile = match self.0.profile(ask)? {
                Some(profile) => profile,
                None => config.current()?,
            };
            let provider = config.provider(&profile, &self.0, &mut Vec::new());
            // The file can go; what it said is in the provider.
            let path = config.path.clone();
            drop(config);
            follow(ask, &path, &profile, provider).await
        })
    }
}

/// The file.
struct Config {
    path: PathBuf,
    document: Document,
    profiles: Vec<Document>,
}

impl Config {
    async fn read(ask: &Ask, path: PathBuf) -> Result<Self, ProviderError> {
        let text = ask.text_file(&path).await?;
        let parsed = Document::parse(text.as_bytes()).and_then(|mut document| {
            let profiles = document.take_objects("profiles")?;
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

    fn current(&self) -> Result<String, ProviderError> {
        match self.document.needed_text("current") {
            Ok(current) => Ok(current.to_owned()),
            Err(problem) => Err(in_file(&self.path, problem)),
        }
    }

    fn find(&self, name: &str) -> Result<&Document, ProfileProblem> {
        for profile in &self.profiles {
            if profile.text("name")? == Some(name) {
                return Ok(profile);
            }
        }
        Err(ProfileProblem::Missing)
    }

    /// What the profile `name` leads to. `above` are the profiles that it is the source of.
    fn provider(
        &self,
        name: &str,
        choice: &Choice,
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
        let profile = self.find(name)?;
        Ok(match profile.needed_text("mode")? {
            "AK" => Box::new(access_key(profile, None)?),
            "StsToken" => {
                profile.needed_token("sts_token")?;
                Box::new(access_key(profile, Some("sts_token"))?)
            }
            "RamRoleArn" => {
                let key = access_key(profile, Some("sts_token"))?;
                Box::new(assume_role(key, profile, choice)?)
            }
            "ChainableRamRoleArn" => {
                let source = profile.needed_text("source_profile")?;
                let source = self
                    .provider(source, choice, above)
                    .map_err(|problem| self.in_source(source, problem))?;
                Box::new(assume_role(source, profile, choice)?)
            }
            "EcsRamRole" => Box::new(instance_role(profile, choice)?),
            "OIDC" => Box::new(oidc_role(profile, choice)?),
            "External" => Box::new(external(profile)?),
            "CredentialsURI" => Box::new(outside::uri(profile)?),
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
            path: self.path.clone(),
            profile: source.to_owned(),
            problem,
        }))
    }
}

fn in_file(path: &Path, problem: DocumentProblem) -> ProviderError {
    ProviderError::File {
        path: path.to_owned(),
        problem: FileProblem::Document(problem),
    }
}

fn assume_role(
    source: impl Provider + 'static,
    profile: &Document,
    choice: &Choice,
) -> Result<AssumeRole, ProfileProblem> {
    let mut role = AssumeRole::new(source, profile.needed_token("ram_role_arn")?);
    if let Some(name) = profile.token("ram_session_name")? {
        role = role.session_name(name);
    }
    if let Some(seconds) = profile.number("expired_seconds")? {
        role = role.duration(Duration::from_secs(seconds));
    }
    if let Some(external_id) = profile.text("external_id")? {
        role = role.external_id(external_id);
    }
    if let Some(endpoint) = choice.sts(profile, "sts_region")? {
        role = role.endpoint(endpoint);
    }
    Ok(role)
}

fn oidc_role(profile: &Document, choice: &Choice) -> Result<OidcRole, ProfileProblem> {
    let mut role = OidcRole::new(
        profile.needed_token("ram_role_arn")?,
        profile.needed_token("oidc_provider_arn")?,
        profile.needed_text("oidc_token_file")?,
    );
    if let Some(name) = profile.token("ram_session_name")? {
        role = role.session_name(name);
    }
    if let Some(seconds) = profile.number("expired_seconds")? {
        role = role.duration(Duration::from_secs(seconds));
    }
    if let Some(endpoint) = choice.sts(profile, "sts_region")? {
        role = role.endpoint(endpoint);
    }
    Ok(role)
}

fn instance_role(profile: &Document, choice: &Choice) -> Result<InstanceRole, ProfileProblem> {
    let mut role = InstanceRole::default();
    if let Some(name) = profile.token("ram_role_name")? {
        role = role.role(name);
    }
    if let Some(endpoint) = &choice.metadata {
        role = role.endpoint(endpoint.clone());
    }
    Ok(role)
}

fn external(profile: &Document) -> Result<Outside<ExternalProcess>, ProfileProblem> {
    Ok(outside::process(profile)?)
}

#[cfg(test)]
mod tests;
