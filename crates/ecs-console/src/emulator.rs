//! The emulator: `ecs-console emulator` for other programs, and `--emulator` for one command.

use alicloud::{Session, error::chain};
use alicloud_config::variable::{self, ACCESS_KEY_ID, ACCESS_KEY_SECRET, SECURITY_TOKEN};
use alicloud_console::Console;
use alicloud_emulator::{Emulator, Scenario};
use alicloud_sign::{Acs3, Credentials, HmacSha1};
use serde::Serialize;

use crate::{
    args::{EmulatorArgs, EmulatorOutput, Signature, SpecificationSource},
    failure::Failure,
    system::System,
    target::ENDPOINT,
};

/// The region that `--emulator` uses by default.
pub(crate) const REGION_ID: &str = Scenario::REGION_ID;

/// The instance that `url --emulator` uses by default.
pub(crate) const RUNNING_INSTANCE_ID: &str = Scenario::RUNNING_INSTANCE_ID;

/// The regions that the emulator of `--emulator` simulates.
pub(crate) fn region_ids() -> Vec<String> {
    Scenario::default().region_ids().to_vec()
}

/// Starts the emulator, prints how to call the emulator, and serves until the process is
/// interrupted.
pub(crate) fn run(args: &EmulatorArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let failure = |what| move |error: std::io::Error| Failure::Local(what, error.into());
    let mut builder = Emulator::builder().listen(args.listen).seed(args.seed);
    if args.lenient {
        builder = builder.lenient();
    }
    for SpecificationSource { host, file } in &args.spec {
        builder = builder
            .specification_file(file, host.as_deref())
            .map_err(|error| Failure::input("--spec", chain(&error)))?;
    }
    let emulator = builder
        .start()
        .map_err(failure("the emulator did not start"))?;
    let scenario = Scenario::default();
    match args.output {
        EmulatorOutput::Json => {
            let document = Document::new(&emulator, &scenario);
            system.streams.print_json(&document)?;
        }
        EmulatorOutput::Exports => {
            system.streams.print(exports(&emulator))?;
            let page = emulator.console_page_url();
            system.streams.note([format!(
                "To open a console URL here, replace everything before its question mark with {page}"
            )]);
            system.streams.note(instances(&scenario));
        }
    }
    emulator.wait().map_err(failure("the emulator stopped"))
}

/// The emulator of `--emulator`, which serves until it is dropped.
pub(crate) struct LocalEmulator(Emulator);

impl LocalEmulator {
    /// Starts the emulator and notes its endpoint on stderr.
    pub(crate) fn start(system: &mut System<'_>) -> Result<Self, Failure> {
        let emulator = Emulator::start()
            .map_err(|error| Failure::Local("the emulator did not start", error.into()))?;
        let endpoint = emulator.endpoint();
        let note = format!("Using the emulator at {endpoint}: its instances are simulated.");
        system.streams.note([note]);
        Ok(Self(emulator))
    }

    pub(crate) fn endpoint(&self) -> &str {
        self.0.endpoint()
    }

    /// A session with the credentials that the emulator accepts.
    pub(crate) fn session(&self, signature: Signature) -> Session {
        let accepted = self.0.credentials();
        let credentials = Credentials::new(accepted.access_key_id(), accepted.access_key_secret());
        match signature {
            Signature::V1 => Session::new(HmacSha1::new(credentials)),
            Signature::Acs3 => Session::new(Acs3::new(credentials)),
        }
    }
}

/// The page of the emulator, which takes the place of the vendor's page.
impl LocalEmulator {
    /// The URL of the page, with the query of the URL of `console`.
    pub(crate) fn page_url(&self, console: &Console) -> String {
        let query = console.url().split_once('?').map(|(_, query)| query);
        let page = self.0.console_page_url();
        format!("{page}?{}", query.unwrap_or_default())
    }

    /// Whether a browser has opened the WebSocket of a `VncUrl`.
    pub(crate) fn url_was_used(&self) -> bool {
        let requests = self.0.requests();
        requests.iter().any(|request| request.status == 101)
    }
}

/// Shell commands that make `ecs-console` and other clients in the same shell call `emulator`.
fn exports(emulator: &Emulator) -> [String; 6] {
    let (endpoint, credentials) = (emulator.endpoint(), emulator.credentials());
    [
        format!("export {ENDPOINT}={endpoint}"),
        format!("export {}={endpoint}", variable::ENDPOINT),
        format!("export {}={REGION_ID}", variable::REGION_ID),
        format!("export {ACCESS_KEY_ID}={}", credentials.access_key_id()),
        format!(
            "export {ACCESS_KEY_SECRET}={}",
            credentials.access_key_secret()
        ),
        // A security token in the environment would belong to other credentials.
        format!("unset {SECURITY_TOKEN}"),
    ]
}

/// The JSON object of a running emulator, with names like those of the API. As in the shell
/// exports, the credentials are the public ones of the emulator.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    endpoint: &'a str,
    console_page: String,
    region_id: &'a str,
    access_key_id: &'a str,
    access_key_secret: &'a str,
    instances: Vec<SimulatedInstance<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SimulatedInstance<'a> {
    region_id: &'a str,
    instance_id: &'a str,
    status: &'static str,
    #[serde(rename = "OSType")]
    os_type: &'static str,
}

impl<'a> Document<'a> {
    fn new(emulator: &'a Emulator, scenario: &'a Scenario) -> Self {
        let credentials = emulator.credentials();
        let instances = scenario.instances().map(|instance| SimulatedInstance {
            region_id: &instance.region_id,
            instance_id: &instance.id,
            status: instance.status.as_str(),
            os_type: instance.os_type.as_str(),
        });
        Self {
            endpoint: emulator.endpoint(),
            console_page: emulator.console_page_url(),
            region_id: REGION_ID,
            access_key_id: credentials.access_key_id(),
            access_key_secret: credentials.access_key_secret(),
            instances: instances.collect(),
        }
    }
}

fn instances(scenario: &Scenario) -> Vec<String> {
    let begin = "The emulator serves until it is interrupted. It simulates these instances:";
    let mut lines = vec![begin.to_owned()];
    let (listed, others) = scenario
        .instances()
        .partition::<Vec<_>, _>(|instance| instance.region_id == Scenario::REGION_ID);
    for instance in listed {
        lines.push(format!(
            "  --region-id {} --instance-id {:<24} {}, {}",
            instance.region_id,
            instance.id,
            instance.status.as_str(),
            instance.os_type.as_str()
        ));
    }
    lines.push(format!(
        "and {} more, which this command lists: ecs-console instances --region-id {}",
        others.len(),
        Scenario::PAGED_REGION_ID
    ));
    lines
}
