//! The endpoint and the credentials for the calls of a command.

use alicloud::{
    Endpoint, Format, Network, Session,
    error::{CredentialsError, EndpointError},
    http::Method,
    retry::Retry,
};
use alicloud_config::Config;
use alicloud_ecs::PRODUCT;

use crate::{
    args::{self, CallArgs, RegionArgs, Signature},
    emulator::{self, LocalEmulator},
    failure::Failure,
    nearest::nearest,
    system::System,
    transport::Client,
};

/// The environment variable with the endpoint. The shell exports of `ecs-console emulator` set this
/// variable.
pub(crate) const ENDPOINT: &str = "ECS_CONSOLE_ENDPOINT";

/// The environment variable with text for the end of the `User-Agent` header. The tools of the
/// vendor read the same variable.
const USER_AGENT: &str = "ALIBABA_CLOUD_USER_AGENT";

/// The part of the `User-Agent` header that identifies this program.
const PROGRAM: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// The client for the calls of one command.
pub(crate) struct Target {
    pub(crate) client: Client,
    /// The emulator of `--emulator`, which serves until it is dropped.
    pub(crate) emulator: Option<LocalEmulator>,
}

/// A region to call.
pub(crate) struct Region {
    pub(crate) id: String,
    /// The known region with a similar id, if the id is unknown and probably mistyped.
    pub(crate) similar: Option<String>,
    is_known: bool,
}

impl Region {
    /// Compares `id` with the ids of the `known` regions.
    fn new(id: &str, known: &[&str]) -> Self {
        let is_known = known.contains(&id);
        let similar = nearest(id, known.iter().copied()).filter(|_| !is_known);
        Self {
            id: id.to_owned(),
            similar: similar.map(str::to_owned),
            is_known,
        }
    }
}

impl Target {
    /// Creates a target at the endpoint of a region, unless `args` or the configuration set another
    /// endpoint. Also returns the region, which comes from `region` or else from the configuration.
    pub(crate) fn of_region(
        region: &RegionArgs,
        args: &CallArgs,
        retry: Retry,
        system: &mut System<'_>,
    ) -> Result<(Self, Region), Failure> {
        if args.emulator {
            let target = Self::emulator(args, retry, system)?;
            let region_id = region.region_id.as_deref();
            let known = emulator::region_ids();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let region = Region::new(region_id.unwrap_or(emulator::REGION_ID), &known);
            return Ok((target, region));
        }
        let mut config = config(args);
        if let Some(region_id) = &region.region_id {
            config = config.region(region_id);
        }
        if region.vpc {
            config = config.network(Network::Vpc);
        }
        // `--vpc` overrides the endpoint of the environment. The parser refuses `--vpc` with
        // `--endpoint`.
        let given = given_endpoint(args, system).filter(|_| !region.vpc);
        let settings = config.settings().map_err(Failure::Configuration)?;
        let region_id = settings.region().ok_or_else(no_region)?;
        let known: Vec<&str> = PRODUCT.regions().map(|(known, _)| known).collect();
        let region = Region::new(region_id, &known);
        if given.is_none() && settings.endpoint().is_none() {
            warn_about_unknown_region(&region, settings.network(), system);
        }
        let session = loaded(&config)?;
        Ok((Self::new(session, given, args, retry, system)?, region))
    }

    /// Creates a target at the central endpoint, unless `args` or the configuration set another
    /// endpoint. The central endpoint serves calls that don't concern a region.
    pub(crate) fn central(args: &CallArgs, system: &mut System<'_>) -> Result<Self, Failure> {
        let retry = retry(args);
        if args.emulator {
            return Self::emulator(args, retry, system);
        }
        let config = config(args);
        let given = given_endpoint(args, system);
        let settings = config.settings().map_err(Failure::Configuration)?;
        let is_fixed = given.is_some() || settings.endpoint().is_some();
        let session = match (settings.network(), settings.region()) {
            _ if is_fixed => loaded(&config)?,
            // The central endpoint can't be reached without internet access, so the VPC endpoint of
            // the region is used.
            (Network::Vpc, Some(_)) => loaded(&config)?,
            (Network::Vpc, None) => {
                return Err(Failure::Input(format!(
                    "the VPC endpoint needs a region: set {REGION_SETTINGS}"
                )));
            }
            // The configured region is ignored, so that users with a mistyped region can list the
            // regions.
            _ => loaded(&config)?.in_region(""),
        };
        Self::new(session, given, args, retry, system)
    }

    fn emulator(args: &CallArgs, retry: Retry, system: &mut System<'_>) -> Result<Self, Failure> {
        let emulator = LocalEmulator::start(system)?;
        let endpoint = ("--emulator", emulator.endpoint().parse());
        let signed = emulator.session(args.signature);
        let session = with_user_agent(session(signed, Some(endpoint), args)?, args)?;
        Ok(Self {
            client: Client::new(args.transport, session.retry(retry))?,
            emulator: Some(emulator),
        })
    }

    /// Creates the client for `loaded`, with the endpoint `given` if there is one.
    fn new(
        loaded: Session,
        given: Option<Origin>,
        args: &CallArgs,
        retry: Retry,
        system: &System<'_>,
    ) -> Result<Self, Failure> {
        let user_agent = system.set_variable(USER_AGENT).unwrap_or_default();
        let session = session(loaded, given, args)?
            .user_agent(&user_agent.to_string_lossy())
            .map_err(|error| Failure::input(USER_AGENT, error))?;
        let session = with_user_agent(session, args)?;
        Ok(Self {
            client: Client::new(args.transport, session.retry(retry))?,
            emulator: None,
        })
    }
}

/// The retry policy of all calls.
pub(crate) fn retry(args: &CallArgs) -> Retry {
    Retry::default().attempts(args.retries.saturating_add(1))
}

/// The name of the argument or variable that sets an endpoint, and the endpoint.
type Origin = (&'static str, Result<Endpoint, EndpointError>);

fn config(args: &CallArgs) -> Config {
    let config = match &args.profile {
        Some(name) => Config::default().profile(name),
        None => Config::default(),
    };
    match args.signature {
        Signature::V1 => config,
        Signature::Acs3 => config.acs3(),
    }
}

/// Loads the session of a configuration whose settings were loaded before.
fn loaded(config: &Config) -> Result<Session, Failure> {
    let session = config.load();
    // The other settings are valid, so the error must be about the credentials.
    session.map_err(|error| Failure::Call(CredentialsError::from(error).into()))
}

fn no_region() -> Failure {
    Failure::Input(format!(
        "no region is set: pass --region-id, or set {REGION_SETTINGS}"
    ))
}

const REGION_SETTINGS: &str =
    "ALIBABA_CLOUD_REGION_ID or the region_id of the profile in ~/.aliyun/config.json";

/// The endpoint that `args` or else the environment sets.
fn given_endpoint(args: &CallArgs, system: &System<'_>) -> Option<Origin> {
    if let Some(endpoint) = &args.endpoint {
        return Some(("--endpoint", endpoint.parse()));
    }
    let endpoint = system.set_variable(ENDPOINT)?;
    Some((ENDPOINT, endpoint.to_string_lossy().parse()))
}

/// Warns about an unknown region and names its host. The region may be new. If the region is
/// mistyped, the host doesn't exist.
fn warn_about_unknown_region(region: &Region, network: Network, system: &mut System<'_>) {
    if region.is_known {
        return;
    }
    let region_id = &region.id;
    if let Ok(endpoint) = PRODUCT.endpoint(network, Some(region_id)) {
        let similar = region.similar.as_deref();
        let hint = similar.map_or_else(String::new, |known| format!(" (did you mean {known}?)"));
        let host = endpoint.host();
        let warning = format!("{region_id} is not a known region{hint}; using {host}");
        system.streams.warn(&warning);
    }
}

/// Appends the text of `--user-agent`.
fn with_user_agent(session: Session, args: &CallArgs) -> Result<Session, Failure> {
    let text = args.user_agent.as_deref().unwrap_or_default();
    session
        .user_agent(text)
        .map_err(|error| Failure::input("--user-agent", error))
}

/// Applies the options in `args` and the endpoint `given` to `session`.
fn session(session: Session, given: Option<Origin>, args: &CallArgs) -> Result<Session, Failure> {
    let mut session = session
        .format(match args.wire_format {
            args::WireFormat::Json => Format::Json,
            args::WireFormat::Xml => Format::Xml,
        })
        .user_agent(PROGRAM)
        .map_err(|error| Failure::input("User-Agent", error))?;
    if let Some((origin, endpoint)) = given {
        let fixed = endpoint.and_then(|endpoint| session.endpoint(endpoint));
        session = fixed.map_err(|error| Failure::input(origin, error))?;
    }
    if let Some(method) = args.method {
        session = session.method(match method {
            args::Method::Get => Method::GET,
            args::Method::Post => Method::POST,
        });
    }
    if let Some(timeout) = args.timeout {
        session = session.call_timeout(timeout);
    }
    Ok(session)
}
