//! Runs the program.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use alicloud_emulator::{Credentials, Emulator};

pub(crate) const VNC_PASSWORD: &str = "aB3456";

/// The program with these arguments, separated by blanks, no environment, and a home where nothing
/// is.
pub(crate) fn program(args: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ecs-console"));
    command
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
        .args(args.split_whitespace());
    command
}

/// The program with these arguments, in an environment for calls of `emulator` as `credentials`.
pub(crate) fn program_at(emulator: &Emulator, credentials: &Credentials, args: &str) -> Command {
    let mut command = program(args);
    command
        .env("ECS_CONSOLE_ENDPOINT", emulator.endpoint())
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", credentials.access_key_id())
        .env(
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
            credentials.access_key_secret(),
        );
    if let Some(token) = credentials.security_token() {
        command.env("ALIBABA_CLOUD_SECURITY_TOKEN", token);
    }
    command
}

/// What a run ended with.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn outcome(command: &mut Command) -> Outcome {
    outcome_with_input(command, "")
}

pub(crate) fn outcome_with_input(command: &mut Command, input: &str) -> Outcome {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that doesn't read its input may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap().into()
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
