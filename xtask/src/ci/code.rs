//! Checks of the whole workspace: format, lints, tests, documentation and generated code.

use super::gate::{Gate, run};

pub(super) fn fmt(gate: &mut Gate) -> Result<(), String> {
    gate.run_cargo("fmt --all -- --check")
}

pub(super) fn lint(gate: &mut Gate) -> Result<(), String> {
    gate.run_cargo("clippy --workspace --all-targets --locked -- -D warnings")
}

/// The arguments of the README's test command.
pub(super) const TEST: &str = "test --workspace";

pub(super) fn test(gate: &mut Gate) -> Result<(), String> {
    gate.run_cargo(TEST)
}

pub(super) fn docs(gate: &mut Gate) -> Result<(), String> {
    documentation(gate, "doc --workspace --no-deps --locked")
}

/// Builds documentation. Warnings are errors.
pub(super) fn documentation(gate: &Gate, arguments: &str) -> Result<(), String> {
    run(gate.cargo(arguments).env("RUSTDOCFLAGS", "-D warnings"))
}

pub(super) fn generated(gate: &mut Gate) -> Result<(), String> {
    gate.run_cargo("xtask codegen --check")?;
    gate.run_cargo("xtask spec facts --check api-specs/ecs/2014-05-26.json")
}

/// The fuzz targets are a separate workspace, which needs a C++ compiler.
pub(super) fn fuzz(gate: &mut Gate) -> Result<(), String> {
    let mut check = gate.cargo("check --quiet --locked --manifest-path tests/fuzz/Cargo.toml");
    run(check.arg("--target-dir").arg(&gate.target))
}
