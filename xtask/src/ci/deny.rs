//! Checks the dependencies with cargo-deny.

use std::{
    path::PathBuf,
    process::{Child, Command},
};

use super::gate::{Gate, run as run_command};

pub(super) fn run(gate: &mut Gate) -> Result<(), String> {
    match gate.deny.take() {
        Some(deny) => deny.wait()?,
        None if program(gate).exists() => {}
        None => run_command(&mut install(gate))?,
    }
    let mut check = gate.program(program(gate), "--locked check licenses bans sources");
    run_command(&mut check)
}

/// A build of cargo-deny in the background.
pub(super) struct Deny(Child);

impl Deny {
    /// Starts the build unless the program exists.
    pub(super) fn start(gate: &Gate) -> Result<Option<Self>, String> {
        if program(gate).exists() {
            return Ok(None);
        }
        let mut install = install(gate);
        install
            .spawn()
            .map(|child| Some(Self(child)))
            .map_err(|error| format!("{install:?}: {error}"))
    }

    fn wait(mut self) -> Result<(), String> {
        match self.0.wait() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("building cargo-deny failed with {status}")),
            Err(error) => Err(format!("building cargo-deny: {error}")),
        }
    }
}

/// Ends the build if another part fails.
impl Drop for Deny {
    fn drop(&mut self) {
        // The build may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(gate: &Gate) -> PathBuf {
    let name = format!("cargo-deny{}", std::env::consts::EXE_SUFFIX);
    gate.target.join("tools/bin").join(name)
}

/// A debug build takes half as long as an optimised build.
fn install(gate: &Gate) -> Command {
    let tools = gate.target.join("tools");
    let mut command = gate.cargo("install cargo-deny --version 0.20.2 --locked --debug --quiet");
    command.arg("--root").arg(&tools);
    command.arg("--target-dir").arg(tools.join("build"));
    if cfg!(windows) {
        return command;
    }
    let mut nice = gate.program("nice", "");
    nice.arg(command.get_program()).args(command.get_args());
    nice
}
