//! Runs the fuzz checks on the seeds of the fuzzer and on inputs that failed in the past.

use std::{fs, path::Path};

#[path = "../fuzz/checks/config.rs"]
mod config;
#[path = "../fuzz/checks/console.rs"]
mod console;
#[path = "../fuzz/checks/emulator.rs"]
mod emulator;
#[path = "../fuzz/checks/endpoint.rs"]
mod endpoint;
#[path = "../fuzz/checks/generate.rs"]
mod generate;
#[path = "../fuzz/checks/refusal.rs"]
mod refusal;

#[cfg(feature = "golden")]
#[path = "../fuzz/checks/reply.rs"]
mod reply;

#[test]
fn specifications() {
    each("generate", generate::check);
}

#[cfg(feature = "golden")]
#[test]
fn broken_replies() {
    each(
        "reply",
        reply::check::<alicloud_tests::golden::types::describe_everything::Response>,
    );
}

#[test]
fn credentials_files() {
    each("config", config::check);
}

#[test]
fn console_urls() {
    each("console", console::check);
}

#[test]
fn endpoints_and_regions() {
    each("endpoint", endpoint::check);
}

#[test]
fn emulator_calls() {
    each("emulator", emulator::check);
}

#[test]
fn refused_signatures() {
    each("refusal", refusal::check);
}

#[test]
fn every_target_is_checked() {
    let here = include_str!("regressions.rs");
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    for inputs in ["seeds", "regressions"] {
        for entry in fs::read_dir(fuzz.join(inputs)).unwrap() {
            let target = entry.unwrap().file_name().into_string().unwrap();
            assert!(here.contains(&format!("\"{target}\",")), "{target}");
        }
    }
}

/// Runs `check` on the seeds and the regressions of the fuzz target `target`.
fn each(target: &str, check: impl Fn(&[u8])) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let mut seen = 0;
    for inputs in ["seeds", "regressions"] {
        let directory = fuzz.join(inputs).join(target);
        if inputs == "regressions" && !directory.exists() {
            continue;
        }
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            // The path is shown only if the test fails.
            println!("{}", path.display());
            check(&fs::read(&path).unwrap());
            seen += 1;
        }
    }
    assert!(seen > 0, "no seeds for {target}");
}
