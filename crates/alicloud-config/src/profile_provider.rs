//! Conversion of profiles to providers.

use std::{mem, path::PathBuf, sync::OnceLock, time::Duration};

use alicloud_sign::Credentials;

use crate::{
    Ask, AssumeRole, Config, DocumentProblem, Fetched, Fetching, InstanceRole, OidcRole,
    ProfileProblem, Provider, ProviderError, Settings,
    document::Document,
    external_source,
    login::Login,
    oidc_role::OidcToken,
    profile::{Format, Located, Mode, ProfileFile, ProfileFiles},
    role_session::RoleSession,
    sts_endpoint::StsEndpoint,
    variable::{self, EXTERNAL_IDS, ROLE_ARNS},
};

/// A provider for the chosen profile of one file format. The program, the environment or the file
/// chooses the profile.
#[derive(Clone, Debug)]
pub(crate) struct ProfileProvider {
    file: ProfileFile,
    config: Config,
}

impl ProfileProvider {
    pub(crate) fn new(format: &'static Format, config: Config) -> Self {
        Self {
            file: ProfileFile::new(format, config.profile.clone()),
            config,
        }
    }

    pub(crate) fn at(self, path: PathBuf) -> Self {
        Self {
            file: self.file.at(path),
            config: self.config,
        }
    }

    pub(crate) async fn fetch(&self, ask: &Ask) -> Result<Fetched, ProviderError> {
        let profile = self.file.located(ask).await?;
        fetch(ask, &self.file, profile, &self.config).await
    }
}

/// Implements [`Provider`] for a public type that wraps a [`ProfileProvider`].
macro_rules! profile_provider {
    ($name:ident, $format:ident) => {
        impl $name {
            /// Creates a provider for the profile that `config` names. If `config` names no
            /// profile, the environment or the file chooses the profile.
            ///
            /// `config` also sets the endpoints of STS and of the metadata service.
            #[must_use]
            pub fn new(config: Config) -> Self {
                Self(ProfileProvider::new(&$format, config))
            }

            /// Sets the path of the profile file.
            #[must_use]
            pub fn path(self, path: impl Into<PathBuf>) -> Self {
                Self(self.0.at(path.into()))
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new(Config::default())
            }
        }

        impl Provider for $name {
            fn name(&self) -> &'static str {
                $format.name
            }

            fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
                Box::pin(self.0.fetch(ask))
            }
        }
    };
}
pub(crate) use profile_provider;

/// A provider for the chosen profile in a file of either format.
#[derive(Debug)]
pub(crate) struct Profiles {
    files: ProfileFiles,
    config: Config,
    /// The file that has provided credentials. No other file is read afterwards, not even if this
    /// file is temporarily missing.
    served: OnceLock<ProfileFile>,
}

impl Profiles {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            files: ProfileFiles::new(config.profile.clone()),
            config,
            served: OnceLock::new(),
        }
    }
}

impl Provider for Profiles {
    fn name(&self) -> &'static str {
        self.served.get().map_or("profile", |file| file.format.name)
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            let (file, profile) = match self.served.get() {
                Some(file) => (file, file.located(ask).await?),
                None => self.files.located(ask).await?,
            };
            let fetched = fetch(ask, file, profile, &self.config).await?;
            // `set` fails if another fetch has already set a file. The earlier file stays.
            let _ = self.served.set(file.clone());
            Ok(fetched)
        })
    }
}

/// Fetches from the provider of a profile. An error names the profile.
async fn fetch(
    ask: &Ask,
    file: &ProfileFile,
    profile: Located,
    config: &Config,
) -> Result<Fetched, ProviderError> {
    let provider = profile.settings().and_then(|settings| {
        let (file, name) = (&profile, &profile.name);
        Sources {
            ask,
            file,
            config,
            settings,
        }
        .provider(name, &mut Vec::new())
    });
    // The documents are no longer needed, because the provider has their values.
    let profile = profile.without_documents();
    let fetched = match provider {
        Ok(provider) => provider.fetch(ask).await.map_err(in_provider),
        Err(problem) => Err(problem),
    };
    let fetched = fetched.map_err(|problem| profile.in_profile(&profile.name, problem))?;
    file.has_served(profile.path);
    Ok(fetched)
}

/// The maximum number of profiles in a chain. Most profiles in a chain call the security token
/// service.
const LONGEST_CHAIN: usize = 16;

/// Converts the chosen profile and its source profiles to providers.
struct Sources<'p> {
    ask: &'p Ask,
    file: &'p Located,
    config: &'p Config,
    /// The settings of the chosen profile.
    settings: Settings,
}

impl Sources<'_> {
    /// Converts the profile `name` to a provider. `above` lists the profiles that lead to `name` by
    /// their `source_profile`.
    fn provider(
        &self,
        name: &str,
        above: &mut Vec<String>,
    ) -> Result<Box<dyn Provider>, ProfileProblem> {
        let is_cycle = above.iter().any(|profile| profile == name);
        above.push(name.to_owned());
        if is_cycle {
            let profiles = mem::take(above);
            return Err(ProfileProblem::Cycle { profiles });
        }
        if above.len() > LONGEST_CHAIN {
            return Err(ProfileProblem::TooDeep {
                limit: LONGEST_CHAIN,
            });
        }
        let profile = self.file.find(name);
        let profile = profile.ok_or_else(|| self.file.missing(None))?;
        Ok(match self.file.format.mode(profile)? {
            Mode::Ak => Box::new(permanent_key(profile)?),
            Mode::StsToken => {
                profile.needed_token(self.file.format.keys.token)?;
                Box::new(self.access_key(profile)?)
            }
            Mode::RamRoleArn => Box::new(self.assume_role(profile, self.access_key(profile)?)?),
            Mode::ChainableRamRoleArn => {
                let source = profile.needed_text("source_profile")?;
                let source = self
                    .provider(source, above)
                    .map_err(|problem| self.in_source(source, problem))?;
                Box::new(self.assume_role(profile, source)?)
            }
            Mode::RamRoleArnWithRoleName => {
                Box::new(self.assume_role(profile, self.instance_role(profile)?)?)
            }
            Mode::EcsRamRole => Box::new(self.instance_role(profile)?),
            Mode::Oidc => Box::new(self.oidc_role(profile)?),
            Mode::External => Box::new(external_source::process(profile)?),
            Mode::CredentialsUri => Box::new(external_source::uri(profile)?),
            Mode::CloudSso => Box::new(Login::cloud_sso(name, profile)?),
            Mode::OAuth => Box::new(Login::oauth(name, profile)?),
        })
    }

    /// Adds the name of the source profile to its problem. A cycle or a chain that is too long is
    /// reported only for the first profile.
    fn in_source(&self, source: &str, problem: ProfileProblem) -> ProfileProblem {
        match problem {
            ProfileProblem::Cycle { .. } | ProfileProblem::TooDeep { .. } => problem,
            problem => in_provider(self.file.in_profile(source, problem)),
        }
    }

    /// The access key, with its token if the profile has a token.
    fn access_key(&self, profile: &Document) -> Result<Credentials, DocumentProblem> {
        let permanent = permanent_key(profile)?;
        Ok(match profile.token(self.file.format.keys.token)? {
            Some(token) => permanent.with_security_token(token),
            None => permanent,
        })
    }

    fn assume_role(
        &self,
        profile: &Document,
        source: impl Provider + 'static,
    ) -> Result<AssumeRole, ProfileProblem> {
        let mut role = AssumeRole::new(source, self.role_arn(profile)?);
        role.session = self.session(profile)?;
        role.external_id = match profile.text("external_id")? {
            Some(external_id) => Some(external_id.to_owned()),
            None => {
                let found = variable::first(self.ask, EXTERNAL_IDS).map_err(in_provider)?;
                found.map(|(_, external_id)| external_id)
            }
        };
        Ok(role)
    }

    fn oidc_role(&self, profile: &Document) -> Result<OidcRole, ProfileProblem> {
        let key = self.file.format.keys.oidc_token_file;
        let token = OidcToken {
            role_arn: self.role_arn(profile)?,
            provider_arn: profile.needed_token("oidc_provider_arn")?.to_owned(),
            file: profile.needed_text(key)?.into(),
            named_by: Some(key),
        };
        Ok(OidcRole::of_token(token, self.session(profile)?))
    }

    fn instance_role(&self, profile: &Document) -> Result<InstanceRole, DocumentProblem> {
        let role = profile.token(self.file.format.keys.instance_role)?;
        Ok(InstanceRole {
            role: role.map(str::to_owned),
            endpoint: self.config.metadata.clone(),
            is_expected: true,
            ..InstanceRole::default()
        })
    }

    fn role_arn(&self, profile: &Document) -> Result<String, ProfileProblem> {
        let key = self.file.format.keys.role_arn;
        let role = match profile.token(key)? {
            Some(role) => Some(role.to_owned()),
            None => variable::first_token(self.ask, ROLE_ARNS).map_err(in_provider)?,
        };
        Ok(role.ok_or(DocumentProblem::Missing(key))?)
    }

    fn session(&self, profile: &Document) -> Result<RoleSession, ProfileProblem> {
        let keys = &self.file.format.keys;
        let (config, settings) = (self.config.clone(), self.settings.clone());
        let mut session = RoleSession {
            sts: StsEndpoint::of_profile(profile, config, settings)?,
            name: profile.token(keys.session_name)?.map(str::to_owned),
            policy: profile.text("policy")?.map(str::to_owned),
            ..RoleSession::default()
        };
        if let Some(seconds) = profile.number(keys.duration)? {
            session.duration = Duration::from_secs(seconds);
        }
        Ok(session)
    }
}

fn permanent_key(profile: &Document) -> Result<Credentials, DocumentProblem> {
    let id = profile.needed_token("access_key_id")?;
    let secret = profile.needed_token("access_key_secret")?;
    Ok(Credentials::new(id, secret))
}

/// The provider of a profile failed, or a variable that replaces a missing key can't be used.
fn in_provider(error: ProviderError) -> ProfileProblem {
    ProfileProblem::Provider(Box::new(error))
}
