//! What a call costs, one case at a time. `cargo xtask bench` runs this and puts the figures
//! together; `docs/performance.md` says what they mean.
//!
//! ```text
//! calls run CASE COUNT PORT         runs a case COUNT times after a first time
//! calls time|cpu CASE OTHER ROUNDS RUNS [PORT]
//!                                     runs both in turns, RUNS times each in every round, and prints
//!                                     the median nanoseconds per run of either
//! calls serve                         serves the reply over HTTP, and prints the port
//! calls serve-tls FILE                the same over TLS; its certificate is written to FILE
//! calls connections PORT              prints how many connections the server saw before this one
//! calls in-flight                     prints how many calls a run of a case in flight makes
//! calls first CASE PORT FILE          makes the first HTTPS call of a process
//! ```

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement ends where something is missing"
)]

mod decode;
mod first;
mod loopback;
mod server;
mod sign;

use std::{env, fs, sync::OnceLock, thread, time::Instant};

/// Runs once, with everything set up before.
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
        _ => println!("nothing to do: see the head of calls.rs, or run `cargo xtask bench`"),
    }
}

fn case(name: &str, port: u16) -> Case {
    sign::case(name)
        .or_else(|| decode::case(name))
        .or_else(|| loopback::case(name, port))
        .unwrap_or_else(|| panic!("no case {name}"))
}

fn number<N: std::str::FromStr>(word: &str) -> N
where
    N::Err: std::fmt::Debug,
{
    word.parse().expect("a number")
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
        _ => panic!("no clock {clock}"),
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

/// Nanoseconds since the first look.
fn elapsed() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

/// Nanoseconds that this process, which has one thread, was on a processor, in and out of the kernel.
fn on_cpu() -> u64 {
    // The kernel brings the figure up to date when it schedules.
    thread::yield_now();
    let text = fs::read_to_string("/proc/self/schedstat").expect("Linux");
    number(text.split(' ').next().expect("a number"))
}
