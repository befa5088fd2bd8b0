//! The other side, as a process of its own: its nonces are kept for half an hour and are not to
//! count as the client's memory.

use std::{
    env,
    io::{self, BufRead, BufReader, Read, Write},
    process::{Child, ChildStdout, Command, ExitCode, Stdio},
};

use alicloud_emulator::Credentials;

pub(crate) const ACCESS_KEY_ID: &str = "testid";
pub(crate) const ACCESS_KEY_SECRET: &str = "testsecret";

/// Says where it listens, serves until its standard input ends, and says what it has seen.
pub(crate) fn serve() -> ExitCode {
    let emulator = alicloud_emulator::Emulator::builder()
        .credentials(Credentials::new(ACCESS_KEY_ID, ACCESS_KEY_SECRET))
        .start()
        .expect("a port");
    println!("{}", emulator.endpoint());
    io::stdout().flush().expect("somebody listens");
    io::stdin().read_to_end(&mut Vec::new()).expect("an end");
    println!("{} {}", emulator.request_count(), emulator.connections());
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
    pub(crate) calls: u64,
    pub(crate) connections: u64,
}

impl Emulator {
    pub(crate) fn start() -> Self {
        let program = env::current_exe().expect("this program");
        let mut process = Command::new(program)
            .arg("emulator")
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
        let (calls, connections) = seen.split_once(' ').expect("two numbers");
        self.process.wait().expect("an end");
        Seen {
            calls: calls.parse().expect("a number"),
            connections: connections.parse().expect("a number"),
        }
    }
}

fn line(output: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    line.trim_end().to_owned()
}
