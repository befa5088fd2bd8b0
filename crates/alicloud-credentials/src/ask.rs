//! How a provider says what it needs.

use std::{
    collections::HashSet,
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
    Moment, Request, Response, TransportError, TransportErrorKind, Work, http::StatusCode,
};

use crate::{FileContents, Process, ProcessOutput, ProviderError, ServiceProblem, System, TARGET};

/// What a provider can ask for while it fetches. One thing after the other: a second question waits
/// until the first is answered.
pub struct Ask {
    machine: Arc<Machine>,
    desk: Arc<Mutex<Desk>>,
}

/// The system, and what was said about it.
pub(crate) struct Machine {
    pub(crate) system: Box<dyn System>,
    /// Files that others can read, once somebody was warned about them.
    warned_about: Mutex<HashSet<PathBuf>>,
}

/// Where questions and answers change hands.
pub(crate) struct Desk {
    pub(crate) question: Option<Question>,
    pub(crate) answer: Option<Result<Response, TransportError>>,
    pub(crate) moment: Moment,
}

/// What has to be done before a provider can go on.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one at a time, on the heap")]
pub(crate) enum Question {
    Send(Request),
    Wait(Duration),
    Run(Work),
}

impl Machine {
    pub(crate) fn new(system: impl System + 'static) -> Self {
        Self {
            system: Box::new(system),
            warned_about: Mutex::default(),
        }
    }

    /// Warns of a file with a secret that others can read, once.
    fn check_mode(&self, path: &Path, file: &FileContents) {
        if !file.is_readable_by_others() || !lock(&self.warned_about).insert(path.to_owned()) {
            return;
        }
        tracing::warn!(target: TARGET, path = %path.display(),
            mode = format_args!("{:03o}", file.mode().unwrap_or_default()),
            "other users can read a file that holds a secret: chmod 600 keeps them out",
        );
    }
}

impl Ask {
    pub(crate) fn new(machine: Arc<Machine>, desk: Arc<Mutex<Desk>>) -> Self {
        Self { machine, desk }
    }

    /// The time, by the server's clock as far as it is known.
    #[must_use]
    pub fn time(&self) -> SystemTime {
        lock(&self.desk).moment.time
    }

    /// An environment variable, as it is set; `None` if it isn't, or is empty: scripts unset one by
    /// setting it to nothing.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<OsString> {
        let value = self.machine.system.variable(name)?;
        (!value.is_empty()).then_some(value)
    }

    /// The home directory of the user.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        self.machine.system.home()
    }

    /// Sends a request.
    ///
    /// # Errors
    ///
    /// No response came.
    pub async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.answered(Question::Send(request)).await;
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
        self.answered(Question::Wait(duration)).await;
    }

    /// Reads a file of at most `limit` bytes that holds a secret, and warns if other users can, too.
    ///
    /// # Errors
    ///
    /// See [`System::read`].
    pub async fn file(&self, path: &Path, limit: u64) -> io::Result<FileContents> {
        let file = self.shared_file(path, limit).await?;
        self.machine.check_mode(path, &file);
        Ok(file)
    }

    /// Reads a file that others may read.
    pub(crate) async fn shared_file(&self, path: &Path, limit: u64) -> io::Result<FileContents> {
        let path = path.to_owned();
        self.done(move |system| system.read(&path, limit)).await
    }

    /// The process with no more time than the call has that waits for it.
    pub(crate) fn in_time(&self, mut process: Process) -> Process {
        if let Some(remaining) = lock(&self.desk).moment.remaining {
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
        let process = self.in_time(process);
        self.done(move |system| system.run(&process)).await
    }

    /// Has work done, and brings what comes of it.
    async fn done<T: Send + 'static>(
        &self,
        action: impl FnOnce(&dyn System) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let machine = Arc::clone(&self.machine);
        let outcome = Arc::new(Mutex::new(None));
        let destination = Arc::clone(&outcome);
        let work = Work::new(move || {
            let result = action(&*machine.system);
            *lock(&destination) = Some(result);
        });
        self.work(work).await;
        let result = lock(&outcome).take();
        result.unwrap_or_else(|| Err(io::Error::other("it was not even tried")))
    }

    /// Has work done whose result goes where the work takes it.
    pub(crate) async fn work(&self, work: Work) {
        self.answered(Question::Run(work)).await;
    }

    /// Puts a question and is back when the driver comes with the answer, which it does by asking
    /// for the next step.
    async fn answered(&self, question: Question) {
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

/// Nothing here is left half done by a panic.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ask")
            .field("system", &self.machine.system)
            .finish_non_exhaustive()
    }
}
