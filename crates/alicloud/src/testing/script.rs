//! A transport that answers as it was told to.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt, iter, mem,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use bytes::Bytes;
use http::StatusCode;

use super::{Recorded, ReplyFileError, VirtualClock, file};
use crate::{
    client::{Transport, blocking},
    error::TransportError,
    request::{Request, Response},
};

/// A [`Transport`] and [`blocking::Transport`] that gives what it was told to, in that order, and
/// records what it is asked for. Clones share one script, so that a test can keep one of them.
///
/// # Panics
///
/// A test that goes another way than its script fails there: sending panics when nothing is left to
/// answer with, and so does dropping the last clone when something is.
#[derive(Clone, Default)]
pub struct Script(Arc<Mutex<State>>);

type Answer = Result<Response, TransportError>;

#[derive(Default)]
struct State {
    answers: VecDeque<Answer>,
    requests: Vec<Recorded>,
    waits: Vec<Duration>,
    by_action: BTreeMap<String, VecDeque<Answer>>,
    clock: Option<VirtualClock>,
}

impl Script {
    /// A script without an answer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers with HTTP 200 and this body, JSON or XML.
    #[must_use]
    pub fn reply(self, body: impl Into<Bytes>) -> Self {
        self.status(StatusCode::OK, body)
    }

    /// Answers with this status and body.
    #[must_use]
    pub fn status(self, status: StatusCode, body: impl Into<Bytes>) -> Self {
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        self.response(response)
    }

    /// Answers with the vendor's error document of this code and message.
    #[must_use]
    pub fn error_document(self, status: StatusCode, code: &str, message: &str) -> Self {
        let document = serde_json::json!({
            "RequestId": "00000000-0000-0000-0000-000000000000",
            "HostId": "script.invalid",
            "Code": code,
            "Message": message,
        });
        self.status(status, document.to_string())
    }

    /// Answers with HTTP `status` and what is in the file at `path`.
    ///
    /// # Errors
    ///
    /// The file can't be read; the error names it.
    pub fn file(self, status: StatusCode, path: impl AsRef<Path>) -> Result<Self, ReplyFileError> {
        Ok(self.status(status, file::read(path.as_ref())?))
    }

    /// Answers with this response: where headers matter, such as `Retry-After`.
    #[must_use]
    pub fn response(self, response: Response) -> Self {
        self.answer(Ok(response))
    }

    /// Brings no response.
    #[must_use]
    pub fn transport_error(self, error: TransportError) -> Self {
        self.answer(Err(error))
    }

    /// Answers requests of the operation `action` with the answers of `script`, in its order, after
    /// those that an earlier `on` has for it. The other answers are for other operations. Answers that
    /// `script` has by operation are not taken.
    #[must_use]
    pub fn on(self, action: impl Into<String>, script: Self) -> Self {
        let answers = mem::take(&mut script.state().answers);
        let mut state = self.state();
        let of_action = state.by_action.entry(action.into()).or_default();
        of_action.extend(answers);
        drop(state);
        self
    }

    /// Sets `clock` forward by each wait.
    #[must_use]
    pub fn clock(self, clock: &VirtualClock) -> Self {
        self.state().clock = Some(clock.clone());
        self
    }

    fn answer(self, answer: Result<Response, TransportError>) -> Self {
        self.state().answers.push_back(answer);
        self
    }

    /// What was sent so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.state().requests.clone()
    }

    /// How long was waited between attempts, in order. Nobody really waited.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    /// How many answers are left, those by operation included.
    #[must_use]
    pub fn remaining(&self) -> usize {
        let state = self.state();
        let by_action = state.by_action.values().map(VecDeque::len);
        state.answers.len() + by_action.sum::<usize>()
    }

    /// Forgets the answers that are left, so that dropping the script is no failure.
    pub fn forget_remaining(&self) {
        let mut state = self.state();
        state.by_action.clear();
        state.answers.clear();
    }

    fn play(&self, request: Request) -> Result<Response, TransportError> {
        let mut state = self.state();
        let recorded = Recorded::new(request);
        state.requests.push(recorded.clone());
        let action = recorded.action();
        let of_action = action.and_then(|action| state.by_action.get_mut(&*action));
        let answer = match of_action {
            Some(answers) => answers.pop_front(),
            None => state.answers.pop_front(),
        };
        if let Some(answer) = answer {
            return answer;
        }
        let number = state.requests.len();
        drop(state);
        #[expect(clippy::panic, reason = "it fails the test that asked for too much")]
        {
            panic!("the script has no answer left for request {number}: {recorded:?}")
        }
    }

    fn record_wait(&self, duration: Duration) {
        let mut state = self.state();
        state.waits.push(duration);
        if let Some(clock) = &state.clock {
            clock.advance(duration);
        }
    }

    /// A panic elsewhere leaves the state whole: each change is one operation.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Script {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.play(request)
    }

    async fn wait(&self, duration: Duration) {
        self.record_wait(duration);
    }
}

impl blocking::Transport for Script {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.play(request)
    }

    fn wait(&self, duration: Duration) {
        self.record_wait(duration);
    }
}

impl Drop for State {
    fn drop(&mut self) {
        let by_action = self.by_action.iter();
        let by_action = by_action.map(|(action, left)| (format!("{action}, "), left));
        let left: Vec<String> = iter::once((String::new(), &self.answers))
            .chain(by_action)
            .filter_map(|(action, answers)| {
                let next = match answers.front()? {
                    Ok(response) => format!("HTTP {}", response.status()),
                    Err(error) => error.to_string(),
                };
                Some(format!("{action}{} left, next {next}", answers.len()))
            })
            .collect();
        // A test that fails already says why.
        if left.is_empty() || thread::panicking() {
            return;
        }
        #[expect(clippy::panic, reason = "it fails the test that asked for too little")]
        {
            panic!(
                "answers of the script were never asked for, after {} requests: {}",
                self.requests.len(),
                left.join("; "),
            )
        }
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Script")
            .field("remaining", &state.answers.len())
            .field("by_action", &state.by_action.keys().collect::<Vec<_>>())
            .field("requests", &state.requests)
            .field("waits", &state.waits)
            .finish()
    }
}
