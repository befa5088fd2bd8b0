//! Where a call goes, and who calls.

use alicloud::{Endpoint, EndpointError, Format, Retry, Session, http::Method};
use alicloud_credentials::{Chain, CliProfile, Provider, RefreshingSigner};
use alicloud_ecs::ENDPOINTS;
use alicloud_emulator::Emulator;
use alicloud_sign::{Acs3, Credentials, HmacSha1};

use crate::{
    args::{self, CallArgs, RegionArgs, Signature},
    failure::Failure,
    system::System,
    transport::Client,
};

/// The variable with the endpoint, which the emulator's exports set.
pub(crate) const ENDPOINT: &str = "ECS_CONSOLE_ENDPOINT";

/// The variable with what the user wants said in `User-Agent`, known to the vendor's tools as well.
const USER_AGENT: &str = "ALIBABA_CLOUD_USER_AGENT";

/// What this program says there.
const PROGRAM: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Where the calls of one command go.
pub(crate) struct Target {
    pub(crate) client: Client,
    /// Serves until it is dropped.
    _emulator: Option<Emulator>,
}

/// An endpoint, and what it comes from.
type Origin = (&'static str, Result<Endpoint, EndpointError>);

impl Target {
    /// What serves a region, unless `args` or the environment name another.
    pub(crate) fn of_region(
        region: &RegionArgs,
        args: &CallArgs,
        retry: Retry,
        system: &mut System<'_>,
    ) -> Result<Self, Failure> {
        Self::new(args, retry, system, |system| {
            match given_endpoint(args, system) {
                Some(given) if !region.vpc => given,
                // An argument comes before the environment, and --endpoint excludes --vpc.
                _ => region_endpoint(region, system),
            }
        })
    }

    /// What serves calls that are about no region, unless `args` or the environment name another.
    pub(crate) fn central(args: &CallArgs, system: &mut System<'_>) -> Result<Self, Failure> {
        Self::new(args, Retry::default(), system, |system| {
            given_endpoint(args, system)
                .unwrap_or_else(|| ("the central endpoint", alicloud_ecs::central_endpoint()))
        })
    }

    /// An emulator, or else what is at `endpoint`.
    fn new(
        args: &CallArgs,
        retry: Retry,
        system: &mut System<'_>,
        endpoint: impl FnOnce(&mut System<'_>) -> Origin,
    ) -> Result<Self, Failure> {
        let (session, emulator) = if args.emulator {
            let emulator = start_emulator(system)?;
            let accepted = emulator.credentials();
            let credentials =
                Credentials::new(accepted.access_key_id(), accepted.access_key_secret());
            let endpoint = ("--emulator", emulator.endpoint().parse());
            (session(endpoint, args, credentials)?, Some(emulator))
        } else {
            let endpoint = endpoint(system);
            let session = match &args.profile {
                Some(name) => session(endpoint, args, CliProfile::default().profile(name)),
                None => session(endpoint, args, Chain::default()),
            };
            let user_agent = system.set_variable(USER_AGENT).unwrap_or_default();
            let session = session?
                .user_agent(&user_agent.to_string_lossy())
                .map_err(|error| Failure::input(USER_AGENT, error))?;
            (session, None)
        };
        Ok(Self {
            client: Client::new(args.transport, session.retry(retry))?,
            _emulator: emulator,
        })
    }
}

/// The endpoint that `args` or the environment name.
fn given_endpoint(args: &CallArgs, system: &System<'_>) -> Option<Origin> {
    if let Some(endpoint) = &args.endpoint {
        return Some(("--endpoint", endpoint.parse()));
    }
    let endpoint = system.set_variable(ENDPOINT)?;
    Some((ENDPOINT, endpoint.to_string_lossy().parse()))
}

/// The endpoint of a region. One that isn't known is mentioned: it may be new, or mistyped, and then
/// there is no such host.
fn region_endpoint(region: &RegionArgs, system: &mut System<'_>) -> Origin {
    let region_id = &*region.region_id;
    let (origin, endpoint) = if region.vpc {
        ("--vpc", alicloud_ecs::vpc_endpoint(region_id))
    } else {
        ("--region-id", alicloud_ecs::endpoint(region_id))
    };
    let is_known = ENDPOINTS.iter().any(|(known, _)| *known == region_id);
    if let (Ok(endpoint), false) = (&endpoint, is_known) {
        let host = endpoint.host();
        let note = format!("{region_id} is not a known region; using {host}");
        system.streams.note([note]);
    }
    (origin, endpoint)
}

fn start_emulator(system: &mut System<'_>) -> Result<Emulator, Failure> {
    let emulator = Emulator::start()
        .map_err(|error| Failure::Local("the emulator can't be started", error.into()))?;
    let endpoint = emulator.endpoint();
    let note = format!("From the emulator at {endpoint}: its instances are made up.");
    system.streams.note([note]);
    Ok(emulator)
}

/// A session as `args` want it, with the credentials of `provider`.
fn session(
    (origin, endpoint): Origin,
    args: &CallArgs,
    provider: impl Provider + 'static,
) -> Result<Session, Failure> {
    let endpoint = endpoint.map_err(|error| Failure::input(origin, error))?;
    let mut session = match args.signature {
        Signature::V1 => Session::new(endpoint, RefreshingSigner::new(provider, HmacSha1::new)),
        Signature::Acs3 => Session::new(endpoint, RefreshingSigner::new(provider, Acs3::new)),
    }
    .map_err(|error| Failure::input(origin, error))?
    .format(match args.format {
        args::Format::Json => Format::Json,
        args::Format::Xml => Format::Xml,
    })
    .user_agent(PROGRAM)
    .map_err(|error| Failure::input("User-Agent", error))?;
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
