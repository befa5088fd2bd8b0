//! The end of the process: on an interrupt, and when nobody reads its output.

use std::{
    fs::File,
    os::unix::process::ExitStatusExt,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use alicloud_emulator::{Emulator, Fault};

use crate::run::{Outcome, closed, program, program_at, signal, with_default_signals};

const SEVERAL: &str = "url --region-id cn-qingdao --instance-id i-emulator-running --instance-id \
                       i-emulator-windows --instance-id AY121018033933eaxxxxxxx";

/// Commands that cover all ways of printing to stdout.
const PRINTING: [&str; 12] = [
    "url --emulator",
    "url --emulator --output json",
    "url --emulator --instance-id i-emulator-running --instance-id i-emulator-windows",
    "url --emulator --instance-id i-emulator-running --instance-id i-emulator-stopped \
     --output json",
    "instances --emulator",
    "instances --emulator --output json",
    "regions --emulator",
    "regions --emulator --output json",
    "--help",
    "url --help",
    "--version",
    "emulator",
];

#[test]
fn exits_quietly_when_the_reader_closes_stdout() {
    for args in PRINTING {
        let output = program(args).stdout(closed()).output().unwrap();
        let outcome = Outcome::from(output);
        assert_eq!(outcome.status, Some(0), "{args}: {outcome:?}");
        for said in ["Broken", "error", "stdout"] {
            assert!(!outcome.stderr.contains(said), "{args}: {outcome:?}");
        }
        let mut command = program(args);
        let output = command.stdout(closed()).stderr(closed()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn reports_a_full_disk() {
    for args in PRINTING {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let outcome = Outcome::from(program(args).stdout(full).output().unwrap());
        assert_eq!(outcome.status, Some(1), "{args}: {outcome:?}");
        let said = "can't write to stdout: No space left";
        assert!(outcome.stderr.contains(said), "{args}: {outcome:?}");
    }
}

#[test]
fn ignores_a_closed_stderr() {
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
fn stops_calling_when_nobody_reads_stdout() {
    for transport in ["ureq", "reqwest"] {
        let emulator = Emulator::start().unwrap();
        // The second answer is still pending when printing the first URL fails.
        emulator.inject(Fault::delay(Duration::ZERO), 1);
        emulator.inject(Fault::delay(Duration::from_secs(1)), 1);
        let args = format!("{SEVERAL} --windows=false --concurrency 1 --transport {transport}");
        let mut command = program_at(&emulator, emulator.credentials(), &args);
        let outcome = Outcome::from(command.stdout(closed()).output().unwrap());
        assert_eq!(outcome.status, Some(0), "{outcome:?}");
        assert!(emulator.request_count() < 3, "{transport}");
    }
}

#[test]
fn an_interrupt_ends_the_program_at_once() {
    for transport in ["ureq", "reqwest"] {
        for args in [SEVERAL, "regions -v"] {
            let emulator = Emulator::start().unwrap();
            emulator.inject(Fault::no_answer(), 8);
            let args = format!("{args} --transport {transport}");
            let command = program_at(&emulator, emulator.credentials(), &args);
            let child = with_default_signals(command)
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
            signal(&child, "INT");
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.signal(), Some(2), "{output:?}");
            assert!(interrupted.elapsed() < Duration::from_secs(2));
            let outcome = Outcome::from(output);
            assert!(!outcome.stderr.contains("panic"), "{outcome:?}");
        }
    }
}
