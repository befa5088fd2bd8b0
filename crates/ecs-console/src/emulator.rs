//! `ecs-console emulator`: a local endpoint for other programs.

use alicloud_config::variable::{
    self, ACCESS_KEY_ID, ACCESS_KEY_SECRET, REGION_ID, SECURITY_TOKEN,
};
use alicloud_emulator::{Emulator, Scenario};

use crate::{args::EmulatorArgs, failure::Failure, system::System, target::ENDPOINT};

/// The instance that `url --emulator` uses by default.
pub(crate) const RUNNING_INSTANCE_ID: &str = Scenario::RUNNING_INSTANCE_ID;

/// Starts the emulator, prints how to call the emulator, and serves until the process is
/// interrupted.
pub(crate) fn run(args: &EmulatorArgs, system: &mut System<'_>) -> Result<(), Failure> {
    let failure = |what| move |error: std::io::Error| Failure::Local(what, error.into());
    let emulator = Emulator::builder()
        .listen(args.listen)
        .start()
        .map_err(failure("the emulator did not start"))?;
    system.streams.print(exports(&emulator))?;
    system.streams.note(instances(&Scenario::default()));
    emulator.wait().map_err(failure("the emulator stopped"))
}

/// Shell commands that make `ecs-console` and other clients in the same shell call `emulator`.
fn exports(emulator: &Emulator) -> [String; 6] {
    let (endpoint, credentials) = (emulator.endpoint(), emulator.credentials());
    [
        format!("export {ENDPOINT}={endpoint}"),
        format!("export {}={endpoint}", variable::ENDPOINT),
        format!("export {REGION_ID}={}", Scenario::REGION_ID),
        format!("export {ACCESS_KEY_ID}={}", credentials.access_key_id()),
        format!(
            "export {ACCESS_KEY_SECRET}={}",
            credentials.access_key_secret()
        ),
        // A security token in the environment would belong to other credentials.
        format!("unset {SECURITY_TOKEN}"),
    ]
}

fn instances(scenario: &Scenario) -> Vec<String> {
    let begin = "The emulator serves until it is interrupted. It simulates these instances:";
    let mut lines = vec![begin.to_owned()];
    let (listed, others) = scenario
        .instances()
        .iter()
        .partition::<Vec<_>, _>(|instance| instance.region_id == Scenario::REGION_ID);
    for instance in listed {
        lines.push(format!(
            "  --region-id {} --instance-id {:<24} {:?}, {:?}",
            instance.region_id, instance.id, instance.status, instance.os_type
        ));
    }
    lines.push(format!(
        "and {} more, which this command lists: ecs-console instances --region-id {}",
        others.len(),
        Scenario::PAGED_REGION_ID
    ));
    lines
}
