//! Measures how fast the emulator answers calls, and how fast it starts. The cases of the calls are
//! in `tests/bench/emulator.rs`.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use alicloud_codegen::cli::output::{named, print};
use serde_json::Value;

use super::{
    median, print_head, print_row,
    programs::{Process, Programs, build_console, numbers},
};

/// An operation with a scripted reply, to which the other operations are compared.
const SCRIPTED: &str = "DescribeRegions";

/// Operations whose replies are made from the specification, each with the shape of its reply.
const MADE_UP: [(&str, &str); 3] = [
    ("DescribeHpcClusters", "flat"),
    ("DescribeDedicatedHostTypes", "numbers"),
    ("DescribeSnapshotPackage", "times and numbers"),
];

/// The upper limit for the ratio of processor times.
const RATIO: f64 = 1.5;

/// The number of processes whose start is measured.
const PROCESSES: usize = 11;

/// An unsigned call of an operation that only the specification declares. The emulator reads the
/// specification before it refuses the call.
const REQUEST: &str = "GET /?Action=DescribeVpcs&Version=2014-05-26 HTTP/1.1\r\n\
    Host: localhost\r\nConnection: close\r\n\r\n";

pub(super) fn run(root: &Path) -> Result<(), String> {
    let programs = Programs::build(root)?;
    print_head("Calls of the emulator: nanoseconds of processor time")?;
    let scripted = format!("emulator {SCRIPTED}");
    let scripted_bytes = reply_bytes(&programs.calls, SCRIPTED)?;
    for (action, shape) in MADE_UP {
        let bytes = reply_bytes(&programs.calls, action)?;
        let case = format!("emulator {action}");
        let words = ["cpu", &case, &scripted, "101", "20"];
        let [time, scripted_time] = numbers(&programs.calls, &words)?;
        print_row(
            format_args!(
                "{action}, {shape}, {bytes} bytes / scripted {SCRIPTED}, {scripted_bytes} bytes"
            ),
            time,
            Some(scripted_time),
            Some(RATIO),
        )?;
    }

    let program = build_console(root)?;
    let mut times = Vec::new();
    let mut growths = Vec::new();
    for _ in 0..PROCESSES {
        let [time, growth] = start(&program)?;
        times.push(time);
        growths.push(growth);
    }
    print_head("Start of the emulator")?;
    print_row(
        "until the first answer: ms",
        median(times),
        None,
        Some(100.0),
    )?;
    if cfg!(target_os = "linux") {
        print_row("growth of memory: MB", median(growths), None, Some(40.0))
    } else {
        print("\nGrowth of memory: skipped, because only Linux has /proc\n")
    }
}

/// Returns the number of bytes of the reply to a call of `action`.
fn reply_bytes(calls: &Path, action: &str) -> Result<f64, String> {
    let case = format!("emulator-bytes {action}");
    // The case runs once to warm up, and 0 times after that.
    let [bytes] = numbers(calls, &["run", &case, "0", "0"])?;
    Ok(bytes)
}

/// Starts the emulator in a process, and sends the first request. Returns the milliseconds from the
/// start of the process to the answer, and the megabytes by which the request increases the
/// memory.
fn start(program: &Path) -> Result<[f64; 2], String> {
    let start = Instant::now();
    let process = Command::new(program)
        .args(["emulator", "--output", "json"])
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("can't start {}: {error}", program.display()))?;
    let mut process = Process(process);
    let stdout = process
        .0
        .stdout
        .take()
        .ok_or("the emulator has no output")?;
    // Standard output stays open after the document.
    let mut documents = serde_json::Deserializer::from_reader(stdout).into_iter::<Value>();
    let document = match documents.next() {
        Some(Ok(document)) => document,
        Some(Err(error)) => return Err(format!("the emulator printed invalid JSON: {error}")),
        None => return Err("the emulator exited before it printed its endpoint".to_owned()),
    };
    let before = megabytes(&process)?;
    let endpoint = document["Endpoint"].as_str().unwrap_or_default();
    let address = endpoint.trim_start_matches("http://");
    let answer = exchange(address).map_err(|error| format!("{endpoint}: {error}"))?;
    let time = start.elapsed().as_secs_f64() * 1000.0;
    let after = megabytes(&process)?;
    // An unsigned call has the status 400, and a call of an unknown operation has 404.
    if !answer.starts_with("HTTP/1.1 400 ") {
        return Err(format!("unexpected answer of the emulator:\n{answer}"));
    }
    Ok([time, after - before])
}

fn exchange(address: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(REQUEST.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Returns the resident memory of a process on Linux. Returns 0 on other systems.
fn megabytes(process: &Process) -> Result<f64, String> {
    if !cfg!(target_os = "linux") {
        return Ok(0.0);
    }
    let path = format!("/proc/{}/status", process.0.id());
    let text = fs::read_to_string(&path).map_err(named(Path::new(&path)))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    let kilobytes = kilobytes.ok_or_else(|| format!("{path} has no VmRSS"))?;
    Ok(kilobytes / 1000.0)
}
