//! Helpers that run the program.

use std::{
    env,
    fs::OpenOptions,
    io::Write,
    process::{Command, Output, Stdio},
};

use alicloud_emulator::{Credentials, Emulator};

pub(crate) const VNC_PASSWORD: &str = "aB3456";

/// The program with these whitespace-separated arguments. The environment contains only a home
/// directory that does not exist, a variable that disables the metadata service, and what Windows
/// needs.
pub(crate) fn program(args: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ecs-console"));
    command
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
        .args(args.split_whitespace());
    // Windows finds its libraries, such as that of sockets, through this variable.
    #[cfg(windows)]
    if let Some(root) = env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    command
}

/// The program with these arguments, in an environment for calling `emulator` with `credentials`.
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

/// One end of a connection whose other end is closed, as after `| head`.
#[cfg(unix)]
pub(crate) fn closed() -> Stdio {
    use std::os::{fd::OwnedFd, unix::net::UnixStream};

    let (kept, _) = UnixStream::pair().unwrap();
    Stdio::from(OwnedFd::from(kept))
}

/// Sends a signal, such as `TERM`, to the process.
#[cfg(unix)]
pub(crate) fn signal(child: &std::process::Child, name: &str) {
    let pid = child.id().to_string();
    let kill = Command::new("kill").args(["-s", name, &pid]).status();
    assert!(kill.unwrap().success());
}

/// The environment variable with the program and its arguments, one on each line, for
/// `becomes_another_program`.
#[cfg(unix)]
const BECOME: &str = "ECS_CONSOLE_TEST_BECOME";

/// Makes the program react to signals even if the process that started the tests ignores signals,
/// as a shell does for background commands.
///
/// A process inherits ignored signals, and without unsafe code only a handler resets them. So the
/// process starts as this test binary, installs handlers, and then becomes the program.
#[cfg(unix)]
pub(crate) fn with_default_signals(command: Command) -> Command {
    let words = [command.get_program()]
        .into_iter()
        .chain(command.get_args());
    let words: Vec<&str> = words.map(|word| word.to_str().unwrap()).collect();
    let mut test = Command::new(env::current_exe().unwrap());
    test.args(["run::becomes_another_program", "--exact", "--nocapture"])
        .env_clear()
        .envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .env(BECOME, words.join("\n"));
    test
}

#[cfg(not(unix))]
pub(crate) fn with_default_signals(command: Command) -> Command {
    command
}

/// A helper of [`with_default_signals`] that has to be a test function.
#[test]
#[cfg(unix)]
fn becomes_another_program() {
    use std::os::unix::process::CommandExt;

    use tokio::{runtime::Builder, signal::unix::SignalKind};

    let Ok(words) = env::var(BECOME) else { return };
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let _context = runtime.enter();
    for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
        // After `exec`, signals that had a handler have their default action.
        drop(tokio::signal::unix::signal(kind).unwrap());
    }
    let mut words = words.lines();
    let mut command = Command::new(words.next().unwrap());
    panic!("{}", command.args(words).env_remove(BECOME).exec());
}

/// The result of a run.
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
    // A program that doesn't read its input may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap().into()
}

impl From<Output> for Outcome {
    /// Also asserts that the output contains no character that a terminal interprets. The only
    /// exception is the tab between an instance id and its URL.
    fn from(output: Output) -> Self {
        append_to_trace(&output.stderr);
        let outcome = Self {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(is_plain(&outcome.stdout.replace('\t', " ")), "{outcome:?}");
        assert!(is_plain(&outcome.stderr), "{outcome:?}");
        outcome
    }
}

/// Appends the stderr of the program to the file in `ALICLOUD_TEST_TRACE`, if the variable is set.
/// `cargo xtask ci secrets` searches the file for planted secrets.
pub(crate) fn append_to_trace(stderr: &[u8]) {
    if let Some(path) = env::var_os("ALICLOUD_TEST_TRACE") {
        let file = OpenOptions::new().append(true).create(true).open(path);
        file.unwrap().write_all(stderr).unwrap();
    }
}

/// Whether a terminal shows all of `text`. The only allowed control character is the line feed, and
/// other line breaks and bidirectional marks are not allowed.
pub(crate) fn is_plain(text: &str) -> bool {
    text.chars().all(|character| match character {
        '\n' => true,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' => false,
        '\u{2066}'..='\u{2069}' => false,
        _ => !character.is_control(),
    })
}
