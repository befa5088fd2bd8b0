//! A profile file: its path and the profile to use.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use super::format::{DEFAULT, Format, Profiles};
use crate::{
    Ask, ProfileProblem, ProviderError, Settings,
    document::{Document, shown},
    text_file::is_missing,
    variable::{self, PROFILES},
};

/// A profile file of one format, before the file is located.
#[derive(Clone, Debug)]
pub(crate) struct ProfileFile {
    pub(crate) format: &'static Format,
    /// The path that the program names.
    path: Option<PathBuf>,
    /// The profile that the program names.
    profile: Option<String>,
    /// The path of the file that has provided credentials.
    served: Arc<OnceLock<PathBuf>>,
}

impl ProfileFile {
    pub(crate) fn new(format: &'static Format, profile: Option<String>) -> Self {
        Self {
            format,
            path: None,
            profile,
            served: Arc::default(),
        }
    }

    pub(crate) fn at(self, path: PathBuf) -> Self {
        Self {
            path: Some(path),
            ..Self::new(self.format, self.profile)
        }
    }

    /// Records the file that has provided credentials. No other file is read afterwards, not even
    /// if this file is temporarily missing.
    pub(crate) fn has_served(&self, path: PathBuf) {
        if self.format.default_paths.len() > 1 {
            // `set` fails if another fetch has already set a file. The earlier file stays.
            let _ = self.served.set(path);
        }
    }

    /// Reads the file and locates the chosen profile.
    pub(crate) async fn located(&self, ask: &Ask) -> Result<Located, ProviderError> {
        if let Some(variable) = self.format.disabled_by {
            if variable::is_true(ask, variable) {
                return Err(ProviderError::Disabled { variable });
            }
        }
        let (named, variable) = named_profile(ask, self.profile.as_deref())?.unzip();
        let (path, file) = self.read(ask, named.as_deref()).await?;
        let named = named.or(file.current);
        let located = Located {
            format: self.format,
            path,
            name: named.clone().unwrap_or(DEFAULT.to_owned()),
            profiles: file.profiles,
        };
        if located.find(&located.name).is_some() {
            Ok(located)
        } else if named.is_some() {
            let problem = located.missing(variable.flatten());
            Err(located.in_profile(&located.name, problem))
        } else {
            Err(ProviderError::NoProfile {
                path: located.path,
                profile: DEFAULT,
            })
        }
    }

    /// Reads the file, and returns its path and profiles.
    ///
    /// The first of these files is read: the file that has provided credentials, the file that the
    /// program names, the file that the environment names, the first default file that exists.
    async fn read(
        &self,
        ask: &Ask,
        name: Option<&str>,
    ) -> Result<(PathBuf, Profiles), ProviderError> {
        if let Some(path) = self.served.get().or(self.path.as_ref()) {
            return self.read_from(ask, path.clone(), name).await;
        }
        let variable = self.format.file_variable;
        if let Some(path) = ask.variable(variable) {
            let file = self.read_from(ask, path.into(), name).await;
            return file.map_err(|error| error.of_file_named_by(Some(variable)));
        }
        let mut paths = Vec::new();
        if let Some(home) = ask.home() {
            for path in self.format.default_paths {
                let path = home.join(path);
                match self.read_from(ask, path.clone(), name).await {
                    Err(error) if is_missing(&error) => paths.push(path),
                    outcome => return outcome,
                }
            }
        }
        Err(ProviderError::NoFile { paths, variable })
    }

    async fn read_from(
        &self,
        ask: &Ask,
        path: PathBuf,
        name: Option<&str>,
    ) -> Result<(PathBuf, Profiles), ProviderError> {
        let text = ask.text_file(&path).await?;
        match (self.format.read)(&text, name) {
            Ok(file) => Ok((path, file)),
            Err(problem) => Err(ProviderError::File {
                path,
                named_by: None,
                problem,
            }),
        }
    }
}

/// The profile that the program or the environment names. If a variable names the profile, the name
/// of the variable is also returned.
pub(super) fn named_profile(
    ask: &Ask,
    program: Option<&str>,
) -> Result<Option<(String, Option<&'static str>)>, ProviderError> {
    if let Some(name) = program {
        return Ok(Some((name.to_owned(), None)));
    }
    let named = variable::first(ask, PROFILES)?;
    Ok(named.map(|(variable, name)| (name, Some(variable))))
}

/// A profile file that contains the chosen profile.
pub(crate) struct Located {
    pub(crate) format: &'static Format,
    pub(crate) path: PathBuf,
    pub(crate) name: String,
    profiles: Vec<(Option<String>, Document)>,
}

impl Located {
    /// The first profile with this name. The vendor's tools also use the first profile.
    pub(crate) fn find(&self, name: &str) -> Option<&Document> {
        let is_named = |(other, _): &&(Option<String>, _)| other.as_deref() == Some(name);
        self.profiles
            .iter()
            .find(is_named)
            .map(|(_, profile)| profile)
    }

    /// The settings of the chosen profile. They are empty if the format has no settings.
    pub(crate) fn settings(&self) -> Result<Settings, ProfileProblem> {
        match self.find(&self.name) {
            Some(profile) if self.format.has_settings => Settings::of_profile(profile),
            _ => Ok(Settings::default()),
        }
    }

    /// The problem of a missing profile. `variable` is the variable that names the profile.
    pub(crate) fn missing(&self, variable: Option<&'static str>) -> ProfileProblem {
        let known = self.profiles.iter().filter_map(|(name, _)| name.as_deref());
        ProfileProblem::Missing {
            variable,
            known: known.map(shown).collect(),
        }
    }

    pub(crate) fn without_documents(self) -> Self {
        let profiles = Vec::new();
        Self { profiles, ..self }
    }

    pub(crate) fn in_profile(&self, name: &str, problem: ProfileProblem) -> ProviderError {
        ProviderError::Profile {
            path: self.path.clone(),
            profile: name.to_owned(),
            problem,
        }
    }
}
