//! The other side, as a process of its own: its nonces are kept for half an hour and are not to
//! count as the client's memory.

use std::{
    env,
    io::{self, BufRead, BufReader, Read, Write},
    process::{Child, ChildStdout, Command, ExitCode, Stdio},
    thread,
    time::Duration,
};

use alicloud_emulator::Credentials;

use crate::faults;

pub(crate) const ACCESS_KEY_ID: &str = "testid";
pub(crate) const ACCESS_KEY_SECRET: &str = "testsecret";

/// Says where it listens, serves until its standard input ends, and says what it has seen.
pub(crate) fn serve(with_faults: bool) -> ExitCode {
    let emulator = alicloud_emulator::Emulator::builder()
        .credentials(Credentials::new(ACCESS_KEY_ID, ACCESS_KEY_SECRET))
        .start()
        .expect("a port");
    let mut injected = 0;
    let mut top_up = || {
        while with_faults && emulator.pending_faults() < faults::AHEAD {
            injected += faults::inject(&emulator);
        }
    };
    top_up();
    println!("{}", emulator.endpoint());
    io::stdout().flush().expect("somebody listens");
    let end = thread::spawn(|| io::stdin().read_to_end(&mut Vec::new()));
    while !end.is_finished() {
        thread::sleep(Duration::from_millis(100));
        top_up();
    }
    let provided = injected - emulator.pending_faults();
    println!(
        "{} {} {provided}",
        emulator.request_count(),
        emulator.connections()
    );
    ExitCode::SUCCESS
}

/// A process that serves.
pub(crate) struct Emulator {
    process: Child,
    output: BufReader<ChildStdout>,
    pub(crate) endpoint: String,
}

/// What it has seen.
pub(crate) struct Seen {
    pub(crate) requests: u64,
    pub(crate) connections: u64,
    /// How many of the requests were provided with a fault, or with none on purpose.
    pub(crate) provided: u64,
}

impl Emulator {
    pub(crate) fn start(with_faults: bool) -> Self {
        let program = env::current_exe().expect("this program");
        let mut process = Command::new(program)
            .arg(if with_faults {
                "faulty-emulator"
            } else {
                "emulator"
            })
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program again");
        let mut output = BufReader::new(process.stdout.take().expect("a pipe"));
        let endpoint = line(&mut output);
        Self {
            process,
            output,
            endpoint,
        }
    }

    pub(crate) fn stop(mut self) -> Seen {
        drop(self.process.stdin.take());
        let seen = line(&mut self.output);
        self.process.wait().expect("an end");
        let mut numbers = seen
            .split(' ')
            .map(|number| number.parse().expect("a number"));
        let mut next = || numbers.next().expect("three numbers");
        Seen {
            requests: next(),
            connections: next(),
            provided: next(),
        }
    }
}

fn line(output: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    line.trim_end().to_owned()
}
