//! Several providers in their order.

use alicloud_credentials::{
    Chain, CliProfile, CredentialsUri, Environment, IniProfile, InstanceRole, OidcRole,
    ProviderError, variable,
};

use tracing_subscriber::filter::LevelFilter;

use super::*;
use crate::{clients::over_both_transports, trace::told};

over_both_transports!(
    the_order_is_the_vendors,
    every_provider_is_listed_with_its_reason,
    the_one_that_served_is_asked_alone_from_then_on,
    a_choice_is_made_only_by_success,
    a_mistake_that_is_passed_over_is_warned_about,
    a_silent_metadata_service_is_warned_about,
);

const EXPIRATION: &str = "2030-01-01T01:00:00Z";

/// Everything that a chain can find, and which of it is there.
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

    /// A chain like the default one, with services that are local.
    fn chain(&self) -> Chain {
        let (sts, metadata) = (endpoint(&self.sts), endpoint(&self.metadata));
        Chain::new()
            .then(Environment::default())
            .then(OidcRole::default().endpoint(sts))
            .then(CliProfile::default())
            .then(IniProfile::default())
            .then(InstanceRole::default().endpoint(metadata))
            .then(CredentialsUri::default())
    }
}

fn id(fetched: &Fetched) -> &str {
    fetched.credentials.access_key_id()
}

fn the_order_is_the_vendors(transport: Transport) {
    let mut sources = Sources::all();
    let mut found = Vec::new();
    let remove: [fn(&mut Machine); 6] = [
        |machine| drop(machine.variables.remove(variable::ACCESS_KEY_ID)),
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
    // Who comes later isn't asked as long as there is somebody before.
    assert_eq!(sources.sts.requests().len(), 1);
    assert_eq!(sources.metadata.requests().len(), 2);
    assert_eq!(sources.uri.requests().len(), 1);
    assert!(fetch(transport, &sources.machine, &sources.chain()).is_err());
}

fn every_provider_is_listed_with_its_reason(transport: Transport) {
    let machine = Machine::new().with(variable::ECS_METADATA_DISABLED, "true");
    let home = machine.home.path().display().to_string();
    // Nothing is there.
    let error = fetch(transport, &machine, &Chain::default()).unwrap_err();
    assert!(error.is_absent());
    assert_eq!(
        message(&error),
        format!(
            "no credentials were found:\n\
             \x20 environment: ALIBABA_CLOUD_ACCESS_KEY_ID is not set, or empty\n\
             \x20 OIDC role: ALIBABA_CLOUD_OIDC_TOKEN_FILE is not set, or empty\n\
             \x20 CLI profile: no file {home}/.aliyun/config.json, and ALIBABA_CLOUD_CONFIG_FILE \
             is not set\n\
             \x20 ini profile: no file {home}/.alibabacloud/credentials or \
             {home}/.alibabacloud/credentials.ini, and ALIBABA_CLOUD_CREDENTIALS_FILE is not set\n\
             \x20 instance role: turned off by ALIBABA_CLOUD_ECS_METADATA_DISABLED\n\
             \x20 credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is not set, or empty"
        )
    );

    // Everything is there, and broken.
    let refusal = |status: &'static str| {
        let body = r#"{"RequestId":"6894B13B","Code":"NoPermission","Message":"Not so."}"#;
        Server::replying(move |_| response(status, "", body))
    };
    let mut sources = Sources::all();
    sources.sts = refusal("403 Forbidden");
    sources.metadata = refusal("403 Forbidden");
    sources.uri = refusal("404 Not Found");
    let home = sources.machine.home.path().display().to_string();
    sources.machine.file(".aliyun/config.json", "pL4nT3");
    sources.machine.file(
        ".alibabacloud/credentials",
        "[default]\ntype=access_key\naccess_key_id=a\n",
    );
    let machine = sources
        .machine
        .clone()
        .with(variable::ACCESS_KEY_SECRET, "pL4nT3\n")
        .with(variable::CREDENTIALS_URI, sources.uri.url());
    let error = fetch(transport, &machine, &sources.chain()).unwrap_err();
    assert!(!error.is_absent() && !error.is_transient());
    assert_eq!(
        message(&error),
        format!(
            "no credentials were found:\n\
             \x20 environment: ALIBABA_CLOUD_ACCESS_KEY_SECRET holds a blank, a line break or a \
             character outside of ASCII: copy the value anew\n\
             \x20 OIDC role: AssumeRoleWithOIDC of \"{ROLE_ARN}\" failed: the server refused the \
             call: NoPermission: Not so. (HTTP 403, request id 6894B13B)\n\
             \x20 CLI profile: {home}/.aliyun/config.json is not JSON: see line 1, column 1\n\
             \x20 ini profile: {home}/.alibabacloud/credentials, profile \"default\": lacks \
             access_key_secret, or has it empty\n\
             \x20 instance role: the metadata service answers with HTTP 403\n\
             \x20 credentials URI: the credentials URI answers with HTTP 404"
        )
    );
    let ProviderError::Chain(chain) = &error else {
        panic!("{error:?}")
    };
    let names: Vec<_> = chain.tried().map(|(name, _)| name).collect();
    assert_eq!(names.len(), 6);
    assert_eq!((names[0], names[5]), ("environment", "credentials URI"));
}

fn the_one_that_served_is_asked_alone_from_then_on(transport: Transport) {
    let mut sources = Sources::all();
    sources.machine.variables.remove(variable::ACCESS_KEY_ID);
    let chain = sources.chain();
    let fetched = fetch(transport, &sources.machine, &chain).unwrap();
    assert_eq!(id(&fetched), "oidc");

    // Neither a source that comes before it nor a failure leads elsewhere.
    sources.machine = sources.machine.with(variable::ACCESS_KEY_ID, "environment");
    let again = fetch(transport, &sources.machine, &chain.clone()).unwrap();
    assert_eq!(id(&again), "oidc");
    sources.machine.file("token", "");
    let error = fetch(transport, &sources.machine, &chain).unwrap_err();
    let path = sources.machine.home.path().join("token");
    assert_eq!(message(&error), format!("{} is empty", path.display()));
    // Another chain makes its own choice.
    let other = fetch(transport, &sources.machine, &sources.chain()).unwrap();
    assert_eq!(id(&other), "environment");
}

fn a_choice_is_made_only_by_success(transport: Transport) {
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

fn a_mistake_that_is_passed_over_is_warned_about(transport: Transport) {
    let machine = Machine::new()
        .with(variable::ACCESS_KEY_ID, "environment")
        .with(variable::CLI_PROFILE_DISABLED, "true");
    machine.file(
        ".alibabacloud/credentials",
        "[default]\ntype=access_key\naccess_key_id=ini\naccess_key_secret=pL4nT3\n",
    );
    let lines = told(LevelFilter::WARN, || {
        let fetched = fetch(transport, &machine, &Chain::default()).unwrap();
        assert_eq!(id(&fetched), "ini");
    });
    assert_eq!(
        lines,
        [
            "WARN alicloud_credentials: passed over: the credentials are those of the ini \
          profile provider=\"environment\" error=ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set, or \
          empty"
        ]
    );
}

fn a_silent_metadata_service_is_warned_about(transport: Transport) {
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
    let start = "WARN alicloud_credentials: passed over: the credentials are those of the credentials \
                 URI provider=\"instance role\" error=no metadata service answers: time ran out";
    assert!(lines[0].starts_with(start), "{lines:?}");
}
