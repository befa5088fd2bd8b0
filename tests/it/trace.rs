//! Tests the tracing spans and events of a call.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use alicloud::{
    blocking::Client,
    error::{TransportError, TransportErrorKind},
    http::StatusCode,
    retry::Retry,
    testing::Script,
};
use alicloud_ecs::DescribeInstanceVncUrl;
use tracing_subscriber::{filter::LevelFilter, util::SubscriberInitExt as _};

use crate::fixture::{REQUEST_ID, VNC_URL, session};

/// A buffer for the output of a subscriber.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs `action`, and returns the logged lines at `level` and above without durations.
pub(crate) fn told(level: LevelFilter, action: impl FnOnce()) -> Vec<String> {
    let lines = Lines::default();
    let writer = lines.clone();
    let guard = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .set_default();
    action();
    drop(guard);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let without_duration = |line: &str| match line.split_once(" duration_ms=") {
        Some((before, _)) => before.trim().to_owned(),
        None => line.trim().to_owned(),
    };
    text.lines().map(without_duration).collect()
}

fn call() {
    let body = format!(r#"{{"RequestId":"{REQUEST_ID}","VncUrl":"{VNC_URL}"}}"#);
    let script = Script::new()
        .transport_error(TransportError::new(TransportErrorKind::Timeout, "planned"))
        .error_document(StatusCode::BAD_REQUEST, "Throttling.User", "Not too often.")
        .reply(body);
    let session = session().retry(Retry::default().jitter(|| 1.0));
    let client = Client::with_transport(session, script);
    client
        .send(&DescribeInstanceVncUrl::new("cn-qingdao", "i-1"))
        .unwrap();
}

#[test]
fn a_call_is_a_span_and_each_attempt_is_an_event() {
    const SPAN: &str = "call{product=\"Ecs\" action=\"DescribeInstanceVncUrl\" \
                        endpoint=\"ecs.aliyuncs.com\" region=\"cn-qingdao\"}";
    let told = told(LevelFilter::DEBUG, call);
    let expected = [
        "attempt ended attempt=1 error=\"time ran out; the request may have \
         been sent\"",
        "call retried pause_ms=100",
        "attempt ended attempt=2 status=400 code=\"Throttling.User\" \
         request_id=\"00000000-0000-0000-0000-000000000000\"",
        "call retried pause_ms=3000",
        "attempt ended attempt=3 status=200 request_id=\"1450F2D7-5435-4420-BBC9-49C514B0157E\"",
        "call ended attempts=3 ok=true",
    ]
    .map(|event| format!("DEBUG {SPAN}: alicloud: {event}"));
    assert_eq!(told, expected);
}

#[test]
fn emits_nothing_above_debug() {
    assert_eq!(told(LevelFilter::INFO, call), Vec::<String>::new());
}
