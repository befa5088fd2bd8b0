//! What profiles of both kinds of files have in common.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use alicloud_sign::Credentials;

use crate::{
    Ask, AssumeRole, ChainError, CliProfile, Config, DocumentProblem, Fetched, Fetching,
    IniProfile, InstanceRole, OidcRole, ProfileProblem, Provider, ProviderError, Settings,
    document::{Document, shown},
    sts::{Sts, StsKeys},
    variable::{self, EXTERNAL_IDS, Names, PROFILES, ROLE_ARNS, is_token},
};

/// Which file to read, and what the program says besides.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(crate) path: Option<PathBuf>,
    pub(crate) config: Config,
}

impl Config {
    /// The profile that the program or the environment names.
    pub(crate) fn named_profile(&self, ask: &Ask) -> Result<Option<String>, ProviderError> {
        if let Some(profile) = &self.profile {
            return Ok(Some(profile.clone()));
        }
        Ok(variable::first(ask, PROFILES)?.map(|(_, profile)| profile))
    }
}

/// The profile of the file that has it: that of the vendor's command line, then that of its SDKs.
#[derive(Clone, Debug)]
pub(crate) struct Profiles {
    cli: CliProfile,
    ini: IniProfile,
    config: Config,
}

impl Profiles {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            cli: CliProfile::with(config),
            ini: IniProfile::with(config),
            config: config.clone(),
        }
    }

    async fn fetch(&self, ask: &Ask) -> Result<Fetched, ProviderError> {
        // Nobody but the file itself has named its current profile, so no other file can have it.
        let is_named = self.config.named_profile(ask)?.is_some();
        let lacks_profile = |error: &ProviderError| is_named && lacks_profile(error);
        let may_be_elsewhere = |error: &ProviderError| error.is_absent() || lacks_profile(error);
        let cli = match self.cli.fetch(ask).await {
            Err(error) if may_be_elsewhere(&error) => error,
            outcome => return outcome,
        };
        match self.ini.fetch(ask).await {
            // A profile that is named has to be in one of the files.
            Err(ini) if ini.is_absent() && lacks_profile(&cli) => Err(cli),
            Err(ini) if lacks_profile(&ini) && cli.is_absent() => Err(ini),
            Err(ini) if may_be_elsewhere(&ini) => {
                let tried = vec![(self.cli.name(), cli), (self.ini.name(), ini)];
                let profile = self.config.profile.clone();
                Err(ProviderError::Chain(ChainError { tried, profile }))
            }
            outcome => outcome,
        }
    }
}

impl Provider for Profiles {
    fn name(&self) -> &'static str {
        "profile"
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

/// A profile that is being made a provider of.
pub(crate) struct Profile<'p> {
    pub(crate) document: &'p Document,
    pub(crate) keys: &'static Keys,
    pub(crate) ask: &'p Ask,
    pub(crate) config: &'p Config,
    /// What the chosen profile says about calls, where that is known.
    pub(crate) settings: Option<Settings>,
}

impl Profile<'_> {
    /// Refuses keys that would change who calls, or what is called.
    pub(crate) fn check(&self) -> Result<(), ProfileProblem> {
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
        if let Some(external_id) = self.text_or_variable("external_id", EXTERNAL_IDS)? {
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
        let mut role = InstanceRole::default();
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
        let role = self.text_or_variable(key, ROLE_ARNS)?;
        let role = role.ok_or(DocumentProblem::Missing(key))?;
        match is_token(&role) {
            true => Ok(role),
            false => Err(DocumentProblem::Invalid(key).into()),
        }
    }

    fn text_or_variable(
        &self,
        key: &'static str,
        names: Names,
    ) -> Result<Option<String>, ProfileProblem> {
        if let Some(text) = self.document.text(key)? {
            return Ok(Some(text.to_owned()));
        }
        match variable::first(self.ask, names) {
            Ok(found) => Ok(found.map(|(_, value)| value)),
            Err(error) => Err(ProfileProblem::Provider(Box::new(error))),
        }
    }

    fn duration(&self) -> Result<Option<Duration>, DocumentProblem> {
        let seconds = self.document.number(self.keys.duration)?;
        Ok(seconds.map(Duration::from_secs))
    }

    fn sts(&self) -> Result<Sts, ProfileProblem> {
        Ok(Sts {
            config: self.config.clone(),
            keys: StsKeys::of(self.document)?,
            settings: self.settings.clone(),
        })
    }
}

pub(crate) fn unknown_mode(
    key: &'static str,
    mode: &str,
    known: &'static [&'static str],
) -> ProfileProblem {
    let mode = shown(mode);
    ProfileProblem::UnknownMode { key, mode, known }
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
