//! What signing, a call and reading a reply cost. The cases are those of `tests/bench/calls.rs`.

use std::{env, fs, path::Path, process, process::Command, time::Instant};

use super::{
    has, median, print_head, print_row,
    programs::{Programs, Server, numbers, output},
};

/// How often a case runs under callgrind. What both numbers of runs have in common falls out of the
/// difference.
const COUNTED: [u32; 2] = [200, 1200];
/// How many processes of each kind make a first HTTPS call.
const PROCESSES: usize = 101;

/// What a row is called, and the two cases of it.
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

    if has("valgrind", "Instructions are")? {
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
        // The question itself comes over a connection of its own.
        print_row(alone(name), after - before - 1.0, None, Some(1.0))?;
    }
    Ok(())
}

/// The name of a row without its counterpart.
fn alone(name: &str) -> &str {
    name.split(" / ").next().unwrap_or(name)
}

/// Instructions per run.
fn instructions(calls: &Path, case: &str, port: &str) -> Result<f64, String> {
    let [few, many] = COUNTED;
    let between = collected(calls, case, many, port)? - collected(calls, case, few, port)?;
    Ok(between / f64::from(many - few))
}

/// All instructions of a process, as callgrind sums them up on its standard error.
fn collected(calls: &Path, case: &str, count: u32, port: &str) -> Result<f64, String> {
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(calls)
        .args(["run", case, &count.to_string(), port]);
    let [_, text] = output(&mut valgrind)?;
    text.lines()
        .find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
        .ok_or_else(|| format!("callgrind says nothing of {case}:\n{text}"))
}

/// Median nanoseconds per run of a case and of its counterpart, in so many rounds of so many runs.
/// Rounds are short, so that few of them are interrupted on a busy machine.
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

/// What a process takes from its start to its end, above one that only signs: those of reqwest and
/// those of ureq, the call and its counterpart, all in turns.
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
    // A leftover file does no harm.
    let _ = fs::remove_file(&certificate);
    let sign = median(sign);
    let above: Vec<f64> = times
        .into_iter()
        .map(|times| median(times) - sign)
        .collect();
    Ok([[above[0], above[1]], [above[2], above[3]]])
}
