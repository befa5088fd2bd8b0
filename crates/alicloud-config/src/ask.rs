//! The I/O interface of providers.

use std::{
    collections::HashSet,
    convert::Infallible,
    ffi::OsString,
    fmt,
    future::poll_fn,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::{Duration, SystemTime},
};

use alicloud::{
    Request, Response,
    error::{TransportError, TransportErrorKind},
    http::StatusCode,
    machine::{Clock, Machine, Step, Work},
};

use crate::{
    FileContents, Process, ProcessOutput, ProviderError, ServiceProblem, System, trace::event,
};

/// The interface through which a provider requests I/O while it fetches credentials.
///
/// `Ask` handles one operation at a time. A second operation waits until the first operation ends.
pub struct Ask {
    host: Arc<Host>,
    clock: Clock,
    desk: Arc<Mutex<Desk>>,
}

/// The system of the providers, with the state that fetches share.
pub(crate) struct Host {
    pub(crate) system: Box<dyn System>,
    /// The files whose permissions were already warned about.
    warned_about: Mutex<HashSet<PathBuf>>,
    /// Whether to warn about files that other users can read or change.
    warns: bool,
    /// Whether processes may be run. If not, a provider waits before it runs a process, so that the
    /// driver can stop first.
    runs_processes: bool,
    /// Each unfinished piece of work has a clone, so the reference count shows whether work is
    /// unfinished.
    work: Arc<()>,
}

/// The exchange of questions and answers between a provider and the driver of the fetch.
#[derive(Default)]
pub(crate) struct Desk {
    /// The step that the driver must take before the provider can continue. It is never
    /// [`Step::Done`].
    pub(crate) question: Option<Step<Infallible>>,
    pub(crate) answer: Option<Result<Response, TransportError>>,
}

impl Host {
    pub(crate) fn new(system: impl System + 'static) -> Self {
        Self {
            system: Box::new(system),
            warned_about: Mutex::default(),
            warns: true,
            runs_processes: true,
            work: Arc::default(),
        }
    }

    /// Disables warnings, for reading settings from a file that also has secrets.
    pub(crate) fn without_warnings(mut self) -> Self {
        self.warns = false;
        self
    }

    /// Makes providers wait before they run a process, so that the driver can stop first.
    pub(crate) fn without_processes(mut self) -> Self {
        self.runs_processes = false;
        self
    }

    /// Whether work of a fetch is still running, for example a read from an unresponsive disk.
    pub(crate) fn is_working(&self) -> bool {
        Arc::strong_count(&self.work) > 1
    }

    /// Warns once per path about a file that other users can change. Unless `is_shared`, the
    /// function also warns about a file that other users can read.
    fn check_mode(&self, path: &Path, file: &FileContents, is_shared: bool) {
        let is_exposed = file.is_readable_by_others() && !is_shared;
        let problem = match (is_exposed, file.is_writable_by_others()) {
            (false, false) => return,
            (true, false) => "other users can read a file that holds a secret",
            (false, true) => "other users can change a file that credentials are read from",
            (true, true) => "other users can read and change a file that holds a secret",
        };
        if self.warns && lock(&self.warned_about).insert(path.to_owned()) {
            event!(warn, path = %path.display(),
                mode = format_args!("{:03o}", file.mode().unwrap_or_default()),
                "{problem}: restrict access to the file with chmod {}", if is_shared { "go-w" } else { "600" },
            );
        }
    }
}

impl Ask {
    pub(crate) fn new(host: Arc<Host>, clock: Clock, desk: Arc<Mutex<Desk>>) -> Self {
        Self { host, clock, desk }
    }

    /// The current time. If the clock difference to the API server is known, the time follows the
    /// clock of the server.
    #[must_use]
    pub fn time(&self) -> SystemTime {
        self.clock.time()
    }

    /// Returns the value of an environment variable, without leading and trailing whitespace.
    ///
    /// Whitespace is removed, because values from files often end with a line break. Returns `None`
    /// if the variable is unset, or if its value has only whitespace. An empty value counts as
    /// unset, because many scripts unset a variable this way. A value that is not valid Unicode is
    /// returned unchanged.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<OsString> {
        let value = match self.host.system.variable(name)?.into_string() {
            Ok(text) => text.trim().into(),
            Err(other) => other,
        };
        (!value.is_empty()).then_some(value)
    }

    /// The home directory of the user, if known.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        self.host.system.home()
    }

    /// Sends a request.
    ///
    /// # Errors
    ///
    /// The request failed, and there is no response.
    pub async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.answered(Step::Send(request)).await;
        let answer = lock(&self.desk).answer.take();
        answer.unwrap_or_else(|| {
            let kind = TransportErrorKind::Other;
            Err(TransportError::new(
                kind,
                "the transport never returned a result",
            ))
        })
    }

    /// Sends a request, and returns the response if its status is 200. Error messages name
    /// `service`.
    ///
    /// # Errors
    ///
    /// The request failed, or the status of the response is not 200.
    pub async fn send_expecting_ok(
        &self,
        service: &'static str,
        request: Request,
    ) -> Result<Response, ProviderError> {
        let problem = match self.send(request).await {
            Ok(response) if response.status() == StatusCode::OK => return Ok(response),
            Ok(response) => ServiceProblem::Status(response.status()),
            Err(error) => ServiceProblem::Transport(error),
        };
        Err(ProviderError::Service { service, problem })
    }

    /// Waits for `duration`.
    pub async fn wait(&self, duration: Duration) {
        self.answered(Step::Wait(duration)).await;
    }

    /// Reads a file that contains a secret and has at most `limit` bytes. Warns once per path if
    /// other users can read or change the file.
    ///
    /// # Errors
    ///
    /// See [`System::read`].
    pub async fn file(&self, path: &Path, limit: u64) -> io::Result<FileContents> {
        self.checked_file(path, limit, false).await
    }

    /// Like [`file`](Self::file), but other users may read the file if `is_shared`.
    pub(crate) async fn checked_file(
        &self,
        path: &Path,
        limit: u64,
        is_shared: bool,
    ) -> io::Result<FileContents> {
        let name = path.to_owned();
        let file = self.done(move |system| system.read(&name, limit)).await?;
        self.host.check_mode(path, &file, is_shared);
        Ok(file)
    }

    /// Limits the time of the process to the remaining time of the fetch.
    pub(crate) fn in_time(&self, mut process: Process) -> Process {
        if let Some(remaining) = self.clock.remaining() {
            process.time_limit = process.time_limit.min(remaining);
        }
        process
    }

    /// Runs a process. The time limit of the process is shortened to the remaining time of the
    /// fetch.
    ///
    /// # Errors
    ///
    /// See [`System::run`].
    pub async fn run(&self, process: Process) -> io::Result<ProcessOutput> {
        if !self.host.runs_processes {
            self.wait(Duration::ZERO).await;
        }
        let process = self.in_time(process);
        self.done(move |system| system.run(&process)).await
    }

    /// Lets the driver run `action`, and returns the result.
    async fn done<T: Send + 'static>(
        &self,
        action: impl FnOnce(&dyn System) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let host = Arc::clone(&self.host);
        let outcome = Arc::new(Mutex::new(None));
        let destination = Arc::clone(&outcome);
        let work = Work::new(move || {
            let result = action(&*host.system);
            *lock(&destination) = Some(result);
        });
        self.work(work).await;
        let result = lock(&outcome).take();
        result.unwrap_or_else(|| {
            // Without a result, either the work timed out, or the driver dropped the work.
            Err(if self.host.is_working() {
                io::ErrorKind::TimedOut.into()
            } else {
                io::Error::other("the driver did not run the work")
            })
        })
    }

    /// Lets the driver run `work`, which stores its result itself.
    pub(crate) async fn work(&self, work: Work) {
        let guard = Arc::clone(&self.host.work);
        let guarded = Work::new(move || {
            work.run();
            drop(guard);
        });
        self.answered(Step::Run(guarded)).await;
    }

    /// Drives `machine` to its end, and passes its steps to the driver of the fetch. `hear` gets
    /// each response before `machine` does.
    pub(crate) async fn drive<M: Machine>(
        &self,
        mut machine: M,
        mut hear: impl FnMut(&Response),
    ) -> M::Output {
        loop {
            match machine.step().pending() {
                Ok(Step::Send(request)) => {
                    machine.receive(self.send(request).await.inspect(&mut hear));
                }
                Ok(Step::Run(work)) => self.work(work).await,
                Ok(other) => self.answered(other).await,
                Err(output) => return output,
            }
        }
    }

    /// Passes a step to the driver, and waits until the driver has taken the step. The driver
    /// signals this when it polls the fetch again.
    async fn answered(&self, question: Step<Infallible>) {
        let mut question = Some(question);
        poll_fn(|_| {
            if question.is_none() {
                return Poll::Ready(());
            }
            let mut desk = lock(&self.desk);
            if desk.question.is_none() {
                desk.question = question.take();
            }
            Poll::Pending
        })
        .await;
    }
}

/// Locks a mutex and ignores poisoning. This is panic-safe, because each update is one step.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ask")
            .field("system", &self.host.system)
            .finish_non_exhaustive()
    }
}
