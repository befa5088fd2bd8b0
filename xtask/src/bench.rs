//! `cargo xtask bench`: what a call costs, as ratios of one run. `docs/performance.md` says what
//! the figures mean.

mod compile;

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    time::Instant,
};

use alicloud_codegen::cli::output;

use crate::cargo::{cargo, messages};

/// Rounds of timing, in each of which every case has its turn.
const ROUNDS: usize = 21;
const PROCESSES: usize = 101;

/// How often a case runs.
struct Runs {
    /// Under callgrind twice, and what the runs have in common falls out of the difference.
    counted: [u64; 2],
    timed: u64,
}

const IN_MEMORY: Runs = Runs {
    counted: [200, 1200],
    timed: 20_000,
};
const OVER_LOOPBACK: Runs = Runs {
    counted: [200, 1200],
    timed: 2_000,
};
/// Hundreds of kilobytes each.
const LARGE: Runs = Runs {
    counted: [2, 12],
    timed: 50,
};

/// A case of `tests/bench/calls.rs`, what it is measured against, and what the ratio is to be.
struct Row {
    case: &'static str,
    against: &'static str,
    target: Option<f64>,
    runs: Runs,
}

const ROWS: &[Row] = &[
    Row {
        case: "sign-get",
        against: "hmac",
        target: Some(1.3),
        runs: IN_MEMORY,
    },
    Row {
        case: "sign-post",
        against: "hmac",
        target: Some(1.3),
        runs: IN_MEMORY,
    },
    Row {
        case: "reqwest-call",
        against: "reqwest-get",
        target: Some(0.85),
        runs: OVER_LOOPBACK,
    },
    Row {
        case: "ureq-call",
        against: "ureq-get",
        target: Some(1.35),
        runs: OVER_LOOPBACK,
    },
    Row {
        case: "ureq-call-name",
        against: "ureq-get-name",
        target: None,
        runs: OVER_LOOPBACK,
    },
    Row {
        case: "decode-slots",
        against: "decode-serde",
        target: Some(1.0),
        runs: LARGE,
    },
];

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(clap::Subcommand)]
enum What {
    /// Measure what checking `alicloud-ecs` costs, beside its bare structs; needs GNU time
    Compile,
}

pub(crate) fn run(arguments: &Arguments, root: &Path) -> Result<(), String> {
    match arguments.what {
        Some(What::Compile) => compile::run(root),
        None => calls(root),
    }
}

/// What a call costs. Needs valgrind.
fn calls(root: &Path) -> Result<(), String> {
    let program = build(root)?;
    let server = Server::start(&program, &["serve"])?;
    let calls = Calls {
        program,
        port: server.port.clone(),
    };

    output::print(
        "| case | against | instructions | of the other | ratio | target | ns | ratio of ns |\n",
    )?;
    output::print("|---|---|---|---|---|---|---|---|\n")?;
    for row in ROWS {
        let (ours, theirs) = (
            calls.instructions(row.case, &row.runs)?,
            calls.instructions(row.against, &row.runs)?,
        );
        let (our_time, their_time) = calls.times(row)?;
        output::print(&format!(
            "| {} | {} | {ours} | {theirs} | {:.2} | {} | {our_time} | {:.2} |\n",
            row.case,
            row.against,
            ours as f64 / theirs as f64,
            row.target
                .map_or_else(String::new, |target| format!("<= {target}")),
            our_time as f64 / their_time as f64,
        ))?;
    }

    output::print("\n| case | allocations per run | target |\n|---|---|---|\n")?;
    for case in ["sign-get", "sign-post"] {
        output::print(&format!(
            "| {case} | {} | <= 2 |\n",
            calls.run(&["allocations", case])?
        ))?;
    }

    output::print(
        "\n| first HTTPS call of a process | ms above a process that signs | target |\n|---|---|---|\n",
    )?;
    let certificate = env::temp_dir().join(format!("alicloud-bench-{}.der", process::id()));
    let certificate = certificate.display().to_string();
    let tls = Server::start(&calls.program, &["serve-tls", &certificate])?;
    let base = calls.process_time(&["first-sign"])?;
    for case in ["first-reqwest", "first-ureq"] {
        let time = calls.process_time(&[case, &tls.port, &certificate])?;
        output::print(&format!("| {case} | {:.2} | <= 2 |\n", time - base))?;
    }
    // Left behind, it would be in nobody's way.
    let _ = fs::remove_file(&certificate);

    output::print("\n| case | connections for 100 calls | target |\n|---|---|---|\n")?;
    for case in ["reqwest-call", "ureq-call"] {
        let before = calls.connections()?;
        calls.run(&[case, "99", &calls.port])?;
        // The question itself comes over a connection of its own.
        output::print(&format!(
            "| {case} | {} | 1 |\n",
            calls.connections()? - before - 1
        ))?;
    }
    Ok(())
}

fn build(root: &Path) -> Result<PathBuf, String> {
    let mut cargo = cargo(root);
    cargo.args([
        "bench",
        "--package",
        "alicloud-tests",
        "--bench",
        "calls",
        "--no-run",
        "--message-format=json-render-diagnostics",
    ]);
    let (messages, succeeded) = messages(&mut cargo)?;
    let program = messages
        .iter()
        .filter(|message| message["target"]["name"] == "calls")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from));
    match program {
        Some(program) if succeeded => Ok(program),
        _ => Err("cargo built no program called calls".to_owned()),
    }
}

struct Calls {
    program: PathBuf,
    port: String,
}

impl Calls {
    fn run(&self, words: &[&str]) -> Result<String, String> {
        output(Command::new(&self.program).args(words))
    }

    fn number(&self, words: &[&str]) -> Result<u64, String> {
        let text = self.run(words)?;
        text.parse()
            .map_err(|_| format!("{words:?} printed {text}"))
    }

    fn connections(&self) -> Result<u64, String> {
        self.number(&["connections", &self.port])
    }

    /// Median milliseconds that a process takes from its start to its end.
    fn process_time(&self, words: &[&str]) -> Result<f64, String> {
        let mut times = Vec::new();
        for _ in 0..PROCESSES {
            let start = Instant::now();
            self.run(words)?;
            times.push(start.elapsed().as_micros() as u64);
        }
        Ok(median(times) as f64 / 1000.0)
    }

    /// Instructions per run.
    fn instructions(&self, case: &str, runs: &Runs) -> Result<u64, String> {
        let [few, many] = runs.counted;
        let between = self
            .collected(case, many)?
            .saturating_sub(self.collected(case, few)?);
        Ok(between / (many - few))
    }

    /// All instructions of a process, as callgrind sums them up on its standard error.
    fn collected(&self, case: &str, count: u64) -> Result<u64, String> {
        let mut valgrind = Command::new("valgrind");
        valgrind
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(&self.program)
            .args([case, &count.to_string(), &self.port]);
        let result = valgrind.output().map_err(|error| {
            format!("valgrind can't be run ({error}): install it with the system's packages")
        })?;
        let text = String::from_utf8_lossy(&result.stderr);
        if !result.status.success() {
            return Err(format!("{case} failed\n{text}"));
        }
        text.lines()
            .find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
            .ok_or_else(|| format!("callgrind says nothing of {case}:\n{text}"))
    }

    /// Median nanoseconds per run of a case and of the other, taken in turns.
    fn times(&self, row: &Row) -> Result<(u64, u64), String> {
        let count = row.runs.timed.to_string();
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(self.number(&[row.case, &count, &self.port])?);
            theirs.push(self.number(&[row.against, &count, &self.port])?);
        }
        Ok((median(ours), median(theirs)))
    }
}

fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The server in a process of its own, so that nothing of it is counted.
struct Server {
    process: Child,
    port: String,
}

impl Server {
    fn start(program: &Path, words: &[&str]) -> Result<Self, String> {
        let mut process = Command::new(program)
            .args(words)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("the server can't be started: {error}"))?;
        let mut port = String::new();
        if let Some(stdout) = process.stdout.take() {
            BufReader::new(stdout)
                .read_line(&mut port)
                .map_err(|error| error.to_string())?;
        }
        let port = port.trim().to_owned();
        if port.is_empty() {
            return Err("the server ended before it said where it listens".to_owned());
        }
        Ok(Self { process, port })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It serves until it is stopped; there is no one left to tell if that fails.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a command prints, trimmed.
fn output(command: &mut Command) -> Result<String, String> {
    let result = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if !result.status.success() {
        let errors = String::from_utf8_lossy(&result.stderr);
        return Err(format!("{command:?} failed\n{errors}"));
    }
    Ok(String::from_utf8_lossy(&result.stdout).trim().to_owned())
}
