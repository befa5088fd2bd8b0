//! A progress line on standard error for tasks that take longer than a second.

use std::{
    io::{self, IsTerminal as _},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

const INTERVAL: Duration = Duration::from_secs(1);

/// Shows a progress line until this value is dropped, if standard error is a terminal.
pub(super) struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    /// Starts a timer for a task. `done` describes the task in the progress line.
    pub(super) fn start(done: String) -> Self {
        if !io::stderr().is_terminal() {
            return Self(None);
        }
        let (end, ended) = mpsc::channel();
        let start = Instant::now();
        let show = move || {
            while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                eprint!("\r{done}: {} s", start.elapsed().as_secs());
            }
            if start.elapsed() >= INTERVAL {
                eprint!("\r\x1b[K");
            }
        };
        let thread = thread::Builder::new().spawn(show).ok();
        Self(thread.map(|thread| (end, thread)))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.0.take() {
            drop(end);
            // Ignore a panic of the thread, because the thread only prints progress.
            let _ = thread.join();
        }
    }
}
