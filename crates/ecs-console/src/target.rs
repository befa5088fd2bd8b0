//! Where a call goes, and who calls.

use alicloud::{Format, Session, http::Method};
use alicloud_emulator::Emulator;
use alicloud_sign::{Credentials, HmacSha1};

use crate::{
    args::{self, CallArgs},
    failure::Failure,
    system::System,
    transport::Client,
};

/// The variable with the endpoint, which the emulator's exports set.
pub(crate) const ENDPOINT: &str = "ECS_CONSOLE_ENDPOINT";

/// Serves every region that has no endpoint of its own, and says of the others that they don't
/// exist.
const CENTRAL_ENDPOINT: &str = "https://ecs.aliyuncs.com";

/// Where the calls of one command go.
pub(crate) struct Target {
    pub(crate) client: Client,
    /// Serves until it is dropped.
    _emulator: Option<Emulator>,
}

impl Target {
    /// What serves the region `region_id`, unless `args` or the environment name another.
    pub(crate) fn of_region(
        region_id: &str,
        args: &CallArgs,
        system: &mut System<'_>,
    ) -> Result<Self, Failure> {
        Self::new("--region-id", region_endpoint(region_id), args, system)
    }

    /// What serves calls that are about no region, unless `args` or the environment name another.
    pub(crate) fn central(args: &CallArgs, system: &mut System<'_>) -> Result<Self, Failure> {
        let endpoint = CENTRAL_ENDPOINT.to_owned();
        Self::new("the central endpoint", endpoint, args, system)
    }

    fn new(
        origin: &str,
        endpoint: String,
        args: &CallArgs,
        system: &mut System<'_>,
    ) -> Result<Self, Failure> {
        let emulator = if args.emulator {
            Some(start_emulator(system)?)
        } else {
            None
        };
        let session = match &emulator {
            Some(emulator) => emulator_session(args, emulator)?,
            None => account_session(origin, endpoint, args, system)?,
        };
        Ok(Self {
            client: Client::new(args.transport, session)?,
            _emulator: emulator,
        })
    }
}

fn start_emulator(system: &mut System<'_>) -> Result<Emulator, Failure> {
    let emulator = Emulator::start()
        .map_err(|error| Failure::Local("the emulator can't be started", error.into()))?;
    system.note(&format!(
        "From the emulator at {}: its instances are made up.",
        emulator.endpoint()
    ));
    Ok(emulator)
}

/// A session at `endpoint` or the one that `args` or the environment name, with the credentials of
/// the environment.
fn account_session(
    origin: &str,
    endpoint: String,
    args: &CallArgs,
    system: &System<'_>,
) -> Result<Session, Failure> {
    let (origin, endpoint) = match (&args.endpoint, system.set_variable(ENDPOINT)) {
        (Some(endpoint), _) => ("--endpoint", endpoint.clone()),
        (None, Some(endpoint)) => (ENDPOINT, endpoint.to_string_lossy().into_owned()),
        (None, None) => (origin, endpoint),
    };
    let credentials = alicloud_credentials::from_variables(system.variable).map_err(|error| {
        Failure::Input(format!(
            "{error}\n\n  tip: without an account, try --emulator"
        ))
    })?;
    session(args, origin, endpoint, credentials)
}

/// A session at the emulator, with its credentials.
fn emulator_session(args: &CallArgs, emulator: &Emulator) -> Result<Session, Failure> {
    let accepted = emulator.credentials();
    let credentials = Credentials::new(accepted.access_key_id(), accepted.access_key_secret());
    session(
        args,
        "--emulator",
        emulator.endpoint().to_owned(),
        credentials,
    )
}

fn session(
    args: &CallArgs,
    origin: &str,
    endpoint: String,
    credentials: Credentials,
) -> Result<Session, Failure> {
    let session = Session::new(endpoint, HmacSha1::new(credentials))
        .map_err(|error| Failure::input(origin, error))?
        .format(match args.format {
            args::Format::Json => Format::Json,
            args::Format::Xml => Format::Xml,
        });
    Ok(match args.method {
        None => session,
        Some(args::Method::Get) => session.method(Method::GET),
        Some(args::Method::Post) => session.method(Method::POST),
    })
}

fn region_endpoint(region_id: &str) -> String {
    alicloud_ecs::endpoint(region_id).map_or_else(
        || CENTRAL_ENDPOINT.to_owned(),
        |host| format!("https://{host}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_have_their_own_host_and_the_others_the_central_one() {
        for (region_id, endpoint) in [
            ("cn-qingdao", "https://ecs.cn-qingdao.aliyuncs.com"),
            ("cn-hangzhou", "https://ecs-cn-hangzhou.aliyuncs.com"),
            ("moon-1", "https://ecs.aliyuncs.com"),
        ] {
            assert_eq!(region_endpoint(region_id), endpoint);
        }
    }
}
