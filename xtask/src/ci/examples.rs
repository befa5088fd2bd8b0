//! Runs the examples and `ecs-console`.

use super::gate::{Gate, run as run_command, run_silently};

pub(super) fn run(gate: &mut Gate) -> Result<(), String> {
    gate.build_programs()?;
    run_command(&mut gate.program(gate.root.join(".ci/examples"), ""))
}

pub(super) fn browser(gate: &mut Gate) -> Result<(), String> {
    let missing = ["chromium", "chromedriver"]
        .into_iter()
        .find(|program| gate.program(program, "--version").output().is_err());
    if let Some(program) = missing {
        return gate.skip(
            "browser",
            format!("{program} is missing (Debian: chromium, chromium-driver)"),
        );
    }
    gate.run_cargo("test --quiet --locked --workspace --test examples -- --ignored")
}

pub(super) fn emulator(gate: &mut Gate) -> Result<(), String> {
    gate.build_programs()?;
    let program = || gate.program(gate.built("ecs-console"), "");
    for transport in ["reqwest", "ureq"] {
        for signature in ["1.0", "acs3"] {
            run_silently(program().args([
                "url",
                "--emulator",
                "--transport",
                transport,
                "--signature",
                signature,
            ]))?;
        }
    }
    for list in ["regions", "instances"] {
        run_silently(program().args([list, "--emulator"]))?;
    }
    Ok(())
}
