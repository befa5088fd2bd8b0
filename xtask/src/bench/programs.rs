//! Builds and runs the benchmark programs in `tests/bench/`, and builds `ecs-console`.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::cargo::{cargo, messages};

pub(super) struct Programs {
    pub(super) calls: PathBuf,
    pub(super) allocations: PathBuf,
}

impl Programs {
    pub(super) fn build(root: &Path) -> Result<Self, String> {
        let words = ["bench", "--package=alicloud-tests", "--no-run"];
        let [calls, allocations] = build(root, &words, "--bench", ["calls", "allocations"])?;
        Ok(Self { calls, allocations })
    }
}

/// Builds `ecs-console` in release mode, and returns the path of the program.
pub(super) fn build_console(root: &Path) -> Result<PathBuf, String> {
    let words = ["build", "--package=ecs-console", "--release"];
    let [program] = build(root, &words, "--bin", ["ecs-console"])?;
    Ok(program)
}

/// Runs the cargo command `words`, and returns the paths of the built programs. `kind` is the
/// option that selects a program.
fn build<const N: usize>(
    root: &Path,
    words: &[&str],
    kind: &str,
    names: [&str; N],
) -> Result<[PathBuf; N], String> {
    let mut cargo = cargo(root);
    cargo.args(words);
    cargo.args(names.iter().flat_map(|name| [kind, name]));
    cargo.arg("--message-format=json-render-diagnostics");
    let (messages, succeeded) = messages(&mut cargo)?;
    if !succeeded {
        return Err(format!("{cargo:?} failed"));
    }
    let mut programs = Vec::with_capacity(N);
    for name in names {
        let program = messages
            .iter()
            .filter(|message| message["target"]["name"] == name)
            .find_map(|message| message["executable"].as_str().map(PathBuf::from))
            .ok_or_else(|| format!("cargo built no program named {name}"))?;
        programs.push(program);
    }
    programs
        .try_into()
        .map_err(|_| format!("cargo built other programs than {names:?}"))
}

/// A child process that is killed when it is dropped.
pub(super) struct Process(pub(super) Child);

impl Drop for Process {
    fn drop(&mut self) {
        // `drop` can't report a failure.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server in a separate process, so that the cost of the server is not counted.
pub(super) struct Server {
    _process: Process,
    pub(super) port: String,
}

impl Server {
    pub(super) fn start(program: &Path, words: &[&str]) -> Result<Self, String> {
        let process = Command::new(program)
            .args(words)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("can't start the server: {error}"))?;
        let mut process = Process(process);
        let mut port = String::new();
        if let Some(stdout) = process.0.stdout.take() {
            BufReader::new(stdout)
                .read_line(&mut port)
                .map_err(|error| error.to_string())?;
        }
        let port = port.trim().to_owned();
        if port.is_empty() {
            return Err("the server exited before it printed its port".to_owned());
        }
        Ok(Self {
            _process: process,
            port,
        })
    }
}

/// Runs a program, and returns the numbers that it prints, one per line.
pub(super) fn numbers<const N: usize>(program: &Path, words: &[&str]) -> Result<[f64; N], String> {
    let [text, _] = output(Command::new(program).args(words))?;
    let numbers: Result<Vec<f64>, _> = text.lines().map(str::parse).collect();
    let numbers = numbers.ok().and_then(|numbers| numbers.try_into().ok());
    numbers.ok_or_else(|| format!("{words:?}: unexpected output: {text}"))
}

/// Runs a command, and returns its standard output and standard error.
pub(super) fn output(command: &mut Command) -> Result<[String; 2], String> {
    let result = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    let [output, errors] =
        [result.stdout, result.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    if result.status.success() {
        Ok([output, errors])
    } else {
        Err(format!("{command:?} failed\n{errors}"))
    }
}
