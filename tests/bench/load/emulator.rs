//! Runs the emulator in a separate process. The emulator remembers nonces for half an hour, and
//! they must not count as the client's memory.

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

/// With `--restarts`, how long an emulator process runs before it is killed.
const RESTART_AFTER: Duration = Duration::from_secs(5);

/// Prints the emulator's address, serves until stdin is closed, and then prints the counts of
/// connections and of requests that took a fault from the queue. Appends a byte to the file `log`
/// for each request, so that requests can be counted even if the process is killed.
pub(crate) fn serve(with_faults: bool, address: SocketAddr, log: &str) -> ExitCode {
    // Requests that arrive before the first faults are queued wait for the faults.
    let is_ready = Arc::new(OnceLock::new());
    let to_be_ready = Arc::clone(&is_ready);
    let log = File::options()
        .append(true)
        .open(log)
        .expect("expected a log");
    let emulator = alicloud_emulator::Emulator::builder()
        .listen(address)
        .credentials(Credentials::new(ACCESS_KEY_ID, ACCESS_KEY_SECRET))
        .more_credentials(source::accepted())
        // The emulator reads the clock once per request.
        .clock(move || {
            to_be_ready.wait();
            (&log).write_all(b".").expect("the log should be writable");
            SystemTime::now()
        })
        .start()
        .expect("the port should be free");
    let mut injected = 0;
    let mut top_up = || {
        while with_faults && emulator.pending_faults() < faults::AHEAD {
            injected += faults::inject(&emulator);
        }
    };
    top_up();
    is_ready
        .set(())
        .expect("`is_ready` should be set only once");
    println!("{}", emulator.local_addr());
    io::stdout().flush().expect("stdout should be open");
    let end = thread::spawn(|| io::stdin().read_to_end(&mut Vec::new()));
    while !end.is_finished() {
        thread::sleep(Duration::from_millis(100));
        top_up();
    }
    let provided = injected - emulator.pending_faults();
    println!("{} {provided}", emulator.connections());
    ExitCode::SUCCESS
}

/// The current emulator process, and the counts of its killed predecessors at the same address.
pub(crate) struct Emulator {
    with_faults: bool,
    log: NamedTempFile,
    /// The number of requests that each killed process received.
    before: Vec<u64>,
    process: Process,
}

/// The counts of all emulator processes.
pub(crate) struct Seen {
    /// The number of requests that each process received.
    pub(crate) requests: Vec<u64>,
    /// The number of connections that the last process accepted.
    pub(crate) connections: u64,
    /// The number of requests to the last process that took a fault from the queue. A delay of zero
    /// counts as a fault here.
    pub(crate) provided: u64,
}

impl Emulator {
    pub(crate) fn start(with_faults: bool) -> Self {
        let log = NamedTempFile::new().expect("expected a place for the log");
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

    /// Kills the emulator process every few seconds and immediately starts another process, until
    /// the sender of `end` is dropped.
    pub(crate) fn restart_until(mut self, end: &mpsc::Receiver<()>) -> Self {
        while end.recv_timeout(RESTART_AFTER) == Err(RecvTimeoutError::Timeout) {
            let process = &mut self.process.child;
            process
                .kill()
                .and_then(|()| process.wait())
                .expect("the process should end when killed");
            self.before.push(self.logged());
            self.process = Process::start(self.with_faults, self.process.address, &self.log);
        }
        self
    }

    /// The number of requests that the current process received.
    fn logged(&self) -> u64 {
        let all = self
            .log
            .as_file()
            .metadata()
            .expect("expected a file")
            .len();
        all - self.before.iter().sum::<u64>()
    }

    pub(crate) fn stop(mut self) -> Seen {
        drop(self.process.input.take());
        let seen = line(&mut self.process.output);
        self.process.child.wait().expect("the process should end");
        let (connections, provided) = seen.split_once(' ').expect("expected two numbers");
        let mut requests = self.before.clone();
        requests.push(self.logged());
        Seen {
            requests,
            connections: connections.parse().expect("expected a number"),
            provided: provided.parse().expect("expected a number"),
        }
    }
}

/// An emulator process.
struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<std::process::ChildStdout>,
    address: SocketAddr,
}

impl Process {
    fn start(with_faults: bool, address: SocketAddr, log: &NamedTempFile) -> Self {
        let mut child =
            Command::new(env::current_exe().expect("the program's path should be known"))
                .args(["emulator", &with_faults.to_string(), &address.to_string()])
                .arg(log.path())
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("the program should start again");
        let mut output = BufReader::new(child.stdout.take().expect("expected a pipe"));
        Self {
            address: line(&mut output).parse().expect("expected an address"),
            input: child.stdin.take(),
            child,
            output,
        }
    }
}

fn line(output: &mut impl BufRead) -> String {
    let mut line = String::new();
    output.read_line(&mut line).expect("expected a line");
    line.trim_end().to_owned()
}
