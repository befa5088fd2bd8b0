//! Checks of the whole workspace: format, lints, tests, documentation and generated code.

use super::gate::{Gate, run, run_task};

/// Selects all operations of ECS, so that their code and the test that calls them are checked, too.
const FULL: &str = "--features alicloud-ecs/full,alicloud-ecs-operations/full";

pub(super) fn fmt(gate: &mut Gate) -> Result<(), String> {
    gate.run_cargo("fmt --all -- --check")
}

pub(super) fn lint(gate: &mut Gate) -> Result<(), String> {
    let targets = "--workspace --all-targets";
    gate.run_cargo(&format!("clippy --locked {targets} {FULL} -- -D warnings"))
}

/// The arguments of the README's test command, and `--locked`.
pub(super) const TEST: &str = "test --workspace --locked";

pub(super) fn test(gate: &mut Gate) -> Result<(), String> {
    gate.run_cargo(TEST)
}

pub(super) fn docs(gate: &mut Gate) -> Result<(), String> {
    // Documentation of examples needs the features of development dependencies. So all dependencies
    // have the same features as in `lint`, and are not checked again.
    // `--bins` would replace the documentation of the library alicloud-codegen by that of its
    // program.
    let targets = "--workspace --lib --bin ecs-console --bin xtask --examples";
    let mut doc = gate.cargo(&format!("doc --locked --no-deps {targets} {FULL}"));
    run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

pub(super) fn generated(gate: &mut Gate) -> Result<(), String> {
    run_task(&gate.task("codegen --check"))?;
    let specification = gate.root.join("api-specs/ecs/2014-05-26.json");
    run_task(gate.task("spec facts --check").arg(specification))
}

/// Checks the fuzz targets, which are a separate workspace.
pub(super) fn fuzz(gate: &mut Gate) -> Result<(), String> {
    let mut check = gate.cargo("check --quiet --locked --manifest-path tests/fuzz/Cargo.toml");
    // Nothing is linked, so the library doesn't have to exist. Without this variable, a build
    // script compiles the library from C++.
    check.env("CUSTOM_LIBFUZZER_PATH", "/not-linked/libfuzzer.a");
    run(check.arg("--target-dir").arg(&gate.target))
}
