//! Time limits of a single request.

use std::time::Duration;

use crate::error::{TransportError, TransportErrorKind::Timeout};

/// The time limits of a single request, returned by
/// [`Request::time_limit`](crate::Request::time_limit).
///
/// | part | limit |
/// |---|---|
/// | connecting, including name lookup, proxy and TLS | [`connecting`](Self::connecting), the transport's own limit |
/// | the reply, including writing the request and reading the whole response | [`reply`](Self::reply), counted from when the connection is established |
/// | both together | [`remaining`](Self::remaining), the remaining time of the call |
///
/// A connection is established when the request can be written to it. A reused connection is
/// established from the start.
///
/// A transport passes its own limit for connecting to
/// [`Request::time_limit`](crate::Request::time_limit) and takes every limit from the result. The
/// transport calls [`left`](Self::left), waits for the reply for at most the returned time, and
/// repeats both steps until the reply is complete.
///
/// ```
/// use std::time::Duration;
/// use alicloud::{http::{uri::PathAndQuery, Method}, Endpoint, Request};
///
/// const fn seconds(count: u64) -> Duration {
///     Duration::from_secs(count)
/// }
///
/// let endpoint: Endpoint = "https://ecs.aliyuncs.com".parse()?;
/// let request = Request::plain(Method::GET, endpoint, PathAndQuery::from_static("/"));
/// let limit = request.with_timeout(seconds(2)).time_limit(seconds(5));
///
/// // After 4 s of connecting, the reply still has its full 2 s.
/// assert_eq!(limit.left(Some(seconds(4)), seconds(4))?, seconds(2));
/// assert_eq!(limit.left(Some(seconds(4)), seconds(5))?, seconds(1));
/// assert!(limit.left(Some(seconds(4)), seconds(6)).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimit {
    connecting: Duration,
    reply: Duration,
    remaining: Option<Duration>,
}

impl TimeLimit {
    pub(super) fn new(connecting: Duration, reply: Duration, remaining: Option<Duration>) -> Self {
        Self {
            connecting,
            reply,
            remaining,
        }
    }

    /// Returns how long connecting may take: the transport's own limit or the remaining time of the
    /// call, whichever is shorter.
    #[must_use]
    pub fn connecting(&self) -> Duration {
        self.capped(self.connecting)
    }

    /// Returns how long the reply may take once the connection is established, or the remaining
    /// time of the call if that is shorter.
    #[must_use]
    pub fn reply(&self) -> Duration {
        self.capped(self.reply)
    }

    /// Returns how long the whole request may take, including connecting, or `None` if the call has
    /// no time limit.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        self.remaining
    }

    /// Returns how long a transport may wait before it calls this method again.
    ///
    /// `connected` and `elapsed` count from the time when the transport received the request.
    /// `connected` is the time when the connection was established, or `None` before that.
    /// `elapsed` is the time that has passed.
    ///
    /// Before the connection is established, the result is the whole limit for the reply, or the
    /// time that the call has left if that is shorter.
    ///
    /// # Errors
    ///
    /// Returns a timeout if no time is left. The error says that the request may have been sent.
    pub fn left(
        &self,
        connected: Option<Duration>,
        elapsed: Duration,
    ) -> Result<Duration, TransportError> {
        let reply_ends = connected.unwrap_or(elapsed).saturating_add(self.reply);
        let (ends, limit, what) = match self.remaining {
            Some(remaining) if remaining < reply_ends => {
                (remaining, remaining, "the remaining time of the call")
            }
            _ => (
                reply_ends,
                self.reply,
                "counted from the established connection",
            ),
        };
        if elapsed < ends {
            return Ok(ends - elapsed);
        }
        Err(TransportError::new(
            Timeout,
            format!("no complete reply within {limit:?} ({what})"),
        ))
    }

    fn capped(&self, limit: Duration) -> Duration {
        self.remaining
            .map_or(limit, |remaining| limit.min(remaining))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    fn limit(remaining: Option<Duration>) -> TimeLimit {
        TimeLimit::new(ms(5_000), ms(2_000), remaining)
    }

    #[test]
    fn counts_the_reply_limit_from_the_established_connection() {
        for (connected, elapsed, left) in [
            // The connection is reused.
            (0, 0, Some(2_000)),
            (0, 1_999, Some(1)),
            (0, 2_000, None),
            // Connecting took most of its limit.
            (4_900, 4_900, Some(2_000)),
            (4_900, 6_899, Some(1)),
            (4_900, 6_900, None),
            (4_900, 60_000, None),
        ] {
            let answer = limit(None).left(Some(ms(connected)), ms(elapsed));
            assert_eq!(answer.ok(), left.map(ms), "{connected} {elapsed}");
        }
    }

    #[test]
    fn never_times_out_a_reply_before_the_connection_is_established() {
        for elapsed in [0, 1_999, 2_000, 4_999, 60_000] {
            assert_eq!(limit(None).left(None, ms(elapsed)).unwrap(), ms(2_000));
        }
    }

    #[test]
    fn caps_every_limit_at_the_remaining_time_of_the_call() {
        let short = limit(Some(ms(1_500)));
        assert_eq!((short.connecting(), short.reply()), (ms(1_500), ms(1_500)));
        for (connected, elapsed, left) in [
            (None, 0, Some(1_500)),
            (None, 1_499, Some(1)),
            (None, 1_500, None),
            (Some(0), 1_000, Some(500)),
            (Some(1_400), 1_400, Some(100)),
            (Some(1_400), 1_500, None),
        ] {
            let answer = short.left(connected.map(ms), ms(elapsed));
            assert_eq!(answer.ok(), left.map(ms), "{connected:?} {elapsed}");
        }

        let long = limit(Some(ms(6_000)));
        assert_eq!((long.connecting(), long.reply()), (ms(5_000), ms(2_000)));
        assert_eq!(long.left(Some(ms(3_000)), ms(3_000)).unwrap(), ms(2_000));
        assert_eq!(long.left(Some(ms(5_000)), ms(5_000)).unwrap(), ms(1_000));
    }

    #[test]
    fn names_the_limit_in_the_timeout_of_a_late_reply() {
        use std::error::Error as _;

        for (remaining, message) in [
            (
                None,
                "no complete reply within 2s (counted from the established connection)",
            ),
            (
                Some(ms(700)),
                "no complete reply within 700ms (the remaining time of the call)",
            ),
        ] {
            let error = limit(remaining).left(Some(ms(0)), ms(9_000)).unwrap_err();
            assert_eq!(error.kind(), Timeout);
            assert!(error.may_have_been_sent());
            assert_eq!(error.source().unwrap().to_string(), message);
        }
    }

    #[test]
    fn does_not_overflow_with_the_longest_durations() {
        let longest = TimeLimit::new(Duration::MAX, Duration::MAX, None);
        assert_eq!(
            longest.left(Some(ms(1)), ms(1)).unwrap(),
            Duration::MAX - ms(1)
        );
        assert_eq!(longest.connecting(), Duration::MAX);
    }
}
