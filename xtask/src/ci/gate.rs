//! Runs the commands of the parts.

use std::{
    env,
    ffi::OsStr,
    io::{self, BufRead as _, BufReader, Read, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use clap::Parser as _;

use super::deny::Deny;
use crate::cargo;

/// What all parts need.
pub(super) struct Gate {
    pub(super) root: PathBuf,
    /// The target directory of cargo.
    pub(super) target: PathBuf,
    /// The directory with the vendor's specifications and samples. The directory may be missing.
    pub(super) corpus: PathBuf,
    /// Whether the user chose the parts. Then a part fails if it lacks what it needs.
    pub(super) chosen: bool,
    /// The build of the licence checker, if it runs in the background.
    pub(super) deny: Option<Deny>,
    pub(super) skipped: Vec<Skipped>,
}

/// A part that lacked what it needs.
pub(super) struct Skipped {
    pub(super) part: &'static str,
    pub(super) reason: String,
}

impl Gate {
    pub(super) fn new(root: &Path, chosen: bool) -> Result<Self, String> {
        let root =
            std::path::absolute(root).map_err(|error| format!("{}: {error}", root.display()))?;
        let directory = |variable, default: &str| {
            root.join(env::var_os(variable).unwrap_or_else(|| default.into()))
        };
        Ok(Self {
            target: directory("CARGO_TARGET_DIR", "target"),
            corpus: directory("ALICLOUD_CORPUS", "../shared"),
            root,
            chosen,
            deny: None,
            skipped: Vec::new(),
        })
    }

    /// Creates a cargo command from arguments that whitespace separates.
    pub(super) fn cargo(&self, arguments: &str) -> Command {
        let mut cargo = cargo::cargo(&self.root);
        cargo.args(arguments.split_whitespace());
        cargo
    }

    /// Creates a command of another program from arguments that whitespace separates.
    pub(super) fn program(&self, program: impl AsRef<OsStr>, arguments: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .args(arguments.split_whitespace());
        command
    }

    /// Runs a cargo command that must succeed. Whitespace separates the arguments.
    pub(super) fn run_cargo(&self, arguments: &str) -> Result<(), String> {
        run(&mut self.cargo(arguments))
    }

    /// Creates a command for a task of this program, for `run_task`.
    pub(super) fn task(&self, arguments: &str) -> Command {
        let mut task = self.program("cargo", "xtask");
        task.args(arguments.split_whitespace());
        task
    }

    /// Builds all programs and examples of the workspace, with the features that the tests use.
    /// After the tests, this command has nothing to build.
    pub(super) fn build_programs(&self) -> Result<(), String> {
        self.run_cargo("build --quiet --locked --workspace --bins --examples")
    }

    /// Returns the path of a program that `build_programs` builds.
    pub(super) fn built(&self, program: &str) -> PathBuf {
        let file = format!("{program}{}", env::consts::EXE_SUFFIX);
        self.target.join("debug").join(file)
    }

    /// Skips a part that lacks something, with a message. Fails if the user chose this part.
    pub(super) fn skip(&mut self, part: &'static str, reason: String) -> Result<(), String> {
        if self.chosen {
            return Err(reason);
        }
        println!("\n== Skipped: {reason}");
        self.skipped.push(Skipped { part, reason });
        Ok(())
    }
}

/// Prints and runs a command that must succeed, without its output to stdout.
pub(super) fn run_silently(command: &mut Command) -> Result<(), String> {
    run(command.stdout(Stdio::null()))
}

/// Prints and runs a task of this program. The task runs in this process, because a new process
/// would need another build of this program. So paths in the arguments must be absolute.
pub(super) fn run_task(task: &Command) -> Result<(), String> {
    announce(task);
    let arguments = crate::Arguments::try_parse_from(task.get_args());
    let arguments = arguments.map_err(|error| error.to_string())?;
    // Only `spec diff`, which no part uses, succeeds with another exit code than 0.
    crate::run(arguments)
        .map(|_code| ())
        .map_err(|error| format!("{} failed:\n{error}", shown(task)))
}

/// Prints and runs a command that must succeed.
pub(super) fn run(command: &mut Command) -> Result<(), String> {
    announce(command);
    let status = command
        .status()
        .map_err(|error| format!("{}: {error}", shown(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} failed with {status}", shown(command)))
    }
}

/// Prints and runs a command that must succeed, and passes its output on. Returns all lines of the
/// output for which `is_wanted` is true.
pub(super) fn run_and_find(
    command: &mut Command,
    is_wanted: fn(&str) -> bool,
) -> Result<Vec<String>, String> {
    announce(command);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", shown(command)))?;
    let errors = child.stderr.take();
    let errors = thread::spawn(move || errors.map(|errors| pass_on(errors, is_wanted)));
    let mut found = match child.stdout.take() {
        Some(output) => pass_on(output, is_wanted)?,
        None => Vec::new(),
    };
    match errors.join() {
        Ok(Some(more)) => found.extend(more?),
        Ok(None) => {}
        Err(_) => return Err("reading stderr panicked".to_owned()),
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() {
        Ok(found)
    } else {
        Err(format!("{} failed with {status}", shown(command)))
    }
}

/// Prints a command, and flushes stdout so that the output of the command comes later.
fn announce(command: &Command) {
    // If nobody reads stdout, the checks go on.
    let mut stdout = io::stdout();
    let _ = writeln!(stdout, "\n== {}", shown(command)).and_then(|()| stdout.flush());
}

/// Prints all lines, and returns the wanted lines.
fn pass_on(output: impl Read, is_wanted: fn(&str) -> bool) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mut lines = BufReader::new(output);
    let mut line = Vec::new();
    let failed = |error| format!("reading the output: {error}");
    while lines.read_until(b'\n', &mut line).map_err(failed)? > 0 {
        // If nobody reads stdout, the checks go on.
        let _ = io::stdout().write_all(&line);
        let text = String::from_utf8_lossy(&line);
        if is_wanted(&text) {
            found.push(text.trim_end().to_owned());
        }
        line.clear();
    }
    Ok(found)
}

/// The command as a user types it, with the variables that the gate sets.
fn shown(command: &Command) -> String {
    let variables = command.get_envs().filter_map(|(name, value)| {
        let value = value?.to_string_lossy();
        Some(format!("{}={}", name.to_string_lossy(), quoted(&value)))
    });
    let program = Path::new(command.get_program());
    let program = if program == Path::new(env!("CARGO")) {
        "cargo".into()
    } else {
        program.to_string_lossy()
    };
    let arguments = command.get_args().map(OsStr::to_string_lossy);
    let words = [program].into_iter().chain(arguments);
    let words: Vec<String> = variables.chain(words.map(|word| quoted(&word))).collect();
    words.join(" ")
}

fn quoted(word: &str) -> String {
    if word.is_empty() || word.contains(char::is_whitespace) {
        format!("'{word}'")
    } else {
        word.to_owned()
    }
}
