//! Messages of `alicloud-config`.

use std::{
    io,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use alicloud::{
    Call, Endpoint, Network, Product, Request, Response,
    blocking::{Client, drive},
    error::{
        EndpointError, TransportError,
        TransportErrorKind::{Connect, Timeout},
        chain,
    },
    http::{Method, StatusCode},
    machine::{Machine as _, Step},
    model::Endpoints,
    retry::NoRetry,
    sign::{Nonce, Stamp},
};
use alicloud_config::{
    Config, CredentialsUri, DocumentProblem, Fetch, FileProblem, InstanceRole, ProcessProblem,
    ProfileProblem, ProviderError, ServiceProblem, VariableProblem, variable,
};
use tracing_subscriber::filter::LevelFilter;

use super::{System, table::tables};
use crate::{
    fixture::{response, session},
    trace::told,
};

const CONFIG: &str = "/home/me/.aliyun/config.json";
const PROFILE: &str = r#"{"current":"prod","profiles":[{"name":"prod","mode":"AK","access_key_id":"a","access_key_secret":"s","region_id":"cn_hangzhou"}]}"#;
const INI: &str = "/home/me/.alibabacloud/credentials";

/// The message with its causes, and the advice.
fn shown(error: ProviderError) -> String {
    format!("{}\n{}", chain(&error), error.advice().unwrap_or_default())
}

fn no_connection() -> TransportError {
    TransportError::new(Connect, "connection refused")
}

fn refused(_: Request) -> Result<Response, TransportError> {
    Err(no_connection())
}

fn invalid_region() -> EndpointError {
    const HOSTS: Endpoints = Endpoints::new(&[("cn-beijing", "sts.cn-beijing.aliyuncs.com")]);
    static STS: Product = Product::new("Sts", "2015-04-01").endpoints(HOSTS);
    STS.endpoint(Network::Public, Some("cn_beijing"))
        .unwrap_err()
}

fn invalid_endpoint() -> EndpointError {
    "sts.aliyuncs.com".parse::<Endpoint>().unwrap_err()
}

/// The error of a chain of providers.
fn unfetched(config: Config, system: System) -> String {
    shown(drive(&refused, Fetch::new(config.chain(), system)).unwrap_err())
}

/// The error of a role that can't be assumed.
fn sts(error: alicloud::Error) -> String {
    shown(ProviderError::Sts {
        action: "AssumeRole",
        role_arn: "acs:ram::123456789012:role/auditor".to_owned(),
        error: Box::new(error),
    })
}

fn sts_refusal(code: &str) -> String {
    let body = format!(r#"{{"Code":"{code}","Message":"No.","RequestId":"6894B13B"}}"#);
    let client = Client::with_transport(session(), |_| Ok(response(403, body.clone())));
    sts(client
        .send(&Call::new("Sts", "2015-04-01", "AssumeRole"))
        .unwrap_err())
}

fn in_profile(problem: ProfileProblem) -> String {
    let profile = "prod".to_owned();
    shown(ProviderError::Profile {
        path: CONFIG.into(),
        profile,
        problem,
    })
}

const CREDENTIALS: &str = r#"{"Code":"Success","AccessKeyId":"a","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2030-01-01T01:00:00Z"}"#;

/// The first event at `level` that two calls with the configuration log.
#[track_caller]
fn logged(
    level: LevelFilter,
    config: Config,
    system: System,
    transport: impl Fn(Request) -> Result<Response, TransportError>,
) -> String {
    let lines = told(level, || {
        let now = alicloud_config::System::now(&system);
        let nonce: Nonce = "1".parse().unwrap();
        let session = config.load_on(system).unwrap().retry(NoRetry);
        let session = session.stamps(move || Stamp::new(now, nonce));
        let session = session.endpoint("https://ecs.example").unwrap();
        let client = Client::with_transport(session, transport);
        for _ in 0..2 {
            let call = Call::new("Sts", "2015-04-01", "A");
            client.send(&call).unwrap_err();
        }
    });
    let mut events = lines
        .iter()
        .filter_map(|line| line.split_once("alicloud_config: "));
    events
        .next()
        .unwrap_or_else(|| panic!("{lines:#?}"))
        .1
        .to_owned()
}

/// The first warning of a call with the configuration. The metadata service is silent.
#[track_caller]
fn warned(config: Config, system: System) -> String {
    logged(LevelFilter::WARN, config, system, |request| {
        match request.endpoint().host() {
            "uri.example" => Ok(response(200, CREDENTIALS)),
            _ => Err(TransportError::new(Timeout, "no response within 1 s")),
        }
    })
}

/// The first event about a metadata service that refuses the request for a token, or the token.
#[track_caller]
fn without_token(refuses_token: bool) -> String {
    let config = Config::default().provider(InstanceRole::default());
    logged(
        LevelFilter::DEBUG,
        config,
        System::default(),
        move |request| {
            let request = request.into_http();
            let path = request.uri().path();
            if request.method() == Method::PUT {
                return Ok(response(if refuses_token { 200 } else { 404 }, "token"));
            }
            if request
                .headers()
                .contains_key("x-aliyun-ecs-metadata-token")
            {
                return Ok(response(403, ""));
            }
            Ok(response(
                200,
                if path.ends_with('/') {
                    "auditor"
                } else {
                    CREDENTIALS
                },
            ))
        },
    )
}

/// The warning of a second call whose credentials expire soon and can't be renewed.
#[track_caller]
fn not_renewed() -> String {
    let system = System::default();
    let seconds = Arc::clone(&system.seconds);
    let config = Config::default().provider(CredentialsUri::new("http://uri.example/"));
    logged(
        LevelFilter::WARN,
        config,
        system,
        move |request| match request.endpoint().host() {
            "uri.example" if seconds.load(Relaxed) == 0 => {
                Ok(response(200, CREDENTIALS.replace("T01:00", "T00:02")))
            }
            "uri.example" => Ok(response(503, "")),
            _ => {
                seconds.store(100, Relaxed);
                Err(no_connection())
            }
        },
    )
}

/// The error of providers if the driver drops all responses and all work.
fn dropped(config: Config, system: System) -> String {
    let mut fetch = Fetch::new(config.chain(), system);
    loop {
        if let Step::Done(outcome) = fetch.step() {
            return shown(outcome.unwrap_err());
        }
    }
}

pub(super) fn tables() -> Vec<String> {
    let named = |name: &str| Config::default().profile(name);
    let aliyun = || System::default().file(CONFIG, PROFILE);
    let path = || "/token".into();
    let no_file = |paths| {
        shown(ProviderError::NoFile {
            paths,
            variable: variable::CREDENTIALS_FILE,
        })
    };
    let logged_out = |status| ProviderError::LoggedOut {
        profile: "prod".to_owned(),
        mode: "CloudSSO",
        status,
    };
    let variable = |name, problem| chain(&ProviderError::Variable { name, problem }).to_string();
    let file = |problem| {
        chain(&ProviderError::File {
            path: path(),
            named_by: None,
            problem,
        })
        .to_string()
    };
    let in_other = |error| in_profile(ProfileProblem::Provider(Box::new(error)));
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let process = |problem| {
        chain(&ProviderError::Process {
            program: "vault".to_owned(),
            problem,
        })
        .to_string()
    };
    let service = |service, problem| shown(ProviderError::Service { service, problem });
    let metadata = |problem| service("the metadata service", problem);
    let reply = |problem| {
        chain(&ProviderError::StsReply {
            action: "AssumeRole",
            problem,
        })
        .to_string()
    };
    let mut tables = tables! {
        "ProviderError" {
            "when no source of credentials is configured" => unfetched(Config::default(), System::default()),
            "when no file has the profile that the program names" => unfetched(named("dev"), aliyun()),
            "when a variable disables the file of the profile" => unfetched(named("prod"), aliyun().variable(variable::CLI_PROFILE_DISABLED, "true")),
            "when a variable is not set" => shown(ProviderError::Unset { variable: variable::ACCESS_KEY_ID }),
            "when a variable disables a provider" => shown(ProviderError::Disabled { variable: variable::ECS_METADATA_DISABLED }),
            "when no file exists" => no_file(vec![INI.into()]),
            "when the home directory is unknown" => no_file(Vec::new()),
            "when a file has no default profile" => shown(ProviderError::NoProfile { path: INI.into(), profile: "default" }),
            "when this machine is not an ECS instance" => shown(ProviderError::NoMetadata { error: no_connection() }),
            "when a driver drops the responses of a fetch" => dropped(Config::default().provider(InstanceRole::default()), System::default()),
            "when a driver drops the work of a fetch" => dropped(Config::default(), System::default()),
            "when a variable is missing that other variables need" => shown(ProviderError::Variable { name: variable::ACCESS_KEY_SECRET, problem: VariableProblem::Missing }),
            "when a variable of an OIDC role is missing" => shown(ProviderError::Variable { name: variable::OIDC_PROVIDER_ARN, problem: VariableProblem::Missing }),
            "when a variable disables the metadata service and no other source has credentials" => unfetched(Config::default(), System::default().variable(variable::ECS_METADATA_DISABLED, "true")),
            "when a variable can't be used" => shown(ProviderError::Variable { name: variable::ACCESS_KEY_ID, problem: VariableProblem::Invalid }),
            "when a file can't be used" => shown(ProviderError::File { path: path(), named_by: None, problem: FileProblem::Empty }),
            "when a file that a variable names can't be used" => shown(ProviderError::File { path: path(), named_by: Some(variable::OIDC_TOKEN_FILE), problem: FileProblem::Empty }),
            "when a process can't be used" => shown(ProviderError::Process { program: "vault".to_owned(), problem: ProcessProblem::Failed(Some(1)) }),
            "when the security token service can't be reached" => sts(no_connection().into()),
            "when the caller must not assume the role" => sts_refusal("NoPermission"),
            "when the security token service refuses the OIDC token" => sts_refusal("AuthenticationFail.OIDCToken.Expired"),
            "when the security token service doesn't know the access key" => sts_refusal("InvalidAccessKeyId.NotFound"),
            "when the reply of the security token service can't be used" => shown(ProviderError::StsReply { action: "AssumeRole", problem: DocumentProblem::Missing("SecurityToken") }),
            "when a program sets an invalid role name" => shown(ProviderError::RoleName("../admin".to_owned())),
            "when a program sets a duration outside the limits" => shown(ProviderError::Duration(Duration::from_secs(60))),
            "when the endpoint of a provider is invalid" => shown(ProviderError::Endpoint(invalid_endpoint())),
            "when the VPC endpoint of the security token service has no region" => shown(ProviderError::NoRegion),
            "when a login is missing or has expired" => shown(logged_out(None)),
            "when a login is refused" => shown(logged_out(Some(StatusCode::UNAUTHORIZED))),
            "when a provider waits for a future of another library" => shown(ProviderError::Stalled),
            "when a provider takes too long" => shown(ProviderError::TimedOut(Duration::from_secs(60))),
            "when the call that fetches credentials is dropped" => shown(ProviderError::Abandoned),
            "when a variable disables the mode of a profile" => shown(ProviderError::ModeDisabled { mode: "External", variable: variable::DISABLE_EXTERNAL_PROCESS }),
            "when a provider of the program fails" => shown(ProviderError::Other("the vault is sealed".into())),
        }
        "VariableProblem" {
            "when only one half of an access key is set" => variable(variable::ACCESS_KEY_SECRET, VariableProblem::Missing),
            "when a value has invalid characters" => variable(variable::SECURITY_TOKEN, VariableProblem::Invalid),
            "when the credentials URI is not a URL" => variable(variable::CREDENTIALS_URI, VariableProblem::NotAUrl),
            "when the network is unknown" => variable(variable::ENDPOINT_TYPE, VariableProblem::EndpointType),
            "when an endpoint is invalid" => variable(variable::STS_ENDPOINT, VariableProblem::Endpoint(invalid_endpoint())),
        }
        "FileProblem" {
            "when a file can't be read" => file(FileProblem::Unreadable(io::Error::from_raw_os_error(13))),
            "when the path is not a regular file" => file(FileProblem::Unreadable(io::Error::other("not a regular file"))),
            "when the path is a directory" => file(FileProblem::Directory),
            "when a file is too large" => file(FileProblem::TooLarge { limit: 1_048_576 }),
            "when a file is not text" => file(FileProblem::NotText),
            "when a file is empty" => file(FileProblem::Empty),
            "when an OIDC token has invalid characters" => file(FileProblem::NotAToken),
            "when a line of an ini file is invalid" => file(FileProblem::NotIni { line: Some(3) }),
            "when an ini file has no section" => file(FileProblem::NotIni { line: None }),
            "when a section of an ini file appears twice" => file(FileProblem::TwoSections { section: "prod".to_owned(), line: 9 }),
            "when a key of an ini file appears twice" => file(FileProblem::TwoValues { section: "prod".to_owned(), line: 4 }),
            "when a JSON file is invalid" => file(FileProblem::Document(DocumentProblem::Syntax { line: 2, column: 7 })),
        }
        "ProfileProblem" {
            "when the file has other profiles" => in_profile(ProfileProblem::Missing { variable: Some(variable::PROFILE), known: names(&["default", "dev"]) }),
            "when the file has no profiles" => in_profile(ProfileProblem::Missing { variable: None, known: names(&[]) }),
            "when a key is missing or invalid" => in_profile(ProfileProblem::Key(DocumentProblem::Missing("access_key_id"))),
            "when the site of a login is unknown" => in_profile(ProfileProblem::Key(DocumentProblem::WrongType { key: "oauth_site_type", expected: "CN or INTL" })),
            "when the URL of a login is not encrypted" => in_profile(ProfileProblem::Key(DocumentProblem::WrongType { key: "cloud_sso_sign_in_url", expected: "an https:// URL" })),
            "when the mode is unknown" => in_profile(ProfileProblem::UnknownMode { key: "mode", mode: "AKK".to_owned(), known: vec!["AK", "StsToken", "RamRoleArn"] }),
            "when the mode is not supported" => in_profile(ProfileProblem::UnsupportedMode { mode: "RsaKeyPair" }),
            "when a key is not supported" => in_profile(ProfileProblem::Unsupported { key: "private_key" }),
            "when the profile is disabled" => in_profile(ProfileProblem::TurnedOff),
            "when the network is unknown" => in_profile(ProfileProblem::EndpointType),
            "when an endpoint is invalid" => in_profile(ProfileProblem::Endpoint { key: "endpoint", error: invalid_endpoint() }),
            "when source profiles form a cycle" => in_profile(ProfileProblem::Cycle { profiles: names(&["prod", "base", "prod"]) }),
            "when there are too many source profiles" => in_profile(ProfileProblem::TooDeep { limit: 8 }),
            "when the region of the security token service is invalid" => in_profile(ProfileProblem::StsRegion(invalid_region())),
            "when a variable disables the provider of the profile" => in_other(ProviderError::Disabled { variable: variable::ECS_METADATA_DISABLED }),
            "when the profile needs an ECS instance" => in_other(ProviderError::NoMetadata { error: no_connection() }),
            "when the profile of a login lacks a key" => in_other(ProviderError::Service { service: "OAuth", problem: ServiceProblem::Settings(DocumentProblem::Missing("oauth_site_type")) }),
        }
        "ProcessProblem" {
            "when the program is not found" => process(ProcessProblem::Unrunnable(io::Error::from_raw_os_error(2))),
            "when the output can't be read" => process(ProcessProblem::Unrunnable(io::Error::other("the output of the process could not be read"))),
            "when the output is no longer read" => process(ProcessProblem::Unrunnable(io::Error::other("the output of the process is no longer read"))),
            "when the process takes too long" => process(ProcessProblem::TimedOut(Duration::from_secs(60))),
            "when the output is too long" => process(ProcessProblem::TooLarge { limit: 65_536 }),
            "when the process fails" => process(ProcessProblem::Failed(Some(1))),
            "when a signal ends the process" => process(ProcessProblem::Failed(None)),
            "when the output can't be used" => process(ProcessProblem::Document(DocumentProblem::NotAnObject)),
        }
        "ServiceProblem" {
            "when a program sets a credentials URI that is not a URL" => service("the credentials URI", ServiceProblem::NotAUrl),
            "when a service doesn't respond" => service("CloudSSO", ServiceProblem::Transport(no_connection())),
            "when a service fails" => metadata(ServiceProblem::Status(StatusCode::SERVICE_UNAVAILABLE)),
            "when a service refuses the request" => service("the credentials URI", ServiceProblem::Status(StatusCode::NOT_FOUND)),
            "when the instance has no role" => metadata(ServiceProblem::NoRole),
            "when the name of the role is invalid" => metadata(ServiceProblem::RoleName),
            "when the IMDSv2 token is invalid" => metadata(ServiceProblem::Token),
            "when the credentials can't be used" => metadata(ServiceProblem::Document(DocumentProblem::NotAnObject)),
        }
        "DocumentProblem" {
            "when a document is not JSON" => reply(DocumentProblem::Syntax { line: 1, column: 1 }),
            "when a document is another JSON value" => reply(DocumentProblem::NotAnObject),
            "when a value is missing" => reply(DocumentProblem::Missing("AccessKeyId")),
            "when a value has another type" => reply(DocumentProblem::WrongType { key: "AccessKeyId", expected: "a string" }),
            "when a value has invalid characters" => reply(DocumentProblem::Invalid("AccessKeySecret")),
            "when an expiration is not a time" => reply(DocumentProblem::NotATime("Expiration")),
            "when a document reports an error" => metadata(ServiceProblem::Document(DocumentProblem::Code("Failed".to_owned()))),
            "when a process prints a profile of another mode" => process(ProcessProblem::Document(DocumentProblem::Mode("RamRoleArn".to_owned()))),
            "when the credentials have expired" => reply(DocumentProblem::Expired),
            "when the command of a profile can't be split into words" => in_profile(ProfileProblem::Key(DocumentProblem::NotACommand("process_command"))),
        }
    };
    let region = || Config::default().region("cn-hangzhou");
    let sound = || PROFILE.replace("cn_hangzhou", "cn-hangzhou").leak();
    let with_mode = |mode| System {
        mode,
        ..System::default().file(CONFIG, sound())
    };
    let keys = |system: System| {
        system
            .variable(variable::ACCESS_KEY_ID, "a")
            .variable(variable::ACCESS_KEY_SECRET, "s")
    };
    tables.extend(tables! {
        "Events in the log" {
            "when other users can read a file with credentials" => warned(region(), with_mode(0o644)),
            "when other users can only change the file" => warned(region(), with_mode(0o622)),
            "when other users can also change the file" => warned(region(), with_mode(0o666)),
            "when the settings of a profile are invalid, but another provider has the credentials" => warned(region(), keys(aliyun())),
            "when a variable names a profile, but no profile file exists" => warned(region(), System::default().variable(variable::PROFILE, "dev").variable(variable::CREDENTIALS_URI, "http://uri.example/")),
            "when credentials can't be renewed, but have not expired" => not_renewed(),
            "when the metadata service gives no token" => without_token(false),
            "when the metadata service refuses its token" => without_token(true),
            "when the metadata service is silent, but a later provider has credentials" => warned(region(), System::default().variable(variable::CREDENTIALS_URI, "http://uri.example/")),
        }
    });
    tables
}
