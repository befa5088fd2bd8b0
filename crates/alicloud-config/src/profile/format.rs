//! What the two formats of profiles call the same things.

use std::fmt;

use crate::{
    DocumentProblem, FileProblem, ProfileProblem,
    document::{Document, shown},
};

/// The name of the profile used when none is named.
pub(super) const DEFAULT: &str = "default";

/// A format of files with profiles.
pub(crate) struct Format {
    /// What messages call a profile of this format.
    pub(crate) name: &'static str,
    /// The variable that turns the format off.
    pub(crate) disabled_by: Option<&'static str>,
    /// The variable that names another file.
    pub(crate) file_variable: &'static str,
    /// Where files are by default, below the home directory. The first one that is there counts.
    pub(crate) default_paths: &'static [&'static str],
    /// Reads a file. The name is that of the profile to take, if somebody names one.
    pub(crate) read: fn(&str, Option<&str>) -> Result<Profiles, FileProblem>,
    /// The modes, as the vendor's documentation writes them.
    pub(crate) modes: &'static [(&'static str, Mode)],
    /// Those that the vendor's tools have besides.
    pub(crate) unsupported_modes: &'static [&'static str],
    /// The mode of a profile that names none.
    pub(crate) default_mode: fn(&Document) -> Result<Mode, ProfileProblem>,
    /// Whether a profile says where calls go.
    pub(crate) has_settings: bool,
    pub(crate) keys: Keys,
}

/// The names of keys that differ between the formats.
pub(crate) struct Keys {
    pub(crate) mode: &'static str,
    pub(crate) role_arn: &'static str,
    pub(crate) session_name: &'static str,
    /// In seconds.
    pub(crate) duration: &'static str,
    pub(crate) oidc_token_file: &'static str,
    pub(crate) instance_role: &'static str,
    pub(crate) token: &'static str,
    /// Turns a profile off if it is `false`.
    pub(crate) enable: Option<&'static str>,
    /// What the vendor's tools act on, and this crate doesn't.
    pub(crate) unsupported: &'static [&'static str],
}

/// Where the credentials of a profile come from.
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

/// What a file holds.
pub(crate) struct Profiles {
    /// The name of the profile that the file says to take.
    pub(crate) current: Option<String>,
    /// Every profile with its name, if it has one. A format may leave out what nobody asks for.
    pub(crate) profiles: Vec<(Option<String>, Document)>,
}

impl Format {
    /// The mode that a profile names, in any letter case, or else the mode that its keys imply.
    /// Refuses keys that would change who calls, or what is called.
    pub(crate) fn mode(&self, profile: &Document) -> Result<Mode, ProfileProblem> {
        let mode = match profile.text(self.keys.mode)? {
            Some(name) => self.named_mode(name)?,
            None => (self.default_mode)(profile)?,
        };
        // A policy limits the session at a role, and nothing else can be limited by it.
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
