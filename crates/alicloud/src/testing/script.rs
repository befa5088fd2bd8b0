//! A transport that returns prepared answers.

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

/// A [`Transport`] and [`blocking::Transport`] that returns prepared answers in order and records
/// the requests.
///
/// Clones share the answers and the records, so that a test can keep a clone.
///
/// # Panics
///
/// Sending a request panics if no answer is left for the request. Dropping the last clone panics if
/// an answer is left, unless the thread is already panicking.
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
    /// Creates a script without answers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer with HTTP 200 and this body, which is JSON or XML.
    #[must_use]
    pub fn reply(self, body: impl Into<Bytes>) -> Self {
        self.status(StatusCode::OK, body)
    }

    /// Adds an answer with this status and body.
    #[must_use]
    pub fn status(self, status: StatusCode, body: impl Into<Bytes>) -> Self {
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        self.response(response)
    }

    /// Adds an answer with this status and the vendor's error document for this code and message.
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

    /// Adds an answer with this status and the contents of the file at `path` as the body.
    ///
    /// # Errors
    ///
    /// Returns an error with the path if the file can't be read.
    pub fn file(self, status: StatusCode, path: impl AsRef<Path>) -> Result<Self, ReplyFileError> {
        Ok(self.status(status, file::read(path.as_ref())?))
    }

    /// Adds this response as an answer. Use this method to set headers such as `Retry-After`.
    #[must_use]
    pub fn response(self, response: Response) -> Self {
        self.answer(Ok(response))
    }

    /// Adds this transport error as an answer.
    #[must_use]
    pub fn transport_error(self, error: TransportError) -> Self {
        self.answer(Err(error))
    }

    /// Adds the answers of `script` for requests of the operation `action`.
    ///
    /// Answers that an earlier call of `on` added for the same operation are returned first.
    /// Answers that were not added with `on` are only for operations that no call of `on` names.
    /// `script` must not contain answers that were added with `on`, because these answers count as
    /// unused.
    #[must_use]
    pub fn on(self, action: impl Into<String>, script: Self) -> Self {
        let answers = mem::take(&mut script.state().answers);
        let mut state = self.state();
        let of_action = state.by_action.entry(action.into()).or_default();
        of_action.extend(answers);
        drop(state);
        self
    }

    /// Advances `clock` by the duration of each wait.
    #[must_use]
    pub fn clock(self, clock: &VirtualClock) -> Self {
        self.state().clock = Some(clock.clone());
        self
    }

    fn answer(self, answer: Result<Response, TransportError>) -> Self {
        self.state().answers.push_back(answer);
        self
    }

    /// Returns the requests so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.state().requests.clone()
    }

    /// Returns the durations of all waits, such as the pauses between attempts, in order. The
    /// script doesn't really wait.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    /// Returns the number of answers that are left, including answers by operation.
    #[must_use]
    pub fn remaining(&self) -> usize {
        let state = self.state();
        let by_action = state.by_action.values().map(VecDeque::len);
        state.answers.len() + by_action.sum::<usize>()
    }

    /// Removes the answers that are left, so that dropping the script doesn't panic.
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
        #[expect(clippy::panic, reason = "a test with too many requests must fail")]
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

    /// Locks the state. It stays valid after a panic elsewhere, because each change is one
    /// operation.
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
        // If the test has already panicked, its own message is more useful, and a second panic
        // would abort.
        if left.is_empty() || thread::panicking() {
            return;
        }
        #[expect(clippy::panic, reason = "a test with too few requests must fail")]
        {
            panic!(
                "the script has unused answers after {} requests: {}",
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
