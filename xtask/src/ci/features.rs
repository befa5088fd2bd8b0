//! Checks the crates with other features than those of the workspace.

use super::gate::{self, Gate};

/// The crates that users can build without features. No crate in this list enables a feature of
/// another one.
const BARE: &str = "-p alicloud -p alicloud-config -p alicloud-console -p alicloud-ecs \
                    -p alicloud-sign";
const TRANSPORTS: &str = "-p alicloud-reqwest -p alicloud-ureq";

pub(super) fn run(gate: &mut Gate) -> Result<(), String> {
    // Test the transports without TLS.
    gate.run_cargo(&format!(
        "test --locked -p alicloud {TRANSPORTS} --no-default-features --lib"
    ))?;
    // Check the transports with all TLS libraries and with their own default features. The
    // workspace enables `platform-verifier`.
    lint(gate, TRANSPORTS, "--all-features")?;
    lint(gate, TRANSPORTS, "--all-targets")?;
    lint(gate, BARE, "--no-default-features")?;
    for feature in ["testing", "tracing", "xml"] {
        let options = format!("--no-default-features --features {feature}");
        lint(gate, "-p alicloud", &options)?;
    }
    // Check the generator without its command-line program, which `xtask` enables.
    for options in ["", "--features commands"] {
        lint(gate, "-p alicloud-codegen", options)?;
    }
    // Check the program with its own default features, with single features and without features.
    lint(gate, "-p ecs-console", "")?;
    for features in ["emulator", "reqwest", ""] {
        let options = format!("--no-default-features --features={features}");
        lint(gate, "-p ecs-console", &options)?;
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

/// Checks `alicloud-ecs` without any operation and with all operations. The other parts do this,
/// too: `features` selects no operation, and `lint` and `docs` select all.
pub(super) fn full(gate: &mut Gate) -> Result<(), String> {
    lint(gate, "-p alicloud-ecs", "--no-default-features")?;
    lint(gate, "-p alicloud-ecs", "--features full,serde")?;
    let doc = "doc --locked --no-deps -p alicloud-ecs --features full,serde";
    gate::run(gate.cargo(doc).env("RUSTDOCFLAGS", "-D warnings"))
}

/// Calls every operation of ECS. Other tests don't need all operations, so this test is separate.
pub(super) fn operations(gate: &mut Gate) -> Result<(), String> {
    // The printed numbers tell how many operations each case covers.
    let test = "test --locked -p alicloud-ecs-operations --features full --lib -- --nocapture";
    gate.run_cargo(test)
}

fn lint(gate: &Gate, packages: &str, options: &str) -> Result<(), String> {
    gate.run_cargo(&format!(
        "clippy --locked {packages} {options} -- -D warnings"
    ))
}
