//! Many calls at once, to see that none is lost and that memory stays as it is.
//!
//! ```text
//! cargo bench -p alicloud-tests --bench load -- [reqwest|ureq] [--calls 100000 | --duration 30m]
//!                                               [--concurrency 64] [--rate 1000] [--faults]
//! ```
//!
//! `--rate` holds it to so many calls a second, which a long run needs: the emulator remembers the
//! nonces of half an hour, at half a kilobyte each.
//!
//! Every reply is checked, and the emulator, a process of its own, is asked how many requests it has
//! seen. Memory is what the process has resident: after the first tenth of the run it may grow by
//! 10 %. What misses either ends the program with 1.
//!
//! With `--faults` one of twenty requests meets a fault, every kind of fault in turn, and an attempt has
//! one second. Every call has to end in the right reply or in the error that belongs to its fault, the
//! counts have to add up on both sides, and the emulator has to see one request for each nonce.
//! Memory is shown and not judged, because replies are up to 256 KiB long.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement ends where something is missing"
)]

mod emulator;
mod faults;
mod figures;
mod memory;

use std::{
    env,
    num::{NonZeroU32, NonZeroUsize},
    ops::ControlFlow,
    pin::pin,
    process::{Command, ExitCode},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use alicloud::{
    Api, Draft, Error, Operation, Reply, Session,
    error::DecodeError,
    retry::{Rate, RateLimits},
    sign::{Nonce, Stamp},
};
use alicloud_console::VncUrl;
use alicloud_ecs::{
    DescribeInstanceVncUrl, describe_instance_vnc_url::Response as DescribeInstanceVncUrlResponse,
};
use alicloud_emulator::Scenario;
use alicloud_sign::{Credentials, HmacSha1};
use futures_util::StreamExt as _;

use self::{
    emulator::Emulator,
    faults::{CountingTimeouts, Ends},
    figures::Figures,
    memory::Memory,
};

fn main() -> ExitCode {
    let words: Vec<String> = env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["emulator"] => emulator::serve(false),
        ["faulty-emulator"] => emulator::serve(true),
        [transport @ ("reqwest" | "ureq"), options @ ..] => run(transport, &Load::from(options)),
        options => each(options),
    }
}

/// One transport after the other, each in a process whose memory is its own.
fn each(options: &[&str]) -> ExitCode {
    let program = env::current_exe().expect("this program");
    let mut code = ExitCode::SUCCESS;
    for transport in ["reqwest", "ureq"] {
        let status = Command::new(&program).arg(transport).args(options).status();
        if !status.expect("this program again").success() {
            code = ExitCode::FAILURE;
        }
    }
    code
}

/// What is asked for.
#[derive(Clone, Copy)]
struct Load {
    extent: Extent,
    concurrency: NonZeroUsize,
    rate: Option<NonZeroU32>,
    faults: bool,
}

#[derive(Clone, Copy)]
enum Extent {
    Calls(u64),
    Duration(Duration),
}

impl From<&[&str]> for Load {
    fn from(options: &[&str]) -> Self {
        let mut load = Self {
            extent: Extent::Calls(100_000),
            concurrency: NonZeroUsize::new(64).expect("64 is not 0"),
            rate: None,
            faults: false,
        };
        let mut words = options.iter();
        while let Some(option) = words.next() {
            let mut value = || *words.next().expect("a value after the option");
            match *option {
                "--calls" => load.extent = Extent::Calls(value().parse().expect("a count")),
                "--duration" => load.extent = Extent::Duration(duration(value())),
                "--concurrency" => load.concurrency = value().parse().expect("a count above 0"),
                "--rate" => load.rate = Some(value().parse().expect("a count above 0")),
                "--faults" => load.faults = true,
                _ => panic!("unknown option {option}: see the head of main.rs"),
            }
        }
        load
    }
}

/// `90s`, `30m` or `2h`.
fn duration(text: &str) -> Duration {
    let (number, unit) = text.split_at(text.len() - 1);
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => panic!("{text} has no unit: s, m or h"),
    };
    Duration::from_secs(
        number
            .parse::<u64>()
            .expect("a number of seconds, minutes or hours")
            * seconds,
    )
}

impl Extent {
    /// How much of it is behind us, from 0 to 1.
    fn progress(self, calls: u64, start: Instant) -> f64 {
        match self {
            Self::Calls(all) => calls as f64 / all as f64,
            Self::Duration(whole) => start.elapsed().as_secs_f64() / whole.as_secs_f64(),
        }
    }
}

/// A call that knows when it was begun.
struct Timed {
    begun: Instant,
    call: DescribeInstanceVncUrl,
}

impl Operation for Timed {
    type Output = DescribeInstanceVncUrlResponse;

    fn api(&self) -> &Api {
        self.call.api()
    }

    fn write(&self, draft: &mut Draft<'_>) {
        self.call.write(draft);
    }

    fn read(&self, reply: Reply<'_>) -> Result<Self::Output, DecodeError> {
        self.call.read(reply)
    }
}

/// Calls as they are needed, until there were enough.
fn calls(extent: Extent, start: Instant) -> impl Iterator<Item = Timed> + Send {
    let call = DescribeInstanceVncUrl::new(Scenario::REGION_ID, Scenario::RUNNING_INSTANCE_ID);
    (0..)
        .take_while(move |begun| extent.progress(*begun, start) < 1.0)
        .map(move |_| Timed {
            begun: Instant::now(),
            call: call.clone(),
        })
}

fn run(transport: &str, load: &Load) -> ExitCode {
    let emulator = Emulator::start(load.faults);
    let credentials = Credentials::new(emulator::ACCESS_KEY_ID, emulator::ACCESS_KEY_SECRET);
    let mut session = Session::new(HmacSha1::new(credentials))
        .endpoint(emulator.endpoint.as_str())
        .expect("an endpoint");
    if let Some(rate) = load.rate {
        session = session.rate_limits(RateLimits::new(Rate::per_second(rate)));
    }
    let (attempts, timeouts) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
    if load.faults {
        session = session
            .timeout(faults::TIMEOUT)
            .body_limit(faults::BODY_LIMIT)
            .retry(CountingTimeouts::new(Arc::clone(&timeouts)));
    }
    let session = session.stamps(counting(Arc::clone(&attempts)));

    let start = Instant::now();
    let mut figures = Figures::default();
    let mut memory = Memory::default();
    let mut ends = Ends::default();
    let mut arrived = |timed: Timed, result: Result<DescribeInstanceVncUrlResponse, Error>| {
        let is_right = match result {
            Ok(reply) => is_right(&reply),
            Err(error) => {
                let is_right = load.faults && ends.note(&error);
                if !is_right {
                    println!("{}", error.report());
                }
                is_right
            }
        };
        figures.note(timed.begun.elapsed(), is_right);
        memory.watch(load.extent.progress(figures.calls(), start));
    };
    let operations = calls(load.extent, start);
    match transport {
        "reqwest" => runtime().block_on(async {
            let client = alicloud_reqwest::Client::new(session);
            let mut results = pin!(client.send_all(operations, load.concurrency));
            while let Some((timed, result)) = results.next().await {
                arrived(timed, result);
            }
        }),
        _ => alicloud_ureq::Client::new(session).send_all(
            operations,
            load.concurrency,
            |timed, result| {
                arrived(timed, result);
                ControlFlow::Continue(())
            },
        ),
    }
    let took = start.elapsed();

    let seen = emulator.stop();
    println!("{transport}, {} at a time:", load.concurrency);
    figures.print(took);
    memory.print();
    let attempts = attempts.load(Ordering::Relaxed);
    println!(
        "{attempts} attempts; the emulator saw {} requests over {} connections",
        seen.requests, seen.connections
    );
    // The emulator refuses a nonce that it has seen, so equal numbers are one request per nonce.
    let mut holds = figures.wrong() == 0 && seen.requests == attempts;
    if load.faults {
        println!("errors: {ends}");
        let timeouts = timeouts.load(Ordering::Relaxed);
        holds &=
            seen.provided == seen.requests && ends.add_up(figures.calls(), seen.requests, timeouts);
    } else {
        holds &= seen.requests == figures.calls() && memory.is_flat();
    }
    println!();
    if holds {
        ExitCode::SUCCESS
    } else {
        println!("{transport}: that is not as it should be");
        ExitCode::FAILURE
    }
}

/// Stamps of the present whose nonces count from 1.
fn counting(attempts: Arc<AtomicU64>) -> impl Fn() -> Stamp + Send + Sync + 'static {
    move || {
        let earlier = attempts.fetch_add(1, Ordering::Relaxed);
        Stamp::new(SystemTime::now(), Nonce::from(u128::from(earlier) + 1))
    }
}

fn is_right(reply: &DescribeInstanceVncUrlResponse) -> bool {
    reply.request_id.is_some() && reply.vnc_url.parse::<VncUrl>().is_ok()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}
