//! Checks the dependencies with cargo-deny.

use std::{
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
};

use super::gate::{Gate, run as run_command};

const VERSION: &str = "0.20.2";

pub(super) fn run(gate: &mut Gate) -> Result<(), String> {
    check(gate, "licenses bans sources")
}

pub(super) fn advisories(gate: &mut Gate) -> Result<(), String> {
    check(gate, "advisories licenses bans sources")
}

fn check(gate: &mut Gate, subjects: &str) -> Result<(), String> {
    match gate.deny.take() {
        Some(deny) => deny.wait()?,
        None if program(gate).exists() => {}
        None => run_command(&mut install(gate))?,
    }
    let mut check = gate.program(program(gate), "--locked check");
    run_command(check.args(subjects.split_whitespace()))
}

/// A build of cargo-deny in the background, which ends if this value is dropped or this process
/// ends.
pub(super) struct Deny {
    build: Child,
    /// On Unix, the build ends when this pipe is closed.
    pipe: Option<ChildStdin>,
}

impl Deny {
    /// Starts the build unless the program exists.
    pub(super) fn start(gate: &Gate) -> Result<Option<Self>, String> {
        if program(gate).exists() {
            return Ok(None);
        }
        Self::spawn(in_background(gate, &install(gate))).map(Some)
    }

    fn spawn(mut command: Command) -> Result<Self, String> {
        let mut build = command
            .stdin(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{command:?}: {error}"))?;
        // `Child::wait` would close this pipe before the build has ended.
        let pipe = build.stdin.take();
        Ok(Self { build, pipe })
    }

    fn wait(mut self) -> Result<(), String> {
        match self.build.wait() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("building cargo-deny failed with {status}")),
            Err(error) => Err(format!("building cargo-deny: {error}")),
        }
    }
}

/// Ends the build if another part fails.
impl Drop for Deny {
    fn drop(&mut self) {
        self.pipe = None;
        // The build may have ended already.
        if cfg!(not(unix)) {
            let _ = self.build.kill();
        }
        let _ = self.build.wait();
    }
}

fn program(gate: &Gate) -> PathBuf {
    let name = format!("cargo-deny{}", std::env::consts::EXE_SUFFIX);
    tools(gate).join("bin").join(name)
}

/// The directory contains the version, so that each version is built.
fn tools(gate: &Gate) -> PathBuf {
    gate.target.join(format!("tools/deny-{VERSION}"))
}

/// A debug build takes half as long as an optimised build.
fn install(gate: &Gate) -> Command {
    let mut command = gate.cargo("install cargo-deny --locked --debug --quiet");
    command.args(["--version", VERSION]);
    command.arg("--root").arg(tools(gate));
    command.arg("--target-dir").arg(tools(gate).join("build"));
    command
}

/// Changes a command so that it leaves the processor to other commands. When its stdin is closed,
/// the command ends with all its child processes.
#[cfg(unix)]
fn in_background(gate: &Gate, command: &Command) -> Command {
    use std::os::unix::process::CommandExt as _;

    // The second line starts a process that waits for the end of stdin, and then ends its group.
    // The shell gives `/dev/null` to this process as stdin, so the first line copies stdin.
    const SCRIPT: &str = r#"
        exec 3<&0
        { read -r _ <&3; kill -s TERM 0; } &
        exec nice "$@" 3<&- < /dev/null
    "#;
    let mut shell = gate.program("sh", "");
    shell.args(["-c", SCRIPT, "sh"]);
    shell.arg(command.get_program()).args(command.get_args());
    // The process and its children form a group.
    shell.process_group(0);
    shell
}

#[cfg(not(unix))]
fn in_background(gate: &Gate, command: &Command) -> Command {
    let mut same = gate.program(command.get_program(), "");
    same.args(command.get_args());
    same
}

#[cfg(all(test, unix))]
mod tests {
    use std::{error::Error, io::Read as _, path::Path, process::Stdio, time::Instant};

    use super::{Deny, Gate, in_background};

    #[test]
    fn ends_all_processes_of_the_build() -> Result<(), Box<dyn Error>> {
        let gate = Gate::new(Path::new("."), false)?;
        let mut build = gate.program("sh", "-c");
        build.arg("sleep 60 & wait");
        let mut build = in_background(&gate, &build);
        build.stdout(Stdio::piped());
        let mut deny = Deny::spawn(build)?;
        let output = deny.build.stdout.take();
        assert!(deny.build.try_wait()?.is_none());
        let start = Instant::now();
        drop(deny);
        // All processes inherited this pipe, so its end is the end of the last process.
        output.ok_or("no pipe")?.read_to_end(&mut Vec::new())?;
        assert!(start.elapsed().as_secs() < 30);
        Ok(())
    }

    #[test]
    fn returns_the_status_of_the_build() -> Result<(), Box<dyn Error>> {
        let gate = Gate::new(Path::new("."), false)?;
        for (status, succeeds) in [("0", true), ("3", false)] {
            let mut build = gate.program("sh", "-c");
            build.arg(format!("exit {status}"));
            let deny = Deny::spawn(in_background(&gate, &build))?;
            assert_eq!(deny.wait().is_ok(), succeeds);
        }
        Ok(())
    }
}
