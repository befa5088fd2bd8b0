//! The search for a profile in the files of both formats.

use super::{
    cli::CLI,
    file::{Located, ProfileFile, named_profile},
    ini::INI,
};
use crate::{Ask, ChainError, ProfileProblem, ProviderError, trace::event};

/// The two profile files: the file of the vendor's command line, then the file of the vendor's
/// SDKs.
#[derive(Debug)]
pub(crate) struct ProfileFiles {
    files: [ProfileFile; 2],
    /// The profile that the program names.
    profile: Option<String>,
}

impl ProfileFiles {
    pub(crate) fn new(profile: Option<String>) -> Self {
        let file = |format| ProfileFile::new(format, profile.clone());
        Self {
            files: [file(&CLI), file(&INI)],
            profile,
        }
    }

    pub(crate) async fn located(
        &self,
        ask: &Ask,
    ) -> Result<(&ProfileFile, Located), ProviderError> {
        let named = named_profile(ask, self.profile.as_deref())?;
        let mut tried = Vec::new();
        for file in &self.files {
            match file.located(ask).await {
                Ok(profile) => return Ok((file, profile)),
                // If the profile that `current` names is missing, no other file is searched,
                // because `current` refers only to its own file.
                Err(error) if error.is_absent() || named.is_some() && lacks_profile(&error) => {
                    tried.push((file.format.name, error));
                }
                Err(error) => return Err(error),
            }
        }
        // If no profile file was read, the profile from an environment variable may be missing.
        let has_to_exist =
            self.profile.is_some() || tried.iter().any(|(_, error)| lacks_profile(error));
        let profile = named.map(|(name, _)| name);
        if let Some(profile) = profile.as_ref().filter(|_| !has_to_exist) {
            event!(
                warn,
                profile,
                "the named profile is ignored, because all profile files are missing or disabled"
            );
        }
        let profile = profile.filter(|_| has_to_exist);
        Err(ProviderError::Chain(ChainError { tried, profile }))
    }
}

fn lacks_profile(error: &ProviderError) -> bool {
    let ProviderError::Profile { problem, .. } = error else {
        return false;
    };
    matches!(problem, ProfileProblem::Missing { .. })
}
