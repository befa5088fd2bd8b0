//! This machine. All of the crate's I/O is here, apart from the requests, which go over a transport.

use std::{
    env,
    ffi::OsString,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant, SystemTime},
};

use zeroize::Zeroizing;

use super::{FileContents, Process, ProcessOutput, System};

/// The machine this program runs on, and the environment of its process.
///
/// A process that it runs gets no standard input, and shares the standard error of this one, where
/// it can say what is wrong.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct LocalSystem;

/// A year.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Far more than credentials need, in bytes.
const USUAL_OUTPUT: u64 = 64 * 1024;

impl System for LocalSystem {
    fn variable(&self, name: &str) -> Option<OsString> {
        env::var_os(name)
    }

    fn home(&self) -> Option<PathBuf> {
        env::home_dir().filter(|home| !home.as_os_str().is_empty())
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContents> {
        // Looked at before it is opened: opening a named pipe waits for its other end.
        let metadata = fs::metadata(path)?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !metadata.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let file = fs::File::open(path)?;
        let metadata = file.metadata()?;
        Ok(FileContents {
            bytes: read_all(file, limit, metadata.len())?,
            mode: mode(&metadata),
        })
    }

    fn run(&self, process: &Process) -> io::Result<ProcessOutput> {
        // Such an addition must not overflow.
        let deadline = Instant::now() + process.time_limit.min(LONGEST);
        let mut child = Command::new(&process.program)
            .args(&process.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let outcome = collect(&mut child, process.output_limit, deadline);
        if outcome.is_err() {
            // It may be over by now, and then there is nothing to kill.
            let _ = child.kill();
            let _ = child.wait();
        }
        outcome
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

fn collect(child: &mut Child, limit: u64, deadline: Instant) -> io::Result<ProcessOutput> {
    let stdout = child
        .stdout
        .take()
        .ok_or_else(|| io::Error::other("no standard output"))?;
    // A thread of its own, since a pipe has no time limit, and one that a descendant of the process
    // keeps open never ends.
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        // Nobody listens any more when the time is over.
        let _ = sender.send(read_all(stdout, limit, USUAL_OUTPUT));
    })?;
    let left = deadline.saturating_duration_since(Instant::now());
    let stdout = receiver
        .recv_timeout(left)
        .map_err(|_| io::ErrorKind::TimedOut)??;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(ProcessOutput {
                status: status.code(),
                stdout,
            });
        }
        if Instant::now() >= deadline {
            return Err(io::ErrorKind::TimedOut.into());
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Reads all, of `length` bytes most likely: memory that has to grow leaves copies behind that nobody
/// overwrites.
fn read_all(reader: impl Read, limit: u64, length: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let capacity = usize::try_from(length.min(limit).saturating_add(1)).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
    // One byte more tells what is as large as it may be from what is larger.
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

#[cfg(unix)]
fn mode(metadata: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;

    Some(metadata.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode(_metadata: &fs::Metadata) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_length_that_was_said_is_read_in_place() {
        let text = "x".repeat(5000);
        let bytes = read_all(text.as_bytes(), 10_000, 5000).unwrap();
        assert_eq!((bytes.len(), bytes.capacity()), (5000, 5001));
        // It has grown meanwhile.
        assert_eq!(read_all(text.as_bytes(), 10_000, 7).unwrap().len(), 5000);
        let error = read_all(text.as_bytes(), 4999, 5000).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
