//! The profiles of the vendor's SDKs.

mod section;

use std::{path::PathBuf, time::Duration};

use alicloud::Endpoint;

use crate::{
    Ask, AssumeRole, DocumentProblem, Fetching, InstanceRole, OidcRole, ProfileProblem, Provider,
    ProviderError,
    document::Document,
    file::is_missing,
    profile::{Choice, access_key, follow, unknown_mode},
    variable,
};

/// A profile in the ini file that the vendor's SDKs share.
///
/// The file is what [`CREDENTIALS_FILE`](variable::CREDENTIALS_FILE) names, else
/// `~/.alibabacloud/credentials`, else `~/.alibabacloud/credentials.ini`. The profile is what
/// [`profile`](Self::profile) says, else [`PROFILE`](variable::PROFILE), else `default`.
///
/// ```ini
/// [default]
/// type = access_key
/// access_key_id = testid
/// access_key_secret = testsecret
/// ```
///
/// | `type` | reads | leads to |
/// |---|---|---|
/// | `access_key` | `access_key_id`, `access_key_secret` | the key |
/// | `sts` | the same and `security_token` | the key |
/// | `ecs_ram_role` | `role_name` (optional) | [`InstanceRole`] |
/// | `ram_role_arn` | `access_key_id`, `access_key_secret`, `role_arn`; `security_token`, `role_session_name`, `role_session_expiration` (seconds), `external_id`, `policy`, `sts_region` if they are there | [`AssumeRole`] |
/// | `oidc_role_arn` | `role_arn`, `oidc_provider_arn`, `oidc_token_file_path`; `role_session_name`, `role_session_expiration`, `sts_region` if they are there | [`OidcRole`] |
///
/// A line is a section's name, a comment, or a key and its value with `=` or `:` between them. Any
/// other line makes the file unusable, and the error names the line by its number. So do keys before
/// the first section, a second section of the profile's name, and a second value of one of its keys.
///
/// - `#` or `;` begins a comment at the beginning of a line and behind a blank. Elsewhere it is part
///   of the value.
/// - Quotes `"` or `'` around a value are no part of it. A `#` between them begins no comment.
/// - Keys are in any letter case, names of sections are not.
/// - A value ends with its line, and has no references: `%` stands for itself.
#[derive(Clone, Debug, Default)]
pub struct IniProfile(Choice);

const TYPES: &[&str] = &[
    "access_key",
    "sts",
    "ecs_ram_role",
    "ram_role_arn",
    "oidc_role_arn",
];

impl IniProfile {
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

    /// The file's path, and its section `profile`.
    async fn section(
        &self,
        ask: &Ask,
        profile: &str,
    ) -> Result<(PathBuf, Option<Document>), ProviderError> {
        let named = ask.variable(variable::CREDENTIALS_FILE).map(PathBuf::from);
        if let Some(path) = self.0.path.clone().or(named) {
            return read(ask, path, profile).await;
        }
        let mut paths = Vec::new();
        if let Some(home) = ask.home() {
            for name in ["credentials", "credentials.ini"] {
                let path = home.join(".alibabacloud").join(name);
                match read(ask, path.clone(), profile).await {
                    Err(error) if is_missing(&error) => paths.push(path),
                    outcome => return outcome,
                }
            }
        }
        Err(ProviderError::NoFile {
            paths,
            variable: variable::CREDENTIALS_FILE,
        })
    }

    fn provider(&self, section: &Document) -> Result<Box<dyn Provider>, ProfileProblem> {
        Ok(match section.needed_text("type")? {
            "access_key" => Box::new(access_key(section, None)?),
            "sts" => {
                section.needed_token("security_token")?;
                Box::new(access_key(section, Some("security_token"))?)
            }
            "ecs_ram_role" => Box::new(self.instance_role(section)?),
            "ram_role_arn" => Box::new(self.assume_role(section)?),
            "oidc_role_arn" => Box::new(self.oidc_role(section)?),
            other => return Err(unknown_mode("type", other, TYPES)),
        })
    }

    fn instance_role(&self, section: &Document) -> Result<InstanceRole, ProfileProblem> {
        let mut role = InstanceRole::default();
        if let Some(name) = section.token("role_name")? {
            role = role.role(name);
        }
        if let Some(endpoint) = &self.0.metadata {
            role = role.endpoint(endpoint.clone());
        }
        Ok(role)
    }

    fn assume_role(&self, section: &Document) -> Result<AssumeRole, ProfileProblem> {
        let key = access_key(section, Some("security_token"))?;
        let mut role = AssumeRole::new(key, section.needed_token("role_arn")?);
        if let Some(name) = section.token("role_session_name")? {
            role = role.session_name(name);
        }
        if let Some(duration) = duration(section)? {
            role = role.duration(duration);
        }
        if let Some(external_id) = section.text("external_id")? {
            role = role.external_id(external_id);
        }
        if let Some(policy) = section.text("policy")? {
            role = role.policy(policy);
        }
        if let Some(endpoint) = self.0.sts(section, "sts_region")? {
            role = role.endpoint(endpoint);
        }
        Ok(role)
    }

    fn oidc_role(&self, section: &Document) -> Result<OidcRole, ProfileProblem> {
        let mut role = OidcRole::new(
            section.needed_token("role_arn")?,
            section.needed_token("oidc_provider_arn")?,
            section.needed_text("oidc_token_file_path")?,
        );
        if let Some(name) = section.token("role_session_name")? {
            role = role.session_name(name);
        }
        if let Some(duration) = duration(section)? {
            role = role.duration(duration);
        }
        if let Some(endpoint) = self.0.sts(section, "sts_region")? {
            role = role.endpoint(endpoint);
        }
        Ok(role)
    }
}

impl Provider for IniProfile {
    fn name(&self) -> &'static str {
        "ini profile"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            let profile = self.0.profile(ask)?;
            let profile = profile.unwrap_or_else(|| "default".to_owned());
            let (path, section) = self.section(ask, &profile).await?;
            let provider = match section {
                Some(section) => self.provider(&section),
                None => Err(ProfileProblem::Missing),
            };
            follow(ask, &path, &profile, provider).await
        })
    }
}

async fn read(
    ask: &Ask,
    path: PathBuf,
    profile: &str,
) -> Result<(PathBuf, Option<Document>), ProviderError> {
    let text = ask.text_file(&path).await?;
    match section::section(&text, profile) {
        Ok(section) => Ok((path, section)),
        Err(problem) => Err(ProviderError::File { path, problem }),
    }
}

fn duration(section: &Document) -> Result<Option<Duration>, DocumentProblem> {
    let key = "role_session_expiration";
    let expected = "a whole number";
    let seconds = section.text(key)?.map(str::parse).transpose();
    let seconds = seconds.map_err(|_| DocumentProblem::WrongType { key, expected })?;
    Ok(seconds.map(Duration::from_secs))
}

#[cfg(test)]
mod tests;
