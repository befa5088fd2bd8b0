//! Inputs that once made the generator or a client panic, and those that fuzzing starts from.

use std::{
    fs,
    path::{Path, PathBuf},
};

#[path = "../fuzz/checks/generate.rs"]
mod generate;

#[cfg(feature = "golden")]
#[path = "../fuzz/checks/reply.rs"]
mod reply;

#[test]
fn specifications() {
    each("generate", generate::check);
}

#[cfg(feature = "golden")]
#[test]
fn replies() {
    each(
        "reply",
        reply::check::<alicloud_tests::golden::types::DescribeEverythingResponse>,
    );
}

fn each(target: &str, check: impl Fn(&[u8])) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    for inputs in ["seeds", "regressions"] {
        let directory = fuzz.join(inputs).join(target);
        let entries = fs::read_dir(&directory).unwrap();
        let paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        assert!(!paths.is_empty(), "nothing in {}", directory.display());
        for path in paths {
            // Shown if the test fails.
            println!("{}", path.display());
            check(&fs::read(&path).unwrap());
        }
    }
}
