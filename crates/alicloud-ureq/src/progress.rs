//! How far a request has come, and what is given up because it came no further.
//!
//! ureq's own limits can't say "the reply has this long once the connection stands": they count
//! either from the beginning or part by part, and they are fixed before a request begins. The two
//! hooks that would do are in the part of ureq that any of its releases may break.

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

/// How far one request has come.
#[derive(Clone)]
pub(crate) struct Progress {
    start: Instant,
    /// How long connecting takes at the most.
    connecting: Duration,
    /// Whether ureq asks for a body once the connection stands.
    has_body: bool,
    /// When ureq asked for the body; `None` if it gets none any more.
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

    /// Says of a request that failed that it was not sent, if ureq has not asked for its body. From now
    /// on ureq can't get the body, so that work which was given up sends nothing either.
    pub(crate) fn failed(&self, error: TransportError) -> TransportError {
        if self.has_body && self.connected.set(None).is_ok() {
            error.not_sent()
        } else {
            error
        }
    }

    /// When the connection stood, counted from the beginning, if it does.
    ///
    /// Without a body, ureq doesn't report when the connection stands. Then connecting counts as
    /// taking all the time that it may take, so that no reply is ended too early.
    fn connected(&self, elapsed: Duration) -> Option<Duration> {
        match self.connected.get() {
            Some(Some(at)) => Some(at.saturating_duration_since(self.start)),
            _ => (elapsed >= self.connecting).then_some(self.connecting),
        }
    }

    /// How long the server took to answer, which it just did, once the connection stood.
    pub(crate) fn took_to_answer(&self) -> Duration {
        let elapsed = self.start.elapsed();
        elapsed.saturating_sub(self.connected(elapsed).unwrap_or(elapsed))
    }

    /// Does `work` on a thread of its own, and waits for it no longer than `limit` allows. Work that
    /// is given up ends by itself, at the limits that ureq has.
    pub(crate) fn watch<T: Send + 'static>(
        &self,
        limit: &TimeLimit,
        work: impl FnOnce() -> Result<T, TransportError> + Send + 'static,
    ) -> Result<T, TransportError> {
        let (sender, receiver) = mpsc::sync_channel(1);
        // Nobody may wait any more.
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

/// A request's body. ureq asks for it when the connection stands and the head is written.
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
            None => Err(io::Error::other("the request was given up")),
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

    /// How long a request may still take, after this long.
    fn left(progress: &Progress, elapsed: Duration) -> Option<Duration> {
        limit(None).left(progress.connected(elapsed), elapsed).ok()
    }

    #[test]
    fn the_connection_stands_when_the_body_is_asked_for() {
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
    fn a_request_that_fails_before_its_body_is_asked_for_was_not_sent() {
        let error = || TransportError::new(TransportErrorKind::Other, "planned");
        let progress = Progress::new(CONNECTING, true);
        let mut body = Outgoing::new("a=b", &progress);
        assert!(!progress.failed(error()).may_have_been_sent());
        // Work that goes on by itself doesn't send it later.
        assert!(io::read_to_string(&mut body).is_err());

        let progress = Progress::new(CONNECTING, true);
        let mut body = Outgoing::new("a=b", &progress);
        assert_eq!(io::read_to_string(&mut body).unwrap(), "a=b");
        assert!(progress.failed(error()).may_have_been_sent());

        let without = Progress::new(CONNECTING, false);
        assert!(without.failed(error()).may_have_been_sent());
    }

    #[test]
    fn without_a_body_connecting_counts_as_taking_all_its_time() {
        for (connecting, elapsed, expected) in [
            (5, 0, Some(2)),
            (5, 4, Some(2)),
            (5, 5, Some(2)),
            (5, 6, Some(1)),
            (5, 7, None),
            // This machine.
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
    fn work_is_waited_for_as_long_as_the_limit_says() {
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
