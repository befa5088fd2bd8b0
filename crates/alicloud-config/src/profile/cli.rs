//! The format of the JSON file of the vendor's command line.

use super::format::{DEFAULT, Format, Keys, Mode, Profiles};
use crate::{DocumentProblem, FileProblem, ProfileProblem, document::Document, variable};

pub(crate) const CLI: Format = Format {
    name: "CLI profile",
    disabled_by: Some(variable::CLI_PROFILE_DISABLED),
    file_variable: variable::CONFIG_FILE,
    default_paths: &[".aliyun/config.json"],
    read,
    modes: &[
        ("AK", Mode::Ak),
        ("StsToken", Mode::StsToken),
        ("RamRoleArn", Mode::RamRoleArn),
        ("ChainableRamRoleArn", Mode::ChainableRamRoleArn),
        ("RamRoleArnWithRoleName", Mode::RamRoleArnWithRoleName),
        ("EcsRamRole", Mode::EcsRamRole),
        ("OIDC", Mode::Oidc),
        ("External", Mode::External),
        ("CredentialsURI", Mode::CredentialsUri),
        ("CloudSSO", Mode::CloudSso),
        ("OAuth", Mode::OAuth),
    ],
    unsupported_modes: &["RsaKeyPair", "BearerToken", "Anonymous"],
    default_mode: mode_of_keys,
    has_settings: true,
    keys: Keys {
        mode: "mode",
        role_arn: "ram_role_arn",
        session_name: "ram_session_name",
        duration: "expired_seconds",
        oidc_token_file: "oidc_token_file",
        instance_role: "ram_role_name",
        token: "sts_token",
        enable: None,
        unsupported: &[
            "bearer_token",
            "bearer_token_header_key",
            "key_pair_name",
            "private_key",
        ],
    },
};

fn read(text: &str, name: Option<&str>) -> Result<Profiles, FileProblem> {
    parsed(text, name).map_err(FileProblem::Document)
}

fn parsed(text: &str, name: Option<&str>) -> Result<Profiles, DocumentProblem> {
    let mut document = Document::parse(text.as_bytes())?;
    let profiles = document.take_list("profiles")?;
    let current = match name {
        Some(_) => None,
        None => document.text("current")?,
    };
    // The vendor's command line writes `"current": "default"` even to a file without profiles, so
    // this name is ignored there.
    let current = current.filter(|current| *current != DEFAULT || !profiles.is_empty());
    let named = |profile: Document| {
        let name = profile.text("name").ok().flatten().map(str::to_owned);
        (name, profile)
    };
    Ok(Profiles {
        current: current.map(str::to_owned),
        profiles: profiles.into_iter().map(named).collect(),
    })
}

/// Derives the mode from the keys of a profile, by the rules of the vendor's command line.
fn mode_of_keys(profile: &Document) -> Result<Mode, ProfileProblem> {
    let has_all = |keys: &[&str]| keys.iter().all(|key| profile.is_set(key));
    if has_all(&["access_key_id", "access_key_secret"]) {
        return Ok(if profile.is_set("sts_token") {
            Mode::StsToken
        } else if profile.is_set("ram_role_arn") {
            Mode::RamRoleArn
        } else {
            Mode::Ak
        });
    }
    let rules: [(&[&str], _); 6] = [
        (&["private_key", "key_pair_name"], Err("RsaKeyPair")),
        (&["ram_role_name"], Ok(Mode::EcsRamRole)),
        (&["process_command"], Ok(Mode::External)),
        (
            &["oidc_provider_arn", "oidc_token_file", "ram_role_arn"],
            Ok(Mode::Oidc),
        ),
        (&["cloud_sso_sign_in_url"], Ok(Mode::CloudSso)),
        (&["bearer_token"], Err("BearerToken")),
    ];
    match rules.into_iter().find(|(keys, _)| has_all(keys)) {
        Some((_, Ok(mode))) => Ok(mode),
        Some((_, Err(mode))) => Err(ProfileProblem::UnsupportedMode { mode }),
        None => Err(DocumentProblem::Missing("mode").into()),
    }
}
