//! Tests chains of providers.

use alicloud_config::{
    Chain, CliProfile, Config, CredentialsUri, Environment, InstanceRole, ProviderError, variable,
};

use tracing_subscriber::filter::LevelFilter;

use super::*;
use crate::{clients::over_both_transports, trace::told};

over_both_transports!(
    tries_providers_in_the_vendors_order,
    lists_every_provider_with_its_reason,
    keeps_the_provider_that_succeeded_first,
    chooses_a_provider_only_after_success,
    a_failing_provider_that_is_set_up_ends_the_search,
    does_not_fall_back_to_the_instance_role_if_sts_fails,
    keeps_the_file_that_succeeded_first,
    takes_a_named_profile_from_the_file_that_has_it,
    warns_about_a_silent_metadata_service,
);

const EXPIRATION: &str = "2030-01-01T01:00:00Z";

/// A machine and services on which every provider of a chain finds credentials.
struct Sources {
    machine: Machine,
    sts: Server,
    metadata: Server,
    uri: Server,
}

impl Sources {
    fn all() -> Self {
        let sts = Server::replying(|_| sts_reply("oidc", EXPIRATION));
        let metadata = Server::replying(|request| match request.line() {
            "PUT /latest/api/token" => response("200 OK", "", "token"),
            _ => {
                let document = document("instance", EXPIRATION);
                json(&format!(r#"{{"Code":"Success",{document}}}"#))
            }
        });
        let uri = Server::replying(|_| json(&format!("{{{}}}", document("uri", EXPIRATION))));
        let machine = Machine::new();
        let token = machine.file("token", "pL4nT3.token");
        machine.cli_profiles(
            r#"{"name":"p","mode":"AK","access_key_id":"cli","access_key_secret":"pL4nT3"}"#,
        );
        machine.file(
            ".alibabacloud/credentials",
            "[default]\ntype=access_key\naccess_key_id=ini\naccess_key_secret=pL4nT3\n",
        );
        let machine = machine
            .with(variable::ACCESS_KEY_ID, "environment")
            .with(variable::ACCESS_KEY_SECRET, "pL4nT3")
            .with(variable::ROLE_ARN, ROLE_ARN)
            .with(variable::OIDC_PROVIDER_ARN, "o")
            .with(variable::OIDC_TOKEN_FILE, token)
            .with(variable::ECS_METADATA, "deploy")
            .with(variable::CREDENTIALS_URI, uri.url());
        Self {
            machine,
            sts,
            metadata,
            uri,
        }
    }

    /// The default chain, but with local services.
    fn chain(&self) -> Chain {
        Config::default()
            .sts_endpoint(endpoint(&self.sts))
            .metadata_endpoint(endpoint(&self.metadata))
            .chain()
    }
}

/// Removes the credentials of one provider.
type Remove = fn(&mut Machine);

fn id(fetched: &Fetched) -> &str {
    fetched.credentials.access_key_id()
}

fn tries_providers_in_the_vendors_order(transport: Transport) {
    let mut sources = Sources::all();
    let mut found = Vec::new();
    let remove: [Remove; 6] = [
        |machine| {
            machine.variables.remove(variable::ACCESS_KEY_ID);
            machine.variables.remove(variable::ACCESS_KEY_SECRET);
        },
        |machine| {
            machine.variables.remove(variable::OIDC_TOKEN_FILE);
            machine.variables.remove(variable::OIDC_PROVIDER_ARN);
        },
        |machine| {
            let off = "true".into();
            machine
                .variables
                .insert(variable::CLI_PROFILE_DISABLED, off);
        },
        |machine| {
            std::fs::remove_file(machine.home.path().join(".alibabacloud/credentials")).unwrap();
        },
        |machine| {
            let off = "true".into();
            machine
                .variables
                .insert(variable::ECS_METADATA_DISABLED, off);
        },
        |machine| drop(machine.variables.remove(variable::CREDENTIALS_URI)),
    ];
    for remove in remove {
        let chain = sources.chain();
        assert_eq!(chain.serving(), None);
        let fetched = fetch(transport, &sources.machine, &chain).unwrap();
        found.push((chain.serving().unwrap(), id(&fetched).to_owned()));
        remove(&mut sources.machine);
    }
    let found: Vec<_> = found.iter().map(|(name, id)| (*name, &**id)).collect();
    assert_eq!(
        found,
        [
            ("environment", "environment"),
            ("OIDC role", "oidc"),
            ("CLI profile", "cli"),
            ("ini profile", "ini"),
            ("instance role", "instance"),
            ("credentials URI", "uri"),
        ]
    );
    // Each service got requests only once, when no earlier provider had credentials.
    assert_eq!(sources.sts.requests().len(), 1);
    assert_eq!(sources.metadata.requests().len(), 2);
    assert_eq!(sources.uri.requests().len(), 1);
    assert!(fetch(transport, &sources.machine, &sources.chain()).is_err());
}

fn lists_every_provider_with_its_reason(transport: Transport) {
    let machine = Machine::new().with(variable::ECS_METADATA_DISABLED, "true");
    let home = machine.home.path().display().to_string();
    // No provider is set up.
    let error = fetch(transport, &machine, &Chain::default()).unwrap_err();
    assert!(error.is_absent());
    assert_eq!(
        message(&error),
        format!(
            "no credentials were found:\n\
             \x20 environment: ALIBABA_CLOUD_ACCESS_KEY_ID is unset or empty\n\
             \x20 OIDC role: ALIBABA_CLOUD_OIDC_TOKEN_FILE is unset or empty\n\
             \x20 CLI profile: ALIBABA_CLOUD_CONFIG_FILE is not set, and no file exists at \
             {home}/.aliyun/config.json\n\
             \x20 ini profile: ALIBABA_CLOUD_CREDENTIALS_FILE is not set, and no file exists at \
             {home}/.alibabacloud/credentials or {home}/.alibabacloud/credentials.ini\n\
             \x20 instance role: the provider is disabled by ALIBABA_CLOUD_ECS_METADATA_DISABLED\n\
             \x20 credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is unset or empty"
        )
    );

    let ProviderError::Chain(chain) = &error else {
        panic!("{error:?}")
    };
    let names: Vec<_> = chain.tried().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "environment",
            "OIDC role",
            "CLI profile",
            "ini profile",
            "instance role",
            "credentials URI"
        ]
    );
}

fn a_failing_provider_that_is_set_up_ends_the_search(transport: Transport) {
    let refusal = |status: &'static str| {
        let body = r#"{"RequestId":"6894B13B","Code":"NoPermission","Message":"Not so."}"#;
        Server::replying(move |_| response(status, "", body))
    };
    let mut sources = Sources::all();
    sources.sts = refusal("403 Forbidden");
    sources.metadata = refusal("403 Forbidden");
    let home = sources.machine.home.path().display().to_string();
    sources.machine.file(".aliyun/config.json", "pL4nT3");
    sources.machine.file(
        ".alibabacloud/credentials",
        "[default]\ntype=access_key\naccess_key_id=a\n",
    );
    // Each step is the expected error, and a function that removes the cause of the error.
    let steps: [(String, Remove); 5] = [
        (
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET is invalid: check for spaces, line breaks and \
             non-ASCII characters, and copy the value again"
                .to_owned(),
            |machine| {
                machine.variables.remove(variable::ACCESS_KEY_ID);
                machine.variables.remove(variable::ACCESS_KEY_SECRET);
            },
        ),
        (
            format!(
                "AssumeRoleWithOIDC for role \"{ROLE_ARN}\" failed: \
                 NoPermission: Not so. (HTTP 403, request id 6894B13B)"
            ),
            |machine| {
                machine.variables.remove(variable::OIDC_TOKEN_FILE);
                machine.variables.remove(variable::OIDC_PROVIDER_ARN);
            },
        ),
        (
            format!("{home}/.aliyun/config.json is not JSON: see line 1, column 1"),
            |machine| {
                std::fs::remove_file(machine.home.path().join(".aliyun/config.json")).unwrap();
            },
        ),
        (
            format!(
                "{home}/.alibabacloud/credentials, profile \"default\": the profile has no value for \
                 access_key_secret"
            ),
            |machine| {
                std::fs::remove_file(machine.home.path().join(".alibabacloud/credentials"))
                    .unwrap();
            },
        ),
        ("the metadata service returned HTTP 403".to_owned(), |_| {}),
    ];
    let secret = "pL4nT3 pL4nT3";
    sources.machine = sources.machine.with(variable::ACCESS_KEY_SECRET, secret);
    for (expected, remove) in steps {
        let error = fetch(transport, &sources.machine, &sources.chain()).unwrap_err();
        assert_eq!(message(&error), expected);
        assert!(!error.is_absent(), "{expected}");
        remove(&mut sources.machine);
    }
    assert_eq!(sources.uri.requests().len(), 0);
}

fn does_not_fall_back_to_the_instance_role_if_sts_fails(transport: Transport) {
    let mut sources = Sources::all();
    sources.machine.variables.remove(variable::ACCESS_KEY_ID);
    sources
        .machine
        .variables
        .remove(variable::ACCESS_KEY_SECRET);
    sources.sts = Server::replying(|_| response("503 Service Unavailable", "", ""));
    let chain = sources.chain();
    let error = fetch(transport, &sources.machine, &chain).unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    assert_eq!(chain.serving(), None);
    assert_eq!(sources.metadata.requests().len(), 0);
}

fn keeps_the_file_that_succeeded_first(transport: Transport) {
    let sources = Sources::all();
    let mut machine = sources.machine.clone();
    machine.variables.clear();
    let chain = sources.chain();
    assert_eq!(id(&fetch(transport, &machine, &chain).unwrap()), "cli");
    assert_eq!(chain.serving(), Some("CLI profile"));
    // The chain doesn't use the ini file, although it has a usable profile.
    std::fs::remove_file(machine.home.path().join(".aliyun/config.json")).unwrap();
    let error = fetch(transport, &machine, &chain).unwrap_err();
    assert!(matches!(error, ProviderError::NoFile { .. }), "{error:?}");

    // The chain doesn't use the other ini file either.
    let chain = sources.chain();
    assert_eq!(id(&fetch(transport, &machine, &chain).unwrap()), "ini");
    machine.file(
        ".alibabacloud/credentials.ini",
        "[default]\ntype=access_key\naccess_key_id=other\naccess_key_secret=pL4nT3\n",
    );
    std::fs::remove_file(machine.home.path().join(".alibabacloud/credentials")).unwrap();
    let error = fetch(transport, &machine, &chain).unwrap_err();
    assert!(matches!(error, ProviderError::File { .. }), "{error:?}");
    let other = fetch(transport, &machine, &sources.chain()).unwrap();
    assert_eq!(id(&other), "other");
}

fn takes_a_named_profile_from_the_file_that_has_it(transport: Transport) {
    let mut sources = Sources::all();
    sources.machine.file(
        ".alibabacloud/credentials",
        "[second]\ntype=access_key\naccess_key_id=second\naccess_key_secret=pL4nT3\n",
    );
    let fetch = |machine: &Machine, config: Config| fetch(transport, machine, &config.chain());
    // A profile that the program names has precedence over the key in the environment.
    for (name, expected) in [("p", "cli"), ("second", "second")] {
        let fetched = fetch(&sources.machine, Config::default().profile(name)).unwrap();
        assert_eq!(id(&fetched), expected);
    }
    let named = sources
        .machine
        .clone()
        .with("ALIBABACLOUD_PROFILE", "second");
    assert_eq!(
        id(&fetch(&named, Config::default()).unwrap()),
        "environment"
    );

    for name in [variable::ACCESS_KEY_ID, variable::ACCESS_KEY_SECRET] {
        sources.machine.variables.remove(name);
    }
    for name in [variable::OIDC_PROVIDER_ARN, variable::OIDC_TOKEN_FILE] {
        sources.machine.variables.remove(name);
    }
    let named = |name: &'static str| {
        let machine = sources.machine.clone().with("ALICLOUD_PROFILE", name);
        fetch(&machine, Config::default())
    };
    assert_eq!(id(&named("second").unwrap()), "second");
    // A missing profile is an error, and the instance role is not used.
    let error = named("gone").unwrap_err();
    assert!(!error.is_absent());
    let home = sources.machine.home.path().display().to_string();
    assert_eq!(
        message(&error),
        format!(
            "no credentials were found for the profile \"gone\":\n\
             \x20 CLI profile: {home}/.aliyun/config.json, profile \"gone\": the profile does not \
             exist (named by ALICLOUD_PROFILE); the file has the profiles \"p\"\n\
             \x20 ini profile: {home}/.alibabacloud/credentials, profile \"gone\": the profile does \
             not exist (named by ALICLOUD_PROFILE); the file has the profiles \"second\""
        )
    );
}

fn keeps_the_provider_that_succeeded_first(transport: Transport) {
    let mut sources = Sources::all();
    for name in [variable::ACCESS_KEY_ID, variable::ACCESS_KEY_SECRET] {
        sources.machine.variables.remove(name);
    }
    let chain = sources.chain();
    let fetched = fetch(transport, &sources.machine, &chain).unwrap();
    assert_eq!(id(&fetched), "oidc");

    // The chain keeps its provider, even if an earlier provider is set up or the fetch fails.
    sources.machine = sources
        .machine
        .with(variable::ACCESS_KEY_ID, "environment")
        .with(variable::ACCESS_KEY_SECRET, "pL4nT3");
    let again = fetch(transport, &sources.machine, &chain.clone()).unwrap();
    assert_eq!(id(&again), "oidc");
    sources.machine.file("token", "");
    let error = fetch(transport, &sources.machine, &chain).unwrap_err();
    let path = sources.machine.home.path().join("token");
    assert_eq!(
        message(&error),
        format!(
            "{} (named by ALIBABA_CLOUD_OIDC_TOKEN_FILE) is empty",
            path.display()
        )
    );
    // A new chain chooses again.
    let other = fetch(transport, &sources.machine, &sources.chain()).unwrap();
    assert_eq!(id(&other), "environment");
}

fn chooses_a_provider_only_after_success(transport: Transport) {
    let machine = Machine::new();
    let chain = Chain::new()
        .then(Environment::default())
        .then(CliProfile::default());
    assert!(fetch(transport, &machine, &chain).is_err());
    assert_eq!(chain.serving(), None);
    machine.cli_profiles(
        r#"{"name":"p","mode":"AK","access_key_id":"cli","access_key_secret":"pL4nT3"}"#,
    );
    assert_eq!(id(&fetch(transport, &machine, &chain).unwrap()), "cli");
    assert_eq!(chain.serving(), Some("CLI profile"));
}

fn warns_about_a_silent_metadata_service(transport: Transport) {
    let mut sources = Sources::all();
    sources.metadata = Server::replying(|_| {
        std::thread::sleep(Duration::from_secs(10));
        String::new()
    });
    sources.machine.variables.remove(variable::ECS_METADATA);
    let metadata = endpoint(&sources.metadata);
    let chain = Chain::new()
        .then(InstanceRole::default().endpoint(metadata))
        .then(CredentialsUri::default());
    let lines = told(LevelFilter::WARN, || {
        let fetched = fetch(transport, &sources.machine, &chain).unwrap();
        assert_eq!(id(&fetched), "uri");
    });
    assert_eq!(lines.len(), 1, "{lines:?}");
    let start = "WARN alicloud_config: provider skipped; the credentials come from the credentials \
                 URI provider=\"instance role\" error=the metadata service doesn't respond: time ran \
                 out";
    assert!(lines[0].starts_with(start), "{lines:?}");
}
