//! A fake [`System`] for tests.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use alicloud::{
    Request, Response,
    blocking::drive,
    error::{TransportError, TransportErrorKind},
};

use crate::{
    Fetch, Fetched, FileContents, Process, ProcessOutput, Provider, ProviderError, System,
};

/// A system with only the variables, files and processes that a test sets. The home directory is
/// `/home/u`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fake {
    variables: BTreeMap<String, OsString>,
    files: BTreeMap<PathBuf, Result<Vec<u8>, io::ErrorKind>>,
    process: Option<(Option<i32>, String)>,
    /// The error of running a process; `NotFound` by default.
    process_error: Option<io::ErrorKind>,
}

impl Fake {
    pub(crate) fn variables(mut self, variables: &[(&'static str, &str)]) -> Self {
        for (name, value) in variables {
            self.variables.insert((*name).to_owned(), value.into());
        }
        self
    }

    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.into(), Ok(text.into()));
        self
    }

    pub(crate) fn broken_file(mut self, path: &str, error: io::ErrorKind) -> Self {
        self.files.insert(path.into(), Err(error));
        self
    }

    /// Sets the exit status and the output of every process.
    pub(crate) fn process(mut self, status: Option<i32>, stdout: &str) -> Self {
        self.process = Some((status, stdout.to_owned()));
        self
    }

    /// Makes every process exceed its time limit.
    pub(crate) fn endless_process(mut self) -> Self {
        self.process_error = Some(io::ErrorKind::TimedOut);
        self
    }
}

/// The current time of the fake system: 2030-01-01T00:00:00Z.
pub(crate) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000)
}

impl System for Fake {
    fn variable(&self, name: &str) -> Option<OsString> {
        self.variables.get(name).cloned()
    }

    fn home(&self) -> Option<PathBuf> {
        Some("/home/u".into())
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContents> {
        match self.files.get(path) {
            Some(Ok(bytes)) if bytes.len() as u64 > limit => {
                Err(io::ErrorKind::FileTooLarge.into())
            }
            Some(Ok(bytes)) => Ok(FileContents::new(bytes.clone())),
            Some(Err(error)) => Err((*error).into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn run(&self, _process: &Process) -> io::Result<ProcessOutput> {
        match &self.process {
            Some((status, stdout)) => Ok(ProcessOutput::new(*status, stdout.clone())),
            None => Err(self.process_error.unwrap_or(io::ErrorKind::NotFound).into()),
        }
    }

    fn now(&self) -> SystemTime {
        now()
    }
}

/// Fetches from `provider` on `system`, where every request fails.
pub(crate) fn fetch(provider: &dyn Provider, system: &Fake) -> Result<Fetched, ProviderError> {
    let nobody = |_: Request| -> Result<Response, _> {
        let kind = TransportErrorKind::Connect;
        Err(TransportError::new(kind, "no server here"))
    };
    drive(&nobody, Fetch::new(provider, system.clone()))
}
