//! What profiles of both kinds of files have in common.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
    time::Duration,
};

use alicloud_sign::Credentials;

use crate::{
    Ask, AssumeRole, ChainError, CliProfile, Config, DocumentProblem, Fetched, Fetching,
    IniProfile, InstanceRole, OidcRole, ProfileProblem, Provider, ProviderError, Settings, TARGET,
    cli_profile::LocatedInCli,
    document::Document,
    ini_profile::LocatedInIni,
    sts::{ProfileSettings, Sts, StsKeys},
    variable::{self, EXTERNAL_IDS, PROFILES, ROLE_ARNS},
};

/// Which file to read, and what the program says besides.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(crate) path: Option<PathBuf>,
    pub(crate) config: Config,
}

/// The name of the profile used when none is named.
pub(crate) const DEFAULT: &str = "default";

impl Config {
    /// The profile that the program or the environment names.
    pub(crate) fn named_profile(&self, ask: &Ask) -> Result<Option<Named>, ProviderError> {
        if let Some(name) = &self.profile {
            let (name, variable) = (name.clone(), None);
            return Ok(Some(Named { name, variable }));
        }
        let named = variable::first(ask, PROFILES)?;
        Ok(named.map(|(variable, name)| Named {
            name,
            variable: Some(variable),
        }))
    }
}

/// A profile that somebody names.
pub(crate) struct Named {
    pub(crate) name: String,
    /// The variable that names it, if not the program does.
    pub(crate) variable: Option<&'static str>,
}

/// The profile of the file that has it: that of the vendor's command line, then that of its SDKs.
#[derive(Debug)]
pub(crate) struct Profiles {
    cli: CliProfile,
    ini: IniProfile,
    config: Config,
    /// `true` once the file of the command line has given credentials, `false` once the ini file has.
    is_cli: OnceLock<bool>,
}

impl Profiles {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            cli: CliProfile::new(config.clone()),
            ini: IniProfile::new(config.clone()),
            config: config.clone(),
            is_cli: OnceLock::new(),
        }
    }

    /// The file that has the profile, read.
    async fn located(&self, ask: &Ask) -> Result<Located, ProviderError> {
        let named = self.config.named_profile(ask)?;
        // `current` refers to its own file, so no other file is searched for it.
        let lacks_profile = |error: &ProviderError| named.is_some() && lacks_profile(error);
        let may_be_elsewhere = |error: &ProviderError| error.is_absent() || lacks_profile(error);
        let cli = match self.cli.located(ask).await {
            Ok(profile) => return Ok(Located::Cli(profile)),
            Err(error) if may_be_elsewhere(&error) => error,
            Err(error) => return Err(error),
        };
        let ini = match self.ini.located(ask).await {
            Ok(profile) => return Ok(Located::Ini(profile)),
            Err(error) if may_be_elsewhere(&error) => error,
            Err(error) => return Err(error),
        };
        // With no file at all there is nothing that a variable could choose among.
        let has_to_exist =
            self.config.profile.is_some() || lacks_profile(&cli) || lacks_profile(&ini);
        if let Some(Named { name, .. }) = named.as_ref().filter(|_| !has_to_exist) {
            tracing::warn!(target: TARGET, profile = name, "a profile is named, and no file of profiles is read");
        }
        let tried = vec![(self.cli.name(), cli), (self.ini.name(), ini)];
        let profile = named.filter(|_| has_to_exist).map(|named| named.name);
        Err(ProviderError::Chain(ChainError { tried, profile }))
    }

    /// What the chosen profile says about calls: nothing if there is no such profile, or its file
    /// says nothing about calls.
    pub(crate) async fn settings(&self, ask: &Ask) -> Result<Settings, ProviderError> {
        match self.located(ask).await {
            Ok(Located::Cli(profile)) => profile.settings(),
            Ok(Located::Ini(_)) => Ok(Settings::default()),
            Err(error) if error.is_absent() => Ok(Settings::default()),
            Err(error) => Err(error),
        }
    }

    async fn fetch(&self, ask: &Ask) -> Result<Fetched, ProviderError> {
        // Another file must not serve because this one can't be found for a moment.
        match self.is_cli.get() {
            Some(true) => return self.cli.fetch(ask).await,
            Some(false) => return self.ini.fetch(ask).await,
            None => {}
        }
        let (fetched, is_cli) = match self.located(ask).await? {
            Located::Cli(profile) => (self.cli.follow(ask, profile).await?, true),
            Located::Ini(profile) => (self.ini.follow(ask, profile).await?, false),
        };
        // It fails if another fetch has set it first; then that file stays.
        let _ = self.is_cli.set(is_cli);
        Ok(fetched)
    }
}

/// A profile in the file that has it.
enum Located {
    Cli(LocatedInCli),
    Ini(LocatedInIni),
}

impl Provider for Profiles {
    fn name(&self) -> &'static str {
        match self.is_cli.get() {
            Some(true) => self.cli.name(),
            Some(false) => self.ini.name(),
            None => "profile",
        }
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(self.fetch(ask))
    }
}

fn lacks_profile(error: &ProviderError) -> bool {
    let ProviderError::Profile { problem, .. } = error else {
        return false;
    };
    matches!(problem, ProfileProblem::Missing { .. })
}

/// How a kind of file calls what describes a role.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) role_arn: &'static str,
    pub(crate) session_name: &'static str,
    /// In seconds.
    pub(crate) duration: &'static str,
    pub(crate) oidc_token_file: &'static str,
    pub(crate) instance_role: &'static str,
    pub(crate) token: &'static str,
    /// What the vendor's tools act on, and this crate doesn't.
    pub(crate) unsupported: &'static [&'static str],
}

/// A profile that is converted to a provider.
pub(crate) struct Profile<'p> {
    pub(crate) document: &'p Document,
    pub(crate) keys: &'static Keys,
    pub(crate) ask: &'p Ask,
    pub(crate) config: &'p Config,
    /// What the chosen profile says about calls.
    pub(crate) settings: Settings,
}

impl Profile<'_> {
    /// Refuses keys that would change who calls, or what is called. A policy limits the session at a
    /// role, and nothing else can be limited by it.
    pub(crate) fn check(&self, assumes_role: bool) -> Result<(), ProfileProblem> {
        if !assumes_role && self.document.is_set("policy") {
            return Err(ProfileProblem::Unsupported { key: "policy" });
        }
        for key in self.keys.unsupported {
            if self.document.is_set(key) {
                return Err(ProfileProblem::Unsupported { key });
            }
        }
        Ok(())
    }

    /// The access key, with its token if there is one.
    pub(crate) fn access_key(&self) -> Result<Credentials, DocumentProblem> {
        let permanent = self.permanent_key()?;
        Ok(match self.document.token(self.keys.token)? {
            Some(token) => permanent.with_security_token(token),
            None => permanent,
        })
    }

    /// The same, which has to have a token.
    pub(crate) fn temporary_key(&self) -> Result<Credentials, DocumentProblem> {
        self.document.needed_token(self.keys.token)?;
        self.access_key()
    }

    pub(crate) fn permanent_key(&self) -> Result<Credentials, DocumentProblem> {
        let id = self.document.needed_token("access_key_id")?;
        let secret = self.document.needed_token("access_key_secret")?;
        Ok(Credentials::new(id, secret))
    }

    pub(crate) fn assume_role(
        &self,
        source: impl Provider + 'static,
    ) -> Result<AssumeRole, ProfileProblem> {
        let mut role = AssumeRole::new(source, self.role_arn()?).sts(self.sts()?);
        if let Some(name) = self.document.token(self.keys.session_name)? {
            role = role.session_name(name);
        }
        if let Some(duration) = self.duration()? {
            role = role.duration(duration);
        }
        if let Some(external_id) = self.external_id()? {
            role = role.external_id(external_id);
        }
        if let Some(policy) = self.document.text("policy")? {
            role = role.policy(policy);
        }
        Ok(role)
    }

    pub(crate) fn oidc_role(&self) -> Result<OidcRole, ProfileProblem> {
        let mut role = OidcRole::new(
            self.role_arn()?,
            self.document.needed_token("oidc_provider_arn")?,
            self.document.needed_text(self.keys.oidc_token_file)?,
        )
        .token_file_named_by(self.keys.oidc_token_file)
        .sts(self.sts()?);
        if let Some(name) = self.document.token(self.keys.session_name)? {
            role = role.session_name(name);
        }
        if let Some(duration) = self.duration()? {
            role = role.duration(duration);
        }
        if let Some(policy) = self.document.text("policy")? {
            role = role.policy(policy);
        }
        Ok(role)
    }

    pub(crate) fn instance_role(&self) -> Result<InstanceRole, ProfileProblem> {
        let mut role = InstanceRole::default().expected();
        if let Some(name) = self.document.token(self.keys.instance_role)? {
            role = role.role(name);
        }
        if let Some(endpoint) = &self.config.metadata {
            role = role.endpoint(endpoint.clone());
        }
        Ok(role)
    }

    fn role_arn(&self) -> Result<String, ProfileProblem> {
        let key = self.keys.role_arn;
        let role = match self.document.token(key)? {
            Some(role) => Some(role.to_owned()),
            None => variable::first_token(self.ask, ROLE_ARNS).map_err(in_variable)?,
        };
        Ok(role.ok_or(DocumentProblem::Missing(key))?)
    }

    fn external_id(&self) -> Result<Option<String>, ProfileProblem> {
        if let Some(external_id) = self.document.text("external_id")? {
            return Ok(Some(external_id.to_owned()));
        }
        let found = variable::first(self.ask, EXTERNAL_IDS).map_err(in_variable)?;
        Ok(found.map(|(_, external_id)| external_id))
    }

    fn duration(&self) -> Result<Option<Duration>, DocumentProblem> {
        let seconds = self.document.number(self.keys.duration)?;
        Ok(seconds.map(Duration::from_secs))
    }

    fn sts(&self) -> Result<Sts, ProfileProblem> {
        Ok(Sts {
            config: self.config.clone(),
            keys: StsKeys::of(self.document)?,
            profile: ProfileSettings::Known(self.settings.clone()),
        })
    }
}

/// A variable that stands in for a key can't be used.
fn in_variable(error: ProviderError) -> ProfileProblem {
    ProfileProblem::Provider(Box::new(error))
}

/// Fetches from what a profile leads to. An error says which profile it was.
pub(crate) async fn follow(
    ask: &Ask,
    path: &Path,
    profile: &str,
    provider: Result<Box<dyn Provider>, ProfileProblem>,
) -> Result<Fetched, ProviderError> {
    let outcome = match provider {
        Ok(provider) => provider
            .fetch(ask)
            .await
            .map_err(|error| ProfileProblem::Provider(Box::new(error))),
        Err(problem) => Err(problem),
    };
    outcome.map_err(|problem| ProviderError::Profile {
        path: path.to_owned(),
        profile: profile.to_owned(),
        problem,
    })
}

impl From<DocumentProblem> for ProfileProblem {
    fn from(problem: DocumentProblem) -> Self {
        Self::Key(problem)
    }
}
