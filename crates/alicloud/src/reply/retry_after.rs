//! The headers with the server's retry delay and the server's time.

use std::time::{Duration, SystemTime};

use http::{
    HeaderMap, HeaderName,
    header::{DATE, RETRY_AFTER},
};
use httpdate::parse_http_date;

/// The vendor's header with the retry delay in milliseconds.
const X_ACS_RETRY_AFTER: HeaderName = HeaderName::from_static("x-acs-retry-after");

/// Returns the retry delay that the server asks for: the longer of `x-acs-retry-after` and
/// `Retry-After`.
///
/// `x-acs-retry-after` is in milliseconds. `Retry-After` is in seconds or a date (RFC 9110,
/// 10.2.3). The delay until a date counts from the header `Date`, or else from `now`.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let standard = text(headers, RETRY_AFTER).and_then(|text| match number(text) {
        Some(seconds) => Some(Duration::from_secs(seconds)),
        None => {
            let now = server_time(headers).unwrap_or(now);
            Some(
                parse_http_date(text)
                    .ok()?
                    .duration_since(now)
                    .unwrap_or_default(),
            )
        }
    });
    x_acs_retry_after(headers).max(standard)
}

/// Whether `x-acs-retry-after` is above 0, which marks a response as throttling.
pub(crate) fn throttles(headers: &HeaderMap) -> bool {
    x_acs_retry_after(headers).is_some_and(|wanted| !wanted.is_zero())
}

fn x_acs_retry_after(headers: &HeaderMap) -> Option<Duration> {
    let milliseconds = number(text(headers, X_ACS_RETRY_AFTER)?)?;
    Some(Duration::from_millis(milliseconds))
}

/// Parses a number of ASCII digits. A number above `u64::MAX` becomes `u64::MAX`.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Returns the server's time from the header `Date` of a response (RFC 9110, 6.6.1).
///
/// Returns `None` if the header is missing or has none of the three formats of RFC 9110, 5.6.7.
///
/// Compare other times from the server, such as the expiry of credentials, with this time.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use alicloud::http::{header::DATE, HeaderMap, HeaderValue};
///
/// let date = HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT");
/// let time = alicloud::sign::server_time(&HeaderMap::from_iter([(DATE, date)]));
/// assert_eq!(time, Some(SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)));
/// ```
#[must_use]
pub fn server_time(headers: &HeaderMap) -> Option<SystemTime> {
    parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    /// 1994-11-06T08:49:37Z.
    const DATE_TEXT: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    fn time() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
    }

    fn of(headers: &[(&'static str, &'static str)]) -> Option<Duration> {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        retry_after(&headers.iter().map(pair).collect(), time())
    }

    #[test]
    fn parses_milliseconds_seconds_and_dates() {
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        for (headers, expected) in [
            (&[][..], None),
            (
                &[("x-acs-retry-after", "1500")],
                Some(Duration::from_millis(1500)),
            ),
            (&[("retry-after", " 120 ")], seconds(120)),
            (&[("retry-after", "0")], seconds(0)),
            (
                &[("retry-after", "1"), ("x-acs-retry-after", "2000")],
                seconds(2),
            ),
            (
                &[("retry-after", "3"), ("x-acs-retry-after", "2000")],
                seconds(3),
            ),
            (
                &[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT")],
                seconds(30),
            ),
            (
                &[("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")],
                seconds(0),
            ),
            (
                &[
                    ("retry-after", DATE_TEXT),
                    ("date", "Sun, 06 Nov 1994 08:49:30 GMT"),
                ],
                seconds(7),
            ),
            (&[("retry-after", "soon")], None),
            (&[("retry-after", "-1")], None),
            (
                &[("x-acs-retry-after", "99999999999999999999999")],
                Some(Duration::from_millis(u64::MAX)),
            ),
            (
                &[("retry-after", "99999999999999999999999")],
                seconds(u64::MAX),
            ),
        ] {
            assert_eq!(of(headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn server_time_parses_all_three_date_formats() {
        let mut headers = HeaderMap::new();
        assert_eq!(server_time(&headers), None);
        headers.insert(DATE, HeaderValue::from_static(DATE_TEXT));
        assert_eq!(server_time(&headers), Some(time()));
        for text in ["Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            headers.insert(DATE, HeaderValue::from_static(text));
            assert_eq!(server_time(&headers), Some(time()), "{text}");
        }
        for text in [
            "yesterday",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 16:49:37 +0800",
            "Sun, 31 Nov 1994 08:49:37 GMT",
        ] {
            headers.insert(DATE, HeaderValue::from_static(text));
            assert_eq!(server_time(&headers), None, "{text}");
        }
    }
}
