//! Checks the crates with other features than those of the workspace.

use super::{
    code,
    gate::{self, Gate},
};

pub(super) fn run(gate: &mut Gate) -> Result<(), String> {
    transports(gate)?;
    for features in ["", "testing", "tracing", "xml"] {
        lint(gate, "alicloud", "--no-default-features", features)?;
    }
    gate.run_cargo("test --locked -p alicloud --no-default-features --lib")?;
    for package in ["alicloud-sign", "alicloud-config", "alicloud-console"] {
        lint(gate, package, "--no-default-features", "")?;
    }
    // Check the generator without its command-line program, and `xtask` with the features of the
    // alias `cargo xtask`.
    for features in ["", "commands"] {
        lint(gate, "alicloud-codegen", "", features)?;
    }
    lint(gate, "xtask", "--no-default-features", "")?;
    gate.run_cargo_silently("xtask spec fetch --help")?;
    // Check the program with single features and without features.
    for features in ["emulator", "reqwest", ""] {
        lint(gate, "ecs-console", "--no-default-features", features)?;
    }
    for arguments in ["url --emulator", "emulator", "regions --transport reqwest"] {
        refuses(gate, arguments)?;
    }
    Ok(())
}

/// Checks that the program without features refuses the arguments and names the missing feature.
fn refuses(gate: &Gate, arguments: &str) -> Result<(), String> {
    let program = "run --quiet --locked -p ecs-console --no-default-features --";
    let mut program = gate.cargo(&format!("{program} {arguments}"));
    // The program finds credentials before it chooses the transport. Nothing listens on port 9.
    program
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")
        .env("ECS_CONSOLE_ENDPOINT", "http://127.0.0.1:9");
    let output = program
        .output()
        .map_err(|error| format!("{program:?}: {error}"))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(2) && stderr.contains("needs the feature") {
        return Ok(());
    }
    Err(format!(
        "{program:?} ended with {} and not with a missing feature: {stderr}",
        output.status
    ))
}

/// Checks the transports without TLS, with all TLS libraries and with their own default features.
/// The workspace enables `platform-verifier`, so the last check is separate.
fn transports(gate: &Gate) -> Result<(), String> {
    for transport in ["alicloud-reqwest", "alicloud-ureq"] {
        gate.run_cargo(&format!(
            "test --locked -p {transport} --no-default-features --lib"
        ))?;
        lint(gate, transport, "--all-features", "")?;
        lint(gate, transport, "--all-targets", "")?;
    }
    Ok(())
}

/// Checks `alicloud-ecs` without any operation and with all operations.
pub(super) fn full(gate: &mut Gate) -> Result<(), String> {
    lint(gate, "alicloud-ecs", "--no-default-features", "")?;
    lint(gate, "alicloud-ecs", "", "full,serde")?;
    code::documentation(
        gate,
        "doc --locked --no-deps -p alicloud-ecs --features full,serde",
    )
}

fn lint(gate: &Gate, package: &str, options: &str, features: &str) -> Result<(), String> {
    let mut clippy = gate.cargo(&format!("clippy --locked -p {package} {options}"));
    if !features.is_empty() {
        clippy.args(["--features", features]);
    }
    gate::run(clippy.args(["--", "-D", "warnings"]))
}
