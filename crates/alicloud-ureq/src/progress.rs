//! The progress of a request, and time limits that depend on it.
//!
//! ureq can't start the time limit of the reply when the connection is established. The limits of
//! ureq count either from the start of a request or for one part of a request. All limits are fixed
//! before the request begins. Two hooks of ureq could report the connection, but they are part of
//! ureq's unstable API.

use std::{
    io::{self, Read},
    sync::{
        Arc, OnceLock,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use alicloud::{error::TransportError, transport::TimeLimit};

use crate::failure;

/// The progress of one request.
#[derive(Clone)]
pub(crate) struct Progress {
    start: Instant,
    /// The longest time that connecting may take.
    connecting: Duration,
    /// Whether the request has a body, which ureq reads once the connection is established.
    has_body: bool,
    /// When ureq first read the body, or `None` if reading the body is no longer allowed.
    connected: Arc<OnceLock<Option<Instant>>>,
}

impl Progress {
    pub(crate) fn new(connecting: Duration, has_body: bool) -> Self {
        Self {
            start: Instant::now(),
            connecting,
            has_body,
            connected: Arc::default(),
        }
    }

    /// Marks the error of a failed request as not sent if ureq has not read the body. From then on
    /// ureq can't read the body, so that abandoned work doesn't send the request later.
    pub(crate) fn failed(&self, error: TransportError) -> TransportError {
        if self.has_body && self.connected.set(None).is_ok() {
            error.not_sent()
        } else {
            error
        }
    }

    /// Returns when the connection was established, counted from the start, or `None` before that.
    ///
    /// For a request without a body, ureq doesn't report this time. The method then assumes that
    /// connecting takes the longest allowed time, so that no reply times out too early.
    fn connected(&self, elapsed: Duration) -> Option<Duration> {
        match self.connected.get() {
            Some(Some(at)) => Some(at.saturating_duration_since(self.start)),
            _ => (elapsed >= self.connecting).then_some(self.connecting),
        }
    }

    /// Returns the time between the established connection and now, when the server has just
    /// answered.
    pub(crate) fn took_to_answer(&self) -> Duration {
        let elapsed = self.start.elapsed();
        elapsed.saturating_sub(self.connected(elapsed).unwrap_or(elapsed))
    }

    /// Runs `work` on a separate thread, and waits for the result as long as `limit` allows.
    /// Abandoned work ends at ureq's own time limits.
    pub(crate) fn watch<T: Send + 'static>(
        &self,
        limit: &TimeLimit,
        work: impl FnOnce() -> Result<T, TransportError> + Send + 'static,
    ) -> Result<T, TransportError> {
        let (sender, receiver) = mpsc::sync_channel(1);
        // `send` fails if the caller no longer waits.
        let work = move || drop(sender.send(work()));
        thread::Builder::new()
            .spawn(work)
            .map_err(failure::no_thread)?;
        loop {
            let elapsed = self.start.elapsed();
            let left = limit.left(self.connected(elapsed), elapsed)?;
            match receiver.recv_timeout(left) {
                Ok(outcome) => return outcome,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(failure::panicked()),
            }
        }
    }
}

/// The body of a request. ureq reads the body when the connection is established and the head is
/// written.
pub(crate) struct Outgoing<B> {
    bytes: io::Cursor<B>,
    progress: Progress,
}

impl<B: AsRef<[u8]>> Outgoing<B> {
    pub(crate) fn new(bytes: B, progress: &Progress) -> Self {
        Self {
            bytes: io::Cursor::new(bytes),
            progress: progress.clone(),
        }
    }
}

impl<B: AsRef<[u8]>> Read for Outgoing<B> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let connected = &self.progress.connected;
        match connected.get_or_init(|| Some(Instant::now())) {
            Some(_) => self.bytes.read(buffer),
            None => Err(io::Error::other("the request was abandoned")),
        }
    }
}

#[cfg(test)]
mod tests {
    use alicloud::{
        Endpoint, Request,
        error::TransportErrorKind,
        http::{Method, uri::PathAndQuery},
    };

    use super::*;

    const CONNECTING: Duration = Duration::from_secs(5);
    const REPLYING: Duration = Duration::from_secs(2);

    fn limit(remaining: Option<Duration>) -> TimeLimit {
        let endpoint: Endpoint = "https://ecs.aliyuncs.com".parse().unwrap();
        let request = Request::plain(Method::GET, endpoint, PathAndQuery::from_static("/"));
        let request = request.with_timeout(REPLYING);
        let request = match remaining {
            Some(remaining) => request.with_remaining(remaining),
            None => request,
        };
        request.time_limit(CONNECTING)
    }

    /// Returns how long a request may still take after `elapsed`.
    fn left(progress: &Progress, elapsed: Duration) -> Option<Duration> {
        limit(None).left(progress.connected(elapsed), elapsed).ok()
    }

    #[test]
    fn treats_the_connection_as_established_when_ureq_reads_the_body() {
        let progress = Progress::new(CONNECTING, true);
        let asked = progress.start + Duration::from_secs(3);
        progress.connected.set(Some(asked)).unwrap();
        for (elapsed, expected) in [(3, Some(2)), (4, Some(1)), (5, None)] {
            let left = left(&progress, Duration::from_secs(elapsed));
            assert_eq!(left, expected.map(Duration::from_secs));
        }

        let progress = Progress::new(CONNECTING, true);
        let mut body = Outgoing::new("a=b", &progress);
        assert_eq!(progress.connected(Duration::ZERO), None);
        assert_eq!(io::read_to_string(&mut body).unwrap(), "a=b");
        assert!(progress.connected(Duration::ZERO).is_some());
    }

    #[test]
    fn marks_a_request_as_not_sent_if_it_fails_before_its_body_is_read() {
        let error = || TransportError::new(TransportErrorKind::Other, "planned");
        let progress = Progress::new(CONNECTING, true);
        let mut body = Outgoing::new("a=b", &progress);
        assert!(!progress.failed(error()).may_have_been_sent());
        // Abandoned work doesn't send the body later.
        assert!(io::read_to_string(&mut body).is_err());

        let progress = Progress::new(CONNECTING, true);
        let mut body = Outgoing::new("a=b", &progress);
        assert_eq!(io::read_to_string(&mut body).unwrap(), "a=b");
        assert!(progress.failed(error()).may_have_been_sent());

        let without = Progress::new(CONNECTING, false);
        assert!(without.failed(error()).may_have_been_sent());
    }

    #[test]
    fn assumes_the_longest_time_for_connecting_without_a_body() {
        for (connecting, elapsed, expected) in [
            (5, 0, Some(2)),
            (5, 4, Some(2)),
            (5, 5, Some(2)),
            (5, 6, Some(1)),
            (5, 7, None),
            // Connecting to a loopback address is assumed to take no time.
            (0, 0, Some(2)),
            (0, 1, Some(1)),
            (0, 2, None),
        ] {
            let progress = Progress::new(Duration::from_secs(connecting), false);
            let left = left(&progress, Duration::from_secs(elapsed));
            assert_eq!(
                left,
                expected.map(Duration::from_secs),
                "{connecting} {elapsed}"
            );
        }
    }

    #[test]
    fn waits_for_work_until_the_time_limit() {
        let progress = Progress::new(CONNECTING, true);
        let done = progress.watch(&limit(None), || Ok(7)).unwrap();
        assert_eq!(done, 7);

        let (end, ended) = mpsc::channel::<()>();
        let short = limit(Some(Duration::from_millis(20)));
        let error = progress
            .watch(&short, move || Ok(ended.recv().is_err()))
            .unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Timeout);
        assert!(error.may_have_been_sent());
        drop(end);
    }
}
