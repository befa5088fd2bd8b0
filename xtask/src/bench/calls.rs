//! Measures the cost of signing, of a call and of reading a reply. The cases are in
//! `tests/bench/calls.rs`.

use std::{env, fs, path::Path, process, process::Command, time::Instant};

use super::{
    has, median, print_head, print_row,
    programs::{Programs, Server, numbers, output},
};

/// The two numbers of runs under callgrind. The difference of the results excludes the cost of
/// starting the process.
const COUNTED: [u32; 2] = [200, 1200];
/// The number of processes per case that make a first HTTPS call.
const PROCESSES: usize = 101;

/// The name of a row, and its case and counterpart.
type Pair = (&'static str, [&'static str; 2]);

const SIGN: Pair = ("sign 1.0 / bare HMAC", ["sign-hmac-sha1", "hmac-sha1"]);
const ACS3: Pair = ("sign ACS3 / its hashes", ["sign-acs3", "acs3-hashes"]);
const REQWEST: Pair = ("call, reqwest / bare GET", ["reqwest-call", "reqwest-get"]);
const IN_FLIGHT: Pair = (
    "call, reqwest / bare GET, 64 in flight",
    ["reqwest-call-in-flight", "reqwest-get-in-flight"],
);
const UREQ: Pair = ("call, ureq / bare POST", ["ureq-call", "ureq-post"]);
const JSON: Pair = (
    "JSON, 340 kB / serde, derived",
    ["slots-json-1000", "serde-json-1000"],
);
const SHORT: Pair = (
    "JSON, 198 B / serde, derived",
    ["slots-short", "serde-short"],
);
const XML: Pair = (
    "XML, 1,000 instances / serde, derived",
    ["slots-xml-1000", "serde-xml-1000"],
);

pub(super) fn run(root: &Path) -> Result<(), String> {
    let programs = Programs::build(root)?;
    let calls = programs.calls.as_path();
    let server = Server::start(calls, &["serve"])?;
    let port = server.port.as_str();

    if has("valgrind", "Instructions per run")? {
        print_head("Instructions per run")?;
        for ((name, cases), target) in [(SIGN, 1.7), (ACS3, 1.4), (REQWEST, 0.86), (UREQ, 1.48)] {
            let [case, other] = cases.map(|case| instructions(calls, case, port));
            print_row(name, case?, Some(other?), Some(target))?;
        }
    }

    print_head("Nanoseconds per run")?;
    for ((name, cases), often, target) in [
        (SIGN, [1001, 100], Some(3.0)),
        (ACS3, [1001, 50], None),
        (REQWEST, [5001, 1], None),
        (UREQ, [5001, 1], None),
        (JSON, [201, 1], Some(0.92)),
        (SHORT, [1001, 200], Some(1.15)),
        (XML, [101, 1], Some(0.68)),
    ] {
        let [case, other] = turns(calls, "time", cases, often, port)?;
        print_row(name, case, Some(other), target)?;
    }

    print_head("Nanoseconds of processor time per call")?;
    let (name, cases) = IN_FLIGHT;
    let [calls_per_run] = numbers(calls, &["in-flight"])?;
    let [case, other] =
        turns(calls, "cpu", cases, [101, 1], port)?.map(|time| time / calls_per_run);
    print_row(name, case, Some(other), Some(1.0))?;

    print_head("Allocations per run")?;
    for ((name, [case, _]), target) in [(SIGN, 2.0), (ACS3, 20.0), (XML, 25_000.0)] {
        let [count, _] = numbers(&programs.allocations, &[case])?;
        print_row(alone(name), count, None, Some(target))?;
    }

    print_head("Milliseconds of a process until its first HTTPS reply")?;
    for ((name, _), [case, other]) in [REQWEST, UREQ].into_iter().zip(first_calls(calls)?) {
        print_row(name, case, Some(other), Some(1.2))?;
    }

    print_head("Connections of 100 calls")?;
    for (name, [case, _]) in [REQWEST, UREQ] {
        let [before] = numbers(calls, &["connections", port])?;
        output(Command::new(calls).args(["run", case, "99", port]))?;
        let [after] = numbers(calls, &["connections", port])?;
        // Subtract the connection over which the count `after` was requested.
        print_row(alone(name), after - before - 1.0, None, Some(1.0))?;
    }
    Ok(())
}

/// Returns the name of a row without its counterpart.
fn alone(name: &str) -> &str {
    name.split(" / ").next().unwrap_or(name)
}

/// Returns the number of instructions per run.
fn instructions(calls: &Path, case: &str, port: &str) -> Result<f64, String> {
    let [few, many] = COUNTED;
    let between = collected(calls, case, many, port)? - collected(calls, case, few, port)?;
    Ok(between / f64::from(many - few))
}

/// Returns the number of instructions of a process, which callgrind prints to standard error.
fn collected(calls: &Path, case: &str, count: u32, port: &str) -> Result<f64, String> {
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(calls)
        .args(["run", case, &count.to_string(), port]);
    let [_, text] = output(&mut valgrind)?;
    text.lines()
        .find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
        .ok_or_else(|| format!("callgrind printed no instruction count for {case}:\n{text}"))
}

/// Returns the median nanoseconds per run of a case and of its counterpart. `often` is the number
/// of rounds, and the number of runs per round. Rounds are short, so that a busy machine interrupts
/// only a few of them.
fn turns(
    calls: &Path,
    clock: &str,
    [case, counterpart]: [&str; 2],
    often: [u32; 2],
    port: &str,
) -> Result<[f64; 2], String> {
    let [rounds, runs] = often.map(|number| number.to_string());
    numbers(calls, &[clock, case, counterpart, &rounds, &runs, port])
}

/// Returns the milliseconds from start to exit of a process that makes a first HTTPS call, minus
/// the milliseconds of a process that only signs. The result has the call and its counterpart for
/// reqwest, and then for ureq. The processes of all cases take turns.
fn first_calls(calls: &Path) -> Result<[[f64; 2]; 2], String> {
    let certificate = env::temp_dir().join(format!("alicloud-bench-{}.der", process::id()));
    let file = certificate.display().to_string();
    let server = Server::start(calls, &["serve-tls", &file])?;
    let cases = [REQWEST.1, UREQ.1].concat();
    let mut times = vec![Vec::new(); cases.len()];
    let mut sign = Vec::new();
    for _ in 0..PROCESSES {
        for (case, times) in cases.iter().zip(&mut times).chain([(&"sign", &mut sign)]) {
            let start = Instant::now();
            output(Command::new(calls).args(["first", case, &server.port, &file]))?;
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    // Ignore a failure, because a temporary file may stay.
    let _ = fs::remove_file(&certificate);
    let sign = median(sign);
    let above: Vec<f64> = times
        .into_iter()
        .map(|times| median(times) - sign)
        .collect();
    Ok([[above[0], above[1]], [above[2], above[3]]])
}
