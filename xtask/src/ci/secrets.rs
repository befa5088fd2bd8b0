//! Runs the tests, and searches their logs for planted secrets.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
};

use super::{
    code,
    gate::{Gate, run_and_find},
};

/// A part of each planted secret (`tests/it/planted.rs`).
const MARK: &str = "pL4nT3";

/// The log must contain these texts. Otherwise logging was off.
const LOGGED: [&str; 4] = [
    "TRACE ureq::",
    "TRACE hyper_util::",
    "TRACE rustls::",
    "DEBUG call{",
];

pub(super) fn run(gate: &mut Gate) -> Result<(), String> {
    let log = gate.target.join("trace.log");
    // The tests append to the log.
    if log.exists() {
        fs::remove_file(&log).map_err(|error| format!("{}: {error}", log.display()))?;
    }
    let mut test = gate.cargo(code::TEST);
    let printed = run_and_find(test.env("ALICLOUD_TEST_TRACE", &log), has_mark)?;
    if let Some(line) = printed.first() {
        return Err(format!("the tests printed a planted secret: {line}"));
    }
    let failed = |error| format!("{}: {error}", log.display());
    let text = BufReader::new(File::open(&log).map_err(failed)?);
    search(text, &log.display().to_string())
}

fn has_mark(line: &str) -> bool {
    line.contains(MARK)
}

/// Fails if the log contains a planted secret, or lacks a line of `LOGGED`.
fn search(mut lines: impl BufRead, log: &str) -> Result<(), String> {
    let failed = |error| format!("{log}: {error}");
    let mut missing = LOGGED.to_vec();
    let mut line = Vec::new();
    let mut number = 0_u64;
    while lines.read_until(b'\n', &mut line).map_err(failed)? > 0 {
        number += 1;
        let text = String::from_utf8_lossy(&line);
        if has_mark(&text) {
            return Err(format!(
                "{log}:{number}: a planted secret was logged: {text}"
            ));
        }
        missing.retain(|expected| !text.contains(expected));
        line.clear();
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "{log} has no line with {missing:?}: logging was off"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{LOGGED, search};

    #[test]
    fn finds_planted_secrets_in_a_complete_log() {
        let log = LOGGED.join("\n");
        assert_eq!(search(log.as_bytes(), "log"), Ok(()));
        let leak = format!("{log}\nkey=pL4nT3-secret");
        assert_eq!(
            search(leak.as_bytes(), "log"),
            Err("log:5: a planted secret was logged: key=pL4nT3-secret".to_owned())
        );
    }

    #[test]
    fn refuses_a_log_without_the_events_of_http_clients() {
        let log = LOGGED[1..].join("\n");
        assert_eq!(
            search(log.as_bytes(), "log"),
            Err(r#"log has no line with ["TRACE ureq::"]: logging was off"#.to_owned())
        );
    }
}
