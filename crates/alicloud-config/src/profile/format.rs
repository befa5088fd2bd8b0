//! The description of a profile format: paths, modes and key names.

use std::fmt;

use crate::{
    DocumentProblem, FileProblem, ProfileProblem,
    document::{Document, shown},
};

/// The name of the default profile.
pub(super) const DEFAULT: &str = "default";

/// A format of profile files.
pub(crate) struct Format {
    /// The name of a profile of this format in messages.
    pub(crate) name: &'static str,
    /// The environment variable that disables the format.
    pub(crate) disabled_by: Option<&'static str>,
    /// The environment variable that names another file.
    pub(crate) file_variable: &'static str,
    /// The default paths, relative to the home directory. The first file that exists is used.
    pub(crate) default_paths: &'static [&'static str],
    /// Parses the text of a file. The second argument is the name of the chosen profile, if the
    /// program or the environment names a profile.
    pub(crate) read: fn(&str, Option<&str>) -> Result<Profiles, FileProblem>,
    /// The supported modes, with their names in the vendor's documentation.
    pub(crate) modes: &'static [(&'static str, Mode)],
    /// The modes that only the vendor's tools support.
    pub(crate) unsupported_modes: &'static [&'static str],
    /// Returns the mode of a profile that does not name its mode.
    pub(crate) default_mode: fn(&Document) -> Result<Mode, ProfileProblem>,
    /// Whether a profile has settings of calls, such as the region.
    pub(crate) has_settings: bool,
    pub(crate) keys: Keys,
}

/// The names of the keys that differ between the formats.
pub(crate) struct Keys {
    pub(crate) mode: &'static str,
    pub(crate) role_arn: &'static str,
    pub(crate) session_name: &'static str,
    /// The duration of a role session in seconds.
    pub(crate) duration: &'static str,
    pub(crate) oidc_token_file: &'static str,
    pub(crate) instance_role: &'static str,
    pub(crate) token: &'static str,
    /// The key that disables a profile if its value is `false`.
    pub(crate) enable: Option<&'static str>,
    /// The keys that the vendor's tools use and that this crate doesn't support.
    pub(crate) unsupported: &'static [&'static str],
}

/// The source of the credentials of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
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

/// The contents of a profile file.
pub(crate) struct Profiles {
    /// The name of the profile that the file chooses.
    pub(crate) current: Option<String>,
    /// The profiles with their names, if they have names. A format may omit profiles that are not
    /// chosen.
    pub(crate) profiles: Vec<(Option<String>, Document)>,
}

impl Format {
    /// Returns the mode of a profile. The profile names the mode in any letter case, or else its
    /// keys imply the mode.
    ///
    /// Returns an error for unsupported keys, because with these keys the vendor's tools would use
    /// another identity or host.
    pub(crate) fn mode(&self, profile: &Document) -> Result<Mode, ProfileProblem> {
        let mode = match profile.text(self.keys.mode)? {
            Some(name) => self.named_mode(name)?,
            None => (self.default_mode)(profile)?,
        };
        // A policy can restrict only a role session.
        let policy = (!mode.assumes_role()).then_some(&"policy");
        let mut unsupported = policy.into_iter().chain(self.keys.unsupported);
        if let Some(key) = unsupported.find(|key| profile.is_set(key)) {
            return Err(ProfileProblem::Unsupported { key });
        }
        match self.keys.enable.map(|key| profile.flag(key)).transpose()? {
            Some(Some(false)) => Err(ProfileProblem::TurnedOff),
            _ => Ok(mode),
        }
    }

    fn named_mode(&self, name: &str) -> Result<Mode, ProfileProblem> {
        let is_named = |known: &str| known.eq_ignore_ascii_case(name);
        if let Some((_, mode)) = self.modes.iter().find(|(known, _)| is_named(known)) {
            return Ok(*mode);
        }
        let mut unsupported = self.unsupported_modes.iter();
        Err(match unsupported.find(|known| is_named(known)) {
            Some(mode) => ProfileProblem::UnsupportedMode { mode },
            None => ProfileProblem::UnknownMode {
                key: self.keys.mode,
                mode: shown(name),
                known: self.modes.iter().map(|(known, _)| *known).collect(),
            },
        })
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Mode {
    fn assumes_role(self) -> bool {
        matches!(
            self,
            Self::RamRoleArn
                | Self::ChainableRamRoleArn
                | Self::RamRoleArnWithRoleName
                | Self::Oidc
        )
    }
}

impl From<DocumentProblem> for ProfileProblem {
    fn from(problem: DocumentProblem) -> Self {
        Self::Key(problem)
    }
}
