//! Measures the cost of a call, one case at a time. `cargo xtask bench` runs this program and
//! prints the results as tables. `docs/performance.md` explains the figures.
//!
//! ```text
//! calls run CASE COUNT PORT           runs a case once to warm up, then COUNT times
//! calls time|cpu CASE OTHER ROUNDS RUNS [PORT]
//!                                     runs both cases alternately, RUNS times each in every round,
//!                                     and prints the median nanoseconds per run of each case
//! calls serve                         serves a fixed reply over HTTP, and prints the port
//! calls serve-tls FILE                serves the reply over TLS, writes the certificate to FILE,
//!                                     and prints the port
//! calls connections PORT              prints the number of connections that the server accepted
//!                                     before this connection
//! calls in-flight                     prints the number of calls in a run of an `-in-flight` case
//! calls first CASE PORT FILE          makes the first HTTPS call of a process, trusting the
//!                                     certificate in FILE
//! ```

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed setup step should end the measurement"
)]

mod decode;
mod emulator;
mod first;
mod loopback;
mod server;
mod sign;

use std::{env, fs, sync::OnceLock, thread, time::Instant};

/// Runs the measured code once. The setup is done before, when the case is created.
type Case = Box<dyn FnMut()>;

fn main() {
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["run", name, count, port] => run(case(name, number(port)), number(count)),
        ["first", name, port, file] => first::call(name, number(port), file),
        [clock, name, other, rounds, runs, port @ ..] => {
            let port = port.first().map_or(0, |port| number(port));
            let cases = [case(name, port), case(other, port)];
            turns(clock, cases, number(rounds), number(runs));
        }
        ["serve"] => server::serve(),
        ["serve-tls", file] => server::serve_tls(file),
        ["connections", port] => println!("{}", server::connections(number(port))),
        ["in-flight"] => println!("{}", loopback::CALLS),
        _ => println!("invalid arguments; see the top of calls.rs, or run `cargo xtask bench`"),
    }
}

fn case(name: &str, port: u16) -> Case {
    sign::case(name)
        .or_else(|| decode::case(name))
        .or_else(|| emulator::case(name))
        .or_else(|| loopback::case(name, port))
        .unwrap_or_else(|| panic!("unknown case {name:?}"))
}

fn number<N: std::str::FromStr>(word: &str) -> N
where
    N::Err: std::fmt::Debug,
{
    word.parse().expect("expected a number")
}

fn run(mut case: Case, count: u64) {
    for _ in 0..=count {
        case();
    }
}

fn turns(clock: &str, mut cases: [Case; 2], rounds: usize, runs: u64) {
    let clock = match clock {
        "time" => elapsed,
        "cpu" => on_cpu,
        _ => panic!("unknown clock {clock:?}; use `time` or `cpu`"),
    };
    let mut taken = [const { Vec::new() }; 2];
    cases.iter_mut().for_each(|case| case());
    for _ in 0..rounds {
        for (case, taken) in cases.iter_mut().zip(&mut taken) {
            let start = clock();
            (0..runs).for_each(|_| case());
            taken.push(clock() - start);
        }
    }
    for mut taken in taken {
        taken.sort_unstable();
        println!("{}", taken[rounds / 2] as f64 / runs as f64);
    }
}

/// The nanoseconds since the first call of this function.
fn elapsed() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

/// The processor time of the main thread in nanoseconds, in user mode and in the kernel.
fn on_cpu() -> u64 {
    // The kernel updates the figure only when the scheduler runs.
    thread::yield_now();
    let text = fs::read_to_string("/proc/self/schedstat")
        .expect("/proc/self/schedstat should be readable on Linux");
    number(text.split(' ').next().expect("expected a number"))
}
