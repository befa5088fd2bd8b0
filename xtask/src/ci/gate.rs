//! Runs the commands of the parts.

use std::{
    env,
    ffi::OsStr,
    io::{self, BufRead as _, BufReader, Read, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

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

    /// Runs cargo without its output to stdout.
    pub(super) fn run_cargo_silently(&self, arguments: &str) -> Result<(), String> {
        run(self.cargo(arguments).stdout(Stdio::null()))
    }

    /// Skips checks that lack something, with a message. Fails if the user chose this part.
    pub(super) fn skip(&self, reason: &str) -> Result<(), String> {
        if self.chosen {
            return Err(reason.to_owned());
        }
        println!("\n== Skipped: {reason}");
        Ok(())
    }
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
