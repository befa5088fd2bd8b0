//! Makes many concurrent calls. Checks that each call ends with a result, and that memory doesn't
//! grow.
//!
//! ```text
//! cargo bench -p alicloud-tests --bench load -- [reqwest|ureq] [--calls 100000 | --duration 30m]
//!                                               [--concurrency 64] [--rate 1000] [--faults]
//!                                               [--restarts] [--renewals]
//! ```
//!
//! `--rate` limits the number of calls per second. A long run needs a rate limit, because the
//! emulator remembers each nonce for half an hour and needs half a kilobyte per nonce.
//!
//! The program checks every reply. The emulator runs in a separate process and counts its requests.
//! Memory means the resident memory of the client's process. After the first tenth of the run,
//! memory may grow by 10 %. The program exits with status 1 if a check fails.
//!
//! With `--faults`, one of twenty requests gets a fault, with all kinds of faults in turn. The
//! timeout of an attempt is one second. Every call must end with the right reply or with the error
//! of its fault. The client's counts must match the emulator's counts. The emulator must receive
//! one request per nonce. Memory is printed but not checked, because replies are up to 256 KiB
//! long.
//!
//! With `--restarts`, the emulator is killed every 5 s and started again at the same address. Every
//! call must end with the right reply or with a transport error. A request that was not sent
//! according to its error must not have reached an emulator. An attempt that reached no emulator
//! must be retried, or its call must fail.
//!
//! With `--renewals`, the credentials come from a server and are renewed every 6 to 9 s. The
//! emulator refuses expired credentials. The client must never send expired credentials.
//!
//! The last three options can be combined.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed setup step should end the measurement"
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
            with_faults
                .parse()
                .expect("the flag should be `true` or `false`"),
            address.parse().expect("expected an address"),
            log,
        ),
        [transport @ ("reqwest" | "ureq"), options @ ..] => run(transport, &Load::from(options)),
        options => each(options),
    }
}

/// Tests one transport after the other. Each transport has its own process, so that memory can be
/// measured.
fn each(options: &[&str]) -> ExitCode {
    let program = env::current_exe().expect("the program's path should be known");
    let mut code = ExitCode::SUCCESS;
    for transport in ["reqwest", "ureq"] {
        let status = Command::new(&program).arg(transport).args(options).status();
        if !status.expect("the program should start again").success() {
            code = ExitCode::FAILURE;
        }
    }
    code
}

/// The options of a run.
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
            let mut value = || *words.next().expect("expected a value after the option");
            match *option {
                "--calls" => {
                    load.extent = Extent::Calls(value().parse().expect("expected a count"));
                }
                "--duration" => load.extent = Extent::Duration(duration(value())),
                "--concurrency" => {
                    load.concurrency = value().parse().expect("expected a count above 0");
                }
                "--rate" => load.rate = Some(value().parse().expect("expected a count above 0")),
                "--faults" => load.faults = true,
                "--restarts" => load.restarts = true,
                "--renewals" => load.renewals = true,
                _ => panic!("unknown option {option}: see the top of bench/load/main.rs"),
            }
        }
        load
    }
}

/// Parses a duration such as `90s`, `30m` or `2h`.
fn duration(text: &str) -> Duration {
    let (number, unit) = text.split_at(text.len() - 1);
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => panic!("duration {text:?} has no unit; use s, m or h"),
    };
    Duration::from_secs(
        number
            .parse::<u64>()
            .expect("expected a number of seconds, minutes or hours")
            * seconds,
    )
}

impl Extent {
    /// The completed part of the run, from 0 to 1.
    fn progress(self, calls: u64, start: Instant) -> f64 {
        match self {
            Self::Calls(all) => calls as f64 / all as f64,
            Self::Duration(whole) => start.elapsed().as_secs_f64() / whole.as_secs_f64(),
        }
    }
}

/// A call and its start time.
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

/// Creates calls on demand until the run is complete. Counts the created calls in `taken`.
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
        .expect("expected an endpoint");
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
    let seen = emulator
        .join()
        .expect("the emulator thread should not panic")
        .stop();
    println!("{transport}, {} concurrent calls:", load.concurrency);
    figures.print(took);
    memory.print();
    let attempts = figures.calls() + failed_attempts.repeats.load(Ordering::Relaxed);
    let requests: u64 = seen.requests.iter().sum();
    println!(
        "{attempts} attempts; emulator processes: {}, requests: {requests}, connections to the last \
         process: {}",
        seen.requests.len(),
        seen.connections
    );
    let corrected = failed_attempts.corrected.load(Ordering::Relaxed);
    let mut holds = figures.wrong() == 0
        && figures.calls() == taken.load(Ordering::Relaxed)
        && corrected == 0
        && (may_fail || memory.is_flat())
        // An emulator refuses a repeated nonce, so equal counts mean one request per nonce.
        && (load.restarts || requests == attempts);
    if may_fail {
        println!("failed calls: {ends}");
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
        println!("{fetches} fetches of credentials, {corrected} refused attempts");
        // The first call fetches credentials, and each renewal follows after 6 to 9 s. A busy
        // machine may delay a renewal by a second.
        let seconds = took.as_secs();
        holds &= (1 + seconds / 10..=1 + seconds / 6).contains(&fetches);
    }
    println!();
    if holds {
        ExitCode::SUCCESS
    } else {
        println!("{transport}: a check failed");
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
        .expect("expected a runtime")
}
