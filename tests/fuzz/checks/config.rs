//! Properties that hold for any content of a credentials file.

use std::{
    cell::Cell,
    error,
    ffi::OsString,
    fmt::Write as _,
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use alicloud::{
    Request, Response,
    blocking::drive,
    error::{TransportError, TransportErrorKind},
    http::StatusCode,
};
use alicloud_config::{
    CliProfile, Config, Fetch, FileContents, IniProfile, Process, ProcessOutput, Provider, System,
};
use serde_json::Value;

/// The value that replaces every secret in the file. No error may contain this value.
const PLANTED: &str = "pL4nT3";
const SECRETS: [&str; 3] = ["access_key_secret", "security_token", "sts_token"];

/// An upper limit on requests. No role chain in a small file needs as many requests.
const REQUESTS: usize = 1_000;

/// Reads credentials from a file. The first byte of `data` selects the file format, the profile and
/// the answer of servers and processes. The other bytes are the file's content.
pub(crate) fn check(data: &[u8]) {
    let Some((first, file)) = data.split_first() else {
        return;
    };
    // An error may show names, so a file that already contains the planted value proves nothing.
    if file
        .windows(PLANTED.len())
        .any(|part| part == PLANTED.as_bytes())
    {
        return;
    }
    let config = match first & 2 {
        2 => Config::default().profile("test"),
        _ => Config::default(),
    };
    let answer = ANSWERS[usize::from(first >> 2) % ANSWERS.len()];
    if first & 1 == 0 {
        let provider = CliProfile::new(config).path("config");
        check_file(&provider, planted_in_json(file), answer);
    } else {
        let provider = IniProfile::new(config).path("config");
        check_file(&provider, planted_in_ini(file), answer);
    }
}

/// The possible answers of servers: HTTP status and body. Status 0 means that the connection fails.
const ANSWERS: [(u16, &str); 5] = [
    (0, ""),
    (
        200,
        r#"{"Code":"Success","AccessKeyId":"STS.a","AccessKeySecret":"pL4nT3","SecurityToken":"pL4nT3","Expiration":"2030-01-01T01:00:00Z","RequestId":"r","Credentials":{"AccessKeyId":"STS.a","AccessKeySecret":"pL4nT3","SecurityToken":"pL4nT3","Expiration":"2030-01-01T01:00:00Z"}}"#,
    ),
    (
        200,
        r#"{"Code":"Failed","AccessKeySecret":["pL4nT3"],"mode":"StsToken","sts_token":"pL4nT3"}"#,
    ),
    (
        403,
        r#"{"Code":"NoPermission","Message":"no","RequestId":"r"}"#,
    ),
    (502, "<html>pL4nT3</html>"),
];

fn check_file(provider: &impl Provider, file: Vec<u8>, (status, body): (u16, &'static str)) {
    let requests = Cell::new(0);
    let transport = |_: Request| {
        requests.set(requests.get() + 1);
        assert!(
            requests.get() < REQUESTS,
            "fetching credentials sends an endless number of requests"
        );
        let Ok(status) = StatusCode::from_u16(status) else {
            return Err(TransportError::new(
                TransportErrorKind::Connect,
                "no server",
            ));
        };
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        Ok(response)
    };
    let machine = Machine { file, prints: body };
    let shown = match drive(&Instant(transport), Fetch::new(provider, machine)) {
        Ok(fetched) => {
            assert!(!fetched.credentials.access_key_id().is_empty());
            assert!(!fetched.credentials.access_key_secret().is_empty());
            format!("{fetched:?} {provider:?}")
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            causes(&error)
        }
    };
    assert!(!shown.contains(PLANTED), "{shown}");
}

/// A transport whose waits take no time.
struct Instant<F>(F);

impl<F: Fn(Request) -> Result<Response, TransportError>> alicloud::blocking::Transport
    for Instant<F>
{
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        (self.0)(request)
    }

    fn wait(&self, _: Duration) {}
}

fn causes(error: &(dyn error::Error + 'static)) -> String {
    let mut shown = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let _ = writeln!(shown, "{error}\n{error:?}");
        next = error.source();
    }
    shown
}

/// A system on which every path has the same file, and every process prints the same output.
#[derive(Debug)]
struct Machine {
    /// The content of every file.
    file: Vec<u8>,
    /// The output of every process.
    prints: &'static str,
}

impl System for Machine {
    fn variable(&self, _: &str) -> Option<OsString> {
        None
    }

    fn home(&self) -> Option<PathBuf> {
        None
    }

    fn read(&self, _: &Path, _: u64) -> io::Result<FileContents> {
        Ok(FileContents::new(self.file.clone()))
    }

    fn run(&self, _: &Process) -> io::Result<ProcessOutput> {
        Ok(ProcessOutput::new(Some(0), self.prints))
    }

    fn now(&self) -> SystemTime {
        // 2030-01-01T00:00:00Z.
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000)
    }
}

/// Returns `file` with [`PLANTED`] in place of each secret. A file that is not valid JSON gets a
/// secret appended.
fn planted_in_json(file: &[u8]) -> Vec<u8> {
    match serde_json::from_slice(file) {
        Ok(mut value) => {
            plant(&mut value);
            value.to_string().into()
        }
        Err(_) => [file, b"\"access_key_secret\":\"", PLANTED.as_bytes()].concat(),
    }
}

fn plant(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if SECRETS.contains(&name.as_str()) => {
                        PLANTED.clone_into(text);
                    }
                    value => plant(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(plant),
        _ => {}
    }
}

fn planted_in_ini(file: &[u8]) -> Vec<u8> {
    let lines = file.split_inclusive(|byte| *byte == b'\n').map(|line| {
        let text = String::from_utf8_lossy(line);
        match text.split_once('=') {
            Some((name, _)) if SECRETS.contains(&name.trim()) => {
                format!("{name}={PLANTED}\n").into_bytes()
            }
            _ => line.to_vec(),
        }
    });
    lines.collect::<Vec<_>>().concat()
}
