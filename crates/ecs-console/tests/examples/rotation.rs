//! The example of a credentials source.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use alicloud::testing::VirtualClock;
use alicloud_config::{
    Config, FileContents, LocalSystem, Process, ProcessOutput, ProviderError, System,
};
use alicloud_console::OpenConsole;
use alicloud_emulator::{Credentials, Emulator, Scenario};

use crate::{provider::KeyFile, running::assert_opens};

/// This machine without its environment, and with the time of a clock that the test advances.
#[derive(Debug)]
struct Machine(VirtualClock);

impl System for Machine {
    fn variable(&self, _: &str) -> Option<OsString> {
        None
    }

    fn home(&self) -> Option<PathBuf> {
        None
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContents> {
        LocalSystem::default().read(path, limit)
    }

    fn run(&self, _: &Process) -> io::Result<ProcessOutput> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn now(&self) -> SystemTime {
        self.0.now()
    }
}

fn write(path: &Path, id: &str, secret: &str) {
    fs::write(path, format!("{id}\n{secret}\n")).unwrap();
}

#[test]
fn provider_reads_a_replaced_key_within_a_minute() {
    let clock = VirtualClock::new(SystemTime::now());
    let time = clock.clone();
    let keys = [("first", "secret-1"), ("second", "secret-2")];
    let emulator = Emulator::builder()
        .clock(move || time.now())
        .more_credentials(keys.map(|(id, secret)| Credentials::new(id, secret)))
        .start()
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("key");
    let [(id, secret), (next_id, next_secret)] = keys;
    write(&path, id, secret);

    let config = Config::default().provider(KeyFile(path.clone()));
    let session = config.region(Scenario::REGION_ID);
    let session = session.load_on(Machine(clock.clone())).unwrap();
    let session = clock.session(session).endpoint(emulator.endpoint());
    let client = alicloud_ureq::Client::new(session.unwrap());
    let open = OpenConsole::new("", Scenario::RUNNING_INSTANCE_ID);
    let send = || assert_opens(&emulator, client.send(&open).unwrap().url());

    send();
    write(&path, next_id, next_secret);
    send();
    clock.advance(KeyFile::VALIDITY);
    send();

    let requests = emulator.requests();
    let ids = requests.iter().map(|call| call.parameter("AccessKeyId"));
    let ids: Vec<&str> = ids.map(Option::unwrap).collect();
    assert_eq!(ids, ["first", "first", "second"]);
}

#[test]
fn provider_refuses_a_file_without_a_secret_and_does_not_show_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("key");
    fs::write(&path, "only-one-line-pL4nT3").unwrap();
    let config = Config::default().provider(KeyFile(path.clone()));
    let machine = Machine(VirtualClock::new(SystemTime::now()));
    let error = config.load_on(machine).unwrap_err();
    let text = alicloud::error::chain(&error).to_string();
    let expected = format!("{} needs two lines: id and secret", path.display());
    assert!(text.contains(&expected), "{text}");
    assert!(!text.contains("pL4nT3"), "{text}");
    let missing = KeyFile(Path::new("/nonexistent/key").to_owned());
    let machine = Machine(VirtualClock::new(SystemTime::now()));
    let error = Config::default().provider(missing).load_on(machine);
    assert!(
        matches!(error, Err(ProviderError::File { .. })),
        "{error:?}"
    );
}
