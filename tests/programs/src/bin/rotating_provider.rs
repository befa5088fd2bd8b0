//! A source of credentials that hands out a new key every minute.

use std::{
    error::Error,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

use alicloud::{
    Call, Session,
    blocking::Client,
    testing::{Script, VirtualClock},
};
use alicloud_config::{
    Ask, Fetched, Fetching, FileContents, Process, ProcessOutput, Provider, RefreshingSigner,
    System,
};
use alicloud_sign::{Credentials, HmacSha1};

#[derive(Debug, Default)]
struct Rotating {
    keys: AtomicU32,
}

impl Provider for Rotating {
    fn name(&self) -> &'static str {
        "key rotation"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async move {
            let number = self.keys.fetch_add(1, Ordering::Relaxed) + 1;
            let credentials = Credentials::new(format!("key-{number}"), "secret");
            Ok(Fetched::new(credentials).expires_at(ask.time() + Duration::from_secs(60)))
        })
    }
}

/// A machine whose time a test sets.
#[derive(Clone, Debug)]
struct Machine(Arc<Mutex<SystemTime>>);

impl System for Machine {
    fn variable(&self, _: &str) -> Option<OsString> {
        None
    }

    fn home(&self) -> Option<PathBuf> {
        None
    }

    fn read(&self, _: &Path, _: u64) -> io::Result<FileContents> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn run(&self, _: &Process) -> io::Result<ProcessOutput> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000);
    let clock = VirtualClock::new(start);
    let machine = Machine(Arc::new(Mutex::new(start)));
    let signer = RefreshingSigner::new(Rotating::default(), HmacSha1::new).system(machine.clone());
    let session = Session::new(signer).endpoint("https://ecs.aliyuncs.com")?;
    let reply = r#"{"RequestId":"1450F2D7"}"#;
    let script = Script::new().reply(reply).reply(reply).reply(reply);
    let client = Client::with_transport(clock.session(session), script.clone());
    let call = Call::new("Ecs", "2014-05-26", "DescribeRegions").reads();

    for seconds in [0, 1, 120] {
        let passed = Duration::from_secs(seconds);
        clock.advance(passed);
        *machine.0.lock().unwrap() += passed;
        client.send(&call)?;
    }
    let requests = script.requests();
    let keys: Vec<_> = requests
        .iter()
        .filter_map(|request| request.parameter("AccessKeyId"))
        .collect();
    assert_eq!(keys, ["key-1", "key-1", "key-2"]);
    Ok(())
}
