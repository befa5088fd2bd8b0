//! Runs the program.

use std::{
    env,
    io::Write,
    process::{Child, Command, Output, Stdio},
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

/// An end of a connection whose other end is closed: as what `| head` leaves behind.
#[cfg(unix)]
pub(crate) fn closed() -> Stdio {
    use std::os::{fd::OwnedFd, unix::net::UnixStream};

    let (kept, _) = UnixStream::pair().unwrap();
    Stdio::from(OwnedFd::from(kept))
}

/// Sends a signal, such as `TERM`.
#[cfg(unix)]
pub(crate) fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    let kill = Command::new("kill").args(["-s", name, &pid]).status();
    assert!(kill.unwrap().success());
}

/// Holds the path of a program and its arguments, a line each, for `becomes_another_program`.
#[cfg(unix)]
const BECOME: &str = "ECS_CONSOLE_TEST_BECOME";

/// The same program, which signals end also if those who started the tests ignore them, as a script
/// does for what it starts with `&`. Ignoring is inherited, and only a handler undoes it without
/// unsafe code. So the process begins as this binary of tests, listens, and then becomes the program.
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

/// Not a test by itself, see [`with_default_signals`].
#[test]
#[cfg(unix)]
fn becomes_another_program() {
    use std::os::unix::process::CommandExt;

    use tokio::{runtime::Builder, signal::unix::SignalKind};

    let Ok(words) = env::var(BECOME) else { return };
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let _context = runtime.enter();
    for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
        // What was handled before `exec` has its default action afterwards.
        drop(tokio::signal::unix::signal(kind).unwrap());
    }
    let mut words = words.lines();
    let mut command = Command::new(words.next().unwrap());
    panic!("{}", command.args(words).env_remove(BECOME).exec());
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
    /// Also checks that the program wrote nothing that a terminal acts on. The tab between the id and
    /// the URL of one of several instances is the only exception.
    fn from(output: Output) -> Self {
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

/// Whether a terminal only shows `text`: no control characters but line feeds, no other line breaks
/// and no bidirectional marks.
pub(crate) fn is_plain(text: &str) -> bool {
    text.chars().all(|character| match character {
        '\n' => true,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' => false,
        '\u{2066}'..='\u{2069}' => false,
        _ => !character.is_control(),
    })
}
