//! How long one request may take.

use std::time::Duration;

use crate::error::{TransportError, TransportErrorKind::Timeout};

/// How long the parts of one request may take. [`Request::time_limit`](crate::Request::time_limit)
/// makes it.
///
/// | part | limit |
/// |---|---|
/// | connecting: name, address, proxy and TLS | the transport's own, [`connecting`](Self::connecting) |
/// | the reply: writing the request, and reading the whole response | [`reply`](Self::reply), counted from when the connection stands |
/// | both together | what is left of the call, [`remaining`](Self::remaining) |
///
/// A connection stands when the request can be written to it. A connection that is used again
/// stands from the beginning.
///
/// A transport passes its own limit for connecting to [`Request::time_limit`](crate::Request::time_limit)
/// and reads every limit from here. It asks [`left`](Self::left) how long it may wait, waits that
/// long, and asks again.
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
/// // A connection that took 4 s to make leaves the reply its 2 s all the same.
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

    /// How long connecting may take: the transport's own limit, or what is left of the call if that
    /// is less.
    #[must_use]
    pub fn connecting(&self) -> Duration {
        self.capped(self.connecting)
    }

    /// How long the reply may take once the connection stands, or what is left of the call if that
    /// is less.
    #[must_use]
    pub fn reply(&self) -> Duration {
        self.capped(self.reply)
    }

    /// How long everything may take, connecting included; `None` if the call has no limit.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        self.remaining
    }

    /// How long a transport may wait before it asks again.
    ///
    /// Both arguments count from when the transport got the request: `connected` says when the
    /// connection stood, and is `None` while it doesn't; `elapsed` is the time that has passed.
    /// While the connection doesn't stand, the reply can't be late, so the answer is the reply's
    /// whole limit.
    ///
    /// # Errors
    ///
    /// The time is over: a timeout after which the request counts as sent.
    pub fn left(
        &self,
        connected: Option<Duration>,
        elapsed: Duration,
    ) -> Result<Duration, TransportError> {
        let reply_ends = connected.unwrap_or(elapsed).saturating_add(self.reply);
        let (ends, limit, what) = match self.remaining {
            Some(remaining) if remaining < reply_ends => (remaining, remaining, "left of the call"),
            _ => (reply_ends, self.reply, "since the connection stood"),
        };
        if elapsed < ends {
            return Ok(ends - elapsed);
        }
        Err(TransportError::new(
            Timeout,
            format!("no complete reply within the {limit:?} {what}"),
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
    fn counts_the_reply_from_when_the_connection_stands() {
        for (connected, elapsed, left) in [
            // A connection from the pool.
            (0, 0, Some(2_000)),
            (0, 1_999, Some(1)),
            (0, 2_000, None),
            // One that took most of the connect timeout.
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
    fn never_ends_a_reply_before_the_connection_stands() {
        for elapsed in [0, 1_999, 2_000, 4_999, 60_000] {
            assert_eq!(limit(None).left(None, ms(elapsed)).unwrap(), ms(2_000));
        }
    }

    #[test]
    fn what_remains_of_the_call_caps_every_part() {
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
    fn a_late_reply_is_a_timeout_that_names_the_limit() {
        use std::error::Error as _;

        for (remaining, message) in [
            (
                None,
                "no complete reply within the 2s since the connection stood",
            ),
            (
                Some(ms(700)),
                "no complete reply within the 700ms left of the call",
            ),
        ] {
            let error = limit(remaining).left(Some(ms(0)), ms(9_000)).unwrap_err();
            assert_eq!(error.kind(), Timeout);
            assert!(error.may_have_been_sent());
            assert_eq!(error.source().unwrap().to_string(), message);
        }
    }

    #[test]
    fn the_longest_durations_do_not_overflow() {
        let longest = TimeLimit::new(Duration::MAX, Duration::MAX, None);
        assert_eq!(
            longest.left(Some(ms(1)), ms(1)).unwrap(),
            Duration::MAX - ms(1)
        );
        assert_eq!(longest.connecting(), Duration::MAX);
    }
}
