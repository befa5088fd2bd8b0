//! What profiles of both kinds of files have in common.

use std::path::{Path, PathBuf};

use alicloud::Endpoint;
use alicloud_sign::Credentials;

use crate::{
    Ask, DocumentProblem, Fetched, ProfileProblem, Provider, ProviderError, STS,
    document::{Document, shown},
    variable,
};

/// Which profile to take, and where its services are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(crate) path: Option<PathBuf>,
    pub(crate) profile: Option<String>,
    pub(crate) sts: Option<Endpoint>,
    pub(crate) metadata: Option<Endpoint>,
}

impl Choice {
    /// The profile that the program or the environment names.
    pub(crate) fn profile(&self, ask: &Ask) -> Result<Option<String>, ProviderError> {
        if let Some(profile) = &self.profile {
            return Ok(Some(profile.clone()));
        }
        let name = variable::PROFILE;
        let problem = crate::VariableProblem::Invalid;
        match ask.variable(name).map(|value| value.into_string()) {
            None => Ok(None),
            Some(Ok(profile)) => Ok(Some(profile)),
            Some(Err(_)) => Err(ProviderError::Variable { name, problem }),
        }
    }

    /// The endpoint of STS: the one that was set, else that of the region under `key`.
    pub(crate) fn sts(
        &self,
        document: &Document,
        key: &'static str,
    ) -> Result<Option<Endpoint>, ProfileProblem> {
        if let Some(endpoint) = &self.sts {
            return Ok(Some(endpoint.clone()));
        }
        let region = document.text(key)?;
        let endpoint = region.map(|region| STS.public(region)).transpose();
        endpoint.map_err(ProfileProblem::StsRegion)
    }
}

/// A permanent or temporary access key in a profile; `token` is the key of its token, which is
/// looked at if it is there.
pub(crate) fn access_key(
    document: &Document,
    token: Option<&'static str>,
) -> Result<Credentials, DocumentProblem> {
    let id = document.needed_token("access_key_id")?;
    let secret = document.needed_token("access_key_secret")?;
    let credentials = Credentials::new(id, secret);
    Ok(match token.map(|key| document.token(key)).transpose()? {
        Some(Some(token)) => credentials.with_security_token(token),
        _ => credentials,
    })
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
