//! Many calls at once, to see that none is lost and that memory stays as it is.
//!
//! ```text
//! cargo bench -p alicloud-tests --bench load -- [reqwest|ureq] [--calls 100000 | --duration 30m]
//!                                               [--concurrency 64] [--rate 1000] [--faults]
//!                                               [--restarts] [--renewals]
//! ```
//!
//! `--rate` holds it to so many calls a second, which a long run needs: the emulator remembers the
//! nonces of half an hour, at half a kilobyte each.
//!
//! Every reply is checked, and the emulator, a process of its own, counts the requests that it has
//! seen. Memory is what the process has resident: after the first tenth of the run it may grow by
//! 10 %. What misses either ends the program with 1.
//!
//! With `--faults` one of twenty requests meets a fault, every kind of fault in turn, and an attempt has
//! one second. Every call has to end in the right reply or in the error that belongs to its fault, the
//! counts have to add up on both sides, and the emulator has to see one request for each nonce.
//! Memory is shown and not judged, because replies are up to 256 KiB long.
//!
//! With `--restarts` the emulator is killed every 5 s, and another one is started at the same address.
//! Every call has to end in the right reply or in an error of the transport. An attempt whose error says
//! that it was not sent, no emulator may have seen, and each attempt that none has seen has to be repeated or
//! to end its call with an error.
//!
//! With `--renewals` the credentials come from a server, and are renewed every 6 to 9 s. The emulator
//! refuses those that have expired, and that must never happen.
//!
//! The three go together.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement ends where something is missing"
)]

mod emulator;
mod faults;
mod figures;
#[path = "../http_server.rs"]
mod http_server;
mod memory;
mod source;

use std::{
    env,
    num::{NonZeroU32, NonZeroUsize},
    ops::ControlFlow,
    pin::pin,
    process::{Command, ExitCode},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use alicloud::{
    Api, Draft, Error, Operation, Reply, Session, Sign,
    error::DecodeError,
    retry::{Rate, RateLimits},
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
    faults::{CountingFailures, Ends, FailedAttempts},
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
        ["emulator", with_faults, address, log] => emulator::serve(
            with_faults.parse().expect("a flag"),
            address.parse().expect("an address"),
            log,
        ),
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
    restarts: bool,
    renewals: bool,
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
            restarts: false,
            renewals: false,
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
                "--restarts" => load.restarts = true,
                "--renewals" => load.renewals = true,
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

/// Calls as they are needed, until there were enough. They are counted in `taken`.
fn calls(extent: Extent, start: Instant, taken: &AtomicU64) -> impl Iterator<Item = Timed> + Send {
    let call = DescribeInstanceVncUrl::new(Scenario::REGION_ID, Scenario::RUNNING_INSTANCE_ID);
    (0..)
        .take_while(move |begun| extent.progress(*begun, start) < 1.0)
        .map(move |_| {
            taken.fetch_add(1, Ordering::Relaxed);
            Timed {
                begun: Instant::now(),
                call: call.clone(),
            }
        })
}

fn run(transport: &str, load: &Load) -> ExitCode {
    let emulator = Emulator::start(load.faults);
    let (signer, fetches): (Box<dyn Sign>, _) = if load.renewals {
        let (signer, fetches) = source::signer();
        (Box::new(signer), fetches)
    } else {
        let credentials = Credentials::new(emulator::ACCESS_KEY_ID, emulator::ACCESS_KEY_SECRET);
        (Box::new(HmacSha1::new(credentials)), Arc::default())
    };
    let mut session = Session::new(signer)
        .endpoint(emulator.endpoint().as_str())
        .expect("an endpoint");
    if let Some(rate) = load.rate {
        session = session.rate_limits(RateLimits::new(Rate::per_second(rate)));
    }
    let may_fail = load.faults || load.restarts;
    if may_fail {
        session = session
            .timeout(faults::TIMEOUT)
            .body_limit(faults::BODY_LIMIT);
    }
    let failed_attempts = Arc::<FailedAttempts>::default();
    let session = session.retry(CountingFailures::new(Arc::clone(&failed_attempts)));
    let (end, is_over) = mpsc::channel();
    let emulator = thread::spawn({
        let restarts = load.restarts;
        move || {
            if restarts {
                emulator.restart_until(&is_over)
            } else {
                emulator
            }
        }
    });

    let start = Instant::now();
    let mut figures = Figures::default();
    let mut memory = Memory::default();
    let mut ends = Ends::default();
    let mut arrived = |timed: Timed, result: Result<DescribeInstanceVncUrlResponse, Error>| {
        let is_right = match result {
            Ok(reply) => is_right(&reply),
            Err(error) => {
                let is_right = may_fail && ends.note(&error);
                if !is_right {
                    println!("{}", error.report());
                }
                is_right
            }
        };
        figures.note(timed.begun.elapsed(), is_right);
        memory.watch(load.extent.progress(figures.calls(), start));
    };
    let taken = AtomicU64::new(0);
    let operations = calls(load.extent, start, &taken);
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

    drop(end);
    let seen = emulator.join().expect("an emulator").stop();
    println!("{transport}, {} at a time:", load.concurrency);
    figures.print(took);
    memory.print();
    let attempts = figures.calls() + failed_attempts.repeats.load(Ordering::Relaxed);
    let requests: u64 = seen.requests.iter().sum();
    println!(
        "{attempts} attempts; {} emulators saw {requests} requests, the last one over {} connections",
        seen.requests.len(),
        seen.connections
    );
    let corrected = failed_attempts.corrected.load(Ordering::Relaxed);
    let mut holds = figures.wrong() == 0
        && figures.calls() == taken.load(Ordering::Relaxed)
        && corrected == 0
        && (may_fail || memory.is_flat())
        // An emulator refuses a nonce that it has seen, so equal numbers are one request per nonce.
        && (load.restarts || requests == attempts);
    if may_fail {
        println!("errors: {ends}");
        holds &= ends.add_up(
            figures.calls(),
            attempts,
            &seen.requests,
            load.faults,
            &failed_attempts,
        );
    } else {
        holds &= requests == figures.calls();
    }
    if load.faults {
        holds &= seen.requests.last() == Some(&seen.provided);
    }
    if load.renewals {
        let fetches = fetches.load(Ordering::Relaxed);
        println!("{fetches} fetches of credentials, {corrected} attempts refused");
        // One for the first call, and one each 6 to 9 s, with a second for a busy machine.
        let seconds = took.as_secs();
        holds &= (1 + seconds / 10..=1 + seconds / 6).contains(&fetches);
    }
    println!();
    if holds {
        ExitCode::SUCCESS
    } else {
        println!("{transport}: that is not as it should be");
        ExitCode::FAILURE
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
