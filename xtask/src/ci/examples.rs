//! Runs the examples and `ecs-console`.

use super::gate::{Gate, run as run_command};

pub(super) fn run(gate: &mut Gate) -> Result<(), String> {
    // The features are those of the workspace, so that the build of the tests is reused.
    gate.run_cargo("build --quiet --locked --workspace --bins --examples")?;
    run_command(&mut gate.program(gate.root.join(".ci/examples"), ""))
}

pub(super) fn browser(gate: &mut Gate) -> Result<(), String> {
    let exists = |program| gate.program(program, "--version").output().is_ok();
    if !(exists("chromium") && exists("chromedriver")) {
        return gate
            .skip("chromium or chromedriver is missing (Debian: chromium, chromium-driver)");
    }
    gate.run_cargo("test --quiet --locked --workspace --test examples -- --ignored")
}

pub(super) fn emulator(gate: &mut Gate) -> Result<(), String> {
    let program = "run --quiet --locked -p ecs-console --";
    for transport in ["reqwest", "ureq"] {
        for signature in ["1.0", "acs3"] {
            gate.run_cargo_silently(&format!(
                "{program} url --emulator --transport {transport} --signature {signature}"
            ))?;
        }
    }
    for list in ["regions", "instances"] {
        gate.run_cargo_silently(&format!("{program} {list} --emulator"))?;
    }
    Ok(())
}
