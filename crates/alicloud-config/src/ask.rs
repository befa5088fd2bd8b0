//! How a provider says what it needs.

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

/// What a provider can ask for while it fetches. One thing after the other: a second question waits
/// until the first is answered.
pub struct Ask {
    host: Arc<Host>,
    clock: Clock,
    desk: Arc<Mutex<Desk>>,
}

/// The system that providers are on, and what is known about it.
pub(crate) struct Host {
    pub(crate) system: Box<dyn System>,
    /// Files that others can read or change, once somebody was warned about them.
    warned_about: Mutex<HashSet<PathBuf>>,
    /// Whether such a file is used, so that it is worth a warning.
    warns: bool,
    /// Whether processes may be run. If not, a provider waits in place of running one.
    runs_processes: bool,
    /// Each piece of work that has not ended holds a clone.
    work: Arc<()>,
}

/// Where questions and answers change hands.
#[derive(Default)]
pub(crate) struct Desk {
    /// A step that has to be taken before the provider can go on. It is never the last one.
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

    /// Turns warnings off, for reading what is no secret from a file with secrets.
    pub(crate) fn without_warnings(mut self) -> Self {
        self.warns = false;
        self
    }

    /// Has providers wait where they would run a process.
    pub(crate) fn without_processes(mut self) -> Self {
        self.runs_processes = false;
        self
    }

    /// Whether work of a fetch runs, such as reading a file on a disk that doesn't respond.
    pub(crate) fn is_working(&self) -> bool {
        Arc::strong_count(&self.work) > 1
    }

    /// Warns once of a file that other users can change, or can read although they shouldn't.
    fn check_mode(&self, path: &Path, file: &FileContents, is_shared: bool) {
        let is_exposed = file.is_readable_by_others() && !is_shared;
        let problem = match (is_exposed, file.is_writable_by_others()) {
            (false, false) => return,
            (true, false) => "other users can read a file that holds a secret",
            (false, true) => "other users can change a file that credentials come from",
            (true, true) => "other users can read and change a file that holds a secret",
        };
        if self.warns && lock(&self.warned_about).insert(path.to_owned()) {
            event!(warn, path = %path.display(),
                mode = format_args!("{:03o}", file.mode().unwrap_or_default()),
                "{problem}: chmod {} keeps them out", if is_shared { "go-w" } else { "600" },
            );
        }
    }
}

impl Ask {
    pub(crate) fn new(host: Arc<Host>, clock: Clock, desk: Arc<Mutex<Desk>>) -> Self {
        Self { host, clock, desk }
    }

    /// The time, by the server's clock as far as it is known.
    #[must_use]
    pub fn time(&self) -> SystemTime {
        self.clock.time()
    }

    /// An environment variable, without the blanks and line breaks around it, which a value that was
    /// read from a file often ends with; `None` if it isn't set, or nothing is left: scripts unset a
    /// variable by setting it to nothing.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<OsString> {
        let value = match self.host.system.variable(name)?.into_string() {
            Ok(text) => text.trim().into(),
            Err(other) => other,
        };
        (!value.is_empty()).then_some(value)
    }

    /// The home directory of the user.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        self.host.system.home()
    }

    /// Sends a request.
    ///
    /// # Errors
    ///
    /// No response came.
    pub async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.answered(Step::Send(request)).await;
        let answer = lock(&self.desk).answer.take();
        answer.unwrap_or_else(|| {
            let kind = TransportErrorKind::Other;
            Err(TransportError::new(kind, "the result was never received"))
        })
    }

    /// Sends a request to `service`, which is what messages call it, and takes nothing but a
    /// response with the status 200.
    ///
    /// # Errors
    ///
    /// No response came, or one with another status.
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

    /// Waits.
    pub async fn wait(&self, duration: Duration) {
        self.answered(Step::Wait(duration)).await;
    }

    /// Reads a file of at most `limit` bytes that holds a secret, and warns if other users can read
    /// or change it.
    ///
    /// # Errors
    ///
    /// See [`System::read`].
    pub async fn file(&self, path: &Path, limit: u64) -> io::Result<FileContents> {
        self.checked_file(path, limit, false).await
    }

    /// The same for a file that others may read if it `is_shared`.
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

    /// The process with no more time than the call has that waits for it.
    pub(crate) fn in_time(&self, mut process: Process) -> Process {
        if let Some(remaining) = self.clock.remaining() {
            process.time_limit = process.time_limit.min(remaining);
        }
        process
    }

    /// Runs a process, which has no more time than the call that waits for it.
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

    /// Has work done, and brings its result.
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
            // Either its time is over, or the driver has thrown it away.
            Err(if self.host.is_working() {
                io::ErrorKind::TimedOut.into()
            } else {
                io::Error::other("it was not done")
            })
        })
    }

    /// Has work done whose result goes where the work takes it.
    pub(crate) async fn work(&self, work: Work) {
        let guard = Arc::clone(&self.host.work);
        let guarded = Work::new(move || {
            work.run();
            drop(guard);
        });
        self.answered(Step::Run(guarded)).await;
    }

    /// Takes the steps of `machine` as questions of its own, to the end. `hear` is told of every
    /// response before the machine is.
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

    /// Puts a question and is back when the driver comes with the answer, which it does by asking
    /// for the next step.
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

/// Panic-safe: each update is done in one step.
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
