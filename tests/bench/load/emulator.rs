//! The other side, as a process of its own: its nonces are kept for half an hour and are not to
//! count as the client's memory.

use std::{
    env,
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    net::SocketAddr,
    process::{Child, ChildStdin, Command, ExitCode, Stdio},
    sync::{
        Arc, OnceLock,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, SystemTime},
};

use alicloud_emulator::Credentials;
use tempfile::NamedTempFile;

use crate::{faults, source};

pub(crate) const ACCESS_KEY_ID: &str = "testid";
pub(crate) const ACCESS_KEY_SECRET: &str = "testsecret";

/// How long a process serves before it is killed.
const RESTART_AFTER: Duration = Duration::from_secs(5);

/// Says where it listens, serves until its standard input ends, and says what it has seen. It writes a
/// byte to `log` for each request, so that they can be counted when the process was killed.
pub(crate) fn serve(with_faults: bool, address: SocketAddr, log: &str) -> ExitCode {
    // A client of the process before may call at once: it waits until there are faults.
    let is_ready = Arc::new(OnceLock::new());
    let to_be_ready = Arc::clone(&is_ready);
    let log = File::options().append(true).open(log).expect("a log");
    let emulator = alicloud_emulator::Emulator::builder()
        .listen(address)
        .credentials(Credentials::new(ACCESS_KEY_ID, ACCESS_KEY_SECRET))
        .more_credentials(source::accepted())
        // The emulator asks for the time once for each request.
        .clock(move || {
            to_be_ready.wait();
            (&log).write_all(b".").expect("space for the log");
            SystemTime::now()
        })
        .start()
        .expect("the port");
    let mut injected = 0;
    let mut top_up = || {
        while with_faults && emulator.pending_faults() < faults::AHEAD {
            injected += faults::inject(&emulator);
        }
    };
    top_up();
    is_ready.set(()).expect("set once");
    println!("{}", emulator.local_addr());
    io::stdout().flush().expect("somebody listens");
    let end = thread::spawn(|| io::stdin().read_to_end(&mut Vec::new()));
    while !end.is_finished() {
        thread::sleep(Duration::from_millis(100));
        top_up();
    }
    let provided = injected - emulator.pending_faults();
    println!("{} {provided}", emulator.connections());
    ExitCode::SUCCESS
}

/// Processes that serve, one after the other, at the same address.
pub(crate) struct Emulator {
    with_faults: bool,
    log: NamedTempFile,
    /// How many requests each process but the last has seen.
    before: Vec<u64>,
    process: Process,
}

/// What the processes have seen.
pub(crate) struct Seen {
    /// The requests of each process.
    pub(crate) requests: Vec<u64>,
    /// The connections of the last process.
    pub(crate) connections: u64,
    /// How many requests of the last process were provided with a fault, or with none on purpose.
    pub(crate) provided: u64,
}

impl Emulator {
    pub(crate) fn start(with_faults: bool) -> Self {
        let log = NamedTempFile::new().expect("a place for the log");
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            with_faults,
            process: Process::start(with_faults, any_port, &log),
            log,
            before: Vec::new(),
        }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.process.address)
    }

    /// Kills the process every few seconds and starts another one at once, until `end` is dropped.
    pub(crate) fn restart_until(mut self, end: &mpsc::Receiver<()>) -> Self {
        while end.recv_timeout(RESTART_AFTER) == Err(RecvTimeoutError::Timeout) {
            let process = &mut self.process.child;
            process
                .kill()
                .and_then(|()| process.wait())
                .expect("an end");
            self.before.push(self.logged());
            self.process = Process::start(self.with_faults, self.process.address, &self.log);
        }
        self
    }

    /// How many requests the present process has seen.
    fn logged(&self) -> u64 {
        let all = self.log.as_file().metadata().expect("a file").len();
        all - self.before.iter().sum::<u64>()
    }

    pub(crate) fn stop(mut self) -> Seen {
        drop(self.process.input.take());
        let seen = line(&mut self.process.output);
        self.process.child.wait().expect("an end");
        let (connections, provided) = seen.split_once(' ').expect("two numbers");
        let mut requests = self.before.clone();
        requests.push(self.logged());
        Seen {
            requests,
            connections: connections.parse().expect("a number"),
            provided: provided.parse().expect("a number"),
        }
    }
}

/// A process that serves.
struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<std::process::ChildStdout>,
    address: SocketAddr,
}

impl Process {
    fn start(with_faults: bool, address: SocketAddr, log: &NamedTempFile) -> Self {
        let mut child = Command::new(env::current_exe().expect("this program"))
            .args(["emulator", &with_faults.to_string(), &address.to_string()])
            .arg(log.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program again");
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self {
            address: line(&mut output).parse().expect("an address"),
            input: child.stdin.take(),
            child,
            output,
        }
    }
}

fn line(output: &mut impl BufRead) -> String {
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    line.trim_end().to_owned()
}
