//! Tests credentials providers over both transports, with local servers and real files.

mod chain;
mod identities;
mod instance;
mod load;
mod local;
mod profiles;
mod refresh;
mod security_token_service;
mod uri;

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, Instant, SystemTime},
};

use alicloud::{Anonymous, Endpoint, Session, blocking, transport::drive};
use alicloud_config::{
    Fetch, Fetched, FileContents, LocalSystem, Process, ProcessOutput, Provider, ProviderError,
    System,
};
use tempfile::TempDir;

use crate::{
    clients::{
        Client, Transport,
        server::{Request, Server, response},
    },
    planted,
};

const ROLE_ARN: &str = "acs:ram::123456789012:role/auditor";

/// A system with its own environment variables, home directory and clock. So the real environment
/// doesn't influence the tests. Files and processes are real.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    variables: BTreeMap<&'static str, OsString>,
    home: Arc<TempDir>,
    clock: Clock,
}

/// A clock that starts at 2030-01-01T00:00:00Z and advances only when a test sets it forward.
#[derive(Clone, Debug)]
struct Clock(Arc<Mutex<SystemTime>>);

impl Clock {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }

    fn forward(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }

    /// The time in `seconds` seconds, in the format of services.
    fn expiration(&self, seconds: u64) -> String {
        written(self.now() + Duration::from_secs(seconds))
    }
}

impl Machine {
    pub(crate) fn new() -> Self {
        planted::watch();
        Self {
            variables: BTreeMap::new(),
            home: Arc::new(directory().unwrap()),
            clock: Clock(Arc::new(Mutex::new(
                SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000),
            ))),
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.variables.insert(name, value.into());
        self
    }

    /// Writes a file below the home directory that other users can't read.
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        path
    }

    fn cli_profiles(&self, profiles: &str) {
        let text = format!(r#"{{"current":"p","profiles":[{profiles}]}}"#);
        self.file(".aliyun/config.json", &text);
    }
}

/// Creates a temporary directory. Its path has no blank on Unix, because the command of a profile
/// is split at blanks.
fn directory() -> io::Result<TempDir> {
    let place = std::env::temp_dir();
    if cfg!(unix) && place.to_string_lossy().contains(char::is_whitespace) {
        tempfile::tempdir_in("/tmp")
    } else {
        tempfile::tempdir_in(place)
    }
}

impl System for Machine {
    fn variable(&self, name: &str) -> Option<OsString> {
        self.variables.get(name).cloned()
    }

    fn home(&self) -> Option<PathBuf> {
        Some(self.home.path().to_owned())
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContents> {
        LocalSystem::default().read(path, limit)
    }

    fn run(&self, process: &Process) -> io::Result<ProcessOutput> {
        LocalSystem::default().run(process)
    }

    fn now(&self) -> SystemTime {
        self.clock.now()
    }
}

/// Fetches credentials with `provider` on `machine`.
fn fetch(
    transport: Transport,
    machine: &Machine,
    provider: &dyn Provider,
) -> Result<Fetched, ProviderError> {
    let session = Session::new(Anonymous)
        .endpoint("http://127.0.0.1")
        .unwrap();
    let limit = Duration::from_secs(1);
    // The clock doesn't advance during the fetch, so that tests can compare exact times.
    let now = Instant::now();
    let clock = alicloud::machine::Clock::measured_by(machine.now(), move || now);
    let fetch = Fetch::with_clock(provider, machine.clone(), clock);
    match transport.client_that_connects_within(limit, session) {
        Client::Ureq(client) => blocking::drive(client.transport(), fetch),
        Client::Reqwest(runtime, client) => runtime.block_on(drive(client.transport(), fetch)),
    }
}

/// The message of an error with its causes. Checks that the error contains no secret.
fn message(error: &ProviderError) -> String {
    let text = alicloud::error::chain(error).to_string();
    assert!(!text.contains(planted::MARK), "{text}");
    let debug = format!("{error:?}");
    assert!(!debug.contains(planted::MARK), "{debug}");
    text
}

fn endpoint(server: &Server) -> Endpoint {
    server.url().parse().unwrap()
}

fn json(body: &str) -> String {
    response("200 OK", "Content-Type: application/json\r\n", body)
}

fn written(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time).unwrap().to_string()
}

/// The headers `Content-Type` and `Date` of a server whose clock shows `time`.
fn date_header(time: SystemTime) -> String {
    let time = jiff::Timestamp::try_from(time).unwrap();
    let time = time.strftime("%a, %d %b %Y %H:%M:%S GMT");
    format!("Content-Type: application/json\r\nDate: {time}\r\n")
}

/// The response of a server whose clock shows `time` to a request with another timestamp.
fn too_old_or_early(time: SystemTime) -> String {
    let body = r#"{"RequestId":"1","Code":"InvalidTimeStamp.Expired","Message":"No."}"#;
    response("400 Bad Request", &date_header(time), body)
}

/// Temporary credentials in the format of services.
fn document(id: &str, expiration: &str) -> String {
    format!(
        r#""AccessKeyId":"{id}","AccessKeySecret":"pL4nT3-{id}","SecurityToken":"pL4nT3/{id}+=","Expiration":"{expiration}""#
    )
}

/// Whether the fetched credentials are the credentials of [`document`] with this id.
fn is_of(fetched: &Fetched, id: &str) -> bool {
    let credentials = &fetched.credentials;
    credentials.access_key_id() == id
        && credentials.access_key_secret() == format!("pL4nT3-{id}")
        && credentials.security_token() == Some(&format!("pL4nT3/{id}+="))
}

/// The reply of STS to `AssumeRole`.
fn sts_reply(id: &str, expiration: &str) -> String {
    let credentials = document(id, expiration);
    json(&format!(
        r#"{{"RequestId":"6894B13B","AssumedRoleUser":{{"Arn":"a"}},"Credentials":{{{credentials}}}}}"#
    ))
}

/// The decoded value of a form parameter.
fn parameter(request: &Request, name: &str) -> Option<String> {
    request.body.split('&').find_map(|pair| {
        let (found, value) = pair.split_once('=')?;
        let value = percent_encoding::percent_decode_str(value).decode_utf8();
        (found == name).then(|| value.unwrap().into_owned())
    })
}

/// The request lines of all requests to a server.
fn lines(server: &Server) -> Vec<String> {
    let requests = server.requests();
    requests.iter().map(|seen| seen.line().to_owned()).collect()
}
