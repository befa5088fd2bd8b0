//! Renders the messages of the library crates into `tests/golden/messages.md`.
//!
//! The messages of the programs are rendered by the tests of the programs.

mod alicloud;
mod codegen;
mod config;
mod console;
mod emulator;
mod literals;
mod table;
mod transports;

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, SystemTime},
};

use alicloud_config::{FileContents, Process, ProcessOutput};

use self::table::assert_section;

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "the file has error messages of Linux"
)]
fn messages_match_the_golden_file() {
    assert_section("alicloud", &alicloud::tables());
    assert_section("alicloud-sign", &console::sign());
    assert_section("alicloud-config", &config::tables());
    assert_section("alicloud-ecs", &console::ecs());
    assert_section("alicloud-console", &console::console());
    assert_section("alicloud-reqwest and alicloud-ureq", &transports::tables());
    assert_section("alicloud-emulator", &emulator::tables());
    assert_section("alicloud-codegen", &codegen::tables());
}

/// A system with only these variables and files. The files have the mode of the system, and the
/// clock shows 2030-01-01 and these seconds.
#[derive(Clone, Debug, Default)]
struct System {
    variables: BTreeMap<&'static str, &'static str>,
    files: BTreeMap<&'static str, &'static str>,
    mode: u32,
    seconds: Arc<AtomicU64>,
}

impl System {
    fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.insert(name, value);
        self
    }

    fn file(mut self, path: &'static str, text: &'static str) -> Self {
        self.files.insert(path, text);
        self
    }
}

impl alicloud_config::System for System {
    fn variable(&self, name: &str) -> Option<OsString> {
        self.variables.get(name).map(OsString::from)
    }

    fn home(&self) -> Option<PathBuf> {
        Some("/home/me".into())
    }

    fn read(&self, path: &Path, _: u64) -> io::Result<FileContents> {
        let text = path.to_str().and_then(|path| self.files.get(path));
        let text = text.ok_or(io::ErrorKind::NotFound)?;
        Ok(FileContents::new(*text).with_mode(self.mode))
    }

    fn run(&self, _: &Process) -> io::Result<ProcessOutput> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000 + self.seconds.load(Relaxed))
    }
}
