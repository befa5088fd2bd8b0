//! Tests of how much text the reader examines.

use std::{cell::Cell, time::SystemTime};

use http::StatusCode;

use super::*;
use crate::reply::Reply;

thread_local! {
    static EXAMINED: Cell<usize> = const { Cell::new(0) };
}

/// Notes that the reader examined `bytes` bytes of text.
pub(super) fn examined(bytes: usize) {
    EXAMINED.set(EXAMINED.get() + bytes);
}

/// Returns how many bytes of text `read` examines.
fn work(read: impl FnOnce()) -> usize {
    let before = EXAMINED.get();
    read();
    EXAMINED.get() - before
}

const PATTERNS: [&str; 5] = [
    "\n    <a>1</a>",
    "<a>1</a> &#32;",
    " <a/><![CDATA[ ]]>",
    "\n <a>\n  <b/>\n </a>",
    "x &amp; y",
];

#[test]
fn examines_untyped_content_once() {
    for pattern in PATTERNS {
        for times in [500, 1_000, 2_000] {
            let body = format!("<R>{}</R>", pattern.repeat(times));
            let examined = work(|| assert!(value(body.as_bytes()).is_ok(), "{pattern}"));
            assert!(examined <= body.len(), "{pattern}: {examined} bytes");
        }
    }
}

#[test]
fn examines_error_documents_once() {
    for pattern in PATTERNS {
        for times in [500, 1_000, 2_000] {
            let body = format!(
                "<Error><Code>C</Code><AccessDeniedDetail>{}</AccessDeniedDetail></Error>",
                pattern.repeat(times)
            );
            let reply = Reply::new(body.as_bytes(), SystemTime::UNIX_EPOCH).unwrap();
            let examined = work(|| {
                let error = reply.api_error(StatusCode::FORBIDDEN);
                assert!(error.unwrap().access_denied_detail().is_some());
            });
            assert!(examined <= body.len(), "{pattern}: {examined} bytes");
        }
    }
}
