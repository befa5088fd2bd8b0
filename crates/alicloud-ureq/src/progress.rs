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

use alicloud::{TimeLimit, TransportError};

use crate::failure;

/// How far one request has come.
#[derive(Clone)]
pub(crate) struct Progress {
    start: Instant,
    /// How long connecting takes at the most.
    connecting: Duration,
    connected: Arc<OnceLock<Instant>>,
}

impl Progress {
    pub(crate) fn new(connecting: Duration) -> Self {
        Self {
            start: Instant::now(),
            connecting,
            connected: Arc::default(),
        }
    }

    /// When the connection stood, counted from the beginning, if it does.
    ///
    /// Without a form, ureq doesn't report when the connection stands. Then connecting counts as taking all the time that it may
    /// take, so that no reply is ended too early.
    fn connected(&self, elapsed: Duration) -> Option<Duration> {
        match self.connected.get() {
            Some(at) => Some(at.saturating_duration_since(self.start)),
            None => (elapsed >= self.connecting).then_some(self.connecting),
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
pub(crate) struct Form<B> {
    bytes: io::Cursor<B>,
    progress: Progress,
}

impl<B: AsRef<[u8]>> Form<B> {
    pub(crate) fn new(bytes: B, progress: &Progress) -> Self {
        Self {
            bytes: io::Cursor::new(bytes),
            progress: progress.clone(),
        }
    }
}

impl<B: AsRef<[u8]>> Read for Form<B> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.progress.connected.get_or_init(Instant::now);
        self.bytes.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use alicloud::{
        Endpoint, Request, TransportErrorKind,
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
    fn the_connection_stands_when_the_form_is_asked_for() {
        let progress = Progress::new(CONNECTING);
        let asked = progress.start + Duration::from_secs(3);
        progress.connected.set(asked).unwrap();
        for (elapsed, expected) in [(3, Some(2)), (4, Some(1)), (5, None)] {
            let left = left(&progress, Duration::from_secs(elapsed));
            assert_eq!(left, expected.map(Duration::from_secs));
        }

        let progress = Progress::new(CONNECTING);
        let mut form = Form::new("a=b", &progress);
        assert_eq!(progress.connected(Duration::ZERO), None);
        assert_eq!(io::read_to_string(&mut form).unwrap(), "a=b");
        assert!(progress.connected(Duration::ZERO).is_some());
    }

    #[test]
    fn without_a_form_connecting_counts_as_taking_all_its_time() {
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
            let progress = Progress::new(Duration::from_secs(connecting));
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
        let progress = Progress::new(CONNECTING);
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
