//! How the process ends when it is interrupted, or nobody reads what it writes.

use std::{
    os::{
        fd::OwnedFd,
        unix::{net::UnixStream, process::ExitStatusExt},
    },
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use alicloud_emulator::{Emulator, Fault};

use crate::run::{program, program_at};

const SEVERAL: &str = "url --region-id cn-qingdao --instance-id i-emulator-running --instance-id \
                       i-emulator-windows --instance-id AY121018033933eaxxxxxxx";

/// An end of a connection whose other end is closed.
fn closed() -> Stdio {
    let (kept, _) = UnixStream::pair().unwrap();
    Stdio::from(OwnedFd::from(kept))
}

#[test]
fn a_closed_stdout_is_told_and_a_closed_stderr_is_not_missed() {
    for args in [
        "url --emulator",
        "url --emulator --output json",
        "url --emulator --instance-id i-emulator-running --instance-id i-emulator-windows",
        "instances --emulator",
        "regions --emulator --output json",
        "--help",
        "emulator",
    ] {
        let output = program(args).stdout(closed()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{args}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(
            stderr.contains("error: can't write to stdout: Broken pipe"),
            "{stderr}"
        );
    }
    for (args, status) in [
        ("url --emulator", 0),
        ("url --emulator -vv", 0),
        ("instances --emulator --name nobody", 0),
        ("url", 2),
    ] {
        let output = program(args).stderr(closed()).output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{args}");
    }
}

#[test]
fn no_further_call_is_made_when_nobody_reads() {
    for transport in ["ureq", "reqwest"] {
        let emulator = Emulator::start().unwrap();
        // The second answer is on its way when the first can't be printed.
        emulator.inject(Fault::delay(Duration::ZERO), 1);
        emulator.inject(Fault::delay(Duration::from_secs(1)), 1);
        let args = format!("{SEVERAL} --windows=false --concurrency 1 --transport {transport}");
        let mut command = program_at(&emulator, emulator.credentials(), &args);
        let output = command.stdout(closed()).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(emulator.request_count() < 3, "{transport}");
    }
}

#[test]
fn an_interrupt_ends_it_at_once() {
    for transport in ["ureq", "reqwest"] {
        for args in [SEVERAL, "regions -v"] {
            let emulator = Emulator::start().unwrap();
            emulator.inject(Fault::no_answer(), 8);
            let args = format!("{args} --transport {transport}");
            let child = program_at(&emulator, emulator.credentials(), &args)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let begin = Instant::now();
            while emulator.request_count() == 0 {
                assert!(
                    begin.elapsed() < Duration::from_secs(10),
                    "nothing was sent"
                );
                thread::sleep(Duration::from_millis(5));
            }
            let interrupted = Instant::now();
            let pid = child.id().to_string();
            let kill = Command::new("kill").args(["-INT", &pid]).status();
            assert!(kill.unwrap().success());
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.signal(), Some(2), "{output:?}");
            assert!(interrupted.elapsed() < Duration::from_secs(2));
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert!(!stderr.contains("panic"), "{stderr}");
        }
    }
}
